"""What does not agree is written down, and settled by somebody else than whoever noticed it."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.wording import Words
from app.models.record import Record
from app.models.stock import CountLine, Discrepancy, StockCount
from app.rules.becoming import becomes_final, is_first_said
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, title

_ON_THE_LIST = frozenset({"FOUND", "ELSEWHERE", "MISSING"})
_HERE = frozenset({"FOUND", "ELSEWHERE", "EXTRA"})
_NOT_AS_RECORDED = frozenset({"ELSEWHERE", "MISSING", "EXTRA"})


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


@rule(
    "BR-17",
    levels=(Level.BLOCK,),
    at="stock count that becomes final",
    test="test_discrepancies.py::test_a_count_accounts_for_what_was_expected",
)
def a_count_accounts_for_all_of_it(draft: StockCount, previous: Record | None) -> Iterator[Verdict]:
    """A final count has a line for each thing expected, and for each thing found."""
    if not becomes_final(draft, previous):
        return
    findings = [line.count_finding for line in draft.lines or ()]
    for field, counted, on_lines in (
        ("expected_count", draft.expected_count, sum(one in _ON_THE_LIST for one in findings)),
        ("found_count", draft.found_count, sum(one in _HERE for one in findings)),
    ):
        if counted is not None and counted != on_lines:
            yield Verdict(
                "BR-17",
                Level.BLOCK,
                "“{field}” says {counted}, and the lines account for {lines}.",
                "Give each item a line: in its place, in another place, missing, or not on the "
                "list. Or correct the number.",
                field=field,
                values={
                    "field": Words((draft.fields[field].label,)),
                    "counted": counted,
                    "lines": on_lines,
                },
            )


@rule(
    "BR-17",
    levels=(Level.BLOCK,),
    at="stock count that becomes final",
    test="test_discrepancies.py::test_what_a_count_finds_wrong_is_opened_as_a_discrepancy",
)
def findings_of_a_count_are_followed_up(
    draft: StockCount, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """What a final count found missing, elsewhere or extra has a discrepancy that it names.

    An item that nobody knows is in no discrepancy by itself: one of things not on the list is
    enough.
    """
    if not becomes_final(draft, previous):
        return
    named = [found(records, Discrepancy, uid) for uid in draft.discrepancies or ()]
    opened = [one for one in named if one is not None and not one.is_withdrawn]
    for line in draft.lines or ():
        if line.count_finding in _NOT_AS_RECORDED and not _is_followed_up(line, opened):
            yield Verdict(
                "BR-17",
                Level.BLOCK,
                "{item} was not found as recorded, and no discrepancy named here says so.",
                "Open a discrepancy for it, and name it under “Discrepancies opened”.",
                field="discrepancies",
                values={"item": title(records, line.item) or line.number_read or "—"},
            )


def _is_followed_up(line: CountLine, opened: list[Discrepancy]) -> bool:
    if line.item:
        return any(line.item in (one.items or ()) for one in opened)
    return any(one.discrepancy_kind == line.count_finding for one in opened)
