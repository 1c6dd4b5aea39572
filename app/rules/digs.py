"""Which records say that somebody dug, lifted, measured or packed, and where and when that was.

Only what is new counts: correcting a remark on remains lifted last year asks nobody for a
certificate. A grave that was merely located, remains merely numbered and an empty bag are no work
in the ground; nor is a control point that has no position yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.clock import Moment
from app.models.containers import Container, StorageFacility, StoragePlace
from app.models.custody import CustodyEvent
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.contents import container_of
from app.rules.ground import Spot, ground_of
from app.rules.roles import EOD, roles_of
from app.rules.world import Records, found, naming

UNTOUCHED_PHASES = frozenset({None, "LOCATED"})
EXEMPT_FOR_EOD = frozenset({"HAZ", "CTL"})

# Of remains that still lie in the ground these say nothing of moving them; a receipt follows a
# release by somebody else. All other events do, also those of a newer version.
_LEAVES_THEM_LYING = frozenset({"IN", "UNS", "CHK", "EXA", "SPL", "LNK", "LOS", "DIS", "SUP"})
_STORES = (StoragePlace, StorageFacility)
_RECOVERY = (
    "lifted_at",
    "depth_m",
    "level_base_m",
    "level_top_m",
    "position",
    "exposed_by",
    "container",
)
_OF_A_PIT = ("depth_m", "position", "outline", "length_m", "width_m")
_OF_A_GRAVE = ("depth_m", "phase", *_OF_A_PIT[1:], "opened_at", "closed_at")
_OF_A_POINT = ("position", "easting_m", "northing_m", "setup", "target", "point_code")


@dataclass(frozen=True, slots=True)
class Dig:
    """One piece of work: what was touched, where, how deep, when and by whom.

    `is_timed` is whether the record says when; otherwise `at` is when it was `written`. `field` is
    where the form shows what is wrong with it.
    """

    field: str
    what: str
    site: str
    spot: Spot | None
    depth_m: Decimal | None
    at: Moment
    is_timed: bool
    people: frozenset[str]
    written: Moment


def digs_of(
    draft: Record, previous: Record | None, records: Records, *, author: str, now: Moment
) -> Iterator[Dig]:
    """The work that a draft newly claims (BR-01: excavation, recovery, survey, packing).

    When a record was made is when the work was done that it was made with. What a later change says
    is done now, unless the change itself says when.
    """
    if isinstance(draft, RemainsCase):
        if any(draft.values.get(name) is not None for name in _RECOVERY) and (
            field := _first_changed(draft, previous, (*_RECOVERY, "grave"))
        ):
            at = _told(draft, previous, "lifted_at") or (
                None if previous else draft.lifted_at or draft.occurred_at
            )
            yield _recovery(draft, field, records, at, author=author, now=now)
    elif isinstance(draft, Grave):
        yield from _digging(draft, previous, records, author=author, now=now)
    elif isinstance(draft, SurveyPoint | SurveyControl):
        yield from _surveying(draft, previous, records, author=author, now=now)
    elif isinstance(draft, Container):
        yield from _packing(draft, previous, records, author=author, now=now)
    elif isinstance(draft, CustodyEvent) and previous is None:
        yield from _collecting(draft, records, author=author, now=now)


def _digging(
    grave: Grave, previous: Record | None, records: Records, *, author: str, now: Moment
) -> Iterator[Dig]:
    is_dug = grave.phase not in UNTOUCHED_PHASES or any(
        grave.values.get(name) for name in ("depth_m", "opened_at", "closed_at")
    )
    field = _first_changed(grave, previous, _OF_A_GRAVE)
    if not is_dug or not field:
        return
    at = None
    if grave.phase == "CLOSED" and not (previous and _first_changed(grave, previous, _OF_A_PIT)):
        at = _told(grave, previous, "closed_at")
    yield Dig(
        field,
        grave.title,
        grave.site or "",
        ground_of(grave, records),
        grave.depth_m,
        at or now,
        is_timed=at is not None,
        people=frozenset({author}),
        written=now,
    )


def _surveying(
    draft: SurveyPoint | SurveyControl,
    previous: Record | None,
    records: Records,
    *,
    author: str,
    now: Moment,
) -> Iterator[Dig]:
    if isinstance(draft, SurveyPoint):
        if (field := _first_changed(draft, previous, _OF_A_POINT)) and not (
            draft.point_code in EXEMPT_FOR_EOD and EOD in roles_of(records, author, now)
        ):
            at = None if previous else draft.occurred_at
            yield _measurement(draft, field, records, at, author=author, now=now)
        return
    before = previous.values.get("position") if previous else None
    if draft.position not in {None, before} and EOD not in roles_of(records, author, now):
        at = None if previous else draft.occurred_at
        yield _setting_out(draft, records, at, author=author, now=now)


def _recovery(
    case: RemainsCase,
    field: str,
    records: Records,
    at: Moment | None,
    *,
    author: str,
    now: Moment,
) -> Dig:
    people = frozenset(case.lifted_by or ()) | ({case.exposed_by} if case.exposed_by else set())
    return Dig(
        field,
        case.title,
        case.site or "",
        ground_of(case, records),
        depth_of(case, records),
        at or now,
        is_timed=at is not None,
        people=people or frozenset({author}),
        written=now,
    )


def _measurement(
    point: SurveyPoint,
    field: str,
    records: Records,
    at: Moment | None,
    *,
    author: str,
    now: Moment,
) -> Dig:
    return Dig(
        field,
        point.title,
        point.site or "",
        ground_of(point, records),
        Decimal(0),
        at or now,
        is_timed=at is not None,
        people=frozenset({point.measured_by or author}),
        written=now,
    )


def _setting_out(
    control: SurveyControl, records: Records, at: Moment | None, *, author: str, now: Moment
) -> Dig:
    return Dig(
        "position",
        control.title,
        control.site or "",
        ground_of(control, records),
        Decimal(0),
        at or now,
        is_timed=at is not None,
        people=frozenset({author}),
        written=now,
    )


def _packing(
    container: Container, previous: Record | None, records: Records, *, author: str, now: Moment
) -> Iterator[Dig]:
    """Remains put into a bag, for as long as they have not left the ground they came from."""
    before = frozenset(previous.contents or ()) if isinstance(previous, Container) else frozenset()
    at = None if previous else container.occurred_at
    for uid in sorted(frozenset(container.contents or ()) - before):
        case = found(records, RemainsCase, uid)
        if case is None or has_left_the_site(uid, records):
            continue
        yield Dig(
            "contents",
            case.title,
            case.site or container.site or "",
            ground_of(case, records),
            depth_of(case, records),
            at or now,
            is_timed=at is not None,
            people=frozenset({container.packed_by or author}),
            written=now,
        )


def _collecting(
    event: CustodyEvent, records: Records, *, author: str, now: Moment
) -> Iterator[Dig]:
    """Remains taken up by an event, for as long as nothing else says that they were lifted."""
    if event.event_type in _LEAVES_THEM_LYING:
        return
    at = event.occurred_at or now
    for uid in sorted({line.item for line in event.lines or () if line.item}):
        case = found(records, RemainsCase, uid)
        if case is None or not _lies_in_the_ground(case, event, at, records):
            continue
        yield Dig(
            "lines",
            case.title,
            case.site or "",
            ground_of(case, records),
            depth_of(case, records),
            at,
            is_timed=event.occurred_at is not None,
            people=frozenset({event.to_custodian or author}),
            written=now,
        )


def _lies_in_the_ground(
    case: RemainsCase, event: CustodyEvent, at: Moment, records: Records
) -> bool:
    """Whether remains were neither lifted nor packed nor taken up before an event.

    Each of these was judged when it was recorded. What bears others' number and has no place here
    was recovered by them.
    """
    has_place = case.site or case.grave or case.position or "position" in case.disputed
    is_theirs = not has_place and any(one.scheme == "FOREIGN" for one in case.other_numbers or ())
    if is_theirs or case.lifted_at is not None or container_of(case.uid, records):
        return False
    return not any(
        other.uid != event.uid
        and other.event_type not in _LEAVES_THEM_LYING
        and (other.occurred_at is None or other.occurred_at.instant < at.instant)
        for other in naming(records, CustodyEvent, "lines", case.uid)
    )


def has_left_the_site(case: str, records: Records) -> bool:
    """Whether remains were handed on to a store, wherever they were found."""
    events = records.referring("custody_event", "lines", case)
    return any(
        found(records, kind, event.values.get("to_location"))
        for event in events
        for kind in _STORES
    )


def depth_of(case: RemainsCase, records: Records) -> Decimal | None:
    """How deep remains lie: as their record says, else as deep as their grave."""
    if case.depth_m is not None or case.found_on_surface:
        return case.depth_m or Decimal(0)
    grave = found(records, Grave, case.grave)
    return grave.depth_m if grave else None


def _told(draft: Record, previous: Record | None, name: str) -> Moment | None:
    """The time that a draft newly tells under `name`."""
    at = draft.values.get(name)
    before = previous.values.get(name) if previous else None
    return at if isinstance(at, Moment) and at != before else None


def _first_changed(draft: Record, previous: Record | None, names: Iterable[str]) -> str:
    for name in names:
        value = draft.values.get(name)
        if value != (previous.values.get(name) if previous else None):
            return name
    return ""
