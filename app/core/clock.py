"""The time as this laptop claims it.

Laptop clocks in the field are wrong by minutes or years, so time never decides anything; it is
kept as an instant together with the local offset, because a form must print what the clock on
the wall said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

from typing_extensions import override

from app.core.errors import AppError

_SHAPE = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})"
)


class MomentError(AppError):
    """The text is not a moment with a time zone."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant, and the offset from UTC of the place where it was read.

    Moments compare by instant alone first, so 10:00+03:00 and 10:30+03:30 sort side by side.
    """

    instant: datetime
    offset_minutes: int = 0

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read ISO 8601 with an offset, as `str(moment)` writes it.

        Raises:
            MomentError: no date, no time, no offset, or a value outside the calendar.
        """
        shape = _SHAPE.fullmatch(text.strip())
        if shape is None:
            raise _unreadable(text)
        day, minutes, seconds, zone = shape.groups()
        try:
            local = datetime.fromisoformat(
                f"{day}T{minutes}{seconds or ':00'}{'+00:00' if zone == 'Z' else zone}"
            )
            offset = local.utcoffset() or timedelta(0)
            return cls(local.astimezone(UTC), round(offset.total_seconds() / 60))
        except (ValueError, OverflowError) as error:
            raise _unreadable(text) from error

    @property
    def local(self) -> datetime:
        """The instant as the clock on the wall showed it, with its zone."""
        return self.instant.astimezone(timezone(timedelta(minutes=self.offset_minutes)))

    @override
    def __str__(self) -> str:
        return self.local.isoformat(timespec="milliseconds")


def _unreadable(text: str) -> MomentError:
    return MomentError(
        "“{text}” is not a date and time with a zone.",
        hint="Write it as 2026-11-21 10:02+03:00.",
        text=text[:40],
    )


class Clock(Protocol):
    """Whatever can say what time it is."""

    def now(self) -> Moment:
        """The present moment."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The laptop's own clock, read in the operation's time zone."""

    offset_minutes: int = 0

    def now(self) -> Moment:
        """The present moment, to the millisecond."""
        instant = datetime.now(UTC)
        return Moment(
            instant.replace(microsecond=instant.microsecond // 1000 * 1000), self.offset_minutes
        )
