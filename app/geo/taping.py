"""A place found with a tape from two points that are known: where no receiver sees the sky.

Inside a grave a receiver cannot tell two bodies apart, and a tape can. The two points make a grid
of their own (see `local_grid`): the line from the first to the second. What is measured is told by
the person, the side above all; every error is added up and none is taken off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.core.errors import AppError
from app.geo.distance import distance_m
from app.geo.local_grid import (
    Local,
    LocalGridError,
    Mark,
    Tie,
    meeting_deg,
    offset,
    taped_error_m,
    tied,
    two_distances,
)
from app.geo.position import Method, Position, rounded_up

LONGEST_TAPE_M: Final = Decimal(1_000)
_GOOD_DEG: Final = 30.0
_BY_EYE: Final = Decimal("0.05")  # of the way aside: a right angle laid out by eye is off by 3°
_FAR: Final = 4.0  # × half the way between the points
_SHOWN_CHARACTERS: Final = 500


class Side(StrEnum):
    """On which hand a place lies, for somebody who walks from the first point to the second."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Known:
    """A point from which a tape is drawn; `local` where it stands in the grid of the site.

    `name` is that of a control point; of any other, `text` is its position as it was read.
    """

    name: str
    position: Position
    local: Local | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Two known points, the tape's error, and how far apart the tape says they are, if it does."""

    first: Known
    second: Known
    tape_m: Decimal
    between_m: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Taped:
    """A place found by tape from the two points of `line`.

    `measured_m` is what the measuring adds to the error, `points_m` what the two points do (None
    where one of them is not known); `doubts` are pointed out.
    """

    position: Position
    line: Baseline
    measured_m: Decimal
    points_m: Decimal | None
    doubts: tuple[AppError, ...] = ()


def by_two_distances(
    line: Baseline, to_first_m: Decimal, to_second_m: Decimal, side: Side
) -> Taped:
    """The place at these distances from the two points.

    Raises:
        LocalGridError: the points are one place, or the tapes do not meet or say too little.
    """
    tie, marks = _along(line)
    left, right = two_distances(*marks, to_first_m, to_second_m)
    measured_m = taped_error_m(*marks, to_first_m, to_second_m, line.tape_m)
    between_m = math.dist(_floats(marks[0]), _floats(marks[1]))
    angle = meeting_deg(between_m, float(to_first_m), float(to_second_m))
    said = f"{to_first_m:f} m from the first, {to_second_m:f} m from the second, {side} of the way"
    taped = _taped(line, tie, marks, left if side is Side.LEFT else right, measured_m, said)
    return taped if angle >= _GOOD_DEG else _doubted(taped, _thin(angle))


def by_offset(line: Baseline, along_m: Decimal, aside_m: Decimal, side: Side) -> Taped:
    """The place so far along the way from the first point to the second, and so far beside it.

    Raises:
        LocalGridError: the points are one place, or the place is out of reach.
    """
    tie, marks = _along(line)
    place = offset(*marks, along_m, -aside_m if side is Side.LEFT else aside_m)
    askew_m = aside_m * _BY_EYE
    measured_m = rounded_up(math.hypot(float(line.tape_m) * math.sqrt(2), float(askew_m)))
    said = f"{along_m:f} m along from the first, {aside_m:f} m {side} of the way"
    return _taped(line, tie, marks, place, measured_m, said)


def by_grid(line: Baseline, place: Local) -> Taped:
    """The place at these coordinates of the site's own grid, in which both points are known.

    Raises:
        LocalGridError: one of the points is not known in the grid, or they are one place there.
    """
    first, second = line.first.local, line.second.local
    if first is None or second is None:
        raise LocalGridError(
            "The two points are not both known in the grid of the site.",
            hint="Choose two control points that have an easting and a northing of that grid.",
        )
    tie = _tied(line, first, second)
    said = f"E {place.easting_m:f} N {place.northing_m:f} of the local grid"
    measured_m = rounded_up(float(line.tape_m) * math.sqrt(2))
    return _taped(line, tie, (first, second), place, measured_m, said)


