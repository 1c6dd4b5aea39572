"""The minimum number of individuals: the fewest people that what was found can be of.

Every *landmark* is dealt out to people on its own: the whole of a bone, or one zone of it. Nobody
has a landmark more often than a skeleton has it, a left one serves no right side, an adult's serves
no subadult. The smallest company for which each landmark can be dealt out is the number; the
landmark that needs them all drives it. So zones count by the most frequent one, and pieces that
show no zone may all be of one bone. The number is advice: nobody types over it.

Whether a landmark can be dealt out is a question of counting (Hall's theorem): every set of places,
such as the left sides of adults, must be at least as large as the number of pieces that fit nowhere
else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import combinations

from app.rules.inventory import Age, Extent, InventoryLine
from app.rules.skeleton import GROUP, UNIDENTIFIED, Side, as_possible, each, rank

# Four kinds of place: adults' left and right sides, subadults' left and right. A bone of the middle
# takes the left ones. A piece's places are a set of bits.
_ADULT, _SUBADULT = 0b0011, 0b1100
_AGES = {Age.ADULT: _ADULT, Age.SUBADULT: _SUBADULT, Age.UNKNOWN: _ADULT | _SUBADULT}
_LEFT, _RIGHT = 0b0101, 0b1010
_SIDES = {Side.LEFT: _LEFT, Side.MIDLINE: _LEFT, Side.RIGHT: _RIGHT, Side.UNKNOWN: _LEFT | _RIGHT}

Places = int
Kind = tuple[Age, Side]


@dataclass(frozen=True, slots=True)
class Reason:
    """The landmark that needs people: its bone, its zone (None: the bone as such), what was found.

    A person has `each` of it on every side it has. `is_loose` marks pieces without zones, beside
    those counted, that can be of none of these.
    """

    bone: str
    side: Side
    found: tuple[tuple[Age, Side, int], ...]
    each: int
    zone: int | None = None
    is_loose: bool = False


@dataclass(frozen=True, slots=True)
class Minimum:
    """The fewest people, how many of them are certainly adults and subadults, and why.

    Where adults and subadults make up the number, each have their reason, the more of them first.
    `is_by_age` says that no bone alone needs so many, and only their ages together do.
    """

    people: int = 0
    adults: int = 0
    subadults: int = 0
    reasons: tuple[Reason, ...] = ()
    is_by_age: bool = False

    @property
    def bone(self) -> str:
        """The bone that drives the number, or nothing."""
        return self.reasons[0].bone if self.reasons else ""

    @property
    def side(self) -> str:
        """The side that drives it; U where both do."""
        return self.reasons[0].side.value if self.reasons else ""


def minimum(lines: Iterable[InventoryLine]) -> Minimum:
    """The fewest people that all lines can be of. Their order means nothing."""
    landmarks = list(_landmarks(lines))
    if not landmarks:
        return Minimum()
    people = _fewest({landmark.demand for landmark in landmarks})
    driving = max(landmarks, key=lambda landmark: landmark.demand.people)
    grown = max(landmarks, key=lambda landmark: landmark.demand.adults)
    growing = max(landmarks, key=lambda landmark: landmark.demand.subadults)
    adults, subadults = grown.demand.adults, growing.demand.subadults
    if adults and subadults and adults + subadults == people:
        both = [grown.reason(adults, _ADULT), growing.reason(subadults, _SUBADULT)]
        reasons = tuple(both if adults >= subadults else reversed(both))
    else:
        reasons = (driving.reason(driving.demand.people),)
    return Minimum(people, adults, subadults, reasons, people > driving.demand.people)


@dataclass(slots=True)
class _Tally:
    """What was found of a bone or of a row of bones, by the kind of piece."""

    whole: Counter[Kind] = field(default_factory=Counter)
    most: Counter[Kind] = field(default_factory=Counter)
    zones: dict[int, Counter[Kind]] = field(default_factory=lambda: defaultdict(Counter))
    loose: set[Kind] = field(default_factory=set)

    def add(self, line: InventoryLine, side: Side) -> None:
        kind = (line.age, side)
        if line.extent is Extent.WHOLE:
            self.whole[kind] += line.count
            return
        if line.extent is Extent.MOST:
            self.most[kind] += line.count
        elif not line.zones:
            self.loose.add(kind)
        for zone in line.zones:
            self.zones[zone][kind] += line.count


class _Landmark:
    """One thing that a person has so often, and what was found of it."""

    def __init__(
        self,
        bone: str,
        count: Mapping[Kind, int],
        *,
        each: int,
        zone: int | None = None,
        loose: Iterable[Kind] = (),
    ) -> None:
        self._bone, self._zone, self._each = bone, zone, each
        self._count, self._loose = count, tuple(loose)
        pieces = Counter[Places]()
        for kind, number in count.items():
            pieces[_places(kind)] += number
        self.demand = _demand(
            tuple(sorted(pieces.items())), frozenset(map(_places, self._loose)), each
        )

    def reason(self, people: int, among: Places = _ADULT | _SUBADULT) -> Reason:
        """Why it needs so many people of these ages."""
        tight = self.demand.tight(people, among)
        counted = tuple(
            (age, side, number)
            for (age, side), number in sorted(self._count.items())
            if _fits((age, side), tight)
        )
        loose = [kind for kind in self._loose if _fits(kind, tight)]
        sides = {side for _, side, _ in counted} | {side for _, side in loose}
        side = sides.pop() if len(sides) == 1 else Side.UNKNOWN
        return Reason(self._bone, side, counted, self._each, self._zone, bool(loose))


def _places(kind: Kind) -> Places:
    age, side = kind
    return _AGES[age] & _SIDES[side]


def _fits(kind: Kind, places: Places) -> bool:
    """Whether such a piece fits nowhere but there."""
    return _places(kind) & ~places == 0


def _landmarks(lines: Iterable[InventoryLine]) -> Iterator[_Landmark]:
    """Everything that is dealt out on its own, the bone as such before its zones."""
    found = [line for line in lines if line.is_found]
    rows = {group.unknown for bone in {one.bone for one in found} if (group := GROUP.get(bone))}
    rows &= {line.bone for line in found}  # else the single bones say it all
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for line in found:
        side = as_possible(line.bone, line.side)
        tallies[line.bone].add(line, side)
        group = GROUP.get(line.bone)
        if group and group.unknown in rows - {line.bone}:
            tallies[group.unknown].add(line, side)
    for bone in sorted(tallies, key=lambda bone: (rank(bone), bone)):
        yield from _of_bone(bone, tallies[bone])


def _of_bone(bone: str, tally: _Tally) -> Iterator[_Landmark]:
    if bone in UNIDENTIFIED:  # any number of them may be of one person
        kinds = {*tally.whole, *tally.most, *tally.loose}
        for pieces in tally.zones.values():
            kinds |= set(pieces)
        yield _Landmark(bone, {}, each=1, loose=sorted(kinds))
        return
    group = GROUP.get(bone)
    often = group.each if group and group.unknown == bone else each(bone)
    large = tally.whole + tally.most
    if large:
        yield _Landmark(bone, large, each=often)
    for zone, pieces in sorted(tally.zones.items()):
        yield _Landmark(bone, tally.whole + pieces, each=often, zone=zone)
    if tally.loose:
        yield _Landmark(bone, tally.whole, each=often, loose=sorted(tally.loose))


Needs = Mapping[tuple[int, int], int]
"""(p, q) → d: p places in each adult and q in each subadult make at least d."""


@dataclass(frozen=True)
class _Demand:
    """How many pieces want which places, of which each person has `each`.

    Every kind of `loose` piece must find a place that no single piece fills, and may share it.
    """

    pieces: tuple[tuple[Places, int], ...]
    loose: frozenset[Places]
    each: int

    @cached_property
    def choices(self) -> tuple[Needs, ...]:
        """What it needs: one of these, by where the loose pieces are thought to lie."""
        return tuple(
            _needs(Counter(dict(self.pieces)) + Counter(shared), self.each)
            for shared in _smallest_hits(self.loose)
        )

    @cached_property
    def people(self) -> int:
        """The fewest people that it can be dealt to."""
        return _fewest([self])

    @cached_property
    def adults(self) -> int:
        """How many adults it takes for certain."""
        return self._least_in(_ADULT)

    @cached_property
    def subadults(self) -> int:
        """How many subadults it takes for certain."""
        return self._least_in(_SUBADULT)

    def tight(self, people: int, among: Places) -> Places:
        """The smallest set of places that has too many pieces for fewer people."""
        return next((one for one in _within(among) if self._least_for(one) >= people), among)

    def _least_in(self, among: Places) -> int:
        return max(self._least_for(places) for places in _within(among))

    def _least_for(self, places: Places) -> int:
        pieces = sum(number for where, number in self.pieces if where & ~places == 0)
        pieces += any(where & ~places == 0 for where in self.loose)
        widest = max((places & _ADULT).bit_count(), (places & _SUBADULT).bit_count())
        return -(-pieces // (self.each * widest))


_demand = lru_cache(maxsize=4096)(_Demand)  # most bones of a grave want the same few things


@cache
def _smallest_hits(loose: frozenset[Places]) -> tuple[tuple[Places, ...], ...]:
    """The smallest sets of places in which every kind of loose piece finds one to share."""
    hits: list[tuple[Places, ...]] = []
    for size in range(5):
        for chosen in combinations((1 << place for place in range(4)), size):
            if all(any(places & one for one in chosen) for places in loose) and not any(
                set(hit) < set(chosen) for hit in hits
            ):
                hits.append(chosen)
    return tuple(hits)


def _needs(pieces: Mapping[Places, int], each: int) -> Needs:
    needs: dict[tuple[int, int], int] = {}
    for places in _within(_ADULT | _SUBADULT):
        fitting = sum(number for where, number in pieces.items() if where & ~places == 0)
        if fitting:
            shape = (places & _ADULT).bit_count(), (places & _SUBADULT).bit_count()
            needs[shape] = max(needs.get(shape, 0), -(-fitting // each))
    return needs


def _fewest(demands: Iterable[_Demand]) -> int:
    """The size of the smallest company to whom all of these can be dealt."""
    settled: dict[tuple[int, int], int] = {}
    unsettled = []
    for demand in demands:
        if len(demand.choices) > 1:
            unsettled.append(demand.choices)
            continue
        for shape, number in demand.choices[0].items():
            settled[shape] = max(settled.get(shape, 0), number)
    people = max((-(-number // max(shape)) for shape, number in settled.items()), default=0)
    while not any(
        _is_enough(settled, adults, people - adults)
        and all(
            any(_is_enough(needs, adults, people - adults) for needs in choices)
            for choices in unsettled
        )
        for adults in range(people + 1)
    ):
        people += 1
    return people


def _is_enough(needs: Needs, adults: int, subadults: int) -> bool:
    return all(p * adults + q * subadults >= number for (p, q), number in needs.items())


@cache
def _within(among: Places) -> tuple[Places, ...]:
    """The sets of these places, the smallest first."""
    sets = [places for places in range(1, 16) if places & ~among == 0]
    return tuple(sorted(sets, key=lambda places: places.bit_count()))
