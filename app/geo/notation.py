"""What reading a typed coordinate gives: the place and what was typed, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal
from enum import StrEnum
from typing import Final

from app.core.errors import AppError
from app.geo.grids import grid_operation
from app.geo.position import AccuracyKind, Method, Position

# A hundredth of a millimetre on the ground: enough that a grid reading to the millimetre, turned
# into degrees and back, is the same reading.
COMPUTED_DECIMALS: Final = Decimal("1E-10")


class CoordinateError(AppError):
    """The text is no coordinate, or one that cannot be."""


class AmbiguousCoordinateError(CoordinateError):
    """The text can be read in more than one way, and the person has to say which is meant."""


class Notation(StrEnum):
    """How a coordinate was written."""

    DEGREES = "DD"
    MINUTES = "DM"
    SECONDS = "DMS"
    UTM = "UTM"
    UPS = "UPS"
    MGRS = "MGRS"
    GRID = "GRID"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPosition:
    """A place read from text, in WGS 84 degrees.

    `precision_m` follows from the digits typed: no place that would be written with the same digits
    is further away. Decimal degrees are kept digit for digit; everything else is computed to ten
    decimals. `zone` and `band` are those typed, for a grid; near the poles there is no zone.

    What was typed in another reference system was converted by `operation`, which is off by up to
    `operation_accuracy_m`; where nobody published that, a person accepted the figure.
    """

    lat: Decimal
    lon: Decimal
    precision_m: Decimal
    source_system: str
    source_text: str
    notation: Notation
    zone: int | None = None
    band: str | None = None
    operation: str | None = None
    operation_accuracy_m: Decimal | None = None
    is_accepted: bool = False

    def position(
        self,
        method: Method,
        *,
        accuracy_m: Decimal | None = None,
        accuracy_kind: AccuracyKind | None = None,
        cross_check: str | None = None,
    ) -> Position:
        """The position to record. An accuracy that nobody stated stays missing.

        Metres of WGS 84 became degrees by a projection, which adds no error.
        """
        projection = grid_operation(self.source_system)
        return Position(
            lat=self.lat,
            lon=self.lon,
            method=method,
            accuracy_m=accuracy_m,
            accuracy_kind=accuracy_kind,
            precision_m=self.precision_m,
            source_system=self.source_system,
            source_text=self.source_text,
            operation=f"{self.operation} accepted"
            if self.is_accepted
            else self.operation or projection,
            operation_accuracy_m=Decimal(0) if projection else self.operation_accuracy_m,
            cross_check=cross_check,
        )


def computed_degrees(value: Decimal | float) -> Decimal:
    """An angle that was computed, to the decimals that are kept."""
    return Decimal(value).quantize(COMPUTED_DECIMALS, rounding=ROUND_HALF_EVEN)


def last_digit(value: Decimal) -> Decimal:
    """What one unit of the last digit written is worth: 0.01 for 1.50."""
    return Decimal(1).scaleb(value.adjusted() - len(value.as_tuple().digits) + 1)


def half_diagonal_m(height_m: Decimal, width_m: Decimal) -> Decimal:
    """How far the corner of a cell is from its centre, to the millimetre, never less."""
    diagonal = (height_m * height_m + width_m * width_m).sqrt()
    return (diagonal / 2).quantize(Decimal("0.001"), rounding=ROUND_UP)
