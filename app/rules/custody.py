"""Who holds what, and where: derived from the events, never kept anywhere else.

A container's events are events of everything in it. An item in a container is where the container
is, with whoever holds that, unless the item itself was lost or came to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.record import Record
from app.rules.chains import SUPERSEDING, Chain, by_time, chain_of
from app.rules.contents import all_within, container_of, contents_of
from app.rules.corrections import another_approves_a_correction, events_are_never_edited
from app.rules.declared import rule
from app.rules.gaps import a_receipt_comes_in_time, no_gap_is_passed_over
from app.rules.hands import Claim, Hands, HandToHand, is_told_apart
from app.rules.holding import CustodyState, after, line_of
from app.rules.seals import (
    a_new_seal_comes_by_sealing,
    a_seal_is_used_once,
    no_handover_before_a_discrepancy_is_settled,
    opening_a_seal_takes_two,
    sealed_things_are_opened_first,
    the_seal_found_is_the_seal_left,
)
from app.rules.signatories import (
    everybody_signs_for_themselves,
    the_witness_is_a_third_person,
    two_people_sign_a_transfer,
    who_signs_holds_a_role,
)
from app.rules.stages import what_changes_hands_has_its_number
from app.rules.transfers import (
    Step,
    a_receipt_answers_a_release,
    clocks_of_two_laptops_agree,
    custody_begins_with_a_holder,
    each_item_stands_once,
    events_follow_in_time,
    follows_the_last_event,
    forked,
    no_handover_while_disputed,
    nothing_is_released_twice,
    only_a_transfer_changes_hands,
    only_the_holder_releases,
    things_in_a_container_move_with_it,
    what_is_final_stays_so,
    what_is_lost_is_found_first,
)
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, title

Rule = Callable[[Step], Iterator[Verdict]]

HISTORY_RULES: tuple[Rule, ...] = (
    events_follow_in_time,
    clocks_of_two_laptops_agree,
    only_the_holder_releases,
    nothing_is_released_twice,
    a_receipt_answers_a_release,
    only_a_transfer_changes_hands,
    what_is_final_stays_so,
    what_is_lost_is_found_first,
    the_seal_found_is_the_seal_left,
    a_new_seal_comes_by_sealing,
    a_receipt_comes_in_time,
)
DRAFT_RULES: tuple[Rule, ...] = (
    *HISTORY_RULES,
    follows_the_last_event,
    custody_begins_with_a_holder,
    no_handover_while_disputed,
    no_handover_before_a_discrepancy_is_settled,
    sealed_things_are_opened_first,
    things_in_a_container_move_with_it,
    no_gap_is_passed_over,
)


class Custody:
    """The custody of items, worked out when asked for and remembered; for one unchanging world.

    With other `rules`, or none, only these are asked what events broke: who needs to know no more
    than where things are has it in half the time.
    """

    def __init__(self, records: Records, rules: Sequence[Rule] = HISTORY_RULES) -> None:
        self._records = records
        self._rules = rules
        self._states: dict[str, CustodyState] = {}
        self._alone: dict[str, CustodyState] = {}
        self._own: dict[str, _History] = {}
        self._busy: set[str] = set()
        self._hands: dict[str, HandToHand] = {}

    def of(self, item: str) -> CustodyState:
        """Who holds the item, where it is, in which container, under which seal."""
        if item not in self._states:
            self._states[item] = self._within(item, frozenset())
        return self._states[item]

    def alone(self, item: str) -> CustodyState:
        """How an item stands, whatever it lies in: by its own events, or those of its contents."""
        if item not in self._alone:
            own = self._alone[item] = self._history(item).state  # enough for what is in a circle
            if own.is_untouched:
                self._alone[item] = replace(own, holder=self._holder_of_contents(item))
        return self._alone[item]

    def breaches(self, item: str) -> Mapping[str, tuple[Verdict, ...]]:
        """What the item's own events broke, by the event's uid."""
        return self._history(item).breaches

    def is_torn(self, item: str) -> bool:
        """Whether a thing's own events and those of its container claim different hands."""
        history, container = self._history(item), container_of(item, self._records)
        if not container or history.state.is_disputed:
            return False
        return is_told_apart(history.claim, self._hands_of(container, frozenset({item})))

    def _within(self, item: str, path: frozenset[str]) -> CustodyState:
        own = self.alone(item)
        container = container_of(item, self._records)
        if not container or container in path | {item}:
            return own
        outer = self._within(container, path | {item})
        state = own
        if not (outer.is_untouched or own.is_lost or own.is_terminal):
            state = replace(
                own,
                holder=outer.holder,
                place=outer.place,
                is_released=outer.is_released,
                released_to=outer.released_to,
                released_at=outer.released_at,
                is_lost=outer.is_lost,
            )
            if outer.last not in self._history(item).lineage:
                state = replace(state, last=outer.last, at=outer.at)
        if self.is_torn(item):
            torn = forked(title(self._records, item))
            state = replace(
                state,
                holder="",
                place="",
                is_released=False,
                is_disputed=True,
                rivals=frozenset({own.last, outer.last}),
                problems=(torn, *state.problems),
            )
        known = {event.uid: event for event in own.events + outer.events}
        return replace(
            state,
            container=container,
            seal=outer.seal or own.own_seal,
            is_seal_whole=outer.is_seal_whole if outer.seal else own.is_seal_whole,
            is_terminal=own.is_terminal or outer.is_terminal,
            is_disputed=state.is_disputed or outer.is_disputed,
            discrepancies=tuple(dict.fromkeys(own.discrepancies + outer.discrepancies)),
            discrepancies_by=own.discrepancies_by | outer.discrepancies_by,
            events=tuple(sorted(known.values(), key=by_time)),
            superseded=own.superseded | outer.superseded,
            rivals=state.rivals | outer.rivals,
            problems=state.problems + outer.problems,
        )

    def _hands_of(self, container: str, path: frozenset[str]) -> HandToHand:
        """In whose hands a container ever was, and until when; none if in nobody's.

        Where it stood in another, or stands, it went from hand to hand with that.
        """
        if container in self._hands:
            return self._hands[container]
        history = self._history(container)
        trail = history.trail
        states = list(trail.values())
        first = found(self._records, CustodyEvent, next(iter(trail), ""))
        named = first.from_custodian if first else None
        ends = [state.at.instant if state.at else None for state in states]
        spans = [Hands(named, released_at=None, since=None, until=ends[0])] if named else []
        spans += [
            Hands(state.holder, state.released_at, since, until)
            for state, since, until in zip_longest(states, ends, ends[1:])
        ]
        outer = container_of(container, self._records)
        around = (
            self._hands_of(outer, path | {container})
            if outer and outer not in path | {container}
            else HandToHand((), is_known=False)
        )
        if spans and around.spans:
            ends = [one.until for one in around.spans if one.same_as(spans[-1])]
            last = None if None in ends else max(filter(None, ends), default=None)
            spans[-1] = spans[-1]._replace(until=last)
        stays = (
            one.before(end)
            for outer, end in history.stays
            if outer not in path | {container}
            for one in self._hands_of(outer, path | {container}).spans
            if one.since is None or one.since <= end
        )
        # Or nobody said whose it was when it was lost, or counted.
        is_known = bool(named or states[0].holder) if states else around.is_known
        self._hands[container] = HandToHand((*spans, *around.spans, *stays), is_known=is_known)
        return self._hands[container]

    def _history(self, item: str) -> _History:
        if item not in self._own:
            self._busy.add(item)
            self._own[item] = self._replayed(item, chain_of(item, self._records))
            self._busy.discard(item)
        return self._own[item]

    def _replayed(self, item: str, chain: Chain) -> _History:
        name = title(self._records, item)
        state = CustodyState(
            item,
            events=chain.events,
            superseded=chain.superseded,
            rivals=chain.rivals,
        )
        if chain.is_broken:
            live = [event for event in chain.events if event.uid not in chain.superseded]
            newest = max(
                (event for event in live if event.event_type != SUPERSEDING),
                key=by_time,
            )
            state = replace(
                state, holder="", is_disputed=True, last=newest.uid, problems=(forked(name),)
            )
            return _History(state, Claim(state), frozenset({newest.uid}), {}, {})
        breaches: dict[str, tuple[Verdict, ...]] = {}
        trail: dict[str, CustodyState] = {}
        lineage: frozenset[str] = frozenset()
        stays: list[tuple[str, datetime]] = []
        gaps: list[Verdict] = []
        claim = Claim(state)
        for start, links in chain.pieces:
            before = state
            state, joint, container = self._rejoined(state, start)
            if joint and self._is_elsewhere(before, claim, container, links[0].event):
                torn = replace(
                    before,
                    holder="",
                    place="",
                    is_released=False,
                    is_disputed=True,
                    rivals=frozenset({before.last, links[0].event.uid}),
                    problems=(forked(name),),
                )
                return _History(torn, claim, lineage, trail, breaches, stays)
            if joint and (back := links[0].event.occurred_at):
                stays.append((container, back.instant))
            claim = claim.then(state)
            lineage = frozenset({joint, *(link.event.uid for link in links)})
            gaps += an_earlier_event_is_here(name, start, joint)
            for event, line in links:
                step = Step(event, line, state, event.origin.by, self._records)
                broken = tuple(verdict for rule in self._rules for verdict in rule(step))
                if broken:
                    breaches[event.uid] = broken
                state = trail[event.uid] = after(state, event, line)
                claim = claim.then(state, is_destroyed=event.event_type == "DES")
        told = (verdict for broken in breaches.values() for verdict in broken)
        state = replace(state, problems=(*gaps, *told))
        return _History(state, claim, lineage, trail, breaches, stays)

    def _is_elsewhere(
        self, own: CustodyState, claim: Claim, container: str, back: CustodyEvent
    ) -> bool:
        """Whether what was told of a thing alone cannot have come before it lay in a container.

        `back` is the first event that is told of it alone again.
        """
        at = back.occurred_at
        is_over = own.at is not None and at is not None and own.at.instant > at.instant
        return is_over or is_told_apart(claim, self._hands_of(container, frozenset({own.item})))

    def _rejoined(self, state: CustodyState, start: str) -> tuple[CustodyState, str, str]:
        """The item's state when it came out of a container, the container's event, and which."""
        event = found(self._records, CustodyEvent, start)
        for line in event.lines or () if event else ():
            container = found(self._records, Container, line.item)
            if container is None or container.uid in self._busy:
                continue
            outer, joint = self._at(container.uid, start)
            if outer is not None:
                return (
                    replace(
                        state,
                        holder=outer.holder,
                        place=outer.place,
                        is_released=outer.is_released,
                        released_to=outer.released_to,
                        released_at=outer.released_at,
                        is_terminal=state.is_terminal or outer.is_terminal,
                        is_lost=outer.is_lost,
                        last=joint,
                        at=outer.at,
                    ),
                    joint,
                    container.uid,
                )
        return state, "", ""

    def _at(self, container: str, uid: str) -> tuple[CustodyState | None, str]:
        """A container's state after an event, or after the last one before it that counts."""
        trail, seen = self._history(container).trail, set[str]()
        while uid and uid not in trail and uid not in seen:
            seen.add(uid)
            event = found(self._records, CustodyEvent, uid)
            line = line_of(event, container) if event else None
            uid = (line.previous or "") if line else ""
        return trail.get(uid), uid

    def _holder_of_contents(self, item: str) -> str:
        """Who holds all that was packed, while the container has no event of its own."""
        holders = set(self.holders_of_contents(item).values()) - {""}
        return holders.pop() if len(holders) == 1 else ""

    def holders_of_contents(self, item: str) -> Mapping[str, str]:
        """Who holds each thing that was packed in a container, by the thing."""
        if found(self._records, Container, item) is None:
            return {}
        return {packed: self.alone(packed).holder for packed in contents_of(item, self._records)}


