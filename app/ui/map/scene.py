"""What is on the map, laid out for drawing: arrays for marks, shapes for ground.

Fifty thousand marks are looked through at each frame, so what can be worked out once is. Shapes are
kept in metres of the plane from an origin of their own, because pixels have too few digits for the
whole world.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF, QTransform

from app.geo.mercator import Edges, Mask, Plane, Viewport, eastings, northings, stretch
from app.geo.rings import Corners
from app.models.operations import Operation
from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning

Numbers = npt.NDArray[np.int64]
_ROUGH_CORNERS: Final = 12


class Marks:
    """All marks as arrays; `kinds` says which of `names` each one is."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.marks = marks
        self.names = tuple(dict.fromkeys(mark.kind for mark in marks))
        place = {name: at for at, name in enumerate(self.names)}
        lats = np.array([mark.lat for mark in marks], dtype=np.float64)
        self.xs = eastings([mark.lon for mark in marks])
        self.ys = northings(lats)
        self.kinds = np.array([place[mark.kind] for mark in marks], dtype=np.int64)
        self.errors_m = np.array(
            [np.nan if mark.error_m is None else mark.error_m for mark in marks], dtype=np.float64
        )

    def __len__(self) -> int:
        return len(self.marks)

    def seen(self, edges: Edges, hidden: frozenset[str]) -> Numbers:
        """The places in the arrays of the marks within some edges and of no hidden kind."""
        inside: Mask = (
            (self.xs >= edges.west)
            & (self.xs <= edges.east)
            & (self.ys >= edges.south)
            & (self.ys <= edges.north)
        )
        for name in hidden:
            if name in self.names:
                inside &= self.kinds != self.names.index(name)
        return np.flatnonzero(inside)

    def within(
        self, view: Viewport, across: float, down: float, seen: Numbers, reach_px: float
    ) -> Numbers:
        """Those among the marks seen that lie so near to a pixel, the nearest first."""
        away = np.hypot(view.across_px(self.xs[seen]) - across, view.down_px(self.ys[seen]) - down)
        near = np.flatnonzero(away <= reach_px)
        return np.asarray(seen[near[np.argsort(away[near], kind="stable")]], dtype=np.int64)

    def radius_px(self, at: int, view: Viewport) -> tuple[float, float]:
        """How large the error of a mark is drawn, across and down; 0 where nobody knows it."""
        error_m = float(self.errors_m[at])
        if not error_m > 0:
            return 0.0, 0.0
        east, north = stretch(self.marks[at].lat)
        return error_m * east / view.resolution, error_m * north / view.resolution


@dataclass(frozen=True, slots=True)
class Shapes:
    """Pieces of ground as polygons from `origin`, and the boxes they lie in.

    `rough` are the same with fewer corners, for where they are seen so small that nobody can tell.
    `meanings` has for each the place of its meaning in `order`.
    """

    grounds: Sequence[Ground]
    polygons: Sequence[QPolygonF]
    rough: Sequence[QPolygonF]
    origin: tuple[float, float]
    boxes: tuple[Plane, Plane, Plane, Plane]
    meanings: Numbers
    order: ClassVar[Mapping[Meaning, int]] = {meaning: at for at, meaning in enumerate(Meaning)}

    def seen(self, edges: Edges) -> Numbers:
        """Those that lie within some edges at least in part, in the order in which they came."""
        return np.flatnonzero(edges.meets(*self.boxes))

    def transform(self, view: Viewport) -> QTransform:
        """From metres of these polygons to pixels."""
        scale = 1 / view.resolution
        return QTransform(
            scale,
            0,
            0,
            -scale,
            float(view.across_px(self.origin[0])),
            float(view.down_px(self.origin[1])),
        )

    def sizes_px(self, places: Numbers, view: Viewport) -> Plane:
        """The larger side of each piece's box."""
        west, south, east, north = (edge[places] for edge in self.boxes)
        return np.maximum(east - west, north - south) / view.resolution

    def middles(self, places: Numbers) -> tuple[Plane, Plane]:
        """The middle of each piece's box in the plane."""
        west, south, east, north = (edge[places] for edge in self.boxes)
        return (west + east) / 2, (south + north) / 2

    def spot(self, at: Numbers, view: Viewport) -> QPointF:
        """The middle of one piece's box in pixels."""
        x, y = self.middles(at)
        return QPointF(float(view.across_px(x)), float(view.down_px(y)))


def shapes_of(grounds: Sequence[Ground]) -> Shapes:
    """Ground as shapes, those that mean most danger last, so that they are drawn on top."""
    ordered = sorted(grounds, key=lambda ground: Shapes.order[ground.meaning])
    rings = [ring_of(ground.corners) for ground in ordered]
    west, south, east, north = (
        np.array([float(pick(ring[side])) for ring in rings])
        for pick, side in ((np.min, 0), (np.min, 1), (np.max, 0), (np.max, 1))
    )
    origin = (float(west.min()), float(south.min())) if rings else (0.0, 0.0)
    return Shapes(
        ordered,
        [polygon(xs - origin[0], ys - origin[1]) for xs, ys in rings],
        [_rough(xs - origin[0], ys - origin[1]) for xs, ys in rings],
        origin,
        (west, south, east, north),
        np.array([Shapes.order[ground.meaning] for ground in ordered], dtype=np.int64),
    )


def _rough(xs: Plane, ys: Plane) -> QPolygonF:
    step = max(1, len(xs) // _ROUGH_CORNERS)
    return polygon(xs[::step], ys[::step])


def ring_of(corners: Corners) -> tuple[Plane, Plane]:
    """Corners in metres of the plane."""
    lats, lons = zip(*corners, strict=True)
    return eastings(lons), northings(lats)


def polygon(xs: Iterable[float], ys: Iterable[float]) -> QPolygonF:
    """A polygon for Qt."""
    return QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)])


@dataclass(frozen=True, slots=True)
class Scene:
    """A plan laid out."""

    marks: Marks
    shapes: Shapes

    def view(self, width: int, height: int) -> Viewport | None:
        """What shows all of it; None if there is nothing.

        The area an operation may work in is often a whole district, in which sites would be specks:
        it is shown where nothing else is.
        """
        lats = [mark.lat for mark in self.marks.marks]
        lons = [mark.lon for mark in self.marks.marks]
        worked = [one for one in self.shapes.grounds if one.kind != Operation.kind]
        for ground in worked if worked or lats else self.shapes.grounds:
            lats += [lat for lat, _ in ground.corners]
            lons += [lon for _, lon in ground.corners]
        return Viewport.around(lats, lons, width, height) if lats else None


def scene_of(plan: GroundPlan) -> Scene:
    """A plan laid out for drawing."""
    return Scene(Marks(plan.marks), shapes_of(plan.grounds))
