"""A custody event is never edited: a wrong one stays, struck through, with another beside it."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.custody import CustodyEvent
from app.models.record import Record
from app.rules.chains import SUPERSEDING, is_approved, parties_of, reason_of
from app.rules.declared import rule
from app.rules.roles import Act, may
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found


@rule(
    "BR-16",
    levels=(Level.BLOCK,),
    at="custody",
    test="test_corrections.py::test_an_event_is_never_edited",
)
def events_are_never_edited(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """A custody event, once written, is superseded and never changed."""
    if draft.is_append_only and previous is not None and draft.values != previous.values:
        yield Verdict(
            "BR-16",
            Level.BLOCK,
            "What is recorded here is never changed.",
            "Record a new event that supersedes this one, with the reason and another's approval.",
        )


@rule(
    "BR-16",
    "BR-19",
    levels=(Level.BLOCK, Level.WARN),
    at="custody",
    test="test_corrections.py::test_a_correction_has_a_reason_and_another_persons_approval",
)
def another_approves_a_correction(
    event: CustodyEvent, records: Records, author: str
) -> Iterator[Verdict]:
    """A correction names the wrong event, gives a reason, and another person approves it."""
    is_correction = event.event_type == SUPERSEDING
    wrong = found(records, CustodyEvent, event.supersedes)
    if not is_correction and not event.supersedes:
        return
    if wrong is None or wrong.uid == event.uid:
        yield Verdict(
            "BR-16",
            Level.BLOCK,
            "The event to be superseded is not named, or is not on this laptop.",
            "Choose the event that was wrong.",
            field="supersedes",
        )
        return
    if {line.item for line in event.lines or ()} != {line.item for line in wrong.lines or ()}:
        yield Verdict(
            "BR-16",
            Level.BLOCK,
            "A correction lists the same items as the event that was wrong.",
            "Add the items that are missing, and remove the others.",
            field="lines",
        )
    if not reason_of(event):
        yield Verdict(
            "BR-16",
            Level.BLOCK,
            "A correction says what was wrong.",
            "Give the reason in a few words; it is printed beside the struck-out event.",
            field="remarks",
        )
    if not event.approved_by or event.approved_by == author:
        yield Verdict(
            "BR-16",
            Level.BLOCK,
            "A correction is approved by another person than its author.",
            "Enter who approved it.",
            field="approved_by",
        )
    elif event.approved_by in parties_of(wrong):
        yield Verdict(
            "BR-16",
            Level.BLOCK,
            "Who was party to the wrong event does not approve its correction.",
            "Let somebody approve it who neither released, received nor wrote it.",
            field="approved_by",
        )
    elif not is_approved(event, wrong, records, author) and reason_of(event):
        yield Verdict(
            "BR-19",
            Level.BLOCK,
            "Only headquarters approves that the end of custody is taken back.",
            "Ask an approver at headquarters to approve the correction.",
            field="approved_by",
        )
    elif event.occurred_at and not may(
        Act.CORRECT_CUSTODY, records, event.approved_by, event.occurred_at
    ):
        yield Verdict(
            "BR-16",
            Level.WARN,
            "The correction is approved in the field; headquarters will look at it.",
            "Say so in the next bundle's message.",
            field="approved_by",
        )
