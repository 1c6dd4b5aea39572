"""A recorded position: one value that merges, displays and travels whole.

Latitude, longitude, what they are worth and how they were come by are never apart, so that nobody
sees one person's latitude with another's longitude, or a coordinate without its accuracy. Nothing
here converts coordinates; it keeps them exactly as they were read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_UP, Decimal
from enum import StrEnum
from typing import Final, TypeVar

from app.core.errors import AppError
from app.geo.quality import Quality

WGS84: Final = "EPSG:4326"
UNKNOWN_SYSTEM: Final = "UNKNOWN"

_MAX_METRES: Final = Decimal(100_000_000)
_MAX_COUNT: Final = 1_000_000_000
_MAX_DECIMALS: Final = 15
_NUMBER = re.compile(rf"-?(0|[1-9][0-9]{{0,9}})(\.[0-9]{{1,{_MAX_DECIMALS}}})?")
_SYSTEM = re.compile(rf"EPSG:[1-9][0-9]{{0,5}}|{UNKNOWN_SYSTEM}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_T = TypeVar("_T")
_Code = TypeVar("_Code", bound=StrEnum)


class PositionError(AppError):
    """A position is incomplete, impossible or not of the form that is kept."""


class AccuracyKind(StrEnum):
    """What an accuracy figure promises: the share of readings that lie within it."""

    P95 = "95"
    P68 = "68"
    CEP = "CEP"
    HDOP = "HDOP"
    UNKNOWN = "UNKNOWN"


class HeightKind(StrEnum):
    """What a height is measured from. The three differ by tens of metres."""

    ELLIPSOID = "ELLIPSOID"
    SEA_LEVEL = "SEA_LEVEL"
    UNKNOWN = "UNKNOWN"


class Method(StrEnum):
    """How a position was come by."""

    RTK = "RTK"
    PPK = "PPK"
    DGNSS = "DGNSS"
    HANDHELD_AVERAGED = "HANDHELD_AVERAGED"
    HANDHELD = "HANDHELD"
    PHONE = "PHONE"
    MAP = "MAP"
    VERBAL = "VERBAL"
    CONVERTED = "CONVERTED"
    PROJECTED = "PROJECTED"
    TAPE = "TAPE"


# What turns a figure of each kind into a radius that holds the true place 19 times in 20. Receivers
# seldom see a round error: from a circle to an ellipse of 2.5 : 1 the factor from the median goes
# from 2.08 to 2.49, and from the 68 % radius, or from DRMS, which many call so, from 1.62 to 1.86.
# (For the circle: F. van Diggelen, "GNSS Accuracy: Lies, Damn Lies, and Statistics", GPS World,
# January 2007; 2DRMS is the usual name of twice DRMS.) Taken from the strict end, because they
# guard people from hazards. A figure of unknown kind may be of the mildest kind there is.
_TO_95: Final[Mapping[AccuracyKind, Decimal]] = {
    AccuracyKind.P95: Decimal(1),
    AccuracyKind.P68: Decimal(2),
    AccuracyKind.CEP: Decimal("2.5"),
    AccuracyKind.HDOP: Decimal("2.5"),
    AccuracyKind.UNKNOWN: Decimal("2.5"),
}
# 2DRMS = 2 x HDOP x user range error, which is about 6 m for one frequency between walls.
_METRES_PER_HDOP: Final = Decimal(12)
# A receiver that does not say what its figure means is at best an ordinary handheld: 3-10 m.
_UNSTATED_FLOOR_M: Final = Decimal(10)
# Between the reference systems of the region's old maps lie up to 420 m.
UNKNOWN_SYSTEM_M: Final = Decimal(500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where something is, how well that is known, and how it was come by.

    Degrees are WGS 84 and metres are metres. `accuracy_m` is None where nobody stated one, and
    stays so. `height_m` is measured from what `height_kind` says; `geoid_m` is how far sea level
    lies above the ellipsoid there, as the receiver said, and is never added to it; nor is
    `antenna_m`, how high above the ground the antenna stood, ever taken off. `quality` is how the
    receiver says it came by the position. `precision_m` is what the digits as read can tell apart
    at best; `source_text` is the string exactly as it was read, in `source_system`.

    Raises:
        PositionError: a value is impossible, too long or of the wrong form.
    """

    lat: Decimal
    lon: Decimal
    method: Method
    height_m: Decimal | None = None
    height_kind: HeightKind | None = None
    geoid_m: Decimal | None = None
    accuracy_m: Decimal | None = None
    accuracy_kind: AccuracyKind | None = None
    precision_m: Decimal | None = None
    fixes: int | None = None
    seconds: int | None = None
    satellites: int | None = None
    hdop: Decimal | None = None
    receiver: str | None = None
    quality: Quality | None = None
    antenna_m: Decimal | None = None
    source_system: str = WGS84
    source_text: str | None = None
    operation: str | None = None
    operation_accuracy_m: Decimal | None = None
    cross_check: str | None = None
    is_suspect: bool = False

    def __post_init__(self) -> None:
        if not _is_between(self.lat, -90, 90) or not _is_between(self.lon, -180, 180):
            raise PositionError(
                "A latitude lies between 90° south and 90° north, "
                "a longitude between 180° west and 180° east.",
                hint="Check that latitude and longitude are not swapped and no digit is too many.",
            )
        for name in _DECIMALS:
            value = getattr(self, name)
            least = -_MAX_METRES if name in _SIGNED else 0
            if value is not None and not _is_between(value, least, _MAX_METRES):
                raise _misshapen(name)
        for name in _COUNTS:
            value = getattr(self, name)
            if value is not None and not 0 <= value <= _MAX_COUNT:
                raise _misshapen(name)
        for name, limit in _TEXTS.items():
            value = getattr(self, name)
            if value is not None and (not 0 < len(value) <= limit or _CONTROL.search(value)):
                raise _misshapen(name)
        if not _SYSTEM.fullmatch(self.source_system):
            raise _misshapen("source_system")

    def error_95_m(self) -> Decimal | None:
        """The radius around the position that holds the true place 19 times in 20.

        None when nothing is known of the accuracy: such a position may be anywhere. The accuracy
        of a conversion and the precision of the digits come on top, and a position whose reference
        system is unknown is never better than 500 m.
        """
        error_m = self._reading_error_95_m()
        if error_m is None:
            return None
        error_m += (self.operation_accuracy_m or 0) + (self.precision_m or 0)
        if self.source_system == UNKNOWN_SYSTEM:
            error_m = max(error_m, UNKNOWN_SYSTEM_M)
        return error_m

    def _reading_error_95_m(self) -> Decimal | None:
        kind = self.accuracy_kind or AccuracyKind.UNKNOWN
        is_vague = kind in {AccuracyKind.HDOP, AccuracyKind.UNKNOWN}
        claims = [_UNSTATED_FLOOR_M] if is_vague else []
        if is_vague and self.hdop is not None:
            claims.append(self.hdop * _METRES_PER_HDOP)
        if self.accuracy_m is not None:
            claims.append(self.accuracy_m * _TO_95[kind])
        elif kind is not AccuracyKind.HDOP or self.hdop is None:
            return None
        return max(claims)

    def to_json(self) -> dict[str, object]:
        """The position as it is journalled: decimals as strings, what is not known left out."""
        told: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value is False:
                continue
            told[field.name] = _plain(value)
        return told

    @classmethod
    def from_json(cls, told: object) -> Position:
        """The position that `to_json` wrote.

        Raises:
            PositionError: it is not exactly such a value, or a newer version wrote it.
        """
        if not isinstance(told, dict):
            raise _misshapen("shape")
        if not told.keys() <= _NAMES:
            raise PositionError(
                "This position holds something that this version of Athar does not know.",
                hint="It was probably recorded by a newer version: install that one to see it.",
            )
        read = _Reader(told)
        return cls(
            lat=read.required("lat", read.decimal("lat")),
            lon=read.required("lon", read.decimal("lon")),
            method=read.required("method", read.code("method", Method)),
            height_m=read.decimal("height_m"),
            height_kind=read.code("height_kind", HeightKind),
            geoid_m=read.decimal("geoid_m"),
            accuracy_m=read.decimal("accuracy_m"),
            accuracy_kind=read.code("accuracy_kind", AccuracyKind),
            precision_m=read.decimal("precision_m"),
            fixes=read.count("fixes"),
            seconds=read.count("seconds"),
            satellites=read.count("satellites"),
            hdop=read.decimal("hdop"),
            receiver=read.text("receiver"),
            quality=read.code("quality", Quality),
            antenna_m=read.decimal("antenna_m"),
            source_system=read.required("source_system", read.text("source_system")),
            source_text=read.text("source_text"),
            operation=read.text("operation"),
            operation_accuracy_m=read.decimal("operation_accuracy_m"),
            cross_check=read.text("cross_check"),
            is_suspect=read.mark("is_suspect"),
        )


