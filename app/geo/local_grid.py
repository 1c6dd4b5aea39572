"""The grid of a site tied to the world, and points found in it with two tapes.

A total station, or a tape, measures in a grid that somebody laid out: metres from a nail, turned by
any angle against north. Two or more marks that are known in both make the tie: turned and moved,
and never stretched unless that is asked for, because a tape that disagrees with a receiver is a
mistake to be seen, not to be spread over the site. What remains at the marks is told.

A place is never better known than the marks it was measured from. Errors only ever add up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, NamedTuple

from app.core.errors import AppError
from app.geo.engines import pipeline
from app.geo.notation import computed_degrees
from app.geo.point import Located, Point
from app.geo.position import AccuracyKind, Method, Position, rounded_up

REACH_M: Final = 20_000  # beyond this a plane is no picture of the ground
LEAST_MARKS: Final = 2
_APART_M: Final = 1.0  # marks closer together say nothing of the direction
_MILLIMETRE: Final = Decimal("0.001")
_TENTH: Final = Decimal("0.0001")
_FLATTEST_DEG: Final = 5.0  # tapes that meet at a sharper angle slide along each other


class LocalGridError(AppError):
    """The marks make no grid, or the tapes no point."""


class Local(NamedTuple):
    """A place in the grid of a site, in metres."""

    easting_m: Decimal
    northing_m: Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """A point that is known in the grid of the site and in the world."""

    local: Local
    position: Position
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A grid tied to the world; `residuals_m` is what remains at each mark, in their order.

    `error_m` is how far off the worst mark may be, 19 times in 20; None where one of them is
    unknown, and so is then everything measured from them.
    """

    marks: tuple[Mark, ...]
    residuals_m: tuple[Decimal, ...]
    scale: float
    error_m: Decimal | None
    _centre: tuple[float, float]
    _anchor: tuple[Point, float, float]
    _turn: tuple[float, float]
    _half_m: float

    @property
    def residual_m(self) -> Decimal:
        """The largest of what remains."""
        return max(self.residuals_m)

    @property
    def operation(self) -> str:
        """What is stored with every position that it made."""
        names = ", ".join(mark.name for mark in self.marks if mark.name)
        angle = math.degrees(math.atan2(self._turn[1], self._turn[0]))
        told = f"local grid, {len(self.marks)} marks, turned {angle:.4f}°"
        told += f", scale {self.scale:.6f}, remaining {self.residual_m} m"
        return f"{told}: {names}"[:200] if names else told

    def place(self, local: Local) -> Point:
        """Where in the world a place of the grid is.

        Raises:
            LocalGridError: it is too far from the marks for a plane.
        """
        self._require_near(self._away_m(local))
        x = float(local.easting_m) - self._centre[0]
        y = float(local.northing_m) - self._centre[1]
        cos, sin = self._turn
        origin, east, north = self._anchor
        return _unflattened(
            origin,
            east + self.scale * (cos * x - sin * y),
            north + self.scale * (sin * x + cos * y),
        )

    def local(self, place: Located) -> Local:
        """Where in the grid a place of the world is, to a tenth of a millimetre.

        Raises:
            LocalGridError: it is too far from the marks for a plane.
        """
        origin, east, north = self._anchor
        at_east, at_north = _flattened(origin, place)
        self._require_near(math.hypot(at_east - east, at_north - north))
        cos, sin = self._turn
        x, y = (at_east - east) / self.scale, (at_north - north) / self.scale
        return Local(
            _tenths(self._centre[0] + cos * x + sin * y),
            _tenths(self._centre[1] - sin * x + cos * y),
        )

    def error_at_m(self, local: Local, measured_m: Decimal = Decimal(0)) -> Decimal | None:
        """How far off a place may be, 19 times in 20, that was measured to within `measured_m`.

        The marks may all be off by the same, and they may be off so that the grid is turned; the
        latter grows with the distance from the marks.
        """
        if self.error_m is None:
            return None
        mark_m = float(self.error_m)
        turned_m = mark_m * self._away_m(local) / self._half_m
        return rounded_up(math.hypot(mark_m, turned_m)) + self.residual_m + measured_m

    def position(
        self,
        local: Local,
        *,
        text: str | None = None,
        height_m: Decimal | None = None,
        measured_m: Decimal = Decimal(0),
    ) -> Position:
        """The position of a place of the grid, with what the tie makes of its error.

        `height_m` is that of the site's own datum. Of a suspect mark every position is suspect.

        Raises:
            LocalGridError: it is too far from the marks for a plane.
        """
        place = self.place(local)
        error_m = self.error_at_m(local, measured_m)
        return Position(
            lat=place.lat,
            lon=place.lon,
            method=Method.CONVERTED,
            height_m=height_m,
            accuracy_m=error_m,
            accuracy_kind=None if error_m is None else AccuracyKind.P95,
            source_text=text or f"E {local.easting_m:f} N {local.northing_m:f}",
            operation=self.operation,
            is_suspect=any(mark.position.is_suspect for mark in self.marks),
        )

    def _away_m(self, local: Local) -> float:
        return math.hypot(
            float(local.easting_m) - self._centre[0], float(local.northing_m) - self._centre[1]
        )

    def _require_near(self, away_m: float) -> None:
        if away_m > REACH_M:
            raise LocalGridError(
                "This place is {distance} km from the marks of the grid.",
                hint="A grid of a site reaches {reach} km. Check the easting and the northing.",
                distance=round(away_m / 1000),
                reach=REACH_M // 1000,
            )


