"""Records as layers of a map: one place or area a row, and what is declared of it in columns.

Everything follows from the declarations. A kind with two geometries makes two layers, one with none
makes a table. What is more confidential than was asked for is left out: whole records that were
raised above it, and single fields. Codes stay codes, and references become the numbers that people
know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from app.geo.area import Area
from app.geo.position import Position
from app.models.fields import (
    AreaField,
    Field,
    MeasureField,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
    Sensitivity,
    WholeField,
    YesNoField,
)
from app.models.record import Record
from app.rules.eyes import is_place

Value = str | int | Decimal | bool | None
Geometry = Position | Area


class Shape(Enum):
    """What a row of a layer is on the ground."""

    POINT = "Point"
    AREA = "Polygon"
    NONE = ""


class Type(Enum):
    """What a column holds."""

    TEXT = "TEXT"
    WHOLE = "INTEGER"
    NUMBER = "REAL"
    YES_NO = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` for programs, `label` for people, in the language asked for."""

    name: str
    label: str
    type: Type = Type.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """One record: where it is, what to call it, and a value for each column."""

    geometry: Geometry | None
    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """Rows of one kind and one geometry; `unplaced` are records left out because they have none."""

    name: str
    title: str
    shape: Shape
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unplaced: int = 0

    def told(self, row: Row) -> Iterator[tuple[Column, Value]]:
        """The columns of a row that are not empty."""
        pairs = zip(self.columns, row.values, strict=True)
        return ((column, value) for column, value in pairs if value is not None)


@dataclass(frozen=True, slots=True)
class Outlook:
    """In whose words, and for whose eyes: `ceiling` is the most confidential that goes out.

    Exact `places` may be for other eyes.
    `titles` says what to call each record by its uid. Of a practice operation every row says so.
    """

    say: Callable[[str], str]
    titles: Mapping[str, str]
    ceiling: Sensitivity = Sensitivity.C2
    is_practice: bool = False
    places: bool = True


@dataclass(frozen=True, slots=True)
class _Source:
    """A column, and how its value is taken from a record."""

    column: Column
    value: Callable[[Record], Value]


def layers_of(kind: type[Record], records: Iterable[Record], outlook: Outlook) -> list[Layer]:
    """The layers of one kind: one for each geometry that may go out, or a table if it has none."""
    shown = [record for record in records if _raised(record) <= outlook.ceiling]
    fields = _fields(kind, outlook)
    sources = [source for item in fields for source in _sources(item, outlook)]
    placed = [item for item in fields if isinstance(item, PositionField | AreaField)]
    title = outlook.say(kind.plural)
    if not placed:
        return [_layer(kind.kind, title, None, _common(outlook) + sources, shown)]
    first, *others = placed
    found = [_layer(kind.kind, title, first, _common(outlook) + sources, shown)]
    for item in others:
        named = f"{title}: {outlook.say(item.label)}"
        found.append(
            _layer(f"{kind.kind}_{item.name}", named, item, _common(outlook) + sources, shown)
        )
    return found


def table_of(kind: type[Record], records: Iterable[Record], outlook: Outlook) -> Layer:
    """All records of a kind as one table, with their coordinates in columns."""
    shown = [record for record in records if _raised(record) <= outlook.ceiling]
    fields = _fields(kind, outlook)
    sources = _common(outlook)
    for item in fields:
        if isinstance(item, PositionField | AreaField):
            sources += _coordinates(item, outlook)
        sources += _sources(item, outlook)
    return _layer(kind.kind, outlook.say(kind.plural), None, sources, shown)


def _fields(kind: type[Record], outlook: Outlook) -> list[Field[Any]]:
    return [
        item
        for item in kind.fields.values()
        if item.sensitivity <= outlook.ceiling and (outlook.places or not is_place(item))
    ]


def _layer(
    name: str,
    title: str,
    field: Field[Any] | None,
    sources: Collection[_Source],
    records: Collection[Record],
) -> Layer:
    shape = Shape.NONE
    if field is not None:
        shape = Shape.POINT if isinstance(field, PositionField) else Shape.AREA
    rows = tuple(
        Row(
            record.values.get(field.name) if field is not None else None,
            record.title,
            tuple(source.value(record) for source in sources),
        )
        for record in records
        if field is None or field.name in record.values
    )
    columns = tuple(source.column for source in sources)
    return Layer(name, title, shape, columns, rows, len(records) - len(rows))


