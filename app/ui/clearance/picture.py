"""A hazard drawn to scale: observer, item, error, and the ground it takes, north up."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording, isolated
from app.geo.plane import Flat
from app.services.hazard_reach import Drawing
from app.ui.position.circle import metres, round_length
from app.ui.theme import GRID, SMALL_PT, Theme

_EDGE: Final = GRID * 2
_FOOT: Final = GRID * 3
_WORDS: Final = 6  # titles of graves and control points that are written; more would cover each


class ReachPicture(QWidget):
    """The drawing; nothing is drawn where nobody knows a place."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._say = say
        self._theme = theme
        self._drawing = Drawing()
        self._scale = 1.0
        self._middle: Flat = (0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 38, GRID * 24)

    def show_drawing(self, drawing: Drawing) -> None:
        """Draw something else, to the largest scale at which all of it is seen."""
        self._drawing = drawing
        rings = [point for ring in (*drawing.taken, drawing.extent) for point in ring]
        seen = [*rings, *((drawing.observer,) if drawing.observer else ())]
        if seen:
            east, north = [at[0] for at in seen], [at[1] for at in seen]
            self._middle = ((min(east) + max(east)) / 2, (min(north) + max(north)) / 2)
            wide = max(max(east) - min(east), 1.0)
            high = max(max(north) - min(north), 1.0)
            room = (self.width() - 2 * _EDGE, self.height() - _EDGE - _FOOT)
            self._scale = min(room[0] / wide, room[1] / high)
        self.setAccessibleName(self._say("Drawing of the hazard, north up"))
        self.update()

    # --- painting -------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        font = self.font()
        font.setPointSizeF(SMALL_PT)
        painter.setFont(font)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        if self._drawing.taken:
            self._paint_ground(painter)
            self._paint_sight(painter)
            self._paint_marks(painter)
            self._paint_scale(painter)
        painter.setPen(QPen(self._theme.colour("outline"), self._theme.outline_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        theme, px = self._theme, self._theme.outline_px
        for _, ring in self._drawing.cleared:
            painter.setPen(QPen(theme.colour("accent"), px, Qt.PenStyle.DashLine))
            painter.setBrush(QBrush(theme.colour("accent_soft"), Qt.BrushStyle.VerPattern))
            painter.drawPolygon(self._polygon(ring))
        for ring in self._drawing.taken:
            painter.setPen(QPen(theme.colour("hazard"), px + 1))
            painter.setBrush(QBrush(theme.colour("hazard"), Qt.BrushStyle.BDiagPattern))
            painter.drawPolygon(self._polygon(ring))
        if self._drawing.extent:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(self._polygon(self._drawing.extent))

    def _paint_sight(self, painter: QPainter) -> None:
        """Where one stands, what one saw, and how badly that is known."""
        drawing, ink = self._drawing, self._theme.colour("ink")
        if drawing.item is not None:
            item, error = self._at(drawing.item), drawing.error_m * self._scale
            painter.setBrush(self._theme.colour("surface"))
            painter.setPen(QPen(ink, self._theme.outline_px, Qt.PenStyle.DotLine))
            painter.drawEllipse(item, error, error)
            if drawing.observer is not None:
                painter.setPen(QPen(ink, self._theme.outline_px))
                painter.drawLine(self._at(drawing.observer), item)
            painter.setPen(QPen(self._theme.colour("hazard"), 2))
            arm = GRID * 0.75
            for slope in (1, -1):
                step = QPointF(arm, arm * slope)
                painter.drawLine(item - step, item + step)
        if drawing.observer is not None:
            here = self._at(drawing.observer)
            painter.setPen(QPen(ink, 2))
            painter.setBrush(self._theme.colour("surface"))
            painter.drawEllipse(here, GRID * 0.6, GRID * 0.6)
            self._write(painter, here, self._say("you"))

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._theme.colour("ink"), 1))
        for place, (title, at) in enumerate(self._drawing.marks):
            point = self._at(at)
            painter.setBrush(self._theme.colour("ink"))
            painter.drawRect(QRectF(point.x() - 3, point.y() - 3, 6, 6))
            if place < _WORDS:
                self._write(painter, point, isolated(title))

    def _write(self, painter: QPainter, at: QPointF, words: str) -> None:
        """Words beside a point, on paper of their own, within the picture."""
        metrics = painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(words) + 6, metrics.height()
        x = min(at.x() + GRID, self.width() - wide - 2)
        y = min(max(at.y() - high / 2, 2), self.height() - high - 2)
        room = QRectF(x, y, wide, high)
        painter.fillRect(room, self._theme.colour("surface"))
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_scale(self, painter: QPainter) -> None:
        ink = self._theme.colour("ink")
        length_m = round_length(self.width() * 0.3 / self._scale)
        length = length_m * self._scale
        left, bottom = float(GRID), self.height() - float(GRID)
        words = isolated(metres(length_m))
        metrics = painter.fontMetrics()
        plate = QRectF(
            0, bottom - GRID * 0.8, length + metrics.horizontalAdvance(words) + GRID * 3, GRID * 2
        )
        painter.fillRect(plate, self._theme.colour("surface"))
        painter.setPen(QPen(ink, 2))
        painter.drawLine(QPointF(left, bottom), QPointF(left + length, bottom))
        for x in (left, left + length):
            painter.drawLine(QPointF(x, bottom - 4), QPointF(x, bottom + 2))
        painter.drawText(QPointF(left + length + GRID, bottom + 2), words)
        top = QPointF(self.width() - GRID * 3, GRID * 1.5)
        painter.setBrush(ink)
        painter.drawPolygon(
            QPolygonF([top, top + QPointF(-5, 14), top + QPointF(0, 10), top + QPointF(5, 14)])
        )
        north = self._say("N")
        wide = metrics.horizontalAdvance(north) + GRID
        below = QRectF(top.x() - wide / 2, top.y() + 14, wide, metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, north)

    def _polygon(self, ring: tuple[Flat, ...]) -> QPolygonF:
        return QPolygonF([self._at(point) for point in ring])

    def _at(self, point: Flat) -> QPointF:
        east, north = point[0] - self._middle[0], point[1] - self._middle[1]
        middle_y = (self.height() - _FOOT + _EDGE) / 2
        return QPointF(self.width() / 2 + east * self._scale, middle_y - north * self._scale)
