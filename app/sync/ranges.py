"""Runs of line numbers: what is held of a journal, and what is not.

Runs are pairs (first, last), both held, in ascending order and never touching: 1-3 and 4-5 are
spelled 1-5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same numbers in the one way they are spelled."""
    runs: list[Range] = []
    for first, last in sorted(ranges):
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return tuple(runs)


def is_spelled_well(ranges: Sequence[Range]) -> bool:
    """Whether runs are ascending, apart from each other, and none is backwards."""
    return all(1 <= first <= last for first, last in ranges) and all(
        before[1] + 1 < after[0] for before, after in pairwise(ranges)
    )


def from_the_beginning(ranges: Sequence[Range]) -> int:
    """How many lines are held without a gap from line 1."""
    return ranges[0][1] if ranges and ranges[0][0] == 1 else 0


def gaps(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """What is missing before the last line held."""
    missing: list[Range] = []
    expected = 1
    for first, last in ranges:
        if first > expected:
            missing.append((expected, first - 1))
        expected = last + 1
    return tuple(missing)


def without(ranges: Sequence[Range], taken: Sequence[Range]) -> tuple[Range, ...]:
    """The numbers of `ranges` that are not in `taken`."""
    left: list[Range] = []
    for first, last in ranges:
        start = first
        for gone_first, gone_last in taken:
            if gone_last < start or gone_first > last:
                continue
            if gone_first > start:
                left.append((start, gone_first - 1))
            start = gone_last + 1
        if start <= last:
            left.append((start, last))
    return tuple(left)
