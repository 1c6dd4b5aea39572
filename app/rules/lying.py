"""Where a thing lies in the ground, and how deep: the question before that of its clearance.

What is worked out here is never smaller than what is known: remains without a position of their own
lie somewhere in their grave, a find lies with its remains, and a bag lies where whatever in it has
not left the site was taken from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.models.containers import Container
from app.models.finds import Artefact
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.strata import Context
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.contents import contents_of
from app.rules.digs import depth_of, has_left_the_site
from app.rules.ground import Spot, ground_of, spot_of
from app.rules.world import Records, found

LIE_IN_THE_GROUND: Final = frozenset(
    kind.kind for kind in (Artefact, Container, Grave, RemainsCase, SurveyControl, SurveyPoint)
)
"""Kinds of record of which the clearance of their ground can be asked."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A site, a place on it (None: it may be anywhere), and a depth (None: nobody said)."""

    site: str
    spot: Spot | None
    depth_m: Decimal | None


def lying(record: Record, records: Records) -> Iterator[Lying]:
    """Where a record's ground is; several places for a bag, none for what lies in no ground."""
    if isinstance(record, Grave):
        yield Lying(record.site or "", ground_of(record, records), record.depth_m)
    elif isinstance(record, RemainsCase):
        yield Lying(record.site or "", ground_of(record, records), depth_of(record, records))
    elif isinstance(record, SurveyPoint | SurveyControl):
        yield Lying(record.site or "", ground_of(record, records), Decimal(0))
    elif isinstance(record, Artefact):
        yield _of_find(record, records)
    elif isinstance(record, Container):
        yield from _of_bag(record, records)


def _of_find(find: Artefact, records: Records) -> Lying:
    if find.position is not None or "position" in find.disputed:
        spot = None if "position" in find.disputed else spot_of(find.position)
        with_it = _beside(find, records)
        return Lying(find.site or "", spot, with_it.depth_m if with_it else None)
    with_it = _beside(find, records)
    if with_it is None or find.disputed & {"remains_case", "grave", "context"}:
        return Lying(find.site or "", None, None)
    return Lying(find.site or with_it.site, with_it.spot, with_it.depth_m)


def _beside(find: Artefact, records: Records) -> Lying | None:
    """What the find lay with: its remains, its grave, or the grave of its context."""
    context = found(records, Context, find.context)
    for kind, uid in (
        (RemainsCase, find.remains_case),
        (Grave, find.grave),
        (Grave, context.grave if context else None),
    ):
        record = found(records, kind, uid)
        if record is not None:
            return next(lying(record, records), None)
    return None


def _of_bag(bag: Container, records: Records) -> Iterator[Lying]:
    """The places of whatever in it still lies in the ground: neither lifted nor handed on."""
    for uid in contents_of(bag.uid, records):
        case = found(records, RemainsCase, uid)
        if case is not None and case.lifted_at is None and not has_left_the_site(uid, records):
            yield from lying(case, records)
