"""Text, numbers and dates typed into one line or many.

Numbers, codes and dates are typed from left to right in every language and stand at the reading
side of the field; digits of the Arabic and Persian keyboards are understood.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QFont
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.models.fields import DayField, Field, LongTextField, TextField
from app.ui.fields.base import FieldEditor
from app.ui.fields.lines import LinesEdit
from app.ui.labels import leading
from app.ui.theme import TARGET

_LINES_SHOWN = 3


class LineEdit(QLineEdit):
    """A line of text as high as a gloved finger; long text shows its beginning when left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(TARGET)
        self.setAlignment(leading())

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setCursorPosition(0)


class FiguresEdit(LineEdit):
    """A line for figures: left to right in every language, with figures of one width."""

    def __init__(self, *, is_mirrored: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
        font = QFont(self.font())
        font.setFeature(QFont.Tag.fromString("tnum"), 1)
        self.setFont(font)


class TextEditor(FieldEditor[Field[Any]]):
    """One line of text."""

    @override
    def build(self) -> QWidget:
        self._line = self._make_line()
        self._line.returnPressed.connect(self.commit)
        return self._line

    def _make_line(self) -> QLineEdit:
        if isinstance(self.field, TextField) and self.field.pattern:
            return FiguresEdit(is_mirrored=self.say.is_right_to_left, parent=self)
        return LineEdit(self)

    @override
    def show_value(self, value: object) -> None:
        self._line.setText("" if value is None else str(value))
        self._line.setCursorPosition(0)

    @override
    def typed(self) -> str:
        return self._line.text()

    @override
    def show_typed(self, text: str) -> None:
        self._line.setText(text)

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        self._line.setReadOnly(is_read_only)


class LongTextEditor(FieldEditor[LongTextField]):
    """Text of many lines; Tab leaves the field, as everywhere."""

    is_wide = True

    @override
    def build(self) -> QWidget:
        is_mirrored = self.say.is_right_to_left
        self._text = LinesEdit(_LINES_SHOWN, self, is_mirrored=is_mirrored)
        return self._text

    @override
    def show_value(self, value: object) -> None:
        self._text.setPlainText("" if value is None else str(value))

    @override
    def typed(self) -> str:
        return self._text.toPlainText()

    @override
    def show_typed(self, text: str) -> None:
        self._text.setPlainText(text)

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        self._text.setReadOnly(is_read_only)


class FiguresEditor(TextEditor):
    """A whole number, a measure or a partial date: figures only."""

    @override
    def _make_line(self) -> QLineEdit:
        line = FiguresEdit(is_mirrored=self.say.is_right_to_left, parent=self)
        if isinstance(self.field, DayField):
            line.setPlaceholderText("yyyy-mm-dd")
        return line

    @override
    def show_value(self, value: object) -> None:
        # A decimal is shown with exactly the digits that were read, never with an exponent.
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        self._line.setText("" if value is None else text)


class NumberEditor(TextEditor):
    """A human number. Where the program issues it, only one that a label bears already is typed.

    That is done before the record is first saved: afterwards it has a number, for ever.
    """

    @override
    def build(self) -> QWidget:
        self._is_read_only = self._is_given = False
        return super().build()

    def is_issued(self) -> bool:
        """Whether the program gives this number."""
        return self.tools.issues_number

    def set_given(self, *, is_given: bool) -> None:
        """Say whether the record has its number."""
        self._is_given = is_given
        self._lock()

    @override
    def _make_line(self) -> QLineEdit:
        line = FiguresEdit(is_mirrored=self.say.is_right_to_left, parent=self)
        line.setProperty("role", "number")
        if self.is_issued():
            line.setPlaceholderText(self.say("given when saved, or typed from a label"))
            line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return line

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        self._is_read_only = is_read_only
        self._lock()

    def _lock(self) -> None:
        self._line.setReadOnly(self._is_read_only or (self.is_issued() and self._is_given))
