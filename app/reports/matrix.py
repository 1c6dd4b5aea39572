"""The Harris matrix of a site on paper: on one sheet if it can be read there, else on several.

Sheets overlap by one box, like those of a map, so that each box stands whole on one of them. The
picture is the same in all languages and is never mirrored: time runs down. Below it, in words, what
a reader must not miss: what contradicts itself, and what has not been placed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from app.core.wording import isolated
from app.reports.blocks import note
from app.reports.flow import Item, Space
from app.reports.lines import set_lines
from app.reports.pen import Pen, Point
from app.reports.strips import Strips, spoken
from app.reports.style import (
    ALARM_SMALL,
    FINE,
    FIRM,
    GRID,
    HAIRLINE,
    HALF,
    HAZARD,
    INK,
    LABEL,
    QUIET,
    QUIET_SMALL,
    SMALL,
    THIN,
    TINT,
    WHITE,
    WIDTH,
    Colour,
    Type,
)
from app.reports.words import Bilingual, Tongues, Words
from app.rules.matrix import CELL, HEIGHT, TRAY_HEAD, Box, Line
from app.rules.matrix_rows import Told
from app.rules.matrix_signs import outline, pattern, stroke_width, text_insets
from app.rules.stratigraphy import Plot, Stratigraphy

ROOM = 520.0
"""How much of a page the picture takes at most, whatever stands above and below the text."""

_LARGEST, _LEAST_WHOLE, _PARTED = 0.8, 0.5, 0.62  # points on paper for each of the drawing
_OVERLAP = CELL + 2 * GRID
_MARGIN = 14.0  # around the drawing, for plots and their names
_PLOT = 7.0  # how far a plot reaches beyond its boxes
_NUMBER, _WORD = Type(11, 11, INK, is_bold=True), Type(8, 8, QUIET)
_DOT = 4.0
_DASH, _LONG_DASH = (3.0, 3.0), (7.0, 3.0)

_View = tuple[float, float, float, float]  # left, top, right, bottom, in points of the drawing


@dataclass(frozen=True, slots=True)
class SiteMatrix:
    """The picture, and how to call the kinds of its contexts (by code) and its graves (by uid)."""

    picture: Stratigraphy
    kinds: Mapping[str, Words]
    graves: Mapping[str, str]


def matrix_block(shown: SiteMatrix, say: Tongues, room: float = ROOM) -> list[Item]:
    """The matrix as blocks for the flow: sheets of no more than `room`, and sentences below."""
    if not shown.picture.strata:
        return [note(say("No context is recorded."))]
    items: list[Item] = []
    for sheet in _sheets(shown, say, room):
        items += [Item(sheet), Item(Space(GRID))]
    items += _sentences(shown, say)
    return items


def _sentences(shown: SiteMatrix, say: Tongues) -> Iterator[Item]:
    picture, strata = shown.picture, shown.picture.strata
    for circle in picture.matrix.circles:
        named = " > ".join(strata[uid].number for uid in (*circle, circle[0]))
        yield note(
            say("These contexts are later than themselves: {contexts}.", contexts=isolated(named)),
            ALARM_SMALL,
        )
    aside = [uid for box in picture.matrix.boxes if not box.is_placed for uid in box.contexts]
    if aside:
        numbers = ", ".join(strata[uid].number for uid in aside)
        yield note(say("Not yet placed: {contexts}.", contexts=isolated(numbers)))
    yield note(
        say(
            "Latest on top. Relations that follow from others are left out; what lies beside "
            "something says nothing of time."
        ),
        QUIET_SMALL,
    )


def _sheets(shown: SiteMatrix, say: Tongues, room: float) -> list[_Sheet]:
    matrix = shown.picture.matrix
    right, bottom = matrix.width + _MARGIN, matrix.height + _MARGIN
    whole = min(_LARGEST, WIDTH / (right + _MARGIN), room / (bottom + _MARGIN))
    plots = shown.picture.plots()
    if whole >= _LEAST_WHOLE:
        return [_Sheet(shown, plots, say, whole, (-_MARGIN, -_MARGIN, right, bottom))]
    across, down = WIDTH / _PARTED, (room - 2 * GRID) / _PARTED
    views = [
        (left, top, left + across, min(top + down, bottom))
        for top in _starts(bottom + _MARGIN, down)
        for left in _starts(right + _MARGIN, across)
    ]
    views = [view for view in views if any(_is_inside(box, view) for box in matrix.boxes)]
    return [
        _Sheet(
            shown, plots, say, _PARTED, view,
            say("Sheet {number} of {total}", number=isolated(at), total=isolated(len(views))),
        )
        for at, view in enumerate(views, 1)
    ]  # fmt: skip


def _starts(whole: float, part: float) -> list[float]:
    """Where parts begin that overlap by a box and together cover the whole."""
    count = max(1, math.ceil((whole - _OVERLAP) / (part - _OVERLAP)))
    return [at * (part - _OVERLAP) - _MARGIN for at in range(count)]


def _is_inside(box: Box, view: _View) -> bool:
    left, top, right, bottom = view
    is_across = left <= box.left and box.left + min(box.width, CELL) <= right
    return is_across and top <= box.top and box.top + HEIGHT <= bottom


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A part of the matrix, as a block."""

    shown: SiteMatrix
    plots: list[Plot]
    say: Tongues
    scale: float
    view: _View
    caption: Words = ""

    @property
    def height(self) -> float:
        """The part at its scale, and the caption."""
        return (self.view[3] - self.view[1]) * self.scale + (2 * GRID if self.caption else 0)

    def parted(self, room: float) -> None:
        """Never: it was made to fit."""

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the part, with a dashed edge where the matrix goes on."""
        if self.caption:
            for strip in spoken(self.caption, WIDTH, LABEL):
                strip.draw(pen, x, top, WIDTH)
            top -= 2 * GRID
        paper = _Paper(pen, (x, top), self.scale, self.view)
        matrix = self.shown.picture.matrix
        for plot in self.plots:
            self._draw_plot(paper, plot)
        for line in sorted(matrix.lines, key=lambda line: line.told is Told.CIRCULAR):
            _draw_line(paper, line)
        for at in matrix.dots:
            paper.fill((at[0] - _DOT / 2, at[1] - _DOT / 2), (_DOT, _DOT), INK)
        for box in matrix.boxes:
            self._draw_box(paper, box)
        for plot in self.plots:
            self._name_plot(paper, plot)
        if any(not box.is_placed for box in matrix.boxes):
            words = self.say("Not yet placed")
            at = (0.0, matrix.tray_top + TRAY_HEAD / 2)
            paper.words(spoken(words, 200.0, SMALL)[:1], at, 300.0, 10.0)
        if self.caption:
            paper.edge()

    def _draw_plot(self, paper: _Paper, plot: Plot) -> None:
        for box in plot.boxes:
            size = (box.width + 2 * _PLOT, HEIGHT + 2 * _PLOT)
            paper.fill((box.left - _PLOT, box.top - _PLOT), size, TINT)
        for line in plot.lines:
            for one, other in pairwise(line.points):
                (left, top), (right, bottom) = min(one, other), max(one, other)
                size = (right - left + 2 * _PLOT, bottom - top + 2 * _PLOT)
                paper.fill((left - _PLOT, top - _PLOT), size, TINT)

    def _name_plot(self, paper: _Paper, plot: Plot) -> None:
        box = plot.boxes[0]
        name = self.shown.graves.get(plot.grave, "")
        paper.letters(name, (box.left - _PLOT, box.top - 2), _WORD, CELL / 2 - HALF)

    def _draw_box(self, paper: _Paper, box: Box) -> None:
        for at, uid in enumerate(box.contexts):
            stratum = self.shown.picture.strata[uid]
            corner = (box.left + at * CELL, box.top)
            if not paper.shows(corner, (CELL, HEIGHT)):
                paper.hint(corner, (CELL, HEIGHT))
                continue
            colour = HAZARD if box.is_circular else INK
            around = outline(stratum.kind, CELL, HEIGHT)
            paper.polygon(corner, around, colour, FIRM if box.is_circular else FINE)
            for stroke in pattern(stratum.kind, CELL, HEIGHT):
                width = stroke_width(stratum.kind) * self.scale
                paper.strokes([_plus(corner, point) for point in stroke], QUIET, width)
            inset, right = text_insets(stratum.kind)
            room = CELL - inset - right
            left = corner[0] + inset
            number = f"! {stratum.number}" if box.is_circular else stratum.number
            paper.letters(number, (left, corner[1] + 18), _NUMBER, room, is_centred=True)
            word = self.shown.kinds.get(stratum.kind, self.say("kind not said"))
            if not stratum.is_here:
                word = self.say("not here yet")
            told = word if isinstance(word, str) else " · ".join(filter(None, _sides(word)))
            paper.letters(told, (left, corner[1] + 32), _WORD, room, is_centred=True)
            if at:
                paper.fill((corner[0] - 6, corner[1] + 12), (12, 14), WHITE)
                paper.letters("=", (corner[0] - 5, corner[1] + 23), _NUMBER, 10, is_centred=True)


def _sides(words: Bilingual) -> Iterable[str]:
    return dict.fromkeys((words.left, words.right))


def _draw_line(paper: _Paper, line: Line) -> None:
    if line.told is Told.CIRCULAR:
        paper.dashes(line.points, _LONG_DASH, HAZARD, 1.4)
        x, y = line.points[0] if line.is_upward else line.points[-1]
        way = 1 if line.is_upward else -1
        paper.strokes([(x - 4, y + way * 7), (x, y), (x + 4, y + way * 7)], HAZARD, 1.4)
    elif line.told is Told.IMPLIED:
        paper.dashes(line.points, _DASH, QUIET, THIN)
    else:
        paper.strokes(line.points, INK, FINE)


def _plus(corner: Point, point: Point) -> Point:
    return corner[0] + point[0], corner[1] + point[1]


class _Paper:
    """Draws points of the drawing at their place on the page, and nothing outside the view."""

    def __init__(self, pen: Pen, corner: Point, scale: float, view: _View) -> None:
        self._pen = pen
        self._corner = corner
        self._scale = scale
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
            self.dashes((one, other), _DASH, HAIRLINE, FINE)

    def polygon(self, corner: Point, around: Iterable[Point], colour: Colour, width: float) -> None:
        """A white box with an outline, wholly in the view."""
        points = [self._at(_plus(corner, point)) for point in around]
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
            size = min(style.size, most * 1000 / line.width) * self._scale
            x, y = self._at(at)
            if is_centred:
                x += (most * self._scale - line.width * size / 1000) / 2
            self._pen.text(line, x, y, replace(style, size=size))

    def words(self, strips: Strips, at: Point, most: float, high: float) -> None:
        """A heading within the drawing."""
        if self.shows(at, (1.0, high)):
            x, y = self._at(at)
            for strip in strips:
                strip.draw(self._pen, x, y, most * self._scale)

    def edge(self) -> None:
        """The edge of a sheet beside which another one goes on."""
        left, top, right, bottom = self._view
        around = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        for one, other in pairwise(around):
            self.dashes((one, other), (2.0, 6.0), HAIRLINE, FINE)

    def _at(self, point: Point) -> Point:
        left, top = self._view[:2]
        x, y = point[0] - left, point[1] - top
        return self._corner[0] + x * self._scale, self._corner[1] - y * self._scale

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
