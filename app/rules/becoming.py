"""When a rule speaks: once, as a record comes to the point that the rule is about."""

from __future__ import annotations

from datetime import date

from app.models.record import Record


def becomes(draft: Record, previous: Record | None, field: str, *values: object) -> bool:
    """Whether a field takes one of these values now and did not have one of them before."""
    before = previous.values.get(field) if previous else None
    return draft.values.get(field) in values and before not in values


def becomes_final(draft: Record, previous: Record | None) -> bool:
    """Whether the record is made final now, or came final."""
    return draft.is_final and not (previous is not None and previous.is_final)


def is_first_said(draft: Record, previous: Record | None, field: str) -> bool:
    """Whether a field that was empty is filled now."""
    before = previous.values.get(field) if previous else None
    return before is None and draft.values.get(field) is not None


def whole_day(day: str | None) -> date | None:
    """A date of which year, month and day are known."""
    return date.fromisoformat(day) if day is not None and len(day) == 10 else None
