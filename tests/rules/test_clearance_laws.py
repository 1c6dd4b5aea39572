"""Clearance over time, in dispute and on odd shapes: the stricter reading counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Moment
from app.geo.area import Area, AreaError
from app.geo.point import Point
from app.models.record import Record
from app.rules.clearance import ClearanceVerdict, clearance, gravity, situation_of
from tests.rules.test_clearance import Question, questions
from tests.rules.world import (
    HERE,
    MORNING,
    certificate,
    disputed,
    hazard,
    later,
    moved,
    position,
    site_world,
    square,
    uid,
)

CLEARED = ClearanceVerdict.CLEARED
HAZARD_FIELDS = ("observer_position", "bearing_deg", "distance_m", "extent")
PAPER_FIELDS = ("area", "cleared_depth_m", "valid_from", "valid_until", "signatures", "state")


def verdict(
    asked: Question, records: list[Record], *, at: Moment = MORNING, known: bool = True
) -> ClearanceVerdict:
    world = site_world()
    for record in records:
        world.add(record)
    here = position(asked.place, asked.error) if known else None
    found = clearance(here, asked.depth, situation_of(world), site=uid("site"), at=at)
    return found.verdict


def all_of(asked: Question) -> list[Record]:
    return [*asked.found, *asked.papers]


@given(questions, st.integers(0, 300))
def test_later_is_never_more_permissive_once_a_certificate_has_begun(
    asked: Question, minutes: int
) -> None:
    now, then = verdict(asked, all_of(asked)), verdict(asked, all_of(asked), at=later(minutes))
    assert gravity(then) >= gravity(now)


@given(questions)
def test_a_place_that_nobody_knows_is_inside_as_soon_as_one_hazard_stands(asked: Question) -> None:
    told = verdict(asked, all_of(asked), known=False)
    assert told is (ClearanceVerdict.INSIDE_HAZARD if asked.found else ClearanceVerdict.UNKNOWN)


@given(questions, st.sampled_from(HAZARD_FIELDS))
def test_a_hazard_in_dispute_takes_no_less(asked: Question, field: str) -> None:
    before = verdict(asked, all_of(asked))
    doubtful = [disputed(known, field) for known in asked.found]
    after = verdict(asked, [*doubtful, *asked.papers])
    assert gravity(after) >= gravity(before)
    if asked.found:
        assert after is ClearanceVerdict.INSIDE_HAZARD


@given(questions, st.sampled_from(PAPER_FIELDS))
def test_a_certificate_in_dispute_gives_nothing(asked: Question, field: str) -> None:
    doubtful = [disputed(paper, field) for paper in asked.papers]
    assert verdict(asked, [*asked.found, *doubtful]) is not CLEARED


def test_a_sliver_of_cleared_ground_holds_no_place_with_an_error() -> None:
    sliver = Area((HERE, moved(HERE, north=0.3), moved(HERE, north=0.15, east=500)))
    asked = Question([], [certificate(area=sliver)], moved(HERE, north=0.15, east=5), 0, None)
    assert verdict(asked, all_of(asked)) is CLEARED
    for error in (1, 5):
        wide = Question([], asked.papers, asked.place, error, None)
        assert verdict(wide, all_of(wide)) is ClearanceVerdict.NOT_CLEARED


def test_a_hole_cannot_be_said_by_a_ring_that_touches_itself() -> None:
    """Ground with a hole is two certificates, or a slit: a corner used twice is refused."""
    outer, inner = square(half=50).ring, square(half=10).ring
    with pytest.raises(AreaError):
        Area((*outer, outer[0], *reversed(inner), inner[-1]))


def test_a_slit_around_a_hole_leaves_the_hole_uncleared() -> None:
    def at(north: float, east: float) -> Point:
        return moved(HERE, north=north, east=east)

    ring = Area(
        (
            at(50, -0.1), at(50, -50), at(-50, -50), at(-50, 50), at(50, 50), at(50, 0.1),
            at(10, 0.1), at(10, 10), at(-10, 10), at(-10, -10), at(10, -10), at(10, -0.1),
        )
    )  # fmt: skip
    paper = certificate(area=ring)
    for place, told in ((HERE, ClearanceVerdict.NOT_CLEARED), (at(30, 30), CLEARED)):
        asked = Question([], [paper], place, 3, Decimal(1))
        assert verdict(asked, all_of(asked)) is told


def test_across_the_antimeridian_ground_is_one_piece() -> None:
    edge = Point(Decimal("16.5"), Decimal("179.9999"))

    def at(north: float, east: float) -> Point:
        place = moved(edge, north=north, east=east)
        return Point(place.lat, (place.lon + 180) % 360 - 180)

    ground = Area((at(80, 80), at(80, -80), at(-80, -80), at(-80, 80)))
    for place in (at(0, 0), at(0, 40), at(0, -40)):
        asked = Question([], [certificate(area=ground)], place, 3, Decimal(1))
        assert verdict(asked, all_of(asked)) is CLEARED
        shell = hazard(observer_position=position(at(0, 0)), distance_m=Decimal(0))
        assert verdict(asked, [*asked.papers, shell]) is ClearanceVerdict.INSIDE_HAZARD
