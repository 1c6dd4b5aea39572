"""One plain value for each kind of field, and with them whatever a record still lacks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.core.clock import Moment
from app.geo.area import Area
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.fields import (
    AreaField,
    ChoiceField,
    ChoicesField,
    DayField,
    Field,
    MeasureField,
    MediaField,
    MomentField,
    PositionField,
    ReferenceField,
    ReferencesField,
    Row,
    RowsField,
    Stage,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.record import Record
from app.rules.completeness import missing

SOMEBODY = "5b0d3a52-6f0c-4c50-9e1d-2f3a4b5c6d7e"
AT = Moment.parse("2026-11-21T08:00:00+03:00")
SPOT = Position(
    lat=Decimal("30.508300"),
    lon=Decimal("47.783500"),
    method=Method.HANDHELD,
    accuracy_m=Decimal(3),
    accuracy_kind=AccuracyKind.P68,
)
_CORNERS = (("30.5080", "47.7830"), ("30.5090", "47.7830"), ("30.5090", "47.7840"))
GROUND = Area(tuple(Point(Decimal(lat), Decimal(lon)) for lat, lon in _CORNERS))


_PLAIN: tuple[tuple[type[Field[Any]], Callable[[Any], Any]], ...] = (
    (RowsField, lambda item: (_row(item.row),)),
    (ChoiceField, lambda item: item.codes.codes[0].code),
    (ChoicesField, lambda item: (item.codes.codes[0].code,)),
    (WholeField, lambda item: item.least),
    (MeasureField, lambda item: Decimal(item.least)),
    (ReferencesField, lambda _: (SOMEBODY,)),
    (ReferenceField, lambda _: SOMEBODY),
    (TextField, lambda item: "BSR01" if item.pattern else "as seen"),
    (MomentField, lambda _: AT),
    (DayField, lambda _: "1988-03-16"),
    (YesNoField, lambda _: True),
    (PositionField, lambda _: SPOT),
    (AreaField, lambda _: GROUND),
    (MediaField, lambda _: "0" * 64),
)


def plain(item: Field[Any]) -> Any:
    """A value that the field takes."""
    return next(value(item) for kind, value in _PLAIN if isinstance(item, kind))


def _row(row: type[Row]) -> Row:
    filled = row({})
    while gaps := [
        column
        for column in row.columns.values()
        if column.required > Stage.NEVER
        and column.name not in filled.values
        and (column.needed is None or column.needed(filled))
    ]:
        filled = row({**filled.values, **{column.name: plain(column) for column in gaps}})
    return filled


def lacking(record: Record) -> dict[str, Any]:
    """Values for all that a record lacks before it may be final; a number is not made up."""
    added: dict[str, Any] = {}
    while gaps := [
        gap.field
        for gap in missing(record.with_values(added), Stage.FINAL)
        if not gap.line and gap.field != "number"
    ]:
        added |= {name: plain(record.fields[name]) for name in gaps}
    return added