def tied(marks: Sequence[Mark], *, is_scale_free: bool = False) -> Tie:
    """The grid that fits the marks best, turned and moved; stretched only if `is_scale_free`.

    Raises:
        LocalGridError: there are fewer than two marks, or they stand in one place or too far apart.
    """
    if len(marks) < LEAST_MARKS:
        raise LocalGridError(
            "A grid is tied by two marks at least that are known in it and in the world.",
            hint="Measure a second control point with a receiver, or enter its position.",
        )
    count = len(marks)
    origin = marks[0].position
    anchor = Point(origin.lat, origin.lon)
    there = [_flattened(anchor, mark.position) for mark in marks]
    here = [(float(mark.local.easting_m), float(mark.local.northing_m)) for mark in marks]
    centre = sum(x for x, _ in here) / count, sum(y for _, y in here) / count
    middle = sum(x for x, _ in there) / count, sum(y for _, y in there) / count
    pairs = [
        (x - centre[0], y - centre[1], east - middle[0], north - middle[1])
        for (x, y), (east, north) in zip(here, there, strict=True)
    ]
    spread = sum(x * x + y * y for x, y, _, _ in pairs)
    along = sum(x * east + y * north for x, y, east, north in pairs)
    across = sum(x * north - y * east for x, y, east, north in pairs)
    _require_spread(spread, math.hypot(along, across), count)
    angle = math.atan2(across, along)
    scale = math.hypot(along, across) / spread if is_scale_free else 1.0
    cos, sin = math.cos(angle), math.sin(angle)
    residuals = tuple(
        _millimetres(
            math.hypot(
                east - scale * (cos * x - sin * y),
                north - scale * (sin * x + cos * y),
            )
        )
        for x, y, east, north in pairs
    )
    errors = [mark.position.error_95_m() for mark in marks]
    known = [error for error in errors if error is not None]
    return Tie(
        tuple(marks),
        residuals,
        scale,
        max(known) if len(known) == count else None,
        centre,
        (anchor, *middle),
        (cos, sin),
        math.sqrt(spread / count),
    )


def two_distances(
    first: Local, second: Local, to_first_m: Decimal, to_second_m: Decimal
) -> tuple[Local, Local]:
    """The two places at these distances from two marks: left, then right, of the way between them.

    The way goes from the first to the second. Whoever measured says on which side it was.

    Raises:
        LocalGridError: the tapes do not meet, or meet at so sharp an angle that they say nothing.
    """
    between = _between_m(first, second)
    a, b = float(to_first_m), float(to_second_m)
    short_m = max(between - a - b, abs(a - b) - between)
    if short_m > 0:
        raise LocalGridError(
            "The two tapes do not meet: {distance} m are missing.",
            hint="Measure both again, level and tight, and check from which marks.",
            distance=_millimetres(short_m),
        )
    if meeting_deg(between, a, b) < _FLATTEST_DEG:
        raise LocalGridError(
            "The two tapes meet at {angle}°, which says too little of the place.",
            hint="Measure from another mark, so that the tapes meet at between 30° and 150°.",
            angle=round(meeting_deg(between, a, b)),
        )
    along = (a * a - b * b + between * between) / (2 * between)
    aside = math.sqrt(max(0.0, a * a - along * along))
    return _beside(first, second, along, -aside), _beside(first, second, along, aside)


