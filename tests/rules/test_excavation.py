"""No digging where it is not cleared: which records count, what stops them and who may override."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.models.containers import StorageFacility
from app.models.record import Record
from app.models.sites import Site
from app.models.survey import SurveyControl
from app.rules.gates import Arrival, flags_for
from app.rules.verdicts import Level
from tests.rules.digging import (
    CLEARANCE_RULES,
    WORK,
    bag,
    case,
    grave,
    judge,
    judged,
    point,
    world_with,
)
from tests.rules.world import (
    HERE,
    MORNING,
    certificate,
    disputed,
    event,
    hazard,
    later,
    make,
    moved,
    override,
    position,
    square,
    stopping,
    uid,
)


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.kind)
def test_work_on_cleared_ground_passes_and_all_other_is_stopped(work: Record) -> None:
    assert not judged(work, world_with(certificate()))
    (verdict,) = judge(work, world_with())
    assert (verdict.rule, verdict.level) == ("BR-01", Level.OVERRIDE)
    assert verdict.override_by == ("EOD", "TL")
    assert verdict.field in work.values
    shell = hazard(distance_m=Decimal(20))
    assert judged(work, world_with(certificate(), shell)) == ["BR-01 override"]
    assert judged(work, world_with(shell)) == ["BR-01 override", "BR-01 override"]


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.kind)
def test_what_was_recorded_before_is_not_asked_about_again(work: Record) -> None:
    corrected = work.with_values({"remarks": "corrected"})
    assert not judged(corrected, world_with(), work)


@pytest.mark.parametrize(
    "idle",
    [
        grave(phase="LOCATED", depth_m=None),
        grave(phase=None, depth_m=None),
        case(lifted_at=None, position=None, depth_m=None),
        bag(contents=()),
        make(Site, "site", position=position(), boundary=square()),
    ],
    ids=lambda idle: idle.kind,
)
def test_what_is_no_work_in_the_ground_needs_no_certificate(idle: Record) -> None:
    assert not judged(idle, world_with())


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        (grave(phase="LOCATED", depth_m=None), {"phase": "EXPOSED"}),
        (grave(phase="LOCATED", depth_m=None), {"phase": "BASE_REACHED"}),
        (grave(phase="LOCATED", depth_m=None), {"phase": "CLOSED"}),
        (grave(phase="LOCATED", depth_m=None), {"phase": "OF A NEWER VERSION"}),
        (grave(phase="LOCATED", depth_m=None), {"opened_at": MORNING}),
        (grave(phase="LOCATED", depth_m=None), {"closed_at": MORNING}),
        (grave(), {"phase": "CLOSED"}),
        (grave(phase="CLOSED"), {"depth_m": Decimal("1.1"), "closed_at": later(-60)}),
        (grave(phase="LOCATED", depth_m=None), {"depth_m": Decimal("0.2")}),
        (grave(), {"position": position(moved(HERE, north=1))}),
        (grave(), {"length_m": Decimal(4)}),
        (grave(), {"outline": square(half=3)}),
        (case(lifted_at=None), {"lifted_at": MORNING}),
        (case(), {"depth_m": Decimal("1.1")}),
        (case(), {"level_base_m": Decimal("3.2")}),
        (case(), {"level_top_m": Decimal("3.2")}),
        (case(), {"exposed_by": uid("author")}),
        (case(), {"container": uid("bag")}),
        (case(), {"grave": uid("other grave")}),
        (case(position=None, lifted_at=None), {"position": position()}),
        (point(), {"position": position(moved(HERE, north=1))}),
        (point(point_code="HAZ"), {"point_code": "BAS"}),
        (bag(contents=()), {"contents": (uid("case"),)}),
    ],
)
def test_every_change_that_says_somebody_dug_is_asked_about(
    before: Record, changed: dict[str, Any]
) -> None:
    verdicts = judge(before.with_values(changed), world_with(), before)
    assert verdicts[0].field in changed
    assert all(verdict.level is Level.OVERRIDE for verdict in verdicts)


@pytest.mark.parametrize("code", ["HAZ", "CTL"])
def test_eod_measures_hazards_and_control_points_anywhere(code: str) -> None:
    assert not judged(point(point_code=code), world_with(), author="ali")
    assert judged(point(point_code=code), world_with(), author="layla") == ["BR-01 override"]
    assert judged(point(), world_with(), author="ali") == ["BR-01 override"]


def test_a_control_point_is_set_where_it_is_cleared_or_by_eod() -> None:
    control = make(SurveyControl, "S01", site=uid("site"), position=position())
    assert judged(control, world_with(certificate())) == []
    assert judged(control, world_with()) == ["BR-01 override"]
    inside = world_with(certificate(), hazard())
    assert judged(control, inside) == ["BR-01 override"]
    assert judged(control, inside, author="ali") == []
    assert judged(control, inside, control) == []
    vague = make(SurveyControl, "S01", site=uid("site"), position=position(error=None))
    assert judged(vague, world_with(certificate())) == ["BR-01 override"]
    assert judged(make(SurveyControl, "S01", site=uid("site")), world_with()) == []


@pytest.mark.parametrize("work", [grave(position=None), grave(position=position(error=None))])
def test_a_grave_that_nobody_can_place_counts_as_inside(work: Record) -> None:
    verdicts = judge(work, world_with(certificate(), hazard()))
    assert [verdict.level for verdict in verdicts] == [Level.OVERRIDE] * 2
    assert "Nobody knows exactly where this is" in verdicts[0].message


def test_laptops_that_disagree_where_work_is_do_not_know_where_it_is() -> None:
    for name, work in (("position", grave()), ("position", case()), ("position", point())):
        (verdict,) = judge(disputed(work, name), world_with(certificate()))
        assert "Nobody knows exactly where this is" in verdict.message


def test_remains_without_a_position_lie_somewhere_in_their_grave() -> None:
    work = case(position=None)
    assert not judged(work, world_with(certificate()))
    assert judged(work, world_with(certificate()).without(uid("grave"))) == ["BR-01 override"]
    long = world_with(certificate(), grave(length_m=Decimal(100), width_m=Decimal(3)))
    assert "may lie outside the area" in judge(work, long)[0].message
    wide = world_with(certificate(), grave(outline=square(moved(HERE, east=40), half=8)))
    assert "may lie outside the area" in judge(work, wide)[0].message


def test_a_grid_point_lies_within_its_distance_from_the_control_point() -> None:
    control = make(
        SurveyControl,
        "control",
        position=position(),
        easting_m=Decimal(1000),
        northing_m=Decimal(1000),
    )
    shot = {"position": None, "setup": uid("control"), "easting_m": Decimal(1000)}
    near = point(**shot, northing_m=Decimal(1040))
    assert not judged(near, world_with(certificate(), control))
    far = point(**shot, northing_m=Decimal(1048))
    assert judged(far, world_with(certificate(), control)) == ["BR-01 override"]
    for lost in (world_with(certificate()), world_with(certificate(), disputed(control, "setup"))):
        assert judged(near, lost) == ["BR-01 override"]
    assert judged(point(**shot), world_with(certificate(), control)) == ["BR-01 override"]


def test_a_point_on_a_body_lies_where_the_body_does() -> None:
    work = point(position=None, point_code="BOD", target=uid("case"))
    assert not judged(work, world_with(certificate()))
    away = world_with(certificate(), case(position=position(moved(HERE, north=60))))
    assert judged(work, away) == ["BR-01 override"]


def test_work_below_the_cleared_depth_asks_for_a_new_certificate() -> None:
    world = world_with(certificate())
    assert not judged(case(depth_m=Decimal("1.2")), world)
    (verdict,) = judge(case(depth_m=Decimal("1.21")), world)
    assert (verdict.rule, verdict.level) == ("BR-02", Level.OVERRIDE)
    assert verdict.sentence == (
        "Certificate BSR01-LA001 holds to 1.2 m; this work goes down to 1.21 m."
    )
    deeper = world_with(certificate(), certificate("deep", cleared_depth_m=Decimal(3)))
    assert not judged(case(depth_m=Decimal("1.21")), deeper)


def test_a_depth_that_nobody_stated_is_asked_for() -> None:
    world = world_with(certificate(), grave(depth_m=None))
    (verdict,) = judge(case(depth_m=None), world)
    assert (verdict.rule, verdict.level, verdict.field) == ("BR-02", Level.WARN, "depth_m")
    assert not judged(case(depth_m=None, found_on_surface=True), world)
    assert not judged(case(depth_m=None), world_with(_no_reason()))
    deep = world_with(certificate(), grave(depth_m=Decimal(2)))
    assert judged(case(depth_m=None), deep) == ["BR-02 override"]


def _no_reason() -> Record:
    return certificate(outcome="CANCELLED", cleared_depth_m=None)


def test_a_certificate_must_have_held_when_the_work_was_done() -> None:
    paper = certificate(valid_until=later(30))
    for lifted, said in ((later(29), []), (later(31), ["BR-01 override"])):
        assert judged(case(lifted_at=lifted), world_with(paper), now=later(700)) == said
    assert judged(case(lifted_at=later(-250)), world_with(paper)) == ["BR-01 override"]


def test_a_grave_written_up_in_the_evening_is_let_pass_with_a_warning() -> None:
    """A grave's depth says no time; the certificate of the day may have ended at noon."""
    world = world_with(certificate(valid_until=later(360)))
    assert not judged(grave(), world, now=later(360))
    (verdict,) = judge(grave(), world, now=later(700))
    assert (verdict.rule, verdict.level) == ("BR-01", Level.WARN)
    assert "has ended since" in verdict.message
    assert judged(grave(), world, now=later(360 + 24 * 60 + 1)) == ["BR-01 override"]
    assert judged(grave(depth_m=Decimal(2)), world, now=later(700)) == ["BR-01 override"]


