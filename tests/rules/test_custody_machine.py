"""Handlers, bags and seals, driven at random, beside an oracle that moves things about by hand.

The rules *pull*: custody is read off the events when asked for. The oracle *pushes*: when a bag
moves it moves everything inside, as hands would. Every action, possible or not, is put to the gate,
which must let through exactly what the oracle calls possible; after each one both must agree on who
holds what, where, in what and under which seal.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from app.models.containers import Container, StorageFacility, StoragePlace
from app.models.custody import CustodyEvent
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.rules.custody import Custody
from app.rules.gates import verdicts_for
from app.rules.snapshot import Snapshot
from tests.rules.oracle import BAGS, CASES, Oracle
from tests.rules.world import World, event, later, make, person, rows, sentences, uid

MORTUARY = ("omar", "rania")  # omar keeps the store
PEOPLE = ("dina", "emil", *MORTUARY)
GROUND_RULES = frozenset({"BR-01", "BR-02"})
HOUSES = {"room 1": "mortuary", "room 2": "mortuary", "depot": "depot house", "site": ""}

items = st.sampled_from((*CASES, *BAGS))
people = st.sampled_from(PEOPLE)
places = st.sampled_from(tuple(HOUSES))
mostly = st.sampled_from([True, True, True, False])
seldom = st.sampled_from([False, False, False, True])


class Handling(RuleBasedStateMachine):
    """People handle three remains, two bags and a coffin."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.oracle = Oracle()
        self.minutes = 0
        self.seals = 0
        self.newest: tuple[CustodyEvent, str, Oracle] | None = None
        for name in ("dina", "emil"):
            person(self.world, name, "EX", organisation="team")
        person(self.world, "omar", "STK", organisation="mortuary staff")
        person(self.world, "rania", "FA", organisation="mortuary staff")
        person(self.world, "hiwa", "HQA", organisation="headquarters")
        self.world.add(make(Site, "site", number="BSR01"))
        for room, house in HOUSES.items():
            if house:
                self.world.add(make(StorageFacility, house, name=house))
                self.world.add(make(StoragePlace, room, facility=uid(house), path=room))
        for item in CASES:
            self.world.add(make(RemainsCase, item, number=item))
        for item in BAGS:
            self.world.add(make(Container, item, number=item))

    def stopped(self, draft: Record, previous: Record | None = None) -> list[str]:
        """What the rules of custody have against a draft; the ground has tests of its own."""
        verdicts = verdicts_for(
            draft, previous, self.world, author=uid("author"), now=later(self.minutes)
        )
        return sentences(one for one in verdicts if one.stops and one.rule not in GROUND_RULES)

    def happens(self, kind: str, item: str, *, is_possible: bool, **values: Any) -> bool:
        """Put an event to the gate, its seal read aright, and keep it if it may be."""
        self.minutes += 1
        thing = self.oracle[item]
        line = {
            "previous": Custody(self.world).of(uid(item)).last,
            "seal_before": thing.seal,
            "seal_condition": "INTACT" if thing.seal else "NOT_SEALED",
            **values.pop("line", {}),
        }
        draft = event(
            f"event {self.minutes}",
            kind,
            item,
            line={name: value for name, value in line.items() if value},
            occurred_at=later(self.minutes),
            **values,
        )
        said = self.stopped(draft)
        note(f"{self.minutes} {kind} of {item}: {is_possible} {said}")
        assert is_possible == (not said)
        if is_possible:
            self.newest = (draft, item, deepcopy(self.oracle))
            self.world.add(draft)
        return is_possible

    def may_be_handled(self, item: str, *, named: str = "", on_the_way: bool = False) -> bool:
        """What holds of every event but of losing and finding: `named` is the holder it names."""
        thing = self.oracle[item]
        is_first = self.oracle.is_untouched(item)
        return (
            not thing.is_ended
            and not thing.is_lost
            and (on_the_way or not thing.is_on_its_way)
            and self.oracle.is_free(item)
            and (bool(named) or not is_first)
            and (not is_first or self.oracle.holders_inside(item) <= {named})
        )

    @initialize(packed=st.lists(st.sampled_from(CASES), unique=True), is_boxed=st.booleans())
    def begin_in_the_middle(self, packed: list[str], is_boxed: bool) -> None:
        """Some remains are in a bag already, and the bag perhaps in a coffin, all held by Dina."""
        for item in packed:
            self.collect(item, "dina")
            self.pack(item, "bag k")
        if packed:
            self.collect("bag k", "dina")
        if packed and is_boxed:
            self.pack("bag k", "coffin")

    @rule(item=items, who=people)
    def collect(self, item: str, who: str) -> None:
        holder, is_first = self.oracle.holder(item), self.oracle.is_untouched(item)
        is_possible = self.may_be_handled(item, named=who) and (is_first or not holder)
        if self.happens("COL", item, is_possible=is_possible, to_custodian=uid(who)):
            self.oracle.push(item, holder=who)

    @rule(
        item=items, sides=st.tuples(people, people), place=places, is_signed=mostly,
        how=st.sampled_from([("OUT", "BOTH"), ("HND", "BOTH"), ("OUT", "OUT")]),
    )  # fmt: skip
    def hand_on(
        self, item: str, sides: tuple[str, str], place: str, how: tuple[str, str], is_signed: bool
    ) -> None:
        (giver, taker), (kind, half) = sides, how
        signed = [(giver, "RELEASE")] if is_signed else []
        signed += [(taker, "RECEIVE")] if half == "BOTH" else []
        holder = self.oracle.holder(item)
        is_possible = (
            self.may_be_handled(item, named=giver)
            and not self.oracle[item].inside
            and (holder in {"", giver} or (giver == "omar" and holder in MORTUARY))
            and (half == "OUT" or giver != taker)
            and is_signed
        )
        if self.happens(
            kind,
            item,
            is_possible=is_possible,
            half=half,
            from_custodian=uid(giver),
            to_custodian=uid(taker),
            to_location=uid(place),
            signatures=rows(*signed),
        ):
            if half == "OUT":
                self.oracle.push(item, holder="", place="", is_on_its_way=True)
            else:
                self.oracle.push(item, holder=taker, place=place)

    @rule(item=items, giver=people, taker=people, place=places)
    def receive(self, item: str, giver: str, taker: str, place: str) -> None:
        thing, holder = self.oracle[item], self.oracle.holder(item)
        is_first = self.oracle.is_untouched(item)
        is_possible = (
            not thing.is_ended
            and not thing.inside
            and (holder in {"", giver} or (giver == "omar" and holder in MORTUARY))
            and (not is_first or self.oracle.holders_inside(item) <= {taker})
        )
        if self.happens(
            "IN",
            item,
            is_possible=is_possible,
            half="IN",
            from_custodian=uid(giver),
            to_custodian=uid(taker),
            to_location=uid(place),
            signatures=rows((taker, "RECEIVE")),
        ):
            self.oracle.push(item, holder=taker, place=place, is_on_its_way=False, is_lost=False)

    @rule(item=items, room=places, to=places)
    def move(self, item: str, room: str, to: str) -> None:
        thing = self.oracle[item]
        is_possible = (
            self.may_be_handled(item)
            and HOUSES[room] == HOUSES[to] != ""
            and (not thing.inside or to == thing.place)
        )
        if self.happens(
            "MOV", item, is_possible=is_possible, from_location=uid(room), to_location=uid(to)
        ):
            self.oracle.push(item, place=to)

    @rule(item=st.sampled_from(BAGS), is_numbered=mostly, is_fresh=mostly, names=st.booleans())
    def seal(self, item: str, is_numbered: bool, is_fresh: bool, names: bool) -> None:
        used = is_fresh or not self.seals
        self.seals += used
        number = f"S{self.seals:04}" if is_numbered else ""
        thing, holder = self.oracle[item], self.oracle.holder(item)
        named = holder if names else ""
        was_on = not used and self.was_on_anything(number)
        is_possible = (
            self.may_be_handled(item, named=named) and is_numbered and not thing.seal and not was_on
        )
        if self.happens(
            "SEA",
            item,
            is_possible=is_possible,
            line={"seal_after": number},
            to_custodian=uid(named) if named else None,
        ):
            self.oracle.seals.add(number)
            self.oracle.push(item, seal=number, holder=holder)

    def was_on_anything(self, seal: str) -> bool:
        return seal in self.oracle.seals

    @rule(
        item=st.sampled_from(BAGS), is_for_something=mostly, is_witnessed=mostly,
        left=st.sampled_from(["open", "open", "sealed", "unsaid"]),
    )  # fmt: skip
    def open_seal(self, item: str, is_for_something: bool, is_witnessed: bool, left: str) -> None:
        self.seals += 1
        line: dict[str, Any] = {"open": {"left_open": True}}.get(left, {})
        if left == "sealed":
            line = {"seal_after": f"S{self.seals:04}"}
        is_possible = (
            self.may_be_handled(item, on_the_way=True)
            and is_for_something
            and is_witnessed
            and left != "unsaid"
        )
        if self.happens(
            "UNS",
            item,
            is_possible=is_possible,
            purpose="EXAMINATION" if is_for_something else None,
            line=line,
            signatures=rows(*[("omar", "RELEASE"), ("rania", "WITNESS")][: 1 + is_witnessed]),
        ):
            self.oracle.seals |= {line["seal_after"]} if "seal_after" in line else set()
            self.oracle.push(item, seal=line.get("seal_after", ""))

    @rule(item=items, kind=st.sampled_from(["CHK", "EXA"]))
    def look_at(self, item: str, kind: str) -> None:
        is_possible = self.may_be_handled(item, on_the_way=kind == "CHK")
        is_closed = kind == "EXA" and bool(self.oracle[item].seal)
        if self.happens(kind, item, is_possible=is_possible and not is_closed):
            self.oracle.push(item)

    @rule(item=items, seen=st.sampled_from(["S9999", ""]))
    def see_another_seal(self, item: str, seen: str) -> None:
        """A seal that is not the last one does not pass as if nothing were the matter."""
        if not self.oracle.is_untouched(item) and seen != self.oracle[item].seal:
            self.happens("CHK", item, is_possible=False, line={"seal_before": seen})

    @rule(item=st.sampled_from(CASES), kind=st.sampled_from(["REP", "BUR", "DES"]), now=seldom)
    def end(self, item: str, kind: str, now: bool) -> None:
        if not now:
            return
        giver = self.oracle.holder(item) or "dina"
        leaves = kind != "DES"
        is_possible = self.may_be_handled(item, named=giver) and not (
            leaves and self.oracle[item].inside
        )
        if self.happens(
            kind,
            item,
            is_possible=is_possible,
            from_custodian=uid(giver),
            to_custodian=uid("hiwa") if kind == "REP" else None,
            signatures=rows((giver, "RELEASE"), ("hiwa", "RECEIVE")),
        ):
            place = "" if kind == "DES" else self.oracle[item].place
            holder = "hiwa" if kind == "REP" else ""
            self.oracle.push(item, holder=holder, place=place, is_ended=True)

    @rule(item=items, now=seldom)
    def lose(self, item: str, now: bool) -> None:
        if not now:
            return
        thing = self.oracle[item]
        is_possible = not thing.is_ended and not thing.is_lost
        if self.happens("LOS", item, is_possible=is_possible):
            self.oracle.push(item, holder="", place="", is_on_its_way=False, is_lost=True)

    @rule(item=items, who=people)
    def find(self, item: str, who: str) -> None:
        thing = self.oracle[item]
        is_first = self.oracle.is_untouched(item)
        is_possible = (
            not thing.is_ended
            and not thing.inside
            and not thing.is_on_its_way
            and (not is_first or self.oracle.holders_inside(item) <= {who})
            and (thing.is_lost or is_first)
        )
        if self.happens("FND", item, is_possible=is_possible, to_custodian=uid(who)):
            self.oracle.push(item, holder=who, place="", is_on_its_way=False, is_lost=False)

    @precondition(lambda self: self.newest is not None)
    @rule(approver=st.sampled_from(["hiwa", "hiwa", "author"]), gives_a_reason=mostly)
    def take_back(self, approver: str, gives_a_reason: bool) -> None:
        """The newest event of all is superseded: everything is as it was before it."""
        assert self.newest is not None
        wrong, item, before = self.newest
        had_no_part = approver == "hiwa" and wrong.to_custodian != uid("hiwa")
        if self.happens(
            "SUP",
            item,
            is_possible=gives_a_reason and had_no_part,
            supersedes=wrong.uid,
            approved_by=uid(approver),
            remarks="It was another bag." if gives_a_reason else None,
        ):
            self.oracle, self.newest = before, None

    @rule(item=items, into=st.sampled_from((*BAGS, "")))
    def pack(self, item: str, into: str) -> None:
        thing = self.oracle[item]
        if into == thing.inside:
            return
        before = self.world.records[uid(item)]
        name = "container" if isinstance(before, RemainsCase) else "parent"
        draft = before.with_values({name: uid(into) if into else None})
        said = self.stopped(draft, before)
        is_possible = self.may_be_packed(item, into)
        note(f"pack {item} into {into!r}: {is_possible} {said}")
        assert is_possible == (not said)
        if is_possible:
            self.newest = None
            self.world.add(draft)
            thing.inside = into
            if into and not self.oracle.is_untouched(into):
                self.oracle.carry_along(into)
            else:
                self.oracle.set_down(item)

    def may_be_packed(self, item: str, into: str) -> bool:
        thing = self.oracle[item]
        if into and (into == item or self.oracle.is_in(into, item)):
            return False
        containers = [self.oracle[each] for each in (thing.inside, into) if each]
        if any(each.is_on_its_way for each in (thing, *containers)):
            return False
        at_hand = (thing, *containers) if into else containers
        if any(each.is_ended or each.is_lost for each in at_hand):
            return False
        if any(self.oracle.outer_seal(each) for each in (thing.inside, into) if each):
            return False
        here, there = self.oracle.holder(item), self.oracle.holder(into) if into else ""
        if here and there and here != there:
            return False
        return not thing.inside or self.oracle.stand_of(item) == self.oracle.alone(item)

    @invariant()
    def both_agree(self) -> None:
        custody, at_once = Custody(self.world), Custody(Snapshot(self.world))
        for item, thing in self.oracle.things.items():
            state = custody.of(uid(item))
            assert at_once.of(uid(item)) == state
            holder = self.oracle.holder(item)
            expected = (
                uid(holder) if holder else "",
                uid(thing.place) if thing.place else "",
                uid(thing.inside) if thing.inside else "",
                self.oracle.outer_seal(item),
                thing.is_on_its_way,
                thing.is_ended,
                thing.is_lost,
            )
            told = (
                state.holder,
                state.place,
                state.container,
                state.seal,
                state.is_released,
                state.is_terminal,
                state.is_lost,
            )
            assert told == expected, item
            assert not state.is_disputed


TestHandling = Handling.TestCase
TestHandling.settings = settings(stateful_step_count=40)
