"""How every list looks and behaves: whole rows, 36 px each, sorted by their headings."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.ui.theme import ROW


def styled_table(model: QAbstractItemModel, *, is_sortable: bool = False) -> QTableView:
    """A list of the rows of a model; Tab leaves it, the arrow keys walk through it."""
    table = QTableView()
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
