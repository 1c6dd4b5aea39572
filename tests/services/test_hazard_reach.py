"""What a hazard takes, and what a certificate gives back, before either is saved."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.distance import bearing_deg, distance_m
from app.geo.plane import flattened
from app.models.clearance import ClearanceCertificate
from app.models.hazards import Hazard
from app.models.sites import Grave
from app.models.survey import SurveyControl
from app.rules.clearance import situation_of
from app.services.hazard_reach import Reach, Released, reach_of, released_by
from tests.rules.world import (
    HERE,
    MORNING,
    World,
    certificate,
    hazard,
    make,
    moved,
    position,
    rows,
    site_world,
    square,
    uid,
)

SITE = {"site": uid("site")}


def taken(draft: Hazard, *others: Any, radius: int | None = 50) -> Reach:
    world = site_world(radius=radius)
    for record in others:
        world.add(record)
    return reach_of(draft, situation_of(world), world, MORNING)


def released(draft: ClearanceCertificate, *others: Any) -> Released:
    world: World = site_world()
    for record in others:
        world.add(record)
    return released_by(draft, situation_of(world), world, MORNING)


GRAVE = make(Grave, "grave", **SITE, number="BSR01-G01", position=position(moved(HERE, north=60)))
FAR = make(Grave, "far", **SITE, number="BSR01-G02", position=position(moved(HERE, north=400)))
NAIL = make(
    SurveyControl, "nail", **SITE, number="BSR01-S01", position=position(moved(HERE, north=100))
)


def test_the_item_lies_at_the_bearing_with_the_errors_added_up() -> None:
    reach = taken(hazard(bearing_deg=90, distance_m=Decimal(40), exclusion_radius_m=30))
    assert reach.drawing.observer == (0.0, 0.0)
    assert reach.drawing.item == pytest.approx((40, 0), abs=0.01)
    assert reach.error_m == 11  # 3 m of the observer, a fifth of 40 m
    assert reach.drawing.radius_m == 41
    assert (reach.is_default, reach.is_widest, reach.is_anywhere) == (False, False, False)


def test_it_names_the_graves_control_points_and_certificates_that_it_covers() -> None:
    reach = taken(hazard(), GRAVE, FAR, NAIL, certificate())
    assert reach.graves == ("BSR01-G01",)
    assert reach.controls == ("BSR01-S01",)
    assert reach.certificates == ("BSR01-LA001",)
    assert [title for title, _ in reach.drawing.marks] == ["BSR01-G01", "BSR01-S01"]
    assert reach.is_default
    away = certificate(area=square(moved(HERE, north=1_000)))
    assert taken(hazard(), away).certificates == ()


def test_without_a_place_it_takes_the_whole_site() -> None:
    reach = taken(hazard(observer_position=None), GRAVE, FAR, certificate())
    assert reach.is_anywhere
    assert reach.graves == ("BSR01-G01", "BSR01-G02")
    assert reach.certificates == ("BSR01-LA001",)
    assert reach.drawing.item is None


def test_a_hazard_that_a_certificate_has_closed_says_so() -> None:
    closed = hazard(status="CLEARED")
    paper = certificate(hazards=(closed.uid,), outcome="CLEARED")
    assert not taken(closed, paper).is_open
    assert taken(closed).is_open
    assert taken(hazard(), paper).is_open


def test_without_any_radius_the_widest_holds_and_it_says_so() -> None:
    reach = taken(hazard(), FAR, radius=None)
    assert reach.is_widest
    assert reach.graves == ("BSR01-G02",)


def test_an_extent_is_drawn_with_its_margin() -> None:
    area = square(moved(HERE, north=60), half=10)
    seen = {"observer_position": None, "bearing_deg": None, "distance_m": None, "extent": area}
    reach = taken(hazard(**seen, exclusion_radius_m=20), GRAVE)
    assert len(reach.drawing.extent) == 4
    (ring,) = reach.drawing.taken
    assert min(north for _, north in ring) < min(north for _, north in reach.drawing.extent) - 19
    assert reach.graves == ("BSR01-G01",)


@given(st.integers(0, 359), st.integers(1, 2_000), st.integers(-1_500, 1_500))
def test_a_flat_place_has_the_bearing_and_distance_of_the_true_one(
    bearing: int, metres: int, north: int
) -> None:
    middle = moved(HERE, north=north)
    angle = math.radians(bearing)
    place = moved(middle, north=metres * math.cos(angle), east=metres * math.sin(angle))
    ((east, up),) = flattened(
        (float(middle.lat), float(middle.lon)), [(float(place.lat), float(place.lon))]
    )
    assert math.hypot(east, up) == pytest.approx(distance_m(middle, place), abs=0.001)
    told = math.degrees(math.atan2(east, up)) % 360
    assert (told - bearing_deg(middle, place) + 180) % 360 == pytest.approx(180, abs=0.01)
    assert flattened((0, 0), []) == []


def test_a_certificate_says_what_it_closes_and_what_stays_open() -> None:
    shell = hazard(distance_m=Decimal(20))
    other = hazard("mortar", distance_m=Decimal(30))
    told = released(certificate(hazards=(shell.uid,), outcome="CLEARED"), shell, other)
    assert told == Released((shell.title,), (), (other.title,), ())


def test_a_named_hazard_that_lies_outside_the_area_is_told() -> None:
    near_the_edge = hazard(distance_m=Decimal(45))  # 45 m, and 12 m of error: beyond 50 m
    nowhere = hazard("lost", observer_position=None)
    field = hazard("field", observer_position=None, extent=square(half=51))
    within = hazard("within", observer_position=None, extent=square(half=50))
    named = (near_the_edge, nowhere, field, within)
    paper = certificate(hazards=tuple(one.uid for one in named), outcome="CLEARED")
    told = released(paper, *named)
    assert set(told.outside) == {near_the_edge.title, nowhere.title, field.title}
    assert len(told.closing) == 4
    assert released(certificate(area=None, hazards=(within.uid,)), within).outside


def test_a_grave_that_is_deeper_than_the_certificate_is_told() -> None:
    deep = make(
        Grave, "deep", **SITE, number="BSR01-G03", position=position(), depth_m=Decimal("1.5")
    )
    shallow = make(Grave, "low", **SITE, position=position(), depth_m=Decimal(1))
    assert released(certificate(), deep, shallow).deeper == (("BSR01-G03", Decimal("1.5")),)
    assert released(certificate(area=None), deep).deeper == ()


@pytest.mark.parametrize(
    ("values", "why"),
    [({"state": "DRAFT"}, "draft"), ({"signatures": rows(("layla", "RECEIVE"))}, "role of EOD")],
)
def test_why_it_does_not_count_yet_is_told(values: dict[str, Any], why: str) -> None:
    fault = released(certificate(**values)).fault
    assert fault is not None
    assert why in fault.message
    assert released(certificate()).fault is None
