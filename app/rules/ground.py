"""Where on the ground a record's work was done, with the error that this has.

A place without a known error, one marked as suspect, and one on which two laptops disagree are all
unknown: they may be anywhere, also inside a hazard. Errors only ever add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from app.geo.distance import distance_m
from app.geo.point import Located
from app.geo.position import Position, rounded_up
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.world import Records, found


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, and the radius around it that holds the true one 19 times in 20."""

    place: Located
    error_m: Decimal

    def widened(self, metres: Decimal) -> Spot:
        """The same place, known less well."""
        return Spot(self.place, self.error_m + metres)


def spot_of(position: Position | None) -> Spot | None:
    """What a position is worth; None where it may be anywhere."""
    if position is None or position.is_suspect:
        return None
    error_m = position.error_95_m()
    return None if error_m is None else Spot(position, error_m)


def ground_of(
    record: Grave | RemainsCase | SurveyPoint | SurveyControl, records: Records
) -> Spot | None:
    """Where a grave, remains or a survey point lie; None where nobody knows.

    Remains without a position of their own lie somewhere in their grave; a survey point lies within
    its measured distance of the control point, or with what it belongs to.
    """
    if isinstance(record, Grave):
        return _ground_of_grave(record)
    if isinstance(record, RemainsCase):
        if record.position is not None or "position" in record.disputed:
            return _own(record)
        grave = found(records, Grave, record.grave)
        return _ground_of_grave(grave) if grave and "grave" not in record.disputed else None
    if isinstance(record, SurveyControl):
        return _own(record)
    return _ground_of_point(record, records)


def _own(record: Grave | RemainsCase | SurveyPoint | SurveyControl) -> Spot | None:
    return None if "position" in record.disputed else spot_of(record.position)


def _ground_of_grave(grave: Grave) -> Spot | None:
    spot = _own(grave)
    return spot and spot.widened(_reach_m(grave))


def _reach_m(grave: Grave) -> Decimal:
    """From the grave's position to its farthest known edge."""
    reaches = [math.hypot(float(grave.length_m or 0), float(grave.width_m or 0)) / 2]
    if grave.outline is not None and grave.position is not None:
        reaches += [distance_m(grave.position, corner) for corner in grave.outline.ring]
    return rounded_up(max(reaches))


def _ground_of_point(point: SurveyPoint, records: Records) -> Spot | None:
    if point.position is not None or point.disputed & _COORDINATES:
        return _own(point)
    target = records.get(point.target) if point.target else None
    if isinstance(target, RemainsCase | Grave):
        return ground_of(target, records)
    return _around_control(point, records)


def _around_control(point: SurveyPoint, records: Records) -> Spot | None:
    """A grid may be turned by any angle against north, so only the distance is believed."""
    control = found(records, SurveyControl, point.setup)
    spot = spot_of(control.position) if control and not control.disputed & _COORDINATES else None
    if control is None or spot is None:
        return None
    steps = (
        _step_m(point.easting_m, control.easting_m),
        _step_m(point.northing_m, control.northing_m),
    )
    known = [step for step in steps if step is not None]
    return spot.widened(rounded_up(math.hypot(*known))) if len(known) == len(steps) else None


def _step_m(there: Decimal | None, here: Decimal | None) -> float | None:
    return None if there is None or here is None else float(there - here)


_COORDINATES = frozenset({"position", "easting_m", "northing_m", "setup", "target"})
