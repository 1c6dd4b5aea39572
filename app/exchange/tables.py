"""CSV with a place in each line, as spreadsheets, survey programs and telephones save it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from app.exchange.features import (
    Feature,
    ImportRefusedError,
    Item,
    Place,
    Points,
    Remark,
    require_few,
    short,
)
from app.exchange.stated import Stated, remark_of
from app.geo.notation import CoordinateError
from app.geo.reading import read_position

LIMIT_BYTES: Final = 32_000_000
LIMIT_LINE: Final = 100_000
LIMIT_COLUMNS: Final = 500
KINDS: Final = ("points",)

_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")  # what Excel calls Unicode text
_SPELLINGS: Final = {
    "lat": "lat|latitude|lat_dd|y_wgs84|gpslatitude|decimallatitude|enlik"
    "|خط العرض|دائرة العرض|عرض جغرافیایی|هێڵی پانی",
    "lon": "lon|long|lng|longitude|lon_dd|long_dd|x_wgs84|gpslongitude|decimallongitude|uzunluq"
    "|خط الطول|طول جغرافیایی|هێڵی درێژی",
    # letters, for which some loggers have columns of their own
    "north_south": "n/s|ns|lat_ref|gpslatituderef",
    "east_west": "e/w|ew|lon_ref|gpslongituderef",
    # what holds a place whole, in any notation
    "place": "mgrs|usng|utm|grid reference|grid_reference|grid ref|gridref|gps|coordinates"
    "|coordinate|coords|الإحداثيات|إحداثيات|احداثيات|مختصات|کۆئۆردینات|koordinatlar|koordinat",
    "zone": "zone|utm zone|utm_zone|المنطقة|النطاق|زون|zona",
    "easting": "easting|easting_m|utm easting|utm_easting|east",
    "northing": "northing|northing_m|utm northing|utm_northing|north",
    "height": "height|elevation|ele|alt|altitude|z|الارتفاع",
    "moment": "time|timestamp|utc|datetime|date_time",
    "name": "name|id|no|number|point|label|الاسم|الرقم",
}
_COLUMNS: Final = MappingProxyType(
    {column: frozenset(told.split("|")) for column, told in _SPELLINGS.items()}
)
_ANGLES: Final = MappingProxyType({"lat": "north_south", "lon": "east_west"})
_WHOLE: Final = ("place", "zone", "easting", "northing")
# Of these the first that a table has is read.
_PLACES: Final = (tuple(_ANGLES), _WHOLE[:1], _WHOLE[1:])
# Forms name their places: _grave_latitude, grave:Latitude. Of several, nobody says which is meant.
_ENDINGS: Final = MappingProxyType(
    {"lat": re.compile(r"[\W_]latitude$"), "lon": re.compile(r"[\W_]longitude$")}
)
_UNIT: Final = re.compile(r"[\s_]*[(\[].*$|[\s_]+(?:n/s|e/w)$")  # latitude (deg), LATITUDE N/S
_NUMBER: Final = re.compile(r"\s*[+-]?[\d.٫]+(?:[eE][+-]?\d+)?\s*")
_DECIMAL_COMMA: Final = re.compile(r"([+-]?\d{1,3}),(\d+)")
_NO_DEGREES: Final = "No latitude and longitude in degrees. This point is not read."


class NoPlacesError(ImportRefusedError):
    """A table names no columns for latitude and longitude."""

    def __init__(self) -> None:
        super().__init__(
            "The first line names no columns for latitude and longitude.",
            hint="Call them lat and lon, or say which grid its eastings and northings are in (on "
            "the command line: --system EPSG:32638). Grids are never taken for degrees.",
            reason="wrong_header",
        )


def read_table(data: bytes, now: datetime, stated: Stated | None = None) -> Iterator[Item]:
    """The points of a table whose first line names a column for latitude and one for longitude.

    It may instead have one for whole places, such as squares of MGRS, or UTM in three columns.

    Raises:
        ImportRefusedError: it is no text, or no such columns are named.
    """
    require_few(data.count(b"\n") - 1)
    yield from read_rows(_rows(data), now, stated)


def read_rows(
    rows: Iterator[tuple[int, list[str] | None]],
    now: datetime,
    stated: Stated | None = None,
    sheet: str = "",
) -> Iterator[Item]:
    """The points of numbered rows of cells, the first of which names the columns.

    `stated` is the system that a person says their latitudes and longitudes are in; `sheet` is
    where in the file they stand; None stands for a row that is torn.

    Raises:
        NoPlacesError: no columns for latitude and longitude are named.
    """
    columns = _columns(next(rows, (1, []))[1] or [])
    where = "sheet {sheet}, line {number}" if sheet else "line {number}"
    points = Points(now, where, stated.reading if stated else None, sheet=short(sheet))
    if stated is None:
        yield Remark(
            "The table does not say its reference system. Its degrees are taken for WGS 84."
        )
    else:
        yield from remark_of(stated, stated)
    for number, cells in rows:
        if cells is None:
            points.add(number, "A quotation mark here has no end. What it holds is not read.")
            yield from points.drained()
            continue
        if not any(cell.strip() for cell in cells):
            continue
        told = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        place = _place(told, points, number, stated)
        yield from points.drained()
        if place is not None:
            yield Feature("points", ((place,),), short(told.get("name", "")))


def _place(
    told: Mapping[str, str], points: Points, number: int, stated: Stated | None
) -> Place | None:
    """The place of a row: two angles as numbers, or else whatever people write for a place."""
    height, moment = told.get("height", ""), told.get("moment", "")
    if "lat" in told:
        lat, lon = (_angle(told, angle, side) for angle, side in _ANGLES.items())
        if stated is not None or (_NUMBER.fullmatch(lat) and _NUMBER.fullmatch(lon)):
            return points.place(lat, lon, number, height=height, moment=moment)
        text = f"{lat}; {lon}"
    else:
        text = " ".join(told[name] for name in _WHOLE if name in told)
    system, accepted_m = (stated.system, stated.accepted_m) if stated else (None, None)
    try:
        typed = read_position(text, system, accepted_m)
    except CoordinateError as error:
        what = error.message if "lat" not in told else _NO_DEGREES
        points.add(number, what, **error.values)
        return None
    return points.typed(typed, number, height=height, moment=moment)


def _angle(told: Mapping[str, str], angle: str, side: str) -> str:
    """An angle with a decimal point and, where a column has that, its letter."""
    figure = told[angle]
    if "," in figure:
        figure = _DECIMAL_COMMA.sub(r"\1.\2", figure)
    return f"{figure} {told[side]}" if side in told else figure


def require_text(head: bytes) -> None:
    """Return if a file that begins so can be a table, however long it is.

    Raises:
        ImportRefusedError: it is no text.
    """
    if b"\0" in head and not head.startswith(_WIDE):
        raise _no_table()


def _lines(data: bytes) -> Iterator[str]:
    """The lines as they stand, none longer than a table has."""
    is_wide = data.startswith(_WIDE)
    text = io.TextIOWrapper(
        io.BytesIO(data), encoding="utf-16" if is_wide else "utf-8-sig", newline=""
    )
    try:
        while line := text.readline(LIMIT_LINE):
            if len(line) == LIMIT_LINE or "\0" in line:
                raise _no_table()
            yield line
    except UnicodeDecodeError as error:
        raise _no_table() from error


def _no_table() -> ImportRefusedError:
    return ImportRefusedError(
        "This is neither text nor any file of places that is known.",
        hint="GPX, KML, KMZ, GeoJSON, GeoPackage, shapefiles, XLSX, CSV in UTF-8 and receivers' "
        "logs are read.",
        reason="wrong_format",
    )


def _rows(data: bytes) -> Iterator[tuple[int, list[str] | None]]:
    """The cells of each line, and the number of the line on which it begins; None for a torn one.

    A quotation mark without an end would make one cell of the rest of the file: the csv module
    stops at 131,072 characters, and goes on after them.
    """
    first = next(_lines(data), "")
    reader = csv.reader(_lines(data), delimiter=max(",;\t", key=first.count))
    begins = 1
    while True:
        cells: list[str] | None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        yield begins, cells
        begins = reader.line_num + 1


def _columns(header: list[str]) -> dict[str, int]:
    names = [_UNIT.sub("", short(cell).casefold()) for cell in header[:LIMIT_COLUMNS]]
    found = {
        column: next(at for at, name in enumerate(names) if name in spellings)
        for column, spellings in _COLUMNS.items()
        if any(name in spellings for name in names)
    }
    for angle, ending in _ENDINGS.items():
        ends = [at for at, name in enumerate(names) if ending.search(name)]
        if angle not in found and len(ends) == 1:
            found[angle] = ends[0]
    for chosen in _PLACES:
        if found.keys() >= set(chosen):
            others = {name for names in _PLACES for name in names} - set(chosen)
            return {name: at for name, at in found.items() if name not in others}
    raise NoPlacesError
