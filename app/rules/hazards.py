"""What may happen to a hazard's record, and what every page and print of its site says of it.

The team recognises, records, retreats and reports. Only clearance releases ground, so nothing that
others write makes a hazard smaller, and no record of one is ever taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.clock import Moment
from app.geo.distance import compass, distance_m
from app.geo.position import rounded_up
from app.models.clearance import ClearanceCertificate, HazardOverride
from app.models.hazards import Hazard
from app.models.record import State
from app.models.sites import Grave, Site
from app.rules.binding import counting
from app.rules.certificates import depth_limit_m, unsigned
from app.rules.clearance import Situation, default_radius_m
from app.rules.declared import rule
from app.rules.digs import UNTOUCHED_PHASES
from app.rules.ground import Spot, ground_of, spot_of
from app.rules.overrides import holds, override_is_authorised
from app.rules.roles import EOD, Act, may
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found, naming
from app.rules.zones import (
    CLOSED_STATUSES,
    LOCATING,
    TOLERANCE,
    Zone,
    gives_up_ground,
    zone_of,
)

_SIGNED = ("area", "cleared_depth_m", "hazards", "outcome", "valid_from", "valid_until")


@rule(
    "BR-03",
    levels=(Level.BLOCK,),
    at="hazard",
    test="test_hazards.py::test_no_status_becomes_closed_without_a_certificate_that_says_so",
)
def only_a_certificate_closes_a_hazard(
    draft: Hazard, previous: Hazard | None, situation: Situation, now: Moment
) -> Iterator[Verdict]:
    """Cleared, reduced and cancelled come from a certificate that names the hazard."""
    if draft.status not in CLOSED_STATUSES or (previous and previous.status == draft.status):
        return
    for certificate in situation.certificates:
        begins = certificate.valid_from
        if (
            draft.uid in (certificate.hazards or ())
            and certificate.outcome == draft.status
            and begins is not None
            and begins.instant <= now.instant
        ):
            return
    for certificate, fault in situation.faults:
        if draft.uid in (certificate.hazards or ()):
            yield Verdict(
                "BR-03", Level.BLOCK, fault.message, fault.hint, field="status", values=fault.values
            )
            return
    yield Verdict(
        "BR-03",
        Level.BLOCK,
        "Only a certificate closes a hazard, and none names {hazard} with this outcome.",
        "Record the certificate that the clearance agency signed, name this hazard in it, then "
        "change the status.",
        field="status",
        values={"hazard": draft.title},
    )


@rule(
    "BR-03",
    levels=(Level.BLOCK,),
    at="hazard",
    test="test_hazards.py::test_a_hazard_is_never_withdrawn",
)
def a_hazard_is_never_taken_away(draft: Hazard, previous: Hazard | None) -> Iterator[Verdict]:
    """A hazard's record is neither withdrawn nor replaced."""
    before = previous.state if previous else None
    if draft.state in {State.WITHDRAWN, State.SUPERSEDED} and draft.state != before:
        yield Verdict(
            "BR-03",
            Level.BLOCK,
            "A hazard is never withdrawn, even if it was recorded by mistake.",
            "Ask the clearance agency: it can cancel the hazard by a certificate.",
            field="state",
        )


@rule(
    "BR-03",
    levels=(Level.OVERRIDE, Level.WARN),
    at="hazard that is moved; EOD who moves it is asked nothing more",
    test="test_hazards.py::test_a_hazard_is_not_moved_away",
)
def a_hazard_stays_where_it_was(
    draft: Hazard,
    previous: Hazard | None,
    situation: Situation,
    records: Records,
    *,
    author: str,
    now: Moment,
) -> Iterator[Verdict]:
    """Who moves an open hazard gives up ground; once it is final, EOD alone does that.

    In a draft it is said, and left to EOD where a grave is being dug on that very ground.
    """
    field = next(
        (
            name
            for name in sorted(LOCATING | {"site"})
            if previous and draft.values.get(name) != previous.values.get(name)
        ),
        "",
    )
    if previous is None or not field or not situation.is_open(draft, now):
        return
    radius_m = default_radius_m(records)
    before, after = zone_of(previous, radius_m), zone_of(draft, radius_m)
    if not gives_up_ground(before, after):
        return
    is_let = may(Act.CLEAR, records, author, now) or any(
        draft.uid in (override.hazards or ()) and holds(override, records, now)
        for override in situation.overrides
    )
    is_held = not is_let and (
        previous.state not in {None, State.DRAFT} or _is_dug(before, after, records)
    )
    yield Verdict(
        "BR-03",
        Level.OVERRIDE if is_held else Level.WARN,
        "This moves open hazard {hazard} off ground that counted as inside it.",
        "Only EOD gives up such ground, and says why. To add what was seen elsewhere, record "
        "another hazard.",
        field=field,
        values={"hazard": previous.title},
        override_by=(EOD,) if is_held else (),
    )


