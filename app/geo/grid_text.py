"""Reading grid references: UTM and UPS metres with their zone, and MGRS squares.

A zone is never supposed, and never taken over from the point before: 48° E runs between Basra and
Shalamcheh, and a pair read in the wrong one of the two zones lies 576 km away.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import Final

from app.geo.grids import (
    BANDS,
    MAX_MGRS_DIGITS,
    MAX_POLAR_DIGITS,
    POLAR_LETTERS,
    GridPoint,
    band_limits,
    band_of,
    grid_system,
    mgrs_square,
    polar_square,
    to_degrees,
    zone_of,
)
from app.geo.notation import (
    AmbiguousCoordinateError,
    CoordinateError,
    Notation,
    TypedPosition,
    computed_degrees,
    half_diagonal_m,
    last_digit,
)
from app.geo.point import Point
from app.geo.words import EAST, NORTH, SOUTH, meaning_of, spelled, zone_words

_MGRS = re.compile(
    r"(?:MGRS[: ;]*)?(?P<zone>\d{1,2}) ?(?P<band>[C-X]) ?(?P<square>[A-Z]{2})(?P<figures>[ \d]*)"
)
_PARTS = re.compile(r"[ ;,/-]+")  # 38R-QU-66837-78403
_POLAR = re.compile(r"(?P<band>[ABYZ]) ?(?P<square>[A-Z]{2})(?P<figures>[ \d]*)")
_SQUARE_ALONE = re.compile(r"[A-HJ-NP-Z][A-HJ-NP-V] ?\d{2,5} ?\d{2,5}")

_EASTWARD = rf"(?:X|EASTING|{'|'.join(spelled(EAST))})"
_NORTHWARD = rf"(?:Y|NORTHING|{'|'.join(spelled(NORTH))})"
_MARK = rf"(?:{_EASTWARD}|{_NORTHWARD})"
# Groups of three digits are parted by commas, or by spaces if there are six digits or more.
METRES: Final = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:\d{1,2} \d{3}|\d{3}) \d{3}(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?"
)
_PAIR = (
    rf"(?P<before1>{_MARK})?[:=]? ?(?P<first>{METRES}) ?M? ?(?(before1)|(?P<after1>{_MARK})?)"
    r"(?P<break>[;,]| )(?:UTM )?"  # so receivers write it over two lines
    rf"(?P<before2>{_MARK})?[:=]? ?(?P<second>{METRES}) ?M? ?(?(before2)|(?P<after2>{_MARK})?)"
)
_ZONE = rf"(?:UTM[: ;-]*)?(?:(?:{'|'.join(zone_words())})[: ]*)?(?P<zone>\d{{1,2}})"
_SIDE = r"(?P<side>[^\W\d_]+)"
_UTM = re.compile(rf"{_ZONE} ?{_SIDE} ?[:;]? ?{_PAIR}")
_UTM_ZONE_LAST = re.compile(rf"{_PAIR}[ ;]{_ZONE} ?{_SIDE}")
_UPS = re.compile(rf"(?:UPS[: ;]?)?{_SIDE}[ ;]?{_PAIR}")
_NO_SIDE = re.compile(rf"{_ZONE}[ ;]{_PAIR}")
_NO_ZONE = re.compile(rf"(?:UTM[: ;]*)?{_PAIR}")
_SOLIDUS = re.compile(" ?/ ?")
_LARGE = re.compile(  # more than any angle has
    r"(?<![\d.,])\d{4}|\d,\d{3},\d{3}|(?<![\d.,])\d{1,2} \d{3} \d{3}(?!\d)"
)

_METRES_BEYOND_ZONE: Final = (100_000, 900_000)  # some 100 km to each side, for a site on an edge
_LEAST_NORTHING_M: Final = 1_000_000  # of any place in the region, and above every easting
_MAX_NORTHING_M: Final = 10_000_000
_UPS_REACH_M: Final = 800_000
_UPS_POLE_M: Final = 2_000_000
# A metre of the grid is up to this much longer on the ground.
_UTM_STRETCH: Final = Decimal("1.0005")
_UPS_STRETCH: Final = Decimal("1.0065")
_BAND_SLACK_DEG: Final = 1


def read_grid(text: str, source_text: str) -> TypedPosition | None:
    """The place that a grid reference names; None if `text` does not look like one.

    `text` is normalised: ASCII digits, single spaces, `;` for what parts figures.

    Raises:
        CoordinateError: it looks like a grid reference and is none.
        AmbiguousCoordinateError: its zone or hemisphere is missing or can be read in two ways.
    """
    capitals = text.upper()
    if match := _MGRS.fullmatch(_PARTS.sub(" ", capitals)):
        if f"{match['band']}{match['square']}" == "DEG":  # 5 deg 30: no square of the Antarctic
            return None
        return _read_mgrs(match, source_text)
    if match := _POLAR.fullmatch(capitals):
        return _read_polar_mgrs(match, source_text)
    if _SQUARE_ALONE.fullmatch(capitals):
        raise AmbiguousCoordinateError(
            "The square has no zone, and there is one of that name in many zones.",
            hint="Write the zone before it, as in 38R QU 66837 78403.",
        )
    if not _LARGE.search(text):
        return None
    return _read_metres(_SOLIDUS.sub(" ", capitals), source_text)


def bare_metres(text: str) -> tuple[Decimal, Decimal] | None:
    """The easting and the northing of a pair without a zone, in a grid that is known.

    Without E and N, the first is the easting. None if `text`, normalised, is no such pair.
    """
    match = _NO_ZONE.fullmatch(text.upper())
    return _pair(match) if match else None


def _read_mgrs(match: re.Match[str], source_text: str) -> TypedPosition:
    zone, band, square = int(match["zone"]), match["band"], match["square"]
    east, north = _mgrs_figures(match["figures"], MAX_MGRS_DIGITS)
    corner = mgrs_square(f"{zone}{band}{square}")
    cell_m = 10.0 ** (5 - len(east))
    centre = corner and GridPoint(
        zone,
        corner.is_north,
        corner.easting_m + (float(east or 0) + 0.5) * cell_m,
        corner.northing_m + (float(north or 0) + 0.5) * cell_m,
    )
    if centre is None or not _is_in_zone(centre, band, cell_m):
        raise CoordinateError(
            "Zone {zone}{band} has no square {square}.",
            hint="Check the number and the letter of the zone and the two letters of the square on "
            "the map. I and O are never used.",
            zone=zone,
            band=band,
            square=square,
        )
    lat, lon = to_degrees(centre)
    step_m = Decimal(10) ** (5 - len(east)) * _UTM_STRETCH
    return TypedPosition(
        lat=computed_degrees(lat),
        lon=computed_degrees(lon),
        precision_m=half_diagonal_m(step_m, step_m),
        source_system=grid_system(zone, is_north=centre.is_north),
        source_text=source_text,
        notation=Notation.MGRS,
        zone=zone,
        band=band,
    )


def _mgrs_figures(figures: str, most: int) -> tuple[str, str]:
    """The easting's and the northing's digits, of which there must be equally many."""
    groups = figures.split()
    if len(groups) == 1 and len(groups[0]) % 2 == 0:
        half = len(groups[0]) // 2
        groups = [groups[0][:half], groups[0][half:]]
    if not groups:
        return "", ""
    if len(groups) != 2 or len(groups[0]) != len(groups[1]):
        raise AmbiguousCoordinateError(
            "A square needs as many digits for the easting as for the northing.",
            hint="Write both with the same number of digits, as in 38R QU 6683 7840.",
        )
    if len(groups[0]) * 2 > most:
        raise CoordinateError(
            "The square has more digits than any map or receiver gives.",
            hint="Ten digits name a metre.",
        )
    return groups[0], groups[1]


def _is_in_zone(centre: GridPoint, band: str, cell_m: float) -> bool:
    """Whether any of the cell, or of the ground just beside it, belongs to its zone and band."""
    reach = cell_m / 2 + min(cell_m, 100)
    for east, north in product((0, -reach, reach), repeat=2):
        lat, lon = to_degrees(
            GridPoint(
                centre.zone, centre.is_north, centre.easting_m + east, centre.northing_m + north
            )
        )
        place = Point(Decimal(lat), Decimal(lon))
        if zone_of(place) == centre.zone and band_of(place) == band:
            return True
    return False


def _read_polar_mgrs(match: re.Match[str], source_text: str) -> TypedPosition:
    east, north = _mgrs_figures(match["figures"], MAX_POLAR_DIGITS)
    centre = polar_square(f"{match['band']}{match['square']}{east}{north}")
    if centre is None:
        raise CoordinateError(
            "There is no square {square} near the pole.",
            hint="A square anywhere else needs the number of its zone, as in 38RQU.",
            square=f"{match['band']}{match['square']}",
        )
    step_m = Decimal(10) ** (5 - len(east)) * _UPS_STRETCH
    return TypedPosition(
        lat=computed_degrees(centre[0]),
        lon=computed_degrees(centre[1]),
        precision_m=half_diagonal_m(step_m, step_m),
        source_system=grid_system(0, is_north=match["band"] in "YZ"),
        source_text=source_text,
        notation=Notation.MGRS,
        band=match["band"],
    )


def _read_metres(text: str, source_text: str) -> TypedPosition | None:
    for form in (_UTM, _UTM_ZONE_LAST):
        if (match := form.fullmatch(text)) and (pair := _pair(match)):
            return _read_utm(int(match["zone"]), match["side"], pair, source_text)
    if (match := _NO_SIDE.fullmatch(text)) and _pair(match):
        raise _hemisphere_missing(int(match["zone"]))
    if (match := _NO_ZONE.fullmatch(text)) and _pair(match):
        raise AmbiguousCoordinateError(
            "These metres have no zone, and every zone has such a place.",
            hint="Write the zone of the map before them, as in 38R 766837 3378403.",
        )
    if (match := _UPS.fullmatch(text)) and (pair := _pair(match)):
        return _read_ups(match["side"], pair, source_text)
    return None


def _pair(match: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """Easting and northing; None if the marks or commas beside them make no sense."""
    figures = (match["first"], match["second"])
    if match["break"] == "," and any("," in figure for figure in figures):
        return None
    first, second = (metres(figure) for figure in figures)
    marks = [
        _axis(match[f"before{which}"] or "") + _axis(match[f"after{which}"] or "") for which in "12"
    ]
    match marks:
        case ["", ""] | ["E", "N"]:
            return first, second
        case ["N", "E"]:
            return second, first
        case ["X", "Y"] | ["Y", "X"]:
            return _of_magnitude(first, second)
        case _:
            return None


def _axis(mark: str) -> str:
    if mark in {"", "X", "Y"}:
        return mark
    return "E" if re.fullmatch(_EASTWARD, mark) else "N"


def _of_magnitude(first: Decimal, second: Decimal) -> tuple[Decimal, Decimal] | None:
    """X is the easting on some maps and the northing on others: only its size can tell."""
    match first < _LEAST_NORTHING_M, second < _LEAST_NORTHING_M:
        case True, False:
            return first, second
        case False, True:
            return second, first
        case _:
            return None


def metres(figure: str) -> Decimal:
    """The metres of a figure that matches `METRES`: commas part thousands, or begin decimals."""
    figure = figure.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", figure):
        return Decimal(figure.replace(",", ""))
    return Decimal(figure.replace(",", "."))


def read_pair_in_zone(
    zone: int, pair: tuple[Decimal, Decimal], source_text: str, *, is_north: bool
) -> TypedPosition:
    """The place of an easting and a northing in a zone of UTM that was named beside them.

    Raises:
        CoordinateError: no place of the zone has such metres.
    """
    _require_possible_metres(*pair)
    grid = GridPoint(zone, is_north, float(pair[0]), float(pair[1]))
    return _typed_metres(grid, pair, None, source_text)


def _read_utm(
    zone: int, side: str, pair: tuple[Decimal, Decimal], source_text: str
) -> TypedPosition:
    if not 1 <= zone <= 60:
        raise CoordinateError(
            "Zones run from 1 to 60, and {zone} was typed.",
            hint="Check the zone on the map. Iraq and its neighbours lie in zones 37 to 40.",
            zone=zone,
        )
    is_north, band = _side(zone, side)
    _require_possible_metres(*pair)
    grid = GridPoint(zone, is_north, float(pair[0]), float(pair[1]))
    lat, _ = to_degrees(grid)
    if band is not None:
        south, north = band_limits(band)
        if not south - _BAND_SLACK_DEG <= lat <= north + _BAND_SLACK_DEG:
            raise AmbiguousCoordinateError(
                "The letter {band} and the northing contradict each other.",
                hint="Check both on the map: the letter says how far north the zone's band lies, "
                "and the northing gives another. If only the northing is certain, write {zone}N "
                "for the northern hemisphere.",
                band=band,
                zone=zone,
            )
    return _typed_metres(grid, pair, band, source_text)


def _side(zone: int, side: str) -> tuple[bool, str | None]:
    """Which hemisphere a zone's letter or word means, and the band if it is one."""
    if side == "S":
        raise AmbiguousCoordinateError(
            "{zone}S can mean the band from 32° to 40° north or the southern hemisphere.",
            hint="Write {zone}N or “{zone} north” for the northern hemisphere, "
            "“{zone} south” for the southern.",
            zone=zone,
        )
    if side == "N":  # the band N lies in the northern hemisphere too
        return True, None
    if len(side) == 1 and side in BANDS:
        return side > "N", side
    if len(side) > 1 or not side.isascii():
        meaning = meaning_of(side)
        if meaning in {NORTH, SOUTH}:
            return meaning == NORTH, None
    raise _hemisphere_missing(zone)


