"""How well each satellite is received: bars, with their figures in dB-Hz below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording, isolated
from app.ui.theme import GRID, SMALL_PT, Theme

_MOST_DB: Final = 55
_WIDEST: Final = GRID * 4
_FIGURE: Final = GRID * 3


class Strengths(QWidget):
    """The strongest first, as many as there is room for."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._say, self._theme = say, theme
        self._strengths: list[int] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(GRID * 12)
        self.show_strengths(())

    def show_strengths(self, strengths: Sequence[int]) -> None:
        """Draw other bars."""
        self._strengths = sorted((one for one in strengths if one > 0), reverse=True)
        told = ", ".join(str(one) for one in self._strengths)
        self.setAccessibleName(
            self._say("Strength of each satellite: {figures} dB-Hz", figures=isolated(told))
            if told
            else self._say("The receiver does not tell how strong its satellites are.")
        )
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 40, GRID * 12)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setPointSizeF(SMALL_PT)
        painter.setFont(font)
        if not self._strengths:
            painter.setPen(self._theme.colour("quiet"))
            flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), flags | Qt.TextFlag.TextWordWrap, self.accessibleName())
            painter.end()
            return
        height = self.height() - _FIGURE
        for place, strength in enumerate(self._strengths[: self.width() // _WIDEST]):
            bar = height * min(strength, _MOST_DB) / _MOST_DB
            left = place * _WIDEST
            box = QRectF(left + GRID / 2, height - bar, _WIDEST - GRID, bar)
            painter.fillRect(box, self._theme.colour("bone"))
            painter.setPen(self._theme.colour("ink"))
            figure = QRectF(left, height, _WIDEST, _FIGURE)
            painter.drawText(figure, Qt.AlignmentFlag.AlignCenter, str(strength))
        painter.setPen(self._theme.colour("outline"))
        painter.drawLine(0, height, self.width(), height)
        painter.end()
