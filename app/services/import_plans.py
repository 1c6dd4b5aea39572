"""What the places of a file become: chosen by a person, worked out feature by feature.

Nothing is dropped: a feature becomes the values of a record, or is listed with the reason why it
becomes none. A way that somebody walked stays in the original, which is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from app.core.clock import Moment
from app.core.errors import AppError
from app.exchange.features import Feature, Item, Place, Problem, number_of
from app.exchange.stated import Stated, in_order
from app.exchange.survey_tables import Layout, Measured, code_of
from app.geo.area import Area, AreaError
from app.geo.local_grid import Local, Tie
from app.geo.notation import TypedPosition, last_digit
from app.geo.point import Point
from app.geo.position import (
    UNKNOWN_SYSTEM,
    UNKNOWN_SYSTEM_M,
    AccuracyKind,
    HeightKind,
    Method,
    Position,
    PositionError,
    rounded_up,
)
from app.geo.reading import read_position
from app.models.hazards import Hazard
from app.models.sites import Site

LOCAL: Final = "LOCAL"
BECOMES: Final = ("survey_point", "survey_control", "site", "hazard", "grave")
AREAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "site": "boundary",
        "hazard": "extent",
        "clearance_task": "area",
        "clearance_certificate": "area",
        "grave": "outline",
        "operation": "working_area",
    }
)
HOLES: Final = (
    "This area has holes, which no record here can keep, and filled it would take in ground that "
    "is not meant. Divide it into areas without holes."
)
POINTS: Final = frozenset({"points", "waypoints"})
_BY_RECEIVER: Final = frozenset({"gpx", "nmea"})
_METRES_A_DEGREE: Final = Decimal(111_320)
_HALF_DIAGONAL: Final = Decimal("0.7072")
_TEXT: Final = 200
_MOST_DEGREES: Final = 180
_SHARP_M: Final = 1  # metres that a system may be off where it becomes the edge of an area
_SHOT_M: Final = Decimal("0.02")  # of one shot of a total station, set up with care


@dataclass(frozen=True, slots=True)
class Survey:
    """How a table of an instrument is read: its layout, the system of its figures, the set-up.

    `system` is `LOCAL` or what `read_position` calls a system; `codes` are those of the list that a
    person chose for the codes in the file. `accuracy_m` is what the person says of the instrument,
    19 times in 20; without it nobody knows. `accepted_m` is how far off a person lets the system
    be, where nobody published that.
    """

    layout: Layout
    system: str
    setup: str = ""
    accuracy_m: Decimal | None = None
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    accepted_m: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file is to become: records of `kind` at `site`; one area that of another record.

    `method` is how the places were come by, where a person knows better than the format does;
    `area_number` says which of several areas is meant, from 1; `stated` is the reference system,
    where the file does not say it. `of_holes` is noted beside an area whose holes were filled, in
    the words of whoever brings the file in.
    """

    kind: str = "survey_point"
    site: str = ""
    method: Method | None = None
    area_of: str = ""
    area_number: int = 1
    survey: Survey | None = None
    stated: Stated | None = None
    of_holes: str = "Recorded without the holes that the area has in the file."


