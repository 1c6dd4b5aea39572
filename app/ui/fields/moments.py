"""A moment: date, time and the offset of the clock on site, typed in three short fields.

Dates are read as 2026-11-21, or as 21/11/2026 and 21.11.2026 as people here write them; times as
10:02, 1002 or 10:02:30. After leaving, the field shows what was understood.
"""

from __future__ import annotations

import re

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.core.clock import Moment
from app.core.letters import ascii_digits
from app.models.fields import MomentField, ValueRefusedError
from app.ui.fields.base import Edit, FieldEditor
from app.ui.fields.texts import FiguresEdit
from app.ui.labels import Button
from app.ui.theme import GRID

_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})")
_TIME = re.compile(r"(\d{1,2}):?(\d{2})(?::(\d{2}))?")
_OFFSET = re.compile(r"([+-]?)(\d{1,2}):?(\d{2})?")


class MomentEditor(FieldEditor[MomentField]):
    """Date, time and offset, with a button for now."""

    @override
    def build(self) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        is_mirrored = self.say.is_right_to_left
        self._day = FiguresEdit(is_mirrored=is_mirrored, parent=box)
        self._day.setPlaceholderText("yyyy-mm-dd")
        self._day.setAccessibleName(self.say("{label}, date", label=self.label))
        self._time = FiguresEdit(is_mirrored=is_mirrored, parent=box)
        self._time.setPlaceholderText("hh:mm")
        self._time.setAccessibleName(self.say("{label}, time", label=self.label))
        self._offset = FiguresEdit(is_mirrored=is_mirrored, parent=box)
        self._offset.setAccessibleName(self.say("{label}, offset from UTC", label=self.label))
        self._offset.setToolTip(self.say("How far the clock on site is ahead of UTC."))
        self._now = Button(self.say("Now"), parent=box)
        self._now.clicked.connect(self._on_now)
        self._now.setProperty("width", "narrow")
        widest = ((self._day, "yyyy-mm-dd"), (self._time, "00:00:00"), (self._offset, "+00:00"))
        for line, figures in widest:
            line.returnPressed.connect(self.commit)
            room = line.fontMetrics().horizontalAdvance(figures)
            line.setMinimumWidth(room + GRID * 3)
            row.addWidget(line, room)
        row.addWidget(self._now)
        box.setFocusProxy(self._day)
        return box

    @override
    def show_value(self, value: object) -> None:
        if not isinstance(value, Moment):
            for line in (self._day, self._time):
                line.clear()
            self._offset.setText(_offset_text(self.tools.clock.now()))
            return
        local = value.local
        self._day.setText(f"{local:%Y-%m-%d}")
        has_seconds = bool(local.second or local.microsecond)
        self._time.setText(f"{local:%H:%M:%S}" if has_seconds else f"{local:%H:%M}")
        self._offset.setText(_offset_text(value))
        for line in (self._day, self._time, self._offset):
            line.setCursorPosition(0)

    @override
    def typed(self) -> str:
        day, time = self._day.text().strip(), self._time.text().strip()
        return f"{day} {time} {self._offset.text().strip()}" if day or time else ""

    @override
    def read(self) -> object:
        if not self.typed():
            return None
        settled = self.value()
        if isinstance(settled, Moment) and self.typed() == self._text_of(settled):
            return settled
        day = _date_text(ascii_digits(self._day.text().strip()))
        time = _time_text(ascii_digits(self._time.text().strip()))
        offset = _read_offset(ascii_digits(self._offset.text().strip()))
        if not (day and time and offset):
            raise self._refused()
        return self.field.read(f"{day}T{time}{offset}")

    @override
    def show_typed(self, text: str) -> None:
        parts = text.split(" ")
        for line, part in zip((self._day, self._time, self._offset), parts, strict=False):
            line.setText(part)

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        for line in (self._day, self._time, self._offset):
            line.setReadOnly(is_read_only)
        self._now.setVisible(not is_read_only)

    def _text_of(self, moment: Moment) -> str:
        local = moment.local
        has_seconds = bool(local.second or local.microsecond)
        time = f"{local:%H:%M:%S}" if has_seconds else f"{local:%H:%M}"
        return f"{local:%Y-%m-%d} {time} {_offset_text(moment)}"

    def _on_now(self) -> None:
        # To the fraction, as the store stamps records: now is never before what was just saved.
        now = self.tools.clock.now()
        self.settle(now)
        self.edited.emit(Edit(self.field.name, now))

    def _refused(self) -> ValueRefusedError:
        return ValueRefusedError(
            "“{text}” is not a date and time.",
            hint="Write the date as 2026-11-21, the time as 10:02 and the offset as +03:00.",
            text=self.typed()[:60],
        )


def _offset_text(moment: Moment) -> str:
    sign = "-" if moment.offset_minutes < 0 else "+"
    hours, minutes = divmod(abs(moment.offset_minutes), 60)
    return f"{sign}{hours:02}:{minutes:02}"


def _date_text(typed: str) -> str:
    if match := _YEAR_FIRST.fullmatch(typed):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(typed):
        day, month, year = match.groups()
    else:
        return ""
    return f"{year}-{int(month):02}-{int(day):02}"


def _time_text(typed: str) -> str:
    match = _TIME.fullmatch(typed)
    if match is None:
        return ""
    hours, minutes, seconds = match.groups()
    return f"{int(hours):02}:{minutes}:{seconds or '00'}"


def _read_offset(typed: str) -> str:
    match = _OFFSET.fullmatch(typed)
    if match is None:
        return ""
    sign, hours, minutes = match.groups()
    return f"{sign or '+'}{int(hours):02}:{minutes or '00'}"
