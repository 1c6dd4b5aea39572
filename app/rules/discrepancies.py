"""What does not agree is settled by somebody else than whoever noticed it."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.record import Record
from app.models.stock import Discrepancy
from app.rules.becoming import is_first_said
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict


@rule(
    "BR-14",
    levels=(Level.BLOCK,),
    at="discrepancy that is closed",
    test="test_discrepancies.py::test_another_person_settles_it",
)
def another_settles_a_discrepancy(draft: Discrepancy, previous: Record | None) -> Iterator[Verdict]:
    """A discrepancy is closed by another person than the one who opened it."""
    is_closed_now = is_first_said(draft, previous, "closed_at")
    if (is_closed_now or is_first_said(draft, previous, "closed_by")) and (
        draft.closed_by is not None and draft.closed_by == draft.opened_by
    ):
        yield Verdict(
            "BR-14",
            Level.BLOCK,
            "A discrepancy is settled by another person than the one who opened it.",
            "Let somebody else look into it, and enter who that was.",
            field="closed_by",
        )
    if is_closed_now and not (draft.resolution or "").strip():
        yield Verdict(
            "BR-14",
            Level.BLOCK,
            "How the discrepancy was settled is not stated.",
            "Say what was found, and what was done about it.",
            field="resolution",
        )
