"""Make ``speech.csv``: synthetic utterances and what a neural speech recogniser heard.

Every speaker (a voice of espeak-ng, flite or festival) says ten of the fifty sentences in ``sentences.txt``. Each
utterance is decoded three times, in the conditions ``clean``, ``noise`` and ``telephone``. The voices are synthetic,
the recognition errors are real. See ``README.md`` beside this file for the packages needed.

    python sample_data/make_speech.py             # writes speech.csv beside this script
    python sample_data/make_speech.py --check 60  # decodes 60 random rows again and compares them with speech.csv
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from speech_audio import clean_samples, noisy_samples, recognise, synthesise, telephone_samples
from speech_voices import ESPEAK_LOCALES, ESPEAK_VARIANTS, OTHER_VOICES, Voice, all_voices, read_sentences, sentences_of

OUTPUT_FILE = Path(__file__).resolve().parent / "speech.csv"
COLUMNS = ("speaker", "voice_locale", "gender", "condition", "reference", "hypothesis")
CONDITIONS = ("clean", "noise", "telephone")

RECOGNISER_PACKAGE = "moonshine-voice"
RECOGNISER_VERSION = "0.0.48"
PROGRAMS = {  # and the Debian packages that hold them
    "espeak-ng": "espeak-ng",
    "flite": "flite",
    "text2wave": "festival festvox-kallpc16k festvox-kdlpc16k festvox-us-slt-hts",
    "sox": "sox",
}


@dataclass(frozen=True)
class Row:
    """One line of ``speech.csv``, in the order of ``COLUMNS``."""

    speaker: str
    voice_locale: str
    gender: str
    condition: str
    reference: str
    hypothesis: str

    def values(self) -> tuple[str, ...]:
        """Return the cells in column order."""
        return (self.speaker, self.voice_locale, self.gender, self.condition, self.reference, self.hypothesis)


def decode_utterance(voice: Voice, text: str, conditions: Iterable[str] = CONDITIONS) -> list[Row]:
    """Synthesise one sentence and decode it in the given conditions."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = folder / "raw.wav"
        synthesise(voice, text, raw)
        clean = clean_samples(raw, folder)
        for condition in conditions:
            if condition == "noise":
                samples = noisy_samples(clean, folder)
            else:
                samples = clean if condition == "clean" else telephone_samples(folder)
            hypothesis = recognise(samples)
            rows.append(Row(voice.speaker, voice.voice_locale, voice.gender, condition, text, hypothesis))
    return rows


def decode_speaker(voice: Voice) -> list[Row]:
    """Decode all utterances of one speaker: condition by condition, sentences in file order."""
    rows = [row for text in sentences_of(voice, read_sentences()) for row in decode_utterance(voice, text)]
    return sorted(rows, key=lambda row: CONDITIONS.index(row.condition))


def write_rows(rows: Iterable[Row], output: Path) -> None:
    """Write the CSV file in UTF-8 with LF line ends; a half-written file never takes the final name."""
    partial = output.with_name(output.name + ".partial")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row.values() for row in rows)
    partial.replace(output)


def require_distinct_voices(voices: Iterable[Voice], text: str) -> None:
    """Stop if two speakers are one and the same voice: let each say one text and compare the sounds."""
    speaker_of: dict[bytes, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for voice in voices:
            sound = Path(folder) / "voice.wav"
            synthesise(voice, text, sound)
            other = speaker_of.setdefault(sound.read_bytes(), voice.speaker)
            if other != voice.speaker:
                raise SystemExit(f"the speakers {other} and {voice.speaker} are the same voice")


def make(output: Path, processes: int) -> None:
    """Decode every speaker, in parallel, and write the file in the fixed order of ``all_voices``."""
    voices = all_voices()
    require_distinct_voices(voices, read_sentences()[0])
    rows: list[Row] = []
    with ProcessPoolExecutor(processes) as pool:
        for done, speaker_rows in enumerate(pool.map(decode_speaker, voices), start=1):
            rows.extend(speaker_rows)
            print(f"\r{done} of {len(voices)} speakers", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    write_rows(rows, output)
    print(f"wrote {len(rows)} utterances to {output.name}")


def check(existing: Path, count: int) -> int:
    """Decode some random rows again, in random order, and count those that differ from the existing file."""
    with existing.open(encoding="utf-8", newline="") as stream:
        stored = [Row(**row) for row in csv.DictReader(stream)]
    voices = {voice.speaker: voice for voice in all_voices()}
    different = 0
    for row in random.SystemRandom().sample(stored, min(count, len(stored))):
        [again] = decode_utterance(voices[row.speaker], row.reference, [row.condition])
        if again != row:
            different += 1
            print(f"differs: {row.speaker}, {row.condition}\n  then {row.hypothesis}\n  now  {again.hypothesis}")
    print(f"{min(count, len(stored)) - different} rows agree, {different} differ")
    return 1 if different else 0


def missing_voices() -> list[str]:
    """Name the voices that are not installed: espeak-ng and flite would use another voice without a word."""

    def words_of(*command: str) -> set[str]:
        return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())

    known = {
        "espeak-ng": words_of("espeak-ng", "--voices=en") | words_of("espeak-ng", "--voices=variant"),
        "flite": words_of("flite", "-lv"),
    }
    wanted = {("espeak-ng", locale) for locale in ESPEAK_LOCALES}
    wanted |= {("espeak-ng", f"!v/{variant}") for variant in ESPEAK_VARIANTS}
    wanted |= {(synthesiser, name) for synthesiser, name, _, _ in OTHER_VOICES if synthesiser in known}
    return [f"{synthesiser} voice {name}" for synthesiser, name in sorted(wanted) if name not in known[synthesiser]]


def missing_recogniser() -> list[str]:
    """Say how to install the recogniser if it is absent or of another version."""
    wanted = f"pip install {RECOGNISER_PACKAGE}=={RECOGNISER_VERSION}"
    try:
        found = importlib.metadata.version(RECOGNISER_PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return [f"{RECOGNISER_PACKAGE}: {wanted}"]
    if found != RECOGNISER_VERSION:
        return [
            f"{RECOGNISER_PACKAGE} {RECOGNISER_VERSION} ({found} is installed; others may ship no weights): {wanted}"
        ]
    return []


def require_tools() -> None:
    """Stop with one message that names everything that is missing and how to install it."""
    absent = {program: package for program, package in PROGRAMS.items() if shutil.which(program) is None}
    problems = [f"{program}: apt-get install {package}" for program, package in absent.items()]
    if not absent:
        problems += missing_voices()
    problems += missing_recogniser()
    if problems:
        raise SystemExit("make_speech.py cannot run; missing:\n  " + "\n  ".join(problems))


def main() -> int:
    """Read the options and make or check the file."""
    parser = argparse.ArgumentParser(description="Make or check sample_data/speech.csv.")
    parser.add_argument("--output", type=Path, default=OUTPUT_FILE, help="file to write or check")
    parser.add_argument("--processes", type=int, default=2, help="how many processes decode at once (default 2)")
    parser.add_argument("--check", type=int, metavar="N", help="decode N random rows again instead of writing")
    options = parser.parse_args()
    require_tools()
    if options.check:
        return check(options.output, options.check)
    make(options.output, options.processes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
