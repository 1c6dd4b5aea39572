"""Positions that are asked about: nothing is refused, but nobody records one by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.geo.area import Containment, contains_with_error
from app.geo.distance import bearing_deg, distance_m
from app.geo.nmea_doubts import FROZEN
from app.geo.point import Located, Point
from app.geo.position import Method, Position
from app.models.fields import PositionField
from app.models.operations import Operation
from app.models.record import Record
from app.models.sites import Grave, Site
from app.models.survey import SurveyControl
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, derived, every, found, naming

FAR_FROM_SITE_M = 250
FAR_FROM_SITES_M = 300_000  # a grid reference in the next zone lands 576 km away
_FAR_NEARER = 50  # × nearer to the site than what was read

_BY_RECEIVER = frozenset(
    {
        Method.RTK,
        Method.PPK,
        Method.DGNSS,
        Method.HANDHELD,
        Method.HANDHELD_AVERAGED,
        Method.PHONE,
    }
)


@dataclass(frozen=True, slots=True)
class Far:
    """How far off a place is, in which direction (true) it lies from there, and from what.

    `of` is None for the reference point of the site, else the nearest point known of the site; a
    site of which nothing is known yet is seen from the nearest other site.
    """

    distance_m: float
    bearing_deg: float
    of: Record | None


def far_from(draft: Record, place: Located, records: Records) -> Far | None:
    """What a place is strangely far from, if it is."""
    from_, of, limit_m = _known_near(draft, place, records)
    if from_ is None:
        return None
    away_m = distance_m(from_, place)
    return Far(away_m, bearing_deg(from_, place), of) if away_m >= limit_m else None


def new_positions(draft: Record, previous: Record | None) -> Iterator[tuple[str, Position]]:
    """The positions that a draft adds or changes, by field."""
    for name, item in draft.fields.items():
        if isinstance(item, PositionField):
            position = draft.values.get(name)
            before = previous.values.get(name) if previous else None
            if position is not None and position != before:
                yield name, position


@rule(
    "BR-28",
    levels=(Level.WARN,),
    at="every new position",
    test="test_positions.py::test_without_accuracy_it_counts_as_unknown_and_says_so",
)
def the_accuracy_is_stated(field: str, position: Position) -> Iterator[Verdict]:
    """A position without an accuracy may be anywhere, and rules take it so."""
    if position.error_95_m() is None:
        yield Verdict(
            "BR-28",
            Level.WARN,
            "This position has no accuracy, so it counts as unknown.",
            "Enter how far it may be off, as the receiver or the map says.",
            field=field,
        )


@rule(
    "BR-28",
    levels=(Level.WARN,),
    at="every new position",
    test="test_positions.py::test_swapped_latitude_and_longitude_are_seen",
)
def positions_lie_where_the_work_is(
    draft: Record, field: str, position: Position, records: Records
) -> Iterator[Verdict]:
    """Within the working area, latitude and longitude not swapped."""
    if _is_swapped(draft, position, records):
        yield Verdict(
            "BR-28",
            Level.WARN,
            "Latitude and longitude seem to be swapped.",
            "Swapped, the position would lie where the work is. Compare it with what was read.",
            field=field,
        )
        return
    for area in (operation.working_area for operation in every(records, Operation)):
        if area and contains_with_error(area, position, Decimal(0)) is Containment.OUTSIDE:
            yield Verdict(
                "BR-28",
                Level.WARN,
                "This position lies outside the working area of the operation.",
                "Check the zone, the hemisphere and the reference system.",
                field=field,
            )


@rule(
    "BR-28",
    levels=(Level.WARN,),
    at="every new position",
    test="test_positions.py::test_far_from_the_site_is_asked_about",
)
def positions_lie_near_their_site(
    draft: Record, field: str, position: Position, records: Records
) -> Iterator[Verdict]:
    """Near what is known of the site; a site of which nothing is known, not in another country."""
    far = far_from(draft, position, records)
    if far is None or _is_swapped(draft, position, records):
        return
    yield Verdict(
        "BR-28",
        Level.WARN,
        "This position lies {distance} m from the reference point of the site."
        if far.of is None
        else "This position lies {distance} m from {other}, the nearest point known.",
        "Check that it is right, and that the right site is chosen.",
        field=field,
        values={"distance": round(far.distance_m), "other": far.of.title if far.of else ""},
    )


@rule(
    "BR-28",
    levels=(Level.WARN,),
    at="every new position",
    test="test_positions.py::test_a_receiver_that_says_the_same_of_two_things_is_doubted",
)
def the_receiver_moves(
    draft: Record, field: str, position: Position, records: Records
) -> Iterator[Verdict]:
    """A receiver that goes from one thing to the next does not say the same of both, to the digit.

    So a receiver speaks that has frozen or is deceived; `geo.nmea_doubts` hears it as it happens.
    """
    at = draft.occurred_at
    site = draft.values.get("site")
    if at is None or site is None or position.method not in _BY_RECEIVER:
        return
    kind = type(draft)
    measured = derived(
        records, ("measured", kind.kind, field, site), lambda: _measured(kind, field, site, records)
    )
    for other, before in measured.get((position.lat, position.lon), ()):
        if (
            other.uid != draft.uid
            and len({before.receiver, position.receiver} - {None}) < 2
            and other.occurred_at is not None
            and abs(other.occurred_at.instant - at.instant) > FROZEN
        ):
            yield Verdict(
                "BR-28",
                Level.WARN,
                "This is to the last digit where {other} was measured at {at}.",
                "The receiver may be frozen or deceived. Go to a known mark and compare, then "
                "measure again.",
                field=field,
                values={"other": other.title, "at": other.occurred_at},
            )
            return


def _measured(
    kind: type[Record], field: str, site: str, records: Records
) -> dict[tuple[Decimal, Decimal], list[tuple[Record, Position]]]:
    """What receivers measured of a kind at a site, by latitude and longitude to the last digit."""
    found_there: dict[tuple[Decimal, Decimal], list[tuple[Record, Position]]] = {}
    for other in naming(records, kind, "site", site):
        before = other.values.get(field)
        if isinstance(before, Position) and before.method in _BY_RECEIVER:
            found_there.setdefault((before.lat, before.lon), []).append((other, before))
    return found_there


def _is_swapped(draft: Record, place: Position, records: Records) -> bool:
    """Whether it lies elsewhere, and swapped would lie where the work is, or far nearer to it."""
    if abs(place.lon) > 90 or not _is_elsewhere(draft, place, records):
        return False
    swapped = Point(place.lon, place.lat)
    if not _is_elsewhere(draft, swapped, records):
        return True
    away_m, then_m = (_from_site_m(draft, one, records) for one in (place, swapped))
    return None not in {away_m, then_m} and (away_m or 0) > _FAR_NEARER * (then_m or 0)


def _is_elsewhere(draft: Record, place: Located, records: Records) -> bool:
    areas = [
        operation.working_area
        for operation in every(records, Operation)
        if operation.working_area is not None
    ]
    if areas:
        return not any(contains_with_error(area, place, Decimal(0)).is_possible for area in areas)
    away_m = _from_site_m(draft, place, records)
    return away_m is not None and away_m >= FAR_FROM_SITE_M


def _from_site_m(draft: Record, place: Located, records: Records) -> float | None:
    if isinstance(draft, Site):
        return None
    site = found(records, Site, draft.values.get("site"))
    return distance_m(site.position, place) if site and site.position else None


def _known_near(
    draft: Record, place: Located, records: Records
) -> tuple[Position | None, Record | None, float]:
    """From where a place is looked at, whose point that is, and from where on it is far."""
    site = found(records, Site, draft.values.get("site"))
    if site is not None and site.position is not None:
        return site.position, None, FAR_FROM_SITE_M
    uid = draft.uid if isinstance(draft, Site) else draft.values.get("site")
    if not uid:
        return None, None, 0
    limit_m: float = FAR_FROM_SITE_M
    others = _others(draft, derived(records, ("placed", uid), lambda: _placed_at(uid, records)))
    if not others and isinstance(draft, Site):
        limit_m = FAR_FROM_SITES_M
        others = _others(draft, every(records, Site))
    nearest = min(
        others,
        key=lambda other: distance_m(other.values["position"], place),
        default=None,
    )
    return (nearest.values["position"] if nearest else None), nearest, limit_m


def _placed_at(site: str, records: Records) -> list[Record]:
    controls = naming(records, SurveyControl, "site", site)
    return [*controls, *naming(records, Grave, "site", site)]


def _others(draft: Record, records: Iterable[Record]) -> list[Record]:
    return [
        other
        for other in records
        if other.uid != draft.uid and not other.is_withdrawn and other.values.get("position")
    ]
