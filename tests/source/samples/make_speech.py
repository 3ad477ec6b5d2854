"""Writes sclite/ and kaldi/: sixty utterances of sample_data/speech.csv, as sclite and Kaldi have them.

sclite 2.10 (Debian package sctk 2.4.10) counted what stands in sclite/sclite.rsum; lhotse 1.33.0 (PyPI, with torch)
wrote kaldi/. Where a tool is not installed, its files are left as they are.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
SPEECH = HERE.parents[2] / "sample_data" / "speech.csv"
LOCALES = ("en-us", "en-gb-scotland")
SENTENCES = 3


def plain(text: str) -> str:
    """Return words as scoring tools expect them: in lower case, without punctuation."""
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())


def utterances() -> list[dict[str, str]]:
    """Return the first sentences of every speaker of two locales, in noise; ids such as `en_us_f1-02`."""
    found: dict[str, list[dict[str, str]]] = {}
    with SPEECH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["condition"] == "noise" and row["voice_locale"] in LOCALES:
                found.setdefault(row["speaker"], []).append(row)
    chosen = []
    for speaker, rows in found.items():
        for number, row in enumerate(rows[:SENTENCES], 1):
            texts = {role: plain(row[role]) for role in ("reference", "hypothesis")}
            name = re.sub(r"\W", "_", speaker)
            chosen.append(row | texts | {"speaker": name, "id": f"{name}-{number:02}"})
    return chosen


def write_sclite(rows: list[dict[str, str]]) -> None:
    """Write the pair, a table of locales, and what sclite counts for every speaker."""
    folder = HERE / "sclite"
    folder.mkdir(exist_ok=True)
    for name, role in (("ref", "reference"), ("hyp", "hypothesis")):
        lines = [f"{row[role]} ({row['id']})\n" for row in rows]
        (folder / f"{name}.trn").write_text("".join(lines), encoding="utf-8")
    locales = {row["speaker"]: row["voice_locale"] for row in rows}
    lines = [f"{speaker} {locale}\n" for speaker, locale in locales.items()]
    (folder / "spk2voice_locale").write_text("".join(lines), encoding="utf-8")
    if shutil.which("sctk"):
        command = [
            "sctk",
            "sclite",
            "-r",
            "ref.trn",
            "trn",
            "-h",
            "hyp.trn",
            "trn",
            "-i",
            "spu_id",
            "-o",
            "rsum",
            "stdout",
        ]
        output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
        (folder / "sclite.rsum").write_text(output, encoding="utf-8")


def write_kaldi(rows: list[dict[str, str]]) -> None:
    """Write a data folder, and a hypothesis in the same format."""
    try:
        from lhotse import AudioSource, Recording, RecordingSet, SupervisionSegment, SupervisionSet
        from lhotse.kaldi import export_to_kaldi, save_kaldi_text_mapping
    except ImportError:
        return
    folder = HERE / "kaldi"
    recordings, supervisions = [], []
    for row in rows:
        sound = AudioSource(type="file", channels=[0], source=f"{row['id']}.wav")
        recordings.append(Recording(row["id"], [sound], sampling_rate=16000, num_samples=64000, duration=4.0))
        supervisions.append(
            SupervisionSegment(
                row["id"],
                row["id"],
                start=0.0,
                duration=4.0,
                text=row["reference"],
                speaker=row["speaker"],
                gender=row["gender"],
                language=row["voice_locale"],
            )
        )
    export_to_kaldi(RecordingSet.from_recordings(recordings), SupervisionSet.from_segments(supervisions), folder)
    save_kaldi_text_mapping({row["id"]: row["hypothesis"] for row in rows}, folder / "hyp.txt")


if __name__ == "__main__":
    write_sclite(utterances())
    write_kaldi(utterances())