def test_work_done_before_a_hazard_was_known_is_flagged_and_kept() -> None:
    shell = hazard(distance_m=Decimal(0), occurred_at=later(10), reported_at=later(20))
    world = world_with(certificate(), shell)
    assert judged(case(lifted_at=later(9)), world, now=later(30)) == ["BR-36 warn"]
    assert judged(case(lifted_at=later(10)), world, now=later(30)) == ["BR-01 override"]
    unknown = world_with(certificate(), hazard(distance_m=Decimal(0), occurred_at=None))
    assert judged(case(lifted_at=later(-200)), unknown) == ["BR-01 override"]


@pytest.mark.parametrize(
    "times",
    [{"occurred_at": later(1)}, {"occurred_at": later(600_000)},
     {"occurred_at": None, "reported_at": later(60)}],
    ids=str,
)  # fmt: skip
def test_a_hazard_whose_time_lies_ahead_is_known_all_the_same(times: dict[str, Any]) -> None:
    world = world_with(certificate(), hazard(distance_m=Decimal(0), **times))
    assert judged(grave(), world) == ["BR-01 override"]
    assert judged(case(lifted_at=later(-60)), world) == ["BR-01 override"]


def test_a_hazard_is_known_from_when_its_record_was_written() -> None:
    """What arrives is judged without a clock of today: the hazard's own record says when."""
    lifted = case(lifted_at=later(5))
    for written, seen, said in (
        (later(20), later(10), ["BR-36"]),
        (later(4), later(10), ["BR-01"]),
        (later(20), later(600), ["BR-01"]),
    ):
        shell = hazard(distance_m=Decimal(0), occurred_at=seen)
        shell.origin = replace(shell.origin, wall=str(written))
        world = world_with(certificate(), shell, lifted)
        told = flags_for([Arrival(lifted, None, uid("author"), later(6))], world)[lifted.uid]
        assert [verdict.rule for verdict in told if verdict.rule in CLEARANCE_RULES] == said


