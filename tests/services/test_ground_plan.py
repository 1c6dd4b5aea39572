"""The map never shows less hazard, or more cleared ground, than the rules know."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.services.ground_plan import Ground, Meaning, ground_plan
from tests.journeys.fieldwork import GRAVE, Fieldwork, position


@pytest.fixture
def work(tmp_path: Path) -> Fieldwork:
    work = Fieldwork(tmp_path)
    work.report_a_site()
    return work


def of(work: Fieldwork, meaning: Meaning) -> list[Ground]:
    return [one for one in ground_plan(work.laptop).grounds if one.meaning is meaning]


def hazard(work: Fieldwork, **values: object) -> None:
    draft = {"site": work.known["site"], "hazard_class": "ITEM", "status": "OPEN", **values}
    work.save("hazard", "shell", draft)


def test_a_hazard_takes_its_radius_and_every_error(work: Fieldwork) -> None:
    seen = {"observer_position": position(GRAVE), "bearing_deg": 90, "distance_m": Decimal(20)}
    hazard(work, **seen, exclusion_radius_m=40)
    (ground,) = of(work, Meaning.HAZARD)
    lats = [lat for lat, _ in ground.corners]
    across_m = (max(lats) - min(lats)) * 110_850
    error_m = float(position(GRAVE).error_95_m() or 0) + 4  # a fifth of the distance
    assert across_m == pytest.approx(2 * (40 + error_m), rel=0.01)


def test_a_hazard_without_a_place_is_named_beside_the_map(work: Fieldwork) -> None:
    hazard(work)
    plan = ground_plan(work.laptop)
    assert of(work, Meaning.HAZARD) == []
    assert len(plan.unplaced_hazards) == 1


def test_what_is_cleared_says_how_deep_and_the_hazard_goes(work: Fieldwork) -> None:
    work.clear_the_ground()
    (ground,) = of(work, Meaning.CLEARED)
    assert ground.values["depth"] == "1.50"
    assert of(work, Meaning.HAZARD) == []


def test_a_certificate_that_does_not_count_is_never_drawn_as_cleared(work: Fieldwork) -> None:
    work.clear_the_ground()
    with work.laptop.store.reading() as view:
        whole = view.records.get(work.known["certificate"])
    assert whole is not None
    values = {
        name: whole.values[name]
        for name in ("site", "area", "cleared_depth_m", "valid_from", "outcome")
    }
    work.save("clearance_certificate", "draft", values)
    assert [one.uid for one in of(work, Meaning.CLEARED)] == [work.known["certificate"]]
    assert [one.uid for one in of(work, Meaning.NOT_COUNTING)] == [work.known["draft"]]


def test_marks_keep_what_they_are_worth(work: Fieldwork) -> None:
    work.clear_the_ground()
    work.open_the_grave()
    marks = {mark.uid: mark for mark in ground_plan(work.laptop).marks}
    grave = marks[work.known["grave"]]
    assert grave.error_m == float(position(GRAVE).error_95_m() or 0)
    assert grave.title == "TST01-G01"
