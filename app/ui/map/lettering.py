"""Words on a drawing that can be read on any ground."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.theme import Theme

_RIM: Final = ((-1.2, -1.2), (1.2, 1.2), (-1.2, 1.2), (1.2, -1.2))


def write_over(painter: QPainter, room: QRectF, words: str, colour: QColor, theme: Theme) -> None:
    """Write words that can be read on any ground: with a rim of paper around each letter."""
    rim = theme.colour("surface")
    rim.setAlpha(235)
    painter.setPen(rim)
    for across, down in _RIM:
        painter.drawText(room.translated(across, down), Qt.AlignmentFlag.AlignCenter, words)
    painter.setPen(colour)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
