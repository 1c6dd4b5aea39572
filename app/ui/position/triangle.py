"""The two known points and the place measured from them, drawn to scale with north at the top."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording, embedded, isolated
from app.geo.distance import bearing_deg, distance_m
from app.geo.point import Located
from app.geo.taping import Taped
from app.ui.position.circle import draw_bar, metres
from app.ui.theme import GRID, SMALL_PT, Theme

_FOOT: Final = GRID * 6
_EDGE: Final = GRID * 4  # room around the points for their names
_MARK: Final = 5.0
_NORTH: Final = GRID * 4


class Triangle(QWidget):
    """Where the place lies, seen from the two points; the circle is its error, at true size."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._say, self._theme = say, theme
        self.taped: Taped | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 32, GRID * 24)
        self.show_taped(None)

    def show_taped(self, taped: Taped | None) -> None:
        """Draw another place; None where there is none yet."""
        self.taped = taped
        self.setAccessibleName(
            self._say("Nothing to draw yet")
            if taped is None
            else self._say(
                "The place lies {one} from {first} and {other} from {second}",
                one=isolated(metres(distance_m(taped.line.first.position, taped.position))),
                first=embedded(taped.line.first.name or "1"),
                other=isolated(metres(distance_m(taped.line.second.position, taped.position))),
                second=embedded(taped.line.second.name or "2"),
            )
        )
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 40, GRID * 32)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.taped is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, self.taped)
        painter.end()

    def _draw(self, painter: QPainter, taped: Taped) -> None:
        theme, first = self._theme, taped.line.first.position
        metres_at = [_seen_from(first, one) for one in (first, taped.line.second.position)]
        metres_at.append(_seen_from(first, taped.position))
        room = QRectF(_EDGE, _EDGE, self.width() - 2 * _EDGE, self.height() - _FOOT - 2 * _EDGE)
        easts, norths = zip(*metres_at, strict=True)
        wide, high = max(easts) - min(easts), max(norths) - min(norths)
        px_per_m = min(room.width() / max(wide, 0.1), room.height() / max(high, 0.1))
        middle = QPointF((max(easts) + min(easts)) / 2, (max(norths) + min(norths)) / 2)
        one, other, place = (
            room.center() + QPointF(east - middle.x(), middle.y() - north) * px_per_m
            for east, north in metres_at
        )
        error_m = taped.position.error_95_m()
        painter.setBrush(theme.colour("accent_soft"))
        painter.setPen(QPen(theme.colour("accent"), theme.outline_px + 1))
        if error_m is not None:
            painter.drawEllipse(place, float(error_m) * px_per_m, float(error_m) * px_per_m)
        painter.setPen(QPen(theme.colour("ink"), theme.outline_px, Qt.PenStyle.DashLine))
        painter.drawLine(one, place)
        painter.drawLine(other, place)
        painter.setPen(QPen(theme.colour("ink"), theme.outline_px + 1))
        painter.drawLine(one, other)
        arm = float(GRID)
        painter.drawLine(place - QPointF(arm, 0), place + QPointF(arm, 0))
        painter.drawLine(place - QPointF(0, arm), place + QPointF(0, arm))
        painter.setBrush(theme.colour("ink"))
        font = self.font()
        font.setPointSizeF(SMALL_PT)
        painter.setFont(font)
        points = (one, taped.line.first), (other, taped.line.second)
        for number, (at, known) in enumerate(points, start=1):
            painter.drawRect(QRectF(at.x() - _MARK, at.y() - _MARK, 2 * _MARK, 2 * _MARK))
            name = isolated(f"{number} · {known.name}") if known.name else f"{number}"
            self._name(painter, at, name)
        self._draw_north(painter)
        draw_bar(painter, theme, QRectF(0, 0, self.width(), self.height()), px_per_m)

    def _name(self, painter: QPainter, at: QPointF, name: str) -> None:
        wide = min(self.width() / 2, GRID * 20.0)
        left = min(max(0.0, at.x() - wide / 2), self.width() - wide)
        is_above = at.y() < self.height() / 2  # away from the lines that meet in the middle
        top = at.y() - GRID * 3.5 if is_above else at.y() + GRID
        box = QRectF(left, top, wide, GRID * 2.5)
        words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(wide))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_north(self, painter: QPainter) -> None:
        top = QPointF(GRID * 2, GRID)
        foot = top + QPointF(0, _NORTH)
        painter.drawLine(top, foot)
        painter.drawPolyline([top + QPointF(-4, 6), top, top + QPointF(4, 6)])
        box = QRectF(top.x() + GRID, top.y(), GRID * 4, GRID * 2.5)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self._say("N"))


def _seen_from(origin: Located, place: Located) -> tuple[float, float]:
    """Metres east and north of `origin`."""
    away_m, bearing = distance_m(origin, place), math.radians(bearing_deg(origin, place))
    return away_m * math.sin(bearing), away_m * math.cos(bearing)
