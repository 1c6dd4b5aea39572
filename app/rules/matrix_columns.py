"""The columns of a Harris matrix: how far along its row each unit stands.

After Brandes and Köpf: each node wants to stand straight below (or above) the middle one of those
that it hangs from. Rows are settled in four ways, by what is above or below and from the left or
the right, and each node gets the middle of its four places. Lanes come out straight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from app.rules.matrix_rows import Neighbours, Node, Rows

LATTICE = 8.0
"""Places are whole multiples of this, so that lines can keep off each other by halves of it."""

_BOX_GAP, _LANE_GAP = 16.0, 12.0

Places = dict[Node, float]


def columns(rows: Rows, widths: Mapping[Node, float]) -> Places:
    """The middle of each node; neighbours keep their distance, in the order of their row."""
    crossing = _crossing_lanes(rows)
    found: list[Places] = []
    for is_down in (True, False):
        layers = rows.rows if is_down else rows.rows[::-1]
        near = rows.above if is_down else rows.below
        for is_left in (True, False):
            ordered = layers if is_left else [row[::-1] for row in layers]
            root = _aligned(ordered, near, crossing)
            x = _compacted(ordered, root, widths)
            found.append(x if is_left else {node: -at for node, at in x.items()})
    narrowest = min(found, key=lambda x: max(x.values()) - min(x.values()))
    left, right = min(narrowest.values()), max(narrowest.values())
    for at, x in enumerate(found):
        ends = (left - min(x.values())) if at % 2 == 0 else (right - max(x.values()))
        for node in x:
            x[node] += ends
    return {node: _middle([x[node] for x in found]) for node in narrowest}


def apart(one: Node, other: Node, widths: Mapping[Node, float]) -> float:
    """The least distance between the middles of two neighbours."""
    gap = _LANE_GAP if one.is_lane or other.is_lane else _BOX_GAP
    return math.ceil(((widths[one] + widths[other]) / 2 + gap) / LATTICE) * LATTICE


def _middle(four: Sequence[float]) -> float:
    _, one, other, _ = sorted(four)
    return math.floor(round((one + other) / 2 / LATTICE, 6)) * LATTICE


def _inner(node: Node, near: Neighbours) -> Node | None:
    """The next piece of a lane."""
    if not node.is_lane:
        return None
    same = (
        n for n in near.get(node, ()) if n.is_lane and (n.unit, n.alone) == (node.unit, node.alone)
    )
    return next(same, None)


def _crossing_lanes(rows: Rows) -> set[tuple[Node, Node]]:
    """Short lines that cross a lane: the lane is the one that stays straight."""
    crossing: set[tuple[Node, Node]] = set()
    for upper, lower in pairwise(rows.rows):
        place = {node: at for at, node in enumerate(upper)}
        left, scanned = 0, 0
        for at, node in enumerate(lower):
            inner = _inner(node, rows.above)
            if inner is None and at < len(lower) - 1:
                continue
            right = place[inner] if inner is not None else len(upper)
            for other in lower[scanned : at + 1]:
                for above in rows.above.get(other, ()):
                    if not left <= place[above] <= right and _inner(other, rows.above) != above:
                        crossing |= {(above, other), (other, above)}
            scanned, left = at + 1, right
    return crossing


def _aligned(
    layers: Sequence[Sequence[Node]], near: Neighbours, crossing: set[tuple[Node, Node]]
) -> dict[Node, Node]:
    """The first node of the column in which each node stands."""
    root = {node: node for row in layers for node in row}
    next_ = dict(root)
    place = {node: at for row in layers for at, node in enumerate(row)}
    for row in layers:
        taken = -1
        for node in row:
            inner = _inner(node, near)
            others = [inner] if inner else sorted(near.get(node, ()), key=place.__getitem__)
            middles = others[(len(others) - 1) // 2 : len(others) // 2 + 1]
            for other in middles:
                is_free = next_[node] == node and taken < place[other]
                if is_free and (node, other) not in crossing:
                    next_[other] = node
                    next_[node] = root[node] = root[other]
                    taken = place[other]
    return root


def _compacted(
    layers: Sequence[Sequence[Node]], root: Mapping[Node, Node], widths: Mapping[Node, float]
) -> Places:
    """Columns as far left as their distances allow, then as far right as costs no width."""
    after: dict[Node, dict[Node, float]] = {column: {} for column in root.values()}
    before: dict[Node, dict[Node, float]] = {column: {} for column in root.values()}
    for row in layers:
        for one, other in pairwise(row):
            least = apart(one, other, widths)
            left, right = root[one], root[other]
            least = max(least, after[left].get(right, 0.0))
            after[left][right] = before[right][left] = least
    order = _in_order(before, after)
    x: Places = {}
    for column in order:
        x[column] = max((x[left] + least for left, least in before[column].items()), default=0.0)
    for column in reversed(order):
        room = min((x[right] - least for right, least in after[column].items()), default=x[column])
        x[column] = max(x[column], room)
    return {node: x[column] for node, column in root.items()}


def _in_order(
    before: Mapping[Node, Mapping[Node, float]], after: Mapping[Node, Mapping[Node, float]]
) -> list[Node]:
    waits = {column: len(lefts) for column, lefts in before.items()}
    free = [column for column, count in waits.items() if not count]
    for column in free:  # grows meanwhile
        for right in after[column]:
            waits[right] -= 1
            if not waits[right]:
                free.append(right)
    return free
