"""The clock of the story: invented working days, so that the practice is the same every year."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import Moment

STEP = timedelta(seconds=20)


class WorkingClock:
    """Goes on by twenty seconds each time somebody looks, and is set on from hour to hour."""

    def __init__(self, begins: str) -> None:
        self._next = Moment.parse(begins)

    def now(self) -> Moment:
        """The moment of the story."""
        now = self._next
        self._next = Moment(now.instant + STEP, now.offset_minutes)
        return now

    def turn_to(self, text: str) -> Moment:
        """Go on to a later hour, such as `2026-11-03 07:30+03:00`.

        Raises:
            ValueError: the story would go back in time.
        """
        later = Moment.parse(text)
        if later.instant < self._next.instant:
            raise ValueError("the practice story never goes back in time")
        self._next = later
        return later