def _is_dug(before: Zone, after: Zone, records: Records) -> bool:
    """Whether a grave that is not closed was dug where only the zone of before may reach."""
    if before.is_anywhere or before.hazard.site is None:
        return False
    site = before.hazard.site
    return any(
        grave.phase not in UNTOUCHED_PHASES | {"CLOSED"}
        and before.may_hold(spot := ground_of(grave, records), site)
        and not after.may_hold(spot, site)
        for grave in naming(records, Grave, "site", site)
    )


@rule(
    "BR-07",
    levels=(Level.BLOCK, Level.AUDIT),
    at="hazard",
    test="test_hazards.py::test_only_eod_shrinks_a_radius",
)
def only_eod_sets_a_radius(
    draft: Hazard, previous: Hazard | None, records: Records, *, author: str, now: Moment
) -> Iterator[Verdict]:
    """The exclusion radius is EOD's; others may widen it for now, never shrink it."""
    before = previous.exclusion_radius_m if previous else None
    after = draft.exclusion_radius_m
    people = {author, draft.radius_set_by or author}
    if after == before or any(may(Act.CLEAR, records, person, now) for person in people):
        return
    default = default_radius_m(records) or 0
    if (after or default) < (before or default):
        yield Verdict(
            "BR-07",
            Level.BLOCK,
            "Only EOD makes an exclusion radius smaller.",
            "Enter under “Radius set by” who of EOD decided it.",
            field="exclusion_radius_m",
        )
    else:
        yield Verdict(
            "BR-07",
            Level.AUDIT,
            "Nobody of EOD is named as having set this radius.",
            "It holds for the time being. Enter who of EOD decided it.",
            field="exclusion_radius_m",
        )


@rule(
    "BR-03",
    levels=(Level.BLOCK,),
    at="certificate that becomes final",
    test="test_hazards.py::test_a_certificate_is_final_only_once_clearance_has_signed",
)
def a_certificate_is_issued_by_clearance(
    draft: ClearanceCertificate, records: Records, author: str
) -> Iterator[Verdict]:
    """A certificate is not final before someone with a clearance role has signed it."""
    fault = unsigned(draft, records, author) if draft.is_final else None
    if fault is not None:
        yield Verdict(
            "BR-03", Level.BLOCK, fault.message, fault.hint, field="signatures", values=fault.values
        )


@rule(
    "BR-03",
    levels=(Level.BLOCK,),
    at="certificate that was final",
    test="test_hazards.py::test_what_was_signed_is_not_rewritten",
)
def a_certificate_stays_as_signed(
    draft: ClearanceCertificate,
    previous: ClearanceCertificate | None,
    records: Records,
    *,
    author: str,
    now: Moment,
) -> Iterator[Verdict]:
    """What a final certificate says of the ground changes only as EOD signs it anew.

    Where laptops disagree, deciding between them changes nothing that nobody signed.
    """
    if previous is None or previous.state in {None, State.DRAFT}:
        return
    changed = [
        name
        for name in (*_SIGNED, "state")
        if draft.values.get(name) != previous.values.get(name)
        and name not in previous.disputed
        and (name != "state" or (previous.is_final and draft.state == State.DRAFT))
    ]
    if not changed or _is_signed_anew(draft, previous, records, author, now):
        return
    yield Verdict(
        "BR-03",
        Level.BLOCK,
        "Certificate {certificate} was signed; this changes what it says.",
        "Record a new certificate from the new paper. Or let the clearance team leader sign the "
        "change now, with the role of EOD, in a row of their own.",
        field=changed[0],
        values={"certificate": previous.title},
    )


