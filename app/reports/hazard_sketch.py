"""The sketch of a hazard: observer, item, error and the ground it takes, with north and a scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.core.wording import isolated
from app.geo.plane import Flat
from app.reports.pen import Pen, Step, Stroke
from app.reports.pen import Point as Spot
from app.reports.strips import Strips, paragraph, spoken
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
    Type,
)
from app.reports.words import Words

HIGH: Final = 100.0
WIDE: Final = 250.0
_EDGE: Final = 18.0
_LETTERS: Final = Type(7.5, 10)
_HATCH: Final = 6.0
_ROUND: Final = 48
_STEPS: Final = (1, 2, 5)


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
        for ring in self.taken:
            paper.ground(pen, ring)
        if self.extent:
            pen.figure(list(_closed(paper.all(self.extent))), Stroke(INK, FIRM))
        self._sight(pen, paper)
        pen.frame((x, top - HIGH), (WIDE, HIGH), HAIRLINE, FINE)
        paper.north(pen)
        paper.scale_bar(pen)
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
            ring = _circle(item, max(self.error_m * paper.scale, 1.0))
            pen.figure(list(_closed(ring)), Stroke(INK, FINE, 1.5), WHITE)
            if self.observer is not None:
                pen.rule(paper.at(self.observer), item, INK, FINE)
            for slope in (1, -1):
                pen.rule(
                    (item[0] - 4, item[1] - 4 * slope), (item[0] + 4, item[1] + 4 * slope),
                    HAZARD, FIRM * 1.5,
                )  # fmt: skip
        if self.observer is not None:
            ring = _circle(paper.at(self.observer), 3.5)
            pen.figure(list(_closed(ring)), Stroke(INK, FIRM), WHITE)


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where metres come to lie on the page."""

    corner: Spot
    middle: Flat
    scale: float

    @classmethod
    def of(cls, sketch: Sketch, corner: Spot) -> _Paper:
        """The largest scale at which all of the sketch is seen."""
        seen = [*(at for ring in sketch.taken for at in ring), *sketch.extent]
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

    def all(self, ring: Iterable[Flat]) -> list[Spot]:
        """A ring on the page."""
        return [self.at(point) for point in ring]

    def ground(self, pen: Pen, ring: tuple[Flat, ...]) -> None:
        """Ground that a hazard takes: outlined and hatched, so that a copy shows it as well."""
        points = self.all(ring)
        pen.figure(list(_closed(points)), Stroke(HAZARD, FIRM), None, _hatching(points))

    def north(self, pen: Pen) -> None:
        """An arrow in the upper right corner."""
        x, y = self.corner[0] + WIDE - 12, self.corner[1] + HIGH - 22
        pen.shape([(x, y + 14), (x - 4, y), (x, y + 3), (x + 4, y)], INK)
        _write(pen, "N", (x - 3, y - 8))

    def scale_bar(self, pen: Pen) -> None:
        """A round length below, at the scale of the drawing."""
        most = WIDE * 0.3 / self.scale
        power = math.floor(math.log10(most))
        lengths = [step * 10.0**at for at in (power - 1, power) for step in _STEPS]
        length_m = max(length for length in lengths if length <= most)
        x, y = self.corner[0] + 8, self.corner[1] + 8
        length = length_m * self.scale
        pen.rule((x, y), (x + length, y), INK, FIRM)
        for end in (x, x + length):
            pen.rule((end, y - 2), (end, y + 3), INK, FINE)
        _write(pen, isolated(f"{length_m:g} m"), (x + length + 4, y - 2.5))


def _write(pen: Pen, words: str, at: Spot) -> None:
    for strip in paragraph(words, 80, _LETTERS):
        strip.draw(pen, at[0], at[1] + _LETTERS.leading * 0.8, 80)


def _closed(points: list[Spot]) -> Iterator[Step]:
    yield "m", (points[0],)
    for point in points[1:]:
        yield "l", (point,)
    yield "h", ()


def _circle(middle: Spot, radius: float) -> list[Spot]:
    return [
        (
            middle[0] + radius * math.cos(math.tau * side / _ROUND),
            middle[1] + radius * math.sin(math.tau * side / _ROUND),
        )
        for side in range(_ROUND)
    ]


def _hatching(points: list[Spot]) -> Iterator[tuple[Spot, Spot]]:
    """Slanted lines over the box of some points."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    high = top - bottom
    x = left - high
    while x < right:
        yield (x, bottom), (x + high, top)
        x += _HATCH
