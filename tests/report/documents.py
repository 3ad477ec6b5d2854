"""Reports built by hand, so that the renderers are tested without the rest: ordinary, hostile, huge and empty ones."""

from __future__ import annotations

import copy
from typing import Any

from builders import (
    comparisons,
    disparity,
    document,
    estimate,
    group,
    metrics_of,
    metrics_without_scores,
    suppressed,
    used,
)

from fairaudit import words as wording
from fairaudit.document import Document, Group, NotUsed, Used

HOSTILE = [
    "<script>document.title='owned'</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "</style><b>bold</b>",
    "\u202egnitirw tfel-ot-thgir",
    "\x1b[31mred\x1b[0m\x07",
    "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\",
    "[bold red]FAIL[/bold red] [/] [link=https://example.org]x[/link] :warning:",
    "a|b|c",
    "`code` ```",
    "@user #1 https://example.org",
    "two\nlines\r\nthree\ttabs",
    "=cmd()",
    "+1",
    "-1",
    "@SUM(A1)",
    "{{ 7*7 }}{% raw %}",
    "$x^2$ *bold* _it_ ~no~ [a](https://example.org) ![i](x) <!-- -->",
    "(no label)",
    "",
    " Welsh ",
    "日本語のとても長い名前" * 4,
    "a name that is rather long for a group and goes on and on until nobody wants to read it any more " * 2,
    "\ud800lone",
]


