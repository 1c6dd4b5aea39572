"""Words on a drawing that can be read on any ground, also in the sun and over a photograph."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.theme import Theme

_PLATE: Final = 225  # of 255: what lies under the words still shows a little
_RIM: Final = ((-1.2, -1.2), (1.2, 1.2), (-1.2, 1.2), (1.2, -1.2))


def write_over(painter: QPainter, room: QRectF, words: str, colour: QColor, theme: Theme) -> None:
    """Write words in the middle of their room, on a plate of paper."""
    plate = theme.colour("surface")
    plate.setAlpha(_PLATE)
    painter.fillRect(room, plate)
    painter.setPen(colour)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)


def write_among(painter: QPainter, room: QRectF, words: str, colour: QColor, theme: Theme) -> None:
    """Write words among thin lines that they must not hide: with a rim of paper."""
    rim = theme.colour("surface")
    rim.setAlpha(235)
    painter.setPen(rim)
    for across, down in _RIM:
        painter.drawText(room.translated(across, down), Qt.AlignmentFlag.AlignCenter, words)
    painter.setPen(colour)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
