"""How a record stands, draft, final or withdrawn: it changes by an action, never by typing.

Each of the actions asks what it has to: what is missing before a record is closed, why it is taken
away, why it is brought back.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.record import Record, State
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict

OPEN = frozenset({None, State.DRAFT})


@rule(
    "BR-21",
    levels=(Level.BLOCK,),
    at="every draft that is saved",
    test="test_standing.py::test_how_a_record_stands_is_not_typed",
)
def how_it_stands_is_not_typed(draft: Record, previous: Record | None) -> Iterator[Verdict]:
    """Saving fields neither closes a record nor opens, withdraws or restores one."""
    before = previous.state if previous else None
    if draft.state != before and not (draft.state in OPEN and before in OPEN):
        yield Verdict(
            "BR-21",
            Level.BLOCK,
            "How a record stands is not typed.",
            "Make it final, withdraw it or restore it; each asks what it has to.",
            field="state",
        )


@rule(
    "BR-21",
    levels=(Level.BLOCK,),
    at="every change of a withdrawn record",
    test="test_standing.py::test_a_withdrawn_record_is_restored_first",
)
def a_withdrawn_record_is_restored_first(
    draft: Record, previous: Record | None
) -> Iterator[Verdict]:
    """What was withdrawn says what it said then, until it is restored."""
    if previous is not None and previous.is_withdrawn and draft.is_withdrawn:
        yield Verdict(
            "BR-21",
            Level.BLOCK,
            "{record} is withdrawn and is not changed.",
            "Restore it first, and say why.",
            field="state",
            values={"record": previous.title},
        )
