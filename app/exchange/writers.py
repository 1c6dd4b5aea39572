"""Layers as files that other programs read: GeoPackage, GeoJSON, KML, GPX and CSV.

All are UTF-8, degrees of WGS 84, with the digits that were recorded. A practice operation says in
every file that it is one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import msgspec

from app.exchange.geopackage import write_geopackage
from app.exchange.layers import Geometry, Layer, Row, Shape, Value
from app.geo.area import Area
from app.geo.point import Located

_RUN_BY_SPREADSHEETS: Final = ("=", "+", "-", "@", "\t")


def write_geojson(layers: Sequence[Layer], title: str) -> bytes:
    """One collection (RFC 7946) of all layers; `layer` names each feature's own."""
    collection = {
        "type": "FeatureCollection",
        "name": title,
        "features": [
            {
                "type": "Feature",
                "geometry": _geojson(row.geometry),
                "properties": {
                    "layer": layer.name,
                    "title": row.title,
                    **{column.name: value for column, value in layer.told(row)},
                },
            }
            for layer in layers
            for row in layer.rows
        ],
    }
    return msgspec.json.Encoder(decimal_format="number").encode(collection) + b"\n"


def _geojson(geometry: Geometry | None) -> dict[str, object] | None:
    if geometry is None:
        return None
    if isinstance(geometry, Area):
        ring = _closed(geometry)
        return {"type": "Polygon", "coordinates": [[[one.lon, one.lat] for one in ring]]}
    return {"type": "Point", "coordinates": [geometry.lon, geometry.lat]}


def _closed(area: Area) -> list[Located]:
    """The corners against the clock, as RFC 7946 and KML want outer rings; the first one again."""
    ring: list[Located] = list(area.ring)
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    if sum(float((b.lon - a.lon) * (b.lat + a.lat)) for a, b in pairs) > 0:
        ring.reverse()
    return [*ring, ring[0]]


def write_kml(layers: Sequence[Layer], title: str) -> bytes:
    """A folder for each layer; what is known of a place stands in its balloon."""
    return _xml(
        [
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
            f"<name>{_plain(title)}</name>",
            *(line for layer in layers for line in _kml_folder(layer)),
            "</Document></kml>",
        ]
    )


def _kml_folder(layer: Layer) -> Iterator[str]:
    yield f"<Folder><name>{_plain(layer.title)}</name>"
    for row in layer.rows:
        yield f"<Placemark><name>{_plain(row.title)}</name>{_kml_shape(row)}<ExtendedData>"
        for column, value in layer.told(row):
            yield (
                f"<Data name={quoteattr(column.name)}><displayName>{_plain(column.label)}"
                f"</displayName><value>{_plain(_text(value))}</value></Data>"
            )
        yield "</ExtendedData></Placemark>"
    yield "</Folder>"


def _kml_shape(row: Row) -> str:
    if row.geometry is None:
        return ""
    if isinstance(row.geometry, Area):
        corners = " ".join(f"{one.lon:f},{one.lat:f}" for one in _closed(row.geometry))
        return (
            "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
            f"{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        )
    return f"<Point><coordinates>{row.geometry.lon:f},{row.geometry.lat:f}</coordinates></Point>"


def write_gpx(layers: Sequence[Layer], title: str) -> bytes:
    """Points as waypoints and outlines as routes, which handheld receivers can follow."""
    return _xml(
        [
            '<gpx version="1.1" creator="Athar" xmlns="http://www.topografix.com/GPX/1/1">',
            f"<metadata><name>{_plain(title)}</name></metadata>",
            *(
                f'<wpt lat="{place.lat:f}" lon="{place.lon:f}">{_gpx_names(layer, row)}</wpt>'
                for layer, row, place in _placed(layers)
            ),
            *(line for layer, row, area in _outlined(layers) for line in _route(layer, row, area)),
            "</gpx>",
        ]
    )


def _placed(layers: Sequence[Layer]) -> Iterator[tuple[Layer, Row, Located]]:
    for layer in layers:
        for row in layer.rows:
            if row.geometry is not None and not isinstance(row.geometry, Area):
                yield layer, row, row.geometry


def _outlined(layers: Sequence[Layer]) -> Iterator[tuple[Layer, Row, Area]]:
    for layer in layers:
        for row in layer.rows:
            if isinstance(row.geometry, Area):
                yield layer, row, row.geometry


def _route(layer: Layer, row: Row, area: Area) -> Iterator[str]:
    yield f"<rte>{_gpx_names(layer, row)}"
    for corner in _closed(area):
        yield f'<rtept lat="{corner.lat:f}" lon="{corner.lon:f}"/>'
    yield "</rte>"


def _gpx_names(layer: Layer, row: Row) -> str:
    about = "; ".join(f"{column.label}: {_text(value)}" for column, value in layer.told(row))
    return f"<name>{_plain(row.title)}</name><desc>{_plain(about)}</desc><type>{layer.name}</type>"


def write_csv(layers: Sequence[Layer], _title: str) -> bytes:
    """One table, its first line naming the columns; a mark at the start tells Excel it is UTF-8.

    A text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for layer in layers:
        writer.writerow([column.name for column in layer.columns])
        for row in layer.rows:
            writer.writerow([_cell(value) for value in row.values])
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8")


def _cell(value: Value) -> str:
    text = _text(value)
    is_formula = isinstance(value, str) and text.startswith(_RUN_BY_SPREADSHEETS)
    return f"'{text}" if is_formula else text


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _plain(text: str) -> str:
    return escape("".join(mark for mark in text if mark >= " " or mark in "\n\t"))


def _xml(lines: Iterable[str]) -> bytes:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, ""]).encode("utf-8")


Writer = Callable[[Sequence[Layer], str], bytes]
# form → what writes it, the shapes it can hold, and whether it holds several layers.
WRITERS: Final = MappingProxyType[str, tuple[Writer, frozenset[Shape], bool]](
    {
        "gpkg": (write_geopackage, frozenset(Shape), True),
        "geojson": (write_geojson, frozenset({Shape.POINT, Shape.AREA}), True),
        "kml": (write_kml, frozenset({Shape.POINT, Shape.AREA}), True),
        "gpx": (write_gpx, frozenset({Shape.POINT, Shape.AREA}), True),
        "csv": (write_csv, frozenset(Shape), False),
    }
)
