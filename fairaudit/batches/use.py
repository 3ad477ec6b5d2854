"""Who else writes into a folder at this moment: a lock that ends with its process, however that ends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def in_use(folder: Path, clear: Callable[[], None]) -> Iterator[None]:
    """Call `clear` if nobody else uses the folder, and be known as using it from then on.

    Where the system has no such locks, nobody else is taken to be there.
    """
    try:
        import fcntl
    except ImportError:
        clear()
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        if _locked(fcntl.flock, place, fcntl.LOCK_EX | fcntl.LOCK_NB):
            clear()
        _locked(fcntl.flock, place, fcntl.LOCK_SH)
        yield
    finally:
        os.close(place)


def _locked(lock: Callable[[int, int], None], place: int, how: int) -> bool:
    try:
        lock(place, how)
    except OSError:
        return False
    return True
