"""Hazards and clearance as every page, print and question sees them."""

from __future__ import annotations

from decimal import Decimal

from app.geo.position import Position
from app.rules.clearance import Clearance, clearance, situation_of
from app.rules.hazards import HazardNotice
from app.rules.hazards import hazard_notice as notice_of
from app.services.desk import Desk


def hazard_notice(desk: Desk, site_uid: str | None) -> HazardNotice:
    """What every page and print of a site shows (BR-04); no site: the whole operation."""
    with desk.store.reading() as view:
        return notice_of(situation_of(view.records), view.records, site_uid, desk.now())


def clearance_at(
    desk: Desk, site_uid: str, position: Position | None, depth_m: Decimal | None
) -> Clearance:
    """What is recorded of clearance at a place and depth; never that it is safe."""
    with desk.store.reading() as view:
        return clearance(
            position, depth_m, situation_of(view.records), site=site_uid, at=desk.now()
        )
