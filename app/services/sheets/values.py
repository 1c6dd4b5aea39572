"""How a value of every kind of field stands on paper: in words, whole, in the form's languages.

Paper cannot be asked, so nothing is shortened: a position comes with the string as it was read, its
reference system, the transformation and its accuracy; an area with its corners. A table within a
record is printed as one and has its cells here, column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.core.wording import embedded, isolated
from app.geo.area import Area, size_hectares
from app.geo.position import AccuracyKind, HeightKind, Method, Position
from app.models.fields import (
    AreaField,
    ChoiceField,
    ChoicesField,
    DayField,
    Field,
    Json,
    MeasureField,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    Row,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.record import Record
from app.reports.times import stamp
from app.reports.words import Words, listed, paragraphs
from app.services.findings import decoded
from app.services.sheets.terms import Terms

Told = tuple[Words, ...]

_METHODS = MappingProxyType(
    {
        Method.RTK: "RTK receiver",
        Method.PPK: "receiver, processed later",
        Method.DGNSS: "differential receiver",
        Method.HANDHELD_AVERAGED: "handheld, averaged",
        Method.HANDHELD: "handheld, one reading",
        Method.PHONE: "telephone",
        Method.MAP: "read from a map",
        Method.VERBAL: "told by somebody",
        Method.CONVERTED: "converted",
        Method.PROJECTED: "bearing and distance",
        Method.TAPE: "by tape from two known points",
    }
)
_PROMISES = MappingProxyType({AccuracyKind.P95: "95 %", AccuracyKind.P68: "68 %"})


class Values:
    """Values in the words of one form."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._say = terms.say

    def of(self, field: Field[Any], value: object) -> Told:
        """A decoded value, one below the other where it has several parts; none if empty."""
        if value is None or value in ((), ""):
            return ()
        printed = printer_of(field)
        return printed(self, field, value) if printed else ()

    def encoded(self, record: Record, name: str, encoded: Json) -> Words:
        """A value as a journal line holds it, in one text."""
        field = type(record).fields.get(name)
        value = decoded(record, name, encoded)
        if field is None or (value is encoded and isinstance(value, dict | list)):
            return "" if value is None else self._say("(see the attached record)")
        if isinstance(value, tuple) and any(isinstance(one, Row) for one in value):
            return self.rows(value)
        told = self.of(field, value)
        return told[0] if len(told) == 1 else paragraphs(*told)

    def rows(self, rows: tuple[Row, ...]) -> Words:
        """A table within one text: a line for each row, its cells after their labels."""
        return paragraphs(*(self._row(row) for row in rows))

    def position(self, place: Position) -> Told:
        """The coordinates, what they are worth, and how they were come by."""
        say = self._say
        degrees = isolated(f"{_degrees(place)}  WGS 84 (EPSG:4326)")
        parts: list[Words] = [degrees]
        if place.accuracy_m is None:
            parts.append(say("No accuracy was stated."))
        else:
            parts.append(say("Accuracy: {accuracy}", accuracy=_accuracy(place)))
        if place.height_m is not None:
            parts.append(
                say(
                    "Height: {height} m, {measured}",
                    height=isolated(place.height_m),
                    measured=self._height(place.height_kind),
                )
            )
        if place.source_text:
            parts.append(
                say(
                    "As read: {text}, in {system}",
                    text=embedded(place.source_text),
                    system=self._system(place.source_system),
                )
            )
        if place.operation:
            within = place.operation_accuracy_m
            parts.append(
                say(
                    "Transformation: {operation}, accuracy {accuracy}",
                    operation=isolated(place.operation),
                    accuracy=isolated("?" if within is None else f"± {within} m"),
                )
            )
        measured = say(_METHODS[place.method])
        fixes = say("Readings: {count}", count=isolated(place.fixes)) if place.fixes else ""
        parts.append(listed(say, [one for one in (measured, fixes, place.receiver) if one]))
        if place.cross_check:
            parts.append(say("Cross-check: {check}", check=embedded(place.cross_check)))
        if place.is_suspect:
            parts.append(say("Marked as suspect: rely on it for nothing that is dangerous."))
        return tuple(parts)

    def area(self, area: Area) -> Told:
        """Its corners in order, and how large it is."""
        size = size_hectares(area)
        corners = "; ".join(f"{_short(one.lat)}, {_short(one.lon)}" for one in area.ring)
        said = self._say(
            "{count} corners, {size} hectares, WGS 84 latitude and longitude:",
            count=isolated(len(area.ring)),
            size=isolated(f"{size:.4f}" if size < 1 else f"{size:.2f}"),
        )
        return said, isolated(corners)

    def name(self, uid: object) -> Words:
        """What to call the record that a reference means."""
        record = self._terms.record(uid)
        if record is None:
            return isolated(str(uid)[:8])
        if record.kind == "person":
            return self._terms.person(uid)
        if record.kind == "organisation":
            return self._terms.organisation(uid)
        if record.number:
            return isolated(record.number)
        return self._terms.called(record)

    def label(self, field: ChoiceField | ChoicesField, code: str) -> Words:
        """What a code means; one of a newer version stands for itself."""
        label = field.codes.label(code)
        return isolated(code) if label == code else self._say(label)

    def with_unit(self, field: WholeField | MeasureField, value: int | Decimal) -> Words:
        """A number and what it counts."""
        if not field.unit:
            return isolated(value)
        if field.unit.isalpha() and len(field.unit) > 2:  # a word, not a sign
            return self._say("{amount} {unit}", amount=isolated(value), unit=self._say(field.unit))
        return isolated(f"{value} {field.unit}")

    def yes_or_no(self, value: object) -> Words:
        """Yes or no."""
        return self._say("Yes") if value else self._say("No")

    def listed(self, parts: list[Words]) -> Words:
        """Several, one after the other."""
        return listed(self._say, parts)

    def _row(self, row: Row) -> Words:
        told: list[Words] = []
        for name, column in row.columns.items():
            for part in self.of(column, row.values.get(name)):
                label = self._say(column.label)
                told.append(self._say("{label}: {value}", label=label, value=part))
        return listed(self._say, told)

    def _height(self, kind: HeightKind | None) -> Words:
        match kind:
            case HeightKind.ELLIPSOID:
                return self._say("above the ellipsoid")
            case HeightKind.SEA_LEVEL:
                return self._say("above sea level")
            case _:
                return self._say("from an unknown datum")

    def _system(self, system: str) -> Words:
        return self._say("an unknown datum") if system == "UNKNOWN" else isolated(system)


