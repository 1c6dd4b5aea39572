"""The drawing as paths that Qt can paint and hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath

from app.rules.chart import Growth, Outline, Pair, Slot, chart


@dataclass(frozen=True, slots=True)
class Drawn:
    """One element: its area with holes, the lines within it, and its small repetition."""

    area: QPainterPath
    detail: QPainterPath
    echo: QPainterPath
    centre: Pair
    label: Pair | None


@cache
def drawn(growth: Growth) -> Mapping[Slot, Drawn]:
    """Every element of a chart, in the order in which it is painted."""
    found = {}
    for shape in chart(growth).shapes:
        area = path(shape.outline)
        middle = area.boundingRect().center()
        found[shape.slot] = Drawn(
            area,
            path(shape.detail),
            path(shape.echo),
            (middle.x(), middle.y()),
            shape.label,
        )
    return found


def path(outline: Outline) -> QPainterPath:
    """The same path for a painter."""
    made = QPainterPath()
    made.setFillRule(Qt.FillRule.OddEvenFill)
    for command in outline:
        points = [QPointF(x, y) for x, y in command.points]
        match command.op, points:
            case "M", [at]:
                made.moveTo(at)
            case "L", [at]:
                made.lineTo(at)
            case "C", [first, second, at]:
                made.cubicTo(first, second, at)
            case _:
                made.closeSubpath()
    return made
