"""What a custody event may say: time, hands, signatures, corrections, and what is final.

Rules about one item take a `Step`: the event, its line, and the item's custody before it. The same
rules judge a draft and, later, the history that came in bundles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.clock import Moment, MomentError
from app.models.containers import Container
from app.models.custody import DEPARTURES, TRANSFERS, CustodyEvent, CustodyLine
from app.models.remains import RemainsCase
from app.rules.contents import all_within
from app.rules.declared import rule
from app.rules.holding import HANDOVERS, TERMINAL, CustodyState, half_of, line_of
from app.rules.roles import (
    HEADQUARTERS_APPROVER,
    STORE_KEEPER,
    organisation_of,
    roles_of,
)
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, title
from app.rules.zones import TOLERANCE

_WHILE_DISPUTED = frozenset({"FND", "LOS", "DIS", "CHK"})
_TAKING_UP = frozenset({"COL", "FND"})
_ON_THE_WAY = frozenset({"CHK", "UNS", "RES", "DIS", "LOS"})
_WITHOUT_HOLDER = frozenset({"LOS", "DIS"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an event, and the custody of its item before it."""

    event: CustodyEvent
    line: CustodyLine
    before: CustodyState
    author: str
    records: Records

    @property
    def item(self) -> str:
        """What to call the item in a sentence."""
        return title(self.records, self.line.item)

    def hands_over(self) -> bool:
        """Whether the event lets somebody go: a release, or a whole transfer."""
        return self.event.event_type in DEPARTURES and half_of(self.event) != "IN"


@rule(
    "BR-12",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_instants_count_and_not_what_the_clocks_on_two_walls_show",
)
def events_follow_in_time(step: Step) -> Iterator[Verdict]:
    """No event of an item before the one before it, nor before it was lifted or packed.

    Instants are compared, never what the clocks on two walls showed.
    """
    at = step.event.occurred_at
    earliest = step.before.at or _existed_from(step.line.item, step.records)
    if at is not None and earliest is not None and at.instant < earliest.instant:
        yield Verdict(
            "BR-12",
            Level.BLOCK,
            "This is earlier than what came before for {item}, which was on {earliest}.",
            "Check the date and the clock of this laptop, and enter the time of the clock on site.",
            field="occurred_at",
            values={"item": step.item, "earliest": earliest},
        )


@rule(
    "BR-12",
    levels=(Level.WARN,),
    at="history",
    test="test_transfers.py::test_the_clocks_of_two_laptops_are_compared_by_what_they_wrote",
)
def clocks_of_two_laptops_agree(step: Step) -> Iterator[Verdict]:
    """An event was not written before the one it follows; if it seems so, clocks differ."""
    before = found(step.records, CustodyEvent, step.line.previous)
    if before is None or before.origin.journal == step.event.origin.journal:
        return
    earlier, later = _written(before), _written(step.event)
    if earlier is None or later is None or earlier.instant - later.instant <= TOLERANCE:
        return
    yield Verdict(
        "BR-12",
        Level.WARN,
        "The clock of the laptop that wrote this for {item} is at least {minutes} minutes behind "
        "the one that wrote the event before.",
        "Compare the clocks of both laptops, and note the difference in the remarks.",
        field="occurred_at",
        values={
            "item": step.item,
            "minutes": int((earlier.instant - later.instant).total_seconds()) // 60,
        },
    )


@rule(
    "BR-13",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_only_the_holder_or_the_store_keeper_of_the_same_house_releases",
)
def only_the_holder_releases(step: Step) -> Iterator[Verdict]:
    """Who holds an item releases it, or the store keeper of the same organisation."""
    before, releaser = step.before, step.event.from_custodian
    if not step.hands_over() or before.is_released or not before.holder:
        return
    if _may_release(releaser, step):
        return
    yield Verdict(
        "BR-13",
        Level.BLOCK,
        "{item} is held by {holder}, so nobody else can release it.",
        "Enter the holder as releasing, or the store keeper of the same organisation. If the "
        "holder is another, record first how the item came there.",
        field="from_custodian",
        values={"item": step.item, "holder": title(step.records, before.holder)},
    )


@rule(
    "BR-13",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_nothing_released_is_released_or_moved_again",
)
def nothing_is_released_twice(step: Step) -> Iterator[Verdict]:
    """Between a release and its receipt nobody holds the item: it is looked at, no more."""
    event = step.event
    if step.before.is_released and half_of(event) != "IN" and event.event_type not in _ON_THE_WAY:
        yield Verdict(
            "BR-13",
            Level.BLOCK,
            "{item} has been released and not been received yet.",
            "Record the receipt first.",
            field="lines",
            values={"item": step.item},
        )