_NAMES: Final = frozenset(field.name for field in fields(Position))
_DECIMALS: Final = (
    "height_m",
    "geoid_m",
    "accuracy_m",
    "precision_m",
    "antenna_m",
    "hdop",
    "operation_accuracy_m",
)
_SIGNED: Final = frozenset({"height_m", "geoid_m"})
_COUNTS: Final = ("fixes", "seconds", "satellites")
_TEXTS: Final = {"receiver": 100, "source_text": 500, "operation": 200, "cross_check": 1000}


def rounded_up(metres: Decimal | float) -> Decimal:
    """`metres` to the millimetre, never less: an error may only grow when it is rounded."""
    return Decimal(metres).quantize(Decimal("0.001"), rounding=ROUND_UP)


def decimal_text(value: Decimal) -> str:
    """`value` with exactly the digits it was read with, and no exponent."""
    return f"{value:f}"


def read_decimal(name: str, told: object) -> Decimal:
    """The decimal that `decimal_text` wrote.

    Raises:
        PositionError: it is not a plain decimal in a string.
    """
    if not isinstance(told, str) or not _NUMBER.fullmatch(told):
        raise _misshapen(name)
    return Decimal(told)


class _Reader:
    """Takes values out of JSON one by one, each of exactly the expected type."""

    def __init__(self, told: Mapping[str, object]) -> None:
        self._told = told

    def required(self, name: str, value: _T | None) -> _T:
        if value is None:
            raise _misshapen(name)
        return value

    def decimal(self, name: str) -> Decimal | None:
        return read_decimal(name, self._told[name]) if name in self._told else None

    def text(self, name: str) -> str | None:
        return self._typed(name, str)

    def count(self, name: str) -> int | None:
        return self._typed(name, int)

    def mark(self, name: str) -> bool:
        value = self._typed(name, bool)
        if value is False:  # written by leaving it out; one spelling only
            raise _misshapen(name)
        return value is True

    def code(self, name: str, kind: type[_Code]) -> _Code | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            raise _misshapen(name) from None

    def _typed(self, name: str, kind: type[_T]) -> _T | None:
        if name not in self._told:
            return None
        value = self._told[name]
        if type(value) is not kind:  # not isinstance: true is no count
            raise _misshapen(name)
        return value


def _misshapen(name: str) -> PositionError:
    return PositionError(
        "This position cannot be read: its {field} is not of the right form.",
        hint="Nothing was changed. Record the position again, or ask its sender for it again.",
        field=name,
    )


def _is_between(value: Decimal, least: Decimal | int, most: Decimal | int) -> bool:
    if not value.is_finite() or not least <= value <= most:
        return False
    decimals = len(value.as_tuple().digits) - 1 - value.adjusted()
    return decimals <= _MAX_DECIMALS


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return str(value) if isinstance(value, StrEnum) else value
