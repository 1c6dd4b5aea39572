"""What a file holds in all: counts, what is wrong, where it begins and ends, and its bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.exchange.features import Feature, Item, Place, Problem, Remark

PROBLEMS_OF_A_SORT: Final = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """The first or the last place of a file; `quality` only where a receiver told it.

    `utc` is ISO 8601; only the time of day where the receiver's date cannot be believed.
    """

    lat: Decimal
    lon: Decimal
    utc: str | None = None
    quality: str | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The degrees between which all places of a file lie."""

    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds. `problems` has a few of each sort, and says how many more there are."""

    format: str
    counts: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Remark, ...] = ()
    first: Spot | None = None
    last: Spot | None = None
    box: Bounds | None = None


class Extent:
    """Bounds that grow with each place."""

    def __init__(self) -> None:
        self.bounds: Bounds | None = None

    def add(self, lat: Decimal, lon: Decimal) -> None:
        """Take one more place in."""
        box = self.bounds
        if box is None:
            self.bounds = Bounds(lat, lon, lat, lon)
        elif not (box.south <= lat <= box.north and box.west <= lon <= box.east):
            self.bounds = Bounds(
                min(box.south, lat), min(box.west, lon), max(box.north, lat), max(box.east, lon)
            )


class Problems:
    """A list of problems that stays readable: of each sort the first, and how many more."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._numbers: Counter[str] = Counter()
        self._last: dict[str, Problem] = {}

    def add(self, problem: Problem) -> None:
        """Take one more in."""
        self._numbers[problem.what] += 1
        if self._numbers[problem.what] <= PROBLEMS_OF_A_SORT:
            self._kept.append(problem)
        else:
            self._last[problem.what] = problem

    def listed(self) -> tuple[Problem, ...]:
        """Those that are kept, and one for each sort that has more."""
        more = (
            Problem(
                "{count} more places",
                what,
                {**problem.values, "count": self._numbers[what] - PROBLEMS_OF_A_SORT},
            )
            for what, problem in self._last.items()
        )
        return (*self._kept, *more)


def contents_of(items: Iterable[Item], form: str, kinds: Iterable[str]) -> Contents:
    """What the items of a file come to; each of `kinds` is counted, be it none."""
    counts = dict.fromkeys(kinds, 0)
    problems, extent, remarks = Problems(), Extent(), list[Remark]()
    first: Place | None = None
    last: Place | None = None
    for item in items:
        match item:
            case Feature():
                counts[item.kind] += 1
                if item.points_kind:
                    counts[item.points_kind] += sum(map(len, item.parts))
                for part in item.parts:
                    first = first or part[0]
                    last = part[-1]
                    for place in part:
                        extent.add(place.lat, place.lon)
            case Problem():
                problems.add(item)
            case Remark():
                remarks.append(item)
    if first is None:
        remarks.append(Remark("There is no place in this file."))
    return Contents(
        form, counts, problems.listed(), tuple(remarks), _spot(first), _spot(last), extent.bounds
    )


def _spot(place: Place | None) -> Spot | None:
    return None if place is None else Spot(place.lat, place.lon, place.moment)
