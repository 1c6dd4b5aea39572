"""Whether work at a place is within cleared ground: who says so, how deep, and until when.

The answer is never "safe". It is what certificates say and which hazards stand against it, the
error of every position counted in full. A larger error or radius, one more hazard or one
certificate fewer never permits more; a place that nobody knows counts as inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from app.core.clock import Moment
from app.geo.area import Containment, contains_with_error
from app.geo.point import Located
from app.geo.position import Position
from app.models.clearance import ClearanceCertificate, HazardOverride
from app.models.hazards import Hazard
from app.models.operations import Operation
from app.rules.cells import ZoneCells
from app.rules.certificates import (
    Fault,
    depth_limit_m,
    fault_of,
    gap_at,
    nothing_there,
    where_of,
)
from app.rules.ground import Spot, spot_of
from app.rules.world import Records, every
from app.rules.zones import CLOSED_STATUSES, Zone, zone_of

if TYPE_CHECKING:
    from app.rules.distances import Distances

_CLEARED_TO = "Certificate {certificate} says that this place was cleared to {cleared} m."
_NO_REASON = "Certificate {certificate} says that survey found no reason to clear this place."
_WITHDRAW = "Stop and leave the way you came. EOD decides, with the team leader, for named people."
_SET_RADIUS = (
    "Stop and leave the way you came. EOD enters the radius in the hazard's record, or "
    "headquarters that of the operation; if its record has not come yet, read the newest bundle."
)
_SET_STATUS = (
    "Stop and leave the way you came. Certificate {certificate} names this hazard, but its status "
    "still says that it is open: once EOD has set the status, it no longer stands here."
)


class ClearanceVerdict(Enum):
    """What can be said of the clearance of a place, the worst last."""

    CLEARED = "cleared"
    NOT_CLEARED = "not cleared"
    UNKNOWN = "unknown"
    INSIDE_HAZARD = "inside hazard"


@dataclass(frozen=True)
class Situation:
    """What is recorded of hazards and clearance, worked out once for many questions.

    `certificates` count; those in `faults` do not, and their fault says why. `today` is set where
    something is judged as it is saved: what is on record by then is known.
    """

    zones: tuple[Zone, ...]
    certificates: tuple[ClearanceCertificate, ...]
    faults: tuple[tuple[ClearanceCertificate, Fault], ...] = ()
    overrides: tuple[HazardOverride, ...] = ()
    today: Moment | None = None
    _where: dict[tuple[str, Spot], Containment] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _held: dict[tuple[Spot | None, str], tuple[Zone, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_open(self, hazard: Hazard, at: Moment) -> bool:
        """Whether a hazard stands at a moment.

        A status alone closes nothing (BR-03): a certificate that counts has to name the hazard. A
        status that this version does not know, and handing over, close nothing either.
        """
        if hazard.status not in CLOSED_STATUSES:
            return True
        return self.certified_by(hazard, at) is None

    def certified_by(self, hazard: Hazard, at: Moment) -> ClearanceCertificate | None:
        """A certificate that counts at a moment and names a hazard."""
        naming = (
            certificate
            for certificate in self.certificates
            if hazard.uid in (certificate.hazards or ())
            and certificate.valid_from is not None
            and certificate.valid_from.instant <= at.instant
        )
        return next(naming, None)

    def open_zones(self, at: Moment) -> Iterator[Zone]:
        """The ground of every hazard that stands at a moment."""
        return (zone for zone in self.zones if self.is_open(zone.hazard, at))

    def around(self, spot: Spot | None, site: str, at: Moment) -> Iterator[Zone]:
        """The ground of every hazard that stands at a moment and may hold work at `spot`."""
        if (spot, site) not in self._held:
            near = self._cells.near(spot)
            self._held[spot, site] = tuple(zone for zone in near if zone.may_hold(spot, site))
        return (zone for zone in self._held[spot, site] if self.is_open(zone.hazard, at))

    def gap(
        self,
        certificate: ClearanceCertificate,
        spot: Spot,
        depth_m: Decimal | None,
        at: Moment,
    ) -> Fault | None:
        """Why a certificate that counts does not cover this work; None if it covers it.

        Where a place lies is worked out once: all the points of a grave are at one place.
        """
        key = (certificate.uid, spot)
        if key not in self._where:
            self._where[key] = where_of(certificate, spot)
        return gap_at(certificate, self._where[key], spot, depth_m, at)

    def nearest(self, place: Located, at: Moment) -> tuple[float, float, str] | None:
        """The hazard that stands nearest: distance (m), true bearing (°) and uid.

        None where none stands whose place is known.
        """
        best: tuple[float, float, str] | None = None
        for least_m, zone in self._by_distance.nearest_first(place):
            if best is not None and least_m > best[0]:
                break
            look = zone.seen_from(place) if self.is_open(zone.hazard, at) else None
            if look is not None:
                seen = *look, zone.hazard.uid
                best = seen if best is None else min(best, seen)
        return best

    @cached_property
    def _by_distance(self) -> Distances:
        # Numpy takes longer to load than a window may take to open: only who measures needs it.
        from app.rules.distances import Distances  # noqa: PLC0415 - see above

        return Distances(self.zones)

    @cached_property
    def _cells(self) -> ZoneCells:
        return ZoneCells(self.zones)


def situation_of(records: Records, *, today: Moment | None = None) -> Situation:
    """Hazards, also withdrawn ones (a hazard is never deleted), certificates and overrides."""
    radius_m = default_radius_m(records)
    counting, faulty = [], []
    for certificate in every(records, ClearanceCertificate):
        fault = fault_of(certificate, records)
        if fault is None:
            counting.append(certificate)
        else:
            faulty.append((certificate, fault))
    return Situation(
        tuple(
            zone_of(hazard, radius_m) for hazard in every(records, Hazard, include_withdrawn=True)
        ),
        tuple(counting),
        tuple(faulty),
        tuple(every(records, HazardOverride)),
        today,
    )


def default_radius_m(records: Records) -> int | None:
    """The exclusion radius of the operation, until EOD sets one for a hazard."""
    radii = [operation.default_exclusion_radius_m for operation in every(records, Operation)]
    return max((radius for radius in radii if radius is not None), default=None)


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that stands against work at a place; `hazard` is the hazard, if it is one."""

    verdict: ClearanceVerdict
    rule: str
    message: str
    hint: str
    values: Mapping[str, object] = field(default_factory=dict)
    hazard: Hazard | None = None


