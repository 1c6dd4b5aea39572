"""What was entered beside a tape, and the place that it tells.

Two points are chosen or typed, then what was measured from them. Nothing is filled in by itself:
what is missing is named, the side above all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.core.errors import AppError
from app.geo.local_grid import Local
from app.geo.position import AccuracyKind, Method
from app.geo.reading import read_position
from app.geo.taping import (
    LONGEST_TAPE_M,
    Baseline,
    Known,
    Side,
    Taped,
    by_grid,
    by_offset,
    by_two_distances,
)
from app.ui.position.figures import typed_length, typed_number

TYPED: Final = "typed"
_LARGEST_M: Final = 100_000
_FARTHEST_M: Final = Decimal(100_000_000)


class How(StrEnum):
    """What was measured from the two points."""

    DISTANCES = "distances"
    OFFSET = "offset"
    GRID = "grid"


class TapeLackError(AppError):
    """Something is not entered yet."""


@dataclass(frozen=True, slots=True)
class EnteredPoint:
    """A point by the name of a control point, or by a position that was typed, with its error."""

    chosen: str = ""
    text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """Everything as it stands in the boxes."""

    first: EnteredPoint = field(default_factory=EnteredPoint)
    second: EnteredPoint = field(default_factory=EnteredPoint)
    tape: str = ""
    between: str = ""
    how: How = How.DISTANCES
    one: str = ""
    other: str = ""
    side: Side | None = None

    def kept(self) -> dict[str, str]:
        """What the next point begins with: the two points, the tape and the way of measuring."""
        points = {"first": self.first, "second": self.second}
        told = {
            f"{name}.{part}": value
            for name, point in points.items()
            for part, value in asdict(point).items()
        }
        return {**told, "tape": self.tape, "between": self.between, "how": self.how}


def begun_with(kept: Mapping[str, str]) -> Entered:
    """What `kept` gave, with nothing measured yet."""
    first, second = (
        EnteredPoint(*(kept.get(f"{name}.{part.name}", "") for part in fields(EnteredPoint)))
        for name in ("first", "second")
    )
    how = kept.get("how", "")
    return Entered(
        first,
        second,
        kept.get("tape", ""),
        kept.get("between", ""),
        How(how) if how in set(How) else How.DISTANCES,
    )


def work_out(entered: Entered, points: Sequence[Known]) -> Taped:
    """The place that was measured.

    Raises:
        TapeLackError: something is not entered yet, or is no figure.
        AppError: a typed position is none, or what was measured tells no place.
    """
    line = _line(entered, points)
    if entered.how is How.GRID:
        return by_grid(line, _grid_place(entered))
    one, other = (typed_length(typed, LONGEST_TAPE_M) for typed in (entered.one, entered.other))
    if one is None or other is None:
        raise TapeLackError("Both lengths are needed, in metres.", hint="Write them as 12.35.")
    if entered.side is None:
        raise TapeLackError(
            "On which side does it lie?",
            hint="Walk in your mind from the first point to the second, and choose left or right.",
        )
    tell = by_two_distances if entered.how is How.DISTANCES else by_offset
    return tell(line, one, other, entered.side)


def _line(entered: Entered, points: Sequence[Known]) -> Baseline:
    first, second = (_known(point, points) for point in (entered.first, entered.second))
    if first is None:
        raise TapeLackError(
            "The first point is missing.", hint="Choose a control point, or type its position."
        )
    if second is None:
        raise TapeLackError(
            "The second point is missing.", hint="Choose a control point, or type its position."
        )
    tape_m = typed_length(entered.tape, _LARGEST_M)
    if not tape_m:
        raise TapeLackError(
            "The error of the tape is missing.",
            hint="Write how far a length may be off, in metres, such as 0.05.",
        )
    between_m = typed_length(entered.between, LONGEST_TAPE_M)
    if entered.between.strip() and not between_m:
        raise TapeLackError(
            "The length between the two points is no figure.",
            hint="Write it in metres, or leave it empty.",
        )
    return Baseline(first, second, tape_m, between_m)


def _known(entered: EnteredPoint, points: Sequence[Known]) -> Known | None:
    if entered.chosen != TYPED:
        return next((point for point in points if point.name == entered.chosen), None)
    if not entered.text.strip():
        return None
    error_m = typed_length(entered.error, _LARGEST_M)
    if entered.error.strip() and not error_m:
        raise TapeLackError(
            "The error of a typed point is no figure.",
            hint="Write it in metres. Left empty, it is not known, and that of the place neither.",
        )
    position = read_position(entered.text).position(
        Method.CONVERTED,
        accuracy_m=error_m,
        accuracy_kind=AccuracyKind.P95 if error_m else None,
    )
    return Known("", position, text=entered.text.strip())


def _grid_place(entered: Entered) -> Local:
    easting, northing = (typed_number(typed) for typed in (entered.one, entered.other))
    if easting is None or northing is None or max(abs(easting), abs(northing)) > _FARTHEST_M:
        raise TapeLackError(
            "The easting and the northing are needed, in metres.", hint="Write them as 1012.35."
        )
    return Local(easting, northing)
