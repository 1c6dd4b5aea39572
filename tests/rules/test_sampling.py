"""Samples: on somebody's order, before somebody's eyes."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.finds import Sample
from tests.rules.asked import said
from tests.rules.world import World, make, uid


def sample(**values: Any) -> Sample:
    told: dict[str, Any] = {
        "number": "A1/S1",
        "taken_by": uid("dina"),
        "authorised_by": uid("judge"),
    }
    return make(Sample, "sample", **(told | values))


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({}, []),
        ({"witness": uid("omar")}, []),
        ({"authorised_by": None}, ["warn: Nobody is named who ordered sample A1/S1."]),
        ({"authorised_by": None, "order_document": uid("order")}, []),
        ({"authorised_by": None, "taken_by": None}, []),
        ({"witness": uid("dina")}, ["warn: Whoever took sample A1/S1 is also its witness."]),
    ],
)
def test_samples_are_taken_on_order(values: dict[str, Any], sentences: list[str]) -> None:
    assert said(sample(**values), None, World(), "BR-20") == sentences


def test_the_order_is_asked_for_as_the_sample_is_taken() -> None:
    bare = sample(authorised_by=None)
    assert len(said(bare, sample(authorised_by=None, taken_by=None), World(), "BR-20")) == 1
    assert said(bare, bare, World(), "BR-20") == []
