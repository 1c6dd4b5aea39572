"""A bare place on the earth, and the shape that everything with a place has."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


class Located(Protocol):
    """Anything with a latitude and a longitude: a `Point`, a typed or a recorded position."""

    @property
    def lat(self) -> Decimal:
        """Degrees north of the equator, WGS 84."""
        ...

    @property
    def lon(self) -> Decimal:
        """Degrees east of Greenwich, WGS 84."""
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """A place without a history: a corner of an area, a grid crossing, a town."""

    lat: Decimal
    lon: Decimal


@dataclass(frozen=True, slots=True)
class Box:
    """The degrees an operation works in; the edges belong to it."""

    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal

    def contains(self, place: Located) -> bool:
        """Whether `place` lies in the box, which may reach across the antimeridian."""
        if not self.south <= place.lat <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= place.lon <= self.east
        return place.lon >= self.west or place.lon <= self.east

    def suggests_swap(self, place: Located) -> bool:
        """Whether `place` lies outside, and inside once latitude and longitude change places."""
        return not self.contains(place) and self.contains(Point(place.lon, place.lat))
