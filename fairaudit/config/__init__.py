"""What an audit is to do: one frozen object made from the options, the settings file and the defaults.

Every setting is declared here, once: options, help, keywords, the settings file, its schema and its documentation are
made from these declarations. Columns are said by the roles that tasks give them; `fairaudit.settings.table` adds these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from fairaudit.config import about, numbers
from fairaudit.config.checks import (
    at_least,
    check_bins,
    check_confidence,
    check_decimal,
    check_delimiter,
    check_distinct,
    check_encoding,
    check_path,
    check_ratios,
    check_separators,
)
from fairaudit.config.setting import COLUMNS, COMPUTED, READING, RULES, Setting, setting, settings_of


@dataclass(frozen=True)
class Config:
    """The settings of one audit. None means: not said.

    Raises:
        UsageError: a setting has a value that it cannot have.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    """Role → column, of the roles that were said."""
    task: str | None = setting(None, "word", "data", COLUMNS, "What the model does. Default: as the columns say.")
    """A word that `fairaudit.settings.table` knows; which columns fit it is told when they are seen."""
    groups: tuple[str | tuple[str, ...], ...] = setting(
        (),
        "groups",
        "data",
        COLUMNS,
        "A column of group labels; accent:gender is an intersection. Repeatable.",
        documented='list of columns; an intersection is `"a:b"` or `["a", "b"]`',
        wanted='the name of a column or a list of such names, such as groups=["accent", ("accent", "gender")]',
        metavar="ATTR",
        flags=("-g", "--group"),
    )
    """Attributes; an intersection is a tuple, or text such as `accent:gender`."""
    identities: tuple[tuple[str, str], ...] = setting(
        (),
        "lists",
        "data",
        COLUMNS,
        "A column of groups in which a row can name several: a list, or text with ; between; COLUMN=, names another "
        "character. Repeatable.",
        documented='list of columns, or table: `{ identity = "," }`, the character between the labels of a text',
        wanted="the name of a column, a list of such names, or the character between labels for each column, such as "
        'identities={"identity": ","}',
        metavar="COLUMN",
        check=check_separators,
    )
    """Columns whose rows can be in several groups, each with what stands between the labels of a text."""
    site: str | None = setting(
        None,
        "column",
        "data",
        COLUMNS,
        "The column that says which site each row is from: how far sites differ, and the gaps of each. tally(): each "
        "saved tally is a site.",
        documented='column; `"tally()"`: each saved tally is a site; [what a report says of sites](sites.md)',
        wanted='the name of a column, such as site="hospital"',
        metavar="COLUMN",
    )
    intersections: str = setting(
        "none",
        "word",
        "report",
        COLUMNS,
        "Also cross the attributes: all pairs, or all subsets. Default: {default}.",
        words=("none", "pairs", "all"),
    )
    probability: tuple[tuple[str, str], ...] = setting(
        (),
        "pairs",
        "data",
        COLUMNS,
        "The column with the probability of a class: cat=p_cat. Repeatable. Default: columns called p_CLASS, "
        "prob_CLASS or proba_CLASS.",
        documented='table: `{ cat = "p_cat" }`, class and column',
        wanted='the column of each class, such as probability={"cat": "p_cat"}',
        metavar="CLASS=COLUMN",
    )
    """Class → column of probabilities."""
    positive: str | None = setting(
        None,
        "value",
        "data",
        READING,
        "The label and prediction that count as positive.",
        documented="text, number or boolean",
        wanted="one value of the label, such as positive=1",
        metavar="VALUE",
    )
    threshold: tuple[float, ...] = numbers.THRESHOLD
    top_k: tuple[str, ...] = numbers.TOP_K
    quantile: float | None = numbers.QUANTILE
    bins: dict[str, tuple[float, ...]] = setting(  # noqa: RUF009 - it is a field, and makes a new one each time
        {},
        "bins",
        "data",
        READING,
        "Make groups of a numeric column: age=18,30,50,65. Repeatable.",
        documented="table: `{ age = [18, 30, 50, 65] }`",
        wanted='the edges for each column, numbers that ascend, such as bins={"age": [18, 30, 50]}',
        flags=("--bin",),
        check=check_bins,
        before_in_file="positive",
    )
    metrics: tuple[str, ...] = setting(
        (),
        "metrics",
        "report",
        COMPUTED,
        "Report this metric only. Repeatable. Default: all metrics of the task. NAME = sum(COLUMN) / sum(COLUMN) adds "
        "one of your own.",
        documented="list of names; [`NAME = sum(COLUMN) / sum(COLUMN)`](#metrics-of-your-own) adds one of your own",
        wanted='the name of a metric or a list of such names, such as metrics=["accuracy"]',
        metavar="NAME",
        flags=("-m", "--metric"),
        check=check_ratios,
        before_in_file="intersections",
    )
    calibration_bins: int = numbers.CALIBRATION_BINS
    min_group_size: int = setting(
        30,
        "whole",
        "evidence",
        COMPUTED,
        "Smaller groups are shown, not compared. Default: {default}.",
        documented="whole numbers from 1",
        wanted="a whole number, such as 30",
        metavar="ROWS",
        check=at_least(1, "The smallest group size"),
    )
    min_clusters: int = setting(
        5,
        "whole",
        "evidence",
        COMPUTED,
        "Groups with fewer clusters are shown, not compared. Default: {default}.",
        documented="whole numbers from 1",
        wanted="a whole number, such as 5",
        metavar="N",
        check=at_least(1, "The smallest number of clusters"),
    )
    confidence: float = setting(
        0.95,
        "number",
        "evidence",
        COMPUTED,
        "Confidence of intervals. Default: {default}.",
        documented="above 0.5 and below 1",
        wanted="a number, such as 0.95",
        metavar="NUMBER",
        check=check_confidence,
        before="min_group_size",
    )
    against: tuple[tuple[str, str], ...] = setting(
        (),
        "pairs",
        "report",
        COMPUTED,
        "Compare with this group instead of highest with lowest: race=White. Repeatable.",
        documented='table: `{ race = "White" }`; `"missing()"` as for `where`',
        wanted='the reference group of each attribute, such as against={"race": "White"}',
        check=check_distinct,
    )
    where: tuple[tuple[str, str], ...] = setting(
        (),
        "pairs",
        "data",
        READING,
        "Only rows with this value: country=UK. Repeatable.",
        documented='table: `{ country = "UK" }`; all must hold; `"missing()"` is the group without a label (with '
        "quotes inside, `'\"missing()\"'`, the text)",
        wanted='the value that each column must have, such as where={"split": "test"}',
        before_in_file="positive",
    )
    normalize: str = setting(
        "basic",
        "file",
        "data",
        READING,
        "How texts are made alike before they are compared. FILE: a CSV of equivalents, applied after basic. "
        "Default: {default}.",
        documented='`"none"`, `"basic"`, or a CSV of equivalents, its path relative to the file',
        wanted='a word or the path of a file, such as normalize="basic"',
        metavar="none|basic|FILE",
        words=("none", "basic"),
        check=check_path,
    )
    edit_split: str = setting(
        "minimum",
        "word",
        "data",
        READING,
        "How errors are split into substitutions, deletions and insertions. Default: {default}.",
        words=("minimum", "sclite", "jiwer"),
    )
    examples: int = setting(
        0,
        "whole",
        "report",
        COMPUTED,
        "Show the N worst utterances of each attribute (speech); otherwise no text of the data is shown.",
        documented="whole numbers from 0",
        wanted="a whole number, such as 3",
        metavar="N",
        check=at_least(0, "The number of examples"),
    )
    suppress_below: int = setting(
        0,
        "whole",
        "report",
        COMPUTED,
        "Hide the counts of groups smaller than this in every output.",
        documented="whole numbers from 0",
        wanted="a whole number, such as 10",
        metavar="ROWS",
        check=at_least(0, "The size below which counts are hidden"),
        before="examples",
    )
    presets: tuple[str, ...] = setting(
        (),
        "presets",
        "report",
        RULES,
        "Show the numbers that a published rule asks for; `check` also judges by its limits. ID:floor=0.9 sets a "
        "number that is yours. Repeatable, added to those of the settings file; `fairaudit presets` lists them.",
        documented='list of ids: `["four-fifths", "aws-service-card-floor:floor=0.9"]`',
        wanted='the id of a preset or a list of such ids, such as presets=["four-fifths"]',
        metavar="ID",
        flags=("--preset",),
    )
    """Published rules: `four-fifths`, or with numbers of one's own `aws-service-card-floor:floor=0.9`."""
    encoding: str | None = setting(
        None,
        "text",
        "data",
        READING,
        "Encoding of text files. Default: utf-8.",
        documented="text",
        wanted='a word, such as encoding="latin-1"',
        metavar="NAME",
        check=check_encoding,
    )
    delimiter: str | None = setting(
        None,
        "character",
        "data",
        READING,
        "Between the fields of text files.",
        documented="text",
        wanted='one character, such as delimiter=";"',
        metavar="CHARACTER",
        check=check_delimiter,
    )
    decimal: str | None = setting(
        None,
        "text",
        "data",
        READING,
        "Before the fractions of numbers in text. Default: as the numbers show.",
        documented='`"."` or `","`, what begins the fractions of [numbers in text](reading-data.md#numbers)',
        wanted='what begins fractions, decimal="." or decimal=","',
        metavar=".|,",
        check=check_decimal,
    )
    """What begins the fraction of numbers in text: a point or a comma."""
    title: str | None = about.TITLE
    purpose: str | None = about.PURPOSE
    positive_means: str | None = about.POSITIVE_MEANS
    model: str | None = about.MODEL
    dataset: str | None = about.DATASET
    note: str | None = about.NOTE

    def __post_init__(self) -> None:
        for name, declared in SETTINGS.items():
            declared.refuse(getattr(self, name))


SETTINGS: dict[str, Setting] = settings_of(fields(Config))
"""Every setting but the columns, in the order of reports."""
