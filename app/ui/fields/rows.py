"""A small table within a record: for each line a strip of editors, one for each column.

A line with nothing in it is no line. The table is one value and is saved whenever a cell is left,
so a long table is never lost at its last line. Tables that may not be changed are shown as text,
and so are the lines of long ones until somebody changes one: the two hundred lines of a handover
list would be thousands of editors.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.errors import AppError
from app.core.wording import isolated
from app.models.fields import (
    Field,
    Json,
    MomentField,
    ReferenceField,
    ReferencesField,
    Row,
    RowsField,
    decode_values,
    encode_values,
)
from app.ui.fields.base import FieldEditor, FieldTools, Unreadable
from app.ui.labels import Button, Label
from app.ui.theme import GRID, TARGET

_ALL_OPEN = 6  # lines: of a longer table each is text until it is changed
_AT_FIRST = 40  # lines of text, until somebody asks for the rest
_AS_IT_STANDS = "="  # what no column is called: a line that nobody opened, as it is journalled
_RIGHT_TO_LEFT = "\u200f"
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

    def typed(self) -> dict[str, Json]:
        """What the cells hold, as text, without the empty ones."""
        return {name: text for name, cell in self.cells.items() if (text := cell.typed())}


class _Shut(QWidget):
    """A line as text, and the button that opens it."""

    def __init__(self, row: Row, words: str, change: Button | None) -> None:
        super().__init__()
        self.row = row
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.label = Label(words, "line", wraps=True)
        self.label.setContentsMargins(0, GRID, 0, GRID)
        line.addWidget(self.label, 1)
        if change is not None:
            line.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)

    def typed(self) -> dict[str, Json]:
        """The line as it stands."""
        return {_AS_IT_STANDS: encode_values(self.row.columns, self.row.values)}


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
        self._shown: list[_Line | _Shut] = []
        self._rest: tuple[Row, ...] = ()
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
        self._more = Button("", role="quiet")
        self._more.clicked.connect(self._show_rest)
        self._more.hide()
        for button in (self._more, self._add):
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        box.setFocusProxy(self._add)
        columns = self.field.row.columns.values()
        references = [one for one in columns if isinstance(one, ReferenceField | ReferencesField)]
        self._kinds = frozenset(kind for one in references for kind in one.kinds)
        self.tools.titles.loaded.connect(self._on_titles)
        return box

    @override
    def show_value(self, value: object) -> None:
        self._clear()
        rows = value if isinstance(value, tuple) else ()
        if self._is_read_only or len(rows) > _ALL_OPEN:
            self._rest = rows
            self._show_some(_AT_FIRST)
            return
        for row in rows:
            self._show_line().set_values(row.values)

    @override
    def typed(self) -> str:
        if self._is_read_only:
            return ""
        lines = [text for line in self._shown if (text := line.typed())]
        lines += [{_AS_IT_STANDS: encode_values(row.columns, row.values)} for row in self._rest]
        return json.dumps(lines, ensure_ascii=False) if lines else ""

    @override
    def read(self) -> object:
        held = self.value()
        kept = held if isinstance(held, tuple) else ()
        known = dict(zip(_offered(kept), kept, strict=True))
        rows: list[Row] = []
        for line in self._shown:
            if isinstance(line, _Shut):
                rows.append(line.row)
            else:
                row = self.field.row(self._read_line(line))
                rows += [known.get(row, row)] if row.values else []
        return (*rows, *self._rest) or None

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
            if _AS_IT_STANDS in cells:
                self._show_shut(self._row_of(cells[_AS_IT_STANDS]))
                continue
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

    def _row_of(self, encoded: dict[str, Json]) -> Row:
        row: Row = self.field.row(decode_values(self.field.row.columns, encoded))
        return row

    def _clear(self) -> None:
        for widget in self._shown:
            self._take_away(widget)
        self._shown, self._rest = [], ()
        self._more.hide()

    def _take_away(self, widget: QWidget) -> None:
        self._column.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _show_some(self, count: int) -> None:
        shown, self._rest = self._rest[:count], self._rest[count:]
        if shown:
            self.tools.titles.want(self._kinds)
        for row in shown:
            self._show_shut(row)
        self._more.setVisible(bool(self._rest))
        self._more.set_word(self.say("Show {count} more lines", count=isolated(len(self._rest))))

    def _show_rest(self) -> None:
        self._show_some(len(self._rest))

    def _show_shut(self, row: Row) -> None:
        change = None
        if not self._is_read_only:
            change = Button("", self.tools.icons("pencil", "quiet"), "quiet")
            change.setFixedSize(TARGET, TARGET)
            change.setToolTip(self.say("Change this line"))
            change.setAccessibleName(self.say("Change line {number}", number=len(self._shown) + 1))
        line = _Shut(row, self._words_of(row), change)
        if change is not None:
            change.clicked.connect(lambda: self._on_change(line))
        self._shown.append(line)
        self._column.insertWidget(len(self._shown) - 1, line)

    def _words_of(self, row: Row) -> str:
        columns = self.field.row.columns
        parts = [
            self.say(
                "{label}: {value}",
                label=self.say(column.label),
                value=self.tools.shown.with_unit(column, row.values[name]),
            )
            for name, column in columns.items()
            if name in row.values and not column.by_program
        ]
        # Every word of it stands apart, so that nothing else says in which direction one reads.
        return (_RIGHT_TO_LEFT if self.say.is_right_to_left else "") + "  ·  ".join(parts)

    def _on_titles(self, kind: str) -> None:
        """Call by their titles what is named in the lines of text."""
        for line in self._shown if kind in self._kinds else ():
            if isinstance(line, _Shut):
                line.label.setText(self._words_of(line.row))

    def _show_line(self, place: int | None = None) -> _Line:
        """A line of cells, at the end or at a place where none stands."""
        at = len(self._shown) if place is None else place
        cells = {
            name: self._make_cell(column, self.tools, None)
            for name, column in self.field.row.columns.items()
            if not column.by_program
        }
        remove = Button("", self.tools.icons("x", "quiet"), "quiet")
        remove.setFixedSize(TARGET, TARGET)
        remove.setToolTip(self.say("Remove this line"))
        remove.setAccessibleName(self.say("Remove line {number}", number=at + 1))
        line = _Line(cells, remove)
        for cell in cells.values():
            cell.edited.connect(self._on_cell)
            cell.unreadable.connect(self._on_unreadable)
        remove.clicked.connect(lambda: self._on_remove(line))
        self._shown.insert(at, line)
        self._column.insertWidget(at, line)
        return line

    def _on_change(self, shut: _Shut) -> None:
        """Open a line; that alone changes nothing."""
        was_pending = self.is_pending()
        place = self._shown.index(shut)
        self._shown.remove(shut)
        self._take_away(shut)
        line = self._show_line(place)
        line.set_values(shut.row.values)
        if not was_pending:
            self._clean = self.typed()
        next(iter(line.cells.values())).setFocus()

    def _on_add(self) -> None:
        self._show_rest()
        line = self._show_line()
        next(iter(line.cells.values())).setFocus()

    def _on_remove(self, line: _Line) -> None:
        self._shown.remove(line)
        self._take_away(line)
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