def objections(
    spot: Spot | None, depth_m: Decimal | None, situation: Situation, *, site: str, at: Moment
) -> tuple[Objection, ...]:
    """All that stands against work on `site` at `spot`, down to `depth_m`, at a moment."""
    found: list[Objection] = []
    if spot is None:
        found.append(
            Objection(
                ClearanceVerdict.UNKNOWN,
                "BR-01",
                "Nobody knows exactly where this is, so it counts as inside every hazard here.",
                "Record the position with its accuracy. One without accuracy, or marked as "
                "suspect, counts as unknown.",
            )
        )
    found += [
        _inside(zone, situation.certified_by(zone.hazard, at))
        for zone in situation.around(spot, site, at)
    ]
    if spot is not None:
        found += _uncovered(spot, depth_m, situation, at)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Clearance:
    """What can be said of a place: never that it is safe, only who cleared it and what is near.

    `why` and `values` are a sentence; `by` is the uid of the certificate, which names who signed,
    `until` when it ends and `depth_m` how deep it holds (None: no limit, or not cleared).
    `hazard_uids` are the open hazards that may reach the place, `nearest_hazard` the uid of the one
    that was seen nearest.
    """

    verdict: ClearanceVerdict
    why: str
    hint: str
    values: Mapping[str, object] = field(default_factory=dict)
    by: str = ""
    until: Moment | None = None
    depth_m: Decimal | None = None
    nearest_hazard_m: float | None = None
    bearing_deg: float | None = None
    hazard_uids: tuple[str, ...] = ()
    nearest_hazard: str = ""


def clearance(
    position: Position | None,
    depth_m: Decimal | None,
    situation: Situation,
    *,
    site: str,
    at: Moment,
) -> Clearance:
    """What is to be said of working at `position` down to `depth_m`, at a moment."""
    return clearance_at(spot_of(position), depth_m, situation, site=site, at=at)


