"""A discrepancy is settled by somebody else, who says how."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.stock import Discrepancy
from tests.rules.asked import said
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
