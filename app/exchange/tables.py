"""CSV with a place in each line, as spreadsheets, survey programs and telephones save it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from types import MappingProxyType
from typing import Final

from app.exchange.features import (
    Feature,
    ImportRefusedError,
    Item,
    Points,
    Remark,
    require_few,
    short,
)

LIMIT_BYTES: Final = 32_000_000
LIMIT_COLUMNS: Final = 500
KINDS: Final = ("points",)

_COLUMNS: Final = MappingProxyType(
    {
        "lat": frozenset({"lat", "latitude", "lat_dd", "y_wgs84", "خط العرض", "دائرة العرض"}),
        "lon": frozenset(
            {"lon", "long", "lng", "longitude", "lon_dd", "long_dd", "x_wgs84", "خط الطول"}
        ),
        "height": frozenset({"height", "elevation", "ele", "alt", "altitude", "z", "الارتفاع"}),
        "moment": frozenset({"time", "timestamp", "utc", "datetime", "date_time"}),
        "name": frozenset({"name", "id", "no", "number", "point", "label", "الاسم", "الرقم"}),
    }
)


def read_table(data: bytes, now: datetime) -> Iterator[Item]:
    """The points of a table whose first line names a column for latitude and one for longitude.

    Raises:
        ImportRefusedError: it is no text, or no such columns are named.
    """
    require_few(data.count(b"\n") - 1)
    rows = _rows(_text(data))
    columns = _columns(next(rows, (1, []))[1])
    points = Points(now)
    yield Remark("The table does not say its reference system. Its degrees are taken for WGS 84.")
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        told = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        place = points.place(
            told["lat"],
            told["lon"],
            number,
            height=told.get("height", ""),
            moment=told.get("moment", ""),
        )
        yield from points.drained()
        if place is not None:
            yield Feature("points", ((place,),), short(told.get("name", "")))


def _text(data: bytes) -> str:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ImportRefusedError(
            "This is neither text nor any file of places that is known.",
            hint="GPX, KML, KMZ, GeoJSON, shapefiles, CSV in UTF-8 and receivers' logs are read.",
            reason="wrong_format",
        )
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell longer than 131,072 characters: a quotation mark without end
            cells = []
        yield begins, cells
        begins = reader.line_num + 1


def _columns(header: list[str]) -> dict[str, int]:
    names = [short(cell).casefold() for cell in header[:LIMIT_COLUMNS]]
    found = {
        column: next(at for at, name in enumerate(names) if name in spellings)
        for column, spellings in _COLUMNS.items()
        if any(name in spellings for name in names)
    }
    if not {"lat", "lon"} <= found.keys():
        raise ImportRefusedError(
            "The first line names no columns for latitude and longitude.",
            hint="Call them lat and lon, in degrees of WGS 84. Grids are never taken for degrees.",
            reason="wrong_header",
        )
    return found
