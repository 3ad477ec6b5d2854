"""What time it is: for reports the time that the environment fixes, for waivers never an earlier day than today."""

from __future__ import annotations

import datetime
import os

from fairaudit.errors import UsageError, show

_VARIABLE = "SOURCE_DATE_EPOCH"


def now() -> datetime.datetime:
    """Return the time of the report in UTC; SOURCE_DATE_EPOCH fixes it (reproducible-builds.org).

    Raises:
        UsageError: the variable holds a time that cannot be written.
    """
    fixed = os.environ.get(_VARIABLE, "")
    moment = datetime.datetime.now(datetime.UTC)
    if fixed.isdecimal():
        moment = _moment(fixed)
    return moment.replace(microsecond=0)


def _moment(seconds: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{_VARIABLE} is {show(seconds[:40])}, and no date can be made of so many seconds since 1970. Set it to "
            "the time of the last change, such as 1700000000, or unset it."
        ) from None


def today() -> datetime.date:
    """Return the day on which waivers are judged: today, or a later day that SOURCE_DATE_EPOCH fixes.

    A build sets that variable to the past so that its files stay alike; what has ended stays ended all the same.
    """
    return max(datetime.datetime.now(datetime.UTC), now()).date()
