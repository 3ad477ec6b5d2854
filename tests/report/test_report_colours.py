"""Every shade of the heat tables means one thing, which the legend says and the report's own numbers bear out."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import lxml.html
import numpy as np
import pandas as pd
import pytest
import scipy.stats
from test_report_html import by_catalogue, group_called

import fairaudit
from fairaudit import words as wording
from fairaudit.document import Document, GroupResult
from fairaudit.report.html import audit as html

SHADES = {f"{side}{step}" for side in "wb" for step in "123"}
LEGEND = {"1": "by less than 5 points", "2": "by 5 to 10", "3": "by 10 or more"}
SIDES = {"w": ("worse", "lower"), "b": ("better", "higher")}


def decisions(seed: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return decisions whose groups differ, with many and few rows, and now and then weights or clusters."""
    generator = np.random.default_rng([41, seed])
    rows = int(generator.integers(200, 4000))
    group = generator.choice(list("abcdef"), rows, p=[0.45, 0.25, 0.15, 0.1, 0.04, 0.01])
    other = generator.choice(["x", "y", None], rows, p=[0.6, 0.35, 0.05])
    worse = np.isin(group, ["b", "e"]) * generator.choice([0.02, 0.1, 0.3])
    label = generator.random(rows) < 0.3 + 0.2 * (other == "y") * generator.choice([0, 1])
    right = generator.random(rows) < 0.9 - worse
    frame = pd.DataFrame({"g": group, "h": other, "y_true": label.astype(int), "y_pred": (label == right).astype(int)})
    settings: dict[str, Any] = {"groups": ["g", "h", ("g", "h")][: 1 + seed % 3]}
    if seed % 4 == 2:
        frame["w"], settings["weight"] = generator.lognormal(0, 0.5, rows), "w"
    if seed % 4 == 3:
        frame["c"], settings["cluster"] = generator.integers(0, rows // 5, rows), "c"
    return frame, settings


def speech(seed: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return utterances of speakers of four accents, one of them understood worse."""
    generator = np.random.default_rng([43, seed])
    said = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    rows = []
    for speaker in range(40):
        accent = "abcd"[speaker % 4]
        rate = generator.beta(3, 17) + 0.15 * (accent == "d")
        for _ in range(int(generator.integers(4, 20))):
            heard = [word if generator.random() > rate else "um" for word in said]
            rows.append([accent, f"s{speaker}", " ".join(said), " ".join(heard)])
    frame = pd.DataFrame(rows, columns=["accent", "speaker", "reference", "hypothesis"])
    return frame, {"groups": ["accent"], "cluster": "speaker" if seed % 2 else None}


DOCUMENTS = [(decisions, seed) for seed in range(24)] + [(speech, seed) for seed in range(4)]


def cells(document: Document) -> list[tuple[GroupResult, str, set[str]]]:
    """Return group, metric and classes of every cell of every heat table and matrix of the page."""
    parsed = lxml.html.fromstring(html.render(document))
    found = []
    for table in parsed.xpath("//table[contains(@class, 'heat') and not(contains(@class, 'matrix'))]"):
        names = [by_catalogue(cell) for cell in table.xpath("./thead/tr/th")]
        for row in table.xpath("./tbody/tr"):
            group = group_called("".join(row[0].itertext()), names[0], document)
            found += [
                (group, name, set(cell.get("class", "").split())) for name, cell in zip(names[2:], row[2:], strict=True)
            ]
    for table in parsed.xpath("//table[contains(@class, 'matrix')]"):
        metric = by_catalogue(table.xpath("./caption")[0]).split(" where ")[0]
        across = ["".join(cell.itertext()).strip() for cell in table.xpath("./thead/tr/th")][1:]
        for row in table.xpath("./tbody/tr"):
            down = "".join(row[0].itertext()).strip()
            for name, cell in zip(across, row[1:], strict=True):
                group = crossing({down, name}, document)
                if group is not None:
                    found.append((group, metric, set(cell.get("class", "").split())))
    return found


def crossing(names: set[str], document: Document) -> GroupResult | None:
    labels = ((each, {wording.value_label(value) for value in each["group"].values()}) for each in document["groups"])
    return next((each for each, found in labels if len(each["by"]) == 2 and found == names), None)


def means(document: Document, group: GroupResult, metric: str, classes: set[str]) -> None:
    """Recompute from the document what the classes of one cell claim."""
    own, everyone = group["metrics"][metric], document["overall"]["metrics"][metric]
    better, differs = document["definitions"][metric]["better"], group["differs"].get(metric)
    shade = classes & SHADES
    if own["value"] is None:
        assert classes == {"undefined"}
    elif "few" in classes:
        assert (classes, differs) == ({"few"}, None)
        assert why_not_compared(document, group, metric)
    elif not shade:
        assert (classes, differs) == (set(), None)
        assert not why_not_compared(document, group, metric)
    else:
        (side, step), apart = shade.pop(), Fraction(own["value"]) - Fraction(everyone["value"])
        direction = "higher" if apart > 0 else "lower"
        assert differs == (direction if better is None else "better" if direction == better else "worse")
        assert side == {"worse": "w", "lower": "w", "better": "b", "higher": "b"}[differs]
        assert ("u" in classes) == (better is None)
        assert step == str(1 + sum(round(abs(float(apart)), 12) >= edge for edge in (0.05, 0.10)))


def why_not_compared(document: Document, group: GroupResult, metric: str) -> bool:
    """Tell whether a value is held against nothing: too small, without an interval, or with nobody to compare with."""
    alike = [each for each in document["groups"] if each["by"] == group["by"]]
    left_out = [
        entry["group"]
        for each in document["disparities"]
        if (each["metric"], each["by"], each["comparison"]) == (metric, group["by"], "difference")
        for entry in each["left_out"]
    ]
    compared = [each for each in alike if each["group"] not in left_out and not each["small"]]
    unknown = any(each["metrics"][metric]["low"] is None for each in compared)
    return group not in compared or len(compared) < 2 or unknown


@pytest.mark.parametrize(("make", "seed"), DOCUMENTS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_every_shade_means_what_the_legend_says(make: Any, seed: int) -> None:
    frame, settings = make(seed)
    document: Any = fairaudit.audit(frame, **settings).to_dict()
    read = cells(document)
    assert len(read) >= sum(len(group["metrics"]) for group in document["groups"])
    for cell in read:
        means(document, *cell)


def test_the_documents_hold_every_shade() -> None:
    """So that the test above has seen each of them."""
    seen = set()
    for make, seed in DOCUMENTS:
        frame, settings = make(seed)
        document: Any = fairaudit.audit(frame, **settings).to_dict()
        for _, _, classes in cells(document):
            seen |= classes or {"none"}
    assert seen - {"undefined"} == SHADES | {"u", "few", "none"}


def test_the_legend_has_every_shade_once_with_its_words() -> None:
    frame, settings = decisions(0)
    document: Any = fairaudit.audit(frame, **settings).to_dict()
    (legend, *_) = lxml.html.fromstring(html.render(document)).xpath("//p[contains(@class, 'key')]")
    shown = {span.get("class"): "".join(span.itertext()) for span in legend.xpath("./span")}
    assert shown == {f"{side}{step}": LEGEND[step] for side in SIDES for step in "123"} | {"few": "Dashed"}
    text = " ".join("".join(legend.itertext()).split())
    for side, (word, _) in SIDES.items():
        assert f"{word} {LEGEND['1']} {LEGEND['2']} {LEGEND['3']}" in text, side
    dashed = sum("few" in classes for _, _, classes in cells(document))
    assert f"beyond what chance explains in all {len(cells(document)) - dashed} values" in text
    assert "No colour: the difference may be chance." in text


def test_a_report_that_does_not_say_who_differs_has_no_colours() -> None:
    frame, settings = decisions(5)
    document: Any = fairaudit.audit(frame, **settings).to_dict()
    for group in document["groups"]:
        del group["differs"]
    del document["looked_at"]
    assert not set().union(*(classes for _, _, classes in cells(document))) - {"undefined"}
    assert "Coloured:" not in html.render(document)


@pytest.mark.parametrize("seed", [seed for seed in range(24) if seed % 4 < 2])
def test_a_coloured_share_is_told_apart_by_exact_limits(seed: int) -> None:
    """From the counts of the JSON report alone, by scipy's beta distribution.

    Half of the error is for the first metric, a quarter for three others, a quarter for the other ten: none has less
    than a fortieth, shared among its values. Cells that are settled leave more to the others.
    """
    frame, settings = decisions(seed)
    document: Any = fairaudit.audit(frame, **settings).to_dict()
    tried = 0
    for metric, facts in document["definitions"].items():
        if re.fullmatch(r"\(?[A-Z +]+\)? / \([A-Z +]+\)", facts["formula"]) is None:
            continue
        everyone = shares(facts["formula"], document["overall"]["counts"])
        values = [each for each in document["groups"] if not why_not_compared(document, each, metric)]
        for group in values:
            own, said = shares(facts["formula"], group["counts"]), group["differs"].get(metric)
            assert said is None or is_apart(own, everyone, 0.05 / 2), (group["group"], metric)
            if is_apart(own, everyone, 0.05 / 40 / len(values) / 2) and has_gap(document, group, metric):
                assert said is not None, (group["group"], metric)
            tried += 1
    assert tried > 10


def has_gap(document: Document, group: GroupResult, metric: str) -> bool:
    """Tell whether the groups of a level truly differ by a metric."""
    wanted = (metric, group["by"], "difference")
    found = (each for each in document["disparities"] if (each["metric"], each["by"], each["comparison"]) == wanted)
    return next(found)["beyond_chance"]


def shares(formula: str, counts: dict[str, int]) -> tuple[int, int]:
    """Return part and whole of a proportion from its formula."""
    short = {"TP": "true_positives", "FP": "false_positives", "FN": "false_negatives", "TN": "true_negatives"}
    part, whole = (sum(counts[short[name]] for name in re.findall(r"[A-Z]{2}", side)) for side in formula.split("/"))
    return part, whole


def is_apart(own: tuple[int, int], everyone: tuple[int, int], level: float) -> bool:
    """Tell by MOVER whether a group differs from all rows, of which it is a part (share s of the denominator).

    The distance is √(a² (1 − 2s) + b²), and at least (1 − s) a, where a and b lead from the values to their limits.
    """
    (low, value, high), (all_low, all_value, all_high) = exact(*own, level), exact(*everyone, level)
    near, far = (value - low, all_high - all_value) if value > all_value else (high - value, all_value - all_low)
    share = own[1] / everyone[1]
    return abs(value - all_value) > max(near**2 * (1 - 2 * share) + far**2, (near * (1 - share)) ** 2) ** 0.5


def exact(part: int, whole: int, level: float) -> tuple[float, float, float]:
    """Return Clopper and Pearson's limits around the share."""
    low = scipy.stats.beta.ppf(level, part, whole - part + 1) if part else 0.0
    high = scipy.stats.beta.ppf(1 - level, part + 1, whole - part) if part < whole else 1.0
    return low, part / whole, high


def test_shades_do_not_depend_on_the_unit_of_the_data() -> None:
    """Errors in grams are a thousand times those in kilograms, and no further apart; points of shares mean nothing."""
    generator = np.random.default_rng(47)
    label = generator.normal(70, 10, 900)
    group = np.repeat(["a", "b", "c"], 300)
    error = generator.normal(0, 1, 900) * np.select([group == "a", group == "b"], [1.0, 1.35], 1.3)
    shades = []
    for factor in (1, 1000):
        frame = pd.DataFrame({"g": group, "label": label * factor, "prediction": (label + error) * factor})
        page = lxml.html.fromstring(html.render(fairaudit.audit(frame, task="regression", groups=["g"]).to_dict()))
        shades.append([each.get("class") for each in page.xpath("//table[@class='heat']//td")])
        assert "in units of the data one hundredth of its value over all rows" in page.text_content()
    assert shades[0] == shades[1]
    assert {"b3", "w2"} & {str(each) for each in shades[0]}
