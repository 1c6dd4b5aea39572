"""The fixes of an average, drawn to scale: how far a receiver that stands still wanders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording, isolated
from app.ui.position.circle import draw_bar, metres
from app.ui.theme import GRID, Theme

_FOOT: Final = GRID * 6
_LEAST_M: Final = 1.0  # from the middle to the edge
_ROOM: Final = 1.25  # around the farthest fix
_DOT: Final = 2.5


class Scatter(QWidget):
    """Metres east and north of the mean; the circle around it holds 19 in 20 of the fixes."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._say, self._theme = say, theme
        self.offsets: Sequence[tuple[float, float]] = ()
        self.radius_m = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 28, GRID * 24)
        self.show_fixes((), 0.0)

    def show_fixes(self, offsets: Sequence[tuple[float, float]], radius_m: float) -> None:
        """Draw other fixes; the last one is the newest."""
        self.offsets, self.radius_m = offsets, radius_m
        self.setAccessibleName(
            self._say(
                "{count} fixes; 19 in 20 lie within {radius} of their mean",
                count=isolated(len(offsets)),
                radius=isolated(metres(radius_m)),
            )
            if offsets
            else self._say("No fixes yet")
        )
        self.update()

    @property
    def reach_m(self) -> float:
        """From the middle of the drawing to its nearest edge."""
        far = max((max(abs(east), abs(north)) for east, north in self.offsets), default=0.0)
        return max(far, self.radius_m, _LEAST_M) * _ROOM

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 40, GRID * 36)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0, 0, self.width(), self.height() - _FOOT)
        centre = room.center()
        px_per_m = min(room.width(), room.height()) / 2 / self.reach_m
        theme = self._theme
        if self.radius_m:
            painter.setPen(QPen(theme.colour("accent"), theme.outline_px + 1))
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawEllipse(centre, self.radius_m * px_per_m, self.radius_m * px_per_m)
        painter.setPen(QPen(theme.colour("ink"), theme.outline_px))
        arm = float(GRID)
        painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
        painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("ink"))
        dots = [centre + QPointF(east, -north) * px_per_m for east, north in self.offsets]
        for dot in dots:
            painter.drawEllipse(dot, _DOT, _DOT)
        if dots:
            painter.setPen(QPen(theme.colour("hazard_ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dots[-1], _DOT * 2, _DOT * 2)
        draw_bar(painter, theme, QRectF(self.rect()), px_per_m)
        painter.end()
