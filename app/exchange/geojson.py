"""GeoJSON (RFC 7946), whole or a feature a line (RFC 8142): WGS 84, longitude first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from app.exchange.features import (
    Feature,
    ImportRefusedError,
    Item,
    Place,
    Points,
    Problem,
    part_name,
    short,
)
from app.exchange.stated import UNKNOWN_HERE, Pair, Stated, remark_of, settled, system_told
from app.geo.position import WGS84

LIMIT_BYTES: Final = 32_000_000
LIMIT_VALUES: Final = 1_000_000
RECORD_MARK: Final = b"\x1e"  # what RFC 8142 puts before each feature

_NAMES: Final = ("name", "Name", "NAME", "title", "label", "id")
_WHERE: Final = "feature {number}"
_SYSTEMS: Final = ("4326", "CRS84")
_INNER: Final = ("features", "geometry", "geometries", "coordinates")  # where positions stand


def read_geojson(data: bytes, now: datetime, stated: Stated | None = None) -> Iterator[Item]:
    """The features of a collection, one feature, or a bare shape.

    `stated` is what a person says of the system that the file names, if that is not known here.

    Raises:
        ImportRefusedError: it is no GeoJSON, or is larger than can be held.
        UnstatedSystemError: it is in a system that is not known here.
        SystemToldError: it is in another system than a person says.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    if sum(text.count(mark) for mark in (b",", b"[", b"{")) > LIMIT_VALUES:
        raise ImportRefusedError(
            "The file has more values than can be looked over at once.",
            hint="Split it, and give each of the parts.",
            reason="too_large",
        )
    try:
        told = _decoded(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ImportRefusedError(
            "The file is not whole, or no JSON.",
            hint="Nothing was read. Copy or export it again.",
            reason="damaged",
        ) from error
    if not isinstance(told, dict) or not isinstance(told.get("type"), str):
        raise _no_geojson()
    system = _system(told, stated)
    yield from remark_of(system, stated)
    reading = _Reading(Points(now, _WHERE, read=system.reading))
    match told["type"]:
        case "FeatureCollection" if isinstance(told.get("features"), list):
            for number, one in enumerate(told["features"], start=1):
                yield from reading.feature(one, number)
        case "Feature":
            yield from reading.feature(told, 1)
        case kind if kind in _SHAPES or kind == "GeometryCollection":
            yield from reading.shape(told, "", 1)
        case _:
            raise _no_geojson()


def _decoded(text: bytes) -> object:
    """What the JSON says; a feature a line (RFC 8142) is a collection too."""
    decoder = msgspec.json.Decoder(float_hook=Decimal)
    try:
        return decoder.decode(text)
    except msgspec.DecodeError:
        features = decoder.decode_lines(text.replace(RECORD_MARK, b""))
        return {"type": "FeatureCollection", "features": features}


def _no_geojson() -> ImportRefusedError:
    return ImportRefusedError(
        "This JSON holds no places.",
        hint="GeoJSON is read: a FeatureCollection, a Feature or a shape.",
        reason="wrong_format",
    )


def _system(told: dict[str, object], stated: Stated | None) -> Stated:
    """The system of the file. Old ones may name one; RFC 7946 knows none but WGS 84."""
    crs = told.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    plain = short(str(name)) if isinstance(name, str) else "–"
    system = Stated(WGS84) if crs is None or plain.endswith(_SYSTEMS) else system_told(plain)
    return settled(system, stated, lambda: _first(told), UNKNOWN_HERE, system=plain)


def _first(told: object) -> Pair | None:
    """The first position anywhere in the file."""
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list) and len(one) >= 2 and not isinstance(one[0], list | dict):
            return _text(one[0]), _text(one[1])
        inner = [one.get(key) for key in _INNER] if isinstance(one, dict) else one
        waiting += reversed(inner) if isinstance(inner, list) else []
    return None


class _Reading:
    def __init__(self, points: Points) -> None:
        self._points = points

    def feature(self, told: object, number: int) -> Iterator[Item]:
        if not isinstance(told, dict) or told.get("type") != "Feature":
            yield Problem(_WHERE, "This is no feature. It is not read.", {"number": number})
            return
        properties = told.get("properties")
        name = _name(properties if isinstance(properties, dict) else {})
        if told.get("geometry") is None:
            yield Problem(_WHERE, "This feature has no place. It is not read.", {"number": number})
            return
        yield from self.shape(told["geometry"], name, number)

    def shape(self, told: object, name: str, number: int) -> Iterator[Item]:
        waiting = [told]
        while waiting:
            one = waiting.pop()
            kind = one.get("type") if isinstance(one, dict) else None
            if isinstance(one, dict) and kind == "GeometryCollection":
                inner = one.get("geometries")
                waiting += reversed(inner) if isinstance(inner, list) else [None]
                continue
            if not isinstance(one, dict) or not isinstance(kind, str) or kind not in _SHAPES:
                yield Problem(
                    _WHERE, "This shape is not known. It is not read.", {"number": number}
                )
                continue
            counted, depth = _SHAPES[kind]
            yield from self._shaped(counted, depth, one.get("coordinates"), name, number)

    def _shaped(
        self, kind: str, depth: int, told: object, name: str, number: int
    ) -> Iterator[Item]:
        """Shapes of one kind; `depth` is how many lists there are around a position."""
        shapes: list[object]
        if kind == "points":
            shapes = [[[one]] for one in _listed(told, depth)]
        elif kind == "lines":
            shapes = [[one] for one in _listed(told, depth - 1)]
        else:
            shapes = _listed(told, depth - 2)
        is_told = False
        for nth, shape in enumerate(shapes, start=1):
            rings = [self._line(line, number) for line in _listed(shape, 1)]
            found: list[Item] = [*self._points.drained()]
            if kind == "areas":
                name_of_part = part_name(name, nth, len(shapes))
                found += self._points.area(rings, number, name_of_part)
            elif parts := tuple(part for ring in rings if (part := tuple(filter(None, ring)))):
                found.append(Feature(kind, parts, name))
            is_told |= bool(found)
            yield from found
        if not is_told:
            yield Problem(_WHERE, "This feature has no place. It is not read.", {"number": number})

    def _line(self, told: object, number: int) -> list[Place | None]:
        found = []
        for position in _listed(told, 1):
            values = position if isinstance(position, list) else []
            lon, lat, height = [*map(_text, values[:3]), "", "", ""][:3]
            found.append(self._points.place(lat, lon, number, height=height))
        return found


# The kind that a shape is counted as, and how many lists there are around one of its positions.
_SHAPES: Final = {
    "Point": ("points", 0),
    "MultiPoint": ("points", 1),
    "LineString": ("lines", 1),
    "MultiLineString": ("lines", 2),
    "Polygon": ("areas", 2),
    "MultiPolygon": ("areas", 3),
}


def _listed(told: object, depth: int) -> list[object]:
    """What stands in `depth` lists, one in another; itself for 0."""
    found = [told]
    for _ in range(depth):
        found = [inner for one in found if isinstance(one, list) for inner in one]
    return found


def _text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _name(properties: dict[str, object]) -> str:
    found = (properties.get(key) for key in _NAMES)
    return next((short(_text(one)) for one in found if isinstance(one, str | int) and one), "")
