"""What a hazard takes and what a certificate gives back, worked out of a form before it is saved.

The ground comes from the same zones by which work is judged: what is drawn while somebody types is
what will count once it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final

from app.core.clock import Moment
from app.geo.area import contains_with_error
from app.geo.engines import geos
from app.geo.plane import Flat, flattened
from app.geo.point import Located
from app.geo.rings import circle, corners_of, widened
from app.models.clearance import ClearanceCertificate, ClearanceTask
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.sites import Grave
from app.models.survey import SurveyControl
from app.rules.certificates import Fault, depth_limit_m, fault_of
from app.rules.clearance import Situation, default_radius_m, situation_of
from app.rules.ground import Spot, ground_of
from app.rules.world import Records, Remembering, naming
from app.rules.zones import Zone, zone_of
from app.services.desk import Desk

_STANDING: Final = (Grave, SurveyControl)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Metres east and north of the observer, or of the first corner of the extent.

    `error_m` is that of the item's place; `radius_m` is drawn around it, that error counted.
    """

    observer: Flat | None = None
    item: Flat | None = None
    observer_error_m: float = 0.0
    error_m: float = 0.0
    radius_m: float = 0.0
    extent: tuple[Flat, ...] = ()
    taken: tuple[tuple[Flat, ...], ...] = ()
    marks: tuple[tuple[str, Flat], ...] = ()
    cleared: tuple[tuple[str, tuple[Flat, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """What a hazard takes: a drawing, and the titles of what counts as inside it.

    `is_anywhere`: nobody knows where it lies, so it takes the whole site. `is_widest`: neither EOD
    nor the operation has set a radius, so the widest of all holds; `is_default`: the operation's.
    Where it is not `is_open`, a certificate has closed it, and all this is what it took before.
    """

    drawing: Drawing
    is_anywhere: bool
    radius_m: Decimal
    is_default: bool
    is_widest: bool
    error_m: Decimal | None = None
    graves: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    is_open: bool = True


def hazard_reach(desk: Desk, uid: str, values: Mapping[str, Any]) -> Reach:
    """What a hazard would take with these values; `uid` is "" while it has none."""
    hazard = Hazard(uid, {name: value for name, value in values.items() if value is not None})
    with desk.store.reading() as view:
        records = Remembering(view.records)
        return reach_of(hazard, situation_of(records), records, desk.now())


def reach_of(hazard: Hazard, situation: Situation, records: Records, at: Moment) -> Reach:
    """The same, of a hazard as it stands in a situation."""
    default_m = default_radius_m(records)
    zone = zone_of(hazard, default_m)
    site = hazard.site or ""
    graves = _within(zone, naming(records, Grave, "site", site) if site else (), records)
    controls = _within(zone, _controls(records, site), records)
    papers = [one for one in situation.certificates if _touches(zone, one)]
    is_set = hazard.exclusion_radius_m is not None or zone.item is None
    return Reach(
        _drawing(zone, hazard, (*graves, *controls), papers),
        zone.is_anywhere,
        zone.radius_m,
        not is_set and default_m is not None,
        not is_set and default_m is None,
        zone.item.error_m if zone.item else None,
        tuple(one.title for one, _ in graves),
        tuple(one.title for one, _ in controls),
        tuple(one.title for one in papers),
        situation.is_open(hazard, at),
    )


def _controls(records: Records, site: str) -> Iterable[SurveyControl]:
    return naming(records, SurveyControl, "site", site) if site else ()


def _within(
    zone: Zone, standing: Iterable[Grave | SurveyControl], records: Records
) -> list[tuple[Record, Spot | None]]:
    found: list[tuple[Record, Spot | None]] = []
    for one in standing:
        spot = ground_of(one, records)
        if not one.is_withdrawn and zone.may_hold(spot, one.site or ""):
            found.append((one, spot))
    return sorted(found, key=lambda entry: entry[0].title)


def _touches(zone: Zone, certificate: ClearanceCertificate) -> bool:
    """Whether a hazard takes some of the ground of a certificate, or may take it."""
    area = certificate.area
    if area is None:
        return False
    if zone.is_anywhere:
        return zone.is_of(certificate.site or "")
    middle = corners_of(area)[0]
    ground = geos().Polygon(flattened(middle, corners_of(area)))
    return any(ground.intersects(geos().Polygon(flattened(middle, ring))) for ring in _rings(zone))


def _rings(zone: Zone) -> Iterator[tuple[tuple[float, float], ...]]:
    """The ground that a zone takes, as the map draws it: never smaller than it is."""
    if zone.extent is not None:
        yield widened(zone.extent, float(zone.margin_m))
    if zone.item is not None:
        yield circle(zone.item.place, float(zone.radius_m + zone.item.error_m))


def _drawing(
    zone: Zone,
    hazard: Hazard,
    standing: Sequence[tuple[Record, Spot | None]],
    papers: Sequence[ClearanceCertificate],
) -> Drawing:
    observer = hazard.observer_position
    middle = _degrees(observer) if observer is not None else None
    if middle is None and zone.extent is not None:
        middle = corners_of(zone.extent)[0]
    if middle is None:
        return Drawing()
    of = partial(_flat, middle)

    placed = [(one.title, _degrees(spot.place)) for one, spot in standing if spot is not None]
    error_m = observer.error_95_m() if observer is not None else None
    return Drawing(
        (0.0, 0.0) if observer is not None else None,
        of([_degrees(zone.item.place)])[0] if zone.item else None,
        float(error_m or 0),
        float(zone.item.error_m) if zone.item else 0.0,
        float(zone.radius_m + zone.item.error_m) if zone.item else 0.0,
        of(corners_of(zone.extent)) if zone.extent else (),
        tuple(of(ring) for ring in _rings(zone)),
        tuple(zip((title for title, _ in placed), of([at for _, at in placed]), strict=True)),
        tuple((one.title, of(corners_of(one.area))) for one in papers if one.area is not None),
    )


def _flat(middle: tuple[float, float], places: Sequence[tuple[float, float]]) -> tuple[Flat, ...]:
    return tuple(flattened(middle, places))


def _degrees(place: Located) -> tuple[float, float]:
    return float(place.lat), float(place.lon)


@dataclass(frozen=True, slots=True)
class Released:
    """What a certificate as typed would do, in titles, and why it does not count yet.

    `closing` are the hazards whose status it lets EOD set, `outside` those of them that do not lie
    surely in its area; `standing` reach into the area and are not named; `deeper` are graves in the
    area that are recorded as deeper than it holds (title, depth).
    """

    closing: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    deeper: tuple[tuple[str, Decimal], ...] = ()
    fault: Fault | None = None


def releases(desk: Desk, uid: str, values: Mapping[str, Any]) -> Released:
    """What a certificate would do with these values; `uid` is "" while it has none."""
    told = {name: value for name, value in values.items() if value is not None}
    certificate = ClearanceCertificate(uid, told)
    with desk.store.reading() as view:
        records = Remembering(view.records)
        return released_by(certificate, situation_of(records), records, desk.now())


def released_by(
    certificate: ClearanceCertificate, situation: Situation, records: Records, at: Moment
) -> Released:
    """The same, of a certificate as it stands in a situation."""
    named = frozenset(certificate.hazards or ())
    zones = {zone.hazard.uid: zone for zone in situation.zones}
    closing = [zones[uid] for uid in certificate.hazards or () if uid in zones]
    standing = [
        zone
        for zone in situation.open_zones(at)
        if zone.hazard.uid not in named and _touches(zone, certificate)
    ]
    return Released(
        tuple(zone.hazard.title for zone in closing),
        tuple(zone.hazard.title for zone in closing if not _is_in(zone, certificate)),
        tuple(zone.hazard.title for zone in standing),
        tuple(_deeper(certificate, records)),
        fault_of(certificate, records),
    )


def _is_in(zone: Zone, certificate: ClearanceCertificate) -> bool:
    """Whether the item, and every corner of the extent, lie surely in the area cleared."""
    area = certificate.area
    if area is None or zone.is_anywhere:
        return False
    if zone.item is not None and not (
        contains_with_error(area, zone.item.place, zone.item.error_m).is_sure
    ):
        return False
    corners = zone.extent.ring if zone.extent else ()
    return all(contains_with_error(area, corner, Decimal(0)).is_possible for corner in corners)


def _deeper(certificate: ClearanceCertificate, records: Records) -> Iterator[tuple[str, Decimal]]:
    limit_m = depth_limit_m(certificate)
    if certificate.area is None or limit_m is None or not certificate.site:
        return
    for grave in naming(records, Grave, "site", certificate.site):
        spot = ground_of(grave, records)
        if grave.depth_m is None or grave.depth_m <= limit_m or spot is None:
            continue
        if contains_with_error(certificate.area, spot.place, spot.error_m).is_possible:
            yield grave.title, grave.depth_m


def prefill_of_task(desk: Desk, uid: str) -> dict[str, Any]:
    """What a certificate takes over from the task that led to it."""
    with desk.store.reading() as view:
        task = view.records.get(uid)
        if not isinstance(task, ClearanceTask):
            return {}
        told = {
            "site": task.site,
            "task": task.uid,
            "agency": task.agency,
            "hazards": task.hazards,
            "area": task.area,
            "methods": task.methods,
        }
        return {name: value for name, value in told.items() if value}