class _History:
    """An item's own events replayed: the state after each, and what each broke.

    `stays` are the containers out of which it came, and when it was first told of alone again.
    """

    def __init__(
        self,
        state: CustodyState,
        claim: Claim,
        lineage: frozenset[str],
        trail: Mapping[str, CustodyState],
        breaches: Mapping[str, tuple[Verdict, ...]],
        stays: Sequence[tuple[str, datetime]] = (),
    ) -> None:
        self.state = state
        self.claim = claim
        self.lineage = lineage
        self.trail = trail
        self.breaches = breaches
        self.stays = stays


def custody_of(item: str, records: Records) -> CustodyState:
    """Who holds an item; for many items, ask one `Custody`."""
    return Custody(records).of(item)


@rule(
    "BR-13",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_custody.py::test_the_first_event_of_a_bag_names_who_holds_what_is_in_it",
)
def what_is_packed_has_one_holder(step: Step, custody: Custody) -> Iterator[Verdict]:
    """A container's first event names who holds what is in it."""
    event = step.event
    holder = event.from_custodian if step.hands_over() else None
    holder = holder or event.to_custodian or event.from_custodian
    if not step.before.is_untouched or holder is None:
        return
    for item, theirs in custody.holders_of_contents(step.before.item).items():
        if theirs and theirs != holder:
            yield Verdict(
                "BR-13",
                Level.BLOCK,
                "{item} is held by {holder}, and {container} by {other}.",
                "Record the transfer first, then pack.",
                field="lines",
                values={
                    "item": title(step.records, item),
                    "holder": title(step.records, theirs),
                    "container": step.item,
                    "other": title(step.records, holder),
                },
            )


