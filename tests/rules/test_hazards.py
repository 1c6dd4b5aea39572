"""Hazards: closed by certificates alone, never taken away, shown on every page of their site."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Moment
from app.models.fields import Stage
from app.models.hazards import Hazard
from app.models.record import Record, State
from app.models.signatures import Signature
from app.models.sites import Grave, Site
from app.rules.clearance import situation_of
from app.rules.completeness import missing
from app.rules.gates import Arrival, flags_for, verdicts_for
from app.rules.hazards import HazardNotice, hazard_notice
from app.rules.verdicts import Level, Verdict
from app.rules.zones import CLOSED_STATUSES
from tests.rules.world import (
    HERE,
    MORNING,
    World,
    certificate,
    disputed,
    hazard,
    later,
    make,
    moved,
    override,
    position,
    rows,
    rules_of,
    sentences,
    site_world,
    square,
    stopping,
    uid,
)

statuses = st.sampled_from([code.code for code in Hazard.status.codes.codes])


def judge(
    draft: Record, previous: Record | None, world: World, author: str = "author"
) -> tuple[Verdict, ...]:
    """What is said beside what a final record lacks: these have just what a case is about."""
    verdicts = verdicts_for(draft, previous, world, author=uid(author), now=MORNING)
    assert len(sentences(verdicts)) == len(verdicts)
    return tuple(verdict for verdict in verdicts if verdict.rule != "BR-21")


def world_with(*records: Record) -> World:
    world = site_world()
    for record in records:
        world.add(record)
    return world


@given(st.none() | statuses, statuses, st.none() | statuses, st.booleans(), st.booleans())
def test_no_status_becomes_closed_without_a_certificate_that_says_so(
    before: str | None, after: str, outcome: str | None, is_named: bool, is_final: bool
) -> None:
    paper = certificate(
        hazards=(uid("shell"),) if is_named else (uid("another"),),
        outcome=outcome,
        state="FINAL" if is_final else "DRAFT",
    )
    previous = hazard(status=before) if before else None
    said = stopping(judge(hazard(status=after), previous, world_with(paper)))
    is_closing = after in CLOSED_STATUSES and after != before
    is_allowed = is_named and is_final and outcome == after
    assert said == (["BR-03"] if is_closing and not is_allowed else [])


def test_what_is_wrong_with_the_certificate_is_told() -> None:
    closed = hazard(status="CLEARED")
    names: dict[str, Any] = {"hazards": (uid("shell"),), "outcome": "CLEARED"}
    for values, why in (
        ({"state": "DRAFT"}, "still a draft"),
        ({"signatures": ()}, "Nobody with the role of EOD"),
        ({"outcome": "REDUCED"}, "none names BSR01-HA005 with this outcome"),
        ({"valid_from": later(1)}, "none names BSR01-HA005 with this outcome"),
    ):
        world = world_with(certificate(**names | values))
        (verdict,) = judge(closed, hazard(), world)
        assert why in verdict.sentence
        assert verdict.field == "status"


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.SUPERSEDED])
def test_a_hazard_is_never_withdrawn(state: State) -> None:
    (verdict,) = judge(hazard(state=state.value, reason="Twice."), hazard(), world_with())
    assert (verdict.rule, verdict.field) == ("BR-03", "state")
    assert verdict.stops
    corrected = hazard(state=state.value, remarks="corrected")
    assert not stopping(judge(corrected, hazard(state=state.value), world_with()))


MOVES: list[dict[str, Any]] = [
    {"observer_position": position(moved(HERE, north=30))},
    {"observer_position": position(error="1")},
    {"bearing_deg": 1},
    {"distance_m": Decimal(400)},
    {"extent": square(half=5), "distance_m": None, "observer_position": None},
]


@pytest.mark.parametrize("change", MOVES, ids=str)
def test_a_hazard_is_not_moved_away(change: dict[str, Any]) -> None:
    for state, author, said in (
        ("FINAL", "author", ["BR-03 override"]),
        ("FINAL", "layla", ["BR-03 override"]),
        ("FINAL", "ali", ["BR-03 warn"]),
        ("DRAFT", "author", ["BR-03 warn"]),
    ):
        before = hazard(state=state)
        after = before.with_values(change)
        verdicts = [v for v in judge(after, before, world_with(), author) if v.rule == "BR-03"]
        assert rules_of(verdicts) == said
        assert all(verdict.field in change for verdict in verdicts)
    before = hazard(state="FINAL")
    leave = judge(before.with_values(change), before, world_with(override()))
    assert not stopping(leave)
    assert not judge(before.with_values({"remarks": "corrected"}), before, world_with())


def test_a_hazard_that_only_grows_is_asked_nothing() -> None:
    before = hazard(state="FINAL", exclusion_radius_m=50)
    for change in (
        {"observer_position": position(error="9")},
        {"extent": square(half=5)},
        {"observer_position": None},
        {"remarks": "corrected"},
    ):
        assert not judge(before.with_values(change), before, world_with())
    wider = {"bearing_deg": 5, "exclusion_radius_m": 60}
    assert not judge(before.with_values(wider), before, world_with(), "ali")
    vague = hazard(state="FINAL", observer_position=None)
    placed = vague.with_values({"observer_position": position()})
    assert stopping(judge(placed, vague, world_with())) == ["BR-03"]
    other = vague.with_values({"site": uid("elsewhere")})
    assert stopping(judge(other, vague, world_with())) == ["BR-03"]
    drawn = hazard(state="FINAL", extent=square(half=5))
    assert stopping(judge(drawn.with_values({"extent": square(half=4)}), drawn, world_with()))


def test_a_draft_is_not_moved_off_a_grave_that_is_dug() -> None:
    before = hazard(state="DRAFT")
    after = before.with_values({"distance_m": Decimal(400)})
    for phase, said in (("LOCATED", []), ("EXCAVATING", ["BR-03"]), ("CLOSED", [])):
        pit = make(Grave, "grave", site=uid("site"), phase=phase, position=position())
        assert stopping(judge(after, before, world_with(pit))) == said


@pytest.mark.parametrize(
    ("before", "after", "author", "set_by", "said"),
    [
        (100, 99, "author", None, ["BR-07 block"]),
        (100, None, "author", None, ["BR-07 block"]),
        (None, 49, "author", None, ["BR-07 block"]),
        (None, 50, "author", None, ["BR-07 audit"]),
        (100, 101, "author", None, ["BR-07 audit"]),
        (100, 100, "author", None, []),
        (100, 10, "ali", None, []),
        (100, 10, "author", "ali", []),
        (100, 10, "author", "layla", ["BR-07 block"]),
    ],
)
def test_only_eod_shrinks_a_radius(
    before: int | None, after: int | None, author: str, set_by: str | None, said: list[str]
) -> None:
    draft = hazard(exclusion_radius_m=after, radius_set_by=set_by and uid(set_by))
    verdicts = judge(draft, hazard(exclusion_radius_m=before), world_with(), author)
    assert [f"{verdict.rule} {verdict.level.value}" for verdict in verdicts] == said


def test_a_certificate_is_final_only_once_clearance_has_signed() -> None:
    unsigned = certificate(signatures=rows(("layla", "ISSUE")))
    assert not stopping(judge(unsigned.with_values({"state": "DRAFT"}), None, world_with()))
    (verdict,) = judge(unsigned, None, world_with())
    assert (verdict.rule, verdict.field) == ("BR-03", "signatures")
    assert not judge(certificate(), None, world_with())


REWRITTEN: list[dict[str, Any]] = [
    {"area": square(half=500)},
    {"cleared_depth_m": Decimal(9)},
    {"hazards": (uid("shell"),)},
    {"outcome": "CANCELLED"},
    {"valid_from": later(-900)},
    {"valid_until": later(900)},
    {"state": "DRAFT"},
]


def signed_by(name: str, at: Moment) -> tuple[Signature, ...]:
    """The certificate's signatures, and one more."""
    seen = {"method": "DRAWN", "media": "5e" * 32, "at": at}
    more = Signature({"signer": uid(name), "role": "ISSUE", **seen})
    return (*(certificate().signatures or ()), more)


