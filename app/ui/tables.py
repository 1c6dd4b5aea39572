"""How every list looks and behaves: whole rows, 36 px each, sorted by their headings.

Where a list has less room than its columns ask for, the columns in view end with the list: the last
one is cut with an ellipsis or pushed out whole, and the rest is reached by scrolling.
"""

from __future__ import annotations

from heapq import nlargest

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
)
from typing_extensions import override

from app.ui.labels import set_margins
from app.ui.theme import GRID, ROW

_LEAST_SHOWN = GRID * 8  # px; of a column that would show less, nothing is shown
_WIDEST = GRID * 44
_MEASURED_ROWS = 40  # measuring every row of a season would be felt
_LONGEST = 3  # an icon beside shorter words may make them wider
_TEXT_FROM_EDGE = 11  # px, as the style sheet has it


class ListView(QTableView):
    """A table whose columns fit its width until somebody drags one."""

    def __init__(self) -> None:
        super().__init__()
        self._natural: list[int] = []
        self._is_by_hand = False
        self._is_pulled = False  # the mouse is pressed on the headings, not anywhere else
        self.horizontalHeader().sectionResized.connect(self._on_resized)
        self.horizontalHeader().viewport().installEventFilter(self)

    def fit_columns(self) -> None:
        """Make each column as wide as its contents, and then fit them to the list."""
        if self._is_by_hand:
            return
        header = self.horizontalHeader()
        hints = (max(header.sectionSizeHint(i), self._hint(i)) for i in range(header.count()))
        self._natural = [min(_WIDEST, hint) for hint in hints]
        self._fit()

    def _hint(self, column: int) -> int:
        """The width that the contents of a column ask for, in px, as far as they are measured.

        A cell is asked for seven things besides its words: only the longest are asked.
        """
        model, width = self.model(), self.fontMetrics().horizontalAdvance
        first = max(0, self.rowAt(0))
        rows = range(first, min(first + _MEASURED_ROWS, model.rowCount()))
        cells = [model.index(row, column) for row in rows]
        found = {str(model.data(cell) or ""): cell for cell in cells}
        longest = nlargest(_LONGEST, found, key=width)
        return max((self.sizeHintForIndex(found[words]).width() for words in longest), default=0)

    def _fit(self) -> None:
        if self._is_by_hand or not self._natural:
            return
        header, room = self.horizontalHeader(), self.viewport().width()
        order = [header.logicalIndex(place) for place in range(header.count())]
        widths = fitted([self._natural[section] for section in order], room)
        for section, width in zip(order, widths, strict=True):
            header.resizeSection(section, width)

    def _on_resized(self) -> None:
        if self._is_pulled:
            self._is_by_hand = True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._is_pulled = True
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._is_pulled = False
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def fitted(widths: list[int], room: int) -> list[int]:
    """The widths of columns, in px, so that none of those in view is cut by the edge at `room`."""
    shown = list(widths)
    taken = 0
    for place, width in enumerate(widths):
        rest = room - taken
        if width > rest >= _LEAST_SHOWN:
            shown[place] = rest
        elif width > rest > 0 and place:
            shown[place - 1] += rest
        if width > rest:
            break
        taken += width
    return shown


def inset(table: QTableView) -> QHBoxLayout:
    """The list so that its words begin where the title of the page begins."""
    row = QHBoxLayout()
    set_margins(row, GRID * 3 - _TEXT_FROM_EDGE, 0, 0, 0)
    row.addWidget(table)
    return row


def styled_table(model: QAbstractItemModel, *, is_sortable: bool = False) -> ListView:
    """A list of the rows of a model; Tab leaves it, the arrow keys walk through it."""
    table = ListView()
    table.setModel(model)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setAlternatingRowColors(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    header.setResizeContentsPrecision(_MEASURED_ROWS)
    header.setSectionsMovable(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    table.setSortingEnabled(is_sortable)
    return table


def select_row(table: QTableView, row: int) -> None:
    """Select one row and make it the current one."""
    # QTableView.selectRow does nothing where columns were moved and run from right to left.
    flags = QItemSelectionModel.SelectionFlag
    # The column that stands first, so that the list is not pushed sideways to show another.
    index = table.model().index(row, table.horizontalHeader().logicalIndex(0))
    table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
