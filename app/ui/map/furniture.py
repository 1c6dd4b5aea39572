"""What makes a picture a map: lines of a grid, a scale, north, and what the map does not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.core.wording import isolated
from app.geo.gridlines import Line
from app.geo.mercator import Viewport
from app.ui.map.lettering import write_over
from app.ui.position.circle import metres, round_length
from app.ui.theme import GRID, SMALL_PT, Theme

_WIDEST_BAR: Final = 220.0
_ROOM: Final = 4.0
# In the sun every line is black: a dotted one still steps back behind what is recorded.
LINE_STYLES: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.DotLine)


def paint_lines(painter: QPainter, lines: Sequence[Line], view: Viewport, theme: Theme) -> None:
    """Paint the lines of a grid, each with its figure at the edge where it begins."""
    _small(painter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    taken: list[QRectF] = []
    for line in lines:
        painter.setPen(QPen(theme.colour("line"), 1, LINE_STYLES[theme.is_bold]))
        points = [
            QPointF(x, y)
            for x, y in zip(view.across_px(line.xs), view.down_px(line.ys), strict=True)
        ]
        painter.drawPolyline(QPolygonF(points))
        room = _figure_room(painter, line, points, view)
        if room is not None and not any(room.intersects(other) for other in taken):
            taken.append(room)
            write_over(painter, room, line.label, theme.colour("quiet"), theme)


def _figure_room(
    painter: QPainter, line: Line, points: Sequence[QPointF], view: Viewport
) -> QRectF | None:
    """Where the figure of a line stands: at the lower edge, or the left one."""
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(line.label) + 4.0, float(metrics.height())
    if line.is_upright:
        low = max(points, key=lambda point: point.y())
        room = QRectF(low.x() + 2, view.height - height - _ROOM, width, height)
    else:
        first = min(points, key=lambda point: point.x())
        room = QRectF(_ROOM, first.y() - height, width, height)
    inside = QRectF(0, GRID * 4, view.width, view.height - GRID * 4)
    return room if inside.contains(room) else None


def paint_scale(painter: QPainter, view: Viewport, theme: Theme) -> None:
    """A bar of a round length on the ground, true in the middle of the picture."""
    _small(painter)
    length_m = round_length(_WIDEST_BAR * view.ground_m)
    length = length_m / view.ground_m
    room = scale_room(view)
    right, bottom = room.right() - GRID, room.top() + GRID * 3
    backing = theme.colour("surface")
    backing.setAlpha(225)
    painter.fillRect(room, backing)
    painter.setPen(QPen(theme.colour("ink"), theme.outline_px + 1))
    left = QPointF(right - length, bottom)
    painter.drawLine(left, QPointF(right, bottom))
    for x in (right - length, right):
        painter.drawLine(QPointF(x, bottom - GRID / 2), QPointF(x, bottom + GRID / 2))
    above = QRectF(right - length, bottom - GRID * 2.8, length, GRID * 2.2)
    painter.drawText(above, Qt.AlignmentFlag.AlignCenter, isolated(metres(length_m)))


def scale_room(view: Viewport) -> QRectF:
    """Where the bar stands."""
    length = round_length(_WIDEST_BAR * view.ground_m) / view.ground_m + GRID * 2
    return QRectF(view.width - GRID * 2 - length, view.height - GRID * 7, length, GRID * 4.5)


def north_room(view: Viewport) -> QRectF:
    """Where the arrow stands."""
    return QRectF(view.width - GRID * 6.6, GRID * 3.4, GRID * 5.2, GRID * 5.2)


def paint_north(painter: QPainter, view: Viewport, theme: Theme) -> None:
    """An arrow to true north, which is up everywhere on this plane."""
    _small(painter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = north_room(view).center()
    backing = theme.colour("surface")
    backing.setAlpha(225)
    painter.setPen(QPen(theme.colour("outline"), theme.outline_px))
    painter.setBrush(backing)
    painter.drawEllipse(middle, GRID * 2.6, GRID * 2.6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("ink"))
    painter.drawPolygon(
        QPolygonF(
            [
                middle + QPointF(0, -GRID * 2.0),
                middle + QPointF(GRID * 0.8, GRID * 0.4),
                middle + QPointF(0, 0),
                middle + QPointF(-GRID * 0.8, GRID * 0.4),
            ]
        )
    )
    painter.setPen(theme.colour("ink"))
    room = QRectF(middle.x() - GRID * 2, middle.y() + GRID * 0.3, GRID * 4, GRID * 2)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "N")


def paint_notes(painter: QPainter, notes: Sequence[str], view: Viewport, theme: Theme) -> None:
    """Sentences along the upper edge: what the map shows too large, and what it does not know."""
    _small(painter)
    metrics = painter.fontMetrics()
    top = float(GRID)
    for note in notes:
        width = min(metrics.horizontalAdvance(note) + GRID * 2.0, view.width - GRID * 12.0)
        room = QRectF((view.width - width) / 2, top, width, metrics.height() + GRID * 0.75)
        painter.fillRect(room, theme.colour("amber_soft"))
        painter.setPen(theme.colour("amber"))
        shown = metrics.elidedText(note, Qt.TextElideMode.ElideRight, int(width - GRID))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
        top += room.height() + 2


def _small(painter: QPainter) -> None:
    font = painter.font()
    font.setPointSizeF(SMALL_PT)
    painter.setFont(font)
