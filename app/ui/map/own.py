"""Where one stands, as the receiver said last: full while it is fresh, struck through when old."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from app.geo.mercator import Spot, Viewport, stretch
from app.ui.map.tools import pixel
from app.ui.receiver.receiver import Receiver
from app.ui.theme import Theme

_RADIUS_PX: Final = 6.0


@dataclass(frozen=True, slots=True)
class Own:
    """A place, the radius that holds the true one 19 times in 20, and whether it is of now."""

    spot: Spot
    error_m: float | None
    is_fresh: bool


def own_of(receiver: Receiver) -> Own | None:
    """What a receiver says, if it has said anything."""
    position = receiver.position()
    if position is None:
        return None
    error_m = position.error_95_m()
    return Own(
        Spot(float(position.lat), float(position.lon)),
        None if error_m is None else float(error_m),
        receiver.is_fresh,
    )


def paint_own(painter: QPainter, own: Own, view: Viewport, theme: Theme) -> None:
    """Paint where one stands, with its error at true size."""
    colour = theme.colour("accent" if own.is_fresh else "amber")
    style = Qt.PenStyle.SolidLine if own.is_fresh else Qt.PenStyle.DashLine
    spot = pixel(own.spot, view)
    painter.setPen(QPen(colour, theme.outline_px + 1, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if own.error_m:
        east, north = stretch(own.spot.lat_float)
        painter.drawEllipse(
            spot, own.error_m * east / view.resolution, own.error_m * north / view.resolution
        )
    painter.setPen(QPen(colour, theme.outline_px + 2))
    painter.setBrush(colour if own.is_fresh else theme.colour("surface"))
    painter.drawEllipse(spot, _RADIUS_PX, _RADIUS_PX)
    if not own.is_fresh:
        arm = QPointF(_RADIUS_PX + 5, -_RADIUS_PX - 5)
        painter.drawLine(spot - arm, spot + arm)
