"""Whose part it is to write of the ground, and to give up numbers."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.operations import RoleAssignment
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.rules.gates import Arrival, flags_for
from app.rules.roles import Act, may
from tests.rules.asked import said
from tests.rules.world import MORNING, World, hazard, later, make, person, uid

OF_ANOTHER_TRADE = "warn: author has no role that records the ground or remains."
NOT_THEIRS = "block: author has no role that voids a number or classes remains anew."


def world(*roles: str) -> World:
    made = World()
    person(made, "author", *roles)
    return made


def case(by: str = "other", **values: Any) -> RemainsCase:
    told = {"number": "SNJ03-01-A0003B", "case_type": "B", "state": "DRAFT"}
    return make(RemainsCase, "case", by=by, **(told | values))


@pytest.mark.parametrize(
    ("roles", "is_told"),
    [
        (("SA",), False),
        (("FA",), False),
        (("SV",), False),
        (("TL",), False),
        (("STK", "PH"), False),
        (("STK",), True),
        (("OBS",), True),
        (("HQD",), True),
        (("EOD",), True),
        ((), False),
    ],
)
def test_who_writes_of_the_ground_has_a_part_in_it(roles: tuple[str, ...], is_told: bool) -> None:
    told = [OF_ANOTHER_TRADE] if is_told else []
    assert said(case(), None, world(*roles), "WHO-RECORD") == told
    assert said(case(depth_m=None, language="ar"), case(), world(*roles), "WHO-RECORD") == told
    assert said(hazard(), None, world(*roles), "WHO-RECORD") == [], "anybody reports a hazard"


def test_a_role_that_has_ended_covers_nothing() -> None:
    then = world()
    then.add(make(RoleAssignment, "was", person=uid("author"), role="SA", valid_to=later(-60)))
    assert said(case(), None, then, "WHO-RECORD") == [OF_ANOTHER_TRADE]
    assert not may(Act.RECORD, then, uid("author"), MORNING)
    assert may(Act.RECORD, then, uid("author"), later(-90))


def test_eod_writes_its_own_part_of_a_site_and_of_remains() -> None:
    before = make(Site, "site", number="SNJ03", site_status="EXCAVATING")
    after = make(Site, "site", number="SNJ03", site_status="SUSPENDED", remarks="Gas.")
    assert said(after, before, world("EOD"), "WHO-RECORD") == []
    assert said(case(eod_check_result="CLEAR"), case(), world("EOD"), "WHO-RECORD") == []


@pytest.mark.parametrize("now", [{"state": "WITHDRAWN", "reason": "Twice."}, {"case_type": "BP"}])
@pytest.mark.parametrize(
    ("roles", "is_stopped"),
    [(("SA",), False), (("HQA",), False), (("TL",), False), (("PH",), True), ((), False)],
)
def test_who_voids_a_number_may_do_so(
    now: dict[str, str], roles: tuple[str, ...], is_stopped: bool
) -> None:
    found = said(case(**now), case(), world(*roles), "BR-10")
    assert found == ([NOT_THEIRS] if is_stopped else [])
    unnumbered = case(number=None, found_on_surface=True)
    assert NOT_THEIRS not in said(case(**now), unnumbered, world(*roles), "BR-10")


@pytest.mark.parametrize("now", [{"state": "WITHDRAWN", "reason": "Twice."}, {"case_type": "BP"}])
def test_a_draft_of_ones_own_is_taken_back_by_anybody(now: dict[str, str]) -> None:
    ours = world("PH")
    assert said(case("author", **now), case("author"), ours, "BR-10") == []
    final = case("author", state="FINAL")
    assert said(case("author", **({"state": "FINAL"} | now)), final, ours, "BR-10") == [NOT_THEIRS]


def test_to_say_for_the_first_time_what_remains_are_is_no_new_class() -> None:
    assert said(case(), case(case_type=None), world("PH"), "BR-10") == []


def test_a_bundle_is_only_flagged() -> None:
    there = world("STK")
    after = there.add(case(state="WITHDRAWN", reason="Twice."))
    flags = flags_for([Arrival(after, case(), uid("author"), MORNING)], there)
    assert {flag.rule for flag in flags[after.uid]} >= {"BR-10", "WHO-RECORD"}
