"""The `basic` normaliser: what is heard alike should be written alike, with no knowledge of any language.

NFKC; lower case; curly apostrophes become ``'``; every character that is not a word character, white space or ``'``
becomes a space; white space is folded. What a word character is follows UTS #18, Annex C, and is argued in
docs/decisions/0002-word-characters.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

VERSION = "1"

_Codes = npt.NDArray[np.unsignedinteger]

# Texts are normalised many at a time, joined by a line feed: it takes part in no composition and no case rule, so that
# the whole is normalised exactly as its parts are.
_SEPARATOR = "\n"
_BLANK = ord(" ")
_LINE_FEED = ord(_SEPARATOR)

# U+FF07 is missing because NFKC has turned it into ' before this set is looked at.
_APOSTROPHES = frozenset("'\u2018\u2019\u201b\u02bb\u02bc")
_JOIN_CONTROLS = frozenset("\u200c\u200d")
_EXTENDING_CATEGORIES = frozenset({"Mn", "Mc", "Me"})


def normalize_many(texts: Sequence[str]) -> list[str]:
    """Return `basic` of every text, in order."""
    if not texts:
        return []
    joined = _join(texts)
    if joined.isascii():
        return _normalize_ascii(joined)
    normalized = _normalize_ascii(_join([text if text.isascii() else "" for text in texts]))
    foreign = [index for index, text in enumerate(texts) if not text.isascii()]
    for index, text in zip(foreign, _normalize_unicode(_join([texts[index] for index in foreign])), strict=True):
        normalized[index] = text
    return normalized


def extends_word(character: str) -> bool:
    """Whether the character is a combining mark or join control: part of the word that it follows."""
    return character in _JOIN_CONTROLS or unicodedata.category(character) in _EXTENDING_CATEGORIES


def is_word_character(character: str) -> bool:
    """Whether UTS #18, Annex C, counts the character to ``\\w``, with Python's alphanumerics for its alphabetics."""
    return character.isalnum() or extends_word(character) or unicodedata.category(character) == "Pc"


def _normalize_ascii(joined: str) -> list[str]:
    codes = np.frombuffer(joined.encode("ascii").translate(_ascii_table()), dtype=np.uint8)
    return _fold_blanks(codes).tobytes().decode("ascii").split(_SEPARATOR)


def _normalize_unicode(joined: str) -> list[str]:
    joined = unicodedata.normalize("NFKC", joined).lower()
    # Lower case can compose where upper case could not: J and a caron have no common code point, j and a caron have.
    joined = unicodedata.normalize("NFKC", joined)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    replacements = np.zeros(int(codes.max()) + 1, dtype=np.uint32)
    extending = np.zeros(len(replacements), dtype=np.bool_)
    for code in _distinct(codes):
        replacements[code] = _replacement(chr(code))
        extending[code] = extends_word(chr(code))
    folded = _fold_blanks(_drop_stray_marks(replacements[codes], extending[codes]))
    return folded.tobytes().decode("utf-32-le", "surrogatepass").split(_SEPARATOR)


def _join(texts: Sequence[str]) -> str:
    joined = _SEPARATOR.join(texts)
    if joined.count(_SEPARATOR) != len(texts) - 1:
        joined = _SEPARATOR.join([text.replace(_SEPARATOR, " ") for text in texts])
    return joined


def _replacement(character: str) -> int:
    if character in _APOSTROPHES:
        return ord("'")
    return ord(character) if character == _SEPARATOR or is_word_character(character) else _BLANK


@cache
def _ascii_table() -> bytes:
    return bytes(_replacement(chr(code).lower()) for code in range(128)) + bytes(128)


def _distinct(codes: npt.NDArray[np.uint32]) -> list[int]:
    seen = np.zeros(int(codes.max()) + 1, dtype=np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen).tolist()


def _drop_stray_marks(codes: npt.NDArray[np.uint32], extending: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint32]:
    """Blank the marks and joiners that follow no word: those of an emoji, or of a free-standing accent."""
    after_gap = np.concatenate([[True], _is_gap(codes)])[:-1]
    if not (extending & after_gap).any():
        return codes
    carriers = np.maximum.accumulate(np.where(extending, 0, np.arange(1, len(codes) + 1)))
    stray = extending & np.concatenate([[True], _is_gap(codes)])[carriers]
    return np.where(stray, np.uint32(_BLANK), codes)


def _fold_blanks(codes: _Codes) -> _Codes:
    """Leave one blank between words, none at the ends of a text."""
    before_gap = np.append(_is_gap(codes), True)[1:]
    codes = codes[~((codes == _BLANK) & before_gap)]
    after_end = np.concatenate([[True], codes == _LINE_FEED])[:-1]
    folded: _Codes = codes[~((codes == _BLANK) & after_end)]
    return folded


def _is_gap(codes: _Codes) -> npt.NDArray[np.bool_]:
    gap: npt.NDArray[np.bool_] = (codes == _BLANK) | (codes == _LINE_FEED)
    return gap
