"""Bones, their sides and their names."""

from __future__ import annotations

import pytest

from app.rules.inventory import InventoryLine, objections
from app.rules.skeleton import (
    BONES,
    GROUPS,
    PAIRED,
    TEETH,
    UNIDENTIFIED,
    Side,
    as_possible,
    bone_named,
    each,
    sides_of,
)
from tests.rules.bones import bone

CODES = [code.code for code in BONES.codes]


def test_every_bone_named_here_is_in_the_list() -> None:
    rows = {one for group in GROUPS for one in (*group.members, group.unknown)}
    assert rows | PAIRED | TEETH | UNIDENTIFIED <= set(CODES)


def test_an_adult_has_two_hundred_and_six_bones() -> None:
    unknown = {group.unknown for group in GROUPS} | UNIDENTIFIED | TEETH
    listed = sum(
        each(code) * len([side for side in sides_of(code) if side is not Side.UNKNOWN])
        for code in CODES
        if code not in unknown
    )
    in_the_skull_but_one, in_the_ears, parts_of_the_sternum_but_one = 20, 6, 2
    assert listed + in_the_skull_but_one + in_the_ears - parts_of_the_sternum_but_one == 206


def test_teeth_have_the_side_of_their_number() -> None:
    assert len(TEETH) == 52
    assert sides_of("T11") == sides_of("T48") == sides_of("T55") == (Side.RIGHT,)
    assert sides_of("T21") == sides_of("T38") == sides_of("T75") == (Side.LEFT,)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("FEM", "FEM"), ("fem", "FEM"), ("Femur", "FEM"), (" hip  bone ", "OSC"), ("36", "T36"),
        ("t36", "T36"), ("CARP-SC", "CARP-SC"), ("Scaphoid", "CARP-SC"), ("19", None), ("", None),
        ("femora", None), ("x", None),
    ],
)  # fmt: skip
def test_a_bone_is_known_by_code_number_or_name(written: str, code: str | None) -> None:
    assert bone_named(written) == code


@pytest.mark.parametrize("code", CODES)
def test_a_side_that_cannot_be_becomes_one_that_can(code: str) -> None:
    for side in Side:
        assert as_possible(code, side) in sides_of(code)


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        (bone("FEM L"), []),
        (bone("FEM U", "PART", zones=[1, 99], number=999), []),
        (bone("ULB M"), []),
        (bone("FEM L", "ABSENT", number=0), []),
        (bone("MAN L"), ["MAN cannot be of side L; it can be M."]),
        (bone("MAN U"), ["MAN cannot be of side U; it can be M."]),
        (bone("FEM M"), ["FEM cannot be of side M; it can be L, R, U."]),
        (bone("T11 L"), ["T11 cannot be of side L; it can be R."]),
        (bone("TAIL M"), ["The list of bones has no TAIL."]),
        (bone("FEM L", number=0), ["0 pieces of FEM cannot be."]),
        (bone("FEM L", number=-2), ["-2 pieces of FEM cannot be."]),
        (bone("FEM L", number=1000), ["1000 pieces of FEM cannot be."]),
        (bone("FEM L", "PART", zones=[0]), ["Zones are numbered 1 to 99."]),
        (
            bone("MAN R", number=0),
            ["MAN cannot be of side R; it can be M.", "0 pieces of MAN cannot be."],
        ),
    ],
)
def test_what_an_inventory_cannot_say(line: InventoryLine, sentences: list[str]) -> None:
    found = list(objections(line))
    assert [one.message.format(**one.values) for one in found] == sentences
    assert all(one.hint.format(**one.values) for one in found)
    assert all(hasattr(line, one.field) for one in found)
