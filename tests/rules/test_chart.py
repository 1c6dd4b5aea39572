"""The drawn skeleton: every element once on each side it can have, in its own place."""

from __future__ import annotations

import json

import pytest

from app.core.resources import resource
from app.core.wording import LANGUAGES
from app.rules.chart import Growth, Region, Shape, Slot, bounds, chart, mirrored, region_of
from app.rules.skeleton import (
    BONES,
    DECIDUOUS,
    GROUPS,
    PERMANENT,
    UNIDENTIFIED,
    Side,
    sides_of,
)

UNDRAWN = {group.unknown for group in GROUPS} | UNIDENTIFIED
BOTH = pytest.mark.parametrize("growth", list(Growth))


def drawable(growth: Growth) -> list[Slot]:
    """Every element that can be drawn: a known bone on a known side."""
    return [
        Slot(code.code, side)
        for code in BONES.codes
        if code.code not in UNDRAWN and (growth is Growth.CHILD or code.code not in DECIDUOUS)
        for side in sides_of(code.code)
        if side is not Side.UNKNOWN
    ]


@BOTH
def test_every_element_is_drawn_once_on_each_side_it_can_have(growth: Growth) -> None:
    slots = [shape.slot for shape in chart(growth).shapes]
    assert sorted(slots) == sorted(drawable(growth))
    assert len(set(slots)) == len(slots)


def test_a_child_has_both_sets_of_teeth_and_a_grown_person_one() -> None:
    teeth = {growth: {s.slot.bone for s in chart(growth).shapes if s.label} for growth in Growth}
    assert teeth[Growth.ADULT] == PERMANENT
    assert teeth[Growth.CHILD] == PERMANENT | DECIDUOUS


@BOTH
def test_no_shape_lies_outside_the_sheet(growth: Growth) -> None:
    sheet = chart(growth)
    for shape in sheet.shapes:
        for outline in filter(None, (shape.outline, shape.detail, shape.echo)):
            left, top, right, bottom = bounds(outline)
            assert left >= 0, shape.slot
            assert top >= 0, shape.slot
            assert right <= sheet.width, shape.slot
            assert bottom <= sheet.height, shape.slot


@BOTH
def test_every_outline_is_closed_and_none_is_a_box(growth: Growth) -> None:
    for shape in chart(growth).shapes:
        ops = [command.op for command in shape.outline]
        assert ops[0] == "M"
        assert ops[-1] == "Z"
        assert ops.count("M") == ops.count("Z")
        assert ops.count("C") >= 6, shape.slot


@BOTH
def test_the_right_of_the_person_is_at_the_left_of_the_sheet(growth: Growth) -> None:
    sheet = chart(growth)
    for shape in sheet.shapes:
        if region_of(shape.slot.bone) is Region.TEETH:
            continue
        middle = (bounds(shape.outline)[0] + bounds(shape.outline)[2]) / 2
        if shape.slot.side is Side.RIGHT:
            assert middle < sheet.width / 2, shape.slot
            left = sheet.of_slot[Slot(shape.slot.bone, Side.LEFT)]
            assert left.outline == mirrored(shape.outline, sheet.width)
    teeth = {shape.slot.bone: shape for shape in sheet.shapes if shape.label}
    for first, second in (("T11", "T21"), ("T16", "T26"), ("T48", "T38")):
        assert bounds(teeth[first].outline)[0] < bounds(teeth[second].outline)[0]
    assert bounds(teeth["T16"].outline)[1] < bounds(teeth["T46"].outline)[1]


def test_bones_in_a_row_stand_in_their_order() -> None:
    at = {shape.slot: bounds(shape.outline) for shape in chart(Growth.ADULT).shapes}
    spine = [f"CV{n}" for n in range(2, 8)]
    spine += [f"TV{n}" for n in range(1, 13)] + [f"LV{n}" for n in range(1, 6)] + ["SAC", "COC"]
    tops = [at[Slot(bone, Side.MIDLINE)][1] for bone in spine]
    assert tops == sorted(tops)
    ribs = [at[Slot(f"RIB{n}", Side.LEFT)][1] for n in range(1, 13)]
    assert ribs == sorted(ribs)


def test_a_child_has_a_larger_head_and_shorter_legs() -> None:
    def height(growth: Growth, bone: str, side: Side) -> float:
        _, top, _, bottom = bounds(chart(growth).of_slot[Slot(bone, side)].outline)
        return bottom - top

    def share(growth: Growth) -> float:
        return height(growth, "CRA", Side.MIDLINE) / height(growth, "FEM", Side.LEFT)

    assert share(Growth.CHILD) > 1.25 * share(Growth.ADULT)


@BOTH
def test_a_region_holds_what_is_looked_through_together(growth: Growth) -> None:
    sheet = chart(growth)
    hand = sheet.slots_of((Region.HAND, Side.LEFT))
    assert len(hand) == 14
    assert all(slot.side is Side.LEFT for slot in hand)
    regions = {shape.slot.region for shape in sheet.shapes}
    assert sum(len(sheet.slots_of(region)) for region in regions) == len(sheet.shapes)


def test_every_bone_of_the_list_has_a_region_of_its_own() -> None:
    assert region_of("CARP-SC") is Region.HAND
    assert region_of("T55") is region_of("TX") is Region.TEETH
    heads = {code.code for code in BONES.codes if region_of(code.code) is Region.HEAD}
    assert heads == {"CRA", "MAN", "HYO"} | UNIDENTIFIED


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_the_words_on_the_sheet_are_translated(language: str) -> None:
    known = json.loads(resource("translations", f"{language}.json").read_text("utf-8"))
    words = {caption.text for growth in Growth for caption in chart(growth).captions}
    assert words <= set(known)


def test_paths_are_plain_figures_for_whoever_prints_them() -> None:
    shape: Shape = chart(Growth.ADULT).of_slot[Slot("FEM", Side.LEFT)]
    assert {command.op for command in shape.outline} <= {"M", "L", "C", "Z"}
    lengths = {"M": 1, "L": 1, "C": 3, "Z": 0}
    assert all(len(command.points) == lengths[command.op] for command in shape.outline)
