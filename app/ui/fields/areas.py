"""An area: its corners, one on each line, in any notation that a position may be typed in.

Lines can be pasted from a map or a receiver, or come out of a file. Corners that were not touched
keep their exact figures.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.errors import AppError
from app.core.wording import isolated
from app.geo.area import Area, size_hectares
from app.geo.coordinates import read_position_text
from app.geo.point import Point
from app.models.fields import AreaField, ValueRefusedError
from app.ui.fields.base import Edit, FieldEditor
from app.ui.labels import Button, Label
from app.ui.theme import GRID, TARGET

_LINES_SHOWN = 5


class CornerRefusedError(ValueRefusedError):
    """A line of the list is no corner."""


class AreaEditor(FieldEditor[AreaField]):
    """The corners as text, from left to right in every language, and the size they enclose."""

    is_wide = True

    @override
    def build(self) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._corners = QPlainTextEdit(box)
        self._corners.setTabChangesFocus(True)
        self._corners.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self._corners.document().setDefaultTextOption(option)
        self._corners.setPlaceholderText(self.say("One corner on each line, walking around"))
        line = self._corners.fontMetrics().lineSpacing()
        self._corners.setFixedHeight(max(TARGET, line * _LINES_SHOWN + GRID * 2))
        self._size = Label("", "small", parent=box)
        icon = self.tools.icons("map", "accent")
        self._draw = Button(self.say("Draw on the map"), icon, parent=box)
        self._draw.clicked.connect(self._on_draw)
        self._draw.setVisible(self.tools.doors.draw is not None)
        self._bring = Button(
            self.say("From a file …"), self.tools.icons("download", "accent"), parent=box
        )
        self._bring.clicked.connect(self._on_bring)
        self._bring.setVisible(self.tools.doors.corners is not None)
        foot = QHBoxLayout()
        foot.addWidget(self._size, 1)
        foot.addWidget(self._bring)
        foot.addWidget(self._draw)
        column.addWidget(self._corners)
        column.addLayout(foot)
        box.setFocusProxy(self._corners)
        return box

    @override
    def is_typed_in(self, focus: QWidget | None) -> bool:
        """Whether corners are typed: going on to a button settles what stands there."""
        return focus not in {self._draw, self._bring} and super().is_typed_in(focus)

    @override
    def show_value(self, value: object) -> None:
        area = value if isinstance(value, Area) else None
        self._corners.setPlainText(
            "\n".join(_written(corner) for corner in area.ring) if area else ""
        )
        self._size.setText(
            self.say(
                "{count} corners, {size} ha",
                count=isolated(len(area.ring)),
                size=isolated(size_hectares(area)),
            )
            if area
            else ""
        )
        self._size.setVisible(area is not None)

    @override
    def typed(self) -> str:
        return self._corners.toPlainText().strip()

    @override
    def read(self) -> object:
        lines = [line for line in self.typed().splitlines() if line.strip()]
        if not lines:
            return None
        return Area(tuple(self._corner(number, line) for number, line in enumerate(lines, 1)))

    @override
    def show_typed(self, text: str) -> None:
        self._corners.setPlainText(text)

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        self._corners.setReadOnly(is_read_only)
        self._draw.setVisible(not is_read_only and self.tools.doors.draw is not None)
        self._bring.setVisible(not is_read_only and self.tools.doors.corners is not None)

    def _on_draw(self) -> None:
        """Draw the area on a map, from the corners that stand here if they bound one."""
        draw = self.tools.doors.draw
        try:
            before = self.read()
        except AppError:
            before = None
        area = (
            draw(self, self.field, before if isinstance(before, Area) else None) if draw else None
        )
        self._take(area, before)

    def _on_bring(self) -> None:
        """Take the outline that a file has."""
        corners = self.tools.doors.corners
        self._take(corners(self, self.field) if corners else None, self.value())

    def _take(self, area: Area | None, before: object) -> None:
        if area is not None and area != before:
            self.set_value(area)
            self.edited.emit(Edit(self.field.name, area))

    def _corner(self, number: int, line: str) -> Point:
        try:
            typed = read_position_text(line)
        except AppError as error:
            raise CornerRefusedError(
                "Corner {corner} cannot be read: {reason}",
                hint=error.hint,
                corner=number,
                reason=self.say.error(error)[0],
                **error.values,
            ) from error
        return Point(typed.lat, typed.lon)


def _written(corner: Point) -> str:
    north, east = "N" if corner.lat >= 0 else "S", "E" if corner.lon >= 0 else "W"
    return f"{abs(corner.lat):f}° {north}, {abs(corner.lon):f}° {east}"
