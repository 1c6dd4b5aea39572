"""What follows once lines are safe: search and notices are told of them, rules judge what arrived.

It may stop at any point, by the person's wish or a power cut: the lines still wait, and the next
reading or the next start goes on with them.
"""

from __future__ import annotations

from itertools import islice

from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.services.desk import Desk
from app.services.flags import Flag, judged, stored_flags
from app.services.seals import check_seals
from app.sync.stages import Stage

_LINES = 10_000  # what is judged together is in memory together
_RECORDS = 500  # a tenth of a second, so that the window can save in between


def look_over(desk: Desk, ticket: Ticket | None = None) -> list[Flag]:
    """Look over every line that waits; returns the flags found, which are kept (BR-36).

    Who asks to stop gets what was found so far.
    """
    ticket = ticket or Ticket()
    found: list[Flag] = []
    try:
        while (some := _look_over_some(desk, ticket)) is not None:
            found += some
        found += check_seals(desk)
    except Cancelled:
        pass
    return found


def is_waiting(desk: Desk) -> bool:
    """Whether there are lines to look over: left by a power cut, or by who could not wait."""
    with desk.store.reading() as view:
        return view.waiting(1) is not None


def _look_over_some(desk: Desk, ticket: Ticket) -> list[Flag] | None:
    with desk.store.reading() as view:
        waiting = view.waiting(_LINES)
    if waiting is None:
        return None
    records = iter(waiting.touched)
    done = 0
    while some := tuple(islice(records, _RECORDS)):
        ticket.checkpoint(Stage.LOOKING_OVER, done, len(waiting.touched))
        with desk.store.writing() as pen:
            pen.look_over(some)
        done += len(some)
    ticket.checkpoint(Stage.JUDGING)
    with desk.store.reading() as view:
        found = judged(desk, view, waiting)
    with desk.store.writing() as pen:
        pen.flags.put(stored_flags(found))
        pen.looked_over(waiting)
    return found
