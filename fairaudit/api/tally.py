"""What `fairaudit.tally_of` returns."""

from __future__ import annotations

import os
from dataclasses import dataclass

from fairaudit import saved
from fairaudit.spoken import in_python


@dataclass(frozen=True, repr=False)
class Tally:
    """What is left of some rows: `audit` and all others take it in the place of data."""

    saved: saved.Saved

    @in_python
    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the tally to a file that ends in .tally.

        Raises:
            FairauditError: the name ends otherwise, or the file cannot be written.
        """
        saved.check_name(os.fspath(path))
        saved.write(self.saved, path)

    def __repr__(self) -> str:
        """Say in one line what was counted."""
        return f"<Tally: {saved.in_short(self.saved).rstrip('.')}>"
