"""Hazards and clearance as every page, print and question sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.clock import Moment
from app.core.errors import AppError
from app.geo.position import Position
from app.models.clearance import ClearanceCertificate
from app.models.record import Record
from app.models.sites import Site
from app.rules.approach import Alarm
from app.rules.clearance import Clearance, Situation, clearance_at, gravity, situation_of
from app.rules.ground import spot_of
from app.rules.hazards import HazardNotice
from app.rules.hazards import hazard_notice as notice_of
from app.rules.lying import LIE_IN_THE_GROUND, Lying, lying
from app.rules.numbering import normalise
from app.rules.roles import organisation_of
from app.rules.world import Records, Remembering, every, found, title
from app.services.desk import Desk
from app.services.people import person_title


def hazard_notice(desk: Desk, site_uid: str | None) -> HazardNotice:
    """What every page and print of a site shows (BR-04); no site: the whole operation."""
    with desk.store.reading() as view:
        return notice_of(situation_of(view.records), view.records, site_uid, desk.now())


def hazard_alarm(desk: Desk) -> Alarm:
    """Every hazard that is open now, to be asked for each fix of a receiver."""
    with desk.store.reading() as view:
        return Alarm(situation_of(view.records).open_zones(desk.now()))


@dataclass(frozen=True, slots=True)
class Ground:
    """What is recorded of a place, with the numbers and names that its sentence stands on.

    `error_m` holds the true place 19 times in 20 (None: it may be anywhere); `asked_m` is how deep
    the work goes (None: nobody said); `nearest` is the title of the nearest open hazard.
    `not_cleared` and `conditions` are the certificate's own words. `issuers` are the people who
    signed it, `organisations` those for which they did.
    """

    clearance: Clearance
    certificate: str = ""
    issuers: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    nearest: str = ""
    error_m: Decimal | None = None
    asked_m: Decimal | None = None
    not_cleared: str = ""
    conditions: str = ""

    @property
    def by(self) -> str:
        """The certificate, and who stands behind it; nothing if none covers the place."""
        return ", ".join(filter(None, (self.certificate, *(self.organisations or self.issuers))))


class NoSuchSiteError(AppError):
    """No site here has the code asked for."""


def ground_at(
    desk: Desk, site_code: str, position: Position | None, depth_m: Decimal | None
) -> Ground:
    """What is recorded of clearance at a place and depth, now; never that it is safe.

    Without a site every hazard counts whose place nobody knows.

    Raises:
        NoSuchSiteError: no site of that code is here.
    """
    with desk.store.reading() as view:
        records = view.records
        site = _site(records, site_code) if site_code else ""
        here = Lying(site, spot_of(position), depth_m)
        return _ground(here, situation_of(records), records, desk.now())


def ground_of_record(desk: Desk, uid: str) -> Ground | None:
    """What is recorded now of the ground of a grave, remains, a find, a survey point or a bag.

    None where the record lies in no ground, such as a bag of what was lifted. Of several places the
    one of which the least good is known.
    """
    with desk.store.reading() as view:
        records = Remembering(view.records)
        record = records.get(uid)
        if record is None or record.kind not in LIE_IN_THE_GROUND:
            return None
        situation = situation_of(records)
        return ground_within(record, situation, records, desk.now())


def ground_within(
    record: Record, situation: Situation, records: Records, at: Moment
) -> Ground | None:
    """`ground_of_record`, for whoever looks at many records of one moment."""
    told = [_ground(here, situation, records, at) for here in lying(record, records)]
    return max(told, key=lambda one: gravity(one.clearance.verdict), default=None)


def _ground(here: Lying, situation: Situation, records: Records, at: Moment) -> Ground:
    told = clearance_at(here.spot, here.depth_m, situation, site=here.site, at=at)
    certificate = found(records, ClearanceCertificate, told.by)
    issuers = tuple(_issuers(certificate))
    organisations = dict.fromkeys(organisation_of(records, uid) for uid in issuers)
    hazards = [records.get(uid) for uid in told.hazard_uids]
    nearest = records.get(told.nearest_hazard) if told.nearest_hazard else None
    return Ground(
        told,
        certificate.title if certificate else "",
        tuple(person_title(records, uid) for uid in issuers),
        tuple(title(records, uid) for uid in organisations if uid),
        tuple(hazard.title for hazard in hazards if hazard is not None),
        nearest.title if nearest else "",
        here.spot.error_m if here.spot else None,
        here.depth_m,
        (certificate and certificate.not_cleared) or "",
        (certificate and certificate.conditions) or "",
    )


def _site(records: Records, code: str) -> str:
    wanted = normalise(code)
    for site in every(records, Site):
        if site.number is not None and normalise(site.number) == wanted:
            return site.uid
    raise NoSuchSiteError(
        "No site here has the code {code}.",
        hint="Check the code, or leave it out: then every hazard counts.",
        code=code,
    )


def _issuers(certificate: ClearanceCertificate | None) -> Iterator[str]:
    for signature in (certificate and certificate.signatures) or ():
        if signature.role == "ISSUE" and signature.signer:
            yield signature.signer
