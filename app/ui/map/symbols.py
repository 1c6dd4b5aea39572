"""What stands for a kind of record on the map: a shape of its own, so that no colour is needed.

Few marks are drawn one by one. Many are put into the picture at once, as arrays: a stamp is then
the pixels that it covers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap, QPolygonF

from app.geo.mercator import Plane
from app.ui.theme import THEMES, Theme

SIDE: Final = 15  # px; odd, so that a mark has a middle
_MIDDLE: Final = SIDE / 2
_REACH: Final = 5.0
_CELL: Final = 3  # px
_RIM: Final = (SIDE // 2 + _CELL - 1) // _CELL  # cells at the edge in which no symbol fits whole

# kind → shape, and the role of its colour.
_SHAPES: Final = {
    "site": ("flag", "accent"),
    "grave": ("square", "accent"),
    "remains_case": ("dot", "ink"),
    "artefact": ("diamond", "ink"),
    "hazard": ("warning", "hazard"),
    "hazard_observation": ("warning", "hazard"),
    "explosive_accident": ("warning", "hazard"),
    "survey_control": ("triangle", "accent"),
    "survey_point": ("cross", "quiet"),
    "photo": ("small", "quiet"),
}
_OTHER: Final = ("small", "ink")


def symbol_of(kind: str) -> tuple[str, str]:
    """Shape and colour of a kind of record."""
    return _SHAPES.get(kind, _OTHER)


@lru_cache(maxsize=256)
def stamp(kind: str, theme: str) -> QPixmap:
    """The symbol of a kind in a theme, as a picture with its middle in the middle."""
    return QPixmap.fromImage(_drawn(kind, THEMES[theme]))


@lru_cache(maxsize=256)
def pixels(kind: str, theme: str) -> tuple[tuple[int, int, int], ...]:
    """Column, row and colour of each pixel that a symbol covers, from its middle."""
    image = _drawn(kind, THEMES[theme])
    found = []
    for row in range(SIDE):
        for column in range(SIDE):
            value = image.pixel(column, row)
            if value >> 24 > 127:
                found.append((column - SIDE // 2, row - SIDE // 2, value | 0xFF000000))
    return tuple(found)


class Canvas:
    """A picture into which symbols are put by the thousand.

    It has a margin as wide as a symbol, so that none at its edge has to be cut.
    """

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width + 2 * SIDE, height + 2 * SIDE
        self._pixels = np.zeros(self._width * self._height, dtype=np.uint32)

    def put(self, across: Plane, down: Plane, kind: str, theme: str) -> None:
        """Put a symbol at many places; of several in one cell one is seen, and one is put.

        A cell is three pixels wide, so that no symbol is more than one and a half from its place.
        """
        columns = (across + SIDE).astype(np.int64) // _CELL
        rows = (down + SIDE).astype(np.int64) // _CELL
        wide, high = self._width // _CELL + 1, self._height // _CELL + 1
        inside = (
            (columns >= _RIM)
            & (columns < wide - _RIM - 1)
            & (rows >= _RIM)
            & (rows < high - _RIM - 1)
        )
        taken = np.zeros(high * wide, dtype=np.bool_)
        taken[(rows * wide + columns)[inside]] = True
        rows, columns = np.divmod(np.flatnonzero(taken), wide)
        middles = (rows * _CELL + 1) * self._width + columns * _CELL + 1
        for right, below, colour in pixels(kind, theme):
            self._pixels[middles + (below * self._width + right)] = colour

    def image(self) -> QImage:
        """What was put, without the margin."""
        stride = self._width * 4
        whole = QImage(
            self._pixels.data, self._width, self._height, stride, QImage.Format.Format_ARGB32
        )
        return whole.copy(SIDE, SIDE, self._width - 2 * SIDE, self._height - 2 * SIDE)


def _drawn(kind: str, theme: Theme) -> QImage:
    shape, role = symbol_of(kind)
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill, edge = theme.colour(role), theme.colour("surface")
    painter.setPen(QPen(edge, 1.2))
    painter.setBrush(fill)
    middle = QPointF(_MIDDLE, _MIDDLE)
    match shape:
        case "dot":
            painter.drawEllipse(middle, 3.6, 3.6)
        case "small":
            painter.drawEllipse(middle, 2.4, 2.4)
        case "square":
            painter.drawRect(QRectF(_MIDDLE - 4, _MIDDLE - 4, 8, 8))
        case "diamond":
            painter.drawPolygon(_polygon((0, -5), (5, 0), (0, 5), (-5, 0)))
        case "triangle":
            painter.drawPolygon(_polygon((0, -5.5), (5.5, 4.5), (-5.5, 4.5)))
        case "warning":
            painter.drawPolygon(_polygon((0, -6.8), (6.8, 5.6), (-6.8, 5.6)))
            painter.setPen(QPen(theme.colour("on_hazard"), 1.6))
            painter.drawLine(QPointF(_MIDDLE, 4.4), QPointF(_MIDDLE, 8.8))
            painter.drawPoint(QPointF(_MIDDLE, 11.2))
        case "flag":
            painter.drawPolygon(_polygon((-3, -6), (5, -3), (-3, 0)))
            painter.setPen(QPen(fill, 1.8))
            painter.drawLine(QPointF(_MIDDLE - 3, 1.5), QPointF(_MIDDLE - 3, 13.5))
        case _:
            painter.setPen(QPen(fill, 1.4))
            painter.drawLine(QPointF(_MIDDLE - 3, _MIDDLE), QPointF(_MIDDLE + 3, _MIDDLE))
            painter.drawLine(QPointF(_MIDDLE, _MIDDLE - 3), QPointF(_MIDDLE, _MIDDLE + 3))
    painter.end()
    return image


def _polygon(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(_MIDDLE + x, _MIDDLE + y) for x, y in corners])