def binary() -> Document:
    """Return decisions by race, sex and both: undefined rates, small groups, a missing label, a hidden group."""
    races: list[str | None] = ["Black", "White", "Asian", "Hispanic", "Native American", None]
    sizes = [1204, 5310, 610, 890, 18, 44]
    groups = [
        group(["race"], [race], n, metrics_of("binary", n, 0.03 * index))
        for index, (race, n) in enumerate(zip(races, sizes, strict=True))
    ]
    for small in (groups[4], groups[5]):
        small["metrics"]["false_positive_rate"] = estimate(None, 0, undefined="there are no negatives")
    groups += [
        group(["sex"], [sex], n, metrics_of("binary", n, shift))
        for sex, n, shift in (("Female", 4012, 0.02), ("Male", 4064, 0.09))
    ]
    both = ["race", "sex"]
    groups += [
        group(both, [race, sex], n // 2, metrics_of("binary", n // 2, 0.03 * index))
        for index, (race, n) in enumerate(zip(races, sizes, strict=True))
        for sex in ("Female", "Male")
    ]
    groups.append(suppressed(both, ["Pacific Islander", "Male"]))
    why = "18 rows, fewer than 30"
    native: Group = {"race": "Native American"}
    out = {"left_out": [{"group": native, "why": why}]}
    compared = comparisons("binary", ["race"], {"race": "Hispanic"}, {"race": "Black"}, **out)
    compared += comparisons("binary", ["sex"], {"sex": "Male"}, {"sex": "Female"})
    compared += comparisons("binary", both, {"race": "Hispanic", "sex": "Male"}, {"race": "Black", "sex": "Female"})
    warnings = [{"code": "lookalike_labels", "message": "`White` and `white ` look alike: are they one group?"}]
    return document("binary", groups, compared, warnings=warnings)


def speech() -> Document:
    """Return recognition by accent with speakers, a sensitivity line and examples."""
    accents: list[str | None] = ["American", "Scottish", "Welsh", "Jamaican", None]
    sizes, speakers = [900, 412, 310, 120, 25], [41, 20, 15, 3, 2]
    groups = [
        group(["accent"], [accent], n, metrics_of("speech", n, 0.05 * index), clusters=people)
        for index, (accent, n, people) in enumerate(zip(accents, sizes, speakers, strict=True))
    ]
    groups[3].update(small=True, small_because="3 speakers, fewer than 5")
    groups[4].update(small=True, small_because="25 rows, fewer than 30")
    for result in groups:
        result["counts"] = {"reference_words": 10.0 * (result["n"] or 0), "hits": 8.0 * (result["n"] or 0)}
    groups[4]["metrics"]["word_error_rate"]["interval_undefined"] = "all rows come from one speaker"
    groups[4]["metrics"]["word_error_rate"].update(low=None, high=None)
    out = {
        "left_out": [
            {"group": {"accent": "Jamaican"}, "why": "3 speakers, fewer than 5"},
            {"group": {"accent": None}, "why": "25 rows, fewer than 30"},
        ]
    }
    compared = comparisons("speech", ["accent"], {"accent": "Welsh"}, {"accent": "American"}, **out)
    result = document(
        "speech",
        groups,
        compared,
        columns={"reference": "transcript", "hypothesis": "asr", "cluster": "speaker_id"},
        used=used({"reference": "transcript", "hypothesis": "asr", "cluster": "speaker_id"}),
        normalizer="basic",
        edit_split="fewest substitutions",
        sensitivity=[_sensitivity("none", 0.312, 0.093, 0.71), _sensitivity("basic", 0.173, 0.1, 0.44)],
        examples=[_example()],
    )
    groups[2]["differs"] = {"word_error_rate": "worse", "deletion_rate": "worse"}
    groups[0]["differs"] = {"word_error_rate": "better"}
    main = next(each for each in compared if each["name"] == "word_error_rate.difference")
    main.update(low=0.021, value=0.1, high=0.18, beyond_chance=True)
    result["overall"]["metrics"]["word_error_rate"] = estimate(0.112, 1767)
    result["overall"]["clusters"] = 81
    result["overall"]["counts"] = {"substitutions": 300.0, "deletions": 900.0, "insertions": 100.0}
    return result


def _sensitivity(normalizer: str, overall: float, difference: float, ratio: float) -> Any:
    highest, lowest = {"accent": "Welsh"}, {"accent": "American"}
    return {
        "normalizer": normalizer,
        "by": ["accent"],
        "overall": overall,
        "difference": difference,
        "ratio": ratio,
        "highest": highest,
        "lowest": lowest,
    }


def _example() -> Any:
    return {
        "by": ["accent"],
        "group": {"accent": "Welsh"},
        "word_errors": 2,
        "reference_words": 4,
        "reference": "the cat sat down",
        "hypothesis": "the bat sat",
        "alignment": "REF: the cat sat down\nHYP: the bat sat ****\n           S         D",
    }


def hostile() -> Document:
    """Return a report in which every text that comes from outside is hostile."""
    by = ['<b onclick="x">attribute</b>|\x1b[31m@a`']
    groups = [
        group(by, [name], 1000 + index, metrics_of("binary", 100, 0.01 * index)) for index, name in enumerate(HOSTILE)
    ]
    sides: tuple[Group, Group] = ({by[0]: HOSTILE[0]}, {by[0]: HOSTILE[5]})
    out = {"left_out": [{"group": {by[0]: name}, "why": name} for name in HOSTILE]}
    result = document("binary", groups, comparisons("binary", by, *sides, **out))
    result["data"]["sources"] = [{"path": name, "rows": 1, "sha256": name} for name in HOSTILE]
    result["data"]["rejections"] = [{"reason": name, "rows": 1} for name in HOSTILE]
    result["command"] = " ".join(HOSTILE)
    result["about"] = {
        "title": HOSTILE[1],
        "purpose": HOSTILE[5],
        "positive_means": HOSTILE[10],
        "model": HOSTILE[12],
        "dataset": HOSTILE[14],
        "note": HOSTILE[0],
    }
    result["config"] = {name: name for name in HOSTILE}
    result["columns"] = {"label": HOSTILE[0], "cluster": HOSTILE[1]}
    result["used"] = [
        *used(result["columns"]),
        {**used({HOSTILE[2]: HOSTILE[0]})[0], "how": "assumed", "why": HOSTILE[3]},
    ]
    result["used"] += [Used(role="positive", column=None, value=HOSTILE[5], how=HOSTILE[1])]
    result["not_used"] = [NotUsed(column=name, why=name) for name in HOSTILE]
    result["warnings"] = [{"code": name, "message": name} for name in HOSTILE]
    result["assumptions"] = list(HOSTILE)
    result["advice"] = list(HOSTILE)
    result["normalizer"] = HOSTILE[0]
    result["sensitivity"] = [{**_sensitivity(name, 0.1, 0.1, 0.5), "highest": sides[0]} for name in HOSTILE]
    result["examples"] = [
        {**_example(), "by": by, "group": sides[0], "reference": name, "hypothesis": name, "alignment": name}
        for name in HOSTILE
    ]
    groups[0]["metrics"]["accuracy"] = estimate(None, 0, undefined=HOSTILE[0])
    groups[1]["metrics"]["accuracy"].update(low=None, high=None, interval_undefined=HOSTILE[1], method=HOSTILE[2])
    groups[2].update(small=True, small_because=HOSTILE[1])
    return result


def advised(document: Document) -> Document:
    """Return a report with its closing words, if it has none yet."""
    if not document["advice"]:
        said = wording.paragraphs(document)
        document["advice"], document["advice_about"] = [text for _, text in said], [about for about, _ in said]
    return document


def one_group() -> Document:
    """Return a report with a single group: rates, and no comparison."""
    groups = [group(["sex"], ["Female"], 500, metrics_of("binary", 500))]
    compared = [disparity(metric.name, "difference", ["sex"], None) for metric in metrics_without_scores("binary")]
    return document("binary", groups, compared)


def degenerate() -> Document:
    """Return a report of a model that selects everybody."""
    result = binary()
    result["warnings"] = [
        {"code": "everyone_selected", "message": "Every row is selected: zero gaps mean nothing for such a model."}
    ]
    for each in [result["overall"], *result["groups"]]:
        if "selection_rate" in each["metrics"]:
            each["metrics"]["selection_rate"].update(value=1.0, low=0.99, high=1.0)
    return result


def many(groups: int = 200) -> Document:
    """Return a report with many groups of one attribute."""
    found = [
        group(["accent"], [f"accent number {index}"], 40 + index, metrics_of("binary", 40 + index, index / 1000))
        for index in range(groups)
    ]
    compared = comparisons("binary", ["accent"], {"accent": "accent number 199"}, {"accent": "accent number 0"})
    return document("binary", found, compared)


def empty() -> Document:
    """Return a report with no groups and no metrics: nothing to show, and no reason to crash."""
    result = copy.deepcopy(one_group())
    result.update(groups=[], disparities=[], definitions={}, attributes=[])
    result["overall"]["metrics"] = {}
    return result


ALL = {
    "binary": binary,
    "speech": speech,
    "hostile": hostile,
    "one_group": one_group,
    "degenerate": degenerate,
    "many": many,
    "empty": empty,
}
