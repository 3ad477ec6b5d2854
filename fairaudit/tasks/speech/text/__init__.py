"""Speech: normalise transcripts, count the edits between what was said and what was recognised, show an alignment."""

from __future__ import annotations

from fairaudit.tasks.speech.text.alignment import alignment_text
from fairaudit.tasks.speech.text.edits import count_edits
from fairaudit.tasks.speech.text.long_texts import TooLongError
from fairaudit.tasks.speech.text.normalizer import Normalizer, normalizer
from fairaudit.tasks.speech.text.splits import SPLITS

__all__ = ["SPLITS", "Normalizer", "TooLongError", "alignment_text", "count_edits", "normalizer"]
