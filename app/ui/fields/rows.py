"""A small table within a record: for each line a strip of editors, one for each column.

A line with nothing in it is no line. The table is one value and is saved whenever a cell is left,
so a long table is never lost at its last line. Tables that may not be changed are shown as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.errors import AppError
from app.models.fields import Field, MomentField, Row, RowsField
from app.ui.fields.base import FieldEditor, FieldTools, Unreadable
from app.ui.labels import Button, Label
from app.ui.theme import GRID, TARGET

MakeEditor = Callable[[Field[Any], FieldTools, QWidget | None], FieldEditor[Field[Any]]]


class _Line(QWidget):
    """The cells of one line, two or three beside each other, and the button that removes it."""

    def __init__(self, cells: dict[str, FieldEditor[Field[Any]]], remove: Button) -> None:
        super().__init__()
        self.cells = cells
        self.setProperty("role", "line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GRID, 0, GRID)
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID)
        has_moment = any(isinstance(cell.field, MomentField) for cell in cells.values())
        across = 2 if has_moment else 3
        for place, cell in enumerate(cells.values()):
            grid.addWidget(cell, place // across, place % across)
        for column in range(across):
            grid.setColumnStretch(column, 1)
        grid.addWidget(remove, 0, across, Qt.AlignmentFlag.AlignBottom)

    def set_values(self, values: dict[str, Any]) -> None:
        """Show the values of a row."""
        for name, cell in self.cells.items():
            cell.set_value(values.get(name))

    def typed(self) -> dict[str, str]:
        """What the cells hold, as text, without the empty ones."""
        return {name: text for name, cell in self.cells.items() if (text := cell.typed())}


class RowsEditor(FieldEditor[RowsField[Any]]):
    """The lines of a table, each cell an editor of its own kind, made by `make_cell`."""

    is_wide = True

    def __init__(
        self,
        field: RowsField[Any],
        tools: FieldTools,
        parent: QWidget | None,
        make_cell: MakeEditor,
    ) -> None:
        self._make_cell = make_cell
        self._strips: list[_Line] = []
        self._texts: list[Label] = []
        self._is_read_only = False
        super().__init__(field, tools, parent)

    @override
    def build(self) -> QWidget:
        box = QWidget(self)
        self._column = QVBoxLayout(box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._add = Button(self.say("Add a line"), self.tools.icons("plus", "accent"))
        self._add.clicked.connect(self._on_add)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)
        box.setFocusProxy(self._add)
        return box

    @override
    def show_value(self, value: object) -> None:
        self._clear()
        for row in value if isinstance(value, tuple) else ():
            if self._is_read_only:
                self._show_text(row.values)
            else:
                self._show_line().set_values(row.values)

    @override
    def typed(self) -> str:
        if self._is_read_only:
            return ""
        lines = [text for line in self._strips if (text := line.typed())]
        return json.dumps(lines, ensure_ascii=False) if lines else ""

    @override
    def read(self) -> object:
        held = self.value()
        kept = held if isinstance(held, tuple) else ()
        known = dict(zip(_offered(kept), kept, strict=True))
        rows = []
        for line in self._strips:
            row = self.field.row(self._read_line(line))
            if row.values:
                rows.append(known.get(row, row))
        return tuple(rows) or None

    @override
    def settle(self, value: object) -> None:
        if _offered(value) != _offered(self.read()):
            self.show_value(value)
        # Otherwise the cells stay: the person is in one of them.
        self._value = value
        self._clean = self.typed()
        self.clear_problem()

    @override
    def show_typed(self, text: str) -> None:
        try:
            lines = json.loads(text)
        except ValueError:
            return
        self._clear()
        for cells in lines:
            line = self._show_line()
            for name, kept in cells.items():
                if name in line.cells:
                    line.cells[name].restore(kept)

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        if is_read_only != self._is_read_only:
            self._is_read_only = is_read_only
            self._add.setVisible(not is_read_only)
            self.set_value(self.value())

    def _read_line(self, line: _Line) -> dict[str, Any]:
        values = {}
        for name, cell in line.cells.items():
            try:
                values[name] = cell.read()
            except AppError as error:
                cell.show_error(error)
                raise
        return values

    def _clear(self) -> None:
        for widget in [*self._strips, *self._texts]:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._strips, self._texts = [], []

    def _show_text(self, values: dict[str, Any]) -> None:
        columns = self.field.row.columns
        parts = [
            self.say(
                "{label}: {value}",
                label=self.say(column.label),
                value=self.tools.shown.with_unit(column, values[name]),
            )
            for name, column in columns.items()
            if name in values and not column.by_program
        ]
        label = Label("  ·  ".join(parts), "line", wraps=True)
        label.setContentsMargins(0, GRID, 0, GRID)
        self._texts.append(label)
        self._column.insertWidget(self._column.count() - 1, label)

    def _show_line(self) -> _Line:
        cells = {
            name: self._make_cell(column, self.tools, None)
            for name, column in self.field.row.columns.items()
            if not column.by_program
        }
        remove = Button("", self.tools.icons("x", "quiet"), "quiet")
        remove.setFixedSize(TARGET, TARGET)
        remove.setToolTip(self.say("Remove this line"))
        remove.setAccessibleName(self.say("Remove line {number}", number=len(self._strips) + 1))
        line = _Line(cells, remove)
        for cell in cells.values():
            cell.edited.connect(self._on_cell)
            cell.unreadable.connect(self._on_unreadable)
        remove.clicked.connect(lambda: self._on_remove(line))
        self._strips.append(line)
        self._column.insertWidget(self._column.count() - 1, line)
        return line

    def _on_add(self) -> None:
        line = self._show_line()
        next(iter(line.cells.values())).setFocus()

    def _on_remove(self, line: _Line) -> None:
        self._strips.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.commit()

    def _on_cell(self) -> None:
        self.commit()

    def _on_unreadable(self) -> None:
        self.unreadable.emit(Unreadable(self.field.name, self.typed()))


def _offered(value: object) -> list[Row]:
    """The rows of a table without what the program fills in."""
    return [
        type(row)({name: row.values[name] for name in row.values if _is_offered(row, name)})
        for row in (value if isinstance(value, tuple) else ())
    ]


def _is_offered(row: Row, name: str) -> bool:
    return name in row.columns and not row.columns[name].by_program
