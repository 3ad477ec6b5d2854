"""Texts that take long to align: refused beyond a limit that is named, and never deaf to Ctrl-C."""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairaudit.cli.run import run
from fairaudit.tasks.speech.text import TooLongError, count_edits, edits, normalizer

BASIC = normalizer("basic")


def refused(capsys: pytest.CaptureFixture[str], rows: list[tuple[str, str]], folder: Path) -> str:
    path = folder / "long.csv"
    path.write_text("reference,hypothesis,g\n" + "".join(f"{said},{heard},x\n" for said, heard in rows))
    assert run(["report", str(path), "-g", "g", "-q"]) == 2
    return capsys.readouterr().err


def test_two_words_of_hundreds_of_thousands_of_letters(capsys, tmp_path):
    message = refused(capsys, [("one", "one"), ("a" * 600_000, "b" * 600_000)], tmp_path)
    assert "In row 2 the reference has 600,000 characters and the hypothesis 600,000, which is too much" in message
    assert "up to 30,000 words or 300,000 characters each" in message


def test_too_many_words(capsys, tmp_path):
    message = refused(capsys, [("a b " * 25_000, "b a " * 25_000)], tmp_path)
    assert "In row 1 the reference has 50,000 words and the hypothesis 50,000, which is too much" in message


def test_rows_that_are_left_out_are_counted_as_rows(capsys, tmp_path):
    path = tmp_path / "long.csv"
    rows = ["one,one,x", "two,two,y", "a " * 40_000 + "," + "b " * 40_000 + ",x"]
    path.write_text("reference,hypothesis,g\n" + "\n".join(rows))
    assert run(["report", str(path), "-g", "g", "--where", "g=x", "-q"]) == 2
    assert "In row 3 the reference has 40,000 words" in capsys.readouterr().err


@pytest.mark.parametrize("unit", ["words", "characters"])
def test_the_limit_is_the_product_of_both_lengths(unit, monkeypatch):
    monkeypatch.setattr(f"fairaudit.tasks.speech.text.long_texts._MOST_{unit.upper()}", 6)
    monkeypatch.setattr(
        f"fairaudit.tasks.speech.text.long_texts._MOST_{'CHARACTERS' if unit == 'words' else 'WORDS'}", 1_000
    )
    piece = "a " if unit == "words" else "a"
    allowed = [(piece * 6, piece * 6), (piece * 4, piece * 9), (piece, piece * 36)]
    assert count_edits(*zip(*allowed, strict=True), BASIC, "minimum").shape[0] == 3
    with pytest.raises(TooLongError) as caught:
        count_edits(*zip(*allowed, (piece * 4, piece * 10), strict=True), BASIC, "minimum")
    assert caught.value.pair == 3
    assert f"the reference has 4 {unit} and the hypothesis 10" in str(caught.value)


def test_a_long_text_gives_the_counts_that_its_parts_give():
    """30,000 letters, of which every tenth was heard as another one: 3,000 substitutions of characters, one word."""
    said = "abcdefghij" * 3_000
    heard = "abcdefghix" * 3_000
    counts = count_edits([said, "a b"], [heard, "a b"], BASIC, "minimum")
    found = dict(zip(edits.EditCounts.fields, counts[0], strict=True))
    assert (found["character_errors"], found["word_errors"], found["reference_characters"]) == (3_000, 1, 30_000)
    assert counts[1][edits.EditCounts.fields.index("hits")] == 2


@pytest.fixture
def _heard_by_python() -> Iterator[None]:
    """Let SIGINT be heard, also where whoever runs the tests has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heard_by_python")
def test_who_waits_for_a_long_alignment_hears_an_interrupt(monkeypatch):
    started, released = threading.Event(), threading.Event()
    finished: list[str] = []

    def endless(*_: object) -> None:
        started.set()
        released.wait(30)
        finished.append("the alignment")

    monkeypatch.setattr(edits, "split_edits", endless)
    threading.Thread(target=lambda: (started.wait(30), _thread.interrupt_main()), daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        count_edits(["a" * 30_000], ["b"], BASIC, "minimum")
    assert not finished
    released.set()
