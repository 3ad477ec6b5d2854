"""`fairaudit batch`: audit every result in a folder tree, and say where to look."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairaudit.cli.once import COLUMN_PER_RESULT
from fairaudit.cli.options import batch_options, data_options, preset_options, repeatable
from fairaudit.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from fairaudit.batch import Result
    from fairaudit.config import Config
    from fairaudit.document import Document
    from fairaudit.document.batch import BatchDocument, BatchResult
    from fairaudit.policy import Policy


@click.command("batch", cls=SectionedCommand, short_help="Audit every result in a folder tree, and say where to look.")
@click.argument("folder", required=False)
@data_options
@preset_options
@batch_options
@click.pass_context
def command(
    context: click.Context,
    /,
    folder: str | None,
    output: str,
    manifest: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    jobs: int | None,
    fail_fast: bool,
    quiet: bool,
    color: str | None,
    exit_zero: bool,
    require: tuple[str, ...],
    config_file: str | None,
    **options: Any,
) -> int:
    """Audit every result in a folder tree, and say where to look.

    Every data file in FOLDER is a result; a folder below it that holds a fairaudit.toml and data, or a partitioned data
    set, is one result. Each is audited with the nearest fairaudit.toml above it; options win. What has not changed
    since the last run is not audited again.

    \b
    Exit codes, with rules:
      0  every result passed         1  a result failed
      2  none failed, but one could not be judged, or nothing could be audited
      3  none failed, but one is inconclusive

    \b
    Examples:
      fairaudit batch results/ -g accent -o audits/
      fairaudit batch results/ -g sex --require "accuracy.worst by sex >= 0.8" -o audits/
    """
    from fairaudit.batch import Store

    target = Path(output)
    root, results = _found(folder, manifest, include, exclude, target)
    results = _by_columns(results, options)
    store = Store(target)
    store.prepare()
    auditor = FileAuditor(root, config_file, options, require)
    with store.in_use():
        rows = _audited(auditor, target, results, jobs or os.cpu_count() or 1, fail_fast, quiet)
        document = _summary(rows, manifest or str(folder), _typed(context.meta["fairaudit.arguments"]))
        store.check()
        _write(document, target)
    if not quiet:
        _print(document, target, color)
    return _ended(rows, quiet, exit_zero)


def _found(
    folder: str | None, manifest: str | None, include: tuple[str, ...], exclude: tuple[str, ...], target: Path
) -> tuple[Path, list[Result]]:
    """Return where the search for settings ends, and the results.

    Raises:
        FairauditError: both or neither of a folder and a manifest are named, or there are no results.
    """
    from fairaudit.batch import find_results, read_manifest
    from fairaudit.errors import UsageError

    if folder is not None and manifest is None:
        return Path(folder), find_results(Path(folder), include, exclude, target)
    if folder is None and manifest is not None:
        return Path(manifest).parent, read_manifest(Path(manifest))
    raise UsageError("Name either a folder of results or a --manifest.")


def _by_columns(results: list[Result], options: dict[str, Any]) -> list[Result]:
    """Return a result per column where a role is named several times; `options` keep what all results share."""
    from fairaudit.batch import by_column

    for role in COLUMN_PER_RESULT:
        columns = options[role]
        results = by_column(results, role, columns) if len(columns) > 1 else results
        options[role] = columns[0] if len(columns) == 1 else None
    return results


@dataclass(frozen=True)
class FileAuditor:
    """Audits one result with the nearest settings above it."""

    root: Path
    config_file: str | None
    options: Mapping[str, Any]
    require: tuple[str, ...]

    def settings(self, result: Result) -> tuple[Config, Policy | None, Path | None]:
        """Return the settings of a result, its policy if it has rules, and the settings file that was used."""
        from fairaudit.cli.check import make_policy
        from fairaudit.presets import chosen_presets
        from fairaudit.settings.layers import make_config

        near = self.config_file or _nearest(result.folder, self.root)
        config, source = make_config(near, {**self.options, **dict(result.columns)})
        policy = make_policy(source, self.require)
        is_judged = policy.rules or any(preset.rules for preset in chosen_presets(config.presets))
        return config, policy if is_judged else None, source

    def key(self, result: Result) -> str:
        """Return what the report depends on: version, data, settings, and the day where waivers end."""
        from fairaudit import __version__
        from fairaudit.batch import digest_of
        from fairaudit.clock import today
        from fairaudit.source.together import local_files

        config, policy, source = self.settings(result)
        files = [Path(name) for name in local_files(result.path)] or [Path(result.path)]
        others = [source, Path(config.normalize) if config.normalize not in ("none", "basic") else None]
        day = today() if policy is not None and policy.waivers else None
        facts = [__version__, result.path, result.columns, digest_of([*files, *filter(None, others)]), self.options]
        return json.dumps([*facts, self.require, str(day)], sort_keys=True, default=str)

    def has_rules(self, result: Result) -> bool:
        """Tell whether rules apply to a result."""
        return self.settings(result)[1] is not None

    def audit(self, result: Result) -> Document:
        """Audit one result."""
        from fairaudit.pipeline import Request, run

        config, policy, _ = self.settings(result)
        return run([result.path], Request(config, None, None, policy))


def _nearest(folder: Path, root: Path) -> str | None:
    """Return the nearest fairaudit.toml from a folder up to the top of the tree; None leaves the search to the rest."""
    from fairaudit.settings import has_settings

    top = root.resolve()
    for place in (folder.resolve(), *folder.resolve().parents):
        if has_settings(place):
            return str(place / "fairaudit.toml")
        if place == top:
            break
    return None


def _audited(
    auditor: FileAuditor, target: Path, results: Iterable[Result], jobs: int, fail_fast: bool, quiet: bool
) -> list[BatchResult]:
    """Return the rows in the order of the results, whatever the order in which they were done."""
    from fairaudit.batch import audit_all
    from fairaudit.cli.progress import counter

    wanted = list(results)
    found: dict[str, BatchResult] = {}
    with counter(len(wanted), quiet) as advance:
        for done in audit_all(auditor, target, wanted, jobs):
            found[done.row["name"]] = done.row
            trouble = _trouble(done.row)
            advance(done.row["name"], trouble)
            if fail_fast and trouble:
                break
    return [found[result.name] for result in wanted if result.name in found]


def _trouble(row: BatchResult) -> str | None:
    """Return in a word what is wrong with a result, if anything."""
    if row["error"] is not None:
        return "not audited"
    return "failed" if row["exit_code"] == 1 else None


def _typed(arguments: Iterable[str]) -> str:
    """Return the command line without --jobs, on which no byte of the output depends."""
    left = iter(arguments)
    kept = ["fairaudit"]
    for argument in left:
        if argument == "--jobs":
            next(left, None)
        elif not argument.startswith("--jobs="):
            kept.append(argument)
    return shlex.join(kept)


def _summary(rows: list[BatchResult], folder: str, typed: str) -> BatchDocument:
    from fairaudit import __version__
    from fairaudit.batch import CONFIDENCE, place_among_others
    from fairaudit.clock import now
    from fairaudit.document.batch import BATCH_SCHEMA_VERSION
    from fairaudit.source.faults import printable

    place_among_others(rows)
    return {
        "schema_version": BATCH_SCHEMA_VERSION,
        "fairaudit_version": __version__,
        "created": now().isoformat().replace("+00:00", "Z"),
        "command": printable(typed),
        "folder": printable(folder),
        "judged": any(row["has_rules"] for row in rows),
        "confidence_across": CONFIDENCE,
        "results": rows,
    }


def _write(document: BatchDocument, target: Path) -> None:
    from fairaudit.report import batch_csv, write_text
    from fairaudit.report.ci import batch_junit
    from fairaudit.report.html import batch as batch_html

    write_text(_as_json(document), target / "summary.json")
    write_text(batch_csv.render(document), target / "summary.csv")
    write_text(batch_html.render(document), target / "index.html")
    if document["judged"]:
        write_text(batch_junit.render(document), target / "junit.xml")


def _as_json(document: BatchDocument) -> str:
    """Return the summary with a line for each result: that takes far less memory than an indented one."""
    from fairaudit.report.json_report import escaped

    head = json.dumps({**document, "results": []}, indent=1, ensure_ascii=False).removesuffix("[]\n}")
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in document["results"])
    return escaped(f"{head}[\n{rows}\n]}}\n")


def _print(document: BatchDocument, target: Path, color: str | None) -> None:
    from fairaudit.cli import console
    from fairaudit.report.terminal import batch as batch_terminal

    console.print_text(
        batch_terminal.render(
            document, width=console.width(), color=console.wants_color(color), ascii_only=console.ascii_only()
        )
    )
    console.note(f"Written: {target / 'index.html'}")


def _ended(rows: list[BatchResult], quiet: bool, exit_zero: bool) -> int:
    """Return the exit code; where no summary is printed, say on standard error which results could not be audited."""
    from fairaudit.cli import console
    from fairaudit.words import batches

    code = exit_code(rows)
    if quiet and code == 2:
        for line in batches.errors(rows):
            console.note(f"error: {line}")
    return 0 if exit_zero and code != 2 else code


def exit_code(rows: list[BatchResult]) -> int:
    """Return what the batch as a gate comes to.

    1 if a result failed its rules; 2 if nothing was audited, or if in a batch with rules a result was not: what was not
    judged has not passed; 3 if a result is undecided; else 0.
    """
    codes = [row["exit_code"] for row in rows if row["error"] is None]
    if 1 in codes:
        return 1
    if not codes or (len(codes) < len(rows) and any(row["has_rules"] for row in rows)):
        return 2
    return 3 if any(code not in (0, None) for code in codes) else 0


repeatable(command, "Repeatable: each column is a result of its own.")