def _raised(record: Record) -> Sensitivity:
    return Sensitivity.__members__.get(record.raised_sensitivity or "", Sensitivity.C0)


def _common(outlook: Outlook) -> list[_Source]:
    practice = [_Source(Column("practice", "practice"), lambda _: "invented data")]
    return [
        _Source(Column("uid", "uid"), lambda record: record.uid),
        _Source(
            Column("disputed", "disputed"), lambda record: " ".join(sorted(record.disputed)) or None
        ),
        *(practice if outlook.is_practice else []),
    ]


def _sources(item: Field[Any], outlook: Outlook) -> Iterator[_Source]:
    label = outlook.say(item.label)
    if isinstance(item, AreaField):
        return
    if isinstance(item, PositionField):
        yield from _position_sources(item, label)
        return
    yield _Source(Column(item.name, label, _type(item)), _taking(item, outlook.titles))


def _type(item: Field[Any]) -> Type:
    if isinstance(item, WholeField):
        return Type.WHOLE
    if isinstance(item, MeasureField):
        return Type.NUMBER
    return Type.YES_NO if isinstance(item, YesNoField) else Type.TEXT


def _taking(item: Field[Any], titles: Mapping[str, str]) -> Callable[[Record], Value]:
    def take(record: Record) -> Value:
        value = record.values.get(item.name)
        if value is None or isinstance(value, bool | int | Decimal):
            return value
        return _text(item, value, titles)

    return take


def _text(item: Field[Any], value: Any, titles: Mapping[str, str]) -> str:  # noqa: ANN401 - whatever a field holds
    if isinstance(item, ReferenceField):
        return titles.get(value, value)
    if isinstance(item, ReferencesField):
        return "; ".join(titles.get(uid, uid) for uid in value)
    encoded = item.encode(value)
    if isinstance(item, RowsField):
        return json.dumps(encoded, ensure_ascii=False, separators=(",", ":"))
    if isinstance(encoded, list):
        return "; ".join(map(str, encoded))
    return str(encoded)


def _position_sources(item: Field[Any], label: str) -> Iterator[_Source]:
    """What a coordinate is worth never leaves it, whatever file it goes into."""

    def of(name: str, type_: Type, take: Callable[[Position], Value]) -> _Source:
        def value(record: Record) -> Value:
            position = record.values.get(item.name)
            return None if position is None else take(position)

        return _Source(Column(f"{item.name}_{name}", f"{label}: {name}", type_), value)

    yield of("error_95_m", Type.NUMBER, lambda position: position.error_95_m())
    yield of("suspect", Type.YES_NO, lambda position: position.is_suspect)
    yield of("method", Type.TEXT, lambda position: position.method.value)
    yield of("height_m", Type.NUMBER, lambda position: position.height_m)
    yield of("height_above", Type.TEXT, lambda position: position.height_kind)
    yield of("as_read", Type.TEXT, lambda position: position.source_text)
    yield of("as_read_system", Type.TEXT, lambda position: position.source_system)
    yield of("operation", Type.TEXT, lambda position: position.operation)


def _coordinates(item: Field[Any], outlook: Outlook) -> list[_Source]:
    label = outlook.say(item.label)

    def ring(record: Record) -> Value:
        area = record.values.get(item.name)
        return None if area is None else area_text(area)

    def lat(record: Record) -> Value:
        position = record.values.get(item.name)
        return None if position is None else position.lat

    def lon(record: Record) -> Value:
        position = record.values.get(item.name)
        return None if position is None else position.lon

    if isinstance(item, AreaField):
        return [_Source(Column(item.name, label), ring)]
    return [
        _Source(Column(f"{item.name}_lat", f"{label}: lat", Type.NUMBER), lat),
        _Source(Column(f"{item.name}_lon", f"{label}: lon", Type.NUMBER), lon),
    ]


def area_text(area: Area) -> str:
    """An area as well-known text, longitude first."""
    corners = (*area.ring, area.ring[0])
    return f"POLYGON (({', '.join(f'{corner.lon:f} {corner.lat:f}' for corner in corners)}))"
