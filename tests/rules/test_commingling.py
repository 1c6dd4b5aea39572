"""Hints of commingling: what no one person has, and the nearest bone that a case lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.wording import LANGUAGES, wording
from app.rules.commingling import Spot, nearest_missing, signs
from app.rules.counting_words import bone_words, sign_words
from app.rules.inventory import InventoryLine
from app.rules.skeleton import Side
from tests.rules.bones import bone


def said(lines: list[InventoryLine]) -> list[str]:
    found = list(signs(lines))
    assert all(sign.hint.format(**sign.values) for sign in found)
    return [sign.message.format(**sign.values) for sign in found]


@pytest.mark.parametrize(
    ("lines", "sentences"),
    [
        ([bone("FEM L"), bone("FEM R"), bone("MAN M")], []),
        ([bone("FEM L"), bone("FEM L", case="A2")], []),
        (
            [bone("FEM L"), bone("FEM L")],
            ["A1 holds bones of at least 2 people, by FEM L."],
        ),
        (
            [bone("FEM L", age="ADULT"), bone("HUM L", age="SUBADULT")],
            [
                "A1 holds bones of at least 2 people, by FEM L.",
                "A1 holds both adult and subadult bones.",
            ],
        ),
        (
            [bone("FEM L", age="ADULT"), bone("T55 R"), bone("T85 R")],
            ["A1 holds adult bones and milk teeth: Tooth 55, Tooth 85."],
        ),
        ([bone("FEM L", age="SUBADULT"), bone("T55 R")], []),
        (
            [bone("FEM L"), bone("FEM L", "ABSENT"), bone("FEM R", "UNSEEN"), bone("FEM R")],
            ["FEM L of A1 is said to be absent, and to be there."],
        ),
        (
            [bone("FEM L", pair="7"), bone("TIB R", pair="7")],
            ["Pair 7 is not one left and one right bone of one person."],
        ),
        ([bone("FEM L", pair="7"), bone("FEM R", pair="7", case="A2")], []),
        (
            [bone("FEM L", grave="G02"), bone("FEM R", grave="G01"), bone("MAN M", grave="")],
            ["A1 is said to be of more than one grave: –, G01, G02."],
        ),
    ],
)
def test_what_one_person_cannot_have(lines: list[InventoryLine], sentences: list[str]) -> None:
    assert said(lines) == sentences


LYING = {
    "LHI": Spot(100.0, 50.0, 9.0),
    "LKN": Spot(100.4, 50.0, 9.0),
    "RKN": Spot(100.4, 49.7, 9.0),
    "CRA": Spot(99.4, 50.0, 9.1),
}


def near(
    missing: InventoryLine, *others: tuple[InventoryLine, Spot], within_m: float = 5
) -> list[tuple[str, float]]:
    found = nearest_missing([missing], {"A1": LYING}, others, within_m=within_m)
    return [(one.other.case, round(one.distance_m, 2)) for one in found]


def test_the_nearest_is_measured_from_where_the_bone_belongs() -> None:
    lost = bone("FEM L", "ABSENT")
    by_the_leg = (bone("FEM L", case="A2"), Spot(100.2, 50.5, 9.0))
    by_the_head = (bone("FEM L", case="A3"), Spot(99.4, 50.1, 9.1))
    assert near(lost, by_the_head, by_the_leg) == [("A2", 0.5)]
    assert near(lost, by_the_head) == [("A3", 0.81)]
    assert near(lost, by_the_head, within_m=0.8) == []


def test_only_what_may_be_it_is_named() -> None:
    lost = bone("FEM L", "ABSENT", age="ADULT")
    here = Spot(100.2, 50.0, 9.0)
    assert near(lost, (bone("FEM R", case="A2"), here)) == []
    assert near(lost, (bone("TIB L", case="A2"), here)) == []
    assert near(lost, (bone("FEM L", case="A2", age="SUBADULT"), here)) == []
    assert near(lost, (bone("FEM L", "ABSENT", case="A2"), here)) == []
    assert near(lost, (bone("FEM L", case="A1"), here)) == [], "the case's own is no other's"
    assert near(lost, (bone("FEM U", case="A2"), here)) == [("A2", 0.0)]
    assert near(bone("FEM L", "UNSEEN"), (bone("FEM L", case="A2"), here)) == []


def test_where_no_landmark_is_near_the_middle_of_the_body_serves() -> None:
    here = Spot(100.05, 49.925, 9.025)
    assert near(bone("MC3 L", "ABSENT"), (bone("MC3 L", case="A2"), here)) == [("A2", 0.0)]
    assert near(bone("MT1 R", "ABSENT"), (bone("MT1 R", case="A2"), here)) == [("A2", 0.0)]
    assert near(bone("CRA M", "ABSENT"), (bone("CRA M", case="A2"), LYING["CRA"])) == [("A2", 0.0)]
    nobody = nearest_missing([bone("FEM L", "ABSENT")], {}, [(bone("FEM L", case="A2"), here)])
    assert nobody == ()


@given(
    st.lists(st.tuples(st.floats(95, 105), st.floats(45, 55), st.floats(8, 10)), max_size=6),
    st.floats(0, 10),
)
def test_no_other_lies_nearer(places: list[tuple[float, float, float]], within_m: float) -> None:
    others = [(bone("FEM L", case=f"B{n}"), Spot(*place)) for n, place in enumerate(places)]
    found = nearest_missing(
        [bone("FEM L", "ABSENT")], {"A1": {"LKN": LYING["LKN"]}}, others, within_m=within_m
    )
    distances = [spot.metres_to(LYING["LKN"]) for _, spot in others]
    closest = min(distances, default=within_m + 1)
    assert [one.distance_m for one in found] == ([closest] if closest <= within_m else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_bones_are_named_in_words(language: str) -> None:
    say = wording(language)
    (both,) = signs([bone("FEM L"), bone("FEM L")])
    (teeth,) = signs([bone("FEM L", age="ADULT"), bone("T55 R")])
    femur = bone_words(say, "FEM", Side.LEFT)
    assert femur in sign_words(say, str, both)[0]
    assert "FEM" not in sign_words(say, str, both)[0]
    assert f"{femur} (FEM L)" in sign_words(say, str, both, has_codes=True)[0]
    assert say("Tooth 55") in sign_words(say, str, teeth)[0]
    assert (femur == "Femur, left") == (language == "en")
