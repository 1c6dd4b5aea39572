"""The skeleton of a case on paper: each element as it is marked, told apart in black and white.

The person's right stands at the left of the figure on every form, whatever its languages. Forms are
copied and faxed, so every mark has a pattern of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from app.reports.lines import set_lines
from app.reports.pen import Pen, Point, Step, Stroke
from app.reports.strips import TextStrip, baseline, spoken
from app.reports.style import (
    BONE,
    FINE,
    GRID,
    HAIRLINE,
    INK,
    LABEL,
    QUIET,
    SMALL,
    SMALL_STRONG,
    THIN,
    WHITE,
    WIDTH,
    Type,
)
from app.reports.words import Tongues, Words
from app.rules.chart import Chart, Command, Growth, Outline, Shape, Slot, bounds, chart
from app.rules.marks import Mark, mark_words
from app.rules.skeleton import Side

_STEP = 2.6  # points between the lines of a pattern
_SWATCH = (18.0, 8.0)
_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}
ORDER = (Mark.PRESENT, Mark.PARTIAL, Mark.FRAGMENT, Mark.ABSENT, Mark.HIDDEN, None)


@dataclass(frozen=True, slots=True)
class SkeletonFigure:
    """The chart `width` points wide, with what its patterns mean below it.

    `several` has the places in which more than one record lies, and how many.
    """

    growth: Growth
    marks: Mapping[Slot, Mark]
    captions: Mapping[str, Words]
    sides: Mapping[Side, Words]
    legend: tuple[tuple[Mark | None, Words], ...]
    several: Mapping[Slot, int]
    width: float = WIDTH

    @property
    def height(self) -> float:
        """In points, the legend counted."""
        return self._scale * self._chart.height + self._legend_height + GRID

    def parted(self, room: float) -> None:
        """Never: half a skeleton would be read as half a skeleton found."""

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw it below `top`."""
        paper = _Paper((x, top), self._scale)
        for shape in self._chart.shapes:
            if shape.echo:
                pen.figure(paper.steps(shape.echo), Stroke(HAIRLINE, THIN), WHITE)
        for shape in self._chart.shapes:
            _element(pen, paper, shape, self.marks.get(shape.slot))
        self._letter(pen, paper)
        y = top - self._scale * self._chart.height - GRID
        across = self.width / len(self.legend)
        for place, (mark, words) in enumerate(self.legend):
            left = x + place * across
            _swatch(pen, (left, y - _SWATCH[1] - 1), mark)
            inner = across - _SWATCH[0] - GRID
            down = y
            for strip in spoken(words, inner, LABEL):
                strip.draw(pen, left + _SWATCH[0] + GRID / 2, down, inner)
                down -= strip.height

    @property
    def _chart(self) -> Chart:
        return chart(self.growth)

    @property
    def _scale(self) -> float:
        return self.width / self._chart.width

    @property
    def _legend_height(self) -> float:
        inner = self.width / len(self.legend) - _SWATCH[0] - GRID
        return max(
            sum(strip.height for strip in spoken(words, inner, LABEL)) for _, words in self.legend
        )

    def _letter(self, pen: Pen, paper: _Paper) -> None:
        for caption in self._chart.captions:
            _beside(pen, paper.at(caption.at), self.captions[caption.text], LABEL)
        for side, at in self._chart.sides.items():
            _centred(pen, paper.at(at), self.sides[side], SMALL_STRONG)
        for shape in self._chart.shapes:
            if shape.label is not None and self.growth is Growth.ADULT:
                _centred(pen, paper.at(shape.label), shape.slot.bone[1:], _TOOTH)
            if shape.slot in self.several:
                _, upper, right, lower = bounds(shape.outline)
                beside = (right + 12, (upper + lower) / 2)
                words = f"×{self.several[shape.slot]}"
                _centred(pen, paper.at(beside), words, SMALL)


def skeleton_figure(
    say: Tongues,
    growth: Growth,
    marks: Mapping[Slot, Mark],
    several: Mapping[Slot, int] | None = None,
    *,
    width: float = WIDTH,
) -> SkeletonFigure:
    """The figure of an adult's or a child's skeleton, in the languages of the form."""
    captions = {caption.text: say(caption.text) for caption in chart(growth).captions}
    sides = {Side.RIGHT: say("RIGHT of the person"), Side.LEFT: say("LEFT of the person")}
    legend = tuple((mark, mark_words(say, mark)) for mark in ORDER)
    return SkeletonFigure(growth, marks, captions, sides, legend, several or {}, width)


