"""The Harris matrix as a drawing: the latest units on top, each above all that are earlier.

Nothing is drawn here: boxes and lines have places, in points of a sheet of its own that runs down
from its upper left corner; a window and a page show it at the scale they have room for. The same
relations make the same drawing on every laptop. What contradicts itself is drawn as it was told,
and marked; what has no relation that tells of time stands apart, below.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.rules.harris import Relation, Strata, circles, knots, strata_of, units_of
from app.rules.matrix_columns import LATTICE, columns
from app.rules.matrix_routes import Channel, Levels, Point, channel, entering, net_of, nets_of
from app.rules.matrix_rows import Node, Step, Told, rows_of, steps_of

CELL, HEIGHT = 88.0, 40.0
"""The size of a box for one context; contexts that are the same stand in one box side by side."""

APART = 32.0
"""Between lots that do not hang together."""

TRAY_HEAD = 40.0
"""Room above those not yet placed, for what says so."""

_GAP = 16.0
_BREADTH = 1.6  # how much wider than high the whole may be, where lots go below each other


@dataclass(frozen=True, slots=True)
class Box:
    """A unit: the contexts that are the same, and the upper left corner of where they stand.

    `level` counts from the latest of those that hang together. One that is not `is_placed` has no
    relation that tells of time; one that is `is_circular` would be later than itself.
    """

    contexts: tuple[str, ...]
    left: float
    top: float
    level: int = 0
    is_placed: bool = True
    is_circular: bool = False

    @property
    def width(self) -> float:
        """A cell for each context."""
        return CELL * len(self.contexts)

    @property
    def middle(self) -> Point:
        """The middle of the box."""
        return self.left + self.width / 2, self.top + HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Line:
    """From the unit that stands higher down to the other, each named by its first context."""

    upper: str
    lower: str
    told: Told
    is_upward: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole drawing.

    `circles` are contexts each later than the next, and the last later than the first. `beside`
    are relations that say nothing of time. `tray_top` is where those not yet placed begin.
    """

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    dots: tuple[Point, ...]
    circles: tuple[tuple[str, ...], ...]
    beside: tuple[Relation, ...]
    width: float
    height: float
    tray_top: float


def layout(
    contexts: Iterable[str], relations: Iterable[Relation], *, shows_all: bool = False
) -> Matrix:
    """Where each context and each step between two of them is drawn.

    Contexts stand in the order of their names where nothing else decides. With `shows_all`, steps
    that follow from others are drawn as well.
    """
    told = sorted(set(relations))
    units = units_of(contexts, told)
    strata = strata_of(units, told)
    same: dict[str, list[str]] = defaultdict(list)
    for context, unit in units.items():
        same[unit].append(context)
    circular = frozenset().union(*knots(strata)) if strata else frozenset()
    lots, alone = _lots(strata)
    steps = steps_of(strata, shows_all=shows_all)
    sheets = [_Lot(lot, [step for step in steps if step.upper in lot], same) for lot in lots]
    corners, width, height = _shelves([sheet.size for sheet in sheets])
    boxes: list[Box] = []
    lines: list[Line] = []
    dots: list[Point] = []
    for sheet, corner in zip(sheets, corners, strict=True):
        boxes += [
            replace(box, is_circular=box.contexts[0] in circular) for box in sheet.boxes(corner)
        ]
        lines += sheet.lines(corner)
        dots += sheet.dots(corner)
    tray, width, bottom = _tray([same[unit] for unit in alone], width, height)
    boxes += [replace(box, is_circular=box.contexts[0] in circular) for box in tray]
    return Matrix(
        tuple(boxes),
        tuple(sorted(lines, key=lambda line: (line.upper, line.lower, line.is_upward))),
        tuple(dots),
        circles(told),
        tuple(one for one in told if one.order is None and units[one.context] != units[one.other]),
        width,
        bottom,
        height,
    )


def crossings(matrix: Matrix) -> int:
    """How often two lines that do not share a unit cross."""
    along = [(*ends, line) for line in matrix.lines for ends in pairwise(line.points)]
    flat = [(a, b, line) for a, b, line in along if a[1] == b[1]]
    steep = [(a, b, line) for a, b, line in along if a[0] == b[0]]
    found = {
        (x, y)
        for (x, top), (_, bottom), line in steep
        for (left, y), (right, _), other in flat
        if min(left, right) < x < max(left, right) and min(top, bottom) < y < max(top, bottom)
        if line.upper != other.upper and line.lower != other.lower
    }
    return len(found)