def _is_signed_anew(
    draft: ClearanceCertificate,
    previous: ClearanceCertificate,
    records: Records,
    author: str,
    now: Moment,
) -> bool:
    before = previous.signatures or ()
    return any(
        signature not in before
        and signature.role == "ISSUE"
        and signature.at is not None
        and now.instant - TOLERANCE <= signature.at.instant <= now.instant + TOLERANCE
        and may(Act.CLEAR, records, signature.signer, signature.at)
        for signature in counting(draft, records, author=author)
    )


@rule(
    "BR-01",
    levels=(Level.BLOCK,),
    at="override that becomes final",
    test="test_hazards.py::test_an_override_is_final_only_once_it_is_authorised",
)
def an_override_is_whole(draft: HazardOverride, records: Records, author: str) -> Iterator[Verdict]:
    """An override counts once it is final, and is not final before it is authorised."""
    if draft.is_final:
        yield from override_is_authorised(draft, records, author)


@dataclass(frozen=True, slots=True)
class HazardNotice:
    """What every page and print of a site says: open hazards, the nearest, the cleared depth.

    `worst_status` is a code of the hazard's status; distance and compass point are from the site's
    reference point; depth and end are the least of the certificates in force `at` a moment.
    """

    open: int = 0
    worst_status: str = ""
    nearest_m: float | None = None
    nearest_compass: str = ""
    cleared_depth_m: Decimal | None = None
    cleared_until: Moment | None = None
    hazard_uids: tuple[str, ...] = ()
    at: Moment | None = None


@rule(
    "BR-04",
    at="every page and print of a site",
    test="test_hazards.py::test_a_site_says_how_many_are_open_which_is_worst_and_where_the_nearest_is",
)
def hazard_notice(
    situation: Situation, records: Records, site_uid: str | None, at: Moment
) -> HazardNotice:
    """What a site's pages and prints show, with or without a map; no site: all of them.

    A hazard filed under another site counts here as well if it may reach this one.
    """
    site = found(records, Site, site_uid)
    zones = [
        zone
        for zone in situation.open_zones(at)
        if site_uid is None or _reaches(zone, site_uid, site)
    ]
    statuses = [zone.hazard.status or "OPEN" for zone in zones]
    looks = [zone.seen_from(site.position) for zone in zones] if site and site.position else []
    nearest_m, bearing = min((look for look in looks if look), default=(None, None))
    in_force = [
        certificate
        for certificate in situation.certificates
        if (site_uid is None or certificate.site == site_uid) and _is_in_force(certificate, at)
    ]
    depths = [
        depth_m for certificate in in_force if (depth_m := depth_limit_m(certificate)) is not None
    ]
    ends = [certificate.valid_until for certificate in in_force if certificate.valid_until]
    return HazardNotice(
        len(zones),
        max(statuses, key=Hazard.status.severity, default=""),
        nearest_m,
        "" if bearing is None else compass(bearing),
        min(depths, default=None),
        min(ends, default=None),
        tuple(zone.hazard.uid for zone in zones),
        at,
    )


def _reaches(zone: Zone, site_uid: str, site: Site | None) -> bool:
    if zone.is_of(site_uid):
        return True
    spot = spot_of(site.position) if site else None
    return site is not None and spot is not None and zone.may_hold(_whole(site, spot), site_uid)


def _whole(site: Site, spot: Spot) -> Spot:
    corners = site.boundary.ring if site.boundary else ()
    return spot.widened(
        rounded_up(max((distance_m(spot.place, corner) for corner in corners), default=0.0))
    )


def _is_in_force(certificate: ClearanceCertificate, at: Moment) -> bool:
    begins, until = certificate.valid_from, certificate.valid_until
    return (
        begins is not None
        and begins.instant <= at.instant
        and (until is None or at.instant <= until.instant)
    )
