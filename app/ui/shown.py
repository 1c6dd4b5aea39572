"""How a value reads on screen: in words, with its unit, its clock and its own direction.

Numbers, codes, times and coordinates are isolated, so that they keep their left-to-right order in
an Arabic, Sorani or Persian line. Text that people wrote is embedded with its own direction.
"""

from __future__ import annotations

from typing import Any

from app.core.clock import Moment
from app.core.errors import AppError
from app.core.wording import Wording, embedded, isolated
from app.geo.area import Area
from app.geo.position import AccuracyKind, Method, Position
from app.models.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    Field,
    Json,
    MeasureField,
    MediaField,
    NumberField,
    ReferenceField,
    ReferencesField,
    WholeField,
)
from app.models.kinds import KIND
from app.models.margins import MarginNote
from app.models.record import Record
from app.ui.titles import Titles


def clock_time(moment: Moment) -> str:
    """Hours and minutes by the clock on the wall, and which clock that was."""
    _, time, offset = _told(moment)
    return isolated(f"{time} {offset}")


def date_and_time(moment: Moment) -> str:
    """Date, time and offset, such as 2026-11-21 10:02 +03:00."""
    return isolated(" ".join(_told(moment)))


def offset_words(offset_minutes: int) -> str:
    """How far a clock is ahead of UTC, as headings say it."""
    hours, minutes = divmod(abs(offset_minutes), 60)
    return f"{'-' if offset_minutes < 0 else '+'}{hours:02}:{minutes:02}"


def in_column(moment: Moment, offset_minutes: int) -> str:
    """A time in a list whose heading names the clock; one by another clock says so itself."""
    if moment.offset_minutes != offset_minutes:
        return date_and_time(moment)
    return isolated(" ".join(_told(moment)[:2]))


def _told(moment: Moment) -> tuple[str, str, str]:
    """Date, time and offset; `strftime` takes ten times as long."""
    told = moment.local.isoformat(" ", "minutes")
    return told[:10], told[11:16], told[16:]


class Shown:
    """Values in the words of one language."""

    def __init__(self, say: Wording, titles: Titles) -> None:
        self._say = say
        self._titles = titles
        self._methods = {
            Method.RTK: say("RTK receiver"),
            Method.PPK: say("receiver, processed later"),
            Method.DGNSS: say("differential receiver"),
            Method.HANDHELD_AVERAGED: say("handheld, averaged"),
            Method.HANDHELD: say("handheld, one reading"),
            Method.PHONE: say("telephone"),
            Method.MAP: say("read from a map"),
            Method.VERBAL: say("told by somebody"),
            Method.CONVERTED: say("converted"),
            Method.PROJECTED: say("bearing and distance"),
            Method.TAPE: say("by tape from two known points"),
        }

    def of(self, record: Record, field: Field[Any]) -> str:
        """A field as its record means it: a note names the field beside which it stands."""
        value = record.values.get(field.name)
        if not isinstance(record, MarginNote) or field is not MarginNote.subject_field:
            return self.value(field, value)
        kind = KIND.get(record.subject_kind or "")
        beside = kind.fields.get(value) if kind is not None and value else None
        if beside is not None:
            return self._say(beside.label)
        return isolated(value) if value else self._say("The whole record")

    @staticmethod
    def made_of(field: Field[Any]) -> tuple[str, ...]:
        """The fields of which `of` makes the words of one: itself, and what it depends on."""
        if field is MarginNote.subject_field:
            return (field.name, MarginNote.subject_kind.name)
        return (field.name,)

    def value(self, field: Field[Any], value: object) -> str:
        """A decoded value as a reader of forms and lists sees it; empty for none."""
        match value:
            case None:
                text = ""
            case bool():
                text = self._say("Yes") if value else self._say("No")
            case Moment():
                text = date_and_time(value)
            case Position():
                text = self.position(value)
            case Area():
                text = self._say("{count} corners", count=isolated(len(value.ring)))
            case str():
                text = self._text(field, value)
            case tuple():
                text = self._many(field, value)
            case _:
                text = isolated(value)
        return text

    def with_unit(self, field: Field[Any], value: object) -> str:
        """The value, followed by its unit where it has one."""
        text = self.value(field, value)
        unit = field.unit if isinstance(field, WholeField | MeasureField) else ""
        return isolated(f"{text} {unit}") if text and unit else text

    def encoded(self, field: Field[Any], encoded: Json) -> str:
        """A journalled value in words; what cannot be decoded is shown as it was written."""
        if encoded is None:
            return ""
        try:
            return self.with_unit(field, field.decode(encoded))
        except AppError:
            return embedded(str(encoded))

    def method(self, method: Method) -> str:
        """How a position was come by."""
        return self._methods[method]

    def position(self, place: Position) -> str:
        """Both coordinates with their directions, the error circle, and how it was measured."""
        north = "N" if place.lat >= 0 else "S"
        east = "E" if place.lon >= 0 else "W"
        parts = [isolated(f"{abs(place.lat)}° {north}, {abs(place.lon)}° {east}")]
        if place.accuracy_m is not None and place.accuracy_kind is not AccuracyKind.HDOP:
            parts.append(isolated(f"± {place.accuracy_m} m"))
        parts.append(self._methods[place.method])
        if place.is_suspect:
            parts.append(self._say("suspect"))
        return " · ".join(parts)

    def _text(self, field: Field[Any], value: str) -> str:
        if isinstance(field, ChoiceField):
            return self._say(field.codes.label(value))
        if isinstance(field, ReferenceField):
            return embedded(self._titles.title(value))
        if isinstance(field, MediaField):
            return isolated(f"{value[:8]}…")
        is_figures = isinstance(field, NumberField | DayField)
        return isolated(value) if is_figures else embedded(value)

    def _many(self, field: Field[Any], value: tuple[Any, ...]) -> str:
        if isinstance(field, ChoicesField):
            return self._say(", ").join(self._say(field.codes.label(code)) for code in value)
        if isinstance(field, ReferencesField):
            return self._say(", ").join(embedded(self._titles.title(uid)) for uid in value)
        return self._say("Lines: {count}", count=isolated(len(value)))
