"""Background maps in one file: MBTiles, PMTiles and GeoPackage, each a pyramid of small pictures.

They are plain files on a stick, often of several gigabytes, and are read where they lie, a picture
at a time; nothing is written beside them. Tiles are named as the web does: zoom, column from the
west, row from the north, in web Mercator.
"""

from __future__ import annotations

import json
import math
import sqlite3
import threading
import zlib
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from app.core.errors import AppError
from app.exchange.features import short

MOST_ZOOM: Final = 24

_LARGEST: Final = 8_000_000  # of one picture, or one page of a directory
_UNPACKED: Final = 32_000_000
_STEPS: Final = 2_000  # of ten thousand of SQLite's machine: a second or two
_EACH: Final = 10_000
_SQLITE: Final = b"SQLite format 3\0"
_PMTILES: Final = b"PMTiles"
_GZIP: Final = b"\x1f\x8b"
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8", b"RIFF")
_HALF_WORLD_M: Final = 20_037_508.342789244


class MapRefusedError(AppError):
    """A file cannot be shown under the records."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a map covers: `west` to `north` in degrees of WGS 84, and its levels of zoom."""

    name: str
    attribution: str
    west: float
    south: float
    east: float
    north: float
    least_zoom: int
    most_zoom: int


class Tiles(Protocol):
    """A map of tiles. It may be asked from any thread."""

    coverage: Coverage

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """A picture (PNG, JPEG or WebP), or None where the map has none or it is damaged."""
        ...

    def close(self) -> None:
        """Let the file go, so that its stick can be pulled."""
        ...


def open_tiles(path: Path) -> Tiles:
    """A map as it lies on the disk.

    Raises:
        MapRefusedError: it is no such map, is damaged, or holds drawings instead of pictures.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise _unreadable() from error
    if head.startswith(_PMTILES):
        return _PMTilesFile(path)
    if head != _SQLITE:
        raise MapRefusedError(
            "This is no map that can lie under the records.",
            hint="MBTiles, PMTiles, GeoPackage with tiles, and GeoTIFF are shown.",
        )
    return _opened_database(path)


class _Database:
    """A map in an SQLite file, opened as one that nobody changes."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
        self._database.execute("PRAGMA trusted_schema = OFF")

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """All rows of a question, or an error once it takes too long."""
        with self._lock:
            steps = count(1)
            self._database.set_progress_handler(lambda: next(steps) > _STEPS, _EACH)
            return self._database.execute(statement, values).fetchall()

    def picture(self, statement: str, *values: object) -> bytes | None:
        """The one picture of a question; None if there is none, or it cannot be read."""
        try:
            found = self.rows(statement, *values)
        except sqlite3.Error:
            return None
        return found[0][0] if found and isinstance(found[0][0], bytes) else None

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._database.close()


def _opened_database(path: Path) -> Tiles:
    database = _Database(path)
    try:
        names = {name for (name,) in database.rows("SELECT name FROM sqlite_master")}
        if {"metadata", "tiles"} <= names:
            return _MBTilesFile(database, path.stem)
        if "gpkg_tile_matrix" in names:
            return _GeoPackageFile(database, path.stem)
    except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:
        database.close()
        raise _unreadable() from error
    except MapRefusedError:
        database.close()
        raise
    database.close()
    raise MapRefusedError(
        "This database holds no tiles of a map.",
        hint="Points and areas in a GeoPackage are imported, not shown as a map.",
    )


class _MBTilesFile:
    """MBTiles 1.3: rows are counted from the south."""

    def __init__(self, database: _Database, name: str) -> None:
        self._database = database
        told = {
            str(key): str(value)
            for key, value in database.rows("SELECT name, value FROM metadata LIMIT 1000")
        }
        if told.get("format", "png") == "pbf":
            raise _drawings()
        ((least, most),) = database.rows("SELECT min(zoom_level), max(zoom_level) FROM tiles")
        if not isinstance(least, int) or not isinstance(most, int):
            raise _empty()
        self.coverage = _coverage(
            told.get("name") or name,
            told.get("attribution", ""),
            _degrees(told.get("bounds", "")),
            (least, most),
        )

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """See `Tiles`."""
        return self._database.picture(
            "SELECT tile_data FROM tiles"
            " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1",
            zoom,
            column,
            (1 << zoom) - 1 - row,
        )

    def close(self) -> None:
        """See `Tiles`."""
        self._database.close()


