"""From a text to what the recogniser heard: synthesis, recording conditions, recognition.

numpy and the recogniser are imported when they are first needed, so that ``make_speech.py`` can say what is missing.
"""

from __future__ import annotations

import functools
import importlib
import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from speech_voices import Voice

SAMPLE_RATE = 16_000
PCM_FORMAT = ("-r", str(SAMPLE_RATE), "-c", "1", "-b", "16")
SIGNAL_TO_NOISE_DECIBEL = 10.0
WORDS_PER_MINUTE = 150
SMALLEST_SOUND_FILE = 1_000  # bytes; a WAV file below that holds no speech


def run(command: Sequence[str]) -> None:
    """Run a program quietly; stop with its own message if it fails."""
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise SystemExit(
            f"{command[0]} failed ({finished.returncode}): {finished.stderr.strip()}\n  {' '.join(command)}"
        )


def synthesise(voice: Voice, text: str, target: Path) -> None:
    """Let one voice say one text into a WAV file at the synthesiser's own sample rate."""
    if voice.synthesiser == "espeak-ng":
        run(["espeak-ng", "-v", voice.name, "-s", str(WORDS_PER_MINUTE), "-w", str(target), text])
    elif voice.synthesiser == "flite":
        run(["flite", "-voice", voice.name, "-t", text, "-o", str(target)])
    else:
        text_file = target.with_suffix(".txt")
        text_file.write_text(text + "\n", encoding="utf-8")
        run(["text2wave", str(text_file), "-o", str(target), "-eval", f"(voice_{voice.name})"])
    if not target.is_file() or target.stat().st_size < SMALLEST_SOUND_FILE:
        raise SystemExit(f"{voice.synthesiser} made no sound for the voice {voice.name}. Is that voice installed?")


def read_samples(path: Path) -> Any:
    """Read a 16-bit mono WAV file as a numpy array of floats from -1 to 1."""
    numpy = importlib.import_module("numpy")
    with wave.open(str(path), "rb") as sound:
        frames = sound.readframes(sound.getnframes())
    return numpy.frombuffer(frames, dtype="<i2").astype(numpy.float32) / 32_768.0


def clean_samples(raw: Path, folder: Path) -> Any:
    """Bring a synthesised file to 16 kHz mono with its peak at -6 dB and a quarter second of silence around it."""
    clean = folder / "clean.wav"
    run(["sox", "-R", str(raw), *PCM_FORMAT, str(clean), "norm", "-6", "pad", "0.25", "0.25"])
    return read_samples(clean)


def noisy_samples(clean: Any, folder: Path) -> Any:
    """Add pink noise at ``SIGNAL_TO_NOISE_DECIBEL`` (both levels are root mean squares over the whole file)."""
    numpy = importlib.import_module("numpy")
    noise_file = folder / "pink.wav"
    duration = (len(clean) + SAMPLE_RATE) / SAMPLE_RATE
    run(["sox", "-R", "-n", *PCM_FORMAT, str(noise_file), "synth", f"{duration:.3f}", "pinknoise"])
    noise = read_samples(noise_file)[: len(clean)]
    speech_level = numpy.sqrt(numpy.mean(clean.astype(numpy.float64) ** 2))
    noise_level = numpy.sqrt(numpy.mean(noise.astype(numpy.float64) ** 2))
    gain = speech_level / noise_level / 10.0 ** (SIGNAL_TO_NOISE_DECIBEL / 20.0)
    return numpy.clip(clean + gain * noise, -1.0, 1.0).astype(numpy.float32)


def telephone_samples(folder: Path) -> Any:
    """Send the clean file through a telephone band: 300 to 3,400 Hz, 8 kHz mu-law, and back to 16 kHz."""
    narrow, wide = folder / "narrow.wav", folder / "wide.wav"
    run(["sox", "-R", str(folder / "clean.wav"), "-r", "8000", "-e", "mu-law", str(narrow), "sinc", "300-3400"])
    run(["sox", "-R", str(narrow), "-r", str(SAMPLE_RATE), "-e", "signed-integer", "-b", "16", str(wide)])
    return read_samples(wide)


@functools.cache
def load_recogniser() -> Any:
    """Load the English network inside the moonshine-voice wheel, once per process.

    Its voice activity detector is switched off (threshold 0): with it the same file can give different texts.
    """
    moonshine: Any = importlib.import_module("moonshine_voice")
    model_folder = Path(moonshine.__file__).parent / "assets" / "tiny-en"
    return moonshine.Transcriber(str(model_folder), moonshine.ModelArch.TINY, options={"vad_threshold": "0.0"})


def recognise(samples: Any) -> str:
    """Return the recogniser's text as it comes: cased, punctuated, on one line."""
    transcript = load_recogniser().transcribe_without_streaming(samples.tolist(), SAMPLE_RATE)
    return " ".join(" ".join(line.text for line in transcript.lines).split())
