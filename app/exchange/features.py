"""What other programs' files hold, in one neutral form: features, and what is wrong with them.

A reader yields features and problems in the order of the file, and refuses the whole file only when
nothing of it can be trusted. So nothing is dropped silently: whatever is not read is a problem with
its place in the file. Coordinates are WGS 84 degrees with the digits they were written with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from app.core.errors import AppError
from app.core.letters import ascii_digits
from app.geo.notation import CoordinateError, TypedPosition

LIMIT_POINTS: Final = 250_000
LIMIT_NAME: Final = 200
LIMIT_DECIMALS: Final = 15

_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?"
)
_DAY_AND_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T\x20]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
)
_DAY: Final = timedelta(days=1)  # a device may be in another time zone than it says
_MOST: Final = Decimal(10) ** 12
_HAIR: Final = Decimal("1e-9")
_FINEST: Final = Decimal("1e-15")
_EARLIEST_YEAR: Final = 1980  # when GPS began; nothing that tells its place is older


class ImportRefusedError(AppError):
    """A file is not read at all, because nothing of it could be trusted."""

    def __init__(self, message: str, *, hint: str, reason: str, **values: object) -> None:
        super().__init__(message, hint=hint, **values)
        self.reason = reason


class Place(NamedTuple):
    """One point of a feature, in WGS 84; `moment` is its time in UTC, ISO 8601.

    `typed` is how it stands in the file, where that is not in decimal degrees of WGS 84.
    """

    lat: Decimal
    lon: Decimal
    height_m: Decimal | None = None
    moment: str | None = None
    typed: TypedPosition | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing in a file: `kind` is how the file counts it, `parts` its points, line by line.

    An area has its outline as the first part, and its holes as the others. `points_kind` is how the
    points themselves are counted, "" where they are not.
    """

    kind: str
    parts: tuple[tuple[Place, ...], ...]
    name: str = ""
    points_kind: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a file that was not read as it stands: where, and what, as templates."""

    where: str
    what: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know of a whole file, as a template."""

    what: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


Item = Feature | Problem | Remark


Corners = Sequence[Sequence[Place | None]]


class Points:
    """Makes places out of what a file says, and problems out of what cannot be one.

    `read` makes places of figures in another system than WGS 84: of the one east, the one north.
    """

    def __init__(
        self,
        now: datetime,
        where: str = "line {number}",
        read: Callable[[tuple[str, str]], TypedPosition] | None = None,
        **values: object,
    ) -> None:
        self._now = now
        self._where = where
        self.read = read
        self._values = values
        self._made = self._wrong = 0
        self.problems: list[Problem] = []

    def place(
        self, lat: str, lon: str, number: int, *, height: str = "", moment: str = ""
    ) -> Place | None:
        """A place, if the two are one; what is wrong is added to the problems.

        Raises:
            ImportRefusedError: the file has more points than can be looked over.
        """
        self._made += 1
        require_few(self._made)
        if self.read is not None:
            return self._converted((lon, lat), number, height, moment)
        north, east = number_of(lat), number_of(lon)
        if north is not None and east is not None:
            north, east = within(north, 90), within(east, 180)
        if north is None or east is None:
            self.add(number, "No latitude and longitude in degrees. This point is not read.")
            return None
        if abs(north) > 90 or abs(east) > 180:
            if abs(north) <= 180 and abs(east) <= 90:
                what = "Latitude and longitude are swapped, or not degrees. This point is not read."
            else:
                what = "These are not degrees. This point is not read."
            self.add(number, what)
            return None
        north, east = _kept(north), _kept(east)
        if not north and not east:
            self.add(number, "0° north, 0° east: a device without a position writes this.")
        told = self._moment(moment, number)
        return Place(north, east, self._height(height, number), told)

    def typed(
        self, typed: TypedPosition, number: int, *, height: str = "", moment: str = ""
    ) -> Place:
        """The place of a text that could be read."""
        told = self._moment(moment, number)
        return Place(typed.lat, typed.lon, self._height(height, number), told, typed)

    def area(self, rings: Corners, number: int, name: str = "") -> Iterator[Feature | Problem]:
        """The area of an outline and its holes. Without each of its corners it is none."""
        yield from self.drained()
        whole = tuple(tuple(place for place in ring if place is not None) for ring in rings)
        if not any(rings):
            self.add(number, "This feature has no place. It is not read.")
        elif all(whole) and sum(map(len, whole)) == sum(map(len, rings)):
            yield Feature("areas", whole, name)
        else:
            self.add(
                number,
                "A corner of this area cannot be read, and without it this would be another area. "
                "It is not read.",
            )
        yield from self.drained()

    def add(self, number: int, what: str, **values: object) -> None:
        """Remember a problem at that place of the file.

        Raises:
            ImportRefusedError: the file has more than can be looked over.
        """
        self._wrong += 1
        require_few(self._wrong)
        told = {**self._values, "number": number, **values}
        self.problems.append(Problem(self._where, what, told))

    def problem(self, number: int, what: str) -> Iterator[Problem]:
        """A problem at that place of the file, and those before it that were not told yet."""
        self.add(number, what)
        yield from self.drained()

    def drained(self) -> Iterator[Problem]:
        """The problems found since the last time this was asked."""
        found, self.problems = self.problems, []
        yield from found

    def _converted(
        self, pair: tuple[str, str], number: int, height: str, moment: str
    ) -> Place | None:
        try:
            typed = self.read(pair) if self.read is not None else None
        except CoordinateError as error:
            self.add(number, error.message, **error.values)
            return None
        if typed is None:
            return None
        return self.typed(typed, number, height=height, moment=moment)

    def _height(self, told: str, number: int) -> Decimal | None:
        above = number_of(told)
        if told.strip() and above is None:
            self.add(number, "This height is no number, and is left out.")
        return above

    def _moment(self, told: str, number: int) -> str | None:
        if not told.strip():
            return None
        moment = moment_of(told)
        if moment is None:
            self.add(number, "This time cannot be read, and is left out.")
            return None
        if moment.year < _EARLIEST_YEAR or moment - self._now > _DAY:
            self.add(number, "The time says the year {year}. It is not believed.", year=moment.year)
            return None
        plain = moment.replace(tzinfo=None)
        return plain.isoformat(timespec="milliseconds" if plain.microsecond else "seconds") + "Z"


