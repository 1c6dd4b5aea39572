"""Which custody events were superseded, as the chain of their items says.

That an event names another as wrong is not enough: a correction counts only with a reason and
somebody else's approval, and it may itself be superseded.
"""

from __future__ import annotations

from collections.abc import Callable

from app.models.custody import CustodyEvent
from app.rules.holding import CustodyState
from app.ui.cells import Rows


def superseded_among(custody_of: Callable[[str], CustodyState], events: Rows) -> frozenset[str]:
    """The uids of events that count for nothing; asks only about items that were corrected."""
    named = events.stored([CustodyEvent.supersedes.name])
    corrections = events.records([uid for uid, *_, superseded in named if superseded])
    corrected = {
        line.item
        for event in corrections.values()
        if isinstance(event, CustodyEvent)
        for line in event.lines or ()
        if line.item
    }
    found: set[str] = set()
    for item in sorted(corrected):
        found |= custody_of(item).superseded
    return frozenset(found)