def _lots(strata: Strata) -> tuple[list[frozenset[str]], list[str]]:
    """Units that hang together, the largest lot first; and those that hang with nothing."""
    beside: dict[str, set[str]] = {unit: set(below) - {unit} for unit, below in strata.items()}
    for unit, below in strata.items():
        for next_ in below - {unit}:
            beside[next_].add(unit)
    lots, seen = [], set[str]()
    for unit in strata:
        if unit in seen or not beside[unit]:
            continue
        seen.add(unit)
        lot = [unit]
        for one in lot:  # grows meanwhile
            lot += sorted(beside[one] - seen)
            seen |= beside[one]
        lots.append(frozenset(lot))
    return sorted(lots, key=lambda lot: -len(lot)), [u for u in strata if not beside[u]]


def _shelves(sizes: Sequence[Point]) -> tuple[list[Point], float, float]:
    """Corners for rectangles in lines, and the width and height of them all."""
    area = sum((wide + APART) * (high + APART) for wide, high in sizes)
    most = max([math.sqrt(area * _BREADTH), *(wide for wide, _ in sizes)], default=0.0)
    corners: list[Point] = []
    left = top = width = height = 0.0
    for wide, high in sizes:
        if left and left + wide > most:
            left, top = 0.0, height + APART
        corners.append((left, top))
        width, height = max(width, left + wide), max(height, top + high)
        left += wide + APART
    return corners, width, height


def _tray(
    units: Sequence[Sequence[str]], width: float, height: float
) -> tuple[list[Box], float, float]:
    """Those not yet placed, in lines below all others; and how wide and high the whole is now."""
    if not units:
        return [], width, height
    cells = sum(len(unit) for unit in units)
    most = max(width, math.sqrt(cells * CELL * HEIGHT * _BREADTH), CELL * max(map(len, units)))
    boxes: list[Box] = []
    left, top = 0.0, height + TRAY_HEAD
    for unit in units:
        wide = CELL * len(unit)
        if left and left + wide > most:
            left, top = 0.0, top + HEIGHT + _GAP
        boxes.append(Box(tuple(unit), left, top, is_placed=False))
        width = max(width, left + wide)
        left += wide + _GAP
    return boxes, width, top + HEIGHT


class _Lot:
    """Units that hang together, on a sheet of their own."""

    def __init__(
        self, lot: frozenset[str], steps: Sequence[Step], same: Mapping[str, Sequence[str]]
    ) -> None:
        self._same = same
        rows = rows_of(sorted(lot), steps)
        nets = nets_of(rows.paths)
        many = entering(nets)
        self._widths = {
            node: LATTICE * many.get(node, 1) if node.is_lane else CELL * len(same[node.unit])
            for row in rows.rows
            for node in row
        }
        self._rows = rows
        self._x = columns(rows, self._widths)
        channels: list[Channel] = []
        tops: list[float] = []
        top = 0.0
        for level in range(len(rows.rows)):
            tops.append(top)
            channels.append(channel(nets.get(level, {}), self._x))
            top += HEIGHT + channels[-1].height
        self._levels = Levels(tops, channels, HEIGHT)
        ends = [
            self._x[node] + side * self._widths[node] / 2 for node in self._x for side in (-1, 1)
        ]
        self._left = min(ends)
        self.size: Point = max(ends) - self._left, tops[-1] + HEIGHT

    def boxes(self, corner: Point) -> list[Box]:
        """The units, moved to a corner of the whole sheet."""
        return [
            Box(
                tuple(self._same[node.unit]),
                corner[0] + self._x[node] - self._widths[node] / 2 - self._left,
                corner[1] + self._levels.tops[node.level],
                node.level,
            )
            for row in self._rows.rows
            for node in row
            if not node.is_lane
        ]

    def lines(self, corner: Point) -> list[Line]:
        """The steps between them."""
        below: dict[Node, set[Node]] = defaultdict(set)
        for step, path in self._rows.paths.items():
            if step.told is not Told.CIRCULAR:
                for upper, lower in pairwise(path):
                    below[upper].add(lower)
        lines = []
        for step, path in self._rows.paths.items():
            nets = [net_of(step, upper, lower, below) for upper, lower in pairwise(path)]
            points = self._levels.points(path, nets, self._x)
            moved = tuple(self._moved(point, corner) for point in points)
            lines.append(Line(step.upper, step.lower, step.told, step.is_upward, moved))
        return lines

    def dots(self, corner: Point) -> list[Point]:
        """Where lines meet."""
        return [self._moved(point, corner) for point in self._levels.dots(self._x)]

    def _moved(self, point: Point, corner: Point) -> Point:
        return point[0] - self._left + corner[0], point[1] + corner[1]
