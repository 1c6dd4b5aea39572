"""What may go into a container or come out of it, and remains that wait for one.

Packing joins custody: what is in a bag moves with it, so a thing goes only into an open container
that the same person holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.clock import Moment
from app.models.containers import Container
from app.models.custody import ITEM_KINDS
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.contents import Packed, is_circular, lists_naming, repacked
from app.rules.custody import Custody, custody_of
from app.rules.declared import rule
from app.rules.holding import CustodyState
from app.rules.seals import SEALING
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, Supposing, found, title


@rule(
    "BR-18",
    levels=(Level.BLOCK,),
    at="remains, container",
    test="test_seals.py::test_nothing_goes_into_or_comes_out_of_a_sealed_bag",
)
def nothing_goes_through_a_seal(
    draft: Packed | Container, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Nothing is put into or taken out of a sealed container."""
    custody = Custody(records)
    for field, item, was, will_be in repacked(draft, previous, records, Supposing(records, draft)):
        for container in (was, will_be):
            seal = custody.of(container).seal if container else ""
            if seal:
                yield Verdict(
                    "BR-18",
                    Level.BLOCK,
                    "{container} is under seal {seal}; {item} can neither go in nor come out.",
                    "Record first that the seal is opened, by two people and for what purpose.",
                    field=field,
                    values={
                        "container": title(records, container),
                        "seal": seal,
                        "item": title(records, item),
                    },
                )


