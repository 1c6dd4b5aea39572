"""Reading a position in any reference system that is offered, and saying what it is then worth.

What a text or its reader names as the system decides: WGS 84 if nothing is named, but for the pairs
of Soviet sheets, which say by X and Y what they are. What is not WGS 84 is converted by the one
operation that the table names for that place, and keeps its own text.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from app.geo.conversion import MAX_ACCEPTED_M, convert
from app.geo.coordinates import doubts, names_wgs84, normalised, read_plain
from app.geo.gauss_kruger import grid_of, pair_in, soviet_pair
from app.geo.grid_text import bare_metres, read_pair_in_zone
from app.geo.grids import to_grid, wgs84_zone
from app.geo.notation import (
    AmbiguousCoordinateError,
    CoordinateError,
    Notation,
    TypedPosition,
    half_diagonal_m,
    last_digit,
)
from app.geo.point import Box
from app.geo.position import UNKNOWN_SYSTEM, UNKNOWN_SYSTEM_M, WGS84
from app.geo.system_names import parted, system_id, system_of
from app.geo.systems import PULKOVO_1942, Order, System, utm

REGION: Final = Box(Decimal(24), Decimal(34), Decimal(44), Decimal(57))
_STRETCH: Final = Decimal("1.0015")  # a metre of these grids, on the ground, at most
_ANGLES: Final = frozenset({Notation.DEGREES, Notation.MINUTES, Notation.SECONDS})
_STRIP_SLACK: Final = Decimal("0.01")

Pair = tuple[Decimal, Decimal]


def read_position(
    text: str, system: int | str | None = None, accepted_m: Decimal | None = None
) -> TypedPosition:
    """The place that `text` names in `system`, in WGS 84, and how it became so.

    `system` is an EPSG code or `UNKNOWN`; without one, the text itself may name it. `accepted_m` is
    how far off a person lets the place be; it is needed only where nobody published that.

    Raises:
        CoordinateError: the text names no place in that system; sentence and hint say why.
        AmbiguousCoordinateError: it can be read in more than one way.
        OutsideAreaError: the system is not used at that place.
        UnsureConversionError: how good the conversion would be has to be accepted.
    """
    if accepted_m is not None and not (accepted_m.is_finite() and 0 < accepted_m <= MAX_ACCEPTED_M):
        raise CoordinateError(
            "What is accepted as an error lies above 0 and up to {most} metres.",
            hint="Say by how many metres the place may be off.",
            most=MAX_ACCEPTED_M,
        )
    named, plain = parted(normalised(text))
    code = _agreed(text, named, system)
    if not plain:
        raise CoordinateError(
            "The text names a reference system and no place in it.",
            hint="Write the figures after it.",
        )
    if code == UNKNOWN_SYSTEM:
        return replace(read_plain(plain, text), source_system=UNKNOWN_SYSTEM)
    found = None if code is None else system_of(code)
    if found is not None:
        return _read_in(found, plain, text, accepted_m)
    if code is None and (soviet := soviet_pair(plain)):
        return _typed_grid(*grid_of(soviet), text, accepted_m)
    if code is not None and (zone := wgs84_zone(code)) and (pair := bare_metres(plain)):
        return read_pair_in_zone(zone[0], pair, text, is_north=zone[1])
    typed = read_plain(plain, text)
    if code not in {None, WGS84, typed.source_system}:
        raise _other_system(typed.source_system, str(code))
    return typed


def remarks(typed: TypedPosition) -> tuple[CoordinateError, ...]:
    """All that should be pointed out about a place that could be read; to be shown, not raised."""
    return (*doubts(typed), *_conversion_remarks(typed), *_region_remarks(typed))


def worth_m(typed: TypedPosition) -> Decimal:
    """How far off the place may be by its digits and its conversion alone, whoever measured it."""
    if typed.source_system == UNKNOWN_SYSTEM:
        return max(typed.precision_m, UNKNOWN_SYSTEM_M)
    return typed.precision_m + (typed.operation_accuracy_m or 0)


def _agreed(text: str, named: str | None, system: int | str | None) -> str | None:
    """The one system that is meant: `UNKNOWN`, an EPSG code, or None."""
    code = None if system is None else system_id(system)
    if named is None and names_wgs84(text):
        named = WGS84
    if code is None or named is None or code == named:
        return code or named
    if named == _datum_of(code):  # of the same datum, and says more
        return code
    raise _other_system(named, code)


def _datum_of(code: str) -> str:
    if wgs84_zone(code) is not None:
        return WGS84
    system = None if code == UNKNOWN_SYSTEM else system_of(code)
    return code if system is None else f"EPSG:{system.datum.code}"


def _other_system(typed: str, asked: str) -> AmbiguousCoordinateError:
    return AmbiguousCoordinateError(
        "The text says {typed}, and {asked} was given as its reference system.",
        hint="Check which of the two the map or file names, and give only that.",
        typed=typed,
        asked=asked,
    )


def _read_in(system: System, plain: str, text: str, accepted_m: Decimal | None) -> TypedPosition:
    if system.order is Order.LATITUDE:
        return _read_on_datum(system, plain, text, accepted_m)
    if system.order is Order.NORTHING and (soviet := soviet_pair(plain)):
        pair = pair_in(system, (soviet.x, soviet.y))
        if soviet.zone and soviet.zone != system.soviet_zone:
            raise _other_system(grid_of(soviet)[0].name, system.name)
        return _typed_grid(system, pair, text, accepted_m)
    metres = bare_metres(plain)
    if metres is not None:
        pair = pair_in(system, metres) if system.order is Order.NORTHING else metres
        return _typed_grid(system, pair, text, accepted_m)
    typed = read_plain(plain, text)
    if typed.notation is Notation.UTM and typed.zone == system.zone and typed.lat >= 0:
        return _typed_utm(system, typed, accepted_m)
    raise CoordinateError(
        "{system} is a grid, and this is no easting and northing in it.",
        hint="Write the easting and the northing in metres, without another zone.",
        system=system.name,
    )


def _read_on_datum(
    system: System, plain: str, text: str, accepted_m: Decimal | None
) -> TypedPosition:
    """Angles on the datum, or metres of one of the grids that are drawn on it."""
    if system.datum is PULKOVO_1942 and (soviet := soviet_pair(plain, is_on_datum=True)):
        return _typed_grid(*grid_of(soviet), text, accepted_m)
    typed = read_plain(plain, text)
    match typed.notation:
        case Notation.MGRS | Notation.UPS:
            raise CoordinateError(
                "Squares are read in WGS 84 alone, and {system} was named.",
                hint="Old sheets letter their squares in ways of their own. Write the easting and "
                "the northing in metres, with the zone.",
                system=system.name,
            )
        case Notation.UTM if system.datum is PULKOVO_1942:
            raise CoordinateError(
                "There is no UTM on {system}; its sheets carry the Soviet grid.",
                hint="Write X (the northing) and Y (the easting with its zone), as in "
                "X 4412345 Y 8543210.",
                system=system.name,
            )
        case Notation.UTM if typed.zone is not None:
            return _typed_utm(utm(system.datum, typed.zone), typed, accepted_m)
        case _:
            return _converted(system, (typed.lat, typed.lon), typed, accepted_m)


def _typed_utm(system: System, typed: TypedPosition, accepted_m: Decimal | None) -> TypedPosition:
    """Metres that were read with their zone, on the datum of `system` instead of WGS 84."""
    grid = to_grid(typed, zone=typed.zone)
    pair = Decimal(f"{grid.easting_m:.4f}"), Decimal(f"{grid.northing_m:.4f}")
    return _converted(system, pair, typed, accepted_m)


def _typed_grid(system: System, pair: Pair, text: str, accepted_m: Decimal | None) -> TypedPosition:
    step, other = (last_digit(figure) * _STRETCH for figure in pair)
    typed = TypedPosition(
        lat=Decimal(0),
        lon=Decimal(0),
        precision_m=half_diagonal_m(step, other),
        source_system=system.id,
        source_text=text,
        notation=Notation.GRID,
    )
    return _converted(system, pair, typed, accepted_m)


def _converted(
    system: System, pair: Pair, typed: TypedPosition, accepted_m: Decimal | None
) -> TypedPosition:
    made = convert(system, pair, accepted_m)
    return replace(
        typed,
        lat=made.lat,
        lon=made.lon,
        source_system=system.id,
        zone=None,  # of another grid than that of WGS 84, which zone and band are of
        band=None,
        operation=made.operation.name,
        operation_accuracy_m=made.accuracy_m,
        is_accepted=made.is_accepted,
    )


def _conversion_remarks(typed: TypedPosition) -> tuple[CoordinateError, ...]:
    if typed.source_system == UNKNOWN_SYSTEM:
        return (
            CoordinateError(
                "The reference system is unknown, so the place may be {metres} m off.",
                hint="Look for its name on the map's margin or in the file, or compare a point "
                "that is known.",
                metres=UNKNOWN_SYSTEM_M,
            ),
        )
    if typed.operation is None:
        return ()
    system = system_of(typed.source_system)
    if system is None:
        return ()
    found = []
    if typed.is_accepted:
        found.append(
            CoordinateError(
                "That {system} is converted here to within {metres} m was accepted by a person, "
                "and published by nobody.",
                hint="Compare a point that is known in both systems.",
                system=system.name,
                metres=typed.operation_accuracy_m,
            )
        )
    if system.datum.operations[0].is_zero:
        found.append(
            CoordinateError(
                "{system} and WGS 84 are taken to be the same, which is published to hold within "
                "{metres} m.",
                hint="Nothing is wrong: both are systems of satellites.",
                system=system.name,
                metres=typed.operation_accuracy_m,
            )
        )
    if system.soviet_zone is not None:
        found.append(
            CoordinateError(
                "Read as {system}: X is the northing, and Y the easting.",
                hint="Check that the map names this system: others look the same.",
                system=system.name,
            )
        )
    if system.strip and not (
        system.strip[0] - _STRIP_SLACK <= typed.lon <= system.strip[1] + _STRIP_SLACK
    ):
        found.append(
            CoordinateError(
                "The place lies outside the strip of ground that {system} is for.",
                hint="Check the zone: a pair read in the next zone lies hundreds of kilometres "
                "away. If the sheet keeps to one zone, this is right.",
                system=system.name,
            )
        )
    return tuple(found)


def _region_remarks(typed: TypedPosition) -> tuple[CoordinateError, ...]:
    if typed.notation in _ANGLES and REGION.suggests_swap(typed):
        return (
            CoordinateError(
                "The place lies far from the region; with latitude and longitude the other way "
                "round it would be in it.",
                hint="Check which of the two is the latitude, and write N and E after them.",
            ),
        )
    return ()
