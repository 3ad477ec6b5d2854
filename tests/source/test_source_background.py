"""Threads work ahead, hand over every failure, and end when nobody listens any more."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest
from readings import write

from fairaudit.source import open_source
from fairaudit.source.background import ahead, in_parallel


def working() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("fairaudit")]


def test_items_come_in_order_and_failures_after_them():
    def items():
        yield from range(5)
        raise ValueError("the end")

    relayed = ahead(items())
    assert [next(relayed) for _ in range(5)] == list(range(5))
    with pytest.raises(ValueError, match="the end"):
        next(relayed)
    assert working() == []


def test_only_a_few_items_are_made_ahead():
    made = []

    def items():
        for item in range(100):
            made.append(item)
            yield item

    relayed = ahead(items(), depth=2)
    next(relayed)
    time.sleep(0.1)
    assert len(made) <= 3
    relayed.close()
    assert working() == []


def test_few_items_are_taken_for_work_in_parallel():
    taken = []

    def items():
        for item in range(100):
            taken.append(item)
            yield item

    results = in_parallel(str, items(), 3)
    assert next(results) == "0"
    assert len(taken) == 4
    results.close()
    assert working() == []


def test_closing_closes_the_generator_behind():
    closed = threading.Event()

    def items():
        try:
            while True:
                yield 1
        finally:
            closed.set()

    behind = items()
    relayed = ahead(behind)
    next(relayed)
    relayed.close()
    assert closed.is_set()


def test_closing_while_an_item_is_made_waits_for_it():
    begun, closed = threading.Event(), threading.Event()

    def items():
        try:
            yield 1
            begun.set()
            time.sleep(0.1)
            yield 2
        finally:
            closed.set()

    behind = items()
    relayed = ahead(behind)
    next(relayed)
    assert begun.wait(10)
    relayed.close()
    assert closed.is_set()
    assert working() == []


def test_an_interrupt_within_the_thread_reaches_the_consumer():
    def items():
        yield 1
        raise KeyboardInterrupt

    relayed = ahead(items())
    assert next(relayed) == 1
    with pytest.raises(KeyboardInterrupt):
        next(relayed)
    assert working() == []


def test_parallel_results_come_in_order_and_the_first_failure_is_raised():
    def slow_square(number):
        time.sleep(0.002 * (number % 3))
        if number == 17:
            raise ValueError(number)
        return number * number

    assert list(in_parallel(slow_square, iter(range(17)), 3)) == [number * number for number in range(17)]
    with pytest.raises(ValueError, match="17"):
        list(in_parallel(slow_square, iter(range(30)), 3))
    assert working() == []


@pytest.mark.parametrize("rows", [1, 400_000])
def test_a_consumer_that_stops_early_leaves_no_thread(rows):
    batches = open_source([write("a.csv", "g,n\n" + "x,1\n" * rows)]).batches(["g"])
    next(batches)
    batches.close()
    assert working() == []


def test_a_file_that_was_not_read_to_its_end_is_not_listed():
    source = open_source([write("a.csv", "g,n\n" + "x,1\n" * 4_000_000)])
    batches = source.batches(["g"])
    next(batches)
    batches.close()
    assert source.files() == []


HEAVY = "pandas", "pyarrow.dataset", "scipy", "pydantic"


def test_reading_imports_nothing_heavy():
    write("a.csv", "g,t,n\nx,,1\n,y,\n")
    write("b.jsonl", '{"g": "x", "t": "", "n": 1}\n{"g": "", "t": "y", "n": 2}\n')
    write("d/s=F/a.csv", "g,t,n\nx,,1\n")
    write("d/s=/a.csv", "g,t,n\nx,,1\n")
    subprocess.run([sys.executable, "-c", WRITE_PARQUET], check=True)
    for path in ("a.csv", "b.jsonl", "d", "c.parquet"):
        done = subprocess.run([sys.executable, "-c", READ, path], check=True, capture_output=True, text=True)
        assert done.stdout.split() == [], path


WRITE_PARQUET = """
import pyarrow, pyarrow.parquet
pyarrow.parquet.write_table(pyarrow.table({"g": ["x", ""], "t": ["", "y"], "n": [1, 2]}), "c.parquet")
"""

READ = f"""
import sys
from fairaudit.source import open_source
source = open_source([sys.argv[1]])
list(source.batches(source.columns, ["n"], ["t"]))
print(*[name for name in {HEAVY} if name in sys.modules])
"""
