"""Gathering the plan of a site: its drawing, and beside it hazards and certificates in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.core.errors import AppError
from app.core.wording import isolated
from app.geo.mercator import Viewport
from app.models.codes import CodeList
from app.models.fields import Sensitivity
from app.models.hazards import Hazard
from app.models.kinds import KINDS
from app.models.sites import Site
from app.reports.ground_map import Background, GroundMap, Piece, Place
from app.reports.press import Cover
from app.reports.site_plan import CODE, TEMPLATE_VERSION, SitePlan
from app.reports.style import Paper
from app.reports.words import Tongues
from app.rules.world import naming
from app.services.desk import Desk
from app.services.ground_plan import GroundPlan, Meaning, plan_of
from app.services.sheets.evidence import attachment, own_lines, record_head
from app.services.sheets.issue import Issue
from app.services.sheets.site_facts import SiteFacts
from app.services.sheets.site_safety import Safety
from app.store.transactions import View

_LEVELS = CodeList("sensitivity")
_SHAPE: Final = (400, 400)  # of what is to be seen; the page has its own
_NARROW_DEG: Final = 0.005  # of latitude: a hazard's ground that reaches farther may be cut off


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody wants on the plan: all of the site, and no photos, where they do not say.

    `background` lies under what is recorded. Hazards are never hidden.
    """

    seen: Viewport | None = None
    hidden: frozenset[str] = frozenset({"photo"})
    background: Background | None = None


class NothingToDrawError(AppError):
    """No place is known that a plan could show."""


def site_plan(
    desk: Desk, view: View, site: Site, say: Tongues, paper: Paper, sight: Sight
) -> SitePlan:
    """The plan of a site within one view of the store; it shows exact places, so it is C2.

    Raises:
        NothingToDrawError: nothing of the site has a place, and nobody said what to show.
    """
    facts = SiteFacts(view, site, say, desk.now(), Sensitivity.C2)
    issue = Issue(desk, view, facts.records, facts.terms)
    ground = plan_of(view, desk.now())
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
    return SitePlan(
        cover,
        number,
        site.uid,
        _drawn(ground, sight, sight.seen or _all_of(site, ground, view, sight.hidden), say),
        (Safety(facts).ground(),),
        paper,
        ground.unplaced_hazards,
    )


def _drawn(ground: GroundPlan, sight: Sight, seen: Viewport, say: Tongues) -> GroundMap:
    hidden = sight.hidden - {Hazard.kind}
    pieces = tuple(
        Piece(one.uid, one.meaning, one.corners, say(one.words, **_shown(one.values)))
        for one in ground.grounds
        if one.meaning is not Meaning.EXTENT or one.kind not in hidden
    )
    places = tuple(
        Place(one.kind, one.uid, one.title, one.lat, one.lon, one.error_m, one.is_suspect)
        for one in ground.marks
        if one.kind not in hidden
    )
    return GroundMap(seen, pieces, places, sight.background)


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    return {name: isolated(value) for name, value in values.items()}


def _all_of(site: Site, ground: GroundPlan, view: View, hidden: frozenset[str]) -> Viewport:
    """What shows all places of a site; what a hazard takes may go far beyond."""
    own = {site.uid} | {
        one.uid
        for kind in KINDS
        if "site" in kind.fields
        for one in naming(view.records, kind, "site", site.uid)
    }
    corners = [
        (one.lat, one.lon) for one in ground.marks if one.uid in own and one.kind not in hidden
    ]
    for piece in ground.grounds:
        norths = [lat for lat, _ in piece.corners]
        is_cut = piece.meaning is Meaning.HAZARD and max(norths) - min(norths) > _NARROW_DEG
        if piece.uid in own and not is_cut:
            corners += piece.corners
    if not corners:
        raise NothingToDrawError(
            "Nothing of this site has a place yet, so there is no plan to print.",
            hint="Record the position of the site, or draw its boundary.",
        )
    lats, lons = zip(*corners, strict=True)
    return Viewport.around(lats, lons, *_SHAPE)
