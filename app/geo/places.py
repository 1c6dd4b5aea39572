"""Where a position is in words that need no map: so far, in that direction, from that town.

A person who sees "12 km SE of Basrah" notices a wrong digit that nobody sees in a row of figures.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from app.core.resources import resource
from app.geo.distance import compass
from app.geo.engines import geod
from app.geo.point import Located, Point

_SPELLINGS: Final = "|"


@dataclass(frozen=True, slots=True)
class Town:
    """A named place of the bundled list."""

    point: Point
    name_latin: str
    name_arabic: str | None
    country: str


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """The nearest town, and how far and in which direction from it the position lies."""

    distance_m: float
    bearing_deg: float
    town: Town

    @property
    def direction(self) -> str:
        """The point of the compass, a key of `app.geo.distance.COMPASS`."""
        return compass(self.bearing_deg)

    @property
    def name_latin(self) -> str:
        """The town's name in Latin letters."""
        return self.town.name_latin

    @property
    def name_arabic(self) -> str | None:
        """The town's name in Arabic letters, where the list has one."""
        return self.town.name_arabic


def describe(place: Located) -> PlaceHint:
    """`place` seen from the nearest town of the list, however far that is."""
    towns = all_towns()
    count = len(towns)
    bearings, _, lengths = geod().inv(
        [float(town.point.lon) for town in towns],
        [float(town.point.lat) for town in towns],
        [float(place.lon)] * count,
        [float(place.lat)] * count,
    )
    nearest = min(range(count), key=lengths.__getitem__)
    return PlaceHint(
        distance_m=lengths[nearest],
        bearing_deg=bearings[nearest] % 360,
        town=towns[nearest],
    )


@cache
def all_towns() -> tuple[Town, ...]:
    """The towns of Iraq, Syria and Azerbaijan that the list knows; read once, when first asked."""
    with resource("places", "places.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Town(
                point=Point(Decimal(row["lat"]), Decimal(row["lon"])),
                name_latin=row["name"],
                name_arabic=row["names_arabic_script"].partition(_SPELLINGS)[0] or None,
                country=row["country"],
            )
            for row in csv.DictReader(file)
        )