def _hemisphere_missing(zone: int) -> AmbiguousCoordinateError:
    return AmbiguousCoordinateError(
        "Zone {zone} needs the letter of its band, or its hemisphere.",
        hint="Write it after the number, as in {zone}R or {zone}N.",
        zone=zone,
    )


def _require_possible_metres(easting_m: Decimal, northing_m: Decimal) -> None:
    west, east = _METRES_BEYOND_ZONE
    if west <= easting_m <= east and northing_m <= _MAX_NORTHING_M:
        return
    if west <= northing_m <= east < easting_m <= _MAX_NORTHING_M:
        raise AmbiguousCoordinateError(
            "The first figure is too large for an easting; it looks like a northing.",
            hint="Write the easting (six digits) first, or write E and N after the figures.",
        )
    raise CoordinateError(
        "An easting lies between 100000 and 900000 metres, a northing below 10000000.",
        hint="Check that no digit is missing or too many. The easting comes first.",
    )


def _read_ups(side: str, pair: tuple[Decimal, Decimal], source_text: str) -> TypedPosition | None:
    if side in POLAR_LETTERS:
        is_north = side in "YZ"
    elif (meaning := meaning_of(side)) in {NORTH, SOUTH}:
        is_north = meaning == NORTH
    else:
        return None
    if any(abs(figure - _UPS_POLE_M) > _UPS_REACH_M for figure in pair):
        raise AmbiguousCoordinateError(
            "These metres have no zone, and every zone has such a place.",
            hint="Write the zone of the map before them, as in 38R 766837 3378403.",
        )
    grid = GridPoint(0, is_north, float(pair[0]), float(pair[1]))
    return _typed_metres(grid, pair, side if side in POLAR_LETTERS else None, source_text)


def _typed_metres(
    grid: GridPoint, pair: tuple[Decimal, Decimal], band: str | None, source_text: str
) -> TypedPosition:
    lat, lon = to_degrees(grid)
    stretch = _UTM_STRETCH if grid.zone else _UPS_STRETCH
    easting_step, northing_step = (last_digit(figure) * stretch for figure in pair)
    return TypedPosition(
        lat=computed_degrees(lat),
        lon=computed_degrees(lon),
        precision_m=half_diagonal_m(northing_step, easting_step),
        source_system=grid_system(grid.zone, is_north=grid.is_north),
        source_text=source_text,
        notation=Notation.UTM if grid.zone else Notation.UPS,
        zone=grid.zone or None,
        band=band,
    )
