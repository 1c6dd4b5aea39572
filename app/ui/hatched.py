"""A panel for what is grave: it says so by shape before anybody has read a word."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.bands import hatch
from app.ui.theme import GRID, Theme

_EDGE = GRID * 2


class HatchedPanel(QWidget):
    """Something grave: a striped red edge at its side, whatever it says."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_striped = True
        self.body = QVBoxLayout(self)
        self.body.setSpacing(GRID)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side, rest = _EDGE + GRID * 2, GRID * 2
        self.body.setContentsMargins(
            rest if is_mirrored else side, GRID * 2, side if is_mirrored else rest, GRID * 2
        )

    @property
    def is_striped(self) -> bool:
        """Whether what it says is grave."""
        return self._is_striped

    def set_striped(self, *, is_striped: bool) -> None:
        """Take the stripes away where nothing grave is said, or bring them back."""
        self._is_striped = is_striped
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - _EDGE if is_mirrored else 0
        theme = self._theme
        painter.fillRect(self.rect(), theme.colour("surface"))
        edge = QRect(x, 0, _EDGE, self.height())
        if self._is_striped:
            hatch(painter, edge, theme.colour("hazard"), theme.colour("on_hazard"))
        px = theme.outline_px
        painter.setPen(QPen(theme.colour("hazard" if self._is_striped else "outline"), px))
        painter.drawRect(QRectF(self.rect()).adjusted(px / 2, px / 2, -px / 2, -px / 2))
        painter.end()
