"""Pairs of Soviet sheets: X is the northing and comes first, Y the easting with its zone before.

Whoever reads such a pair as UTM is two kilometres off, and whoever takes X for the easting is in
another country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.geo.grid_text import METRES, metres
from app.geo.notation import AmbiguousCoordinateError, CoordinateError
from app.geo.systems import GAUSS_KRUGER_ZONES, System, systems
from app.geo.words import zone_words

_NAME: Final = r"(?:GK|ГК|GAUSS[ -]?KR(?:Ü|UE|U)GER)"
_ZONE: Final = rf"(?:(?:{'|'.join(zone_words())})? ?(?P<zone>\d{{1,2}}))"
_X, _Y = rf"[XХ][=:]? ?(?P<x>{METRES}) ?M?", rf"[YУ][=:]? ?(?P<y>{METRES}) ?M?"  # Х, У: Cyrillic
_PART: Final = "[; ]"
_LONG: Final = r"\d\s?\d{3}\s?\d{3}(?:[.,]\d+)?\s?M?"
_MARKED = re.compile(rf"(?P<name>{_NAME})?[:; ]*{_ZONE}?{_PART}?(?:{_X}{_PART}{_Y})")
_MARKED_EAST_FIRST = re.compile(rf"(?P<name>{_NAME})?[:; ]*{_ZONE}?{_PART}?(?:{_Y}{_PART}{_X})")
_UNMARKED = re.compile(
    rf"(?P<name>{_NAME})[:; ]*(?:{_ZONE}{_PART})??(?P<x>{METRES}) ?M?{_PART}(?P<y>{METRES}) ?M?"
)
_METRES_ALONE = re.compile(rf"(?:{_ZONE}{_PART})?(?:{_LONG}{_PART}\d.*|\d.*{_PART}{_LONG})")
_ZONE_M: Final = 1_000_000
_LEAST_M: Final = 1_000


@dataclass(frozen=True, slots=True)
class SovietPair:
    """A pair as typed: X and Y in metres, and the zone if it stands apart."""

    x: Decimal
    y: Decimal
    zone: int | None


def soviet_pair(text: str, *, is_on_datum: bool = False) -> SovietPair | None:
    """The pair of a Soviet grid in `text`, normalised; None if it does not say that it is one.

    It need not where `is_on_datum` tells that its datum was named and it has metres. Where X and Y
    are not written, the figure that begins with a zone is Y, as only it can be.
    """
    capitals = text.upper()
    if is_on_datum and _METRES_ALONE.fullmatch(capitals):
        capitals = f"GK {capitals}"
    for form in (_MARKED, _MARKED_EAST_FIRST, _UNMARKED):
        if match := form.fullmatch(capitals):
            x, y = metres(match["x"]), metres(match["y"])
            if max(x, y) < _LEAST_M:  # X and Y of a program, in degrees
                return None
            if form is _UNMARKED and _prefix(y) not in GAUSS_KRUGER_ZONES and _is_northing(y):
                x, y = y, x
            return SovietPair(x, y, int(match["zone"]) if match["zone"] else None)
    return None


def grid_of(pair: SovietPair) -> tuple[System, tuple[Decimal, Decimal]]:
    """The zone's system, and the easting (with its zone) and northing in it.

    Raises:
        CoordinateError: there is no such zone in the region.
        AmbiguousCoordinateError: the zone is missing, or is said twice and differently.
    """
    prefix = _prefix(pair.y)
    zone = pair.zone or prefix
    if not zone:
        raise AmbiguousCoordinateError(
            "The Y of this Soviet grid has no zone, and every zone has such a place.",
            hint="Write the zone before it, as on the margin of the map: 8543210 is 543210 in "
            "zone 8.",
        )
    if prefix and zone != prefix:
        raise AmbiguousCoordinateError(
            "The zone is {zone}, and the Y begins with {prefix}.",
            hint="Check the zone on the map. X is the northing, and Y the easting with its zone.",
            zone=zone,
            prefix=prefix,
        )
    if zone not in GAUSS_KRUGER_ZONES:
        raise CoordinateError(
            "The region lies in zones {first} to {last} of this grid, and the Y is in zone {zone}.",
            hint="X is the northing, and Y the easting with its zone: check that they are not "
            "swapped.",
            first=GAUSS_KRUGER_ZONES[0],
            last=GAUSS_KRUGER_ZONES[-1],
            zone=zone,
        )
    return systems()[28400 + zone], (_with_zone(pair.y, zone), pair.x)


def pair_in(system: System, pair: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    """Easting and northing of a pair that may stand in either order, as no figure can be both.

    Between 24° and 47° north a northing lies from 2 600 000 to 5 300 000; an easting of six digits
    lies below, and one with its zone above that. The zone may be left out, since `system` has it.

    Raises:
        AmbiguousCoordinateError: the easting begins with another zone.
    """
    first, second = pair
    easting_m, northing_m = (second, first) if _is_northing(first) else (first, second)
    prefix, zone = _prefix(easting_m), system.soviet_zone or 0
    if prefix not in {0, zone}:
        raise AmbiguousCoordinateError(
            "The easting begins with {prefix}, and {system} was given as its grid.",
            hint="Check the zone on the map. X is the northing, and Y the easting with its zone.",
            prefix=prefix,
            system=system.name,
        )
    return _with_zone(easting_m, zone), northing_m


def _prefix(y: Decimal) -> int:
    return int(min(y // _ZONE_M, Decimal(99)))


def _with_zone(easting_m: Decimal, zone: int) -> Decimal:
    return easting_m if easting_m >= _ZONE_M else easting_m + zone * _ZONE_M


def _is_northing(figure: Decimal) -> bool:
    return _ZONE_M <= figure < _ZONE_M * GAUSS_KRUGER_ZONES[0]
