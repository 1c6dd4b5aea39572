"""Clearance: whatever is less certain, nearer, wider or deeper never permits more."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.geo.distance import bearing_deg, distance_m
from app.geo.point import Located, Point
from app.geo.position import Position
from app.models.clearance import ClearanceCertificate
from app.models.hazards import Hazard
from app.rules.certificates import gap
from app.rules.clearance import (
    Clearance,
    ClearanceVerdict,
    Situation,
    clearance,
    covering,
    situation_of,
)
from app.rules.ground import spot_of
from tests.rules.world import (
    HERE,
    MORNING,
    World,
    certificate,
    disputed,
    hazard,
    later,
    moved,
    position,
    rows,
    site_world,
    square,
    uid,
)

CLEARED = ClearanceVerdict.CLEARED
NOT_CLEARED = ClearanceVerdict.NOT_CLEARED
INSIDE = ClearanceVerdict.INSIDE_HAZARD
UNKNOWN = ClearanceVerdict.UNKNOWN

metres = st.integers(-120, 120)
errors = st.integers(0, 30)


@st.composite
def hazards(draw: st.DrawFn) -> list[Hazard]:
    """Open hazards seen from somewhere near, some with an extent, some without a radius."""
    return [
        hazard(
            f"hazard {number}",
            observer_position=position(
                moved(HERE, north=draw(metres), east=draw(metres)), draw(errors)
            ),
            bearing_deg=draw(st.integers(0, 359)),
            distance_m=Decimal(draw(st.integers(0, 200))),
            exclusion_radius_m=draw(st.none() | st.integers(1, 60)),
            extent=draw(
                st.none()
                | st.tuples(metres, metres, st.integers(2, 30)).map(
                    lambda at: square(moved(HERE, north=at[0], east=at[1]), at[2])
                )
            ),
            status=draw(st.sampled_from(["OPEN", "MARKED", "TASKED", "HANDED_OVER", "NEW_CODE"])),
        )
        for number in range(draw(st.integers(0, 2)))
    ]


@st.composite
def certificates(draw: st.DrawFn) -> list[ClearanceCertificate]:
    """Certificates that count, around here."""
    return [
        certificate(
            f"certificate {number}",
            area=square(
                moved(HERE, north=draw(metres) / 8, east=draw(metres) / 8),
                draw(st.integers(20, 300)),
            ),
            cleared_depth_m=Decimal(draw(st.integers(5, 30))) / 10,
            valid_until=draw(st.sampled_from([None, later(60), later(-60)])),
        )
        for number in range(draw(st.integers(0, 3)))
    ]


@dataclass(frozen=True)
class Question:
    """Hazards and certificates around here, and where, how well known and how deep one works."""

    found: list[Hazard]
    papers: list[ClearanceCertificate]
    place: Point
    error: int
    depth: Decimal | None


questions = st.builds(
    Question,
    hazards(),
    certificates(),
    st.builds(lambda north, east: moved(HERE, north=north, east=east), metres, metres),
    errors,
    st.none() | st.integers(0, 20).map(lambda tenths: Decimal(tenths) / 10),
)


def answered(asked: Question, **other: Any) -> ClearanceVerdict:
    """The answer, with something other than asked."""
    asked = replace(asked, **other)
    at = position(asked.place, asked.error)
    return ask(asked.found, asked.papers, at=at, depth=asked.depth).verdict


def ask(
    found: list[Hazard] | None = None,
    papers: list[ClearanceCertificate] | None = None,
    *,
    at: Position | None = None,
    depth: Decimal | None = Decimal(1),
    world: World | None = None,
) -> Clearance:
    """Clearance at `at`, or of an unknown place."""
    world = world or site_world()
    for record in [*(found or []), *(papers or [])]:
        world.add(record)
    return clearance(at, depth, situation_of(world), site=uid("site"), at=MORNING)


@given(questions, errors)
def test_a_larger_error_is_never_more_permissive(asked: Question, more: int) -> None:
    verdict = answered(asked)
    event(verdict.value)
    if verdict is not CLEARED:
        assert answered(asked, error=asked.error + more) is not CLEARED
    for unknown in (
        None,
        position(asked.place, None),
        position(asked.place, asked.error, is_suspect=True),
    ):
        told = ask(asked.found, asked.papers, at=unknown, depth=asked.depth)
        assert told.verdict is (INSIDE if asked.found else UNKNOWN)
        assert "counts as inside" in told.why


@given(questions, st.integers(0, 40))
def test_deeper_wider_and_fewer_papers_are_never_more_permissive(
    asked: Question, more: int
) -> None:
    if answered(asked) is CLEARED:
        return
    wider = [
        hazard(known.uid, **{**known.values, "exclusion_radius_m": _radius(known) + more})
        for known in asked.found
    ]
    assert answered(asked, found=wider) is not CLEARED
    assert answered(asked, depth=(asked.depth or Decimal(0)) + more) is not CLEARED
    assert answered(asked, found=[*asked.found, hazard("one more")]) is not CLEARED
    assert answered(asked, papers=asked.papers[1:]) is not CLEARED


def _radius(known: Hazard) -> int:
    return 50 if known.exclusion_radius_m is None else known.exclusion_radius_m


@given(questions)
def test_what_is_cleared_is_so_wherever_everything_truly_is(asked: Question) -> None:
    """Checked another way: all true places within their errors, each then known exactly."""
    told = ask(asked.found, asked.papers, at=position(asked.place, asked.error), depth=asked.depth)
    if told.verdict is not CLEARED:
        return
    (paper,) = [paper for paper in asked.papers if paper.uid == told.by]
    for bearing in range(0, 360, 45):
        truly = _away(asked.place, bearing, asked.error)
        exact = [_truly(known, truly) for known in asked.found]
        told = ask(exact, [paper], at=position(truly, 0), depth=asked.depth)
        assert told.verdict is CLEARED


def _truly(known: Hazard, from_: Located) -> Hazard:
    """The hazard as near to a place as its observer's error and a fifth of the distance allow."""
    seen, distance = known.observer_position, known.distance_m
    assert seen is not None
    assert distance is not None
    assert known.bearing_deg is not None
    item = _away(seen, known.bearing_deg, float(distance))
    error_m = float(seen.accuracy_m or 0) + float(distance) / 5
    towards = bearing_deg(item, from_)
    step_m = min(error_m, distance_m(item, from_))
    exact = position(_away(item, towards, step_m), 0)
    changed = {"observer_position": exact, "distance_m": Decimal(0)}
    return hazard(known.uid, **{**known.values, **changed})


