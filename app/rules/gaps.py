"""Gaps in custody: times when nobody had a thing, and things of which nobody says where they are.

A gap is never a reason to refuse a record: it is what a court asks about first, so it is said, in
red, on every print, and again before anything is handed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.core.clock import Moment
from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.operations import RoleAssignment
from app.rules.declared import rule
from app.rules.holding import HANDOVERS, CustodyState, half_of
from app.rules.roles import roles_of
from app.rules.transfers import Step
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, naming, title

OVERDUE = timedelta(days=7)


def custody_gaps(state: CustodyState, records: Records, now: Moment) -> tuple[Verdict, ...]:
    """What is open about an item now; nothing once its custody has ended."""
    if state.is_terminal or state.is_disputed:  # the end of custody, or an alarm of its own
        return ()
    return (
        *what_is_released_is_received(state, records, now),
        *the_holder_is_still_here(state, records, now),
        *a_container_stands_somewhere(state, records),
    )


@rule(
    "BR-17",
    levels=(Level.WARN,),
    at="every print of an item, and before a handover",
    test="test_gaps.py::test_a_release_waits_seven_days_for_its_receipt",
)
def what_is_released_is_received(
    state: CustodyState, records: Records, now: Moment
) -> Iterator[Verdict]:
    """What was released has been received within seven days."""
    at = state.released_at
    if state.is_released and at is not None and now.instant - at.instant > OVERDUE:
        yield Verdict(
            "BR-17",
            Level.WARN,
            "{item} was released on {at} and has not been received since.",
            "Ask who was to receive it, and read their bundle; or record that it is lost.",
            field="lines",
            values={"item": title(records, state.item), "at": at},
        )


@rule(
    "BR-17",
    levels=(Level.WARN,),
    at="every print of an item, and before a handover",
    test="test_gaps.py::test_a_holder_whose_roles_have_all_ended_has_left",
)
def the_holder_is_still_here(
    state: CustodyState, records: Records, now: Moment
) -> Iterator[Verdict]:
    """Who holds a thing still has a role in the operation."""
    roles = naming(records, RoleAssignment, "person", state.holder) if state.holder else ()
    if any(True for _ in roles) and not roles_of(records, state.holder, now):
        yield Verdict(
            "BR-17",
            Level.WARN,
            "{holder}, who holds {item}, has left the operation.",
            "Find it, and record who takes it over.",
            field="from_custodian",
            values={
                "item": title(records, state.item),
                "holder": title(records, state.holder),
            },
        )


@rule(
    "BR-17",
    levels=(Level.WARN,),
    at="every print of an item, and before a handover",
    test="test_gaps.py::test_a_container_that_was_spoken_of_stands_somewhere",
)
def a_container_stands_somewhere(state: CustodyState, records: Records) -> Iterator[Verdict]:
    """A container that somebody holds stands somewhere, or is on its way."""
    if state.is_untouched or state.place or state.is_released or state.is_lost:
        return
    last = found(records, CustodyEvent, state.last)
    is_on_its_way = last is not None and last.event_type == "TRN" and last.arrived_at is None
    if not is_on_its_way and found(records, Container, state.item) is not None:
        yield Verdict(
            "BR-17",
            Level.WARN,
            "Nobody has recorded where {item} is.",
            "Record where it was put, moved or inspected.",
            field="to_location",
            values={"item": title(records, state.item)},
        )


@rule(
    "BR-17",
    levels=(Level.WARN,),
    at="custody, a handover",
    test="test_gaps.py::test_a_gap_is_said_before_a_handover_and_never_stops_it",
)
def no_gap_is_passed_over(step: Step) -> Iterator[Verdict]:
    """Before anything is handed over, what is open about it is said."""
    at = step.event.occurred_at
    if at is not None and step.event.event_type in HANDOVERS:
        yield from custody_gaps(step.before, step.records, at)


@rule(
    "BR-17",
    levels=(Level.WARN,),
    at="history",
    test="test_gaps.py::test_a_receipt_that_came_late_says_how_many_days_nobody_held_it",
)
def a_receipt_comes_in_time(step: Step) -> Iterator[Verdict]:
    """Between a release and its receipt lie no more than seven days."""
    released, received = step.before.released_at, step.event.occurred_at
    if half_of(step.event) != "IN" or released is None or received is None:
        return
    between = received.instant - released.instant
    if between > OVERDUE:
        yield Verdict(
            "BR-17",
            Level.WARN,
            "Nobody held {item} for {days} days: so long it was between release and receipt.",
            "Say in the remarks where it was, and who knows it.",
            field="remarks",
            values={"item": step.item, "days": between.days},
        )
