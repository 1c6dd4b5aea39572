"""When all work stops: a toxic sign, an explosion; and who may begin it again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from app.core.clock import Moment
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.safety import ExplosiveAccident
from app.models.sites import Site
from app.rules.becoming import becomes
from app.rules.declared import rule
from app.rules.roles import Act, roles_of
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found

SUSPENDED = "SUSPENDED"
_TOXIC = ("SUSPECTED", "CONFIRMED")


@rule(
    "BR-06",
    levels=(Level.WARN,),
    at="hazard",
    test="test_standstill.py::test_a_toxic_sign_suspends_the_site",
)
def toxic_signs_stop_the_site(
    hazard: Hazard, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Where something may be toxic, nobody works until it is known to be safe."""
    site = found(records, Site, hazard.site)
    if becomes(hazard, previous, "cbrn", *_TOXIC) and site and site.site_status != SUSPENDED:
        yield Verdict(
            "BR-06",
            Level.WARN,
            "{hazard} may be toxic, and work on {site} is not suspended.",
            "Stop all work, leave against the wind, suspend the site, and call EOD.",
            field="cbrn",
            values={"hazard": hazard.title, "site": site.title},
        )


@rule(
    "BR-06",
    levels=(Level.WARN,),
    at="explosive accident",
    test="test_standstill.py::test_an_explosion_suspends_the_site",
)
def accidents_stop_the_site(
    accident: ExplosiveAccident, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """After an explosion nobody works on the site until it is released."""
    site = found(records, Site, accident.site)
    is_new = previous is None or previous.values.get("site") != accident.site
    if is_new and site and site.site_status != SUSPENDED and not accident.is_withdrawn:
        yield Verdict(
            "BR-06",
            Level.WARN,
            "There was an explosion on {site}, and work on it is not suspended.",
            "Stop all work and suspend the site. EOD and the team leader release it together.",
            field="site",
            values={"site": site.title},
        )


@rule(
    "BR-06",
    levels=(Level.WARN,),
    at="site",
    test="test_standstill.py::test_two_release_a_suspended_site",
)
def a_suspended_site_is_released_by_two(
    site: Site, previous: Record | None, records: Records, author: str, now: Moment
) -> Iterator[Verdict]:
    """A suspended site is released by the team leader and EOD, who are two people.

    One of them writes it; the other, or both, are newly entered as those who released it.
    """
    before = previous.values if previous else {}
    if before.get("site_status") != SUSPENDED or site.site_status == SUSPENDED:
        return
    entered = site.released_by if site.released_by != before.get("released_by") else None
    roles = {one: roles_of(records, one, now) for one in (author, *(entered or ()))}
    if not any(
        roles[one] & Act.RELEASE_SITE.does and roles[other] & Act.RELEASE_SITE.approves
        for one, other in permutations(roles, 2)
    ):
        yield Verdict(
            "BR-06",
            Level.WARN,
            "{site} was suspended: the team leader and EOD release it together.",
            "Let both look at the site first, and enter under “Suspension lifted by” who agreed. "
            "Whoever holds both roles is still one person.",
            field="site_status",
            values={"site": site.title},
        )