@pytest.mark.parametrize("depth_m", [None, Decimal(1)])
def test_a_grave_that_comes_closed_was_dug(depth_m: Decimal | None) -> None:
    closed = grave(phase="CLOSED", depth_m=depth_m)
    shell = hazard(distance_m=Decimal(0))
    assert "BR-01 override" in judged(closed, world_with(certificate(), shell))
    assert "BR-01 override" not in judged(closed, world_with(certificate()))


def test_a_grave_is_closed_when_it_says_so() -> None:
    world = world_with(certificate(valid_until=later(30)))
    long_after = later(60 * 24 * 7)
    for at, said in ((later(20), []), (later(40), ["BR-01 override"]), (None, ["BR-01 override"])):
        closed = grave(phase="CLOSED", closed_at=at)
        assert judged(closed, world, grave(), now=long_after) == said
    deeper = grave(phase="CLOSED", closed_at=later(20), depth_m=Decimal("1.1"))
    assert judged(deeper, world, grave(), now=long_after) == ["BR-01 override"]


CHANGES = [
    (bag(contents=()), {"contents": (uid("case"),)}),
    (case(lifted_at=None), {"container": uid("bag")}),
    (case(lifted_at=None), {"depth_m": Decimal("1.1")}),
    (case(lifted_at=None), {"exposed_by": uid("author")}),
    (case(), {"depth_m": Decimal("1.1")}),
    (case(), {"lifted_at": None}),
    (point(), {"position": position(moved(HERE, north=1))}),
    (
        make(SurveyControl, "S01", site=uid("site"), occurred_at=MORNING, position=position()),
        {"position": position(moved(HERE, north=1))},
    ),
]