def offset(first: Local, second: Local, along_m: Decimal, aside_m: Decimal) -> Local:
    """The place so far along a baseline, and so far to its right (negative: left).

    Raises:
        LocalGridError: the two ends of the baseline are one place.
    """
    _between_m(first, second)
    return _beside(first, second, float(along_m), float(aside_m))


def taped_error_m(
    first: Local, second: Local, to_first_m: Decimal, to_second_m: Decimal, tape_m: Decimal
) -> Decimal:
    """How far off a place is that two tapes tell, each of which is off by up to `tape_m`.

    Raises:
        LocalGridError: see `two_distances`.
    """
    two_distances(first, second, to_first_m, to_second_m)
    angle = meeting_deg(_between_m(first, second), float(to_first_m), float(to_second_m))
    return rounded_up(float(tape_m) * math.sqrt(2) / math.sin(math.radians(angle)))


def meeting_deg(between_m: float, to_first_m: float, to_second_m: float) -> float:
    """The angle at which two tapes meet, 0 to 90: how far they are from lying in one line."""
    if not to_first_m or not to_second_m:
        return 0.0
    cosine = (to_first_m**2 + to_second_m**2 - between_m**2) / (2 * to_first_m * to_second_m)
    angle = math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
    return min(angle, 180 - angle)


def _beside(first: Local, second: Local, along: float, aside: float) -> Local:
    east = float(second.easting_m - first.easting_m)
    north = float(second.northing_m - first.northing_m)
    length = math.hypot(east, north)
    east, north = east / length, north / length
    return Local(
        _tenths(float(first.easting_m) + along * east + aside * north),
        _tenths(float(first.northing_m) + along * north - aside * east),
    )


def _between_m(first: Local, second: Local) -> float:
    between = math.hypot(
        float(second.easting_m - first.easting_m), float(second.northing_m - first.northing_m)
    )
    if between < _APART_M:
        raise LocalGridError(
            "The two marks stand in one place.",
            hint="Take two marks that are metres apart, the farther the better.",
        )
    return between


def _require_spread(spread: float, fit: float, count: int) -> None:
    half_m = math.sqrt(spread / count)
    if half_m < _APART_M / 2 or fit <= 0:
        raise LocalGridError(
            "The two marks stand in one place.",
            hint="Take two marks that are metres apart, the farther the better.",
        )
    if half_m > REACH_M or math.sqrt(fit / count) > REACH_M:
        raise LocalGridError(
            "The marks of the grid lie more than {reach} km apart.",
            hint="Check their positions and their coordinates in the grid.",
            reach=REACH_M // 1000,
        )


def _plane(anchor: Point) -> tuple[str, ...]:
    return (
        "+proj=unitconvert +xy_in=deg +xy_out=rad",
        f"+proj=tmerc +lat_0={anchor.lat:f} +lon_0={anchor.lon:f} +k=1 +ellps=WGS84",
    )


def _flattened(anchor: Point, place: Located) -> tuple[float, float]:
    east, north = pipeline(*_plane(anchor)).transform(float(place.lon), float(place.lat))
    return float(east), float(north)


def _unflattened(anchor: Point, east: float, north: float) -> Point:
    degrees, grid = _plane(anchor)
    lon, lat = pipeline(degrees, grid).transform(east, north, direction="INVERSE")
    return Point(computed_degrees(lat), computed_degrees(lon))


def _millimetres(metres: float) -> Decimal:
    return Decimal(metres).quantize(_MILLIMETRE, rounding=ROUND_HALF_EVEN)


def _tenths(metres: float) -> Decimal:
    return Decimal(metres).quantize(_TENTH, rounding=ROUND_HALF_EVEN)
