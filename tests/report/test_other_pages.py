"""Pages of comparisons, batches and plans: in words, without folders, nothing told twice, silent and accessible."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import lxml.html
import numpy as np
import pandas as pd
import pytest
from test_report_html import fractions

import fairaudit
from fairaudit import words as wording
from fairaudit.words import moved

AXE = gzip.decompress((Path(__file__).parent / "axe" / "axe.min.js.gz").read_bytes()).decode()
RUN_AXE = "axe.run().then(found => JSON.stringify(found.violations.map(each => [each.id, each.nodes[0].html])))"
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
NAMES = (
    "compare-decisions",
    "compare-scores",
    "compare-classes",
    "compare-numbers",
    "compare-speech",
    "batch",
    "plan",
    "plan-of-sizes",
    "plan-of-enough",
)
GAP_RULE = "true_positive_rate.difference by sex <= 0.1"


def decisions(seed: int, right: float, rows: int = 900) -> pd.DataFrame:
    """Return decisions that are right for 85 of 100 rows, of women for that share of them; with scores."""
    generator = np.random.default_rng([31, seed])
    frame = pd.DataFrame({"id": range(rows), "sex": generator.choice(["women", "men"], rows)})
    frame["region"] = generator.choice(["north", "south", "a very long name of a region, in so many words"], rows)
    label = generator.random(rows) < 0.4
    is_right = generator.random(rows) < 0.85 * np.where(frame["sex"] == "women", right, 1.0)
    frame["label"], frame["prediction"] = label.astype(int), (label == is_right).astype(int)
    frame["score"] = (0.3 + 0.4 * frame["prediction"] + 0.25 * generator.random(rows)).round(3)
    return frame


def speech(seed: int, wrong: float) -> pd.DataFrame:
    """Return transcripts of 24 speakers, of whose words this share is missing."""
    generator = np.random.default_rng([37, seed])
    said = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    rows: list[dict[str, Any]] = []
    for speaker in range(24):
        for _ in range(15):
            heard = " ".join(word for word in said if generator.random() >= wrong)
            accent = ("Welsh", "Scottish")[speaker % 2]
            rows.append({"speaker": speaker, "accent": accent, "reference": " ".join(said), "hypothesis": heard})
    return pd.DataFrame(rows)


def classes(seed: int, right: float) -> pd.DataFrame:
    """Return decisions among three classes."""
    generator = np.random.default_rng([41, seed])
    label = generator.choice(["cat", "dog", "owl"], 600)
    guess = generator.choice(["cat", "dog", "owl"], 600)
    prediction = np.where(generator.random(600) < right, label, guess)
    return pd.DataFrame({"sex": generator.choice(["women", "men"], 600), "label": label, "prediction": prediction})


def numbers(seed: int, spread: float) -> pd.DataFrame:
    """Return predicted numbers with errors of this size."""
    generator = np.random.default_rng([43, seed])
    label = generator.normal(100, 20, 600)
    sex = generator.choice(["women", "men"], 600)
    return pd.DataFrame({"sex": sex, "label": label, "prediction": label + generator.normal(0, spread, 600)})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write every page once."""
    top = tmp_path_factory.mktemp("pages")
    files = {
        "old/decisions.csv": decisions(1, 1.0),
        "new/decisions.csv": decisions(2, 0.7),
        "old/speech.csv": speech(1, 0.1),
        "new/speech.csv": speech(2, 0.3),
        "old/classes.csv": classes(1, 0.7),
        "new/classes.csv": classes(2, 0.8),
        "old/numbers.csv": numbers(1, 9),
        "new/numbers.csv": numbers(2, 12),
    }
    for name, frame in files.items():
        (top / name).parent.mkdir(exist_ok=True)
        frame.to_csv(top / name, index=False)
    (top / "new" / "broken.csv").write_text("x,y\n1,2\n")
    old, new = top / "old", top / "new"
    both = {"groups": ["sex", "region", ("sex", "region")], "id": "id"}
    rule = "accuracy.change by sex >= -0.05"
    fairaudit.compare(old / "decisions.csv", new / "decisions.csv", [rule], **both).write(
        top / "compare-decisions.html"
    )
    scored = {**both, "threshold": 0.5, "prediction": None}
    fairaudit.compare(old / "decisions.csv", new / "decisions.csv", **scored).write(top / "compare-scores.html")
    for name, task in (("classes", "multiclass"), ("numbers", "regression")):
        found = fairaudit.compare(old / f"{name}.csv", new / f"{name}.csv", groups="sex", task=task)
        found.write(top / f"compare-{name}.html")
    found = fairaudit.compare(old / "speech.csv", new / "speech.csv", groups="accent", cluster="speaker")
    found.write(top / "compare-speech.html")
    batch = {"include": ["decisions.csv", "classes.csv", "broken.csv"], "groups": "sex"}
    fairaudit.batch(top, top / "audits", ["accuracy.worst by sex >= 0.8"], **batch)
    (top / "audits" / "index.html").rename(top / "batch.html")
    plans = fairaudit.plan(new / "decisions.csv", groups=["sex", "region"], metrics=["accuracy", "true_positive_rate"])
    plans.write(top / "plan.html")
    fairaudit.plan({"Welsh": 300, "Scottish": 80}, rate=0.1).write(top / "plan-of-sizes.html")
    fairaudit.plan({"Welsh": 30_000, "Scottish": 80_000}, rate=0.1).write(top / "plan-of-enough.html")
    return top


