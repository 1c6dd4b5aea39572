"""What stands for a kind of record on the map: a shape of its own, so that no colour is needed.

Few marks are drawn one by one. Many are put into the picture at once, as arrays: a stamp is then
the pixels that it covers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap, QPolygonF

from app.geo.mercator import Plane
from app.reports.signs import CORNERS, RADII, sign_of
from app.ui.theme import THEMES, Theme

SIDE: Final = 15  # px; odd, so that a mark has a middle
_MIDDLE: Final = SIDE / 2
_REACH: Final = 5.0
_CELL: Final = 3  # px
_RIM: Final = (SIDE // 2 + _CELL - 1) // _CELL  # cells at the edge in which no symbol fits whole


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
    shape, role = sign_of(kind)
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(_MIDDLE, _MIDDLE)
    fill = theme.colour(role)
    painter.setPen(QPen(theme.colour("surface"), 1.2))
    painter.setBrush(fill)
    if shape in RADII:
        painter.drawEllipse(QPointF(0, 0), RADII[shape], RADII[shape])
    elif shape in CORNERS:
        painter.drawPolygon(QPolygonF([QPointF(x, -y) for x, y in CORNERS[shape]]))
    if shape == "warning":
        painter.setPen(QPen(theme.colour("on_hazard"), 1.6))
        painter.drawLine(QPointF(0, -3.1), QPointF(0, 1.3))
        painter.drawPoint(QPointF(0, 3.7))
    elif shape == "flag":
        painter.setPen(QPen(fill, 1.8))
        painter.drawLine(QPointF(-3, -6), QPointF(-3, 6))
    elif shape == "cross":
        painter.setPen(QPen(fill, 1.4))
        painter.drawLine(QPointF(-3, 0), QPointF(3, 0))
        painter.drawLine(QPointF(0, -3), QPointF(0, 3))
    painter.end()
    return image
