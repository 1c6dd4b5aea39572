"""The Harris matrix as a drawing: the latest units on top, each above all that are earlier.

Nothing is drawn here. Boxes have a level and a place along it, lines the places that they pass
through; whoever draws chooses sizes. The same strata make the same drawing on every laptop.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.rules.harris import Relation, Strata, acyclic, from_the_latest, reduced, units_of

SWEEPS = 12
GAP = 1.0
"""The least distance between the middles of two neighbours on a level."""


@dataclass(frozen=True, slots=True)
class Box:
    """A unit: the contexts that are the same, its level from the top and its middle along it."""

    contexts: tuple[str, ...]
    level: int
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    """From a later unit down to the next earlier one: one place for each level in between."""

    later: str
    earlier: str
    places: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole drawing; `width` from the first middle to the last, `levels` from the top."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    levels: int


def layout(contexts: Iterable[str], relations: Iterable[Relation]) -> Matrix:
    """Where each context and each step between two of them is drawn.

    Raises:
        CircularStrataError: a context is later than itself.
    """
    told = sorted(set(relations))
    units = units_of(contexts, told)
    strata = reduced(acyclic(units, told))
    same: dict[str, list[str]] = defaultdict(list)
    for context, unit in units.items():
        same[unit].append(context)
    left = 0.0
    boxes: list[Box] = []
    lines: list[Line] = []
    for part in _parts(strata):
        picture = _Picture({unit: strata[unit] for unit in part})
        places = picture.places()
        first = min(x for x, _ in places.values())
        moved = {node: (x - first + left, level) for node, (x, level) in places.items()}
        left = max(x for x, _ in moved.values()) + GAP
        boxes += [
            Box(tuple(same[unit]), moved[unit, unit][1], moved[unit, unit][0]) for unit in part
        ]
        lines += [
            Line(chain[0][0], chain[-1][0], tuple(moved[node] for node in chain))
            for chain in picture.chains
        ]
    return Matrix(
        tuple(sorted(boxes, key=lambda box: (box.level, box.x))),
        tuple(sorted(lines, key=lambda line: (line.later, line.earlier))),
        max(left - GAP, 0.0),
        max((box.level + 1 for box in boxes), default=0),
    )


def crossings(matrix: Matrix) -> int:
    """How often two lines cross."""
    steps: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for line in matrix.lines:
        for (x, level), (below, _) in pairwise(line.places):
            steps[level].append((x, below))
    return sum(_crossed(level) for level in steps.values())


def _crossed(steps: list[tuple[float, float]]) -> int:
    """Pairs of steps of which one begins left and ends right of the other."""
    count = 0
    ends: list[float] = []
    for _, end in sorted(steps):
        count += len(ends) - bisect_right(ends, end)
        insort(ends, end)
    return count


def _parts(strata: Strata) -> list[list[str]]:
    """Units that hang together, the largest lot first; those on their own come last."""
    beside: dict[str, set[str]] = {unit: set(below) for unit, below in strata.items()}
    for unit, below in strata.items():
        for next_ in below:
            beside[next_].add(unit)
    parts, seen = [], set[str]()
    for unit in strata:
        if unit in seen:
            continue
        seen.add(unit)
        part = [unit]
        for one in part:  # grows meanwhile
            part += sorted(beside[one] - seen)
            seen |= beside[one]
        parts.append(part)
    return sorted(parts, key=lambda part: -len(part))


# A unit is the node (unit, unit); where a line passes a level, it has a node of its own.
Node = tuple[str, str]


class _Picture:
    """Units that hang together, put on levels and then shifted along them."""

    def __init__(self, strata: Strata) -> None:
        self._level = self._levels(strata)
        self.chains = [
            self._chain(unit, below) for unit in sorted(strata) for below in sorted(strata[unit])
        ]
        self._above: dict[Node, list[Node]] = defaultdict(list)
        self._below: dict[Node, list[Node]] = defaultdict(list)
        for chain in self.chains:
            for upper, lower in pairwise(chain):
                self._below[upper].append(lower)
                self._above[lower].append(upper)
        nodes = {(unit, unit) for unit in strata} | {n for chain in self.chains for n in chain}
        self._rows: list[list[Node]] = [[] for _ in range(1 + max(self._level.values()))]
        for node in sorted(nodes):
            self._rows[self._level[node]].append(node)

    def places(self) -> dict[Node, tuple[float, int]]:
        """The place and level of each node."""
        rows = self._ordered()
        x: dict[Node, float] = {node: place * GAP for row in rows for place, node in enumerate(row)}
        for sweep in range(SWEEPS):
            near = (self._below, self._above, self._both())[sweep % 3]
            for row in rows if sweep % 2 else reversed(rows):
                wished = [
                    sum(x[other] for other in near[node]) / len(near[node])
                    if near.get(node)
                    else x[node]
                    for node in row
                ]
                x.update(zip(row, _spread(wished), strict=True))
        return {node: (x[node], self._level[node]) for node in x}

    def _levels(self, strata: Strata) -> dict[Node, int]:
        """Each unit directly below the lowest of the later ones."""
        level: dict[Node, int] = {}
        for unit in from_the_latest(strata):
            level.setdefault((unit, unit), 0)
            for below in strata[unit]:
                lower = level.get((below, below), 0)
                level[below, below] = max(lower, level[unit, unit] + 1)
        return level

    def _chain(self, unit: str, below: str) -> list[Node]:
        upper, lower = self._level[unit, unit], self._level[below, below]
        passed = [(f"{unit}\0{level}", below) for level in range(upper + 1, lower)]
        self._level.update(zip(passed, range(upper + 1, lower), strict=True))
        return [(unit, unit), *passed, (below, below)]

    def _both(self) -> dict[Node, list[Node]]:
        return {
            node: [*self._above.get(node, ()), *self._below.get(node, ())]
            for row in self._rows
            for node in row
        }

    def _ordered(self) -> list[list[Node]]:
        """The rows, in the order of the best of several sweeps down and up."""
        rows = [list(row) for row in self._rows]
        best, fewest = rows, self._count(rows)
        for sweep in range(SWEEPS):
            if not fewest:
                break
            rows = self._swept(rows, down=sweep % 2 == 0)
            if (count := self._count(rows)) < fewest:
                best, fewest = rows, count
        return best

    def _swept(self, rows: list[list[Node]], *, down: bool) -> list[list[Node]]:
        near = self._above if down else self._below
        swept = [list(row) for row in rows]
        order = range(len(rows)) if down else range(len(rows) - 1, -1, -1)
        place: dict[Node, float] = {}
        for level in order:
            row = swept[level]
            for at, node in enumerate(row):
                others = near.get(node)
                place[node] = sum(place[n] for n in others) / len(others) if others else float(at)
            row.sort(key=lambda node: (place[node], node))
            place.update((node, float(at)) for at, node in enumerate(row))
        return swept

    def _count(self, rows: list[list[Node]]) -> int:
        place = {node: float(at) for row in rows for at, node in enumerate(row)}
        return sum(
            _crossed([(place[node], place[lower]) for node in row for lower in self._below[node]])
            for row in rows
        )


def _spread(wished: Sequence[float]) -> list[float]:
    """Places as near to the wished ones as order and distance allow (least squares)."""
    lots: list[tuple[float, int]] = []  # neighbours that push each other share a mean
    for at, wish in enumerate(wished):
        mean, many = wish - at * GAP, 1
        while lots and lots[-1][0] > mean:
            before, more = lots.pop()
            mean = (before * more + mean * many) / (more + many)
            many += more
        lots.append((mean, many))
    means = [mean for mean, many in lots for _ in range(many)]
    return [mean + at * GAP for at, mean in enumerate(means)]
