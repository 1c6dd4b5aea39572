"""What a hand does on the map besides looking: measuring, pointing at a place, drawing an area.

The canvas gives a tool the clicks, drags and keys that are not for moving the map, and lets it
paint over the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from typing_extensions import override

from app.core.errors import AppError
from app.geo.area import Area
from app.geo.distance import distance_m
from app.geo.mercator import Spot, Viewport, eastings, northings
from app.services.ground_plan import GroundPlan
from app.ui.map.snapping import REACH_PX, Catch, Caught, Snapper, feet
from app.ui.theme import Theme

_CORNER_PX: Final = 5.0
_MIDDLE_PX: Final = 3.0
_MIDDLE_REACH_PX: Final = 9.0
_LEAST_EDGE_PX: Final = 50.0


def pixel(spot: Spot, view: Viewport) -> QPointF:
    """Where a place is in a picture."""
    return QPointF(
        float(view.across_px(eastings(spot.lon_float))),
        float(view.down_px(northings(spot.lat_float))),
    )


class Tool(QObject):
    """Something that takes clicks on the map. `changed` says: paint again.

    `finished` follows Enter, `left` Esc when there is nothing to take back.
    """

    changed = Signal()
    finished = Signal()
    left = Signal()

    def press(self, at: QPointF, view: Viewport) -> bool:  # noqa: ARG002 - for those who hold
        """Whether the tool takes hold of what is there; the map is not dragged then."""
        return False

    def drag(self, at: QPointF, view: Viewport) -> None:
        """Move what it took hold of."""

    def hover(self, at: QPointF, view: Viewport) -> None:
        """The pointer is here, with no button down."""

    def click(self, at: QPointF, view: Viewport) -> None:
        """A press and a release at the same place."""

    def other_click(self, at: QPointF, view: Viewport) -> None:
        """A click with the other button."""

    def key(self, key: int) -> bool:
        """Whether it does something with a key."""
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.finished.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def undo(self) -> None:
        """Take back what was done last."""
        self.key(Qt.Key.Key_Backspace)

    def paint(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        """Paint over the map."""


class Track(Tool):
    """A line from place to place: what is being measured."""

    def __init__(self) -> None:
        super().__init__()
        self.spots: list[Spot] = []

    @override
    def click(self, at: QPointF, view: Viewport) -> None:
        if self.spots and _length(pixel(self.spots[-1], view) - at) <= _CORNER_PX:
            return  # the second click of a double one measures nothing
        self.spots.append(view.place(at.x(), at.y()))
        self.changed.emit()

    @override
    def key(self, key: int) -> bool:
        if key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete} and self.spots:
            self.spots.pop()
            self.changed.emit()
            return True
        return super().key(key)

    @override
    def paint(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        points = [pixel(spot, view) for spot in self.spots]
        painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(points))
        _paint_corners(painter, points, theme)


class Pin(Tool):
    """One place, where the last click was, taken by marks, corners and edges near it."""

    def __init__(self, plan: GroundPlan) -> None:
        super().__init__()
        self._snapper = Snapper(plan)
        self.spot: Spot | None = None

    @override
    def click(self, at: QPointF, view: Viewport) -> None:
        self.spot = self._snapper.caught(at.x(), at.y(), view).spot
        self.changed.emit()

    @override
    def paint(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        if self.spot is not None:
            _paint_corners(painter, [pixel(self.spot, view)], theme)


class Outline(Tool):
    """An area being drawn or changed, corner by corner.

    Clicks put corners; the first corner, or Enter, closes the outline. Corners can be dragged; in a
    closed outline so can the middle of an edge, which becomes a corner, and a click on an edge puts
    one in. Backspace takes the last one touched away, the other button the one that is clicked.
    Whatever a hand did, drags and Esc as well, can be undone.
    """

    def __init__(self, plan: GroundPlan, before: Area | None = None) -> None:
        super().__init__()
        self._before = [Spot(float(at.lat), float(at.lon)) for at in before.ring] if before else []
        self._exactly = (
            dict(zip(self._before, before.ring, strict=True)) if before is not None else {}
        )
        self.corners: list[Spot] = list(self._before)
        self.snap_to(plan)
        self.is_closed = bool(self._before)
        self._held: int | None = None
        self._last: int | None = None
        self._pointer: Caught | None = None
        self._past: list[tuple[list[Spot], bool]] = []

    def snap_to(self, plan: GroundPlan) -> None:
        """Let corners be taken by what a plan holds, but not by this area as it was before."""
        own = tuple((spot.lat_float, spot.lon_float) for spot in self._before)
        grounds = tuple(one for one in plan.grounds if one.corners != own)
        self._snapper = Snapper(replace(plan, grounds=grounds))

    @property
    def perimeter_m(self) -> float:
        """The length of what is drawn, all around once there are three corners."""
        ring = [*self.corners, *self.corners[:1]] if len(self.corners) > 2 else self.corners
        return sum(distance_m(a, b) for a, b in pairwise(ring))

    def area(self) -> Area:
        """What is drawn, with corners that were not touched exactly as they were.

        Raises:
            AreaError: it crosses itself or has fewer than three corners.
        """
        return Area(tuple(self._exactly.get(spot, spot.point()) for spot in self.corners))

    def refusal(self) -> AppError | None:
        """Why what is drawn is no area; nothing while it is only begun."""
        if len(self.corners) < 3:
            return None
        try:
            self.area()
        except AppError as error:
            return error
        return None

    def begin_again(self) -> None:
        """Back to what was there before, or to nothing."""
        self.corners = list(self._before)
        self.is_closed = bool(self._before)
        self._held = self._last = None
        self.changed.emit()

    def clear(self) -> None:
        """Draw it anew, whatever was there."""
        self.corners, self.is_closed = [], False
        self._held = self._last = None
        self.changed.emit()

    @override
    def undo(self) -> None:
        while self._past:
            before = self._past.pop()
            if before != (self.corners, self.is_closed):
                self.corners, self.is_closed = before
                self._held = self._last = None
                self.changed.emit()
                return

    def _remember(self) -> None:
        self._past.append((list(self.corners), self.is_closed))

    # --- hands ----------------------------------------------------------------------------------

    @override
    def press(self, at: QPointF, view: Viewport) -> bool:
        self._remember()
        near = self._corner_at(at, view)
        may_close = near == 0 and not self.is_closed and len(self.corners) > 2
        self._held = None if may_close else near
        if near is None and (middle := self._middle_at(at, view)) is not None:
            self._held = self._last = middle + 1
            self.corners.insert(middle + 1, _spot_at(self._middles(view)[middle], view))
            self.changed.emit()
        return self._held is not None

    @override
    def drag(self, at: QPointF, view: Viewport) -> None:
        if self._held is not None:
            self.corners[self._held] = self._snapper.caught(at.x(), at.y(), view).spot
            self._last = self._held
            self.changed.emit()

    @override
    def hover(self, at: QPointF, view: Viewport) -> None:
        self._held = None
        first = self.corners[:1] if not self.is_closed and len(self.corners) > 2 else ()
        self._pointer = self._snapper.caught(at.x(), at.y(), view, first)
        self.changed.emit()

    @override
    def click(self, at: QPointF, view: Viewport) -> None:
        near = self._corner_at(at, view)
        if near is not None:
            self.is_closed = self.is_closed or (near == 0 and len(self.corners) > 2)
            self._last = near
        elif self.is_closed:
            self._put_in(at, view)
        else:
            self.corners.append(self._snapper.caught(at.x(), at.y(), view).spot)
            self._last = len(self.corners) - 1
        self.changed.emit()

    @override
    def other_click(self, at: QPointF, view: Viewport) -> None:
        self._remember()
        near = self._corner_at(at, view)
        if near is not None:
            self._last = near
            self._take_back()

    @override
    def key(self, key: int) -> bool:
        self._remember()
        if key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self._take_back()
        elif key == Qt.Key.Key_Escape and self.corners != self._before:
            self.begin_again()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.is_closed:
            self.is_closed = len(self.corners) > 2
            self.changed.emit()
        else:
            return super().key(key)
        return True

    def _take_back(self) -> None:
        """Take away the corner touched last; after it, the one before."""
        if not self.corners:
            return
        at = len(self.corners) - 1 if self._last is None else self._last
        self.corners.pop(at)
        self._last = at - 1 if at else None
        self.is_closed = self.is_closed and len(self.corners) > 2
        self.changed.emit()

    def _corner_at(self, at: QPointF, view: Viewport) -> int | None:
        for number, corner in enumerate(self.corners):
            if _length(pixel(corner, view) - at) <= REACH_PX:
                return number
        return None

    def _middles(self, view: Viewport) -> dict[int, QPointF]:
        """The middle of each edge that is long enough to be taken hold of there."""
        points = [pixel(corner, view) for corner in self.corners] if self.is_closed else []
        edges = enumerate(zip(points, [*points[1:], *points[:1]], strict=True))
        return {
            at: (one + other) / 2
            for at, (one, other) in edges
            if (one - other).manhattanLength() > _LEAST_EDGE_PX
        }

    def _middle_at(self, at: QPointF, view: Viewport) -> int | None:
        away = {number: one - at for number, one in self._middles(view).items()}
        near = (number for number, off in away.items() if _length(off) <= _MIDDLE_REACH_PX)
        return next(near, None)

    def _put_in(self, at: QPointF, view: Viewport) -> None:
        """Put a corner into the edge that was clicked."""
        points = [pixel(corner, view) for corner in self.corners]
        xs = np.array([point.x() for point in points])
        ys = np.array([point.y() for point in points])
        ends = np.roll(xs, -1), np.roll(ys, -1)
        across, down = feet((xs, ys), ends, at.x(), at.y())
        away = np.hypot(across - at.x(), down - at.y())
        edge = int(np.argmin(away))
        if away[edge] <= REACH_PX:
            spot = self._snapper.caught(at.x(), at.y(), view).spot
            self.corners.insert(edge + 1, spot)
            self._last = edge + 1

    # --- the look -------------------------------------------------------------------------------

    @override
    def paint(self, painter: QPainter, view: Viewport, theme: Theme) -> None:
        points = [pixel(corner, view) for corner in self.corners]
        colour = theme.colour("amber" if self.refusal() is not None else "accent")
        painter.setPen(QPen(colour, theme.outline_px + 2))
        fill = QColor(colour)
        fill.setAlpha(36)
        if self.is_closed:
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF(points))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            if self._pointer is not None and points:
                painter.setPen(QPen(colour, theme.outline_px + 1, Qt.PenStyle.DashLine))
                painter.drawLine(points[-1], pixel(self._pointer.spot, view))
        _paint_corners(painter, points, theme)
        _paint_corners(painter, list(self._middles(view).values()), theme, _MIDDLE_PX)
        if self._last is not None:  # the one that Backspace takes away
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(points[self._last], _CORNER_PX, _CORNER_PX)
        if self._pointer is not None and self._pointer.by is not Catch.NOTHING:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(pixel(self._pointer.spot, view), 9.0, 9.0)


def _length(way: QPointF) -> float:
    return math.hypot(way.x(), way.y())


def _spot_at(at: QPointF, view: Viewport) -> Spot:
    return view.place(at.x(), at.y())


def _paint_corners(
    painter: QPainter, points: Sequence[QPointF], theme: Theme, radius: float = _CORNER_PX
) -> None:
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.setBrush(theme.colour("surface"))
    for point in points:
        painter.drawEllipse(point, radius, radius)
