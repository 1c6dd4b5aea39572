"""GeoPackage (OGC 12-128r18), the database file that QGIS and other map programs share.

It is made and read in memory: nothing of it lies beside the file on the disk. A file from elsewhere
is opened as hostile: its views, triggers and functions are not used, only plain tables are read,
and a statement that goes on for too long is stopped.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Final, NamedTuple

from app.exchange.features import (
    LIMIT_POINTS,
    Feature,
    ImportRefusedError,
    Item,
    Points,
    Problem,
    part_name,
    require_few,
    short,
)
from app.exchange.layers import Geometry, Layer, Row, Shape, Value
from app.exchange.stated import Pair, Stated, remark_of, settled, system_told
from app.geo.area import Area

LIMIT_BYTES: Final = 64_000_000
LIMIT_LAYERS: Final = 200

_SYSTEM: Final = 4326
_UNDEFINED: Final = frozenset({"0", "-1", "None"})
_FIRST_ROWS: Final = 100  # in which a place is looked for to ask about
_STEPS: Final = 100_000_000  # of SQLite's machine: some ten seconds
_EACH: Final = 10_000
_LONGEST_VALUE: Final = 16_000_000
_NAMES: Final = ("title", "name", "label", "number", "id")
_WGS84: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
_LAYERS: Final = "select table_name, column_name, srs_id from gpkg_geometry_columns limit ?"
_NAMED: Final = (
    "select case upper(organization) when 'EPSG' then organization_coordsys_id when 'NONE' then 0 "
    "else upper(organization) || ':' || organization_coordsys_id end "
    "from gpkg_spatial_ref_sys where srs_id = ?"
)
_TABLES: Final = """
PRAGMA application_id = 0x47504B47; -- GPKG
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""


