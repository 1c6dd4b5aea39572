"""Three laptops, and people who hand on bags between them, beside an oracle of who holds what.

Each laptop records what it may by what it knows, and now and then something that it may not, as an
older version would. What they wrote is carried to the others late, twice, in part and in any order.
Whoever knows all of a thing says of it exactly what the oracle says; where two laptops claimed
different hands, everybody who knows both says so, until one of the two is superseded.

`HYPOTHESIS_PROFILE=deep python -m pytest tests/laws/test_custody_merge.py` goes 10,000 steps.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any, ClassVar

from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.models.custody import CustodyEvent
from app.models.record import Record
from app.rules.custody import Custody
from app.rules.gates import Arrival, flags_for, verdicts_for
from tests.laws import custody_oracle as oracle
from tests.laws.custody_laptop import (
    BAGS,
    CASES,
    LAPTOPS,
    PEOPLE,
    PLACES,
    SAMPLES,
    WRITERS,
    Laptop,
)
from tests.laws.custody_oracle import Push, Stand, Tales, Told
from tests.rules.world import event, later, make, rows, sentences, uid

OF_CUSTODY = frozenset({"BR-01", "BR-02", "BR-20", "BR-22"})  # all others are asked

laptops = st.sampled_from(LAPTOPS)
things = st.sampled_from((*CASES, *BAGS, *SAMPLES))
people = st.sampled_from(PEOPLE)
places = st.sampled_from(PLACES)
seldom = st.sampled_from([False, False, False, True])
mostly = st.sampled_from([True, True, True, False])

IS_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
SHORT = settings(max_examples=25, stateful_step_count=30)
DEEP = settings(max_examples=280, stateful_step_count=50)


class Handing(RuleBasedStateMachine):
    """Two remains, their samples, a bag and a coffin, in the hands of four people."""

    counted: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.laptops = {name: Laptop() for name in LAPTOPS}
        self.tales = Tales()
        self.events: dict[str, tuple[str, CustodyEvent]] = {}
        self.inside: dict[str, str] = {}
        self.packing: dict[str, str] = {}
        self.minutes = 0
        self.seals = 0

    # --- telling ----------------------------------------------------------------------------------

    def tell(
        self, at: str, kind: str, item: str, push: Push, *, is_reckless: bool = False, **more: Any
    ) -> bool:
        """A laptop records an event, if the gate lets it or somebody goes past the gate."""
        laptop, self.minutes = self.laptops[at], self.minutes + 1
        custody = Custody(laptop)
        held = custody.of(uid(item))
        line = {
            "previous": held.last,
            "seal_before": held.own_seal,
            "seal_condition": "INTACT" if held.own_seal else "NOT_SEALED",
            **more.pop("line", {}),
        }
        moves, half = more.pop("moves", True), more.get("half") or "BOTH"
        corrects, counts = more.pop("corrects", ""), more.pop("counts", True)
        name, now = f"{self.minutes} {kind}", later(self.minutes)
        drawn = event(name, kind, item, line={k: v for k, v in line.items() if v},
                      **{"occurred_at": now, **more})  # fmt: skip
        draft = make(CustodyEvent, name, by=WRITERS[at], **drawn.values)
        said = self.stopped(draft, None, at)
        self.counted["asked"] += 1
        if said and not is_reckless:
            note(f"{name} of {item} at {at}: {said}")
            return False
        note(f"{name} of {item} at {at}{', past the gate' if said else ''}")
        told = Told(
            name,
            {item: self.name_of(held.last)},
            push if corrects else oracle.read(str(line["seal_before"]), push),
            self.minutes,
            within={} if corrects else self.carried(item, at, name),
            half=half,
            taker=str(more.get("to_custodian", "")),
            seal={item: str(line["seal_after" if line.get("seal_after") else "seal_before"])},
            corrects=corrects,
            counts=counts,
            moves=moves,
        )
        self.tales.tell(told)
        self.events[name] = at, draft
        laptop.add(draft)
        laptop.known.add(name)
        self.counted["told"] += 1
        return True

    def stopped(self, draft: Record, previous: Record | None, at: str) -> list[str]:
        author = uid(WRITERS[at])
        laptop, now = self.laptops[at], later(self.minutes)
        verdicts = verdicts_for(draft, previous, laptop, author=author, now=now)
        return sentences(one for one in verdicts if one.stops and one.rule not in OF_CUSTODY)

    def name_of(self, told: str) -> str:
        return next((name for name, (_, one) in self.events.items() if one.uid == told), "")

    def carried(self, outer: str, at: str, name: str) -> dict[str, tuple[str, str]]:
        """What lies in a thing, and so is told of too; each after what is known of it there."""
        within = {}
        for item in [one for one, where in self.inside.items() if where == outer]:
            packing = self.packing[item]
            known = self.laptops[at].known | self.tales.closure(item, packing)
            stand = self.tales.stand(item, known)
            if stand is not None and stand.was_lost_itself:
                continue
            after = self.tales.last_carried(item, known)
            within[item] = (after, packing)
            within |= self.carried(item, at, name)
        return within

    def view(self, at: str, item: str) -> Any:
        return Custody(self.laptops[at]).of(uid(item))

    def holder(self, at: str, item: str) -> str:
        """Who holds a thing as far as a laptop knows; somebody, if it knows of nobody."""
        held = self.view(at, item).holder
        return next((one for one in (*PEOPLE, "hiwa") if uid(one) == held), "dina")

    # --- what people do ---------------------------------------------------------------------------

    @initialize(first=st.permutations((*CASES, *BAGS)))
    def everything_is_collected(self, first: list[str]) -> None:
        for item in first:
            self.tell("field", "COL", item, oracle.taken_up("dina"), to_custodian=uid("dina"))
        for other in LAPTOPS[1:]:
            self.carry("field", other, LAPTOPS)

    @rule(at=laptops, item=things, who=people, is_reckless=seldom)
    def collect(self, at: str, item: str, who: str, is_reckless: bool) -> None:
        if is_reckless or self.view(at, item).is_untouched:
            self.tell(at, "COL", item, oracle.taken_up_there(who), is_reckless=is_reckless,
                      to_custodian=uid(who))  # fmt: skip

    @rule(at=laptops, item=things, taker=people, place=places, giver=people, is_reckless=seldom)
    def hand_on(
        self, at: str, item: str, taker: str, place: str, giver: str, is_reckless: bool
    ) -> None:
        giver = giver if is_reckless else self.holder(at, item)
        self.tell(
            at, "HND", item, oracle.handed(taker, place), is_reckless=is_reckless,
            half="BOTH", from_custodian=uid(giver), to_custodian=uid(taker),
            to_location=uid(place), signatures=rows((giver, "RELEASE"), (taker, "RECEIVE")),
        )  # fmt: skip

    @rule(at=laptops, item=things, taker=people)
    def release(self, at: str, item: str, taker: str) -> None:
        giver = self.holder(at, item)
        self.tell(
            at, "OUT", item, oracle.sent_off, half="OUT", from_custodian=uid(giver),
            to_custodian=uid(taker), signatures=rows((giver, "RELEASE")),
        )  # fmt: skip

    @rule(at=laptops, item=things, taker=people, place=places, giver=people)
    def receive(self, at: str, item: str, taker: str, place: str, giver: str) -> None:
        """With the release at hand, or without having heard of it."""
        seal = self.last_seal(item)
        self.tell(
            at, "IN", item, oracle.taken_up(taker, place), half="IN", from_custodian=uid(giver),
            to_custodian=uid(taker), to_location=uid(place),
            signatures=rows((taker, "RECEIVE")),
            line={"seal_before": seal, "seal_condition": "INTACT" if seal else "NOT_SEALED"},
        )  # fmt: skip

    @rule(item=things, sides=st.permutations(LAPTOPS), taker=people, place=places)
    def hand_over_between_two_laptops(
        self, item: str, sides: list[str], taker: str, place: str
    ) -> None:
        """The release is written here, the receipt there, and neither knows of the other."""
        here, there, _ = sides
        giver, was = self.holder(here, item), len(self.events)
        self.release(here, item, taker)
        if len(self.events) > was and self.view(there, item).holder in {"", uid(giver)}:
            self.receive(there, item, taker, place, giver)

    def last_seal(self, item: str) -> str:
        """What hands and eyes find on a thing: the seal that was put on it last."""
        everything = set(self.tales.all)
        stand = self.tales.stand(item, everything)
        return stand.seal if stand else ""

    @rule(at=laptops, item=things, here=places, to=places)
    def move(self, at: str, item: str, here: str, to: str) -> None:
        self.tell(at, "MOV", item, oracle.seen(WRITERS[at], place=to), moves=False,
                  from_location=uid(here), to_location=uid(to))  # fmt: skip

    @rule(at=laptops, item=st.sampled_from((*BAGS, *SAMPLES)))
    def seal(self, at: str, item: str) -> None:
        self.seals += 1
        number = f"S{self.seals:04}"
        self.tell(at, "SEA", item, oracle.seen(WRITERS[at], seal=number), moves=False,
                  line={"seal_after": number})  # fmt: skip

    @rule(at=laptops, item=st.sampled_from((*BAGS, *SAMPLES)))
    def open_seal(self, at: str, item: str) -> None:
        self.tell(
            at, "UNS", item, oracle.seen(WRITERS[at], seal=""), moves=False,
            purpose="EXAMINATION", line={"left_open": True},
            signatures=rows(("omar", "RELEASE"), ("rania", "WITNESS")),
        )  # fmt: skip

    @rule(at=laptops, item=things)
    def find_another_seal(self, at: str, item: str) -> None:
        """A seal that is not the one that was left: written as a discrepancy, with a photo."""
        if self.view(at, item).is_untouched:
            return
        name = f"{self.minutes + 1} CHK"
        self.tell(
            at, "CHK", item, oracle.doubted(name, WRITERS[at], "S9999"), moves=False,
            line={"seal_before": "S9999", "seal_condition": "NUMBER_MISMATCH"},
            discrepancy="SEAL", photos=(uid("photo"),),
            signatures=rows(("omar", "RELEASE"), ("rania", "WITNESS")),
        )  # fmt: skip

    @rule(at=laptops, item=things, is_by_two=mostly)
    def look_over(self, at: str, item: str, is_by_two: bool) -> None:
        """Two people find a thing as it should be, which settles what was doubted by others."""
        signed = rows(*[("omar", "RELEASE"), ("rania", "WITNESS")][: 1 + is_by_two])
        push = oracle.settled(WRITERS[at]) if is_by_two else oracle.seen(WRITERS[at])
        self.tell(at, "CHK", item, push, moves=False, signatures=signed)

    @rule(at=laptops, case=st.sampled_from(CASES), who=people)
    def split_a_sample(self, at: str, case: str, who: str) -> None:
        """A piece is taken of the remains: both are told of, the piece for the first time."""
        sample = SAMPLES[CASES.index(case)]
        if self.view(at, sample).is_untouched and self.tell(
            at, "SAM", case, oracle.seen(WRITERS[at]), moves=False
        ):
            self.tell(at, "COL", sample, oracle.taken_up(who), to_custodian=uid(who))

    @rule(at=laptops, item=things, now=seldom)
    def lose(self, at: str, item: str, now: bool) -> None:
        if now:
            self.tell(at, "LOS", item, oracle.vanished, moves=False)

    @rule(at=laptops, item=things, who=people)
    def find(self, at: str, item: str, who: str) -> None:
        if self.view(at, item).is_lost:
            self.tell(at, "FND", item, oracle.taken_up(who), to_custodian=uid(who))

    @rule(at=laptops, item=st.sampled_from(CASES), now=seldom, again=seldom)
    def bury(self, at: str, item: str, now: bool, again: bool) -> None:
        if now and again:
            giver = self.holder(at, item)
            self.tell(at, "BUR", item, oracle.buried, from_custodian=uid(giver),
                      signatures=rows((giver, "RELEASE"), ("hiwa", "RECEIVE")))  # fmt: skip

    @rule(at=laptops, item=things, which=st.integers(0, 5), is_a_party=seldom)
    def supersede(self, at: str, item: str, which: int, is_a_party: bool) -> None:
        """A wrong event is struck: one of two that quarrel, or the newest."""
        known = self.laptops[at].known
        quarrels = self.tales.quarrels(item, known)
        newest = self.tales.last(item, known)
        wrong = [one.name for quarrel in quarrels for one in quarrel] or [newest]
        name = sorted(wrong)[which % len(wrong)]
        if name not in self.events or item not in self.tales.all[name].of:
            return
        told = self.tales.all[name]
        if any(self.tales.all[one].minute > told.minute for one in self.packing.values()):
            return  # what was packed since was packed by what was believed
        _, struck = self.events[name]
        parties = [one for one in PEOPLE if uid(one) in {struck.to_custodian, struck.origin.by}]
        approver = parties[0] if is_a_party and parties else "hiwa"
        self.tell(
            at, "SUP", item, oracle.seen(WRITERS[at]), is_reckless=is_a_party, corrects=name,
            counts=approver == "hiwa", moves=False, supersedes=struck.uid,
            approved_by=uid(approver), remarks="It was another one.",
        )  # fmt: skip

    # --- what goes into what, told by the laptop of the field -------------------------------------

    @rule(item=st.sampled_from((*CASES, "bag k")), is_in=mostly)
    def pack(self, item: str, is_in: bool) -> None:
        """Into the bag, into the coffin, or out of it, while the field knows how all stand."""
        bag = ("coffin" if item == "bag k" else "bag k") if is_in else ""
        was = self.inside.get(item, "")
        field, everything = self.laptops["field"], set(self.tales.all)
        concerned = [item, *filter(None, (bag, was)), *self.within(item)]
        if bag == was or any(
            self.tales.is_split(one, everything)
            or not self.tales.last(one, everything)
            or self.tales.last(one, everything) != self.tales.last(one, field.known)
            or self.tales.stand(one, everything) != self.tales.stand(one, field.known)
            for one in concerned
        ):
            return
        before = field.records[uid(item)]
        name = "parent" if item == "bag k" else "container"
        draft = before.with_values({name: uid(bag) if bag else None})
        self.minutes += 1
        if said := self.stopped(draft, before, "field"):
            note(f"pack {item} into {bag!r}: {said}")
            return
        told = f"{self.minutes} pack"
        outer = self.tales.stand(bag or was, everything)
        assert outer is not None
        note(f"{told} {item} into {bag!r}")
        self.inside[item] = bag
        self.packing[item] = told
        after = self.tales.last(item, everything)
        within = {
            one: (self.tales.last(one, everything), self.packing[one]) for one in self.within(item)
        }
        self.tales.tell(
            Told(told, {}, oracle.together(outer), self.minutes,
                 within={item: (after, told), **within}, is_packing=True)
        )  # fmt: skip
        field.known.add(told)
        field.add(draft)
        field.packed[item] = self.minutes
        self.counted["told"] += 1

    def within(self, outer: str) -> list[str]:
        direct = [one for one, where in self.inside.items() if where == outer]
        return direct + [deeper for one in direct for deeper in self.within(one)]

    # --- sticks that go back and forth ------------------------------------------------------------

    @rule(here=laptops, there=laptops, of=st.sets(laptops, min_size=1))
    def carry(self, here: str, there: str, of: Any) -> None:
        """What `here` has of the journals `of` comes to `there`; the rules flag what they must."""
        giver, taker = self.laptops[here], self.laptops[there]
        if here == there:
            return
        arrived = []
        for name in sorted(giver.known - taker.known):
            author, told = self.events.get(name, ("field", None))
            if author in of:
                taker.known.add(name)
                if told is not None:
                    arrived.append(taker.add(told))
        if "field" in of:
            for item, version in giver.packed.items():
                if version > taker.packed.get(item, 0):
                    taker.packed[item] = version
                    taker.add(giver.records[uid(item)])
        arrivals = [Arrival(one, None, one.origin.by, later(self.minutes)) for one in arrived]
        flags_for(arrivals, taker)  # whatever came, no rule chokes on it

    @rule()
    def everybody_meets(self) -> None:
        for _ in range(2):
            for here in LAPTOPS:
                for there in LAPTOPS:
                    self.carry(here, there, set(LAPTOPS))
        first, *others = (
            {item: self.told(Custody(world), item) for item in (*CASES, *BAGS, *SAMPLES)}
            for world in self.laptops.values()
        )
        assert all(other == first for other in others), "whoever knows the same says the same"

    @rule(at=laptops, place=places)
    def count_the_store(self, at: str, place: str) -> None:
        """What the list of a store says should stand there is what the oracle put there."""
        custody, laptop = Custody(self.laptops[at]), self.laptops[at]
        for item in (*CASES, *BAGS, *SAMPLES):
            if self.is_known(item, at) and not any(
                self.tales.is_split(one, laptop.known) or self.was_told_alone(one, laptop)
                for one in (item, *self.around(item))
            ):
                stand = self.tales.stand(item, laptop.known) or Stand()
                is_listed = custody.of(uid(item)).place == uid(place)
                assert is_listed == (stand.place == place), item

    # --- what has to hold -------------------------------------------------------------------------

    def is_known(self, item: str, at: str) -> bool:
        """Whether a laptop has all that was told of a thing before what it has, and its bags."""
        laptop, field = self.laptops[at], self.laptops["field"]
        chain, outer = [item], self.inside.get(item, "")
        while outer:
            chain.append(outer)
            outer = self.inside.get(outer, "")
        ever = {one: version for one, version in field.packed.items() if one in chain}
        return all(laptop.packed.get(one) == version for one, version in ever.items()) and all(
            self.tales.is_whole(one, laptop.known) for one in chain
        )

    @staticmethod
    def told(custody: Custody, item: str) -> tuple[object, ...]:
        state = custody.of(uid(item))
        return (
            state.holder,
            state.place,
            state.own_seal,
            state.is_released,
            state.is_lost,
            state.is_terminal,
            bool(state.discrepancies),
            state.is_disputed,
        )

    @invariant()
    def everybody_says_what_the_oracle_says(self) -> None:
        self.counted["steps"] += 1
        for at, laptop in self.laptops.items():
            custody = Custody(laptop)
            for item in (*CASES, *BAGS, *SAMPLES):
                if not self.is_known(item, at):
                    continue
                bags = self.around(item)
                split = [one for one in (item, *bags) if self.tales.is_split(one, laptop.known)]
                if split:
                    self.a_quarrel_is_noticed(item, split, laptop, custody)
                    continue
                said, expected = self.told(custody, item), self.expected(item, bags, laptop)
                if any(self.was_told_alone(one, laptop) for one in (item, *bags)):
                    # It lies in a bag, and somebody says that it is in other hands: which is it?
                    assert said[-1] or said[0] == expected[0], (at, item, said, expected)
                    continue
                self.counted["compared"] += 1
                assert said == expected, (at, item, said, expected)

    def was_told_alone(self, item: str, laptop: Laptop) -> bool:
        packing = self.packing.get(item, "")
        return bool(self.inside.get(item)) and self.tales.was_told_alone(
            item, packing, laptop.known
        )

    def expected(self, item: str, bags: list[str], laptop: Laptop) -> tuple[object, ...]:
        stand, *outer = (self.tales.stand(one, laptop.known) or Stand() for one in (item, *bags))
        return (
            uid(stand.holder) if stand.holder else "",
            uid(stand.place) if stand.place else "",
            stand.seal,
            stand.is_on_its_way,
            stand.is_lost,
            stand.is_ended,
            any(one.doubts for one in (stand, *outer)),
            False,
        )

    def a_quarrel_is_noticed(
        self, item: str, split: list[str], laptop: Laptop, custody: Custody
    ) -> None:
        """Two claims are never settled by whoever came last (BR-34)."""
        torn = [
            one
            for one in split
            if self.tales.must_be_noticed(one, laptop.known, is_inside=bool(self.inside.get(one)))
        ]
        if torn:
            state = custody.of(uid(item))
            self.counted["alarmed"] += 1
            claims = [
                [one.name for one in quarrel]
                for thing in torn
                for quarrel in self.tales.quarrels(thing, laptop.known)
            ]
            assert state.is_disputed, (item, torn, claims)
            assert any(one.rule == "C3" for one in state.problems), item

    def around(self, item: str) -> list[str]:
        outer = self.inside.get(item, "")
        return [outer, *self.around(outer)] if outer else []


def test_nobody_is_said_to_hold_what_another_holds() -> None:
    Handing.counted.clear()
    run_state_machine_as_test(Handing, settings=DEEP if IS_DEEP else SHORT)
    counted = Handing.counted
    assert counted["steps"] >= (10_000 if IS_DEEP else 500)
    assert counted["told"] > counted["asked"] // 2, "most of what people do is possible"
    assert counted["compared"] > 10 * counted["steps"]
    assert counted["alarmed"] > (100 if IS_DEEP else 0), "laptops quarrel"