@pytest.mark.parametrize("changed", REWRITTEN, ids=str)
def test_what_was_signed_is_not_rewritten(changed: dict[str, Any]) -> None:
    before = certificate()
    after = before.with_values(changed)
    (verdict,) = judge(after, before, world_with())
    assert (verdict.rule, verdict.level, verdict.field) == (
        "BR-03",
        Level.BLOCK,
        next(iter(changed)),
    )
    arrived = Arrival(after, before, uid("author"), MORNING)
    assert "BR-03" in stopping(flags_for([arrived], world_with(after))[after.uid])
    for name, at, said in (
        ("ali", MORNING, []),
        ("ali", later(-60), ["BR-03"]),
        ("ali", later(60), ["BR-03"]),
        ("layla", MORNING, ["BR-03"]),
    ):
        again = after.with_values({"signatures": signed_by(name, at)})
        assert stopping(judge(again, before, world_with())) == said
    signed_before = before.with_values({"signatures": signed_by("ali", MORNING)})
    rewritten = signed_before.with_values(changed)
    assert stopping(judge(rewritten, signed_before, world_with())) == ["BR-03"]


def test_a_certificate_is_completed_until_it_is_final() -> None:
    paper = certificate(state="DRAFT")
    assert not judge(paper.with_values({"area": square(half=70)}), paper, world_with())
    assert not judge(paper.with_values({"state": "FINAL"}), paper, world_with())
    final = certificate()
    assert not stopping(judge(final.with_values({"conditions": "None."}), final, world_with()))
    gone = final.with_values({"state": "WITHDRAWN", "reason": "Twice."})
    assert not stopping(judge(gone, final, world_with()))
    back = gone.with_values({"state": "FINAL", "area": square(half=500)})
    assert "BR-03" in stopping(judge(back, gone, world_with()))


def test_who_decides_between_two_laptops_rewrites_nothing() -> None:
    before = disputed(certificate(), "area")
    assert not stopping(judge(before.with_values({"area": square(half=70)}), before, world_with()))


