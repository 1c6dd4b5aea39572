"""The sketch of a hazard: observer, item, error and the ground it takes, with north and a scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.geo.plane import Flat
from app.reports.outlines import closed, draw_north, draw_scale, ring, slanted
from app.reports.pen import Pen, Stroke
from app.reports.pen import Point as Spot
from app.reports.strips import Strips, spoken
from app.reports.style import (
    FINE,
    FIRM,
    GRID,
    HAIRLINE,
    HAZARD,
    INK,
    SMALL,
    WHITE,
    WIDTH,
)
from app.reports.words import Words

HIGH: Final = 100.0
WIDE: Final = 250.0
_EDGE: Final = 18.0


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is drawn, in metres east and north of any one place, and what is said beside it."""

    taken: tuple[tuple[Flat, ...], ...]
    extent: tuple[Flat, ...] = ()
    observer: Flat | None = None
    item: Flat | None = None
    error_m: float = 0.0
    legend: tuple[Words, ...] = ()

    @property
    def height(self) -> float:
        """That of the drawing, or of the words beside it where they are longer."""
        return max(HIGH, sum(strip.height for strip in self._words())) + GRID

    def parted(self, room: float) -> None:
        """Never."""

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the frame, the ground, the sight, north and the scale; write the words beside."""
        paper = _Paper.of(self, (x, top - HIGH))
        for outline in self.taken:
            paper.ground(pen, outline)
        if self.extent:
            pen.figure(list(closed(paper.all(self.extent))), Stroke(INK, FIRM))
        self._sight(pen, paper)
        pen.frame((x, top - HIGH), (WIDE, HIGH), HAIRLINE, FINE)
        draw_north(pen, x + WIDE - 12, top - 22)
        draw_scale(pen, x + 8, top - HIGH + 8, paper.scale, WIDE * 0.3)
        y = top
        for strip in self._words():
            strip.draw(pen, x + WIDE + GRID * 2, y, WIDTH - WIDE - GRID * 2)
            y -= strip.height

    def _words(self) -> Strips:
        room = WIDTH - WIDE - GRID * 2
        return tuple(strip for words in self.legend for strip in spoken(words, room, SMALL))

    def _sight(self, pen: Pen, paper: _Paper) -> None:
        if self.item is not None:
            item = paper.at(self.item)
            error = ring(item, max(self.error_m * paper.scale, 1.0))
            pen.figure(list(closed(error)), Stroke(INK, FINE, 1.5), WHITE)
            if self.observer is not None:
                pen.rule(paper.at(self.observer), item, INK, FINE)
            for slope in (1, -1):
                pen.rule(
                    (item[0] - 4, item[1] - 4 * slope), (item[0] + 4, item[1] + 4 * slope),
                    HAZARD, FIRM * 1.5,
                )  # fmt: skip
        if self.observer is not None:
            stand = ring(paper.at(self.observer), 3.5)
            pen.figure(list(closed(stand)), Stroke(INK, FIRM), WHITE)


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where metres come to lie on the page."""

    corner: Spot
    middle: Flat
    scale: float

    @classmethod
    def of(cls, sketch: Sketch, corner: Spot) -> _Paper:
        """The largest scale at which all of the sketch is seen."""
        seen = [*(at for outline in sketch.taken for at in outline), *sketch.extent]
        seen += [at for at in (sketch.observer, sketch.item) if at is not None] or [(0.0, 0.0)]
        east, north = [at[0] for at in seen], [at[1] for at in seen]
        wide, high = max(east) - min(east), max(north) - min(north)
        scale = min((WIDE - 2 * _EDGE) / max(wide, 1.0), (HIGH - 2 * _EDGE) / max(high, 1.0))
        return cls(corner, ((min(east) + max(east)) / 2, (min(north) + max(north)) / 2), scale)

    def at(self, point: Flat) -> Spot:
        """A place on the page."""
        return (
            self.corner[0] + WIDE / 2 + (point[0] - self.middle[0]) * self.scale,
            self.corner[1] + HIGH / 2 + (point[1] - self.middle[1]) * self.scale,
        )

    def all(self, outline: Iterable[Flat]) -> list[Spot]:
        """An outline on the page."""
        return [self.at(point) for point in outline]

    def ground(self, pen: Pen, outline: tuple[Flat, ...]) -> None:
        """Ground that a hazard takes: outlined and hatched, so that a copy shows it as well."""
        points = self.all(outline)
        pen.figure(list(closed(points)), Stroke(HAZARD, FIRM), None, slanted(points))
