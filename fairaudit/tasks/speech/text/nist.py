"""Which of several alignments of least weight NIST's sclite reports."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# NIST SCTK, sclite: a substitution weighs 4, a deletion or an insertion 3.
SUBSTITUTION = 4
GAP = 3

_IntArray = npt.NDArray[np.int64]
_UNREACHABLE = np.iinfo(np.int64).max // 2


def reported_errors(reference: str, hypothesis: str) -> int:
    """Return the number of edits of sclite's alignment of two texts that hold a character for each word.

    Where alignments weigh the same, sclite pairs two words if it can, else inserts, else deletes, going back from the
    end (SCTK, net_dp.c). That fixes the edits behind every cell of the table, so they can be carried along with the
    weights: no path is kept. The table is filled along its anti-diagonals, whose cells do not depend on each other.
    """
    spoken, heard = _words(reference), _words(hypothesis)
    # By number of reference words used, one place further on: the first column stands for fewer than none.
    older = np.full((2, len(spoken) + 1), _UNREACHABLE)
    newer = older.copy()
    newer[:, 1] = 0
    for diagonal in range(1, len(spoken) + len(heard) - 1):
        older, newer = newer, _next(older, newer, diagonal, spoken, heard)
    return int(newer[1, -1])


def _words(text: str) -> _IntArray:
    """Return the codes of the words, after one for no word."""
    return np.frombuffer(("\0" + text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def _next(older: _IntArray, newer: _IntArray, diagonal: int, spoken: _IntArray, heard: _IntArray) -> _IntArray:
    """Return weight and edits of the diagonal's cells from those of the two diagonals before."""
    used = np.arange(max(0, diagonal - len(heard) + 1), min(len(spoken) - 1, diagonal) + 1)
    here, before = slice(used[0] + 1, used[-1] + 2), slice(used[0], used[-1] + 1)
    gap = np.array([[GAP], [1]])
    inserted, deleted = newer[:, here] + gap, newer[:, before] + gap
    gapped = np.where(deleted[0] < inserted[0], deleted, inserted)
    differs = spoken[used] != heard[diagonal - used]
    paired = older[:, before] + np.array([[SUBSTITUTION], [1]]) * differs
    cells = np.full_like(newer, _UNREACHABLE)
    cells[:, here] = np.where(paired[0] <= gapped[0], paired, gapped)
    return cells
