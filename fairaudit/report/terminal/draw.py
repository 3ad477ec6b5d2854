"""The report for a terminal, a pipe or a log."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.padding import Padding

from fairaudit import words as wording
from fairaudit.document import Document, headline
from fairaudit.document import reading as view
from fairaudit.document.units import unit_of
from fairaudit.report.terminal import tables as terminal_tables
from fairaudit.report.terminal.glyphs import Glyphs
from fairaudit.report.terminal.names import cut_labels
from fairaudit.report.terminal.paper import Paper
from fairaudit.report.terminal.presets import preset_tables
from fairaudit.report.terminal.tables import Column


def render(document: Document, *, width: int = 120, color: bool = False, ascii_only: bool = False) -> str:
    """Return the report, no line longer than `width`; `color` adds styles, `ascii_only` needs no other characters."""
    page = _Page(width, color, Glyphs(ascii_only, cut_labels(document)), document)
    page.head()
    page.verdicts()
    page.overall()
    for level in view.levels(document):
        page.level(level)
    page.presets()
    page.sensitivity()
    page.examples()
    page.advice()
    page.gate()
    return page.text()


@dataclass
class _Page(Paper):
    """The report while it is written, part by part."""

    document: Document
    notes: view.Notes = field(default_factory=view.Notes)

    def head(self) -> None:
        """What was audited, what was assumed, what is odd."""
        self.line(f"fairaudit {wording.show(self.document['fairaudit_version'])}", "bold")
        self.pairs(
            [
                ("Data", wording.source_names(self.document)),
                *wording.facts(self.document),
                *wording.numbered("Assumed", self.document["assumptions"]),
                *wording.numbered("Warning", [warning["message"] for warning in self.document["warnings"]]),
            ]
        )

    def verdicts(self) -> None:
        """What the rules came to, what matters most first."""
        verdicts = wording.worst_first(self.document["verdicts"])
        if not verdicts:
            return
        self.heading("Rules")
        self.show(terminal_tables.verdict_table(verdicts, self.width, self.glyphs))
        if bounds := wording.bounds_of_rules(verdicts, self.document["confidence"]):
            self.line(bounds, "dim", indent=2)
        for verdict in verdicts:
            self.line("")
            self.line(f"{wording.verdict_word(verdict)}  {wording.show(verdict['id'])}", "bold")
            for text in wording.verdict_texts(verdict):
                self.line(text, indent=2)
        if by_chance := wording.chance_line(self.document):
            self.line("")
            self.line(by_chance, "dim")

    def gate(self) -> None:
        """What all rules together came to: the last line."""
        line = wording.gate_line(self.document)
        if line:
            self.heading(line)

    def overall(self) -> None:
        """Performance of all rows together."""
        metrics = [name for name in headline.metrics(self.document) if name in self.document["overall"]["metrics"]]
        if not metrics:
            return
        self.heading("All rows together")
        estimates = [self.document["overall"]["metrics"][name] for name in metrics]
        cells = [
            terminal_tables.cell(estimate, unit_of(self.document, name), self.notes, "  ")
            for name, estimate in zip(metrics, estimates, strict=True)
        ]
        columns = [
            Column("metric", [wording.show(name) for name in metrics]),
            Column("value, interval", [self.glyphs.text(cell) for cell in cells], is_number=True),
        ]
        self.show(terminal_tables.table(columns, [columns[0].natural, columns[1].natural], self.glyphs))
        self._footnotes()

    def level(self, level: view.Level) -> None:
        """One attribute or intersection: its groups, and how far they are apart."""
        self.heading(f"By {wording.level_name(level.by)}")
        parts = terminal_tables.group_tables(self.document, level, self.notes, self.width, self.glyphs)
        for index, part in enumerate(parts):
            self.show(Padding(part, (1 if index else 0, 0, 0, 0)))
        if len(level.groups) > view.MOST_GROUPS:
            self.line(wording.more_groups(len(level.groups) - view.MOST_GROUPS), "dim")
        worse = wording.apart_sentence(self.document, level, headline.primary(self.document))
        if worse:
            self.line(worse, "bold")
        self._footnotes()
        self._disparities(level)

    def _disparities(self, level: view.Level) -> None:
        shown = view.headline_disparities(self.document, level)
        defined = [disparity for disparity in shown if disparity["value"] is not None]
        if shown:
            self.line("")
        if defined:
            self.show(terminal_tables.disparity_table(defined, self.notes, self.width, self.glyphs))
        self._footnotes()
        for text in wording.remarks(shown):
            self.line(text, "dim")

    def _footnotes(self) -> None:
        for text in self.notes.lines():
            self.line(text, "dim")
        self.notes = view.Notes()

    def presets(self) -> None:
        """What published rules ask for: their numbers, and what this report states."""
        for result in wording.preset_results(self.document):
            self.heading(wording.preset_heading(result))
            self.pairs(wording.preset_facts(result))
            for table in result["tables"]:
                self.line("")
                self.line(wording.preset_table_heading(table), "bold")
                for part in preset_tables(table, self.width, self.glyphs):
                    self.show(part)
                for text in wording.preset_remarks(table, view.MOST_GROUPS):
                    self.line(text, "dim")
            self.line("")
            self.line(wording.STATES, "bold")
            self.pairs(("-", wording.stated_line(stated)) for stated in result["states"])
            for text in result["notes"]:
                self.line(wording.show(text), "dim")

    def sensitivity(self) -> None:
        """What the word error rate would be under other normalisers."""
        entries = self.document.get("sensitivity", [])
        if entries:
            self.heading("Under other normalisers")
        for entry in entries:
            self.line(wording.sensitivity_sentence(entry))

    def examples(self) -> None:
        """The utterances that were asked for."""
        for example in self.document.get("examples", []):
            self.heading(wording.example_heading(example))
            for text in example["alignment"].split("\n"):
                self.line(wording.show(text))

    def advice(self) -> None:
        """The closing words, and how to read the columns."""
        self.line("")
        self.line(f"{wording.bounds_note(self.document)} {wording.POINTS} {wording.ALL_METRICS}", "dim")
        if self.document["advice"]:
            self.heading("In words")
        for paragraph in self.document["advice"]:
            self.line(wording.show(paragraph))
