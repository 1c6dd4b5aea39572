"""Everything that has a place, as a map shows it: marks, ground, and what the ground means.

What a hazard takes and what a certificate covers come from the same zones and certificates by which
work is judged, so a map never shows less hazard, or more cleared ground, than the rules know.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.clock import Moment
from app.geo.area import Area
from app.geo.position import Position
from app.geo.rings import Corners, circle, corners_of, widened
from app.models.clearance import ClearanceCertificate
from app.models.fields import AreaField, PositionField
from app.models.hazards import Hazard
from app.models.kinds import KINDS
from app.models.record import Record
from app.rules.certificates import depth_limit_m
from app.rules.clearance import Situation, situation_of
from app.rules.zones import Zone, zone_of
from app.services.desk import Desk
from app.store.transactions import View


class Meaning(StrEnum):
    """What a piece of ground means to somebody who stands on it, the gravest last."""

    EXTENT = "extent"  # of a site, a grave, a context
    NOT_COUNTING = "not counting"  # a certificate that does not count
    CLEARED = "cleared"
    HAZARD = "hazard"


@dataclass(frozen=True, slots=True)
class Mark:
    """A record at a place. `error_m` holds the true place 19 times in 20; None: nobody knows."""

    kind: str
    uid: str
    title: str
    lat: float
    lon: float
    error_m: float | None
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A piece of ground; `words` and `values` are what is written on it, as a template.

    `field` is the field of its record in which somebody drew it, "" where nobody did.
    """

    kind: str
    uid: str
    title: str
    meaning: Meaning
    corners: Corners
    words: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    field: str = ""


@dataclass(frozen=True, slots=True)
class GroundPlan:
    """All that can be drawn, and the hazards of which nobody knows where they lie."""

    marks: tuple[Mark, ...] = ()
    grounds: tuple[Ground, ...] = ()
    unplaced_hazards: tuple[str, ...] = ()


_PLACES: Final = {
    kind: tuple(item.name for item in kind.fields.values() if isinstance(item, PositionField))
    for kind in KINDS
}
_AREAS: Final = {
    kind: tuple(item.name for item in kind.fields.values() if isinstance(item, AreaField))
    for kind in KINDS
}
_JUDGED: Final = (Hazard, ClearanceCertificate)  # their ground comes from the rules


def ground_plan(desk: Desk) -> GroundPlan:
    """Everything on this laptop that has a place and is not withdrawn; hazards in any case."""
    with desk.store.reading() as view:
        return plan_of(view, desk.now())


def plan_of(view: View, at: Moment) -> GroundPlan:
    """`ground_plan`, within one view of the store."""
    situation = situation_of(view.records)
    grounds = [*_extents(view), *_certificates(situation)]
    unplaced: list[str] = []
    for zone in situation.open_zones(at):
        if zone.is_anywhere:
            unplaced.append(zone.hazard.title)
        grounds += _hazard_ground(zone)
    return GroundPlan(tuple(_marks(view)), tuple(grounds), tuple(unplaced))


def _marks(view: View) -> Iterator[Mark]:
    for kind, names in _PLACES.items():
        for record in view.records.all_of(kind.kind) if names else ():
            if isinstance(record, Hazard):
                yield from _hazard_mark(record)
                continue
            for name in names:
                position = record.values.get(name)
                if isinstance(position, Position):
                    yield _mark(record, position)


def _hazard_mark(hazard: Hazard) -> Iterator[Mark]:
    """A hazard where it lies, never where it was seen from."""
    item = zone_of(hazard, None).item
    if item is not None:
        error_m, place = float(item.error_m), item.place
        yield Mark(
            hazard.kind, hazard.uid, hazard.title, float(place.lat), float(place.lon), error_m
        )


def _mark(record: Record, position: Position) -> Mark:
    error_m = position.error_95_m()
    return Mark(
        record.kind,
        record.uid,
        record.title,
        float(position.lat),
        float(position.lon),
        None if error_m is None else float(error_m),
        position.is_suspect,
    )


def _extents(view: View) -> Iterator[Ground]:
    for kind, names in _AREAS.items():
        for record in view.records.all_of(kind.kind) if names and kind not in _JUDGED else ():
            for name in names:
                area = record.values.get(name)
                if area is not None:
                    yield Ground(
                        record.kind,
                        record.uid,
                        record.title,
                        Meaning.EXTENT,
                        corners_of(area),
                        "{title}",
                        {"title": record.title},
                        name,
                    )


def _certificates(situation: Situation) -> Iterator[Ground]:
    for certificate in situation.certificates:
        if certificate.area is not None:
            yield _cleared(certificate, certificate.area)
    for certificate, _ in situation.faults:
        if certificate.area is not None:
            yield Ground(
                certificate.kind,
                certificate.uid,
                certificate.title,
                Meaning.NOT_COUNTING,
                corners_of(certificate.area),
                "{title}: does not count",
                {"title": certificate.title},
                ClearanceCertificate.area.name,
            )


def _cleared(certificate: ClearanceCertificate, area: Area) -> Ground:
    limit_m, until = depth_limit_m(certificate), certificate.valid_until
    words, values = "{title}: no reason to clear", {"title": certificate.title}
    if limit_m is not None:
        words, values = "{title}: cleared to {depth} m", values | {"depth": f"{limit_m:f}"}
    if limit_m is not None and until is not None:
        words = "{title}: cleared to {depth} m until {until}"
        values |= {"until": f"{until.local:%Y-%m-%d %H:%M}"}
    return Ground(
        certificate.kind,
        certificate.uid,
        certificate.title,
        Meaning.CLEARED,
        corners_of(area),
        words,
        values,
        ClearanceCertificate.area.name,
    )


def _hazard_ground(zone: Zone) -> Iterator[Ground]:
    hazard, rings = zone.hazard, []
    if zone.extent is not None:
        rings.append((widened(zone.extent, float(zone.margin_m)), Hazard.extent.name))
    if zone.item is not None:
        rings.append((circle(zone.item.place, float(zone.radius_m + zone.item.error_m)), ""))
    for ring, drawn in rings:
        yield Ground(
            hazard.kind,
            hazard.uid,
            hazard.title,
            Meaning.HAZARD,
            ring,
            "HAZARD {title}",
            {"title": hazard.title},
            drawn,
        )
