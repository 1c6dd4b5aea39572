"""When all work stops, and who begins it again."""

from __future__ import annotations

import pytest

from app.models.hazards import Hazard
from app.models.safety import ExplosiveAccident
from app.models.sites import Site
from tests.rules.asked import said
from tests.rules.world import World, hazard, make, person, uid


def site(status: str | None, released_by: tuple[str, ...] | None = None) -> Site:
    return make(Site, "site", number="BSR01", site_status=status, released_by=released_by)


def toxic(cbrn: str | None) -> Hazard:
    return hazard(cbrn=cbrn)


@pytest.mark.parametrize(
    ("status", "before", "now", "is_told"),
    [
        ("EXCAVATING", None, "SUSPECTED", True),
        (None, "NONE", "CONFIRMED", True),
        ("SUSPENDED", None, "SUSPECTED", False),
        ("EXCAVATING", None, "NONE", False),
        ("EXCAVATING", "SUSPECTED", "CONFIRMED", False),
    ],
)
def test_a_toxic_sign_suspends_the_site(
    status: str | None, before: str | None, now: str, is_told: bool
) -> None:
    world = World([site(status)])
    told = ["warn: BSR01-HA005 may be toxic, and work on BSR01 is not suspended."]
    found = said(toxic(now), toxic(before) if before else None, world, "BR-06")
    assert found == (told if is_told else [])


def test_an_explosion_suspends_the_site() -> None:
    accident = make(ExplosiveAccident, "accident", site=uid("site"))
    told = ["warn: There was an explosion on BSR01, and work on it is not suspended."]
    assert said(accident, None, World([site("EXCAVATING")]), "BR-06") == told
    assert said(accident, accident, World([site("EXCAVATING")]), "BR-06") == []
    assert said(accident, None, World([site("SUSPENDED")]), "BR-06") == []
    assert said(accident, None, World(), "BR-06") == [], "the site has not arrived yet"


RELEASED = ["warn: BSR01 was suspended: the team leader and EOD release it together."]


@pytest.mark.parametrize(
    ("author", "named", "is_told"),
    [
        (("TL",), ("EOD",), False),
        (("EOD",), ("TL", "SA"), False),
        (("TL", "EOD"), ("EOD",), False),
        (("TL", "EOD"), (), True),
        (("TL", "EOD"), ("SA",), True),
        (("TL",), ("TL",), True),
        (("EOD",), (), True),
        ((), (), True),
    ],
)
def test_two_release_a_suspended_site(
    author: tuple[str, ...], named: tuple[str, ...], is_told: bool
) -> None:
    world = World()
    person(world, "author", *author)
    for role in named:
        person(world, role, role)
    entered = tuple(map(uid, named)) or None
    found = said(site("EXCAVATING", entered), site("SUSPENDED"), world, "BR-06")
    assert found == (RELEASED if is_told else [])
    assert said(site("SUSPENDED"), site("SUSPENDED"), world, "BR-06") == []
    assert said(site("SUSPENDED"), site("EXCAVATING"), world, "BR-06") == []
    assert said(site("EXCAVATING"), None, world, "BR-06") == []


def test_others_release_a_suspended_site_and_are_entered_by_a_third() -> None:
    world = World()
    for name, role in (("author", "SA"), ("layla", "TL"), ("ali", "EOD")):
        person(world, name, role)
    both = (uid("layla"), uid("ali"))
    assert said(site("EXCAVATING", both), site("SUSPENDED"), world, "BR-06") == []
    again = said(site("EXCAVATING", both), site("SUSPENDED", both), world, "BR-06")
    assert again == RELEASED, "they released it the last time"
