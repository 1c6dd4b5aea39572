"""How well a position is known, drawn to scale: the circle that holds the true place, and a bar."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.core.wording import Wording, isolated
from app.ui.theme import GRID, SMALL_PT, Theme

_STEPS = (1, 2, 5)
_SHARE = 0.36  # of the height: the radius of the circle
_FOOT = GRID * 6  # room for the bar and its figure
_KILOMETRE = 1_000


def metres(value: float) -> str:
    """A length as it is said: 0.5 m, 12 m, 1.4 km, 1200 km."""
    if value >= _KILOMETRE:
        kilometres = value / _KILOMETRE
        return f"{kilometres:.0f} km" if kilometres >= 100 else f"{kilometres:.3g} km"
    if value >= 10:
        return f"{value:.0f} m"
    return f"{float(f'{value:.2g}'):.4f}".rstrip("0").rstrip(".") + " m"


def round_length(at_most: float) -> float:
    """The longest of 1, 2 and 5 times a power of ten that is no longer than `at_most`."""
    power = math.floor(math.log10(at_most))
    lengths = [step * 10.0**at for at in (power - 1, power) for step in _STEPS]
    return max(length for length in lengths if length <= at_most)


class ErrorCircle(QWidget):
    """A circle with a bar beside it that tells how long a round length is at the same scale."""

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__()
        self._say = say
        self._theme = theme
        self.radius_m: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 32, GRID * 16)
        self.show_radius(None)

    def show_radius(self, radius_m: float | None) -> None:
        """Draw the circle of this radius; None where nothing is known of the accuracy."""
        self.radius_m = radius_m or None
        self.setAccessibleName(
            self._say("Circle with a radius of {radius}", radius=isolated(metres(self.radius_m)))
            if self.radius_m
            else self._say("No circle: the accuracy is not known")
        )
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 36, GRID * 36)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0, 0, self.width(), self.height() - _FOOT)
        centre = room.center()
        if self.radius_m is not None:
            radius = min(room.width(), room.height()) * _SHARE
            painter.setPen(QPen(self._theme.colour("accent"), self._theme.outline_px + 1))
            painter.setBrush(self._theme.colour("accent_soft"))
            painter.drawEllipse(centre, radius, radius)
            draw_bar(painter, self._theme, QRectF(self.rect()), radius / self.radius_m)
        self._draw_cross(painter, centre)
        painter.end()

    def _draw_cross(self, painter: QPainter, centre: QPointF) -> None:
        painter.setPen(QPen(self._theme.colour("ink"), self._theme.outline_px))
        arm = float(GRID)
        painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
        painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))


def draw_bar(painter: QPainter, theme: Theme, whole: QRectF, px_per_m: float) -> None:
    """A bar of a round length and its figure, in the middle of the foot of a drawing."""
    length_m = round_length(whole.width() * 0.45 / px_per_m)
    length = length_m * px_per_m
    left, bottom = (whole.width() - length) / 2, whole.height() - GRID * 3.5
    painter.setPen(QPen(theme.colour("ink"), 2))
    for x in (left, left + length):
        painter.drawLine(QPointF(x, bottom - GRID / 2), QPointF(x, bottom + GRID / 2))
    painter.drawLine(QPointF(left, bottom), QPointF(left + length, bottom))
    font = painter.font()
    font.setPointSizeF(SMALL_PT)
    painter.setFont(font)
    words = QRectF(0, bottom + GRID, whole.width(), GRID * 2.5)
    painter.drawText(words, Qt.AlignmentFlag.AlignCenter, isolated(metres(length_m)))
