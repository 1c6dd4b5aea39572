"""Hazards and clearance as every page, print and question sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.errors import AppError
from app.geo.position import Position
from app.models.clearance import ClearanceCertificate
from app.models.record import Record
from app.models.sites import Site
from app.rules.approach import Alarm
from app.rules.clearance import Clearance, clearance, situation_of
from app.rules.hazards import HazardNotice
from app.rules.hazards import hazard_notice as notice_of
from app.rules.numbering import normalise
from app.rules.world import Records, every
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
    """What is recorded of a place, with the numbers and names that its sentence stands on."""

    clearance: Clearance
    certificate: str = ""
    issuers: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()


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
        found = clearance(position, depth_m, situation_of(records), site=site, at=desk.now())
        certificate = records.get(found.by) if found.by else None
        hazards = [records.get(uid) for uid in found.hazard_uids]
        return Ground(
            found,
            certificate.title if certificate else "",
            tuple(person_title(records, uid) for uid in _issuers(certificate)),
            tuple(hazard.title for hazard in hazards if hazard is not None),
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


def _issuers(certificate: Record | None) -> Iterator[str]:
    if isinstance(certificate, ClearanceCertificate):
        for signature in certificate.signatures or ():
            if signature.role == "ISSUE" and signature.signer:
                yield signature.signer
