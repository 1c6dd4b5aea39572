"""What is closed is agreed on, and stays so: final records and disputed fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.models.containers import Container
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.custody import custody_of
from app.rules.declared import rule
from app.rules.transfers import forked
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records


@rule(
    "C1",
    "C3",
    levels=(Level.BLOCK,),
    at="every record that becomes final",
    test="test_closing.py::test_a_record_with_two_values_is_not_closed",
)
def nothing_disputed_is_closed(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """A record with two values, or a thing that nobody can place, is not made final."""
    if not draft.is_final or (previous is not None and previous.is_final):
        return
    if draft.disputed:
        yield Verdict(
            "C1",
            Level.BLOCK,
            "{item} is not made final while laptops disagree about it.",
            "Open Conflicts and decide each field, then make it final.",
            field="state",
            values={"item": draft.title},
        )
    if isinstance(draft, RemainsCase | Container) and custody_of(draft.uid, records).is_disputed:
        yield forked(draft.title)


@rule(
    "BR-21",
    levels=(Level.BLOCK,),
    at="every change of a final record",
    test="test_closing.py::test_a_final_record_changes_with_a_reason",
)
def a_final_record_changes_with_a_reason(previous: Record | None, why: str) -> Iterator[Verdict]:
    """A change to a final record prints as an amendment, and says why."""
    if previous is not None and previous.is_final and not why.strip():
        yield Verdict(
            "BR-21",
            Level.BLOCK,
            "This record is final; a change to it prints as an amendment and needs a reason.",
            "Give the reason for the change, then save again.",
            field="reason",
        )


@rule(
    "BR-34",
    levels=(Level.BLOCK,),
    at="every change of a disputed field",
    test="test_closing.py::test_a_disputed_field_is_decided_and_not_overwritten",
)
def a_disputed_field_is_decided(
    previous: Record | None, changed: Collection[str]
) -> Iterator[Verdict]:
    """Of two open edits both are kept, until a person decides which one stands."""
    for name in sorted(previous.disputed & set(changed)) if previous is not None else ():
        yield Verdict(
            "BR-34",
            Level.BLOCK,
            "Two laptops disagree on this field, and a person has to decide.",
            "Open Conflicts, choose a value and say why.",
            field=name,
        )