def test_an_override_is_final_only_once_it_is_authorised() -> None:
    bare = override(signatures=(), medic_present=False, ends_at=later(800))
    assert not stopping(judge(bare.with_values({"state": "DRAFT"}), None, world_with()))
    verdicts = judge(bare, None, world_with())
    fields = [verdict.field for verdict in verdicts if verdict.stops]
    assert fields == ["ends_at", "authorised_by", "countersigned_by", "medic_present"]
    assert not judge(override(), None, world_with())


def notice(*records: Record, site: str | None = "site") -> HazardNotice:
    world = world_with(*records)
    return hazard_notice(situation_of(world), world, site and uid(site), MORNING)


def test_a_site_says_how_many_are_open_which_is_worst_and_where_the_nearest_is() -> None:
    told = notice(
        hazard("a", status="MARKED", distance_m=Decimal(43), bearing_deg=45),
        hazard("b", status="TASKED", distance_m=Decimal(90), bearing_deg=180),
        hazard("c", status="CLEARED", distance_m=Decimal(5)),
        certificate(hazards=(uid("c"),), outcome="CLEARED", valid_until=later(60)),
        certificate("other", cleared_depth_m=Decimal("0.5"), valid_until=later(90)),
        certificate("ended", cleared_depth_m=Decimal("0.1"), valid_until=later(-1)),
        certificate("elsewhere", site=uid("far"), cleared_depth_m=Decimal("0.1")),
        certificate("no reason", outcome="CANCELLED", cleared_depth_m=None),
    )
    assert (told.open, told.worst_status, told.nearest_compass) == (2, "MARKED", "NE")
    assert told.nearest_m == pytest.approx(43, abs=0.1)
    assert (told.cleared_depth_m, told.cleared_until) == (Decimal("0.5"), later(60))
    assert set(told.hazard_uids) == {uid("a"), uid("b")}


def test_a_hazard_without_a_place_is_shown_all_the_same() -> None:
    told = notice(hazard(observer_position=None, status=None))
    assert (told.open, told.worst_status, told.nearest_m) == (1, "OPEN", None)


def test_a_neighbours_hazard_is_shown_where_it_may_reach() -> None:
    near = hazard(site=uid("next"), observer_position=position(moved(HERE, north=100)))
    assert notice(near).open == 0
    wide = make(Site, "site", number="BSR01", position=position(), boundary=square(half=80))
    assert notice(near, wide).open == 1
    assert notice(hazard(site=uid("next"))).open == 1
    assert notice(hazard(site=None)).open == 1
    assert notice(near, site=None).open == 1


def test_a_site_that_has_not_arrived_shows_its_hazards() -> None:
    assert notice(hazard(site=uid("unknown site")), site="unknown site").open == 1


def test_where_nothing_is_known_the_notice_is_empty() -> None:
    assert notice() == HazardNotice(at=MORNING)


@pytest.mark.parametrize("status", sorted(CLOSED_STATUSES))
def test_a_certificate_that_names_the_hazard_closes_it(status: str) -> None:
    world = world_with(certificate(hazards=(uid("shell"),), outcome=status))
    assert not judge(hazard(status=status), hazard(), world)


def test_only_a_certificate_of_no_reason_to_clear_may_lack_its_depth() -> None:
    for outcome, lacks in (("CANCELLED", False), ("CLEARED", True), (None, True)):
        paper = certificate(outcome=outcome, cleared_depth_m=None)
        fields = {gap.field for gap in missing(paper, Stage.FINAL)}
        assert ("cleared_depth_m" in fields) == lacks


@pytest.mark.parametrize(
    ("values", "is_closed"),
    [
        ({}, True),
        ({"hazards": (uid("another"),)}, False),
        ({"hazards": None}, False),
        ({"outcome": "REDUCED"}, False),
        ({"valid_from": later(1)}, False),
        ({"valid_from": later(0)}, True),
    ],
    ids=str,
)
def test_the_certificate_names_the_hazard_its_outcome_and_a_time_that_has_come(
    values: dict[str, Any], is_closed: bool
) -> None:
    told: dict[str, Any] = {"hazards": (uid("shell"),), "outcome": "CLEARED", **values}
    said = stopping(judge(hazard(status="CLEARED"), hazard(), world_with(certificate(**told))))
    assert said == ([] if is_closed else ["BR-03"])


def test_where_the_operation_set_no_radius_a_first_one_is_only_noted() -> None:
    world = site_world(radius=None)
    verdicts = judge(hazard(exclusion_radius_m=10), hazard(), world)
    assert [f"{verdict.rule} {verdict.level.value}" for verdict in verdicts] == ["BR-07 audit"]


def test_a_notice_counts_a_certificate_to_its_last_moment() -> None:
    for minute, depth in ((0, Decimal("1.2")), (-1, None)):
        assert notice(certificate(valid_until=later(minute))).cleared_depth_m == depth
    assert notice(certificate(valid_from=later(0))).cleared_depth_m == Decimal("1.2")
    assert notice(certificate(valid_from=later(1))).cleared_depth_m is None