def _away(place: Located, bearing: float, metres: float) -> Point:
    angle = math.radians(bearing)
    return moved(place, north=metres * math.cos(angle), east=metres * math.sin(angle))


def test_a_certificate_covers_its_area_to_its_depth_until_its_end() -> None:
    told = ask([], [certificate(valid_until=later(30))], at=position())
    assert told.verdict is CLEARED
    assert (told.by, told.depth_m, told.until) == (uid("cleared"), Decimal("1.2"), later(30))
    assert told.why.format(**told.values) == (
        "Certificate BSR01-LA001 says that this place was cleared to 1.2 m."
    )


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"state": "DRAFT"}, "still a draft"),
        ({"state": "SUPERSEDED"}, "withdrawn or replaced"),
        ({"signatures": ()}, "Nobody with the role of EOD"),
        ({"signatures": rows(("layla", "ISSUE"))}, "Nobody with the role of EOD"),
        ({"signatures": rows(("ali", "RECEIVE"))}, "Nobody with the role of EOD"),
        ({"cleared_depth_m": None}, "does not say which area, how deep"),
        ({"valid_from": None}, "does not say which area, how deep"),
        ({"valid_from": later(1)}, "holds only from"),
        ({"valid_until": later(-1)}, "ended on"),
        ({"cleared_depth_m": Decimal("0.9")}, "holds to 0.9 m; this work goes down to 1 m"),
        ({"area": square(half=2)}, "may lie outside the area"),
        ({"area": square(moved(HERE, north=500))}, "No certificate of clearance covers"),
        ({"area": None}, "No certificate of clearance covers"),
    ],
)
def test_a_certificate_that_does_not_hold_says_why(values: dict[str, object], why: str) -> None:
    told = ask([], [certificate(**values)], at=position())
    assert told.verdict is NOT_CLEARED
    assert why in told.why.format(**told.values)
    assert told.by == ""


def test_a_certificate_withdrawn_or_in_dispute_counts_for_nothing() -> None:
    for paper in (certificate(state="WITHDRAWN"), disputed(certificate(), "area")):
        assert ask([], [paper], at=position()).verdict is NOT_CLEARED


def test_the_role_must_have_been_held_when_signing() -> None:
    world = site_world()
    role = world.records[uid("ali is EOD")]
    world.add(role.with_values({"valid_to": later(-301)}))
    assert ask([], [certificate()], at=position(), world=world).verdict is NOT_CLEARED
    world.add(role.with_values({"valid_to": later(-299)}))
    assert ask([], [certificate()], at=position(), world=world).verdict is CLEARED


