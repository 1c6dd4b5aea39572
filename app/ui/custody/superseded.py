"""Which custody events were superseded, as the chain of their items says.

That an event names another as wrong is not enough: a correction counts only with a reason and
somebody else's approval, and it may itself be superseded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.models.custody import CustodyEvent
from app.models.record import Record
from app.rules.holding import CustodyState


def superseded_among(
    custody_of: Callable[[str], CustodyState], events: Sequence[Record]
) -> frozenset[str]:
    """The uids of events that count for nothing; asks only about items that were corrected."""
    corrected = {
        line.item
        for event in events
        if isinstance(event, CustodyEvent) and event.supersedes
        for line in event.lines or ()
        if line.item
    }
    found: set[str] = set()
    for item in sorted(corrected):
        found |= custody_of(item).superseded
    return frozenset(found)