@pytest.mark.parametrize(("before", "changed"), CHANGES)
def test_what_a_change_says_was_done_when_it_was_made(
    before: Record, changed: dict[str, Any]
) -> None:
    """The record began before the hazard was found and while the certificate held."""
    after = before.with_values(changed)
    shell = hazard(distance_m=Decimal(0), occurred_at=later(10))
    found_since = world_with(certificate(), shell)
    assert judged(after, found_since, before, now=later(20)) == ["BR-01 override"]
    ended = world_with(certificate(valid_until=later(10)))
    assert judged(after, ended, before, now=later(20 + 24 * 60)) == ["BR-01 override"]


def test_a_change_that_says_when_remains_were_lifted_is_judged_by_that() -> None:
    before = case(lifted_at=None)
    shell = hazard(distance_m=Decimal(0), occurred_at=later(10))
    world = world_with(certificate(), shell)
    assert judged(case(lifted_at=later(5)), world, before, now=later(20)) == ["BR-36 warn"]
    assert judged(case(lifted_at=later(15)), world, before, now=later(20)) == ["BR-01 override"]


def test_remains_repacked_in_a_mortuary_are_not_in_the_ground_any_more() -> None:
    world = world_with()
    world.add(make(StorageFacility, "mortuary", name="Mortuary"))
    assert judged(bag(), world) == ["BR-01 override"]
    world.add(event("moved", "OUT", "case", to_location=uid("mortuary")))
    assert not judged(bag(), world)


@pytest.mark.parametrize("kind", ["COL", "SEA", "OUT", "TRN", "SAM", "FND"])
def test_who_takes_up_remains_that_still_lie_lifts_them(kind: str) -> None:
    lying = case(lifted_at=None)
    taken = event("taken", kind, "case", occurred_at=MORNING, to_custodian=uid("author"))
    shell = hazard(distance_m=Decimal(20))
    (verdict,) = judge(taken, world_with(certificate(), shell, lying))
    assert (verdict.rule, verdict.level, verdict.field) == ("BR-01", Level.OVERRIDE, "lines")
    assert verdict.override_by == ("EOD", "TL")
    assert not judged(taken, world_with(certificate(), lying))
    leave = override(hazards=(shell.uid,))
    assert judged(taken, world_with(certificate(), shell, leave, lying)) == ["BR-01 warn"]
    deep = world_with(certificate(), case(lifted_at=None, depth_m=Decimal(2)))
    assert judged(taken, deep) == ["BR-02 override"]
    unsaid = world_with(certificate(), case(lifted_at=None, depth_m=None), grave(depth_m=None))
    assert [verdict.field for verdict in judge(taken, unsaid)] == ["lines"]


