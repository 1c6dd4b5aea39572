"""What drawings of ground share: rings, hatching, north and a scale.

All of it is lines, so that a copy that loses its colours still shows what is what.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from app.core.wording import isolated
from app.reports.pen import Pen, Point, Step
from app.reports.strips import paragraph
from app.reports.style import FINE, FIRM, INK, Type

LETTERS: Final = Type(7.5, 10)
_HATCH: Final = 6.0
_ROUND: Final = 48
_STEPS: Final = (1, 2, 5)


def closed(points: Sequence[Point]) -> Iterator[Step]:
    """Points as a ring that `Pen.figure` draws."""
    yield "m", (points[0],)
    for point in points[1:]:
        yield "l", (point,)
    yield "h", ()


def ring(middle: Point, across: float, along: float | None = None) -> list[Point]:
    """A circle, or what one becomes where it is stretched."""
    along = across if along is None else along
    turns = (math.tau * side / _ROUND for side in range(_ROUND))
    return [
        (middle[0] + across * math.cos(turn), middle[1] + along * math.sin(turn)) for turn in turns
    ]


def slanted(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Slanted lines over the box of some points: ground that a hazard takes."""
    left, bottom, right, top = _box(points)
    high = top - bottom
    x = left - high
    while x < right:
        yield (x, bottom), (x + high, top)
        x += _HATCH


def upright(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Upright lines over the box of some points: ground that was cleared."""
    left, bottom, right, top = _box(points)
    x = left
    while x < right:
        yield (x, bottom), (x, top)
        x += _HATCH


def draw_north(pen: Pen, x: float, y: float) -> None:
    """An arrow up, its letter below it; `y` is its tail."""
    pen.shape([(x, y + 14), (x - 4, y), (x, y + 3), (x + 4, y)], INK)
    write(pen, "N", (x - 3, y - 8))


def draw_scale(pen: Pen, x: float, y: float, scale: float, most: float) -> None:
    """A bar of a round length at so many points a metre, no longer than `most` points."""
    most_m = most / scale
    power = math.floor(math.log10(most_m))
    lengths = [step * 10.0**at for at in (power - 1, power) for step in _STEPS]
    length_m = max(length for length in lengths if length <= most_m)
    length = length_m * scale
    pen.rule((x, y), (x + length, y), INK, FIRM)
    for end in (x, x + length):
        pen.rule((end, y - 2), (end, y + 3), INK, FINE)
    told = f"{length_m:g} m" if length_m < 10_000 else f"{length_m / 1000:g} km"
    write(pen, isolated(told), (x + length + 4, y - 2.5))


def write(pen: Pen, words: str, at: Point) -> None:
    """A few letters that begin at a point of their baseline."""
    for strip in paragraph(words, 80, LETTERS):
        strip.draw(pen, at[0], at[1] + LETTERS.leading * 0.8, 80)


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