@pytest.mark.parametrize("name", NAMES)
def test_pages_speak_in_words_and_name_no_folder(folder: Path, name: str) -> None:
    text = (folder / f"{name}.html").read_text("utf-8")
    assert str(folder) not in text
    assert re.findall(r"""(?<=[\s"'>])/\w+/\w[^\s<]*""", re.sub("base64,[A-Za-z0-9+/=]+", "", text)) == []
    parsed = lxml.html.fromstring(text)
    for each in parsed.xpath("//style | //script | //code | //pre"):
        each.drop_tree()
    shown = "\n".join(parsed.xpath("//body//text()"))
    assert "`" not in shown
    assert re.findall(r"\b[a-z]+_\w*", shown) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("compare", "batch"))])
def test_no_sentence_repeats_a_figure_of_the_first_screen(folder: Path, name: str) -> None:
    first = lxml.html.parse(str(folder / f"{name}.html")).xpath("//section[@id='found']")[0]
    told = fractions(" ".join("".join(each.itertext()) for each in first.xpath("./p[not(contains(@class, 'gate'))]")))
    cells = fractions(" ".join("".join(each.itertext()) for each in first.xpath(".//table//td | .//dl")))
    assert told & cells == set()


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    with browser.running() as found:
        yield found


@pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed (Debian: chromium)")
@pytest.mark.parametrize("name", NAMES)
def test_silent_alone_accessible_and_never_wider_than_the_window(
    chromium: browser.Browser, folder: Path, name: str
) -> None:
    for width, dark in ((1280, False), (400, False), (1280, True)):
        tab = browser.Tab(chromium, width=width, dark=dark).open(folder / f"{name}.html")
        tab.evaluate(OPEN_ALL)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert (tab.messages, tab.requests) == ([], [])
        tab.evaluate(f"{AXE}; 0")
        assert json.loads(tab.evaluate(RUN_AXE)) == []
        tab.close()


def test_a_comparison_begins_with_what_is_certain(folder: Path) -> None:
    """Accuracy of women falls from .85 to .60 of some 450: seven standard errors; that of men stays."""
    page = lxml.html.parse(str(folder / "compare-decisions.html"))
    sentences = [each.text_content() for each in page.xpath("//p[@class='lead']")]
    assert sentences[0].startswith("Accuracy is worse than before over all rows; worse for women (sex)")
    assert sentences[1].startswith("The groups did not change alike by sex")
    assert page.xpath("//p[contains(@class, 'gate')]//text()[contains(., 'FAIL: 1 failed')]")
    parts = page.xpath("//table[contains(@class, 'moves')]//th[@scope='rowgroup']/a/bdi/text()")
    assert parts == ["sex", "region"], "first the attribute whose certain change is largest"
    rows = page.xpath("//table[contains(@class, 'moves')]//tr[th[@scope='row']]")
    states = {row.xpath("./th/bdi")[0].text_content(): row.get("class") for row in rows}
    assert (states["women"], states["men"]) == ("worse", None)
    facts = [each.text_content() for each in page.xpath("//header//dd")]
    assert facts[0].startswith("old/decisions.csv")
    assert facts[1].startswith("new/decisions.csv")


def test_the_arrow_of_a_certain_change_points_to_where_it_went(folder: Path) -> None:
    row = lxml.html.parse(str(folder / "compare-decisions.html")).xpath(
        "//tr[th/bdi[text() = 'women']]/td[@class='plot']"
    )[0]
    old, new = (float(row.xpath(f".//line/@{end}")[0].removesuffix("%")) for end in ("x1", "x2"))
    (arrow,) = row.xpath(".//path/@d")
    assert new < old
    assert arrow.startswith("M-3 "), "its point is left of where it stands"
    assert float(row.xpath(".//circle[@class='old']/@cx")[0].removesuffix("%")) == old


def test_on_noise_the_sentences_of_a_comparison_claim_nothing() -> None:
    """Both results have the same accuracy everywhere; a promise of .05 is broken by more than 10 of 80 (p < .004)."""
    claims = ("worse", "better", "did not change alike", "wider", "narrower")
    settings: Any = {"groups": ["sex", "region"], "id": "id"}
    speaking = 0
    for seed in range(80):
        old, new = (decisions(100 + 2 * seed + side, 1.0, 400).drop(columns="score") for side in (0, 1))
        new[["sex", "region", "label"]] = old[["sex", "region", "label"]]
        is_right = np.random.default_rng([47, seed]).random(400) < 0.85
        new["prediction"] = (new["label"].astype(bool) == is_right).astype(int)
        said = " ".join(moved.lead(fairaudit.compare(old, new, **settings).to_dict()))
        speaking += any(claim in said for claim in claims)
    assert speaking <= 10


def test_what_to_collect_first_is_in_one_table(folder: Path) -> None:
    """The group with 80 rows lacks 220 more than the one with 300, as both need the same."""
    page = lxml.html.parse(str(folder / "plan-of-sizes.html"))
    first = page.xpath("//main/section")[0]
    assert first.xpath(".//h2")[0].text_content() == "What to collect first"
    rows = [[cell.text_content() for cell in row] for row in first.xpath(".//tbody/tr")]
    assert [row[0] for row in rows] == ["Scottish", "Welsh"]
    more, has, needs = ([int(row[place].replace(",", "")) for row in rows] for place in (1, 2, 3))
    assert has == [80, 300]
    assert needs[0] == needs[1]
    assert [needed - there for needed, there in zip(needs, has, strict=True)] == more
    headings = [each.text_content() for each in page.xpath("//h2")]
    assert headings[:2] == ["What to collect first", "With what chance the gap would be settled"]
    enough = lxml.html.parse(str(folder / "plan-of-enough.html")).xpath("//main/section")[0]
    assert "Nothing: every group is large enough to settle a gap of 5.0 pt." in enough.text_content()
    both = lxml.html.parse(str(folder / "plan.html")).xpath("//main/section")[0]
    assert {wording.words("true_positive_rate"), "accuracy"} >= set(both.xpath(".//tbody//th[2]//span/text()"))
