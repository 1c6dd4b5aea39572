"""What is closed is agreed on: nobody makes final what laptops still disagree about."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.containers import Container
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.custody import custody_of
from app.rules.transfers import forked
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records


def nothing_disputed_is_closed(
    draft: Record, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """C1, C3: a record with two values, or a thing that nobody can place, is not made final."""
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
