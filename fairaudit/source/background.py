"""Work that goes on while the consumer is busy: decoding ahead, and decoding several blocks at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from itertools import repeat, takewhile
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_END: Any = object()
"""Stands after the last item."""


def ahead(items: Generator[Item, None, None], depth: int = 1) -> Generator[Item, None, None]:
    """Yield the items of a generator that runs in a thread of its own, up to `depth` items ahead.

    An exception of the generator is raised here, after the items before it. Closing this generator stops the thread.
    """
    taken = in_parallel(lambda _: next(items, _END), repeat(None), 1, depth)
    with closing(items), closing(taken):  # the thread ends first: no generator can be closed while it runs
        yield from takewhile(lambda item: item is not _END, taken)


def in_parallel(
    function: Callable[[Item], Result], items: Iterator[Item], workers: int, depth: int | None = None
) -> Generator[Result, None, None]:
    """Yield `function(item)` for every item, in order, computed by several threads.

    Few items are held at a time: up to `depth`, as many as there are workers if None, beside the one that is yielded.
    """
    with ThreadPoolExecutor(workers, thread_name_prefix="fairaudit-source") as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(copy_context().run, function, item))
                if len(waiting) > (depth or workers):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
