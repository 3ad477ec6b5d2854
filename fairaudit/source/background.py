"""Work that goes on while the consumer is busy: decoding ahead, and decoding several blocks at once."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _End:
    """Stands after the last item: the generator is exhausted, or failed with `error`."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class _Relay(Generic[Item]):
    """One thread that runs a generator and hands its items over, a few ahead of the consumer."""

    def __init__(self, items: Generator[Item, None, None], depth: int) -> None:
        self._items = items
        self._handed_over: queue.Queue[Item | _End] = queue.Queue(maxsize=depth)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fairaudit-source", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            for item in self._items:
                self._handed_over.put(item)
                if self._stopped.is_set():
                    break
            self._items.close()
            end = _End()
        except BaseException as error:  # whatever it is, it is the consumer who has to hear of it
            end = _End(error)
        self._handed_over.put(end)

    def take(self) -> Item | _End:
        return self._handed_over.get()

    def stop(self) -> None:
        self._stopped.set()
        while self._thread.is_alive():  # an item that nobody takes would block the thread for ever
            try:
                self._handed_over.get(timeout=0.02)
            except queue.Empty:
                continue


def ahead(items: Generator[Item, None, None], depth: int = 1) -> Generator[Item, None, None]:
    """Yield the items of a generator that runs in a thread of its own, up to `depth` items ahead.

    An exception of the generator is raised here, after the items before it. Closing this generator stops the thread.
    """
    relay = _Relay(items, depth)
    try:
        while not isinstance(item := relay.take(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        relay.stop()


def in_parallel(
    function: Callable[[Item], Result], items: Iterator[Item], workers: int
) -> Generator[Result, None, None]:
    """Yield `function(item)` for every item, in order, computed by several threads; few items are held at a time."""
    with ThreadPoolExecutor(workers, thread_name_prefix="fairaudit-source") as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