def clearance_at(
    spot: Spot | None, depth_m: Decimal | None, situation: Situation, *, site: str, at: Moment
) -> Clearance:
    """`clearance`, of a place whose error is counted already; None: it may be anywhere.

    A place that nobody knows is inside, wherever any hazard stands that it could be inside of.
    """
    standing = objections(spot, depth_m, situation, site=site, at=at)
    seen = situation.nearest(spot.place, at) if spot is not None else None
    nearest_m, bearing, nearest = seen or (None, None, "")
    hazards = tuple(one.hazard.uid for one in standing if one.hazard is not None)
    if standing:
        worst = max(standing, key=lambda one: gravity(one.verdict))
        told = worst if spot is not None else standing[0]  # that nobody knows it is why
        return Clearance(
            worst.verdict,
            told.message,
            told.hint,
            told.values,
            nearest_hazard_m=nearest_m,
            bearing_deg=bearing,
            hazard_uids=hazards,
            nearest_hazard=nearest,
        )
    certificate = covering(spot, depth_m, situation, at=at)
    limit_m = depth_limit_m(certificate)
    return Clearance(
        ClearanceVerdict.CLEARED,
        _CLEARED_TO if limit_m is not None else _NO_REASON,
        "It says so for its area alone. Report and mark whatever looks like ordnance.",
        {"certificate": certificate.title, "cleared": limit_m},
        certificate.uid,
        certificate.valid_until,
        limit_m,
        nearest_m,
        bearing,
        nearest_hazard=nearest,
    )


def covering(
    spot: Spot | None, depth_m: Decimal | None, situation: Situation, *, at: Moment
) -> ClearanceCertificate:
    """The certificate that holds deepest and longest of those that cover this work.

    Raises:
        LookupError: none covers it.
    """
    fitting = [
        certificate
        for certificate in situation.certificates
        if spot is not None and situation.gap(certificate, spot, depth_m, at) is None
    ]
    if not fitting:
        raise LookupError
    return max(fitting, key=_worth)


def _worth(certificate: ClearanceCertificate) -> tuple[Decimal, float, str]:
    limit_m, until = depth_limit_m(certificate), certificate.valid_until
    return (
        Decimal("Infinity") if limit_m is None else limit_m,
        float("inf") if until is None else until.instant.timestamp(),
        certificate.uid,
    )


def _inside(zone: Zone, certificate: ClearanceCertificate | None) -> Objection:
    values: dict[str, object] = {"hazard": zone.hazard.title}
    if zone.is_anywhere:
        message = "Where hazard {hazard} lies is not known, so the whole site counts as inside."
        hint = (
            "Add bearing and distance, or the extent, to the hazard. Until then nobody digs here."
        )
    elif zone.is_widest:
        message = (
            "No radius is set for open hazard {hazard}, nor for the operation, so all within "
            "{radius} m of it counts as inside."
        )
        hint = _SET_RADIUS
        values["radius"] = zone.radius_m
    else:
        message = (
            "This place may lie within open hazard {hazard}, the error of every position counted."
        )
        hint = _WITHDRAW
    if certificate is not None:
        # It is cleared on paper, and only the hazard's own record does not say so yet.
        hint, values = _SET_STATUS, values | {"certificate": certificate.title}
    return Objection(ClearanceVerdict.INSIDE_HAZARD, "BR-01", message, hint, values, zone.hazard)


def _uncovered(
    spot: Spot, depth_m: Decimal | None, situation: Situation, at: Moment
) -> Iterator[Objection]:
    gaps = [situation.gap(one, spot, depth_m, at) for one in situation.certificates]
    if None in gaps:
        return
    faults = [nothing_there(), *(fault for fault in gaps if fault is not None)]
    faults += [
        fault
        for certificate, fault in situation.faults
        if certificate.area is not None
        and contains_with_error(certificate.area, spot.place, spot.error_m).is_sure
    ]
    fault = max(faults, key=lambda fault: fault.nearness)
    yield Objection(
        ClearanceVerdict.NOT_CLEARED,
        "BR-02" if fault.is_depth else "BR-01",
        fault.message,
        fault.hint,
        fault.values,
    )


def gravity(verdict: ClearanceVerdict) -> int:
    """The graver, the larger: cleared is 0, and all else stops work."""
    return _RANK[verdict]


_RANK = {verdict: rank for rank, verdict in enumerate(ClearanceVerdict)}
