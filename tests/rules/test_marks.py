"""Marks and the fields of the record: each says what the other says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.elements import Element
from app.rules.chart import Slot
from app.rules.elements import line_of_element
from app.rules.inventory import Extent
from app.rules.marks import THERE, Mark, is_possible, mark_of, slot_of, values_of
from app.rules.skeleton import BONES, Side, each


def element(**values: Any) -> Element:
    return Element("one", {name: value for name, value in values.items() if value is not None})


@given(
    st.sampled_from(list(Mark)),
    st.sampled_from([code.code for code in BONES.codes]),
    st.none() | st.integers(1, 999),
)
def test_a_mark_is_read_from_what_it_wrote(mark: Mark, bone: str, count: int | None) -> None:
    values = values_of(mark, bone, count)
    assert mark_of(element(bone=bone, side="U", **values)) is mark
    assert (values["count"] is not None) == (mark in THERE)
    if mark is Mark.PRESENT:
        assert values["count"] == each(bone)


@pytest.mark.parametrize(
    ("mark", "extent"),
    [
        (Mark.PRESENT, Extent.MOST),
        (Mark.PARTIAL, Extent.PART),
        (Mark.FRAGMENT, Extent.PART),
        (Mark.ABSENT, Extent.ABSENT),
        (Mark.HIDDEN, Extent.UNSEEN),
    ],
)
def test_a_mark_counts_as_the_minimum_counts_it(mark: Mark, extent: Extent) -> None:
    line = line_of_element(element(bone="FEM", side="L", **values_of(mark, "FEM")), None)
    assert line is not None
    assert line.extent is extent


def test_what_is_there_without_its_completeness_is_partial() -> None:
    assert mark_of(element(bone="FEM", side="L", element_state="PRESENT")) is Mark.PARTIAL
    assert mark_of(element(bone="FEM", side="L", element_state="NEWER")) is None
    assert mark_of(element(bone="FEM", side="L")) is None


def test_a_place_needs_a_bone_and_a_side() -> None:
    assert slot_of(element(bone="FEM", side="L")) == Slot("FEM", Side.LEFT)
    assert slot_of(element(bone="FEM")) is None
    assert slot_of(element(bone="FEM", side="X")) is None


def test_nobody_has_a_left_mandible() -> None:
    assert not is_possible(Slot("MAN", Side.LEFT))
    assert is_possible(Slot("MAN", Side.MIDLINE))
    assert is_possible(Slot("FEM", Side.UNKNOWN))
    assert not is_possible(Slot("T11", Side.LEFT))
