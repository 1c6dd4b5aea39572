"""Pairs: published figures, and what no pairing may change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.inventory import InventoryLine
from app.rules.minimum import minimum
from app.rules.pairs import Pairing, is_one_pair, pairings
from tests.rules.bones import bone


@pytest.mark.parametrize(
    ("left", "right", "pairs", "by_pairs", "most_likely"),
    [
        (21, 15, 11, 25, 28),  # the example of the authors of the method
        (10, 10, 10, 10, 10),
        (5, 4, 0, 9, 29),
        (1, 1, 1, 1, 1),
        (12, 8, 6, 14, 15),
    ],
)
def test_by_hand(left: int, right: int, pairs: int, by_pairs: int, most_likely: int) -> None:
    pairing = Pairing("FEM", left, right, pairs)
    assert (pairing.by_pairs, pairing.most_likely) == (by_pairs, most_likely)


@given(st.integers(0, 60), st.integers(0, 60), st.data())
def test_each_number_is_at_least_the_one_before(left: int, right: int, data: st.DataObject) -> None:
    pairs = data.draw(st.integers(0, min(left, right)))
    pairing = Pairing("FEM", left, right, pairs)
    assert max(left, right) <= pairing.by_pairs <= pairing.most_likely


def a_pair(name: str, code: str = "FEM") -> list[InventoryLine]:
    return [bone(f"{code} L", pair=name), bone(f"{code} R", pair=name)]


def test_pairs_that_were_matched_are_counted_for_their_bone() -> None:
    lines = [*a_pair("a"), *a_pair("b"), bone("FEM L", number=3), *a_pair("c", "HUM")]
    assert pairings(lines) == (Pairing("HUM", 1, 1, 1), Pairing("FEM", 5, 2, 2))
    assert pairings([bone("FEM L"), bone("FEM R")]) == (), "nobody has matched any"


def test_pieces_count_for_the_fewest_bones() -> None:
    ends = [bone("FEM L", "PART", zones=[zone], pair="a" if zone == 1 else "") for zone in (1, 4)]
    assert pairings([*ends, bone("FEM R", pair="a")]) == (Pairing("FEM", 1, 1, 1),)
    both = [bone("FEM L", "PART", zones=[zone], pair=str(zone)) for zone in (1, 4)]
    rights = [bone("FEM R", pair=str(zone)) for zone in (1, 4)]
    assert pairings([*both, *rights]) == (Pairing("FEM", 1, 2, 1),), "one left has one fellow"


@pytest.mark.parametrize(
    "lines",
    [
        [bone("FEM L", pair="a")],
        [bone("FEM L", pair="a"), bone("FEM L", pair="a")],
        [bone("FEM L", pair="a"), bone("TIB R", pair="a")],
        [bone("FEM L", pair="a"), bone("FEM R", pair="a"), bone("FEM R", pair="a")],
        [bone("FEM L", pair="a", number=2), bone("FEM R", pair="a")],
        [bone("FEM L", pair="a", age="ADULT"), bone("FEM R", pair="a", age="SUBADULT")],
        [bone("FEM L", "ABSENT", pair="a"), bone("FEM R", pair="a")],
    ],
)
def test_what_is_no_pair_is_not_counted_as_one(lines: list[InventoryLine]) -> None:
    assert not is_one_pair(tuple(line for line in lines if line.is_found))
    assert pairings(lines) == ()


@given(st.lists(st.sampled_from(["FEM L", "FEM R", "HUM L", "HUM R", "PHH R"]), max_size=12))
def test_pairs_never_lower_the_minimum(names: list[str]) -> None:
    lines = [bone(name, pair=name.split()[0]) for name in names]
    for pairing in pairings(lines):
        own = [line for line in lines if line.bone == pairing.bone]
        assert pairing.by_pairs >= minimum(own).people