def within(degrees: Decimal, most: int) -> Decimal:
    """Degrees that binary fractions put beyond the pole or the date line by a hair, put back."""
    if most < abs(degrees) <= most + _HAIR:
        return Decimal(most).copy_sign(degrees)
    return degrees


def _kept(degrees: Decimal) -> Decimal:
    """Degrees with no more decimals than a position has; 15 tell atoms apart."""
    exponent = degrees.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -LIMIT_DECIMALS:
        return degrees.quantize(_FINEST).normalize()
    return degrees


def require_few(points: int) -> None:
    """Return if a file of so many points can be looked over.

    Raises:
        ImportRefusedError: there are more.
    """
    if points > LIMIT_POINTS:
        raise ImportRefusedError(
            "The file has more than {limit} points.",
            hint="Split it, for example one file a day, and give each of them.",
            reason="too_large",
            limit=LIMIT_POINTS,
        )


def number_of(told: str) -> Decimal | None:
    """A decimal number in any digits, with the digits it was written with; None if it is none."""
    plain = told.strip()
    if not plain.isascii():
        plain = ascii_digits(plain)
    if not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain)
    if abs(number) >= _MOST:
        return None
    return Decimal(f"{number:f}") if "e" in plain or "E" in plain else number


def moment_of(told: str) -> datetime | None:
    """A moment in ISO 8601; without a zone it is UTC, as GPX and KML have it."""
    shape = _DAY_AND_TIME.fullmatch(told.strip())
    if shape is None:
        return None
    day, clock, fraction, zone = shape.groups()
    try:
        moment = datetime.fromisoformat(
            f"{day}T{clock}{(fraction or '')[:7]}{'+00:00' if zone in {None, 'Z'} else zone}"
        )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def part_name(name: str, nth: int, count: int) -> str:
    """The name of one of the parts of a feature, such as `North field 2/3`."""
    return name if count == 1 else f"{name} {nth}/{count}".strip()


def short(told: str) -> str:
    """A name as it is shown: one line, printable, not endless."""
    plain = "".join(mark if mark.isprintable() else " " for mark in told[: 4 * LIMIT_NAME])
    return " ".join(plain.split())[:LIMIT_NAME]