class _GeoPackageFile:
    """The first pyramid of a GeoPackage that is cut as the web cuts its maps."""

    def __init__(self, database: _Database, name: str) -> None:
        self._database = database
        table = self._table()
        self._tiles = '"' + table.replace('"', '""') + '"'
        ((least, most),) = database.rows(
            "SELECT min(zoom_level), max(zoom_level) FROM gpkg_tile_matrix WHERE ? = table_name",
            table,
        )
        if not isinstance(least, int) or not isinstance(most, int):
            raise _empty()
        self.coverage = _coverage(name, "", self._bounds(table), (least, most))

    def _table(self) -> str:
        found = self._database.rows(
            "SELECT table_name, srs_id, min_x, max_y, max_x FROM gpkg_tile_matrix_set LIMIT 100"
        )
        for table, system, west, north, east in found:
            edges = (west, north, east)
            if system == 3857 and all(isinstance(edge, int | float) for edge in edges):
                world = (-_HALF_WORLD_M, _HALF_WORLD_M, _HALF_WORLD_M)
                if all(
                    abs(float(str(edge)) - whole) < 1
                    for edge, whole in zip(edges, world, strict=True)
                ):
                    return str(table)
        raise MapRefusedError(
            "The tiles of this GeoPackage are not cut as the web cuts its maps.",
            hint="Make them again in web Mercator (EPSG:3857), or export the map as MBTiles.",
        )

    def _bounds(self, table: str) -> tuple[float, ...]:
        found = self._database.rows(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?"
            " AND srs_id = 3857",
            table,
        )
        if not found or not all(isinstance(edge, int | float) for edge in found[0]):
            return ()
        west, south, east, north = (float(str(edge)) for edge in found[0])
        return (_lon(west), _lat(south), _lon(east), _lat(north))

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """See `Tiles`."""
        return self._database.picture(
            f"SELECT tile_data FROM {self._tiles}"  # noqa: S608 - quoted
            " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ? LIMIT 1",
            zoom,
            column,
            row,
        )

    def close(self) -> None:
        """See `Tiles`."""
        self._database.close()


class _PMTilesFile:
    """PMTiles 3: one file with directories of its own; read with the format's reader."""

    def __init__(self, path: Path) -> None:
        from pmtiles.reader import Reader  # noqa: PLC0415 - most runs show no such map
        from pmtiles.tile import TileType  # noqa: PLC0415 - see above

        self._lock = threading.Lock()
        self._file = path.open("rb")
        self._reader = Reader(_bounded(self._file))
        try:
            self.coverage = self._covered(path.stem, {TileType.PNG, TileType.JPEG, TileType.WEBP})
        except MapRefusedError:
            self._file.close()
            raise
        except Exception as error:  # its reader raises whatever the bytes make it meet
            self._file.close()
            raise _unreadable() from error

    def _covered(self, name: str, pictures: Container[object]) -> Coverage:
        header = self._reader.header()
        told = self._metadata()
        if header["tile_type"] not in pictures:
            raise _drawings()
        edges = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
        return _coverage(
            str(told.get("name") or name),
            str(told.get("attribution") or ""),
            tuple(header[edge] / 10_000_000 for edge in edges),
            (header["min_zoom"], header["max_zoom"]),
        )

    def _metadata(self) -> dict[str, object]:
        """What it says of itself; nothing, if that is damaged: the tiles need none of it."""
        with suppress(ValueError, OSError, EOFError, zlib.error):
            told = self._reader.metadata()
            if isinstance(told, dict):
                return told
        return {}

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """See `Tiles`."""
        with self._lock:
            try:
                found = self._reader.get(zoom, column, row)
            except Exception:  # noqa: BLE001 - see above; one damaged place is a hole in the map
                return None
        return found if isinstance(found, bytes) and found.startswith(_PICTURES) else None

    def close(self) -> None:
        """See `Tiles`."""
        with self._lock:
            self._file.close()


def _bounded(file: BinaryIO) -> Callable[[int, int], bytes]:
    """Reads parts of a file; one that is too long, or unpacks to too much, is refused."""

    def read(offset: int, length: int) -> bytes:
        if length > _LARGEST:
            raise ValueError(length)
        file.seek(offset)
        part = file.read(length)
        if part.startswith(_GZIP):
            unpacking = zlib.decompressobj(wbits=31)
            unpacking.decompress(part, _UNPACKED)
            if unpacking.unconsumed_tail:
                raise ValueError(length)
        return part

    return read


def _coverage(
    name: str, attribution: str, bounds: tuple[float, ...], zooms: tuple[int, int]
) -> Coverage:
    west, south, east, north = bounds if _are_bounds(bounds) else (-180.0, -85.0, 180.0, 85.0)
    least, most = zooms
    if not 0 <= least <= most <= MOST_ZOOM:
        raise _unreadable()
    return Coverage(short(name), short(attribution), west, south, east, north, least, most)


def _are_bounds(bounds: tuple[float, ...]) -> bool:
    if len(bounds) != 4 or not all(map(math.isfinite, bounds)):
        return False
    west, south, east, north = bounds
    return -180 <= west < east <= 180 and -90 <= south < north <= 90


def _degrees(told: str) -> tuple[float, ...]:
    try:
        return tuple(float(edge) for edge in json.loads(f"[{told}]"))
    except (ValueError, TypeError, RecursionError):
        return ()


def _lon(x: float) -> float:
    return x / _HALF_WORLD_M * 180


def _lat(y: float) -> float:
    return math.degrees(math.atan(math.sinh(y / _HALF_WORLD_M * math.pi)))


def _unreadable() -> MapRefusedError:
    return MapRefusedError(
        "The map is damaged or cannot be read.",
        hint="Copy it again from where it comes from. The records are shown without it.",
    )


def _empty() -> MapRefusedError:
    return MapRefusedError(
        "There is no tile in this map.",
        hint="Make it again, with the levels of zoom that are needed.",
    )


def _drawings() -> MapRefusedError:
    return MapRefusedError(
        "This map holds drawings (vector tiles), not pictures.",
        hint="Export it with pictures (PNG, JPEG or WebP).",
    )