@rule(
    "BR-19",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_what_is_lost_is_found_before_anything_else",
)
def what_is_lost_is_found_first(step: Step) -> Iterator[Verdict]:
    """Nothing happens to a thing that is lost before it is found again or received."""
    event = step.event
    if step.before.is_lost and half_of(event) != "IN" and event.event_type not in {"FND", "DIS"}:
        yield Verdict(
            "BR-19",
            Level.BLOCK,
            "{item} is recorded as lost.",
            "Record first that it was found again: by whom, when and where.",
            field="lines",
            values={"item": step.item},
        )


@rule(
    "BR-13",
    levels=(Level.BLOCK, Level.WARN),
    at="history",
    test="test_custody.py::test_a_receipt_alone_waits_for_its_release",
)
def a_receipt_answers_a_release(step: Step) -> Iterator[Verdict]:
    """A receipt belongs to the release before it; a release not here yet is no obstacle."""
    event, before = step.event, step.before
    if half_of(event) != "IN":
        return
    values = {"item": step.item}
    if not before.is_released:
        if before.holder and not _may_release(event.from_custodian, step):
            yield Verdict(
                "BR-13",
                Level.BLOCK,
                "{item} was not received from its holder.",
                "Enter as releasing who held it, or record first how it came to somebody else.",
                field="from_custodian",
                values=values,
            )
        else:
            yield Verdict(
                "BR-13",
                Level.WARN,
                "The release of {item} has not arrived here.",
                "It is joined to this receipt by item, seal and time when its bundle comes.",
                field="lines",
                values=values,
            )
    elif before.released_to and event.to_custodian not in {None, before.released_to}:
        yield Verdict(
            "BR-13",
            Level.WARN,
            "{item} was released to somebody else than who received it.",
            "Check the name, and say in the remarks why another person received it.",
            field="to_custodian",
            values=values,
        )


@rule(
    "BR-13",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_only_a_transfer_changes_hands",
)
def only_a_transfer_changes_hands(step: Step) -> Iterator[Verdict]:
    """An item comes into other hands by a transfer, not by being counted or examined."""
    event, before = step.event, step.before
    was_missing = before.is_lost or before.is_terminal or before.is_disputed
    if event.event_type in TRANSFERS | TERMINAL or (event.event_type == "FND" and was_missing):
        return
    is_held = bool(before.holder) or before.is_released
    is_collected_again = event.event_type in _TAKING_UP and is_held and not before.is_untouched
    if is_collected_again or (is_held and event.to_custodian not in {None, before.holder}):
        yield Verdict(
            "BR-13",
            Level.BLOCK,
            "{item} has a holder; only a release and a receipt change that.",
            "Record a transfer, signed by who releases and who receives.",
            field="to_custodian",
            values={"item": step.item},
        )


@rule("BR-13", levels=(Level.BLOCK,), at="custody", test="test_custody_machine.py::TestHandling")
def things_in_a_container_move_with_it(step: Step) -> Iterator[Verdict]:
    """What is in a container goes where it goes; to go elsewhere it is taken out first."""
    event, before = step.event, step.before
    goes = (
        step.hands_over()
        or half_of(event) == "IN"
        or event.event_type == "FND"
        or event.to_location not in {None, before.place}
    )
    if before.container and goes and line_of(event, before.container) is None:
        yield Verdict(
            "BR-13",
            Level.BLOCK,
            "{item} is in {container} and moves with it.",
            "Record the event for the container, or take the item out of it first.",
            field="lines",
            values={"item": step.item, "container": title(step.records, before.container)},
        )


@rule(
    "BR-13",
    "BR-17",
    levels=(Level.BLOCK, Level.WARN),
    at="custody",
    test="test_transfers.py::test_custody_begins_with_somebody",
)
def custody_begins_with_a_holder(step: Step) -> Iterator[Verdict]:
    """The first event of an item names who holds it; a release says it came from nowhere."""
    event, before = step.event, step.before
    if not before.is_untouched or event.event_type in _WITHOUT_HOLDER:
        return
    if not (event.to_custodian or event.from_custodian):
        yield Verdict(
            "BR-13",
            Level.BLOCK,
            "This is the first event of {item}, and it does not say who holds it.",
            "Enter the holder as receiving.",
            field="to_custodian",
            values={"item": step.item},
        )
    elif step.hands_over() and not before.holder:
        yield Verdict(
            "BR-17",
            Level.WARN,
            "No event says who held {item} before this.",
            "Record its collection first if you know of it; otherwise say in the remarks.",
            field="lines",
            values={"item": step.item},
        )


