"""Tables of simulations in docs/statistics.md: made by a function each, and put between marks that carry its name."""

import time
from pathlib import Path

REPLICATES = {"scale": 1.0}
"""How much of the usual number of replicates is simulated; `--quick` makes it less."""
PAGE = Path(__file__).resolve().parent.parent / "docs" / "statistics.md"


def table(head, rows):
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def make_tables(subject, makers, arguments):
    """Make the tables that were named, or all; with `--quick` at a tenth of the size, printed and not written.

    The table of a maker stands after `<!-- subject: name -->`.
    """
    quick = "--quick" in arguments
    REPLICATES["scale"] = 0.1 if quick else 1.0
    names = [argument for argument in arguments if not argument.startswith("-")]
    for make in (each for each in makers if not names or each.__name__ in names):
        started = time.process_time()
        text = make()
        print(f"{make.__name__} ({time.process_time() - started:.0f} s)\n{text}\n", flush=True)
        if not quick:
            mark = f"<!-- {subject}: {make.__name__} -->\n"
            before, rest = PAGE.read_text(encoding="utf-8").split(mark, 1)
            after = rest[rest.index("<!-- end -->") :]
            PAGE.write_text(f"{before}{mark}{text}\n{after}", encoding="utf-8")
