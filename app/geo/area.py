"""Areas on the ground, and whether a place of uncertain position lies in one.

People dig, or do not dig, by these answers. Distances are exact: every corner is taken by its
geodesic bearing and distance from the place asked about (an azimuthal equidistant plane around it),
where lines through the place are straight and the rest is bent by less than a millimetre at 200 m.
Without a known error a place is never surely anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final, TypeGuard

from app.core.errors import AppError
from app.geo.box import Box, box_around
from app.geo.distance import distance_m
from app.geo.engines import geod, geos
from app.geo.point import Located, Point
from app.geo.position import PositionError, decimal_text, read_decimal

# A line of the journal holds 256 KiB, and a corner takes up to 45 bytes of it.
MAX_CORNERS: Final = 5_000
_TOUCH_M: Final = 0.001  # closer than this to the edge counts as both sides of it
_SQUARE_METRES_IN_HECTARE: Final = 10_000


class AreaError(AppError):
    """The corners do not bound an area."""


class Containment(Enum):
    """What can be said of a place whose position has an error."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"

    @property
    def is_possible(self) -> bool:
        """Whether the place may be inside: the question to ask of a hazard."""
        return self is not Containment.OUTSIDE

    @property
    def is_sure(self) -> bool:
        """Whether it is inside wherever it truly is: the question to ask of cleared ground."""
        return self is Containment.INSIDE


@dataclass(frozen=True, slots=True)
class Area:
    """The ground inside a ring of at least three corners; the last one joins the first.

    Raises:
        AreaError: the ring crosses or touches itself, encloses nothing or has too many corners.
    """

    ring: tuple[Point, ...]
    box: Box = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.ring) > 1 and self.ring[0] == self.ring[-1]:
            object.__setattr__(self, "ring", self.ring[:-1])
        if len(self.ring) > MAX_CORNERS:
            raise AreaError(
                "The area has more than {limit} corners.",
                hint="Simplify its outline, or split it into several areas.",
                limit=MAX_CORNERS,
            )
        if not all(_is_on_earth(corner) for corner in self.ring):
            raise AreaError(
                "A corner of the area has an impossible latitude or longitude.",
                hint="Check that latitude and longitude are not swapped.",
            )
        if len(set(self.ring)) < 3:
            raise AreaError(
                "An area needs at least three corners.",
                hint="Add the missing corners. For a single place, give a radius instead.",
            )
        if not _is_simple(self.ring):
            raise AreaError(
                "The outline of the area crosses or touches itself.",
                hint="Put the corners in the order in which one would walk around the area.",
            )
        object.__setattr__(self, "box", box_around(self.ring))

    def to_json(self) -> dict[str, object]:
        """The area as it is journalled, decimals as strings."""
        return {"ring": [[decimal_text(at.lat), decimal_text(at.lon)] for at in self.ring]}

    @classmethod
    def from_json(cls, told: object) -> Area:
        """The area that `to_json` wrote.

        Raises:
            AreaError: it is not exactly such a value, or bounds no area.
        """
        ring = told.get("ring") if isinstance(told, dict) and len(told) == 1 else None
        if not isinstance(ring, list) or len(ring) > MAX_CORNERS:
            raise _misshapen()
        return cls(tuple(_corner(corner) for corner in ring))


def signed_distance_m(area: Area, place: Located) -> float:
    """How far `place` is from the edge of the area: positive outside, negative inside."""
    shape = geos().Polygon(seen_from(place, area))
    here = geos().Point(0.0, 0.0)
    edge_m = float(shape.exterior.distance(here))
    return -edge_m if shape.contains(here) else edge_m


def seen_from(place: Located, area: Area) -> list[tuple[float, float]]:
    """The corners as metres east and north of `place`, each at its true bearing and distance."""
    count = len(area.ring)
    azimuths, _, lengths = geod().inv(
        [float(place.lon)] * count,
        [float(place.lat)] * count,
        [float(corner.lon) for corner in area.ring],
        [float(corner.lat) for corner in area.ring],
    )
    return [
        (length_m * math.sin(math.radians(azimuth)), length_m * math.cos(math.radians(azimuth)))
        for azimuth, length_m in zip(azimuths, lengths, strict=True)
    ]


def distance_to_area_m(area: Area, place: Located) -> float:
    """How far `place` is from the area; 0 inside."""
    return max(0.0, signed_distance_m(area, place))


def contains_with_error(
    area: Area, place: Located, error_m: Decimal | None, *, margin_m: Decimal = Decimal(0)
) -> Containment:
    """Whether a place known to `error_m` lies in the area, widened by `margin_m` all around.

    INSIDE and OUTSIDE hold for every place within the error; all else is UNCERTAIN, and so is
    everything when the error is unknown.
    """
    if _is_known(error_m) and area.box.is_beyond(place, float(margin_m) + float(error_m) + 1.0):
        return Containment.OUTSIDE  # most places are far from most areas: no geometry for them
    return _verdict(signed_distance_m(area, place) - float(margin_m), error_m)


def within_radius_with_error(
    centre: Located, radius_m: Decimal, place: Located, error_m: Decimal | None
) -> Containment:
    """The same for a circle; add the centre's own error to `error_m` if it has one."""
    return _verdict(distance_m(centre, place) - float(radius_m), error_m)


def size_hectares(area: Area) -> Decimal:
    """The surface on the ellipsoid, in hectares to the square metre."""
    square_metres, _ = geod().polygon_area_perimeter(
        [float(corner.lon) for corner in area.ring], [float(corner.lat) for corner in area.ring]
    )
    return Decimal(f"{abs(square_metres) / _SQUARE_METRES_IN_HECTARE:.4f}")


def _is_known(error_m: Decimal | None) -> TypeGuard[Decimal]:
    return error_m is not None and error_m.is_finite() and error_m >= 0


def _verdict(outside_m: float, error_m: Decimal | None) -> Containment:
    if not _is_known(error_m):
        return Containment.UNCERTAIN
    reach_m = float(error_m) + _TOUCH_M
    if outside_m > reach_m:
        return Containment.OUTSIDE
    return Containment.INSIDE if outside_m < -reach_m else Containment.UNCERTAIN


def _is_on_earth(corner: Point) -> bool:
    return (
        corner.lat.is_finite()
        and corner.lon.is_finite()
        and abs(corner.lat) <= 90
        and abs(corner.lon) <= 180
    )


def _is_simple(ring: Sequence[Point]) -> bool:
    """Whether the ring encloses ground without crossing itself, on either side of 180°."""
    lon = float(ring[0].lon)
    corners = []
    for corner in (*ring, ring[0]):
        lon += (float(corner.lon) - lon + 180) % 360 - 180  # each step takes the shorter way
        corners.append((lon, float(corner.lat)))
    shape = geos().Polygon(corners[:-1])
    goes_round_the_pole = abs(corners[-1][0] - corners[0][0]) > 1
    return not goes_round_the_pole and shape.area > 0 and bool(shape.is_valid)


def _corner(told: object) -> Point:
    if not isinstance(told, list) or len(told) != 2:
        raise _misshapen()
    try:
        return Point(read_decimal("lat", told[0]), read_decimal("lon", told[1]))
    except PositionError:
        raise _misshapen() from None


def _misshapen() -> AreaError:
    return AreaError(
        "This area cannot be read: it is not of the right form.",
        hint="Nothing was changed. Draw the area again, or ask its sender for it again.",
    )
