"""The minimum case by case, grave by grave and of all: never a sum."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.rules.inventory import InventoryLine
from app.rules.minimum import minimum
from app.rules.scopes import Scope, counts
from tests.rules.bones import bone

A_GRAVE = [
    bone("FEM L", case="A1", grave="G01", grams="402.5"),
    bone("FEM L", case="A2", grave="G01"),
    bone("FEM R", case="A3", grave="G01", grams="398"),
    bone("HUM L", "ABSENT", case="A3", grave="G01"),
    bone("CRA M", case="A4", grave="G02", number=2),
    bone("TIB L", case="A5", grave=""),
]


def told(lines: list[InventoryLine]) -> dict[str, int]:
    return {f"{one.scope.value} {one.name}".strip(): one.minimum.people for one in counts(lines)}


def test_two_halves_of_a_body_are_two_cases_and_one_person() -> None:
    assert told(A_GRAVE) == {
        "case A1": 1, "case A2": 1, "case A3": 1, "case A4": 2, "case A5": 1,
        "grave G01": 2, "grave G02": 2,
        "site": 2,
    }  # fmt: skip


def test_contexts_and_sites_count_where_they_are_named() -> None:
    lines = [
        replace(bone("FEM L"), context="12", site="BSR01"),
        replace(bone("FEM L", case="A2"), context="12", site="BSR01"),
        replace(bone("FEM L", case="A3"), context="15", site="BSR02"),
    ]
    assert told(lines) == {
        "case A1": 1, "case A2": 1, "case A3": 1,
        "context 12": 2, "context 15": 1,
        "grave G01": 3,
        "site BSR01": 2, "site BSR02": 1,
    }  # fmt: skip


def test_pieces_and_weights_are_those_that_are_there() -> None:
    (grave,) = (one for one in counts(A_GRAVE) if one.name == "G01")
    assert (grave.pieces, grave.weight_g) == (3, Decimal("800.5"))
    assert counts([]) == ()


@given(
    st.lists(
        st.builds(
            bone,
            st.sampled_from(["FEM L", "FEM R", "CRA M"]),
            case=st.sampled_from(["A1", "A2", "A3"]),
            grave=st.sampled_from(["G01", "G02", ""]),
        ),
        max_size=12,
    )
)
def test_each_scope_lies_between_the_largest_and_the_sum_of_its_cases(
    lines: list[InventoryLine],
) -> None:
    found = counts(lines)
    cases = [one.minimum.people for one in found if one.scope is Scope.CASE]
    for site in (one for one in found if one.scope is Scope.SITE):
        assert max(cases) <= site.minimum.people <= sum(cases)
        assert site.minimum == minimum(lines)
    graves = [one for one in found if one.scope is Scope.GRAVE]
    assert [one.name for one in graves] == sorted({line.grave for line in lines} - {""})
