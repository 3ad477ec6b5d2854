"""`fairaudit` and `python -m fairaudit`."""

from __future__ import annotations

import gc
import sys

from fairaudit.cli.run import run

_OBJECTS = 100_000
"""New objects before Python looks for garbage: imports leave none, and the search takes a tenth of a small audit."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(_OBJECTS)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
