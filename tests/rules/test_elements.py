"""Records of bones: what they count for, and what one of them cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.elements import Element
from app.models.remains import RemainsCase
from app.rules.elements import line_of_element, lines_of_case
from app.rules.inventory import Age, Extent, InventoryLine
from app.rules.skeleton import Side
from tests.rules.asked import said
from tests.rules.world import World, make, uid


def element(name: str = "new", /, **values: Any) -> Element:
    told: dict[str, Any] = {
        "remains_case": uid("case"),
        "bone": "FEM",
        "side": "L",
        "element_state": "PRESENT",
        "completeness": "COMPLETE",
        "count": 1,
    }
    return make(Element, name, **(told | values))


def ground(*elements: Element, **values: Any) -> World:
    told: dict[str, Any] = {
        "number": "A1",
        "case_type": "B",
        "grave": uid("grave"),
        "inventory_extent": "FULL",
    }
    return World([make(RemainsCase, "case", **(told | values)), *elements])


@pytest.mark.parametrize(
    ("values", "extent", "count"),
    [
        ({}, Extent.MOST, 1),
        ({"completeness": "INCOMPLETE"}, Extent.PART, 1),
        ({"element_state": "FRAGMENT", "count": 9}, Extent.PART, 1),
        ({"element_state": "ABSENT"}, Extent.ABSENT, 1),
        ({"element_state": "UNOBSERVABLE"}, Extent.UNSEEN, 1),
        ({"element_state": None}, Extent.UNSEEN, 1),
        ({"count": 3}, Extent.MOST, 1),
        ({"bone": "PHH", "count": 14}, Extent.MOST, 14),
        ({"bone": "RIBX", "count": 5}, Extent.MOST, 5),
        ({"bone": "ULB", "side": "U", "count": 5}, Extent.MOST, 5),
        ({"bone": "PHH", "count": None}, Extent.MOST, 1),
    ],
)
def test_the_pieces_of_a_record_are_of_one_bone(
    values: dict[str, Any], extent: Extent, count: int
) -> None:
    line = line_of_element(element(**values), None)
    assert line is not None
    assert (line.extent, line.count) == (extent, count)


def test_an_element_is_counted_where_its_case_lay() -> None:
    world = ground(element(zones=("1", "4"), age_band="ADULT"), element("half", bone=None))
    case = world.get(uid("case"))
    assert isinstance(case, RemainsCase)
    assert lines_of_case(case, world) == [
        InventoryLine(
            case=uid("case"),
            bone="FEM",
            side=Side.LEFT,
            extent=Extent.MOST,
            zones=frozenset({1, 4}),
            age=Age.ADULT,
            grave=uid("grave"),
        )
    ]


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({}, []),
        ({"bone": "MAN", "side": "M"}, []),
        ({"bone": "MAN"}, ["block: MAN cannot be of side L; it can be M."]),
        ({"side": "M"}, ["block: FEM cannot be of side M; it can be L, R, U."]),
        ({"bone": "T36", "side": "R"}, ["block: T36 cannot be of side R; it can be L."]),
        ({"bone": "NEW"}, ["block: The list of bones has no NEW."]),
        ({"bone": "MAN", "side": None}, []),
    ],
)
def test_a_left_mandible_cannot_be(values: dict[str, Any], sentences: list[str]) -> None:
    assert said(element(**values), None, ground(), "CL-BONE") == sentences


def test_a_bone_counted_twice_is_asked_about() -> None:
    twice = ["warn: FEM L is counted in A1 already."]
    first = element("first")
    assert said(element(), None, ground(first), "CL-BONE") == twice
    assert said(first, first, ground(first), "CL-BONE") == []
    assert said(element(side="R"), None, ground(first), "CL-BONE") == []
    assert said(element(completeness="INCOMPLETE"), None, ground(first), "CL-BONE") == []
    assert said(element(), None, ground(first, case_type="CG"), "CL-BONE") == []
    assert said(element(side="U"), None, ground(element("u", side="U")), "CL-BONE") == []
    many = element("many", bone="PHH", count=10)
    assert said(element(bone="PHH", count=4), None, ground(many), "CL-BONE") == []
    assert said(element(bone="PHH", count=5), None, ground(many), "CL-BONE") == [
        "warn: PHH L is counted in A1 already."
    ]


def test_absent_is_said_once_everything_was_looked_through() -> None:
    early = ["warn: Not everything of A1 has been looked through yet; FEM may still be found."]
    gone = element(element_state="ABSENT")
    assert said(gone, None, ground(inventory_extent="PARTIAL"), "CL-BONE") == early
    assert said(gone, None, ground(inventory_extent=None), "CL-BONE") == early
    assert said(gone, None, ground(), "CL-BONE") == []
    assert said(gone, None, World(), "CL-BONE") == [], "the case has not arrived yet"
