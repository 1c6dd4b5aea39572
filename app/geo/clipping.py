"""Outlines cut off at the edge of a picture, so that nothing far away has to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Corner = tuple[float, float]


def clipped(ring: Sequence[Corner], least: Corner, most: Corner) -> list[Corner]:
    """The part of a ring within a box, as one ring; empty where none of it is.

    A part that leaves the box and comes back runs along its edge in between. A ring that crosses
    itself stays one that does.
    """
    found = list(ring)
    for axis in (0, 1):
        found = _cut(found, axis, least[axis], lambda value, edge: value >= edge)
        found = _cut(found, axis, most[axis], lambda value, edge: value <= edge)
    return found


def _cut(
    ring: Sequence[Corner], axis: int, edge: float, is_in: Callable[[float, float], bool]
) -> list[Corner]:
    """What lies on one side of a line."""
    found: list[Corner] = []
    for at, corner in enumerate(ring):
        before = ring[at - 1]
        if is_in(before[axis], edge) != is_in(corner[axis], edge):
            share = (edge - before[axis]) / (corner[axis] - before[axis])
            other = before[1 - axis] + share * (corner[1 - axis] - before[1 - axis])
            found.append((edge, other) if axis == 0 else (other, edge))
        if is_in(corner[axis], edge):
            found.append(corner)
    return found