@rule(
    "BR-19",
    levels=(Level.BLOCK,),
    at="history",
    test="test_transfers.py::test_after_the_end_only_headquarters_goes_on",
)
def what_is_final_stays_so(step: Step) -> Iterator[Verdict]:
    """After burial, release to the family, repatriation or destruction nothing follows.

    Unless headquarters approves that it was found again, or supersedes the event.
    """
    event, before = step.event, step.before
    if not before.is_terminal:
        return
    if half_of(event) == "IN" and before.is_released:
        return
    at = event.occurred_at
    approver = event.approved_by if event.approved_by != step.author else None
    roles = roles_of(step.records, approver, at) if at else frozenset()
    if event.event_type == "FND" and HEADQUARTERS_APPROVER in roles:
        return
    yield Verdict(
        "BR-19",
        Level.BLOCK,
        "The custody of {item} has ended.",
        "If it was found again, or the end was recorded wrongly, headquarters approves the event.",
        field="lines",
        values={"item": step.item},
    )


@rule(
    "C3",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_custody.py::test_a_new_event_names_the_newest",
)
def follows_the_last_event(step: Step) -> Iterator[Verdict]:
    """An event names the item's last one, so that two that know nothing of each other show."""
    before, event = step.before, step.event
    if before.is_disputed and event.event_type not in _WHILE_DISPUTED:
        yield forked(step.item)
    elif (step.line.previous or "") != before.last:
        yield Verdict(
            "C3",
            Level.BLOCK,
            "Since this was begun, another event was recorded for {item}.",
            "Look at the custody of the item again, then record the event anew.",
            field="lines",
            values={"item": step.item},
        )


def forked(item: str) -> Verdict:
    """Events stand against each other."""
    return Verdict(
        "C3",
        Level.BLOCK,
        "Two laptops recorded different events for {item}, so nobody knows where it is.",
        "Find out what happened and supersede the event that did not.",
        field="lines",
        values={"item": item},
    )


@rule(
    "C1",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_transfers.py::test_nothing_disputed_is_handed_over",
)
def no_handover_while_disputed(step: Step) -> Iterator[Verdict]:
    """Nothing is handed over while laptops disagree on what it is, or on what is in it."""
    if step.event.event_type not in HANDOVERS or not step.line.item:
        return
    for uid in all_within(step.line.item, step.records):
        item = step.records.get(uid)
        if item is not None and item.disputed:
            yield Verdict(
                "C1",
                Level.BLOCK,
                "Laptops disagree about {item}; it is not handed over before that is decided.",
                "Open Conflicts and decide, then hand it over.",
                field="lines",
                values={"item": item.title},
            )


@rule(
    "BR-13",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_transfers.py::test_an_item_stands_on_one_line",
)
def each_item_stands_once(event: CustodyEvent) -> Iterator[Verdict]:
    """An item is on one line of an event."""
    items = [line.item for line in event.lines or ()]
    if len(set(items)) < len(items):
        yield Verdict(
            "BR-13",
            Level.BLOCK,
            "An item stands twice on the list.",
            "Remove one of its lines.",
            field="lines",
        )


def _written(event: CustodyEvent) -> Moment | None:
    """When a laptop claims to have written an event; nothing for one that is not written yet."""
    try:
        return Moment.parse(event.origin.wall)
    except MomentError:
        return None


def _existed_from(item: str | None, records: Records) -> Moment | None:
    record = records.get(item) if item else None
    if isinstance(record, RemainsCase):
        return record.lifted_at or record.occurred_at
    return record.occurred_at if isinstance(record, Container) else None


def _may_release(person: str | None, step: Step) -> bool:
    """Whether a person holds the item, or keeps the store of the holder's organisation."""
    at, holder = step.event.occurred_at, step.before.holder
    organisation = organisation_of(step.records, holder)
    return person == holder or (
        at is not None
        and STORE_KEEPER in roles_of(step.records, person, at)
        and bool(organisation)
        and organisation_of(step.records, person) == organisation
    )
