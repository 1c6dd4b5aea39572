"""Who holds what, worked out by pushing things about: the other way round, and with other code.

The rules read custody off events, and off who says what is in which bag. Here every thing has a
tree of its own: whatever happens to a bag is told to each thing that lies in it at that moment, as
hands would carry it. A laptop that did not know the newest of a thing begins a second branch, and
then nobody knows. Nothing of `app.rules` is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import NamedTuple


@dataclass(frozen=True)
class Stand:
    """How a thing stands: with whom, where, under which seal of its own, and what is amiss."""

    holder: str = ""
    place: str = ""
    seal: str = ""
    is_on_its_way: bool = False
    is_lost: bool = False
    was_lost_itself: bool = False
    is_ended: bool = False
    doubts: frozenset[str] = frozenset()
    doubted_by: frozenset[str] = frozenset()


def _along(was: Stand, then: Stand) -> Stand:
    """What is in a bag goes where it goes, unless it was lost out of it or is no more."""
    if was.was_lost_itself or was.is_ended:
        return was
    return replace(
        was,
        holder=then.holder,
        place=then.place,
        is_on_its_way=then.is_on_its_way,
        is_lost=then.is_lost,
    )


Push = Callable[[Stand], Stand]


@dataclass(frozen=True)
class Told:
    """One thing that a laptop told: of which things, following what, and what came of it.

    `of` has the telling before for each thing that is named; `within` the same, and by which
    packing it lies there, for each thing that was carried along. `half`, `taker`, `seal` and
    `minute` are what a release and its receipt are joined by.
    """

    name: str
    of: dict[str, str]
    push: Push
    minute: int
    within: dict[str, tuple[str, str]] = field(default_factory=dict)
    half: str = "BOTH"
    taker: str = ""
    seal: dict[str, str] = field(default_factory=dict)
    corrects: str = ""
    counts: bool = True
    moves: bool = True
    is_packing: bool = False


class Held(NamedTuple):
    """With whom a thing was, or on its way, between two minutes."""

    holder: str
    is_on_its_way: bool
    since: int
    until: float


class Tales:
    """Everything that was ever told, and what follows for whoever knows some of it."""

    def __init__(self) -> None:
        self.all: dict[str, Told] = {}

    def tell(self, told: Told) -> None:
        self.all[told.name] = told

    def struck(self, name: str, known: AbstractSet[str]) -> bool:
        """Whether a correction that counts, and is not struck itself, takes a telling back."""
        return any(
            one.corrects == name and one.counts and not self.struck(one.name, known)
            for one in self._known(known)
        )

    def stand(self, item: str, known: AbstractSet[str]) -> Stand | None:
        """How a thing stands; None where two branches say different things of it."""
        branch = self.branch(item, known)
        if branch is None:
            return None
        return self._told_in_turn(item, branch)

    def branch(self, item: str, known: AbstractSet[str]) -> list[Told] | None:
        """The one line of tellings that stands; None where there are two."""
        before = self._before(item, known)
        following: dict[str, list[str]] = {}
        for name, earlier in before.items():
            following.setdefault(earlier, []).append(name)
        at, branch = "", []
        while names := following.get(at):
            if len(names) > 1:
                return None
            (at,) = names
            branch.append(self.all[at])
        return branch

    def last(self, item: str, known: AbstractSet[str]) -> str:
        """The newest telling of a thing that is not split in two."""
        branch = self.branch(item, known)
        return branch[-1].name if branch else ""

    def last_carried(self, item: str, known: AbstractSet[str]) -> str:
        """What a thing in a bag is told after: the newest, or of two branches that of its bag."""
        if not self.is_split(item, known):
            return self.last(item, known)
        carried = [one for one in self._of(item, known) if item not in one.of]
        return max(carried, key=lambda one: one.minute).name

    def is_split(self, item: str, known: AbstractSet[str]) -> bool:
        """Whether two branches say something of a thing."""
        return self.branch(item, known) is None

    def quarrels(self, item: str, known: AbstractSet[str]) -> list[list[Told]]:
        """The tellings that follow one and the same, where there are several."""
        following: dict[str, list[Told]] = {}
        for name, earlier in self._before(item, known).items():
            following.setdefault(earlier, []).append(self.all[name])
        return [names for names in following.values() if len(names) > 1]

    def must_be_noticed(self, item: str, known: AbstractSet[str], *, is_inside: bool) -> bool:
        """Whether branches claim different hands, or were told of the very same thing.

        A look at a thing by somebody who did not know that it was packed claims nothing; nor does
        packing that nothing followed, nor who says that it is lost. A thing and its bag may come
        into the same hands apart: it may have been packed only there.
        """
        before = self._before(item, known)
        for quarrel in self.quarrels(item, known):
            alone = [one for one in quarrel if item in one.of]
            carried = [one for one in quarrel if item not in one.of]
            if len(alone) > 1 or len(carried) > 1:
                return True
            is_carried = is_inside or any(
                not one.is_packing for first in carried for one in self._after(first.name, before)
            )
            moves = (one.moves for first in alone for one in self._after(first.name, before))
            if is_carried and any(moves):
                held = [span for one in carried for span in self._held(item, one.name, before)]
                if not all(self._may_have_lain(item, one.name, before, held) for one in alone):
                    return True
        return False

    def was_told_alone(self, item: str, packing: str, known: AbstractSet[str]) -> bool:
        """Whether a thing was said to change hands by itself since it was packed."""
        branch = self.branch(item, known) or []
        names = [one.name for one in branch]
        since = branch[names.index(packing) :] if packing in names else []
        return any(one.moves for one in since if item in one.of)

    def closure(self, item: str, name: str) -> set[str]:
        """A telling and all that it followed."""
        found = set[str]()
        while name:
            found.add(name)
            name = self._earlier(self.all[name], item)
        return found

    def is_whole(self, item: str, known: AbstractSet[str]) -> bool:
        """Whether nothing is missing that was told of the thing before what is known of it."""
        told = {one.name: one for one in self._of(item, known)}
        return all(self._earlier(one, item) in {"", *told} for one in told.values())

    def _may_have_lain(
        self, item: str, first: str, before: dict[str, str], held: list[Held]
    ) -> bool:
        """Whether a thing told of alone came into hands in which its bag was then, or later.

        What was lost alone was in the bag before that: in the hands that it was lost from.
        """
        for branch in self._branches(first, before):
            stands = [self._told_in_turn(item, branch[: n + 1]) for n in range(len(branch))]
            lost_at: float = math.inf
            while stands and stands[-1].is_lost:
                lost_at = branch[len(stands) - 1].minute
                stands.pop()
            if not stands:
                continue
            last, minute = stands[-1], branch[len(stands) - 1].minute
            if last.is_on_its_way or not any(
                one.holder == last.holder
                and not one.is_on_its_way
                and one.until >= minute
                and one.since <= lost_at
                for one in held
            ):
                return False
        return True

    def _held(self, item: str, first: str, before: dict[str, str]) -> Iterator[Held]:
        for branch in self._branches(first, before):
            ends = [*(float(one.minute) for one in branch[1:]), math.inf]
            for n, (one, until) in enumerate(zip(branch, ends, strict=True)):
                stand = self._told_in_turn(item, branch[: n + 1])
                yield Held(stand.holder, stand.is_on_its_way, one.minute, until)

    def _branches(self, first: str, before: dict[str, str]) -> Iterator[list[Told]]:
        """All that was told, from the beginning through one telling to each of its ends."""
        for leaf in {one.name for one in self._after(first, before)} - set(before.values()):
            path = [leaf]
            while (earlier := before[path[-1]]) in before:
                path.append(earlier)
            yield [self.all[name] for name in reversed(path)]

    @staticmethod
    def _told_in_turn(item: str, branch: list[Told]) -> Stand:
        stand = Stand()
        for one in branch:
            then = one.push(stand)
            stand = then if item in one.of else _along(stand, then)
        return stand

    def _after(self, name: str, before: dict[str, str]) -> Iterator[Told]:
        yield self.all[name]
        for later, earlier in before.items():
            if earlier == name:
                yield from self._after(later, before)

    def _before(self, item: str, known: AbstractSet[str]) -> dict[str, str]:
        """The telling before each one that stands, those that do not seen through."""
        told = {one.name: one for one in self._of(item, known)}
        silent = {n for n, one in told.items() if one.corrects or self.struck(n, known)}
        before = {}
        for name in told.keys() - silent:
            earlier = self._earlier(told[name], item)
            while earlier in silent:
                earlier = self._earlier(told[earlier], item)
            before[name] = earlier
        return before | dict(self._joined(item, before))

    def _joined(self, item: str, before: dict[str, str]) -> Iterator[tuple[str, str]]:
        """A receipt that knew nothing of its release comes after it, if only one can be its own.

        What lies in a bag goes along: the receipt and the release of the bag are its own too.
        """
        for name, earlier in before.items():
            one = self.all[name]
            if one.half != "IN" or (earlier in self.all and self.all[earlier].half == "OUT"):
                continue
            thing = item if item in one.of else next(iter(one.of))
            releases = [
                other
                for other in before
                if self.all[other].half == "OUT"
                and thing in self.all[other].of
                and earlier in {"", before[other]}
                and self.all[other].taker == one.taker
                and self.all[other].seal[thing] == one.seal[thing]
                and self.all[other].minute <= one.minute
            ]
            if len(releases) == 1:
                yield name, releases[0]

    def _of(self, item: str, known: AbstractSet[str]) -> Iterator[Told]:
        for one in self._known(known):
            packing = one.within.get(item, ("", ""))[1]
            if item in one.of or (packing and packing in known):
                yield one

    def _earlier(self, one: Told, item: str) -> str:
        return one.of[item] if item in one.of else one.within[item][0]

    def _known(self, known: AbstractSet[str]) -> list[Told]:
        return [self.all[name] for name in sorted(known)]


# --- what happens to a thing ----------------------------------------------------------------------


def read(seal: str, push: Push) -> Push:
    """Whoever tells of a thing has looked at it, and read its seal."""
    return lambda was: push(replace(was, seal=seal))


def handed(to: str, place: str = "") -> Push:
    """Somebody has it now; it stays where it is unless somebody says where it went."""
    return lambda was: replace(was, holder=to, place=place or was.place, is_on_its_way=False)


def taken_up_there(to: str) -> Push:
    """Collected where it lay: it stays where it is known to be."""
    return lambda was: replace(handed(to)(was), is_lost=False, was_lost_itself=False)


def taken_up(to: str, place: str = "") -> Push:
    """Somebody has it now, and where it was before says nothing of where it is."""
    return lambda was: replace(taken_up_there(to)(was), place=place)


def sent_off(was: Stand) -> Stand:
    """It is on its way, and nobody has it."""
    return replace(was, holder="", place="", is_on_its_way=True)


def vanished(was: Stand) -> Stand:
    """Nobody knows where it is."""
    return replace(
        was, holder="", place="", is_on_its_way=False, is_lost=True, was_lost_itself=True
    )


def buried(was: Stand) -> Stand:
    """Nobody has it any more."""
    return replace(was, holder="", is_ended=True, is_on_its_way=False)


def together(outer: Stand) -> Push:
    """Put into a thing, or out of it: it is where that is, with whoever holds that."""
    return lambda was: replace(
        was,
        holder=outer.holder,
        place=outer.place,
        is_on_its_way=outer.is_on_its_way,
        is_lost=outer.is_lost,
    )


def seen(by: str, place: str = "", seal: str | None = None) -> Push:
    """Something is said of it and it stays with whom it is: with who says so, if with nobody."""

    def push(was: Stand) -> Stand:
        is_nowhere = was.is_on_its_way or was.is_lost or was.is_ended
        then = replace(was, place=place or was.place, seal=was.seal if seal is None else seal)
        return then if was.holder or is_nowhere else replace(then, holder=by)

    return push


def doubted(name: str, by: str, seal: str) -> Push:
    """Another seal was on it than the one that was left."""
    return lambda was: replace(
        seen(by, seal=seal)(was), doubts=was.doubts | {name}, doubted_by=was.doubted_by | {by}
    )


def settled(by: str) -> Push:
    """Two people found it as it should be; whoever doubted does not settle it alone."""

    def push(was: Stand) -> Stand:
        then = seen(by)(was)
        if by in was.doubted_by:
            return then
        return replace(then, doubts=frozenset(), doubted_by=frozenset())

    return push
