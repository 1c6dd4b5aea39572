"""Words on a drawn map: where none stand yet, on white, wherever they fit near their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from app.reports.lines import Line, set_lines
from app.reports.outlines import LETTERS
from app.reports.pen import Pen, Point
from app.reports.strips import baseline
from app.reports.style import HAZARD, QUIET, WHITE, Colour, Type
from app.reports.words import Words

_REACH: Final = 6.0
_ROOMY: Final = 5.0
_FIGURES: Final = Type(6, 8, QUIET)
_FROM_EDGE: Final = 36.0


class _Room(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: _Room) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, other: _Room) -> bool:
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and self.right >= other.right
            and self.top >= other.top
        )


class Letters:
    """The words of one map; whoever comes first has the room."""

    def __init__(self, corner: Point, size: Point) -> None:
        self._frame = _room(corner, size)
        self._taken: list[_Room] = []
        self._signs: list[_Room] = []

    def keep_free(self, corner: Point, size: Point) -> None:
        """Let no words stand in a rectangle."""
        self._taken.append(_room(corner, size))

    def keep_clear(self, middle: Point) -> None:
        """Let no words stand on a sign, but for those that are needed."""
        corner = middle[0] - _REACH, middle[1] - _REACH
        self._signs.append(_room(corner, (2 * _REACH, 2 * _REACH)))

    def put_on(
        self,
        pen: Pen,
        words: Words,
        box: tuple[Point, Point],
        colour: Colour,
        *,
        is_needed: bool,
    ) -> bool:
        """Write words on ground between two corners, or above or below where it is too small.

        Those that are needed stand on signs rather than nowhere. False if there is no room at all.
        """
        told = _sides(words)
        style = replace(LETTERS, colour=colour, is_bold=colour == HAZARD)
        (left, bottom), (right, top) = box
        half = LETTERS.leading * len(told) / 2 + 2
        middle, heights = (left + right) / 2, [top + half, bottom - half]
        if top - bottom > _ROOMY * half:
            heights = [(top + bottom) / 2, (top * 3 + bottom) / 4, (top + bottom * 3) / 4, *heights]
        places = [(middle, y) for y in heights]
        if self._first(pen, told, places, style):
            return True
        return is_needed and self._first(pen, told, places, style, among=self._taken)

    def put_by(self, pen: Pen, words: str, sign: Point, colour: Colour) -> None:
        """Write words above a sign, below it, or beside it."""
        style = replace(LETTERS, colour=colour)
        x, y = sign
        aside = _width(set_lines(words, 1e6), style) / 2 + _REACH + 3
        heights = [(x, y + 12), (x, y - 12), (x + aside, y), (x - aside, y)]
        self._first(pen, (words,), heights, style)

    def _first(
        self,
        pen: Pen,
        told: Sequence[str],
        middles: Iterable[Point],
        style: Type,
        among: Sequence[_Room] | None = None,
    ) -> bool:
        """Write them at the first of these places that is free, if one is."""
        others = (*self._taken, *self._signs) if among is None else among
        return any(self._write(pen, told, middle, style, others) for middle in middles)

    def figure(self, pen: Pen, label: str, points: Sequence[Point], *, is_upright: bool) -> None:
        """Write the figure of a line of the grid near the edge where it begins."""
        if is_upright:
            middle = min(points, key=lambda at: at[1])[0], self._frame.bottom + _FROM_EDGE
        else:
            middle = self._frame.left + _FROM_EDGE, min(points)[1]
        self._first(pen, (label,), [middle], _FIGURES)

    def _write(
        self,
        pen: Pen,
        told: Sequence[str],
        middle: Point,
        style: Type,
        others: Iterable[_Room],
    ) -> bool:
        lines = [line for side in told for line in set_lines(side, 1e6, is_bold=style.is_bold)]
        wide, high = _width(lines, style) + 3, style.leading * len(lines)
        left, bottom = middle[0] - wide / 2, middle[1] - high / 2
        room = _Room(left, bottom, left + wide, bottom + high)
        if not self._frame.holds(room) or any(room.meets(other) for other in others):
            return False
        self._taken.append(room)
        pen.box((left, bottom), (wide, high), WHITE)
        for at, line in enumerate(lines):
            base = baseline(style, room.top - at * style.leading)
            pen.text(line, middle[0] - _width((line,), style) / 2, base, style)
        return True


def _room(corner: Point, size: Point) -> _Room:
    return _Room(*corner, corner[0] + size[0], corner[1] + size[1])


def _sides(words: Words) -> tuple[str, ...]:
    """Words in each of their languages."""
    sides = (words,) if isinstance(words, str) else (words.left, words.right)
    return tuple(dict.fromkeys(side for side in sides if side))


def _width(lines: Iterable[Line], style: Type) -> float:
    return max((line.width * style.size / 1000 for line in lines), default=0.0)
