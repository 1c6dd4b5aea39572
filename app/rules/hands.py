"""In whose hands a thing was by its own events, and whether its container was in the same.

Packing has no time. So a thing and its container tell one story if some moment of packing fits
both: the thing was in hands in which the container then was, or came to be later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from app.core.clock import Moment
from app.rules.declared import rule
from app.rules.holding import CustodyState

_ALWAYS = datetime.min.replace(tzinfo=UTC)
_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Claim(NamedTuple):
    """In whose hands a thing came to be by its own events; and when it was gone, if it was.

    Who says that a thing is lost, or destroyed, says of nobody that they have it. It may have come
    out of its container, so what counts is whose it was before; and it was packed before.
    """

    state: CustodyState
    gone_at: Moment | None = None

    def then(self, state: CustodyState, *, is_destroyed: bool = False) -> Claim:
        """What is claimed when the thing's own state has become this one."""
        stays_gone = state.is_terminal and self.gone_at is not None
        if state.is_lost or is_destroyed or stays_gone:
            return Claim(self.state, self.gone_at or state.at)
        return Claim(state)


class Hands(NamedTuple):
    """Whose hands something was in, from when and until when at the latest; None: nobody knows.

    In nobody's, it was released at a time: what is on its way is not packed, so only the very same
    release can be that of a thing and of the bag it lies in.
    """

    holder: str
    released_at: Moment | None
    since: datetime | None
    until: datetime | None

    def same_as(self, other: Hands) -> bool:
        """Whether both are the same hands."""
        return (self.holder, self.released_at) == (other.holder, other.released_at)

    def before(self, end: datetime) -> Hands:
        """The same hands, and no longer than until then."""
        return self._replace(until=min(self.until or end, end))


class HandToHand:
    """All hands in which a container ever was; a thing is looked up among many in no time.

    Where nobody said in whose it was at first, `is_known` is false: it may have been in any.
    """

    def __init__(self, spans: Iterable[Hands], *, is_known: bool) -> None:
        self.spans = tuple(spans)
        self.is_known = is_known and bool(self.spans)
        begun = (one.since or one.until or _ALWAYS for one in self.spans)
        self._begun = min(begun, default=_FOR_EVER)
        ends = sorted(
            ((one.until or _FOR_EVER, one.since or _ALWAYS, one) for one in self.spans),
            key=lambda end: end[0],
            reverse=True,
        )
        self._by_hands: dict[tuple[str, Moment | None], list[tuple[datetime, datetime]]] = {}
        for until, since, one in ends:
            of_these = self._by_hands.setdefault((one.holder, one.released_at), [])
            earliest = min(since, of_these[-1][1]) if of_these else since
            of_these.append((until, earliest))
        for of_these in self._by_hands.values():
            of_these.reverse()

    def were(self, own: Claim) -> bool:
        """Whether a thing in hands by its own events can have gone into what was in the same.

        What was gone before anybody said whose the container was is set against nobody.
        """
        if not self.is_known or (own.gone_at and own.gone_at.instant < self._begun):
            return True
        ends = self._by_hands.get((own.state.holder, own.state.released_at), [])
        at = own.state.at.instant if own.state.at else _ALWAYS
        still = bisect_left(ends, at, key=lambda end: end[0])
        return still < len(ends) and (own.gone_at is None or ends[still][1] <= own.gone_at.instant)


@rule(
    "BR-34",
    "C3",
    at="whenever custody is read",
    test="test_custody.py::test_what_is_packed_here_and_handed_on_there_is_in_nobodys_hands",
)
def is_told_apart(own: Claim, container: HandToHand) -> bool:
    """Whether a thing's own events and those of its container claim different hands.

    What was never in anybody's by its own events claims nothing.
    """
    return not own.state.is_untouched and not container.were(own)
