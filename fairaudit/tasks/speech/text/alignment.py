"""One pair of texts with its alignment, word below word, for people to read."""

from __future__ import annotations

from fairaudit.tasks.speech.text.normalizer import Normalizer


def alignment_text(reference: str, hypothesis: str, normalizer: Normalizer) -> str:
    """Return the normalised pair as jiwer aligns it: lines `REF:`, `HYP:` and, below differing words, S, D or I.

    The alignment is one of the shortest; under another edit split than `jiwer` its letters can differ from the counts.
    The text is that of the data: escape it for where it is shown.
    """
    import jiwer

    # jiwer splits words on blanks alone, so every other white space has to become one first.
    spoken, heard = (" ".join(text.split()) for text in normalizer.many([reference, hypothesis]))
    words = jiwer.process_words([spoken], [heard])
    alignment = jiwer.visualize_alignment(words, show_measures=False, skip_correct=False)
    return "\n".join(line.rstrip() for line in alignment.splitlines()[1:]).strip("\n")
