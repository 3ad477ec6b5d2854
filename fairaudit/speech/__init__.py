"""Speech: normalise transcripts, count the edits between what was said and what was recognised, show an alignment."""

from __future__ import annotations

from fairaudit.speech.alignment import alignment_text
from fairaudit.speech.edits import count_edits
from fairaudit.speech.long_texts import TooLongError
from fairaudit.speech.normalizer import Normalizer, normalizer
from fairaudit.speech.splits import SPLITS

__all__ = ["SPLITS", "Normalizer", "TooLongError", "alignment_text", "count_edits", "normalizer"]