Printer = Callable[[Values, Any, Any], Told]

PRINTERS: Mapping[type[Field[Any]], Printer] = MappingProxyType(
    {
        TextField: lambda _, __, value: (str(value),),
        NumberField: lambda _, __, value: (isolated(value),),
        DayField: lambda _, __, value: (isolated(value),),
        MomentField: lambda _, __, value: (stamp(value),),
        MediaField: lambda _, __, value: (isolated(f"SHA-256 {value}"),),
        ChoiceField: lambda values, field, value: (values.label(field, value),),
        ChoicesField: lambda values, field, value: (
            values.listed([values.label(field, code) for code in value]),
        ),
        WholeField: lambda values, field, value: (values.with_unit(field, value),),
        MeasureField: lambda values, field, value: (values.with_unit(field, value),),
        YesNoField: lambda values, _, value: (values.yes_or_no(value),),
        ReferenceField: lambda values, _, value: (values.name(value),),
        ReferencesField: lambda values, _, value: (
            values.listed([values.name(uid) for uid in value]),
        ),
        PositionField: lambda values, _, value: values.position(value),
        AreaField: lambda values, _, value: values.area(value),
    }
)
"""The print place of each kind of field; a table has one for each of its columns."""


def printer_of(field: Field[Any]) -> Printer | None:
    """How a field's values are printed, if this version knows."""
    return next((PRINTERS[base] for base in type(field).__mro__ if base in PRINTERS), None)


def _short(degrees: Decimal) -> str:
    """To a centimetre, which no corner is known to."""
    return format(min(degrees, round(degrees, 7), key=lambda one: len(str(one))), "f")


def _degrees(place: Position) -> str:
    north, east = "N" if place.lat >= 0 else "S", "E" if place.lon >= 0 else "W"
    return f"{abs(place.lat)}° {north}, {abs(place.lon)}° {east}"


def _accuracy(place: Position) -> str:
    if place.accuracy_kind is AccuracyKind.HDOP:
        return isolated(f"HDOP {place.accuracy_m}")
    promise = _PROMISES.get(place.accuracy_kind) if place.accuracy_kind else None
    told = promise or (place.accuracy_kind.value if place.accuracy_kind else "?")
    return isolated(f"± {place.accuracy_m} m ({told})")