def test_ground_that_survey_found_no_reason_to_clear_has_no_depth() -> None:
    paper = certificate(outcome="CANCELLED", cleared_depth_m=None)
    told = ask([], [paper], at=position(), depth=Decimal(30))
    assert (told.verdict, told.depth_m) == (CLEARED, None)
    assert "no reason to clear" in told.why
    limited = certificate(outcome="CANCELLED")
    assert ask([], [limited], at=position(), depth=Decimal(30)).verdict is NOT_CLEARED


def test_the_worst_that_stands_against_a_place_is_told() -> None:
    shell = hazard(distance_m=Decimal(20))
    assert ask([shell], [], at=position()).verdict is INSIDE
    told = ask([shell], [certificate()], at=position())
    assert told.verdict is INSIDE
    assert told.hazard_uids == (shell.uid,)
    assert "hazard BSR01-HA005" in told.why.format(**told.values)
    assert told.nearest_hazard_m == pytest.approx(20, abs=0.01)
    assert told.bearing_deg == pytest.approx(0, abs=0.01)


def test_the_item_is_where_it_was_seen_and_a_fifth_of_the_distance_is_error() -> None:
    """Observer 3 m, own position 3 m, 20 % of 100 m, radius 10 m: 36 m from the item is near."""
    seen = {"distance_m": Decimal(100), "exclusion_radius_m": 10}
    paper = certificate(area=square(half=300))
    near, away = (position(moved(HERE, north=100 - south)) for south in (35.9, 36.1))
    assert ask([hazard(**seen)], [paper], at=near).verdict is INSIDE
    assert ask([hazard(**seen)], [paper], at=away).verdict is CLEARED


@pytest.mark.parametrize(
    "values",
    [
        {"observer_position": None},
        {"distance_m": None},
        {"observer_position": position(error=None)},
        {"observer_position": position(is_suspect=True)},
    ],
)
def test_a_hazard_that_nobody_can_place_takes_the_whole_site(values: dict[str, object]) -> None:
    far = position(moved(HERE, north=2_000))
    paper = certificate(area=square(moved(HERE, north=2_000)))
    told = ask([hazard(**values)], [paper], at=far)
    assert told.verdict is INSIDE
    assert "the whole site" in told.why
    elsewhere = hazard(**values | {"site": uid("another site")})
    assert ask([elsewhere], [paper], at=far).verdict is CLEARED
    nowhere = hazard(**values | {"site": None})
    assert ask([nowhere], [paper], at=far).verdict is INSIDE


def test_laptops_that_disagree_about_where_a_hazard_is_take_the_whole_site() -> None:
    far = position(moved(HERE, north=2_000))
    paper = certificate(area=square(moved(HERE, north=2_000)))
    for name in ("observer_position", "bearing_deg", "distance_m", "extent"):
        assert ask([disputed(hazard(), name)], [paper], at=far).verdict is INSIDE
    assert ask([disputed(hazard(), "colour")], [paper], at=far).verdict is CLEARED


def test_without_a_bearing_the_item_is_anywhere_at_that_distance() -> None:
    seen = {"bearing_deg": None, "distance_m": Decimal(50), "exclusion_radius_m": 10}
    paper = certificate(area=square(half=300))
    for north, east in ((50, 0), (-50, 0), (0, 70)):
        at = position(moved(HERE, north=north, east=east))
        assert ask([hazard(**seen)], [paper], at=at).verdict is INSIDE
    assert ask([hazard(**seen)], [paper], at=position(moved(HERE, east=80))).verdict is CLEARED


def test_a_radius_that_nobody_set_is_the_widest_there_is() -> None:
    at = position(moved(HERE, north=4_900))
    paper = certificate(area=square(moved(HERE, north=4_900)))
    world = site_world(radius=None)
    told = ask([hazard()], [paper], at=at, world=world)
    assert told.verdict is INSIDE
    assert told.why.format(**told.values).startswith("No radius is set for open hazard BSR01-HA005")
    assert "within 5000 m" in told.why.format(**told.values)
    assert "EOD enters the radius" in told.hint
    near = ask([hazard(exclusion_radius_m=20)], [paper], at=position(moved(HERE, north=45)))
    assert near.why.startswith("This place may lie within")
    assert ask([hazard(exclusion_radius_m=20)], [paper], at=at).verdict is CLEARED


