"""An arrow to a place, large enough for the sun: north is up, or, on the move, straight ahead."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.geo.guiding import Way
from app.ui.theme import GRID, HEADING_PT, Theme

# Across and along, of the radius of the dial; the tip first.
_SHAPE: Final = ((0.0, -0.74), (0.46, 0.5), (0.0, 0.26), (-0.46, 0.5))


class Arrow(QWidget):
    """Points nowhere until it is told where, and never where what it knows is old."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.way: Way | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 28, GRID * 28)

    def show_way(self, way: Way | None) -> None:
        """Point along it."""
        self.way = way
        self.update()

    @property
    def angle_deg(self) -> float | None:
        """Where it points on the screen, clockwise from up."""
        if self.way is None:
            return None
        return self.way.bearing_deg if self.way.turn_deg is None else self.way.turn_deg

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 46, GRID * 46)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        radius = min(self.width(), self.height()) / 2 - GRID * 3
        painter.setPen(QPen(self._theme.colour("outline"), self._theme.outline_px + 1))
        painter.drawEllipse(centre, radius, radius)
        self._draw_ticks(painter, centre, radius)
        if self.angle_deg is not None:
            painter.translate(centre)
            painter.rotate(self.angle_deg)
            painter.setPen(QPen(self._theme.colour("ink"), 2))
            painter.setBrush(self._theme.colour("accent"))
            painter.drawPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in _SHAPE]))
        painter.end()

    def _draw_ticks(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        """North, and the other quarters, as seen from where one looks."""
        course = self.way.course_deg if self.way is not None else None
        font = self.font()
        font.setPointSizeF(HEADING_PT)
        font.setBold(True)
        painter.setFont(font)
        for degrees, letter in ((0, "N"), (90, "E"), (180, "S"), (270, "W")):
            angle = math.radians(degrees - (course or 0.0))
            out = QPointF(math.sin(angle), -math.cos(angle))
            painter.setPen(QPen(self._theme.colour("ink"), 2))
            painter.drawLine(centre + out * (radius - GRID), centre + out * radius)
            at = centre + out * (radius + GRID * 1.6)
            box = QRectF(at.x() - GRID * 2, at.y() - GRID * 2, GRID * 4, GRID * 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
