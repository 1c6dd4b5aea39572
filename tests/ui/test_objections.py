"""What rules object to reads as people write: times as clocks show them."""

from __future__ import annotations

from app.core.clock import Moment
from app.core.wording import wording
from app.rules.verdicts import Level, Verdict
from app.ui.objections import objection


def test_a_moment_is_read_as_the_clock_on_the_wall_shows_it() -> None:
    values = {"later": Moment.parse("2026-11-20T07:30:00.250+03:00")}
    late = Verdict("BR-12", Level.BLOCK, "It was {later}.", "See {later}.", values=values)
    said = objection(wording("en"), late)
    assert "2026-11-20 07:30 +03:00" in said
    assert "T07:30" not in said