def test_around_a_drawn_extent_the_radius_of_eod_holds() -> None:
    minefield = square(moved(HERE, north=100), half=20)
    seen = {"observer_position": None, "extent": minefield}
    at = position(moved(HERE, north=60))
    paper = certificate(area=square(half=300))
    assert ask([hazard(**seen)], [paper], at=at).verdict is CLEARED
    assert ask([hazard(**seen, exclusion_radius_m=30)], [paper], at=at).verdict is INSIDE
    assert ask([hazard(**seen)], [paper], at=position(moved(HERE, north=78))).verdict is INSIDE


def test_only_a_certificate_that_names_a_hazard_closes_it() -> None:
    shell = hazard(status="CLEARED")
    near = position(moved(HERE, north=30))
    assert ask([shell], [certificate()], at=near).verdict is INSIDE
    other = certificate(hazards=(uid("another"),), outcome="CLEARED")
    assert ask([shell], [other], at=near).verdict is INSIDE
    names = {"hazards": (shell.uid,), "outcome": "CLEARED"}
    assert ask([shell], [certificate(**names)], at=near).verdict is CLEARED
    assert ask([hazard()], [certificate(**names)], at=near).verdict is INSIDE
    for values in ({"state": "DRAFT"}, {"signatures": ()}, {"valid_from": later(1)}):
        told = ask([shell], [certificate(**names | values)], at=near)
        assert told.verdict is INSIDE, values


def test_a_hazard_cleared_on_paper_says_that_its_status_is_still_open() -> None:
    shell = hazard()
    near = position(moved(HERE, north=30))
    names = certificate(hazards=(shell.uid,), outcome="CLEARED")
    told = ask([shell], [names], at=near)
    assert told.verdict is INSIDE
    assert "EOD has set the status" in told.hint
    assert told.hint.startswith("Stop and leave")
    assert told.values == {"hazard": shell.title, "certificate": names.title}
    lost = hazard(observer_position=None)
    naming_it = certificate(hazards=(lost.uid,), outcome="CLEARED")
    assert ask([lost], [naming_it], at=near).hint == told.hint
    for other in (certificate(), certificate(hazards=(shell.uid,), state="DRAFT")):
        assert "certificate" not in ask([shell], [other], at=near).values


def test_a_withdrawn_hazard_still_stands() -> None:
    near = position(moved(HERE, north=30))
    assert ask([hazard(state="WITHDRAWN")], [certificate()], at=near).verdict is INSIDE


def test_a_hazard_far_away_costs_nothing_and_changes_nothing() -> None:
    away = [
        hazard(f"far {number}", observer_position=position(moved(HERE, east=20_000 + number)))
        for number in range(50)
    ]
    told = ask(away, [certificate()], at=position())
    assert told.verdict is CLEARED
    assert told.nearest_hazard_m == pytest.approx(20_000, rel=0.01)


def test_nothing_is_known_of_an_empty_world() -> None:
    nothing = Situation((), ())
    told = clearance(position(), Decimal(0), nothing, site="", at=MORNING)
    assert (told.verdict, told.nearest_hazard_m) == (NOT_CLEARED, None)
    assert clearance(None, None, nothing, site="", at=MORNING).verdict is UNKNOWN


def test_where_nothing_covers_the_work_there_is_no_certificate_to_name() -> None:
    nothing = Situation((), ())
    with pytest.raises(LookupError):
        covering(spot_of(position()), None, nothing, at=MORNING)
    with pytest.raises(LookupError):
        covering(None, None, Situation((), (certificate(),)), at=MORNING)


def test_a_certificate_without_an_area_covers_nothing() -> None:
    spot = spot_of(position())
    assert spot is not None
    assert gap(certificate(area=None), spot, None, MORNING) is not None
    assert gap(certificate(valid_from=None), spot, None, MORNING) is None


def test_near_the_edges_of_the_map_every_hazard_is_looked_at_closely() -> None:
    for lat, lon in (("16.5", "179.9999"), ("-16.5", "-179.9999"), ("85", "12")):
        edge = Point(Decimal(lat), Decimal(lon))
        across = moved(edge, east=40 if lon[0] != "-" else -40)
        across = Point(across.lat, (across.lon + 180) % 360 - 180)
        shell = hazard(observer_position=position(across), distance_m=Decimal(0))
        paper = certificate(area=square(moved(edge, north=5_000), half=60))
        assert ask([shell], [paper], at=position(edge)).verdict is INSIDE
