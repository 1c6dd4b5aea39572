"""Codes typed without a box, and the way of the arrows: both without a window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import Code
from app.rules.chart import Growth, Slot, chart
from app.rules.skeleton import BONES, Side, sides_of
from app.ui.skeleton.outlines import drawn
from app.ui.skeleton.typed import TypedCode
from app.ui.skeleton.walking import nearest

L, R, M = Side.LEFT, Side.RIGHT, Side.MIDLINE
OFFERED = [shape.slot for shape in chart(Growth.CHILD).shapes]
STEPS = ((-1, 0), (1, 0), (0, -1), (0, 1))


def typed(keys: str, near: Side = R) -> Slot | None:
    code = TypedCode()
    for key in keys:
        code.type(key)
    return code.slot(near, OFFERED) if code.text else None


@given(st.sampled_from(BONES.codes), st.text("ABCDEFGHQWXYZ", max_size=4), st.sampled_from([L, R]))
def test_every_code_leads_to_its_bone_whatever_was_typed_before(
    code: Code, before: str, near: Side
) -> None:
    bone = code.code
    ended = TypedCode()
    for key in before:
        ended.type(key)
    ended.end()
    for key in bone:
        assert ended.type(key)
    slot = ended.slot(near, OFFERED)
    assert slot is not None
    assert slot.bone == bone
    assert slot.side in sides_of(bone)


@given(st.text(max_size=12))
def test_no_keys_lead_to_a_bone_that_nobody_has(keys: str) -> None:
    slot = typed(keys)
    assert slot is None or slot.side in sides_of(slot.bone)


@pytest.mark.parametrize(
    ("keys", "slot"),
    [
        ("FEM", Slot("FEM", R)),
        ("FEML", Slot("FEM", L)),
        ("femr", Slot("FEM", R)),
        ("RIB12L", Slot("RIB12", L)),
        ("T26", Slot("T26", L)),
        ("CARPHAL", Slot("CARP-HA", L)),
        ("CARP-HAL", Slot("CARP-HA", L)),
        ("FEMTIB", Slot("TIB", R)),
        ("MAN", Slot("MAN", M)),
        ("MANU", Slot("MANU", M)),
        ("QXFEML", Slot("FEM", L)),
        ("FEMU", Slot("FEM", Side.UNKNOWN)),
        ("RIBXL", Slot("RIBX", L)),
        ("ULB", Slot("ULB", Side.UNKNOWN)),
        ("RIBX", Slot("RIBX", Side.UNKNOWN)),
        ("CVX", Slot("CVX", M)),
        ("FE", Slot("FEM", R)),
        ("QQ", None),
        ("", None),
    ],
)
def test_what_keys_mean(keys: str, slot: Slot | None) -> None:
    assert typed(keys) == slot


def test_a_left_mandible_leads_elsewhere() -> None:
    slot = typed("MANL")
    assert slot is not None
    assert slot.bone.startswith("LV")


def test_a_digit_goes_on_with_a_code_or_is_a_mark() -> None:
    code = TypedCode()
    assert not code.takes("1")
    for key in "RIB":
        code.type(key)
    assert code.takes("1")
    code.type("1")
    assert code.takes("2")
    assert not code.takes("3")
    code.back()
    assert code.text == "RIB"


@pytest.mark.parametrize("growth", list(Growth))
def test_arrows_reach_every_element(growth: Growth) -> None:
    centres = {slot: one.centre for slot, one in drawn(growth).items()}
    reached: set[Slot] = set()
    waiting = [Slot("CRA", M)]
    while waiting:
        slot = waiting.pop()
        if slot not in reached:
            reached.add(slot)
            waiting += [on for step in STEPS if (on := nearest(slot, step, centres)) is not None]
    assert reached == set(centres)


@pytest.mark.parametrize(
    ("start", "step", "ends"),
    [
        (Slot("FEM", R), (1, 0), {Slot("FEM", L)}),
        (Slot("FEM", L), (-1, 0), {Slot("FEM", R)}),
        (Slot("TV5", M), (0, 1), {Slot("TV6", M)}),
        (Slot("TV5", M), (0, -1), {Slot("TV4", M)}),
        (Slot("CRA", M), (0, 1), {Slot("MAN", M)}),
        (Slot("T11", R), (1, 0), {Slot("T21", L)}),
        (Slot("TIB", R), (0, -1), {Slot("PAT", R), Slot("FEM", R)}),
        (Slot("MC2", R), (-1, 0), {Slot("MC1", R)}),
        (Slot("CRA", M), (0, -1), {None}),
    ],
)
def test_an_arrow_goes_to_the_nearest(
    start: Slot, step: tuple[int, int], ends: set[Slot | None]
) -> None:
    centres = {slot: one.centre for slot, one in drawn(Growth.ADULT).items()}
    assert nearest(start, step, centres) in ends