@dataclass(frozen=True, slots=True)
class Draft:
    """One record to be: its values, and where in the file it stands; `holes` that were filled."""

    values: Mapping[str, Any]
    where: Problem
    holes: int = 0


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area to be, for the record that was chosen, without its holes."""

    area: Area
    where: Problem
    holes: int = 0


Made = Draft | AreaDraft | Problem


def made_of(items: Iterable[Item], form: str, plan: Plan, offset_minutes: int) -> Iterator[Made]:
    """What each feature of a file becomes, in its order."""
    areas = 0
    for number, item in enumerate((one for one in items if isinstance(one, Feature | Problem)), 1):
        if isinstance(item, Problem):
            yield item
        elif item.kind in POINTS:
            for place in (place for part in item.parts for place in part):
                yield from _point(item, place, number, form, plan, offset_minutes)
        elif item.kind == "areas":
            areas += 1
            yield _area(item, number, plan, areas)
        else:
            yield _left(item, number, "Ways are kept in the original only.")


def point_values(
    kind: str, site: str, position: Position, *, name: str = "", at: Moment | None = None
) -> dict[str, Any]:
    """The values of a record of a kind that stands at a position."""
    values: dict[str, Any] = {"occurred_at": at} if at is not None else {}
    if kind == "hazard":
        values |= {"observer_position": position, "status": "OPEN"}
        if name:
            values["description"] = name
    else:
        values["position"] = position
    if kind != "site" and site:
        values["site"] = site
    if name and kind == "site":
        values["name"] = name[:_TEXT]
    elif name and kind in {"survey_point", "survey_control"}:
        values["file_no"] = name[:_TEXT]
        if kind == "survey_point" and (code := code_of(name)):
            values["point_code"] = code
    return values


def measured_values(
    point: Measured, plan: Plan, survey: Survey, tie: Tie | None
) -> dict[str, Any] | Problem:
    """The values of a point that an instrument measured, or why it has none."""
    values: dict[str, Any] = {"site": plan.site} if plan.site else {}
    if point.number:
        values["file_no"] = point.number
    if plan.kind == "survey_point":
        values |= _of_the_set_up(point, survey)
    else:
        values["reference_system"] = "local" if survey.system == LOCAL else survey.system
    east, north = (_millimetres(one) for one in point.pair)
    height_m = None if point.height_m is None else _millimetres(point.height_m)
    if survey.system == LOCAL or max(abs(east), abs(north)) > _MOST_DEGREES:
        values |= {"easting_m": east, "northing_m": north}
        if height_m is not None:
            values["height_m"] = height_m
    try:
        if survey.system != LOCAL:
            values["position"] = _converted(point, plan, survey)
        elif tie is not None and plan.kind == "survey_point":
            values["position"] = tie.position(
                Local(*point.pair),
                text=" ".join(one for one in (point.easting, point.northing, point.height) if one),
                height_m=height_m,
                measured_m=survey.accuracy_m or _SHOT_M,
            )
    except AppError as error:
        return Problem("line {number}", error.message, {**error.values, "number": point.line})
    return values


def _of_the_set_up(point: Measured, survey: Survey) -> dict[str, Any]:
    values = {"setup": survey.setup} if survey.setup else {}
    if point.code:
        values["file_code"] = point.code
    if code := survey.codes.get(point.code, code_of(point.code)):
        values["point_code"] = code
    return values


def _converted(point: Measured, plan: Plan, survey: Survey) -> Position:
    pair = in_order(survey.system, (point.easting, point.northing))
    typed = read_position(pair, survey.system, survey.accepted_m)
    return typed.position(
        plan.method or Method.RTK,
        accuracy_m=survey.accuracy_m,
        accuracy_kind=None if survey.accuracy_m is None else AccuracyKind.P95,
    )


def where_of(item: Feature, number: int) -> Problem:
    """Where a feature stands in its file, as something that can be told."""
    if item.name:
        return Problem("feature {number}, {name}", "", {"number": number, "name": item.name})
    return Problem("feature {number}", "", {"number": number})


def _point(
    item: Feature, place: Place, number: int, form: str, plan: Plan, offset_minutes: int
) -> Iterator[Made]:
    try:
        position = _position(item, place, form, plan.method)
    except PositionError as error:
        yield _left(item, number, error.message)
        return
    at = _moment(place.moment, offset_minutes)
    values = point_values(plan.kind, plan.site, position, name=item.name, at=at)
    yield Draft(values, where_of(item, number))


def _position(item: Feature, place: Place, form: str, method: Method | None) -> Position:
    if place.typed is not None:
        return replace(
            place.typed.position(method or Method.MAP),
            height_m=place.height_m,
            height_kind=None if place.height_m is None else HeightKind.UNKNOWN,
        )
    hdop = number_of(item.values.get("hdop", ""))
    satellites = number_of(item.values.get("sat", ""))
    is_differential = item.values.get("fix", "") == "dgps"
    if method is None:
        method = Method.HANDHELD if form in _BY_RECEIVER else Method.MAP
        method = Method.DGNSS if is_differential else method
    is_told = hdop is not None and 0 < hdop < 100
    return Position(
        lat=place.lat,
        lon=place.lon,
        method=method,
        height_m=place.height_m,
        height_kind=None if place.height_m is None else HeightKind.UNKNOWN,
        accuracy_kind=AccuracyKind.HDOP if is_told else None,
        hdop=hdop if is_told else None,
        satellites=int(satellites) if satellites is not None and 0 <= satellites < 100 else None,
        precision_m=_precision_m(place),
        source_text=f"{place.lat:f} {place.lon:f}",
    )


def _precision_m(place: Place) -> Decimal:
    """What the digits tell apart at best: half the diagonal of the coarser of the two."""
    coarser = max(last_digit(place.lat), last_digit(place.lon))
    return rounded_up(coarser * _METRES_A_DEGREE * _HALF_DIAGONAL)


def _area(item: Feature, number: int, plan: Plan, nth: int) -> Made:
    if not plan.area_of and plan.kind not in AREAS:
        return _left(item, number, "Nobody chose the record that this area belongs to.")
    if plan.area_of and nth != plan.area_number:
        return _left(item, number, "Another area of this file was chosen.")
    try:
        area = outline_of(item)
    except AreaError as error:
        told = where_of(item, number)
        return Problem(told.where, error.message, {**error.values, **told.values})
    holes = len(item.parts) - 1
    if plan.area_of:
        return AreaDraft(area, where_of(item, number), holes)
    if holes and not may_be_filled(plan.kind):
        return _left(item, number, HOLES)
    return Draft(_area_values(plan, area, item.name), where_of(item, number), holes)


def may_be_filled(kind: str) -> bool:
    """Whether an area of such a record may take in its holes: a hazard may be larger, no other."""
    return kind == Hazard.kind


def outline_of(item: Feature) -> Area:
    """The area in the outline of a feature, its holes filled; a line counts as one that is closed.

    Raises:
        AreaError: it is none, or is not known where it lies as well as an area has to be.
    """
    for place in item.parts[0]:
        if place.typed is not None and worth_of_system_m(place.typed) > _SHARP_M:
            raise AreaError(
                "From {system} its corners are known to {metres} m only, which an area here cannot "
                "say.",
                hint="Have it exported in WGS 84 by whoever made it, or draw it on the map.",
                system=place.typed.source_system,
                metres=worth_of_system_m(place.typed),
            )
    return Area(tuple(Point(place.lat, place.lon) for place in item.parts[0]))


def worth_of_system_m(typed: TypedPosition) -> Decimal:
    """How far off its system alone lets a place be."""
    if typed.source_system == UNKNOWN_SYSTEM:
        return UNKNOWN_SYSTEM_M
    return typed.operation_accuracy_m or Decimal(0)


def _area_values(plan: Plan, area: Area, name: str) -> dict[str, Any]:
    values: dict[str, Any] = {AREAS[plan.kind]: area}
    if plan.kind != Site.kind:
        values["site"] = plan.site
    if plan.kind == Hazard.kind:
        values |= {"status": "OPEN", **({"description": name} if name else {})}
    elif plan.kind == Site.kind and name:
        values["name"] = name[:_TEXT]
    return values


def _left(item: Feature, number: int, why: str) -> Problem:
    told = where_of(item, number)
    return Problem(told.where, why, told.values)


def _moment(told: str | None, offset_minutes: int) -> Moment | None:
    if told is None:
        return None
    try:
        return Moment(Moment.parse(told.replace("Z", "+00:00")).instant, offset_minutes)
    except AppError:
        return None


def _millimetres(metres: Decimal) -> Decimal:
    return metres.quantize(Decimal("0.001"))
