"""Paper for a drawing with a scale of its own: its points at their place on the page.

What runs out of the view is cut off, so that a drawing can go on upon another sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from app.reports.lines import set_lines
from app.reports.pen import Pen, Point
from app.reports.strips import Strips
from app.reports.style import (
    FINE,
    FIRM,
    HAIRLINE,
    HAZARD,
    INK,
    QUIET,
    WHITE,
    Colour,
    Type,
)
from app.reports.words import Words
from app.rules.matrix import CELL, HEIGHT
from app.rules.matrix_signs import outline, pattern, stroke_width, text_insets

View = tuple[float, float, float, float]
"""Left, top, right and bottom, in points of the drawing."""

DASH, LONG_DASH = (3.0, 3.0), (7.0, 3.0)
NUMBER, WORD = Type(11, 11, INK, is_bold=True), Type(8, 8, QUIET)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the box of a context says: its number, its kind as a code, and as a word."""

    number: str
    kind: str
    word: Words


class Paper:
    """Draws points of the drawing at their place on the page, and nothing outside the view."""

    def __init__(self, pen: Pen, corner: Point, scale: float, view: View) -> None:
        self._pen = pen
        self._corner = corner
        self.scale = scale
        self._view = view

    def shows(self, corner: Point, size: Point) -> bool:
        """Whether a rectangle stands wholly in the view."""
        left, top, right, bottom = self._view
        (x, y), (wide, high) = corner, size
        return left <= x and x + wide <= right and top <= y and y + high <= bottom

    def fill(self, corner: Point, size: Point, colour: Colour) -> None:
        """Fill what the view shows of a rectangle."""
        ends = self._clipped(corner, (corner[0] + size[0], corner[1] + size[1]))
        if ends is not None:
            (left, top), (right, bottom) = map(self._at, ends)
            self._pen.box((left, bottom), (right - left, top - bottom), colour)

    def hint(self, corner: Point, size: Point) -> None:
        """The edges of a box that stands whole on another sheet."""
        (left, top), (right, bottom) = corner, (corner[0] + size[0], corner[1] + size[1])
        around = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        for one, other in pairwise(around):
            self.dashes((one, other), DASH, HAIRLINE, FINE)

    def polygon(self, corner: Point, around: Iterable[Point], colour: Colour, width: float) -> None:
        """A white box with an outline, wholly in the view."""
        points = [self._at(plus(corner, point)) for point in around]
        self._pen.shape(points, WHITE)
        self._pen.strokes([*points, points[0]], colour, width)

    def strokes(self, points: Iterable[Point], colour: Colour, width: float) -> None:
        """What the view shows of lines from point to point."""
        for one, other in pairwise(points):
            ends = self._clipped(one, other)
            if ends is not None:
                self._pen.strokes([self._at(end) for end in ends], colour, width)

    def dashes(
        self, points: Iterable[Point], dash: tuple[float, float], colour: Colour, width: float
    ) -> None:
        """The same, broken."""
        on, off = dash
        for one, other in pairwise(points):
            long = math.dist(one, other)
            for at in range(int(long / (on + off)) + 1):
                start = at * (on + off)
                parts = (start / long, min(start + on, long) / long) if long else (0.0, 0.0)
                ends = [
                    tuple(a + (b - a) * part for a, b in zip(one, other, strict=True))
                    for part in parts
                ]
                self.strokes([(end[0], end[1]) for end in ends], colour, width)

    def letters(
        self, text: str, at: Point, style: Type, most: float, *, is_centred: bool = False
    ) -> None:
        """A line of text no wider than `most`, on the baseline `at`, or in the middle of `most`."""
        if not self.shows((at[0], at[1] - style.size), (1.0, style.size)):
            return
        for line in set_lines(text, 1e9, is_bold=style.is_bold):
            size = min(style.size, most * 1000 / line.width) * self.scale
            x, y = self._at(at)
            if is_centred:
                x += (most * self.scale - line.width * size / 1000) / 2
            self._pen.text(line, x, y, replace(style, size=size))

    def words(self, strips: Strips, at: Point, most: float, high: float) -> None:
        """A heading within the drawing."""
        if self.shows(at, (1.0, high)):
            x, y = self._at(at)
            for strip in strips:
                strip.draw(self._pen, x, y, most * self.scale)

    def edge(self) -> None:
        """The edge of a sheet beside which another one goes on."""
        left, top, right, bottom = self._view
        around = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        for one, other in pairwise(around):
            self.dashes((one, other), (2.0, 6.0), HAIRLINE, FINE)

    def _at(self, point: Point) -> Point:
        left, top = self._view[:2]
        x, y = point[0] - left, point[1] - top
        return self._corner[0] + x * self.scale, self._corner[1] - y * self.scale

    def _clipped(self, one: Point, other: Point) -> tuple[Point, Point] | None:
        """What the view shows between two points, which stand level or upright to each other."""
        left, top, right, bottom = self._view
        (x, y), (next_x, next_y) = one, other
        if max(x, next_x) < left or min(x, next_x) > right:
            return None
        if max(y, next_y) < top or min(y, next_y) > bottom:
            return None
        return (
            (min(max(x, left), right), min(max(y, top), bottom)),
            (min(max(next_x, left), right), min(max(next_y, top), bottom)),
        )


def plus(corner: Point, point: Point) -> Point:
    """A point counted from a corner."""
    return corner[0] + point[0], corner[1] + point[1]


def draw_cell(paper: Paper, corner: Point, cell: Cell, *, is_alarm: bool = False) -> None:
    """The box of a context, told by its shape and in words; a hint of it where it is cut."""
    if not paper.shows(corner, (CELL, HEIGHT)):
        paper.hint(corner, (CELL, HEIGHT))
        return
    around = outline(cell.kind, CELL, HEIGHT)
    paper.polygon(corner, around, HAZARD if is_alarm else INK, FIRM if is_alarm else FINE)
    for stroke in pattern(cell.kind, CELL, HEIGHT):
        width = stroke_width(cell.kind) * paper.scale
        paper.strokes([plus(corner, point) for point in stroke], QUIET, width)
    left, right = text_insets(cell.kind)
    room = CELL - left - right
    number = f"! {cell.number}" if is_alarm else cell.number
    paper.letters(number, plus(corner, (left, 18)), NUMBER, room, is_centred=True)
    word = cell.word
    told = word if isinstance(word, str) else " · ".join(dict.fromkeys((word.left, word.right)))
    paper.letters(told.strip(" ·"), plus(corner, (left, 32)), WORD, room, is_centred=True)


def draw_same(paper: Paper, corner: Point) -> None:
    """That the cell at this corner is the same as the one before it."""
    paper.fill(plus(corner, (-6, 12)), (12, 14), WHITE)
    paper.letters("=", plus(corner, (-5, 23)), NUMBER, 10, is_centred=True)
