"""Pairs of left and right: two more numbers beside the minimum, where somebody matched them.

L + R − P counts each pair once and each bone without its fellow as another person. It holds only
where every left was laid beside every right. The most likely number (Lincoln and Petersen, as
Adams and Konigsberg use it) also reckons with people of whom neither was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.rules.inventory import Age, InventoryLine
from app.rules.minimum import minimum
from app.rules.skeleton import PAIRED, Side, each, rank


@dataclass(frozen=True, slots=True)
class Pairing:
    """How many lefts, rights and matched pairs there are of a bone."""

    bone: str
    left: int
    right: int
    pairs: int

    @property
    def by_pairs(self) -> int:
        """L + R − P."""
        return self.left + self.right - self.pairs

    @property
    def most_likely(self) -> int:
        """The most likely number of individuals, whole people only."""
        return (self.left + 1) * (self.right + 1) // (self.pairs + 1) - 1


def pairings(lines: Iterable[InventoryLine]) -> tuple[Pairing, ...]:
    """The bones of which pairs were matched, from head to foot.

    Lefts and rights are the fewest bones that the pieces can be of. A pair counts if it is one left
    and one right of one bone and both can be of one person.
    """
    of_bone: dict[str, list[InventoryLine]] = defaultdict(list)
    for line in lines:
        if line.is_found and line.bone in PAIRED and each(line.bone) == 1:
            of_bone[line.bone].append(line)
    found = []
    for bone in sorted(of_bone, key=rank):
        pairs = sum(is_one_pair(pair) for pair in matched(of_bone[bone]))
        if pairs:
            left, right = (
                minimum(line for line in of_bone[bone] if line.side is side).people
                for side in (Side.LEFT, Side.RIGHT)
            )
            found.append(Pairing(bone, left, right, min(pairs, left, right)))
    return tuple(found)


def matched(lines: Iterable[InventoryLine]) -> Iterator[tuple[InventoryLine, ...]]:
    """The lines that somebody called one pair."""
    called: dict[str, list[InventoryLine]] = defaultdict(list)
    for line in lines:
        if line.pair and line.is_found:
            called[line.pair].append(line)
    for pair in sorted(called):
        yield tuple(called[pair])


def is_one_pair(lines: tuple[InventoryLine, ...]) -> bool:
    """Whether these are a left and a right of one bone that one person can have."""
    return (
        len(lines) == 2
        and len({line.bone for line in lines}) == 1
        and {line.side for line in lines} == {Side.LEFT, Side.RIGHT}
        and all(line.count == 1 for line in lines)
        and not {Age.ADULT, Age.SUBADULT} <= {line.age for line in lines}
    )
