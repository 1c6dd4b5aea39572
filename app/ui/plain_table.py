"""A list of sentences made elsewhere: history, custody events, what is open, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from app.ui.qt_types import Index
from app.ui.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one row, what it stands for, and how it is set.

    `icon` stands before the first word; `role` colours it, and the first word with it. `struck`
    are the places of single cells that are struck through.
    """

    cells: tuple[str, ...]
    key: object
    icon: str = ""
    role: str = "ink"
    is_struck: bool = False
    struck: frozenset[int] = frozenset()


class PlainTable(QAbstractTableModel):
    """Rows of words under headings."""

    def __init__(self, headings: Sequence[str], bench: Workbench) -> None:
        super().__init__()
        self._headings = tuple(headings)
        self._bench = bench
        self.lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._headings)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return self._side() if role == Qt.ItemDataRole.TextAlignmentRole else None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, is_first = self.lines[index.row()], index.column() == 0
        answer: object = None
        if role == Qt.ItemDataRole.DisplayRole:
            answer = line.cells[index.column()]
        elif role == Qt.ItemDataRole.TextAlignmentRole:
            answer = self._side()
        elif role == Qt.ItemDataRole.DecorationRole and is_first and line.icon:
            answer = self._bench.icons(line.icon, line.role)
        elif role == Qt.ItemDataRole.ForegroundRole and is_first:
            answer = self._bench.theme.colour(line.role)
        elif role == Qt.ItemDataRole.FontRole and (line.is_struck or index.column() in line.struck):
            answer = _struck()
        return answer

    def _side(self) -> Qt.AlignmentFlag:
        is_mirrored = self._bench.say.is_right_to_left
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def _struck() -> QFont:
    font = QFont()
    font.setStrikeOut(True)
    return font