@rule(
    "BR-17",
    "BR-18",
    levels=(Level.BLOCK,),
    at="remains, find, sample, container, document that is withdrawn",
    test="test_packing.py::test_what_is_sealed_or_held_is_not_withdrawn",
)
def nothing_in_custody_is_withdrawn(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """What is sealed, or in somebody's custody, cannot be said never to have been."""
    was_withdrawn = previous is not None and previous.is_withdrawn
    if draft.kind not in ITEM_KINDS or not draft.is_withdrawn or was_withdrawn:
        return
    state = custody_of(draft.uid, records)
    if state.seal and state.is_seal_whole and not state.is_terminal:
        yield Verdict(
            "BR-18",
            Level.BLOCK,
            "{item} is under seal {seal}, so it cannot be withdrawn.",
            "Record first that the seal is opened, by two people and for what purpose.",
            field="state",
            values={"item": draft.title, "seal": state.seal},
        )
    elif state.holder or not state.is_untouched:
        yield Verdict(
            "BR-17",
            Level.BLOCK,
            "{item} is in custody, so it cannot be withdrawn.",
            "Record as a custody event what became of it. A thing is void only before its first "
            "event: if it was never there, supersede its events or take it out of its container.",
            field="state",
            values={"item": draft.title},
        )


@rule(
    "BR-18",
    levels=(Level.BLOCK,),
    at="remains",
    test="test_seals.py::test_a_case_under_seal_keeps_its_type_and_its_container",
)
def a_sealed_case_stays_as_it_is(
    draft: RemainsCase, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Nobody sees through a seal what remains are, nor takes them out of their container."""
    if not isinstance(previous, RemainsCase):
        return
    names = ("case_type", "container")
    changed = [
        name for name in names if previous.values.get(name) not in {None, draft.values.get(name)}
    ]
    state = custody_of(draft.uid, records) if changed else None
    if state is None or not state.seal or not state.is_seal_whole or state.is_terminal:
        return
    for name in changed:
        if name == "case_type" or state.own_seal:
            yield Verdict(
                "BR-18",
                Level.BLOCK,
                "{item} is under seal {seal}; neither its type nor its container changes.",
                "Record first that the seal is opened, by two people and for what purpose.",
                field=name,
                values={"item": draft.title, "seal": state.seal},
            )


@rule(
    "BR-13",
    "BR-19",
    levels=(Level.BLOCK,),
    at="remains, container",
    test="test_packing.py::test_what_has_ended_or_is_lost_is_not_packed",
)
def only_what_is_at_hand_is_packed(
    draft: Packed | Container, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Nothing is packed that is on its way, lost, or at the end of its custody.

    What was lost out of a bag, or buried or handed over without it, may be struck off its list: so
    the list tells the truth again, and nothing of its custody changes.
    """
    custody = Custody(records)
    for field, item, was, will_be in repacked(draft, previous, records, Supposing(records, draft)):
        for uid in filter(None, (item, was, will_be)):
            state = custody.of(uid)
            values = {"item": title(records, uid)}
            is_struck_off = uid == item and not will_be
            if state.is_terminal and not is_struck_off:
                yield Verdict(
                    "BR-19",
                    Level.BLOCK,
                    "The custody of {item} has ended.",
                    "If it was found again, or the end was recorded wrongly, headquarters approves "
                    "the event.",
                    field=field,
                    values=values,
                )
            elif state.is_released:
                yield Verdict(
                    "BR-13",
                    Level.BLOCK,
                    "{item} has been released and not been received yet.",
                    "Record the receipt first.",
                    field=field,
                    values=values,
                )
            elif state.is_lost and not is_struck_off:
                yield Verdict(
                    "BR-19",
                    Level.BLOCK,
                    "{item} is recorded as lost.",
                    "Record first that it was found again: by whom, when and where.",
                    field=field,
                    values=values,
                )


@rule(
    "BR-13",
    levels=(Level.BLOCK,),
    at="remains, container",
    test="test_packing.py::test_what_two_people_hold_is_not_packed_together",
)
def packing_changes_no_hands(
    draft: Packed | Container, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Moving a container moves its contents, so neither packing nor unpacking moves a thing.

    What is packed has the container's holder already. What comes out of a container that was moved
    has an event of its own first, or it would seem to be where it was before it was packed; and in
    another container, to have come with that one.
    """
    custody = Custody(records)
    for field, item, was, will_be in repacked(draft, previous, records, Supposing(records, draft)):
        here, alone = custody.of(item), custody.alone(item)
        joined = custody.of(will_be).holder if will_be else ""
        if here.holder and joined and here.holder != joined:
            yield Verdict(
                "BR-13",
                Level.BLOCK,
                "{item} is held by {holder}, and {container} by {other}.",
                "Record the transfer first, then pack.",
                field=field,
                values={
                    "item": title(records, item),
                    "container": title(records, will_be),
                    "holder": title(records, here.holder),
                    "other": title(records, joined),
                },
            )
        elif was and _stands(here) != _stands(alone):
            yield Verdict(
                "BR-13",
                Level.BLOCK,
                "{item} came here in {container}; no event of its own says so.",
                "Record first that the item itself was inspected here, then take it out.",
                field=field,
                values={"item": title(records, item), "container": title(records, was)},
            )


def _stands(state: CustodyState) -> tuple[str, str, bool]:
    return state.holder, state.place, state.is_released


@rule(
    "BR-13",
    levels=(Level.BLOCK,),
    at="container",
    test="test_packing.py::test_a_container_stands_in_no_circle",
)
def containers_stand_in_no_circle(draft: Container, records: Records) -> Iterator[Verdict]:
    """A container is not inside itself, nor inside one that is inside it."""
    if draft.parent and is_circular(draft.uid, Supposing(records, draft)):
        yield Verdict(
            "BR-13",
            Level.BLOCK,
            "{container} would stand inside itself.",
            "Choose the container that it really stands in.",
            field="parent",
            values={"container": draft.title},
        )


@rule(
    "BR-17",
    levels=(Level.WARN,),
    at="remains, container",
    test="test_packing.py::test_a_list_that_disagrees_with_the_remains_is_asked_about",
)
def lists_agree_with_their_remains(
    draft: Packed | Container, records: Records
) -> Iterator[Verdict]:
    """What is on a container's list names that container, or none."""
    then = Supposing(records, draft)
    packed = (draft.contents or ()) if isinstance(draft, Container) else (draft.uid,)
    for uid in packed:
        item = then.get(uid)
        lists = [container.uid for container in lists_naming(uid, then)]
        named = item.container if isinstance(item, Packed) else None
        if (len(lists) > 1 and not named) or (named and lists and named not in lists):
            yield Verdict(
                "BR-17",
                Level.WARN,
                "{item} is on the list of a container other than its own.",
                "Enter in its own record which container it is in now.",
                field="contents" if isinstance(draft, Container) else "container",
                values={"item": title(then, uid)},
            )


@rule(
    "BR-11",
    levels=(Level.WARN,),
    at="remains",
    test="test_packing.py::test_remains_lifted_yesterday_lie_in_a_labelled_sealed_container",
)
def lifted_remains_are_sealed_by_evening(
    case: RemainsCase, records: Records, now: Moment
) -> Iterator[Verdict]:
    """Once lifted, in a container with a label inside and a seal before the day is over.

    The day is that of the place where they were lifted, not that of Greenwich.
    """
    lifted = case.lifted_at
    if lifted is None or case.is_withdrawn:
        return
    today = Moment(now.instant, lifted.offset_minutes).local.date()
    if lifted.local.date() >= today:
        return
    state = custody_of(case.uid, records)
    container = found(records, Container, state.container)
    is_labelled = container is not None and container.inner_label is True
    was_sealed = bool(state.seal) or any(event.event_type in SEALING for event in state.events)
    if not (is_labelled and was_sealed) and not state.is_terminal:
        yield Verdict(
            "BR-11",
            Level.WARN,
            "{item} was lifted on an earlier day and is not in a labelled, sealed container yet.",
            "Pack it, put the label inside and outside, seal it, and record each of these.",
            field="container",
            values={"item": case.title},
        )
