"""The Harris matrix of a site on paper: on one sheet if it can be read there, else on several.

Sheets overlap by one box, like those of a map, so that each box stands whole on one of them. The
picture is the same in all languages and is never mirrored: time runs down. Below it, in words, what
a reader must not miss: what contradicts itself, and what has not been placed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.core.wording import isolated
from app.reports.blocks import note
from app.reports.flow import Item, Space
from app.reports.matrix_paper import (
    DASH,
    LONG_DASH,
    WORD,
    Cell,
    Paper,
    View,
    draw_cell,
    draw_same,
)
from app.reports.pen import Pen
from app.reports.strips import spoken
from app.reports.style import (
    ALARM_SMALL,
    FINE,
    GRID,
    HALF,
    HAZARD,
    INK,
    LABEL,
    QUIET,
    QUIET_SMALL,
    SMALL,
    THIN,
    TINT,
    WIDTH,
)
from app.reports.words import Tongues, Words
from app.rules.matrix import CELL, HEIGHT, TRAY_HEAD, Box, Line, Matrix
from app.rules.matrix_rows import Told
from app.rules.stratigraphy import Plot, Stratigraphy

ROOM = 520.0
"""How much of a page the picture takes at most, whatever stands above and below the text."""

_LARGEST, _LEAST_WHOLE, _PARTED = 0.8, 0.5, 0.62  # points on paper for each of the drawing
_OVERLAP = CELL + 2 * GRID
_MARGIN = 14.0  # around the drawing, for plots and their names
_PLOT = 7.0  # how far a plot reaches beyond its boxes
_DOT = 4.0


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
    views = [
        _trimmed(view, matrix)
        for view in views
        if any(_is_inside(box, view) for box in matrix.boxes)
    ]
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


def _trimmed(view: View, matrix: Matrix) -> View:
    """The view without what is blank at its foot: shorter sheets share a page."""
    left, top, right, bottom = view
    feet = [
        box.top + HEIGHT
        for box in matrix.boxes
        if box.left < right and box.left + box.width > left and top <= box.top < bottom
    ]
    for line in matrix.lines:
        for (x, y), (next_x, next_y) in pairwise(line.points):
            if min(x, next_x) < right and max(x, next_x) > left and y < bottom:
                feet.append(next_y)
    return left, top, right, min(bottom, max(feet) + _MARGIN)


def _is_inside(box: Box, view: View) -> bool:
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
    view: View
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
        paper = Paper(pen, (x, top), self.scale, self.view)
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

    def _draw_plot(self, paper: Paper, plot: Plot) -> None:
        for box in plot.boxes:
            size = (box.width + 2 * _PLOT, HEIGHT + 2 * _PLOT)
            paper.fill((box.left - _PLOT, box.top - _PLOT), size, TINT)
        for line in plot.lines:
            for one, other in pairwise(line.points):
                (left, top), (right, bottom) = min(one, other), max(one, other)
                size = (right - left + 2 * _PLOT, bottom - top + 2 * _PLOT)
                paper.fill((left - _PLOT, top - _PLOT), size, TINT)

    def _name_plot(self, paper: Paper, plot: Plot) -> None:
        box = plot.boxes[0]
        name = self.shown.graves.get(plot.grave, "")
        paper.letters(name, (box.left - _PLOT, box.top - 2), WORD, CELL / 2 - HALF)

    def _draw_box(self, paper: Paper, box: Box) -> None:
        for at, uid in enumerate(box.contexts):
            stratum = self.shown.picture.strata[uid]
            word = self.shown.kinds.get(stratum.kind, self.say("kind not said"))
            if not stratum.is_here:
                word = self.say("not here yet")
            corner = (box.left + at * CELL, box.top)
            draw_cell(
                paper, corner, Cell(stratum.number, stratum.kind, word), is_alarm=box.is_circular
            )
            if at:
                draw_same(paper, corner)


def _draw_line(paper: Paper, line: Line) -> None:
    if line.told is Told.CIRCULAR:
        paper.dashes(line.points, LONG_DASH, HAZARD, 1.4)
        x, y = line.points[0] if line.is_upward else line.points[-1]
        way = 1 if line.is_upward else -1
        paper.strokes([(x - 4, y + way * 7), (x, y), (x + 4, y + way * 7)], HAZARD, 1.4)
    elif line.told is Told.IMPLIED:
        paper.dashes(line.points, DASH, QUIET, THIN)
    else:
        paper.strokes(line.points, INK, FINE)
