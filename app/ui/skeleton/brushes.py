"""How a mark looks: a pattern and an outline of its own, so that no mark is told by colour alone.

Present is filled, partial is hatched, a fragment is dotted, absent has a broken outline and a
cross, hidden a grid; what was not examined is an empty outline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from app.rules.marks import Mark
from app.ui.theme import Theme

_PX = 1.0  # of the screen, whatever the scale of the sheet


@dataclass(frozen=True, slots=True)
class Look:
    """A fill by role and pattern, and an outline by role, width and style."""

    fill: str
    pattern: Qt.BrushStyle
    line: str
    detail: str
    width: float = 1.1
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    is_crossed: bool = False


_SOLID, _NONE = Qt.BrushStyle.SolidPattern, Qt.BrushStyle.NoBrush
LOOKS: Mapping[Mark | None, Look] = MappingProxyType(
    {
        Mark.PRESENT: Look("bone", _SOLID, "ink", "on_bone"),
        Mark.PARTIAL: Look("accent", Qt.BrushStyle.BDiagPattern, "ink", "surface"),
        Mark.FRAGMENT: Look("accent", Qt.BrushStyle.Dense6Pattern, "ink", "surface"),
        Mark.ABSENT: Look(
            "surface", _NONE, "ink", "surface", style=Qt.PenStyle.DashLine, is_crossed=True
        ),
        Mark.HIDDEN: Look("quiet", Qt.BrushStyle.CrossPattern, "quiet", "surface"),
        None: Look("surface", _NONE, "outline", "line", width=1.0),
    }
)


def paint(
    painter: QPainter, theme: Theme, mark: Mark | None, area: QPainterPath, detail: QPainterPath
) -> None:
    """Paint one element as it is marked; the painter is scaled to the sheet."""
    look = LOOKS[mark]
    scale = painter.transform().m11() or 1.0
    painter.fillPath(area, theme.colour("surface"))
    if look.pattern is not _NONE:
        brush = QBrush(theme.colour(look.fill), look.pattern)
        if look.pattern is not _SOLID:
            brush.setTransform(painter.transform().inverted()[0])
        painter.fillPath(area, brush)
    if look.pattern in {_SOLID, _NONE} and not look.is_crossed:
        painter.strokePath(detail, QPen(theme.colour(look.detail), 0.7 * _PX / scale))
    width = look.width * theme.outline_px / scale
    painter.strokePath(area, QPen(theme.colour(look.line), width, look.style))
    if look.is_crossed:
        _cross(painter, area.boundingRect(), QPen(theme.colour(look.line), width))


def _cross(painter: QPainter, box: QRectF, pen: QPen) -> None:
    arm = min(box.width(), box.height(), 14.0) / 2 * 0.8
    middle = box.center()
    painter.setPen(pen)
    for slope in (1, -1):
        step = QPointF(arm, arm * slope)
        painter.drawLine(middle - step, middle + step)
