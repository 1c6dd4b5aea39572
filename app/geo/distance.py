"""Distances and bearings along the surface of the earth, and places seen from afar.

Nobody walks up to a shell to take its position: the observer stands off, and gives a bearing and an
estimated distance. `project` says where that is, and how badly it is known.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.geo.engines import geod
from app.geo.notation import computed_degrees
from app.geo.point import Located
from app.geo.position import AccuracyKind, Method, Position, PositionError, rounded_up

COMPASS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
# Of the estimated distance: what an eye estimate is off by, a compass reading included.
ESTIMATE_ERROR: Final = Decimal("0.2")
MAX_ESTIMATE_M: Final = 10_000


def distance_m(first: Located, second: Located) -> float:
    """The length of the shortest line on the ellipsoid, in metres."""
    return _line(first, second)[1]


def bearing_deg(first: Located, second: Located) -> float:
    """The true bearing from `first` to `second`, 0 to 360; 0 if they are the same place."""
    bearing, length_m = _line(first, second)
    return bearing % 360 % 360 if length_m else 0.0


def compass(bearing: Decimal | float) -> str:
    """The nearest of the eight points of the compass, a key of `COMPASS`."""
    return COMPASS[round(float(bearing) / 45) % len(COMPASS)]


def project(observer: Position, bearing: Decimal, distance: Decimal) -> Position:
    """The position of what is seen from `observer` at a true bearing (degrees) and distance (m).

    Its error is the observer's plus 20 % of the distance; unknown if the observer's is. What was
    read stays the observer's own reading.

    Raises:
        PositionError: the bearing is not within 0 to 360, or the distance beyond 10 km.
    """
    if not (bearing.is_finite() and 0 <= bearing <= 360):
        raise PositionError(
            "A bearing lies between 0 and 360 degrees.",
            hint="Read the bearing off the compass again, clockwise from true north.",
        )
    if not (distance.is_finite() and 0 <= distance <= MAX_ESTIMATE_M):
        raise PositionError(
            "A distance estimated by eye lies between 0 and {limit} metres.",
            hint="Give the distance in metres, or move the point of observation closer if it is "
            "safe to do so.",
            limit=MAX_ESTIMATE_M,
        )
    lon, lat, _ = geod().fwd(
        float(observer.lon), float(observer.lat), float(bearing), float(distance)
    )
    error_m = observer.error_95_m()
    return Position(
        lat=computed_degrees(lat),
        lon=computed_degrees(lon),
        method=Method.PROJECTED,
        accuracy_m=None if error_m is None else rounded_up(error_m + distance * ESTIMATE_ERROR),
        accuracy_kind=None if error_m is None else AccuracyKind.P95,
        source_system=observer.source_system,
        source_text=observer.source_text,
        operation=f"bearing {bearing:f} distance {distance:f}",
        is_suspect=observer.is_suspect,
    )


def _line(first: Located, second: Located) -> tuple[float, float]:
    forward, _, length_m = geod().inv(
        float(first.lon), float(first.lat), float(second.lon), float(second.lat)
    )
    return float(forward), float(length_m)
