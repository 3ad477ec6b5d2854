"""How fast transcripts become edit counts, beside jiwer's `process_words` on the same texts in the same run.

    python benchmarks/speech.py [--utterances 100000] [--repeats 3]

CPU seconds of one process; the best of some repeats. jiwer gets the raw texts, without any normalisation; `count_edits`
normalises both sides and adds character edits, the wanted split and the sensitivity under `none` and `basic`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import jiwer

from fairaudit.tasks.speech.text import SPLITS, count_edits, normalizer

_WORDS = 12
_ERROR_RATE = 0.13
_EQUIVALENTS = "from,to\ngonna,going to\ncolour,color\nokay,ok\n"


def sentences(count: int, alphabet: str, seed: int = 20240501) -> tuple[list[str], list[str]]:
    """Return written references with capitals and full stops, and recognised hypotheses without them."""
    source = random.Random(seed)
    vocabulary = ["".join(source.choices(alphabet, k=source.choice((2, 3, 4, 4, 5, 6, 8)))) for _ in range(4000)]
    spoken = [source.choices(vocabulary, k=_WORDS) for _ in range(count)]
    heard = [recognised(words, vocabulary, source) for words in spoken]
    return [" ".join(words).capitalize() + "." for words in spoken], [" ".join(words) for words in heard]


def recognised(words: list[str], vocabulary: list[str], source: random.Random) -> list[str]:
    """Return the words with some replaced, left out and made up."""
    heard: list[str] = []
    for word in words:
        kind = source.choices(("hit", "other", "gone", "more"), (1 - _ERROR_RATE, 0.09, 0.02, 0.02))[0]
        heard += {"hit": [word], "other": [source.choice(vocabulary)], "gone": [], "more": [word, "uh"]}[kind]
    return heard


def cpu_seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the least CPU time of some runs."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def measure(utterances: int, repeats: int) -> list[tuple[str, float]]:
    """Return the best CPU time of every row of the table, jiwer's first."""
    english = sentences(utterances, "abcdefghijklmnopqrstuvwxyz")
    rows = [
        ("jiwer.process_words, no normalisation", cpu_seconds(lambda: jiwer.process_words(*english), repeats)),
    ]

    def count(label: str, texts: tuple[list[str], list[str]], normalize: str, split: str = "minimum") -> None:
        chosen = normalizer(normalize)
        rows.append((f"count_edits, {label}", cpu_seconds(lambda: count_edits(*texts, chosen, split), repeats)))

    for split in SPLITS:
        count(f"basic, {split} split", english, "basic", split)
    count("none", english, "none")
    with TemporaryDirectory() as folder:
        path = Path(folder, "equivalents.csv")
        path.write_text(_EQUIVALENTS, encoding="utf-8")
        count("basic + equivalents", english, str(path))
    count("basic, accented Latin", sentences(utterances, "abcdeéèêfghiîjklmnoöpqrsßtuüvwxyz"), "basic")
    count("basic, Devanagari", sentences(utterances, "कखगघचजटडतदनपबमयरलवशसह" + "ािीुूेैोौंँ्"), "basic")
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--utterances", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    rows = measure(options.utterances, options.repeats)
    print(f"| {options.utterances:,} utterances of {_WORDS} words | utterances per CPU second | times jiwer |")
    print("| --- | ---: | ---: |")
    for label, seconds in rows:
        print(f"| {label} | {options.utterances / seconds:,.0f} | {rows[0][1] / seconds:.1f} |")


if __name__ == "__main__":
    main()
