"""The Harris matrix: which context of a site is later than which.

Contexts found to be the same are one unit. What lies above, cuts or fills is the later one; what
abuts or contains another is beside it and says nothing of time. No unit is later than itself, so a
circle means that something was seen or written wrongly. No draft may close one; where a bundle
brings one, it is named, and drawn as what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.core.errors import AppError

LATER = frozenset({"ABOVE", "CUTS", "FILLS"})
EARLIER = frozenset({"BELOW", "CUT_BY", "FILLED_BY"})
SAME = "EQ"


class CircularStrataError(AppError):
    """Contexts are later than themselves."""


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """What was written: `context` is, by `relation`, to `other`."""

    context: str
    relation: str
    other: str

    @property
    def order(self) -> tuple[str, str] | None:
        """The later and the earlier of the two, if the relation tells."""
        if self.relation in LATER:
            return self.context, self.other
        return (self.other, self.context) if self.relation in EARLIER else None


Units = Mapping[str, str]
"""Context → the name of its unit, which is the first of the contexts that are the same."""


def units_of(contexts: Iterable[str], relations: Iterable[Relation]) -> Units:
    """The unit of every context that stands alone or in a relation."""
    first: dict[str, str] = {}

    def unit(context: str) -> str:
        first.setdefault(context, context)
        while first[context] != context:
            first[context] = context = first[first[context]]
        return context

    for context in contexts:
        unit(context)
    for relation in relations:
        one, other = sorted((unit(relation.context), unit(relation.other)))
        if relation.relation == SAME:
            first[other] = one
    return MappingProxyType({context: unit(context) for context in sorted(first)})


Strata = Mapping[str, frozenset[str]]
"""Unit → the units directly earlier; every unit is there."""


def strata_of(units: Units, relations: Iterable[Relation]) -> Strata:
    """The units that relations put directly below each unit."""
    earlier: dict[str, set[str]] = {unit: set() for unit in sorted(set(units.values()))}
    for relation in relations:
        if relation.order is not None:
            later, before = relation.order
            earlier[units[later]].add(units[before])
    return MappingProxyType({unit: frozenset(below) for unit, below in earlier.items()})


def cycle(relations: Iterable[Relation]) -> tuple[str, ...]:
    """The contexts of a shortest circle, each later than the next and the last than the first.

    Neighbours may also be the same context under two numbers. Empty where nothing is circular.
    """
    told = sorted(set(relations))
    units = units_of((), told)
    strata = strata_of(units, told)
    circles = (_way(strata, unit, unit) for unit in _entangled(strata))
    shortest = min(filter(None, circles), key=lambda circle: (len(circle), circle), default=())
    return _as_written(shortest, units, told) if shortest else ()


def circle_through(relation: Relation, relations: Iterable[Relation]) -> tuple[str, ...]:
    """The contexts of a shortest circle that a relation closes among others, or nothing."""
    told = sorted({relation, *relations})
    units = units_of((), told)
    strata = strata_of(units, told)
    if relation.order is not None:
        later, earlier = (units[context] for context in relation.order)
        down = _way(strata, earlier, later) if earlier != later else (later,)
        circle = (later, *down) if down and earlier != later else down
    elif relation.relation == SAME:
        circle = _way(strata, units[relation.context], units[relation.context])
    else:
        circle = ()
    return _as_written(circle, units, told) if circle else ()


def redundant(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """The relations that follow from the others: the matrix does not draw them.

    Raises:
        CircularStrataError: a context is later than itself.
    """
    told = sorted(set(relations))
    units = units_of((), told)
    kept = reduced(acyclic(units, told))
    return tuple(
        relation
        for relation in told
        if relation.order is not None
        and units[relation.order[1]] not in kept[units[relation.order[0]]]
    )


def acyclic(units: Units, relations: Iterable[Relation]) -> Strata:
    """The strata of relations among which there is no circle.

    Raises:
        CircularStrataError: a context is later than itself.
    """
    told = list(relations)
    strata = strata_of(units, told)
    if _entangled(strata):
        raise CircularStrataError(
            "These contexts are later than themselves: {contexts}.",
            hint="Look at the profile again, and correct the relation that is wrong.",
            contexts=" > ".join(cycle(told)),
        )
    return strata


def reduced(strata: Strata) -> Strata:
    """The same order of acyclic strata with as few steps as tell it."""
    below: dict[str, set[str]] = {}
    kept: dict[str, frozenset[str]] = {}
    for unit in reversed(from_the_latest(strata)):
        implied = set[str]().union(*(below[next_] for next_ in strata[unit]))
        kept[unit] = strata[unit] - implied
        below[unit] = implied | strata[unit]
    return MappingProxyType(kept)


def from_the_latest(strata: Strata) -> list[str]:
    """The units so that each comes before all that are earlier; those in a circle are left out."""
    above: dict[str, int] = dict.fromkeys(strata, 0)
    for below in strata.values():
        for unit in below:
            above[unit] += 1
    free = [unit for unit in strata if not above[unit]]
    for unit in free:  # grows meanwhile
        for next_ in sorted(strata[unit]):
            above[next_] -= 1
            if not above[next_]:
                free.append(next_)
    return free


def knots(strata: Strata) -> tuple[frozenset[str], ...]:
    """The units that are later than themselves: those on circles of each other, lot by lot."""
    entangled = _entangled(strata)
    below = {unit: _reached(strata, unit) for unit in entangled}
    found: dict[frozenset[str], None] = {}
    for unit in entangled:
        if unit in below[unit]:
            found[frozenset(n for n in below[unit] if unit in below.get(n, ()))] = None
    return tuple(found)


def circles(relations: Iterable[Relation]) -> tuple[tuple[str, ...], ...]:
    """A shortest circle of each lot of contexts that are later than themselves, as `cycle`."""
    told = sorted(set(relations))
    units = units_of((), told)
    strata = strata_of(units, told)
    found = []
    for knot in knots(strata):
        inside = {unit: strata[unit] & knot for unit in knot}
        ways = (_way(inside, unit, unit) for unit in sorted(knot))
        shortest = min(filter(None, ways), key=lambda circle: (len(circle), circle))
        found.append(_as_written(shortest, units, told))
    return tuple(found)


def in_any_case_ordered(strata: Strata) -> list[str]:
    """All units, each before all that are earlier; in a circle as few as can be stand wrongly."""
    later: dict[str, set[str]] = {unit: set() for unit in strata}
    for unit, below in strata.items():
        for next_ in below - {unit}:
            later[next_].add(unit)
    tied = {unit: knot for knot in knots(strata) for unit in knot}
    waiting = dict.fromkeys(sorted(strata))
    free = [unit for unit in waiting if not later[unit]]
    ordered: list[str] = []
    while waiting:
        if not free:
            first = (unit for unit in waiting if later[unit] <= tied.get(unit, frozenset()))
            free.append(min(first, key=lambda unit: (len(later[unit]), unit)))
        for unit in free:  # grows meanwhile
            if unit not in waiting:
                continue
            del waiting[unit]
            ordered.append(unit)
            for next_ in sorted(strata[unit] & waiting.keys()):
                later[next_].discard(unit)
                if not later[next_]:
                    free.append(next_)
        free = []
    return ordered


def _reached(strata: Strata, start: str) -> frozenset[str]:
    """The units that lie below one, itself if it is in a circle."""
    reached, seen = [start], set[str]()
    for unit in reached:  # grows meanwhile
        reached += sorted(strata[unit] - seen)
        seen |= strata[unit]
    return frozenset(seen)


def _entangled(strata: Strata) -> list[str]:
    """The units on a circle, or between two of them."""
    later: dict[str, set[str]] = defaultdict(set)
    for unit, below in strata.items():
        for next_ in below:
            later[next_].add(unit)
    not_below = set(strata) - set(from_the_latest(strata))
    upwards = {unit: frozenset(later[unit] & not_below) for unit in sorted(not_below)}
    return sorted(not_below - set(from_the_latest(upwards)))


def _way(strata: Strata, start: str, end: str) -> tuple[str, ...]:
    """The units of a shortest way down from one to another, which is left out; or nothing."""
    came_from: dict[str, str] = {}
    reached = [start]
    for unit in reached:  # grows meanwhile
        for next_ in sorted(strata[unit]):
            if next_ == end:
                way = [unit]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if next_ not in came_from:
                came_from[next_] = unit
                reached.append(next_)
    return ()


def _as_written(
    circle: tuple[str, ...], units: Units, relations: list[Relation]
) -> tuple[str, ...]:
    """The circle in the numbers that the relations name."""
    named: list[str] = []
    for later, earlier in _steps(circle):
        order = min(
            relation.order
            for relation in relations
            if relation.order is not None
            and (units[relation.order[0]], units[relation.order[1]]) == (later, earlier)
        )
        named += [context for context in order if context not in named[-1:]]
    return tuple(named[:-1] if len(named) > 1 and named[0] == named[-1] else named)


def _steps(circle: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield from zip(circle, (*circle[1:], circle[0]), strict=True)