def _along(line: Baseline) -> tuple[Tie, tuple[Local, Local]]:
    """The grid that begins at the first point and goes east to the second, as the tape has it."""
    apart_m = distance_m(line.first.position, line.second.position)
    between_m = line.between_m if line.between_m is not None else rounded_up(apart_m)
    first, second = Local(Decimal(0), Decimal(0)), Local(between_m, Decimal(0))
    return _tied(line, first, second), (first, second)


def _tied(line: Baseline, first: Local, second: Local) -> Tie:
    return tied(
        [
            Mark(first, line.first.position, line.first.name),
            Mark(second, line.second.position, line.second.name),
        ]
    )


def _taped(
    line: Baseline,
    tie: Tie,
    marks: tuple[Local, Local],
    place: Local,
    measured_m: Decimal,
    said: str,
) -> Taped:
    text = (
        f"{said}; first: {_told(line.first)}; second: {_told(line.second)}; "
        f"tape ± {line.tape_m:f} m"
    )
    position = replace(
        tie.position(place, text=text[:_SHOWN_CHARACTERS], measured_m=measured_m),
        method=Method.TAPE,
        cross_check=_checked(line),
    )
    points_m = tie.error_at_m(place)
    taped = Taped(position, line, measured_m, points_m)
    for doubt in (_apart(line, tie, marks), _stretched(marks, place)):
        taped = _doubted(taped, doubt) if doubt is not None else taped
    return taped


def _told(known: Known) -> str:
    position = known.position
    error_m = position.error_95_m()
    worth = "accuracy not known" if error_m is None else f"± {error_m:f} m"
    named = known.name or f"“{known.text}”"
    return f"{named} {position.lat:f} {position.lon:f} {worth}"


def _checked(line: Baseline) -> str | None:
    if line.between_m is None:
        return None
    apart_m = rounded_up(distance_m(line.first.position, line.second.position))
    return f"between the two points: {line.between_m:f} m by tape, {apart_m:f} m by position"


def _doubted(taped: Taped, doubt: AppError) -> Taped:
    return replace(taped, doubts=(*taped.doubts, doubt))


def _thin(angle: float) -> LocalGridError:
    return LocalGridError(
        "The two tapes meet at {angle}°: a small slip of either moves the place far.",
        hint="Better take two points from which the tapes meet at between 30° and 150°.",
        angle=round(angle),
    )


def _apart(line: Baseline, tie: Tie, marks: tuple[Local, Local]) -> LocalGridError | None:
    """Whether tape and positions differ by more than all their errors together."""
    grid_m = math.dist(_floats(marks[0]), _floats(marks[1]))
    world_m = distance_m(line.first.position, line.second.position)
    if tie.error_m is None or abs(grid_m - world_m) <= float(2 * tie.error_m + line.tape_m):
        return None
    return LocalGridError(
        "Between the two points lie {measured} m as measured, and {computed} m by their positions.",
        hint="Check which points they are, and their positions, before anything is recorded.",
        measured=f"{grid_m:.2f}",
        computed=f"{world_m:.2f}",
    )


def _stretched(marks: tuple[Local, Local], place: Local) -> LocalGridError | None:
    """Whether the line is so short that its own errors swing the place about."""
    (x, y), (other_x, other_y) = _floats(marks[0]), _floats(marks[1])
    half_m = math.dist((x, y), (other_x, other_y)) / 2
    away_m = math.dist(((x + other_x) / 2, (y + other_y) / 2), _floats(place))
    if away_m <= _FAR * half_m:
        return None
    return LocalGridError(
        "The place is {away} m from the middle of the two points, which stand only {between} m "
        "apart.",
        hint="The errors of the points swing it about. Better take two points farther apart.",
        away=f"{away_m:.1f}",
        between=f"{2 * half_m:.1f}",
    )


def _floats(place: Local) -> tuple[float, float]:
    return float(place.easting_m), float(place.northing_m)