@rule(
    "BR-17",
    levels=(Level.WARN,),
    at="custody, a bag that is handed on",
    test="test_gaps.py::test_a_bag_is_not_handed_on_with_what_is_gone_on_its_list_unsaid",
)
def what_is_listed_is_there(step: Step, custody: Custody) -> Iterator[Verdict]:
    """Whoever hands a container on is told what its list holds that is lost or gone."""
    if not step.hands_over():
        return
    for uid in all_within(step.line.item or "", step.records)[1:]:
        state = custody.of(uid)
        if state.is_lost or state.is_terminal:
            yield Verdict(
                "BR-17",
                Level.WARN,
                "{item} is on the list of {container}, and is recorded as lost."
                if state.is_lost
                else "{item} is on the list of {container}, and its custody has ended.",
                "Look into the container. What is not there is struck off its list; what is there "
                "was found, and somebody records that first.",
                field="lines",
                values={
                    "item": title(step.records, uid),
                    "container": title(step.records, state.container),
                },
            )


def gate_custody(
    draft: CustodyEvent, previous: Record | None, records: Records, *, author: str
) -> Iterator[Verdict]:
    """What the rules of custody say of a new event, line by line."""
    if previous is not None:
        yield from events_are_never_edited(draft, previous)
        return
    yield from each_item_stands_once(draft)
    yield from another_approves_a_correction(draft, records, author)
    if draft.event_type == SUPERSEDING:
        return
    yield from what_changes_hands_has_its_number(draft, records)
    yield from everybody_signs_for_themselves(draft, records, author)
    yield from two_people_sign_a_transfer(draft, records, author)
    yield from the_witness_is_a_third_person(draft, records, author)
    yield from who_signs_holds_a_role(draft, records, author)
    yield from opening_a_seal_takes_two(draft, author)
    yield from a_seal_is_used_once(draft, records)
    custody = Custody(records)
    for line in draft.lines or ():
        if line.item:
            step = Step(draft, line, custody.of(line.item), author, records)
            for rule in DRAFT_RULES:
                yield from rule(step)
            yield from what_is_packed_has_one_holder(step, custody)
            yield from what_is_listed_is_there(step, custody)


@rule(
    "C6",
    levels=(Level.WARN,),
    at="whenever custody is read",
    test="test_custody.py::test_an_event_whose_forerunner_has_not_arrived_is_kept_and_said",
)
def an_earlier_event_is_here(item: str, start: str, joint: str) -> Iterator[Verdict]:
    """The event that an event names as the one before it has arrived, of the item or its container.

    `start` is the uid that it names, `joint` the one that was found for it.
    """
    if start and not joint:
        yield Verdict(
            "C6",
            Level.WARN,
            "An earlier custody event of {item} has not arrived here.",
            "Ask for the bundle that holds it.",
            field="lines",
            values={"item": item},
        )
