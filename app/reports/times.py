"""Moments on paper: the date, and the clock on the wall with its offset from UTC, in ASCII digits.

The same in every language, since people of several read one form; isolated, so that they keep their
order within any line.
"""

from __future__ import annotations

from app.core.clock import Moment
from app.core.wording import isolated


def day(moment: Moment) -> str:
    """2026-11-21, where it happened."""
    return isolated(f"{moment.local:%Y-%m-%d}")


def clock(moment: Moment) -> str:
    """10:02 +03:00, where it happened."""
    return isolated(f"{moment.local:%H:%M} {_offset(moment)}")


def stamp(moment: Moment) -> str:
    """2026-11-21 10:02 +03:00, where it happened."""
    return isolated(f"{moment.local:%Y-%m-%d %H:%M} {_offset(moment)}")


def stamp_utc(moment: Moment) -> str:
    """2026-11-21 07:02 UTC."""
    return isolated(f"{moment.instant:%Y-%m-%d %H:%M} UTC")


def _offset(moment: Moment) -> str:
    hours, minutes = divmod(abs(moment.offset_minutes), 60)
    return f"{'-' if moment.offset_minutes < 0 else '+'}{hours:02}:{minutes:02}"
