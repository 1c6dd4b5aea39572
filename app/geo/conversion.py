"""Taking a pair of figures from an old map's reference system to WGS 84, or refusing to.

What PROJ would do by itself where no operation holds is to hand the figures back as they are. Here
a place gets the operation that the table names for it, or none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.geo.engines import pipeline
from app.geo.notation import CoordinateError, computed_degrees
from app.geo.point import Box, Located, Point
from app.geo.systems import WGS84_ELLIPSOID, Datum, Operation, Order, System

MAX_ACCEPTED_M: Final = 100_000
_RADIANS: Final = "+proj=unitconvert +xy_in=deg +xy_out=rad"
_DEGREES: Final = "+proj=unitconvert +xy_in=rad +xy_out=deg"


class OutsideAreaError(CoordinateError):
    """The place lies where the system is not used, so that the figures or the system are wrong."""


class UnsureConversionError(CoordinateError):
    """Nobody published how well the system is converted here; a person may accept it."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A place in WGS 84, and what made it so."""

    lat: Decimal
    lon: Decimal
    operation: Operation
    accuracy_m: Decimal
    is_accepted: bool = False


def convert(
    system: System, pair: tuple[Decimal, Decimal], accepted_m: Decimal | None = None
) -> Converted:
    """The place that a pair names in `system`: latitude and longitude, or easting and northing.

    `accepted_m` is how far off a person lets the place be where nobody published it; where somebody
    did, it changes nothing.

    Raises:
        OutsideAreaError: the system is not used there.
        UnsureConversionError: only an accepted figure can say how good the conversion is.
    """
    place = on_datum(system, pair)
    if place is None or not system.datum.reach.contains(place):
        raise _outside(system, pair)
    operation = _published(system.datum, place)
    if operation is not None and operation.accuracy_m is not None:
        return _shifted(system.datum, place, operation, operation.accuracy_m)
    nearest = operation or min(
        system.datum.operations, key=lambda one: _degrees_beyond(one.area, place)
    )
    if accepted_m is None:
        raise _unsure(system, is_covered=operation is not None)
    accuracy_m = max(accepted_m, nearest.accuracy_m or Decimal(0))
    return _shifted(system.datum, place, nearest, accuracy_m, is_accepted=True)


def on_datum(system: System, pair: tuple[Decimal, Decimal]) -> Point | None:
    """The latitude and longitude of the pair on the system's own datum; None if it has none."""
    if system.grid is None:
        lat, lon = pair
        return Point(lat, lon)
    ungrid = pipeline(f"+inv +proj={system.grid} {system.datum.ellipsoid.proj}", _DEGREES)
    east, north = ungrid.transform(float(pair[0]), float(pair[1]))
    if not (math.isfinite(east) and math.isfinite(north) and abs(east) <= 180 and abs(north) <= 90):
        return None
    return Point(computed_degrees(north), computed_degrees(east))


def is_in_reach(system: System, pair: tuple[Decimal, Decimal]) -> bool:
    """Whether the pair names a place where the system is used at all."""
    place = on_datum(system, pair)
    return place is not None and system.datum.reach.contains(place)


def _published(datum: Datum, place: Located) -> Operation | None:
    return next((one for one in datum.operations if one.area.contains(place)), None)


def _shifted(
    datum: Datum,
    place: Point,
    operation: Operation,
    accuracy_m: Decimal,
    *,
    is_accepted: bool = False,
) -> Converted:
    if operation.is_zero:
        return Converted(place.lat, place.lon, operation, accuracy_m, is_accepted)
    shift = pipeline(
        _RADIANS,
        f"+proj=cart {datum.ellipsoid.proj}",
        operation.proj,
        f"+inv +proj=cart {WGS84_ELLIPSOID.proj}",
        _DEGREES,
    )
    lon, lat, _ = shift.transform(float(place.lon), float(place.lat), 0.0)
    return Converted(
        computed_degrees(lat), computed_degrees(lon), operation, accuracy_m, is_accepted
    )


def _degrees_beyond(area: Box, place: Located) -> Decimal:
    up = max(area.south - place.lat, place.lat - area.north, Decimal(0))
    across = max(area.west - place.lon, place.lon - area.east, Decimal(0))
    return max(up, across)


def _outside(system: System, pair: tuple[Decimal, Decimal]) -> OutsideAreaError:
    if is_in_reach(system, pair[::-1]):
        return OutsideAreaError(
            "In {system} the figures name a place where it is not used; the other way round they "
            "would not.",
            hint="Check which figure is which: the latitude comes before the longitude, and the "
            "easting before the northing.",
            system=system.name,
        )
    if system.order is not Order.LATITUDE and max(pair) <= 360:
        return OutsideAreaError(
            "{system} is a grid, and these figures look like degrees.",
            hint="Write its easting and northing in metres, or name the system that the degrees "
            "are in.",
            system=system.name,
        )
    return OutsideAreaError(
        "In {system} the figures name a place where it is not used.",
        hint="Check the figures, their order, the zone, and which system the map or file names.",
        system=system.name,
    )


def _unsure(system: System, *, is_covered: bool) -> UnsureConversionError:
    if is_covered:
        return UnsureConversionError(
            "How well {system} is converted to WGS 84 was never published.",
            hint="If you accept it all the same, say by how many metres it may be off (on the "
            "command line: --accept 50). Compare a point known in both systems first.",
            system=system.name,
        )
    return UnsureConversionError(
        "Nobody published how {system} is converted to WGS 84 at this place.",
        hint="If you accept the conversion of the nearest area all the same, say by how many "
        "metres it may be off (on the command line: --accept 50). Compare a point known in both "
        "systems first.",
        system=system.name,
    )
