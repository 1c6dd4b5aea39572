"""The receiver's own sentences, as they came; those with a wrong checksum are struck through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QListView
from typing_extensions import override

from app.core.wording import Wording
from app.geo.nmea import Sum
from app.ui.qt_types import Index
from app.ui.theme import Theme

Lines = Sequence[tuple[str, Sum]]


class _Lines(QAbstractListModel):
    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._say, self._theme = say, theme
        self.lines: Lines = ()

    def replace(self, lines: Lines) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        raw, checked = self.lines[index.row()]
        is_wrong = checked is Sum.WRONG
        if role == Qt.ItemDataRole.DisplayRole:
            mark = {
                Sum.WRONG: self._say("wrong checksum"),
                Sum.NONE: self._say("no checksum"),
                Sum.RIGHT: "",
            }[checked]
            return f"{raw}   ✗ {mark}" if mark else raw
        if role == Qt.ItemDataRole.ForegroundRole and is_wrong:
            return self._theme.colour("hazard_ink")
        if role == Qt.ItemDataRole.FontRole and is_wrong:
            font = QFont()
            font.setStrikeOut(True)
            return font
        return None


class SaidView(QListView):
    """The last sentences, the newest at the end; it stays where somebody has scrolled to."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._model = _Lines(say, theme)
        self.setModel(self._model)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setAccessibleName(say("Sentences of the receiver"))

    def show_lines(self, lines: Lines) -> None:
        """Show other sentences."""
        if lines == self._model.lines:
            return
        bar = self.verticalScrollBar()
        at, is_at_end = bar.value(), bar.value() >= bar.maximum()
        self._model.replace(lines)
        if is_at_end:
            self.scrollToBottom()
        else:
            bar.setValue(at)