def test_what_a_bundle_brings_of_remains_taken_up_is_flagged() -> None:
    taken = event("taken", "COL", "case", occurred_at=MORNING, to_custodian=uid("author"))
    world = world_with(certificate(), hazard(), case(lifted_at=None), taken)
    told = flags_for([Arrival(taken, None, uid("author"), MORNING)], world)[taken.uid]
    assert "BR-01" in stopping(told)


def test_remains_that_were_lifted_packed_or_taken_up_are_not_asked_about_again() -> None:
    taken = event("taken", "COL", "case", occurred_at=MORNING, to_custodian=uid("author"))
    lying = case(lifted_at=None)
    for since in (
        (case(),),
        (lying, bag()),
        (lying, event("before", "COL", "case", occurred_at=later(-5))),
    ):
        assert not judged(taken, world_with(hazard(), *since))
    seen = event("before", "CHK", "case", occurred_at=later(-5))
    after = event("after", "OUT", "case", occurred_at=later(5))
    for beside in (seen, after):
        assert "BR-01 override" in judged(taken, world_with(hazard(), lying, beside))
    assert not judged(event("seen", "CHK", "case"), world_with(hazard(), lying))
    assert not judged(event("taken", "COL", "not here"), world_with(hazard()))


def test_a_suspended_site_is_said_to_be_suspended() -> None:
    world = world_with(certificate())
    assert judged(case(), world) == []
    world.add(make(Site, "site", number="BSR01", site_status="SUSPENDED", position=position()))
    assert judged(case(), world) == ["BR-06 warn"]


def test_remains_that_are_no_work_ask_for_no_hazards_at_all() -> None:
    world = world_with(certificate(), hazard())
    corrected = case().with_values({"remarks": "corrected"})
    judge(corrected, world, case())
    assert "hazard" not in world.asked


def test_what_laptops_disagree_on_about_a_point_or_its_grave_places_nothing() -> None:
    control = make(
        SurveyControl,
        "control",
        position=position(),
        easting_m=Decimal(1000),
        northing_m=Decimal(1000),
    )
    world = world_with(certificate(), control)
    shot = point(
        position=None, setup=uid("control"), easting_m=Decimal(1000), northing_m=Decimal(1000)
    )
    assert not judged(shot, world)
    assert judged(disputed(shot, "easting_m"), world) == ["BR-01 override"]
    lost = disputed(case(position=None), "grave")
    assert judged(lost, world) == ["BR-01 override"]
    assert judged(case(position=None, grave=None), world) == ["BR-01 override"]


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.kind)
def test_a_hazard_that_nobody_can_place_stops_all_work_on_its_site(work: Record) -> None:
    lost = hazard(observer_position=None)
    assert judged(work, world_with(certificate(), lost)) == ["BR-01 override"]
    elsewhere = hazard(observer_position=None, site=uid("another"))
    assert not judged(work, world_with(certificate(), elsewhere))


def test_what_is_packed_but_has_not_arrived_here_is_not_judged() -> None:
    assert not judged(bag(contents=(uid("not here"),)), world_with())


@pytest.mark.parametrize("work", [case(), point(), bag(), case(lifted_at=None)])
def test_work_that_says_when_is_judged_by_that(work: Record) -> None:
    evening = later(700)
    assert not judged(work, world_with(certificate(valid_until=later(0))), now=evening)
    ended = world_with(certificate(valid_until=later(-1)))
    assert judged(work, ended, now=evening) == ["BR-01 override"]


@pytest.mark.parametrize(
    "work",
    [grave(), point(occurred_at=None), bag(occurred_at=None),
     case(lifted_at=None, occurred_at=None)],
    ids=lambda work: work.kind,
)  # fmt: skip
def test_work_that_does_not_say_when_is_judged_by_now_and_the_day_before(work: Record) -> None:
    world = world_with(certificate(valid_until=later(360)))
    assert not judged(work, world, now=later(360))
    assert judged(work, world, now=later(700)) == ["BR-01 warn"]
    assert judged(work, world, now=later(360 + 24 * 60)) == ["BR-01 warn"]
    assert judged(work, world, now=later(360 + 24 * 60 + 1)) == ["BR-01 override"]
