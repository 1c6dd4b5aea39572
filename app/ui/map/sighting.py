"""A hazard seen from afar, on the map: where one stands, and where one sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen
from typing_extensions import override

from app.geo.distance import bearing_deg, distance_m, project
from app.geo.mercator import Spot, Viewport, stretch
from app.models.hazards import Hazard
from app.ui.map.pointing import read_from_map
from app.ui.map.tools import Tool, pixel
from app.ui.theme import Theme

_MOST_M: Final = int(Hazard.distance_m.most or 0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is recorded of the hazard, and the radius that holds it 19 times in 20.

    `refusal` is why it cannot be recorded so, as a sentence.
    """

    bearing_deg: int
    distance_m: Decimal
    error_m: float
    refusal: str | None = None


class Sighting(Tool):
    """Two clicks; the second can be corrected, and Backspace takes one back."""

    def __init__(self) -> None:
        super().__init__()
        self.standing: Spot | None = None
        self.seen: Spot | None = None
        self.ground_m = 1.0  # of the map on which one said where one stands

    def estimate(self) -> Estimate | None:
        """Bearing and distance as they are recorded, and how far they may be wrong."""
        if self.standing is None or self.seen is None:
            return None
        bearing = round(bearing_deg(self.standing, self.seen)) % 360
        away = Decimal(max(1, round(distance_m(self.standing, self.seen))))
        if away > _MOST_M:
            return Estimate(
                bearing, away, 0.0, "This is farther away than anybody sees. Check both places."
            )
        placed = project(read_from_map(self.standing, self.ground_m), Decimal(bearing), away)
        return Estimate(bearing, away, float(placed.error_95_m() or 0))

    @override
    def click(self, at: QPointF, view: Viewport) -> None:
        spot = view.place(at.x(), at.y())
        if self.standing is None:
            self.standing, self.ground_m = spot, view.ground_m
        else:
            self.seen = spot
        self.changed.emit()

    @override
    def key(self, key: int) -> bool:
        if key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete} and self.standing is not None:
            if self.seen is not None:
                self.seen = None
            else:
                self.standing = None
            self.changed.emit()
            return True
        return super().key(key)

    @override
    def paint(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        if self.standing is None:
            return
        stand = pixel(self.standing, view)
        estimate = self.estimate()
        if self.seen is not None and estimate is not None:
            seen = pixel(self.seen, view)
            painter.setPen(QPen(theme.colour("hazard_ink"), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawLine(stand, seen)
            east, north = stretch(self.seen.lat_float)
            painter.drawEllipse(
                seen,
                estimate.error_m * east / view.resolution,
                estimate.error_m * north / view.resolution,
            )
            painter.setBrush(theme.colour("hazard"))
            painter.drawEllipse(seen, 5.0, 5.0)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(stand, 6.0, 6.0)
