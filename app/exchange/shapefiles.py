"""Shapefiles: the geometry of a `.shp`, in the reference system that its `.prj` or a person says.

What is a shapefile to people is several files; the `.prj` says what its numbers are. Without one
they may be metres of any grid, so they are never taken for degrees. The layout is fixed and public
(ESRI, July 1998), and it is read here: pyshp, the light library for it, also opens addresses on the
network and unpacks archives to the disk.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from app.core.files import read_bounded
from app.exchange.features import (
    Feature,
    Item,
    Place,
    Points,
    Problem,
    part_name,
    require_few,
    short,
)
from app.exchange.stated import UNKNOWN_HERE, Pair, Stated, remark_of, settled, system_told
from app.geo.engines import geos
from app.geo.position import WGS84

SIGNATURE: Final = b"\x00\x00\x27\x0a"
LIMIT_BYTES: Final = 32_000_000
_LIMIT_PRJ: Final = 65_536
LIMIT_RINGS: Final = 200  # of one area; each is compared with the others

Line = list[tuple[float, float]]

_HEADER: Final = 100
_LEAST_RING: Final = 4  # the first corner is there twice
_WHERE: Final = "record {number}"
_POINT: Final = {1, 11, 21}
_POINTS: Final = {8, 18, 28}
_LINES: Final = {3, 13, 23}
_AREAS: Final = {5, 15, 25}
_DEGREES = re.compile(r'GEOG(?:CS|CRS)\["(?:GCS_)?WGS[_ ]?(?:19)?84"', re.IGNORECASE)


def beside(file: Path) -> dict[str, bytes]:
    """What belongs to a shapefile and lies beside it, in either case of letters."""
    found = (file.with_suffix(suffix) for suffix in (".prj", ".PRJ"))
    return {path.suffix.lower(): read_bounded(path, _LIMIT_PRJ) for path in found if path.is_file()}


def read_shapefile(
    shp: bytes, beside: Mapping[str, bytes], now: datetime, stated: Stated | None = None
) -> Iterator[Item]:
    """The shapes of a file, one for each record: points, lines, and areas with their rings.

    `stated` is the system that a person says it is in; it is asked for only where the file does not
    say one that is known.

    Raises:
        UnstatedSystemError: no system that is known lies beside it, and none was stated.
        SystemToldError: it says another one than was stated.
    """
    system = _system(beside.get(".prj"), stated, shp)
    points = Points(now, _WHERE, read=system.reading)
    yield from remark_of(system, stated)
    for number, body in enumerate(_bodies(shp), start=1):
        if body is None:
            yield Problem(
                _WHERE,
                "The file breaks off or is damaged here. What comes after is not read.",
                {"number": number},
            )
        else:
            yield from _shape(body, number, points)


def _system(prj: bytes | None, stated: Stated | None, shp: bytes) -> Stated:
    """The system of the file: what it says goes before what a person says."""
    text = (prj or b"")[:4000].decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    told = Stated(WGS84) if _DEGREES.match(text) else system_told(text)

    def first() -> Pair | None:
        return next((pair for body in _bodies(shp) if body and (pair := _first(body))), None)

    if not text.strip():
        return settled(
            told,
            stated,
            first,
            "This shapefile does not say its reference system: its .prj file is missing.",
        )
    named = re.match(r'[A-Z_]{1,20}\["([^"]{1,80})"', text)
    name = short(named[1]) if named else "–"
    return settled(told, stated, first, UNKNOWN_HERE, system=name)


def _bodies(shp: bytes) -> Iterator[bytes | None]:
    """The records, and None where the file breaks off."""
    at = _HEADER
    while at + 8 <= len(shp):
        words = struct.unpack_from(">i", shp, at + 4)[0]
        body = shp[at + 8 : at + 8 + max(words, 0) * 2]
        if words < 2 or len(body) < words * 2:
            yield None
            return
        yield body
        at += 8 + words * 2


def _first(body: bytes) -> Pair | None:
    try:
        _, parts = _parts(body)
    except (struct.error, ValueError):
        return None
    return next((_pair(one) for part in parts for one in part), None)


def _parts(body: bytes) -> tuple[str, list[Line]]:
    """What a record is, and its positions line by line; "" for a kind that is not known.

    Raises:
        ValueError: it is damaged.
        struct.error: it breaks off.
    """
    kind = struct.unpack_from("<i", body)[0]
    if kind in _POINT:
        return "points", [[struct.unpack_from("<2d", body, 4)]]
    if kind in _POINTS:
        count = struct.unpack_from("<i", body, 36)[0]
        return "points", [[one] for one in _positions(body, 40, count)]
    if kind in _LINES:
        return "lines", _lines(body)
    if kind in _AREAS:
        return "areas", _lines(body)
    return "" if kind else "none", []


def _shape(body: bytes, number: int, points: Points) -> Iterator[Item]:
    try:
        kind, parts = _parts(body)
    except (struct.error, ValueError):
        yield from points.problem(number, "This shape is damaged. It is not read.")
        return
    if not kind:
        yield from points.problem(number, "This shape is not known. It is not read.")
    elif not any(parts):
        yield from points.problem(number, "This feature has no place. It is not read.")
    elif kind == "areas":
        yield from _areas([part for part in parts if part], number, points)
    else:
        for part in parts:
            places = _places(part, number, points)
            yield from points.drained()
            if kept := tuple(filter(None, places)):
                yield Feature(kind, (kept,))


def _areas(rings: list[Line], number: int, points: Points) -> Iterator[Item]:
    groups = _grouped(rings)
    if groups is None:
        yield from points.problem(
            number,
            "The outlines of this area cross, or it cannot be told which are its holes. It is not "
            "read.",
        )
        return
    for nth, group in enumerate(groups, start=1):
        corners = [_places(ring, number, points) for ring in group]
        yield from points.area(corners, number, part_name("", nth, len(groups)))


def _grouped(rings: list[Line]) -> list[list[Line]] | None:
    """Each outline with the rings within it, which are its holes; None if that cannot be told.

    By which way it runs a ring says whether it is a hole, and many programs write that wrong: what
    lies in another ring is a hole of it here, or lies in one. So rings must not cross, and all
    outlines run the same way.
    """
    if len(rings) == 1:
        return [rings]
    if len(rings) > LIMIT_RINGS or any(len(ring) < _LEAST_RING for ring in rings):
        return None
    shapes = [geos().Polygon(ring) for ring in rings]
    if not all(shape.is_valid for shape in shapes):
        return None
    groups: list[list[int]] = []
    for at in sorted(range(len(rings)), key=lambda one: -shapes[one].area):
        holder = next((group for group in groups if shapes[group[0]].covers(shapes[at])), None)
        if any(shapes[group[0]].overlaps(shapes[at]) for group in groups):
            return None
        if holder is None:
            groups.append([at])
        else:
            holder.append(at)
    if len({shapes[group[0]].exterior.is_ccw for group in groups}) > 1:
        return None
    return [[rings[at] for at in group] for group in sorted(groups)]


def _places(line: Line, number: int, points: Points) -> list[Place | None]:
    return [points.place(lat, lon, number) for lon, lat in map(_pair, line)]


def _pair(position: tuple[float, float]) -> Pair:
    return repr(position[0]), repr(position[1])


def _lines(body: bytes) -> list[Line]:
    parts, count = struct.unpack_from("<2i", body, 36)
    if not 0 < parts <= len(body) // 4:
        raise ValueError(parts)
    starts = [*struct.unpack_from(f"<{parts}i", body, 44), count]
    if starts[0] != 0 or any(a > b for a, b in pairwise(starts)):
        raise ValueError(starts[0])
    positions = _positions(body, 44 + 4 * parts, count)
    return [positions[a:b] for a, b in pairwise(starts)]


def _positions(body: bytes, at: int, count: int) -> Line:
    if not 0 <= count <= (len(body) - at) // 16:
        raise ValueError(count)
    require_few(count)
    return list(struct.iter_unpack("<2d", body[at : at + 16 * count]))
