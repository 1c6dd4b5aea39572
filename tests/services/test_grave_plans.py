"""Bodies as sticks: every landmark is on one, nothing is joined that does not belong together."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.codes import CodeList
from app.services.grave_plans import GravePlan, Metres, grave_plan, side_of, sticks
from tests.journeys.fieldwork import GRAVE, Fieldwork, position

LANDMARKS = sorted({code.code for code in CodeList("body_landmark").codes} - {"OTH"})
PLACES: dict[str, Metres] = {
    part: (float(at), float(at * at % 7), 48.0 + at / 10) for at, part in enumerate(LANDMARKS)
}


@given(parts=st.sets(st.sampled_from(LANDMARKS), min_size=2))
def test_sticks_join_only_what_was_measured_or_the_middle_of_it(parts: set[str]) -> None:
    known = {part: PLACES[part] for part in parts}
    made = list(sticks(known))
    halves = [
        tuple(((a or 0) + (b or 0)) / 2 for a, b in zip(PLACES[left], PLACES[right], strict=True))
        for left, right in (("LSH", "RSH"), ("LHI", "RHI"))
        if {left, right} <= parts
    ]
    for stick in made:
        for end in (stick.first, stick.last):
            assert end in known.values() or end in halves
    limbs = {part for part in LANDMARKS if part[1:] not in {"SH", "HI"}}
    for stick in made:
        names = _names(stick.first, stick.last)
        if limbs >= set(names):
            assert {name[0] for name in names} != {"L", "R"}


def _names(*ends: Metres) -> list[str]:
    return [part for end in ends for part, place in PLACES.items() if place == end]


def test_three_landmarks_are_a_body() -> None:
    known = {part: PLACES[part] for part in ("CRA", "PEL", "LFT")}
    joined = {tuple(_names(stick.first, stick.last)) for stick in sticks(known)}
    assert joined == {("CRA", "PEL"), ("PEL", "LFT")}


@pytest.fixture
def work(tmp_path: Path) -> Fieldwork:
    made = Fieldwork(tmp_path)
    made.report_a_site()
    made.clear_the_ground()
    made.open_the_grave()
    return made


def measured(work: Fieldwork, name: str, **values: object) -> None:
    draft = {"site": work.known["site"], "target": work.known["grave"], **values}
    work.save("survey_point", name, draft)


def test_points_of_the_grave_are_drawn_in_one_grid(work: Fieldwork) -> None:
    assert grave_plan(work.laptop, work.known["grave"]).shots == ()
    grid = {"easting_m": Decimal("1000.5"), "northing_m": Decimal("2000.25")}
    measured(work, "level", point_code="LVL", height_m=Decimal("48.9"), **grid)
    measured(work, "told", point_code="LVL", position=position(GRAVE))
    plan = grave_plan(work.laptop, work.known["grave"])
    assert [shot.at for shot in plan.shots] == [(1000.5, 2000.25, 48.9)]
    assert plan.left_out == 1
    assert plan.is_gridded


def test_without_a_grid_metres_are_from_the_first_point(work: Fieldwork) -> None:
    measured(work, "one", point_code="LVL", position=position("30.5332, 47.9935"))
    measured(work, "two", point_code="LVL", position=position("30.5332, 47.9936"))
    plan = grave_plan(work.laptop, work.known["grave"])
    assert not plan.is_gridded
    (first, second) = sorted(shot.at[0] for shot in plan.shots)
    assert second - first == pytest.approx(9.59, abs=0.05)


@given(st.floats(0, 359), st.floats(-50, 50), st.floats(-50, 50))
def test_the_side_view_keeps_lengths_along_the_axis(axis: float, east: float, north: float) -> None:
    plan = GravePlan(axis_deg=axis)
    along = side_of(plan, (east, north, 3.0))
    assert along is not None
    assert abs(along[0]) <= math.hypot(east, north) + 1e-9
    assert along[1] == 3.0
    assert side_of(plan, (east, north, None)) is None
