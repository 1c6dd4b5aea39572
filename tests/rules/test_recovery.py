"""Remains described, and numbers of a grave that do not contradict each other."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.elements import Element
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.survey import SurveyPoint
from tests.rules.asked import said
from tests.rules.world import World, make, uid


def case(kind: str = "B", **values: Any) -> RemainsCase:
    told: dict[str, Any] = {
        "number": "A1",
        "state": "FINAL",
        "orientation_deg": 90,
        "articulation": "A",
    }
    return make(RemainsCase, "case", case_type=kind, **(told | values))


def points(count: int) -> list[Record]:
    return [make(SurveyPoint, f"point {n}", target=uid("case")) for n in range(count)]


@pytest.mark.parametrize(
    ("draft", "there", "sentences"),
    [
        (case(), points(3), []),
        (case(), points(2), ["warn: A1 has 2 survey points; a body has at least 3."]),
        (case(orientation_deg=None), points(3), ["warn: The orientation of A1 is not stated."]),
        (case(orientation_deg=0), points(3), []),
        (case(articulation=None), points(3), ["warn: Whether A1 lay in joint is not stated."]),
        (case(state="DRAFT", articulation=None), [], []),
        (case("BP"), [], ["warn: A1 has no inventory of its bones."]),
        (case("FR"), [], ["warn: A1 has no inventory of its bones."]),
        (case("CG"), [make(Element, "bone", remains_case=uid("case"))], []),
        (case("NH"), [], []),
    ],
)
def test_remains_are_described_by_what_they_are(
    draft: RemainsCase, there: list[Record], sentences: list[str]
) -> None:
    assert said(draft, None, World(there), "BR-25") == sentences


def test_it_is_asked_when_the_record_is_closed_and_not_again() -> None:
    bare = case("BP")
    assert len(said(bare, case("BP", state="DRAFT"), World(), "BR-25")) == 1
    assert said(bare, bare, World(), "BR-25") == []


def grave(phase: str = "CLOSED", **values: Any) -> Grave:
    return make(Grave, "grave", number="G01", phase=phase, **values)


def dug(*people: int, kind: str = "CG") -> World:
    """A grave with a case for each number: so many left femora in it."""
    world = World()
    for place, count in enumerate(people):
        name = f"case {place}"
        world.add(make(RemainsCase, name, case_type=kind, grave=uid("grave")))
        for n in range(count):
            world.add(
                make(
                    Element,
                    f"{name} {n}",
                    remains_case=uid(name),
                    bone="FEM",
                    side="L",
                    element_state="PRESENT",
                    completeness="COMPLETE",
                )
            )
    return world


MORE = "warn: The bones are of at least {} people, by FEM L; {} were expected."
FEWER = "warn: The bones are of at least {} people, by FEM L; the cases are {}."


@pytest.mark.parametrize(
    ("world", "values", "sentences"),
    [
        (dug(1, 1), {}, []),
        (dug(1, 1, 1), {"estimated_persons_max": 2}, []),
        (dug(1, 1, 1, 1), {"estimated_persons_max": 2}, [MORE.format(4, 2)]),
        (dug(1, 1), {"estimated_persons_min": 1}, [MORE.format(2, 1)]),
        (dug(1, 1, 1), {"estimated_persons_min": 1, "estimated_persons_max": 3}, []),
        (dug(2, 1), {}, [FEWER.format(3, 2)]),
        (dug(2), {"estimated_persons_max": 1}, [MORE.format(2, 1), FEWER.format(2, 1)]),
        (World(), {"estimated_persons_max": 20}, []),
    ],
)
def test_numbers_that_contradict_are_shown_side_by_side(
    world: World, values: dict[str, Any], sentences: list[str]
) -> None:
    draft = grave(**values)
    assert said(draft, grave("EXCAVATING", **values), world, "BR-26") == sentences
    assert said(draft, draft, world, "BR-26") == []


def test_animals_are_no_people() -> None:
    assert said(grave(), None, dug(2, kind="NH"), "BR-26") == []
