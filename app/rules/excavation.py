"""The gate before every record of work in the ground: nothing is dug where it is not cleared.

What the gate stops, EOD and the team leader may take upon themselves together, by an override
written before the work; then the record passes and says under which override. Work done before a
hazard was known is flagged, not stopped: the record of it is evidence (BR-36).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.core.clock import Moment
from app.models.clearance import HazardOverride
from app.models.sites import Site
from app.rules.certificates import depth_limit_m
from app.rules.clearance import Objection, Situation, covering, objections
from app.rules.declared import rule
from app.rules.digs import Dig
from app.rules.overrides import allows, holds
from app.rules.roles import EOD, TEAM_LEADER
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found
from app.rules.zones import TOLERANCE, was_known

OVERRIDE_BY = (EOD, TEAM_LEADER)
SAME_DAY = timedelta(hours=24)


@rule(
    "BR-01",
    "BR-02",
    levels=(Level.OVERRIDE, Level.WARN),
    at="grave, remains, survey and control point, container, custody of what lay in the ground",
    test="test_excavation.py::test_work_on_cleared_ground_passes_and_all_other_is_stopped",
)
def work_stays_on_cleared_ground(
    dig: Dig, situation: Situation, records: Records
) -> Iterator[Verdict]:
    """Outside every hazard, inside cleared ground, not below the cleared depth."""
    standing = objections(dig.spot, dig.depth_m, situation, site=dig.site, at=dig.at)
    if standing and not dig.is_timed and (earlier := _as_of_today(dig, situation)):
        yield earlier
        return
    for objection in standing:
        if objection.hazard is not None and not was_known(
            objection.hazard, dig.at, situation.today
        ):
            yield Verdict(
                "BR-36",
                Level.WARN,
                "Hazard {hazard} became known only after this work was done.",
                "Tell everyone who worked there, and stop until EOD has decided.",
                field=dig.field,
                values=objection.values,
            )
        elif override := _lifting(objection, dig, situation, records):
            yield Verdict(
                objection.rule,
                Level.WARN,
                "Not cleared; recorded under override {override}.",
                "The override is printed on the site report, with who signed it and why.",
                field=dig.field,
                values={"override": override.title},
            )
        else:
            yield Verdict(
                objection.rule,
                Level.OVERRIDE,
                objection.message,
                objection.hint,
                field=dig.field,
                values=objection.values,
                override_by=OVERRIDE_BY,
            )
    if not standing:
        yield from the_depth_is_stated(dig, situation)


@rule(
    "BR-02",
    levels=(Level.WARN,),
    at="grave, remains, container, custody event that takes up remains",
    test="test_excavation.py::test_a_depth_that_nobody_stated_is_asked_for",
)
def the_depth_is_stated(dig: Dig, situation: Situation) -> Iterator[Verdict]:
    """Cleared ground is cleared to a depth, so work says how deep it goes."""
    certificate = covering(dig.spot, dig.depth_m, situation, at=dig.at)
    limit_m = depth_limit_m(certificate)
    if dig.depth_m is None and limit_m is not None:
        yield Verdict(
            "BR-02",
            Level.WARN,
            "How deep this work goes is not stated; {certificate} holds to {cleared} m.",
            "Measure the depth below ground and enter it, here or in the grave.",
            field=dig.field if dig.field in {"contents", "lines"} else "depth_m",
            values={"certificate": certificate.title, "cleared": limit_m},
        )


@rule(
    "BR-22",
    levels=(Level.WARN,),
    at="grave, remains, survey point, container, custody event that takes up remains",
    test="test_digs.py::test_what_passes_only_by_the_time_entered_is_said",
)
def the_time_entered_is_no_excuse(dig: Dig, situation: Situation) -> Iterator[Verdict]:
    """Work that is allowed at the time entered, and not when it was entered, is looked at again."""
    if not dig.is_timed or dig.written.instant - dig.at.instant <= TOLERANCE:
        return

    def stands(at: Moment) -> bool:
        return bool(objections(dig.spot, dig.depth_m, situation, site=dig.site, at=at))

    if stands(dig.written) and not stands(dig.at):
        yield Verdict(
            "BR-22",
            Level.WARN,
            "This is allowed only at the time entered, {at}, and not at that of entry.",
            "Check it against the diary and the photos. Headquarters sees that it was entered "
            "afterwards.",
            field=dig.field,
            values={"at": dig.at},
        )


@rule(
    "BR-06",
    levels=(Level.WARN,),
    at="grave, remains, survey point, container, custody event that takes up remains",
    test="test_excavation.py::test_a_suspended_site_is_said_to_be_suspended",
)
def no_work_while_suspended(dig: Dig, records: Records) -> Iterator[Verdict]:
    """An accident or a toxic sign suspends the site until it is released."""
    site = found(records, Site, dig.site)
    if site is not None and site.site_status == "SUSPENDED":
        yield Verdict(
            "BR-06",
            Level.WARN,
            "Work on site {site} is suspended.",
            "It begins again when the team leader and EOD release the site.",
            field=dig.field,
            values={"site": site.title},
        )


def _as_of_today(dig: Dig, situation: Situation) -> Verdict | None:
    """A warning instead, where a certificate that ended within a day covered the work."""
    for certificate in situation.certificates:
        until = certificate.valid_until
        if until is None or not timedelta(0) < dig.at.instant - until.instant <= SAME_DAY:
            continue
        if not objections(dig.spot, dig.depth_m, situation, site=dig.site, at=until):
            return Verdict(
                "BR-01",
                Level.WARN,
                "Certificate {certificate} has ended since, on {until}.",
                "This passes only as work done before that. Stop until there is a new one.",
                field=dig.field,
                values={"certificate": certificate.title, "until": until},
            )
    return None


def _lifting(
    objection: Objection, dig: Dig, situation: Situation, records: Records
) -> HazardOverride | None:
    return next(
        (
            override
            for override in situation.overrides
            if (objection.hazard is None or objection.hazard.uid in (override.hazards or ()))
            and holds(override, records, dig.at)
            and allows(override, dig)
        ),
        None,
    )
