"""Shapefiles: the geometry of a `.shp`, in degrees of WGS 84 and nothing else.

What is a shapefile to people is several files; the `.prj` says what its numbers are. Without one
they may be metres of any grid, so they are never taken for degrees. The layout is fixed and public
(ESRI, July 1998), and it is read here: pyshp, the light library for it, also opens addresses on the
network and unpacks archives to the disk.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from app.exchange.features import (
    Feature,
    ImportRefusedError,
    Item,
    Place,
    Problem,
    require_few,
    within,
)

SIGNATURE: Final = b"\x00\x00\x27\x0a"
LIMIT_BYTES: Final = 32_000_000

_HEADER: Final = 100
_WHERE: Final = "record {number}"
_POINT: Final = {1, 11, 21}
_POINTS: Final = {8, 18, 28}
_LINES: Final = {3, 13, 23}
_AREAS: Final = {5, 15, 25}
_DEGREES = re.compile(r'GEOG(?:CS|CRS)\["(?:GCS_)?WGS[_ ]?(?:19)?84"', re.IGNORECASE)


def read_shapefile(shp: bytes, beside: Mapping[str, bytes]) -> Iterator[Item]:
    """The shapes of a file, one for each record: points, lines, and areas with their rings.

    Raises:
        ImportRefusedError: no projection lies beside it, or one that is not WGS 84 in degrees.
    """
    _require_degrees(beside.get(".prj"))
    at, number = _HEADER, 0
    while at + 8 <= len(shp):
        number += 1
        words = struct.unpack_from(">i", shp, at + 4)[0]
        body = shp[at + 8 : at + 8 + max(words, 0) * 2]
        if words < 2 or len(body) < words * 2:
            yield Problem(
                _WHERE,
                "The file breaks off or is damaged here. What comes after is not read.",
                {"number": number},
            )
            return
        yield from _shape(body, number)
        at += 8 + words * 2


def _require_degrees(prj: bytes | None) -> None:
    if prj is None or not prj.strip():
        raise ImportRefusedError(
            "This shapefile does not say its reference system: its .prj file is missing.",
            hint="Ask whoever made it which system it is in, and export it anew in WGS 84 degrees. "
            "Its numbers are never taken for degrees.",
            reason="no_system",
        )
    text = prj[:4000].decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    if not _DEGREES.match(text):
        told = re.match(r'[A-Z]{1,20}\["([^"]{1,80})"', text)
        raise ImportRefusedError(
            "The file says that it is in the reference system {system}, not WGS 84.",
            hint="Export it in WGS 84 (EPSG:4326). It is never taken for degrees unasked.",
            reason="other_system",
            system=told[1] if told else "–",
        )


def _shape(body: bytes, number: int) -> Iterator[Item]:
    kind = struct.unpack_from("<i", body)[0]
    try:
        if kind in _POINT:
            parts = [[struct.unpack_from("<2d", body, 4)]]
        elif kind in _POINTS:
            count = struct.unpack_from("<i", body, 36)[0]
            parts = [[one] for one in _positions(body, 40, count)]
        elif kind in _LINES | _AREAS:
            parts = _lines(body)
        elif kind == 0:
            yield Problem(_WHERE, "This feature has no place. It is not read.", {"number": number})
            return
        else:
            yield Problem(_WHERE, "This shape is not known. It is not read.", {"number": number})
            return
    except (struct.error, ValueError):
        yield Problem(_WHERE, "This shape is damaged. It is not read.", {"number": number})
        return
    places = [tuple(_place(*one) for one in part) for part in parts if part]
    if any(place is None for part in places for place in part) or not places:
        yield Problem(_WHERE, "These are not degrees. This point is not read.", {"number": number})
        return
    whole = [tuple(place for place in part if place is not None) for part in places]
    if kind in _AREAS:
        yield Feature("areas", tuple(whole))
    else:
        for part in whole:
            yield Feature("lines" if kind in _LINES else "points", (part,))


def _lines(body: bytes) -> list[list[tuple[float, float]]]:
    parts, count = struct.unpack_from("<2i", body, 36)
    if not 0 < parts <= len(body) // 4:
        raise ValueError(parts)
    starts = [*struct.unpack_from(f"<{parts}i", body, 44), count]
    if starts[0] != 0 or any(a > b for a, b in pairwise(starts)):
        raise ValueError(starts[0])
    positions = _positions(body, 44 + 4 * parts, count)
    return [positions[a:b] for a, b in pairwise(starts)]


def _positions(body: bytes, at: int, count: int) -> list[tuple[float, float]]:
    if not 0 <= count <= (len(body) - at) // 16:
        raise ValueError(count)
    require_few(count)
    return list(struct.iter_unpack("<2d", body[at : at + 16 * count]))


def _place(lon: float, lat: float) -> Place | None:
    if not (math.isfinite(lat) and math.isfinite(lon)) or abs(lat) > 91 or abs(lon) > 181:
        return None
    north, east = within(_decimal(lat), 90), within(_decimal(lon), 180)
    return None if abs(north) > 90 or abs(east) > 180 else Place(north, east)


def _decimal(degrees: float) -> Decimal:
    """The shortest decimal that is the same number; shapefiles keep binary ones."""
    return Decimal(f"{Decimal(repr(degrees)):f}").quantize(Decimal("1e-15")).normalize()
