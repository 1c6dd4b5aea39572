"""The pages of a form below one another: only those in view, and some around them, are pictures.

A site report may have a hundred pages, and a picture of one takes some megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import GRID

KEPT = 12
GAP = GRID * 2


class PageColumn(QScrollArea):
    """Pages as empty sheets, on which pictures are put as they come into view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper = QWidget()
        self._column = QVBoxLayout(self._paper)
        self._column.setSpacing(GAP)
        self._column.setContentsMargins(GAP, GAP, GAP, GAP)
        self._sheets: list[QLabel] = []
        self._bottoms: list[int] = []
        self._drawn: set[int] = set()
        self.setWidgetResizable(True)
        self.setWidget(self._paper)

    @property
    def total(self) -> int:
        """How many pages there are."""
        return len(self._sheets)

    @property
    def drawn(self) -> frozenset[int]:
        """The pages that are pictures now, from 0."""
        return frozenset(self._drawn)

    def lay(self, sizes: Sequence[tuple[int, int]], names: Sequence[str]) -> None:
        """Lay out empty sheets of these sizes in place of whatever was there."""
        for sheet in self._sheets:
            sheet.hide()
            sheet.deleteLater()
        self._sheets, self._drawn = [], set()
        self._bottoms = list(accumulate((height + GAP for _, height in sizes), initial=GAP))[1:]
        for size, name in zip(sizes, names, strict=True):
            sheet = QLabel()
            sheet.setFixedSize(*size)
            sheet.setAccessibleName(name)
            self._column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
            self._sheets.append(sheet)

    def in_view(self) -> int:
        """The page in the middle of what is seen, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return self._at(middle)

    def wanted(self) -> int | None:
        """A page in view, or the next one, that has no picture yet."""
        if not self._sheets:
            return None
        top = self.verticalScrollBar().value()
        first, last = self._at(top), self._at(top + self.viewport().height())
        pages = range(first, min(last + 2, self.total))
        return next((page for page in pages if page not in self._drawn), None)

    def put(self, page: int, picture: QPixmap) -> None:
        """Put a picture on its sheet; of too many, the farthest from view go."""
        self._sheets[page].setPixmap(picture)
        self._drawn.add(page)
        middle = self.in_view()
        while len(self._drawn) > KEPT:
            farthest = max(self._drawn, key=lambda one: abs(one - middle))
            self._sheets[farthest].clear()
            self._drawn.remove(farthest)

    def _at(self, height: int) -> int:
        below = (page for page, bottom in enumerate(self._bottoms) if height < bottom)
        return next(below, max(self.total - 1, 0))
