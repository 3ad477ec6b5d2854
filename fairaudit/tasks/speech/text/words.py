"""Words as characters: the edits of words become edits of strings, which rapidfuzz counts without a Python loop."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairaudit.errors import DataError

_BLANK = ord(" ")
_TEXT_END = "\n"
_FIRST_CODE = ord(_TEXT_END) + 1
_LAST_WHITE_SPACE = 0x3000

_Codes = npt.NDArray[np.unsignedinteger]


def code_words(texts: Sequence[str]) -> list[str]:
    """Return each text with every word as one character: equal characters for equal words, in all texts alike.

    Words are what `str.split` finds between white space. Raises DataError if there are more different words than code
    points.
    """
    codes = _blank_white_space(" ".join(texts) + " ")
    ends = np.flatnonzero(codes == _BLANK) + 1
    is_word = np.diff(ends, prepend=0) > 1
    text_ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)
    words_so_far = np.cumsum(is_word)[np.searchsorted(ends, text_ends)]
    coded = np.insert(_number_words(codes, ends)[is_word] + np.uint32(_FIRST_CODE), words_so_far, ord(_TEXT_END))
    return coded.tobytes().decode("utf-32-le", "surrogatepass").split(_TEXT_END)[:-1]


def _blank_white_space(text: str) -> _Codes:
    """Return the code points of the text with every white space turned into a blank."""
    for character in _white_space():
        if character in text:
            text = text.replace(character, " ")
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _number_words(codes: _Codes, ends: npt.NDArray[np.intp]) -> npt.NDArray[np.uint32]:
    """Return a number for each stretch of `codes` up to an end, the same for the same codes."""
    offsets = np.concatenate([[0], ends * codes.itemsize])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(codes)]
    words = pa.Array.from_buffers(pa.large_binary(), len(ends), buffers).dictionary_encode()
    if len(words.dictionary) > sys.maxunicode - _FIRST_CODE:
        raise DataError(
            f"A reference and its hypothesis hold {len(words.dictionary):,} different words together, more than can be "
            "aligned. Cut the recording into utterances."
        )
    numbers: npt.NDArray[np.uint32] = words.indices.to_numpy().view(np.uint32)
    return numbers


@cache
def _white_space() -> str:
    return "".join(character for character in map(chr, range(_LAST_WHITE_SPACE + 1)) if character.isspace())
