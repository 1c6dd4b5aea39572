"""A discrepancy is settled by somebody else, who says how; a count opens those that it finds."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.stock import CountLine, Discrepancy, StockCount
from tests.rules.asked import said, verdicts
from tests.rules.world import MORNING, World, make, uid

SAME = "block: A discrepancy is settled by another person than the one who opened it."
HOW = "block: How the discrepancy was settled is not stated."


def settled(**values: Any) -> Discrepancy:
    told: dict[str, Any] = {
        "opened_by": uid("dina"),
        "closed_by": uid("omar"),
        "closed_at": MORNING,
        "resolution": "The bag stood on the next shelf.",
    }
    return make(Discrepancy, "missing", **(told | values))


OPEN = settled(closed_by=None, closed_at=None, resolution=None)


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({}, []),
        ({"closed_by": uid("dina")}, [SAME]),
        ({"closed_by": uid("dina"), "closed_at": None}, [SAME]),
        ({"resolution": None}, [HOW]),
        ({"resolution": "  "}, [HOW]),
        ({"closed_at": None, "closed_by": None, "resolution": None}, []),
    ],
)
def test_another_person_settles_it(values: dict[str, Any], sentences: list[str]) -> None:
    draft = settled(**values)
    assert said(draft, OPEN, World(), "BR-14") == sentences
    assert said(draft, draft, World(), "BR-14") == []


def counted(expected: int, found: int, *findings: str, **values: Any) -> StockCount:
    """A count, with one line for each finding, of the items a, b, c …"""
    lines = tuple(
        CountLine({"item": uid(name), "count_finding": finding})
        for name, finding in zip("abcdefghi", findings, strict=False)
    )
    told: dict[str, Any] = {
        "expected_count": expected,
        "found_count": found,
        "lines": lines,
        "state": "FINAL",
    }
    return make(StockCount, "count", **(told | values))


@pytest.mark.parametrize(
    ("count", "fields"),
    [
        (counted(2, 2, "FOUND", "FOUND"), []),
        (counted(2, 2, "FOUND", "ELSEWHERE"), []),
        (counted(2, 1, "FOUND", "MISSING"), []),
        (counted(1, 2, "FOUND", "EXTRA"), []),
        (counted(9, 4, "FOUND", "FOUND", "FOUND", "FOUND"), ["expected_count"]),
        (counted(2, 2, "FOUND", "MISSING"), ["found_count"]),
        (counted(2, 2, "FOUND", "EXTRA"), ["expected_count"]),
        (counted(9, 8, "FOUND", state="DRAFT"), []),
    ],
)
def test_a_count_accounts_for_what_was_expected(count: StockCount, fields: list[str]) -> None:
    told = [one for one in verdicts(count, None, World(), "BR-17") if one.field != "discrepancies"]
    assert [one.field for one in told] == fields
    assert all(one.stops for one in told)
    assert not verdicts(count, counted(0, 0), World(), "BR-17"), "judged as it becomes final"


@pytest.mark.parametrize(
    ("opened", "is_stopped"),
    [
        ({}, True),
        ({"items": (uid("a"),)}, True),
        ({"items": (uid("b"),)}, False),
        ({"items": (uid("b"),), "state": "WITHDRAWN"}, True),
    ],
)
@pytest.mark.parametrize("finding", ["MISSING", "ELSEWHERE", "EXTRA"])
def test_what_a_count_finds_wrong_is_opened_as_a_discrepancy(
    finding: str, opened: dict[str, Any], *, is_stopped: bool
) -> None:
    world = World([make(Discrepancy, "opened", discrepancy_kind=finding, **opened)])
    expected, found = 2 - (finding == "EXTRA"), 2 - (finding == "MISSING")
    draft = counted(expected, found, "FOUND", finding, discrepancies=(uid("opened"),))
    sentence = "was not found as recorded, and no discrepancy named here says so."
    told = said(draft, None, world, "BR-17")
    assert [one.endswith(sentence) for one in told] == [True] * is_stopped
    alone = draft.with_values({"discrepancies": ()})
    assert len(said(alone, None, world, "BR-17")) == 1


@pytest.mark.parametrize(("kind", "is_stopped"), [("EXTRA", False), ("SEAL", True)])
def test_what_nobody_knows_is_followed_up_by_its_kind(kind: str, *, is_stopped: bool) -> None:
    world = World([make(Discrepancy, "opened", discrepancy_kind=kind)])
    unknown = (CountLine({"count_finding": "EXTRA", "number_read": "X9"}),)
    draft = counted(0, 1, lines=unknown, discrepancies=(uid("opened"),))
    assert bool(said(draft, None, world, "BR-17")) is is_stopped
