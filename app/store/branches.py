"""Which lines of a journal follow which, told by hashes: gaps, and the branches of a fork.

A journal is stored in pieces. A piece follows another if it names the hash at the other's end; that
their numbers are neighbours proves nothing, because a copied disk gives its own lines the same
numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.crypto.digests import GENESIS


class Piece(NamedTuple):
    """Consecutive lines: their numbers, the hash before the first and the hash of the last."""

    first: int
    last: int
    previous: bytes
    head: bytes


@dataclass(frozen=True, slots=True)
class JournalState:
    """What is held of a journal: contiguous ranges of line numbers, and the head of the first.

    Of a forked journal it is the branch that was held first.
    """

    uid: str
    replica: str
    is_own: bool
    ranges: tuple[tuple[int, int], ...]
    head: bytes
    is_forked: bool = False

    @property
    def size(self) -> int:
        """How many lines are held without a gap from the beginning."""
        return self.ranges[0][1] if self.ranges and self.ranges[0][0] == 1 else 0


@dataclass(slots=True)
class _Run:
    first: int
    last: int
    head: bytes


def state_of(uid: str, replica: str, pieces: Iterable[Piece], *, is_own: bool) -> JournalState:
    """What pieces, in the order of their first lines and of arrival, amount to."""
    runs = _runs(pieces)
    ranges: list[tuple[int, int]] = []
    is_forked = False
    for run in runs:
        if ranges and run.first <= ranges[-1][1] + 1:
            is_forked = True
        else:
            ranges.append((run.first, run.last))
    head = runs[0].head if runs else GENESIS
    return JournalState(uid, replica, is_own, tuple(ranges), head, is_forked)


def _runs(pieces: Iterable[Piece]) -> list[_Run]:
    runs: list[_Run] = []
    ends: dict[tuple[int, bytes], _Run] = {}
    for piece in pieces:
        run = ends.pop((piece.first - 1, piece.previous), None)
        if run is None:
            run = _Run(piece.first, piece.last, piece.head)
            runs.append(run)
        run.last, run.head = piece.last, piece.head
        ends[run.last, run.head] = run
    return runs
