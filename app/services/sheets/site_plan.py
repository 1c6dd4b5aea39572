"""Gathering the plan of a site: its drawing, and beside it hazards and certificates in words."""

from __future__ import annotations

from app.core.wording import isolated
from app.models.codes import CodeList
from app.models.fields import Sensitivity
from app.models.sites import Site
from app.reports.press import Cover
from app.reports.site_plan import CODE, TEMPLATE_VERSION, Drawing, SitePlan
from app.reports.words import Tongues
from app.services.desk import Desk
from app.services.sheets.evidence import attachment, own_lines, record_head
from app.services.sheets.issue import Issue
from app.services.sheets.site_facts import SiteFacts
from app.services.sheets.site_safety import Safety
from app.store.transactions import View

_LEVELS = CodeList("sensitivity")


def site_plan(desk: Desk, view: View, site: Site, say: Tongues, drawing: Drawing) -> SitePlan:
    """The plan of a site within one view of the store; it shows exact places, so it is C2."""
    facts = SiteFacts(view, site, say, desk.now(), Sensitivity.C2)
    issue = Issue(desk, view, facts.records, facts.terms)
    drawn = (site, *facts.hazards)
    lines = sorted({line for record in drawn for line in own_lines(view, record)})
    number = site.number or site.uid[:8]
    cover = Cover(
        code=CODE,
        version=TEMPLATE_VERSION,
        number=isolated(number),
        organisation=issue.organisation(),
        operation=issue.operation_code,
        site=site.number or "",
        sensitivity=say(_LEVELS.label(Sensitivity.C2.name)),
        printing=issue.printing(record_head(lines)),
        hazard=issue.hazard(site, facts.situation),
        withdrawn=issue.withdrawn(site),
        disputes=sum(len(record.disputed) for record in drawn),
        is_draft=not (site.is_final or site.is_withdrawn),
        is_practice=issue.is_practice,
        attachment=attachment(drawn, lines),
        attachment_name=f"{number}-plan",
    )
    return SitePlan(cover, number, site.uid, drawing, (Safety(facts).ground(),))