def write_geopackage(layers: Sequence[Layer], title: str) -> bytes:
    """A GeoPackage with a table for each layer; `title` describes each of them."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_TABLES)
        database.executemany(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("WGS 84", _SYSTEM, "EPSG", _SYSTEM, _WGS84, "longitude and latitude"),
                ("Undefined cartesian", -1, "NONE", -1, "undefined", None),
                ("Undefined geographic", 0, "NONE", 0, "undefined", None),
            ],
        )
        for layer in layers:
            _write_layer(database, layer, title)
        database.commit()
        return database.serialize()


def _write_layer(database: sqlite3.Connection, layer: Layer, title: str) -> None:
    is_map = layer.shape is not Shape.NONE
    geometry = ["geom BLOB"] if is_map else []
    columns = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", *geometry, '"title" TEXT']
    columns += [f"{_quoted(column.name)} {column.type.value}" for column in layer.columns]
    table = _quoted(layer.name)
    database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    bounds = _bounds(layer.rows)
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y,"
        " max_x, max_y, srs_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            layer.name,
            "features" if is_map else "attributes",
            layer.title,
            title,
            *(bounds if is_map else (None,) * 4),
            _SYSTEM if is_map else None,
        ),
    )
    if is_map:
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            (layer.name, layer.shape.value.upper(), _SYSTEM),
        )
    names = [*(["geom"] if is_map else []), "title", *(column.name for column in layer.columns)]
    marks = ", ".join("?" * len(names))
    database.executemany(
        f"INSERT INTO {table} ({', '.join(map(_quoted, names))}) VALUES ({marks})",  # noqa: S608 - names of our own declarations
        (
            (
                *([_blob(row.geometry)] if is_map else []),
                row.title,
                *map(_stored, row.values),
            )
            for row in layer.rows
        ),
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stored(value: Value) -> str | int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _bounds(rows: Sequence[Row]) -> tuple[float, float, float, float] | tuple[None, ...]:
    corners = [corner for row in rows for corner in _corners(row.geometry)]
    if not corners:
        return (None,) * 4
    lons, lats = zip(*corners, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _corners(geometry: Geometry | None) -> list[tuple[float, float]]:
    if geometry is None:
        return []
    if isinstance(geometry, Area):
        return [(float(one.lon), float(one.lat)) for one in geometry.ring]
    return [(float(geometry.lon), float(geometry.lat))]


def _blob(geometry: Geometry | None) -> bytes | None:
    """The header of a GeoPackage geometry without an envelope, and well-known binary after it."""
    corners = _corners(geometry)
    if not corners:
        return None
    header = struct.pack("<2sBBi", b"GP", 0, 1, _SYSTEM)
    if isinstance(geometry, Area):
        ring = [*corners, corners[0]]
        flat = [ordinate for corner in ring for ordinate in corner]
        return header + struct.pack(f"<BIII{len(flat)}d", 1, 3, 1, len(ring), *flat)
    return header + struct.pack("<BI2d", 1, 1, *corners[0])


# --- reading --------------------------------------------------------------------------------------


def read_geopackage(data: bytes, now: datetime, stated: Stated | None = None) -> Iterator[Item]:
    """The features of every layer; one in a system that is not known here is a problem.

    `stated` is what a person says of layers that do not say their system.

    Raises:
        ImportRefusedError: it is damaged, or no GeoPackage.
        UnstatedSystemError: a layer does not say its system, and nobody else does.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        steps = count(1)
        database.set_progress_handler(lambda: next(steps) > _STEPS // _EACH, _EACH)
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        try:
            database.deserialize(data)
            for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
                database.execute(f"PRAGMA {pragma}")
            points = Points(now, "feature {number}")
            for layer in _layers(database):
                yield from _read_layer(database, layer, points, stated)
        except (sqlite3.Error, OverflowError) as error:
            raise ImportRefusedError(
                "The database is damaged, or no GeoPackage.",
                hint="Nothing was read. Export its layers again.",
                reason="damaged",
            ) from error


class _Layer(NamedTuple):
    """A table, its column of places, and the code of the system that these are in."""

    table: str
    column: str
    system: str


def _layers(database: sqlite3.Connection) -> list[_Layer]:
    """Each layer that is a plain table."""
    tables = {
        name
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
    }
    if "gpkg_geometry_columns" not in tables:
        raise ImportRefusedError(
            "This database is no GeoPackage.",
            hint="Export its layers as GeoPackage or GeoJSON.",
            reason="wrong_format",
        )
    found = database.execute(_LAYERS, (LIMIT_LAYERS,)).fetchall()
    has_names = "gpkg_spatial_ref_sys" in tables
    return [
        _Layer(table, column, _code(database, number) if has_names else str(number))
        for table, column, number in found
        if table in tables and isinstance(column, str)
    ]


def _code(database: sqlite3.Connection, number: object) -> str:
    """The EPSG code of a system, which a file may number in a way of its own."""
    if not isinstance(number, int):
        return str(number)
    named = database.execute(_NAMED, (number,)).fetchone()
    return str(named[0]) if named else str(number)


def _read_layer(
    database: sqlite3.Connection, layer: _Layer, points: Points, stated: Stated | None
) -> Iterator[Item]:
    table, column = layer.table, layer.column
    columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({_quoted(table)})")]
    if column not in columns:
        return
    name = next((one for one in _NAMES for told in columns if told.lower() == one), "")
    named = next((told for told in columns if told.lower() == name), None)
    shown = _quoted(named) if named else "NULL"
    query = f"SELECT {_quoted(column)}, {shown} FROM {_quoted(table)} LIMIT ?"  # noqa: S608 - quoted

    def first() -> Pair | None:
        blobs = (blob for blob, _ in database.execute(query, (_FIRST_ROWS,)))
        return next((pair for blob in blobs if (pair := _first(blob))), None)

    called = layer.system if ":" in layer.system else f"EPSG:{layer.system}"
    told = system_told(called)
    if told is None and layer.system not in _UNDEFINED:
        yield Problem(
            "layer {layer}",
            "It is in the reference system {system}, which is not known here, and is not read. "
            "Export it in EPSG:4326.",
            {"layer": short(table), "system": short(called)},
        )
        return
    said = None if told else stated  # a person speaks for the layers alone that say nothing
    system = settled(
        told,
        said,
        first,
        "The layer {layer} does not say its reference system.",
        layer=short(table),
    )
    yield from remark_of(system, said)
    points.read = system.reading
    ((rows,),) = database.execute(f"SELECT count({_quoted(column)}) FROM {_quoted(table)}")  # noqa: S608 - quoted
    require_few(rows)
    found = database.execute(query, (LIMIT_POINTS + 1,))
    for number, (blob, title) in enumerate(found, start=1):
        yield from _read_feature(blob, short(str(title or "")), number, points)


def _first(blob: object) -> Pair | None:
    try:
        shapes = list(_shapes(blob)) if isinstance(blob, bytes) else []
    except (UnreadShapeError, struct.error, ValueError, IndexError):
        return None
    positions = (position for _, parts in shapes for part in parts for position in part)
    return next(((repr(x), repr(y)) for x, y in positions), None)


def _read_feature(blob: object, title: str, number: int, points: Points) -> Iterator[Item]:
    try:
        shapes = list(_shapes(blob)) if isinstance(blob, bytes) else []
    except UnreadShapeError:
        points.add(number, "This shape is not known. It is not read.")
        yield from points.drained()
        return
    except (struct.error, ValueError, IndexError):
        points.add(number, "This shape is damaged. It is not read.")
        yield from points.drained()
        return
    if not shapes:
        points.add(number, "This feature has no place. It is not read.")
    areas = sum(kind == "areas" for kind, _ in shapes)
    for nth, (kind, parts) in enumerate(shapes, start=1):
        places = [[points.place(repr(lat), repr(lon), number) for lon, lat in one] for one in parts]
        if kind == "areas":
            name = part_name(title, nth, areas) if areas == len(shapes) else title
            yield from points.area(places, number, name)
        elif kept := tuple(part for line in places if (part := tuple(filter(None, line)))):
            yield Feature(kind, kept, title)
    yield from points.drained()


_UNREAD: Final = range(8, 18)  # curves, surfaces of them, and solids
_ENVELOPES: Final = (0, 32, 48, 48, 64)
_EMPTY: Final = 0x10
_ORDINATES: Final = (2, 3, 3, 4)  # of a position: plain, with Z, with M, with both
Part = list[tuple[float, float]]


def _shapes(blob: bytes) -> Iterator[tuple[str, list[Part]]]:
    """Kind and parts of each shape in a geometry.

    Raises:
        ValueError: it is no geometry of a GeoPackage.
        struct.error: it breaks off.
    """
    if blob[:2] != b"GP":
        raise ValueError(blob[:2])
    flags = blob[3]
    if flags & _EMPTY:
        return
    at = 8 + _ENVELOPES[flags >> 1 & 7]
    yield from _Binary(blob, at).shapes(0)


class UnreadShapeError(Exception):
    """A curve or a solid: sound, and nothing that can be kept here."""


class _Binary:
    """Well-known binary from a place on; Z and M are passed over."""

    def __init__(self, blob: bytes, at: int) -> None:
        self._blob, self._at, self._made = blob, at, 0

    def shapes(self, depth: int) -> Iterator[tuple[str, list[Part]]]:
        """The shapes that begin here, those within collections one by one."""
        if depth > 4:
            raise ValueError(depth)
        order = "<" if self._whole("<B") == 1 else ">"
        extra, kind = divmod(self._whole(f"{order}I"), 1000)
        if extra >= len(_ORDINATES):
            raise ValueError(extra)
        width = _ORDINATES[extra]
        match kind:
            case 1:
                yield "points", [[self._position(order, width)]]
            case 2:
                yield "lines", [self._positions(order, width)]
            case 3:
                yield "areas", [self._positions(order, width) for _ in self._counted(order)]
            case 4 | 5 | 6 | 7:
                for _ in self._counted(order):
                    yield from self.shapes(depth + 1)
            case _ if kind in _UNREAD:
                raise UnreadShapeError(kind)
            case _:
                raise ValueError(kind)

    def _counted(self, order: str) -> range:
        number = self._whole(f"{order}I")
        if number > len(self._blob):
            raise ValueError(number)
        return range(number)

    def _positions(self, order: str, width: int) -> Part:
        return [self._position(order, width) for _ in self._counted(order)]

    def _position(self, order: str, width: int) -> tuple[float, float]:
        self._made += 1
        require_few(self._made)
        x, y = struct.unpack_from(f"{order}2d", self._blob, self._at)
        self._at += 8 * width
        if self._at > len(self._blob):
            raise ValueError(self._at)
        return x, y

    def _whole(self, shape: str) -> int:
        (value,) = struct.unpack_from(shape, self._blob, self._at)
        self._at += struct.calcsize(shape)
        return int(value)
