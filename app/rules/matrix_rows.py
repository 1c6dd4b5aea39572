"""The rows of a Harris matrix: who stands on which level, and in what order along it.

A line that passes a level has a *lane* there, and all lines down to one unit share its lane, as on
a drawing by hand. What contradicts itself goes alone, so that it can be followed from end to end.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from app.rules.harris import Strata, in_any_case_ordered, knots, reduced

_SWEEPS = 12
_EXCHANGES = 4


class Told(Enum):
    """What a step between two units is: needed, following from others, or part of a circle."""

    STEP = "step"
    IMPLIED = "implied"
    CIRCULAR = "circular"


class Step(NamedTuple):
    """From the unit that stands higher down to the other; `is_upward` if the lower is the later."""

    upper: str
    lower: str
    told: Told = Told.STEP
    is_upward: bool = False


class Node(NamedTuple):
    """A unit on its level, or the lane on which lines down to it pass a level above.

    `alone` names the upper end of a line that shares its lane with no other.
    """

    unit: str
    level: int
    is_lane: bool = False
    alone: str = ""


Neighbours = Mapping[Node, Sequence[Node]]


def steps_of(strata: Strata, *, shows_all: bool = False) -> list[Step]:
    """The steps to draw: those that the matrix needs, and on demand those that follow from them.

    A step in a circle, or to one, never goes unseen: nothing follows from what is contradictory.
    """
    knot_of = {unit: unit for unit in strata}
    tied = knots(strata)
    for knot in tied:
        knot_of.update(dict.fromkeys(knot, min(knot)))
    between: dict[str, set[str]] = {knot: set() for knot in sorted(set(knot_of.values()))}
    for unit, below in strata.items():
        between[knot_of[unit]] |= {knot_of[next_] for next_ in below} - {knot_of[unit]}
    needed = reduced({knot: frozenset(below) for knot, below in between.items()})
    doubtful = frozenset[str]().union(*tied)
    place = {unit: at for at, unit in enumerate(in_any_case_ordered(strata))}
    steps = []
    for unit in sorted(strata):
        for next_ in sorted(strata[unit] - {unit}):
            if knot_of[unit] == knot_of[next_]:
                is_upward = place[unit] > place[next_]
                ends = (next_, unit) if is_upward else (unit, next_)
                steps.append(Step(*ends, Told.CIRCULAR, is_upward))
            elif knot_of[next_] in needed[knot_of[unit]] or {unit, next_} & doubtful:
                steps.append(Step(unit, next_))
            elif shows_all:
                steps.append(Step(unit, next_, Told.IMPLIED))
    return steps


@dataclass(frozen=True, slots=True)
class Rows:
    """Nodes level by level, each in its order; what is directly above and below; whole paths."""

    rows: list[list[Node]]
    above: Neighbours
    below: Neighbours
    paths: Mapping[Step, tuple[Node, ...]]


def rows_of(units: Iterable[str], steps: Sequence[Step]) -> Rows:
    """Units that hang together, on levels, in an order in which few lines cross."""
    level = _levels(units, steps)
    paths = {step: _path(step, level) for step in steps}
    above: dict[Node, dict[Node, None]] = defaultdict(dict)
    below: dict[Node, dict[Node, None]] = defaultdict(dict)
    nodes = {Node(unit, at) for unit, at in level.items()}
    for path in paths.values():
        nodes.update(path)
        for upper, lower in pairwise(path):
            below[upper][lower] = None
            above[lower][upper] = None
    rows: list[list[Node]] = [[] for _ in range(1 + max(level.values()))]
    for node in sorted(nodes):
        rows[node.level].append(node)
    ups = {node: sorted(found) for node, found in above.items()}
    downs = {node: sorted(found) for node, found in below.items()}
    return Rows(_ordered(rows, ups, downs), ups, downs, paths)


def _levels(units: Iterable[str], steps: Sequence[Step]) -> dict[str, int]:
    """Each unit directly below the lowest of those that stand above it."""
    strata: dict[str, set[str]] = {unit: set() for unit in units}
    for step in steps:
        strata[step.upper].add(step.lower)
    level = dict.fromkeys(strata, 0)
    for unit in in_any_case_ordered({unit: frozenset(low) for unit, low in strata.items()}):
        for next_ in strata[unit]:
            level[next_] = max(level[next_], level[unit] + 1)
    return level


def _path(step: Step, level: Mapping[str, int]) -> tuple[Node, ...]:
    first, last = level[step.upper], level[step.lower]
    alone = f"{step.upper}\0{step.is_upward:d}" if step.told is Told.CIRCULAR else ""
    lanes = (Node(step.lower, at, is_lane=True, alone=alone) for at in range(first + 1, last))
    return (Node(step.upper, first), *lanes, Node(step.lower, last))


def _ordered(rows: list[list[Node]], above: Neighbours, below: Neighbours) -> list[list[Node]]:
    """The rows, in the order of the best of several sweeps down and up."""
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        is_down = sweep % 2 == 0
        rows = _swept(rows, above if is_down else below, is_down=is_down)
        if (count := _crossings(rows, below)) < fewest:
            best, fewest = [list(row) for row in rows], count
    for _ in range(_EXCHANGES):
        if not (fewest and _exchanged(best, above, below)):
            break
    return best


def _swept(rows: list[list[Node]], near: Neighbours, *, is_down: bool) -> list[list[Node]]:
    """Each row in the order of the middle of what its nodes hang from."""
    swept = [list(row) for row in rows]
    place: dict[Node, float] = {}
    for row in swept if is_down else reversed(swept):
        for at, node in enumerate(row):
            others = near.get(node)
            place[node] = sum(place[n] for n in others) / len(others) if others else float(at)
        row.sort(key=lambda node: (place[node], node))
        place.update((node, float(at)) for at, node in enumerate(row))
    return swept


def _exchanged(rows: list[list[Node]], above: Neighbours, below: Neighbours) -> bool:
    """Whether neighbours changed places because fewer of their lines cross then."""
    place = {node: at for row in rows for at, node in enumerate(row)}

    def crossed(left: Node, right: Node) -> int:
        return sum(
            place[one] > place[other]
            for near in (above, below)
            for one in near.get(left, ())
            for other in near.get(right, ())
        )

    has_changed = False
    for row in rows:
        for at in range(len(row) - 1):
            left, right = row[at], row[at + 1]
            if crossed(right, left) < crossed(left, right):
                row[at], row[at + 1] = right, left
                place[left], place[right] = at + 1, at
                has_changed = True
    return has_changed


def _crossings(rows: list[list[Node]], below: Neighbours) -> int:
    """How often lines cross between the rows."""
    place = {node: at for row in rows for at, node in enumerate(row)}
    return sum(
        _crossed(sorted((place[node], place[low]) for node in row for low in below.get(node, ())))
        for row in rows
    )


def _crossed(steps: list[tuple[int, int]]) -> int:
    """Pairs of sorted steps of which one begins left and ends right of the other."""
    count = 0
    ends: list[int] = []
    for _, end in steps:
        count += len(ends) - bisect_right(ends, end)
        insort(ends, end)
    return count
