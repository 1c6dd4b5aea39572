"""Whatever a team may lay under its records: maps of tiles, pictures, and borders of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.files import read_bounded
from app.exchange.features import Feature, short
from app.exchange.geojson import LIMIT_BYTES, read_geojson
from app.exchange.rasters import open_raster
from app.exchange.tiles import MapRefusedError, Tiles, open_tiles

ENDINGS: Final = ("mbtiles", "pmtiles", "gpkg", "tif", "tiff", "geojson", "json")

_TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_JSON: Final = (b"{", b"\xef\xbb\xbf{")


@dataclass(frozen=True, slots=True)
class Borders:
    """Lines that a team drew or was given; each is latitudes and longitudes from end to end."""

    name: str
    lines: tuple[tuple[tuple[float, float], ...], ...]


def open_background(path: Path, now: datetime) -> Tiles | Borders:
    """What lies in a file.

    Raises:
        MapRefusedError: it is nothing that can be shown under the records, or is damaged.
        ImportRefusedError: it is JSON, but its borders cannot be read.
        FileTroubleError: it could not be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise MapRefusedError(
            "The map is damaged or cannot be read.",
            hint="Copy it again from where it comes from. The records are shown without it.",
        ) from error
    if head.startswith(_TIFF):
        return open_raster(path)
    if head.lstrip().startswith(_JSON):
        return _borders(path, now)
    return open_tiles(path)


def _borders(path: Path, now: datetime) -> Borders:
    lines = tuple(
        tuple((float(at.lat), float(at.lon)) for at in line)
        for item in read_geojson(read_bounded(path, LIMIT_BYTES), now)
        if isinstance(item, Feature)
        for line in item.parts
        if len(line) > 1
    )
    if not lines:
        raise MapRefusedError(
            "There are no lines or areas in this file to show as borders.",
            hint="Points are imported into records, see Exchange.",
        )
    return Borders(short(path.stem), lines)
