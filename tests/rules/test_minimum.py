"""The fewest people: what it can never exceed, its definition as a search, and cases by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.inventory import Age, Extent, InventoryLine
from app.rules.minimum import Minimum, Reason, minimum
from app.rules.skeleton import BONES, Side, sides_of
from tests.rules.bones import bone, fewest_by_search

NAMES = (
    "FEM L", "FEM R", "FEM U", "HUM L", "MAN M", "RIB3 L", "RIBX L", "RIBX U", "CV4 M", "CVX M",
    "TARX R", "ULB U",
)  # fmt: skip
AGES = ("ADULT", "SUBADULT", "INDET")


@st.composite
def some_line(draw: st.DrawFn) -> InventoryLine:
    name = draw(st.sampled_from(NAMES))
    extent = draw(st.sampled_from(["WHOLE", "MOST", "PART", "PART", "ABSENT", "UNSEEN"]))
    zones = draw(st.sets(st.integers(1, 3), max_size=2)) if extent in {"MOST", "PART"} else ()
    most = 9 if name in {"CVX M", "TARX R"} else 3
    return bone(
        name,
        extent,
        zones=zones,
        number=draw(st.integers(1, most)),
        age=draw(st.sampled_from(AGES)),
        case=draw(st.sampled_from(["A1", "A2"])),
    )


def some_lines(most: int = 5) -> st.SearchStrategy[list[InventoryLine]]:
    return st.lists(some_line(), max_size=most)


@settings(max_examples=200)
@given(some_lines())
def test_it_is_what_a_search_through_all_ways_of_dealing_finds(lines: list[InventoryLine]) -> None:
    assert minimum(lines).people == fewest_by_search(lines)


@st.composite
def dead(draw: st.DrawFn) -> tuple[int, list[InventoryLine]]:
    """People with all their bones, of which some were broken, some lost, some not understood."""
    people = draw(st.integers(0, 4))
    found = []
    for person in range(people):
        age = draw(st.sampled_from(["ADULT", "SUBADULT"]))
        for name in draw(st.sets(st.sampled_from(("FEM L", "FEM R", "MAN M", "RIB3 L", "T36 L")))):
            parts: list[set[int]] = draw(
                st.sampled_from([[{1, 2, 3}], [{1}, {2, 3}], [{1}, {2}, {3}], [{1, 2}], [{3}]])
            )
            for zones in parts:
                code, _, side = name.partition(" ")
                can_be_unsided = Side.UNKNOWN in sides_of(code)
                found.append(
                    bone(
                        f"{code} {draw(st.sampled_from([side, 'U'])) if can_be_unsided else side}",
                        "WHOLE" if len(zones) == 3 else "PART",
                        zones=draw(st.sampled_from([zones, set()])) if len(zones) < 3 else (),
                        age=draw(st.sampled_from([age, "INDET"])),
                        case=f"A{draw(st.integers(1, 3))}-{person}",
                    )
                )
    return people, found


@given(dead())
def test_it_never_says_more_than_there_were(them: tuple[int, list[InventoryLine]]) -> None:
    people, lines = them
    assert minimum(lines).people <= people


@given(some_lines(12), st.data())
def test_order_means_nothing(lines: list[InventoryLine], data: st.DataObject) -> None:
    assert minimum(data.draw(st.permutations(lines))) == minimum(lines)


@given(some_lines(12), some_line())
def test_a_bone_more_is_never_somebody_less(
    lines: list[InventoryLine], more: InventoryLine
) -> None:
    before, after = minimum(lines), minimum([*lines, more])
    assert before.people <= after.people <= before.people + more.count
    assert before.adults <= after.adults
    assert before.subadults <= after.subadults


@given(some_lines(12))
def test_two_lots_together_are_between_the_larger_and_the_sum(lines: list[InventoryLine]) -> None:
    lots = [minimum(line for line in lines if line.case == case).people for case in ("A1", "A2")]
    assert max(lots) <= minimum(lines).people <= sum(lots)


@given(some_lines(12))
def test_it_is_told_with_a_bone_that_was_found(lines: list[InventoryLine]) -> None:
    least = minimum(lines)
    assert least.adults + least.subadults <= least.people
    if least.people:
        assert least.bone in {line.bone for line in lines if line.is_found}
        assert all(reason.found or reason.is_loose for reason in least.reasons)
    else:
        assert least == Minimum()


# By hand

CASES: dict[str, tuple[list[InventoryLine], int, str]] = {
    "nothing": ([], 0, ""),
    "a left and a right are one": ([bone("FEM L"), bone("FEM R")], 1, "FEM L"),
    "three lefts, two rights": ([bone("FEM L", number=3), bone("FEM R", number=2)], 3, "FEM L"),
    "another bone needs more": ([bone("FEM L", number=2), bone("TIB R", number=3)], 3, "TIB R"),
    "two jaws": ([bone("MAN M"), bone("MAN M"), bone("FEM L")], 2, "MAN M"),
    "absent is not counted": ([bone("FEM L"), bone("FEM L", "ABSENT")], 1, "FEM L"),
    "not examined is not counted": ([bone("HUM L", "UNSEEN", number=3)], 0, ""),
    "pieces without zones may be of one bone": ([bone("FEM L", "PART", number=9)], 1, "FEM L"),
    "a whole bone lacks no piece": ([bone("FEM L"), bone("FEM L", "PART")], 2, "FEM L"),
    "the rest of a bone lacks one": ([bone("FEM L", "MOST"), bone("FEM L", "PART")], 1, "FEM L"),
    "two bones nearly whole": ([bone("FEM L", "MOST", number=2)], 2, "FEM L"),
    "ends that meet": (
        [bone("FEM L", "PART", zones=[1, 2]), bone("FEM L", "PART", zones=[3, 4])],
        1,
        "FEM L",
    ),
    "ends that overlap": (
        [bone("FEM L", "PART", zones=[1, 2]), bone("FEM L", "PART", zones=[2, 3])],
        2,
        "FEM L",
    ),
    "the most frequent zone": (
        [
            bone("HUM R", "PART", zones=[1], number=2),
            bone("HUM R", "PART", zones=[4, 5], number=3),
            bone("HUM R", "PART", zones=[5]),
        ],
        4,
        "HUM R",
    ),
    "a whole bone has every zone": (
        [bone("FEM L", number=2), bone("FEM L", "PART", zones=[7])],
        3,
        "FEM L",
    ),
    "three without side are two people": ([bone("FEM U", number=3)], 2, "FEM U"),
    "sides fill up": ([bone("FEM L", number=2), bone("FEM U", number=2)], 2, "FEM L"),
    "sides overflow": ([bone("FEM L", number=2), bone("FEM U", number=3)], 3, "FEM U"),
    "a child and an adult": (
        [bone("FEM L", age="ADULT"), bone("FEM R", age="SUBADULT")],
        2,
        "FEM L",
    ),
    "a child by another bone": (
        [
            bone("FEM L", number=2, age="ADULT"),
            bone("HUM R", number=3, age="SUBADULT"),
            bone("MAN M", number=4),
        ],
        5,
        "HUM R",
    ),
    "who cannot be aged fits either": (
        [bone("FEM L", age="ADULT"), bone("FEM L", age="SUBADULT"), bone("FEM R", number=2)],
        2,
        "FEM L",
    ),
    "those who cannot be aged are the most": (
        [bone("FEM L", number=4), bone("FEM R", age="ADULT"), bone("HUM L", age="SUBADULT")],
        4,
        "FEM L",
    ),
    "twelve ribs a side": ([bone("RIBX L", number=13)], 2, "RIBX L"),
    "twelve ribs with their numbers": (
        [*(bone(f"RIB{n} L") for n in range(1, 11)), bone("RIBX L", number=3)],
        2,
        "RIBX L",
    ),
    "seven vertebrae of the neck": ([bone("CVX M", number=15), bone("CV1 M")], 3, "CVX M"),
    "fourteen phalanges a hand": ([bone("PHH R", number=29)], 3, "PHH R"),
    "a tooth twice": ([bone("T36 L"), bone("T36 L"), bone("T46 R")], 2, "T36 L"),
    "milk tooth and its heir": ([bone("T55 R"), bone("T15 R")], 1, "T15 R"),
    "unknown bones are one person at least": ([bone("ULB U", number=40)], 1, "ULB U"),
}


# How each comes about, worked out on paper before it was ever counted here.
ARITHMETIC = {
    "nothing": "no bone = 0",
    "a left and a right are one": "max(1 left, 1 right) = 1",
    "three lefts, two rights": "max(3 left, 2 right) = 3",
    "another bone needs more": "max(2 femora, 3 tibiae) = 3",
    "two jaws": "max(2 jaws, 1 femur) = 2",
    "absent is not counted": "1 left + 0 absent = 1",
    "not examined is not counted": "0 seen = 0",
    "pieces without zones may be of one bone": "9 pieces, at least 1 bone = 1",
    "a whole bone lacks no piece": "1 whole + 1 for pieces of none of the whole = 2",
    "the rest of a bone lacks one": "1 nearly whole, the piece may be its rest = 1",
    "two bones nearly whole": "no two of three quarters are of one bone: 1 + 1 = 2",
    "ends that meet": "zones 1 to 4 each once: max(1, 1, 1, 1) = 1",
    "ends that overlap": "zone 1 once, 2 twice, 3 once: max(1, 2, 1) = 2",
    "the most frequent zone": "zone 1: 2, zone 4: 3, zone 5: 3 + 1; max(2, 3, 4) = 4",
    "a whole bone has every zone": "zone 7: 2 whole + 1 piece = 3",
    "three without side are two people": "3 bones, 2 to a person: ceil(3 / 2) = 2",
    "sides fill up": "2 left; 2 of unknown side are their rights: max(2, 2) = 2",
    "sides overflow": "2 left + 3 unknown = 5 bones, 2 to a person: ceil(5 / 2) = 3",
    "a child and an adult": "1 adult + 1 subadult = 2",
    "a child by another bone": "2 adults + 3 subadults = 5; 4 jaws fit them: max(5, 4) = 5",
    "who cannot be aged fits either": "1 adult + 1 subadult; 2 rights fit both: max(2, 2) = 2",
    "those who cannot be aged are the most": "4 left of any age; 1 adult + 1 child: max(4, 2) = 4",
    "twelve ribs a side": "13 ribs of a side, 12 to a person: ceil(13 / 12) = 2",
    "twelve ribs with their numbers": "10 numbered + 3 = 13, 12 to a person: ceil(13 / 12) = 2",
    "seven vertebrae of the neck": "15 + 1 = 16, 7 to a person: ceil(16 / 7) = 3",
    "fourteen phalanges a hand": "29 of a hand, 14 to a person: ceil(29 / 14) = 3",
    "a tooth twice": "max(2 of tooth 36, 1 of tooth 46) = 2",
    "milk tooth and its heir": "a child has both at once: max(1, 1) = 1",
    "unknown bones are one person at least": "40 pieces of who knows what, at least = 1",
}


@pytest.mark.parametrize("name", CASES)
def test_by_hand(name: str) -> None:
    lines, people, driver = CASES[name]
    assert ARITHMETIC[name].endswith(f" = {people}")
    least = minimum(lines)
    assert (least.people, f"{least.bone} {least.side}".strip()) == (people, driver)


def a_body(case: str, *, without: str = "") -> list[InventoryLine]:
    """Every bone of an adult, whole, but for those that end in these letters."""
    return [
        bone(f"{code.code} {side}", case=case, age="ADULT", number=n)
        for code in BONES.codes
        if not code.code.endswith("X") and not code.code.startswith("U")
        for side in sides_of(code.code)
        if side is not Side.UNKNOWN and code.code != without
        for n in [14 if code.code in {"PHH", "PHF"} else 1]
    ]


def test_commingled_two_bodies_and_a_leg_that_neither_lacks() -> None:
    """Right femora: 1 of A1 + 1 of A2 + 1 of A3 = 3."""
    lines = [*a_body("A1"), *a_body("A2"), bone("FEM R", case="A3"), bone("TIB R", case="A3")]
    assert minimum(lines).people == 3
    assert minimum(lines).bone == "FEM"
    assert minimum(lines).side == "R"


def test_commingled_a_leg_that_one_of_them_lacks_is_nobody_else() -> None:
    """Right femora: 1 of A1 + 0 of A2 + 1 of A3 = 2; every other bone: 1 + 1 = 2."""
    lines = [*a_body("A1"), *a_body("A2", without="FEM"), bone("FEM R", case="A3")]
    assert minimum(lines).people == 2


def test_commingled_a_robbed_grave_of_parts_only() -> None:
    """Adults by zone: left 1: 1, 2: 2, 3: 1, 4: 2; right 2: 3: max 3. A child: 3 + 1 = 4."""
    lines = [
        bone("FEM L", "PART", zones=[1, 2], age="ADULT"),
        bone("FEM L", "PART", zones=[2, 3], age="ADULT"),
        bone("FEM L", "PART", zones=[4], age="ADULT", number=2),
        bone("FEM R", "PART", zones=[2], age="ADULT", number=3),
        bone("FEM R", "PART", number=20),
        bone("HUM U", "PART", zones=[1], number=5),
        bone("MAN M", "PART", zones=[1], age="SUBADULT"),
    ]
    assert minimum(lines) == Minimum(
        people=4,
        adults=3,
        subadults=1,
        reasons=(
            Reason("FEM", Side.RIGHT, ((Age.ADULT, Side.RIGHT, 3),), each=1, zone=2),
            Reason("MAN", Side.MIDLINE, ((Age.SUBADULT, Side.MIDLINE, 1),), each=1, zone=1),
        ),
        is_by_age=True,
    )


def test_commingled_sides_and_ages_at_once() -> None:
    """5 + 2 femora, 2 to a person: ceil(7 / 2) = 4; 1 adult and 1 child at least: max(4, 2) = 4."""
    lines = [
        bone("FEM U", number=5),
        bone("FEM L", age="SUBADULT"),
        bone("FEM R", age="SUBADULT"),
        bone("CRA M", age="ADULT"),
    ]
    assert minimum(lines).people == 4


def test_a_side_that_cannot_be_is_counted_all_the_same() -> None:
    """What came in a bundle is evidence, whoever mistyped it: a left and a right jaw are two."""
    assert minimum([bone("MAN L"), bone("MAN R")]).people == 2
    assert minimum([bone("T36 R"), bone("T36 L")]).people == 2
    assert minimum([bone("FEM M", number=3)]).people == 2


def test_bones_not_yet_in_the_list_count_as_single() -> None:
    assert minimum([bone("NEW M", number=2)]).people == 2


def test_the_reason_says_what_was_counted() -> None:
    (reason,) = minimum([bone("FEM L", number=2), bone("FEM L", "PART"), bone("FEM R")]).reasons
    assert reason == Reason("FEM", Side.LEFT, ((Age.UNKNOWN, Side.LEFT, 2),), each=1, is_loose=True)


@pytest.mark.parametrize("extent", Extent)
def test_only_what_is_there_is_found(extent: Extent) -> None:
    assert bone("FEM L", extent).is_found is (extent.value in {"WHOLE", "MOST", "PART"})
