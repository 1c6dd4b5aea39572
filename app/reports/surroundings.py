"""What lies around one context: the little matrix of a context sheet.

What is later stands above, what is earlier below, and in the middle the context itself beside its
other numbers. An empty place is struck: nothing can be written in later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.reports.flow import Item, Space
from app.reports.matrix_paper import Cell, Paper, draw_cell, draw_same
from app.reports.pen import Pen
from app.reports.rows import Column, Row
from app.reports.strips import Strips, draw_z, spoken
from app.reports.style import FINE, FIRM, GRID, HALF, INK, LABEL, WIDTH
from app.reports.words import Bilingual, Tongues, Words
from app.rules.matrix import CELL, HEIGHT

_SCALE = 0.8
_WIDE, _HIGH = CELL * _SCALE, HEIGHT * _SCALE
_GAP = 12.0
_MOST = int((WIDTH + _GAP) / (_WIDE + _GAP))
_LINK = 10.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another context, and how this one lies to it."""

    cell: Cell
    relation: Words


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One context, its other numbers, and what lies above, below and beside it."""

    this: Cell
    same: tuple[Cell, ...] = ()
    later: tuple[Neighbour, ...] = ()
    earlier: tuple[Neighbour, ...] = ()
    beside: tuple[Neighbour, ...] = ()


def surroundings_items(shown: Surroundings, say: Tongues) -> Iterator[Item]:
    """The little matrix, as blocks for the flow."""
    yield from _band(say("Above: later"), shown.later)
    yield Item(_Link(), stays=True)
    yield _heading(say("This context"))
    yield Item(_This((shown.this, *shown.same)), stays=True)
    yield Item(_Link(), stays=True)
    yield from _band(say("Below: earlier"), shown.earlier)
    if shown.beside:
        yield Item(Space(GRID))
        yield from _band(say("Beside: nothing is known of time"), shown.beside)


def _heading(words: Bilingual) -> Item:
    return Item(Row((Column(0, WIDTH, spoken(words, WIDTH, LABEL)),), above=2, below=2, rule=None),
                stays=True)  # fmt: skip


def _band(words: Bilingual, neighbours: Sequence[Neighbour]) -> Iterator[Item]:
    yield _heading(words)
    if not neighbours:
        yield Item(_Blank())
    for start in range(0, len(neighbours), _MOST):
        yield Item(_Boxes(tuple(neighbours[start : start + _MOST])))


@dataclass(frozen=True, slots=True)
class _Block:
    """What is never parted."""

    def parted(self, room: float) -> None:
        """Never."""


@dataclass(frozen=True, slots=True)
class _Link(_Block):
    """From what is above to what is below."""

    height: float = _LINK

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw a stroke in the middle."""
        middle = x + WIDTH / 2
        pen.rule((middle, top), (middle, top - self.height), INK, FINE)


@dataclass(frozen=True, slots=True)
class _Blank(_Block):
    """Nothing recorded: a place as large as a box, struck."""

    height: float = _HIGH

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the Z."""
        left = x + (WIDTH - _WIDE) / 2
        draw_z(pen, (left, top - _HIGH + HALF), (_WIDE, _HIGH - GRID))


@dataclass(frozen=True, slots=True)
class _This(_Block):
    """The context itself and its other numbers, joined, in a firm frame."""

    cells: tuple[Cell, ...]

    @property
    def height(self) -> float:
        """A box in its frame."""
        return _HIGH + GRID

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw them side by side."""
        wide = len(self.cells) * CELL
        scale = min(_SCALE, (WIDTH - GRID) / wide)
        left = x + (WIDTH - wide * scale) / 2
        paper = Paper(pen, (left, top - HALF), scale, (0.0, 0.0, wide, HEIGHT))
        for at, cell in enumerate(self.cells):
            draw_cell(paper, (at * CELL, 0.0), cell)
            if at:
                draw_same(paper, (at * CELL, 0.0))
        high = HEIGHT * scale
        corner = (left - HALF, top - HALF - high - HALF)
        pen.frame(corner, (wide * scale + GRID, high + GRID), INK, FIRM)


@dataclass(frozen=True, slots=True)
class _Boxes(_Block):
    """Other contexts in a row; below each, how this one lies to it."""

    neighbours: tuple[Neighbour, ...]

    @property
    def height(self) -> float:
        """Boxes and words."""
        return _HIGH + max(sum(s.height for s in _words(one)) for one in self.neighbours) + HALF

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw them around the middle."""
        many = len(self.neighbours)
        left = x + (WIDTH - many * _WIDE - (many - 1) * _GAP) / 2
        for one in self.neighbours:
            draw_cell(Paper(pen, (left, top), _SCALE, (0.0, 0.0, CELL, HEIGHT)), (0, 0), one.cell)
            y = top - _HIGH - 1
            for strip in _words(one):
                strip.draw(pen, left, y, _WIDE)
                y -= strip.height
            left += _WIDE + _GAP


def _words(one: Neighbour) -> Strips:
    return spoken(one.relation, _WIDE, LABEL)