_TOOTH = Type(5.5, 6.5, QUIET)


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where a point of the sheet stands on the page; down the sheet is down the page."""

    corner: Point
    scale: float

    def at(self, point: Point) -> Point:
        return (
            self.corner[0] + point[0] * self.scale,
            self.corner[1] - point[1] * self.scale,
        )

    def steps(self, outline: Outline) -> list[Step]:
        return [
            (_OPERATORS[command.op], tuple(self.at(point) for point in command.points))
            for command in outline
        ]


def _element(pen: Pen, paper: _Paper, shape: Shape, mark: Mark | None) -> None:
    left, upper, right, lower = bounds(shape.outline)
    (x, y), (across, down) = paper.at((left, lower)), paper.at((right, upper))
    line = _LINES.get(mark, Stroke(INK, THIN))
    fill = BONE if mark is Mark.PRESENT else WHITE
    within = list(_pattern(mark, (x, y), (across - x, down - y)))
    pen.figure(paper.steps(shape.outline), line, fill, within)
    if mark in {Mark.PRESENT, None} and shape.detail:
        detail = Stroke(INK if mark else HAIRLINE, THIN * 0.6)
        pen.figure(paper.steps(shape.detail), detail)
    if mark is Mark.ABSENT:
        _cross(pen, ((x + across) / 2, (y + down) / 2), min(across - x, down - y, 6.0) / 2)


_LINES: Mapping[Mark | None, Stroke] = {
    Mark.PRESENT: Stroke(INK, FINE),
    Mark.PARTIAL: Stroke(INK, FINE),
    Mark.FRAGMENT: Stroke(INK, FINE),
    Mark.ABSENT: Stroke(INK, FINE, dash=1.6),
    Mark.HIDDEN: Stroke(QUIET, FINE),
    None: Stroke(QUIET, THIN),
}


def _pattern(mark: Mark | None, corner: Point, size: Point) -> Iterator[tuple[Point, Point]]:
    """Lines over a rectangle, of which only those within an element will show."""
    (left, bottom), (wide, high) = corner, size
    columns = [left + place * _STEP for place in range(int(wide / _STEP) + 2)]
    rows = [bottom + place * _STEP for place in range(int(high / _STEP) + 2)]
    if mark is Mark.PARTIAL:
        for place in range(int((wide + high) / _STEP) + 2):
            start = left - high + place * _STEP
            yield (start, bottom), (start + high, bottom + high)
    elif mark is Mark.FRAGMENT:
        for place, y in enumerate(rows):
            for x in columns:
                at = x + (place % 2) * _STEP / 2
                yield (at, y), (at + 0.5, y)
    elif mark is Mark.HIDDEN:
        yield from chain(
            (((x, bottom), (x, bottom + high)) for x in columns),
            (((left, y), (left + wide, y)) for y in rows),
        )


def _cross(pen: Pen, at: Point, arm: float) -> None:
    for slope in (1, -1):
        pen.rule((at[0] - arm, at[1] - arm * slope), (at[0] + arm, at[1] + arm * slope), INK, THIN)


def _swatch(pen: Pen, corner: Point, mark: Mark | None) -> None:
    (left, bottom), (wide, high) = corner, _SWATCH
    around = ((left, bottom), (left + wide, bottom), (left + wide, bottom + high))
    outline = (
        Command("M", (around[0],)),
        *(Command("L", (point,)) for point in (*around[1:], (left, bottom + high))),
        Command("Z", ()),
    )
    steps: list[Step] = [(_OPERATORS[command.op], command.points) for command in outline]
    fill = BONE if mark is Mark.PRESENT else WHITE
    pen.figure(steps, _LINES[mark], fill, _pattern(mark, corner, _SWATCH))
    if mark is Mark.ABSENT:
        _cross(pen, (left + wide / 2, bottom + high / 2), 3.0)


def _centred(pen: Pen, at: Point, words: Words, style: Type) -> None:
    """Words with their middle at a point, the second language below the first."""
    lines = _lines(words, style)
    top = at[1] + len(lines) * style.leading / 2
    for strip in lines:
        pen.text(strip.line, at[0] - strip.wide / 2, baseline(style, top), style)
        top -= style.leading


def _beside(pen: Pen, at: Point, words: Words, style: Type) -> None:
    """Words with their middle at a point, the second language beside the first."""
    lines = _lines(words, style)
    x = at[0] - (sum(strip.wide for strip in lines) + GRID * (len(lines) - 1)) / 2
    for strip in lines:
        pen.text(strip.line, x, baseline(style, at[1] + style.leading / 2), style)
        x += strip.wide + GRID


def _lines(words: Words, style: Type) -> list[TextStrip]:
    texts = (words,) if isinstance(words, str) else tuple(filter(None, (words.left, words.right)))
    return [
        TextStrip(line, style)
        for text in dict.fromkeys(texts)
        for line in set_lines(text, 1e9, is_bold=style.is_bold, is_ours=True)
    ]
