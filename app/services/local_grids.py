"""The grid of a site, tied to the world by its control points (see `app.geo.local_grid`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.core.changes import Changes
from app.core.jobs import Ticket
from app.geo.local_grid import Local, LocalGridError, Mark, Tie, tied
from app.geo.taping import Known
from app.models.fields import encode_values
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.world import naming
from app.services.desk import Desk
from app.store.mark import set_mark
from app.store.transactions import Edit, View

_BATCH = 300
_LOCAL = frozenset({"", "local", "محلي", "ناوخۆیی", "محلی", "yerli"})
_SHOT_M = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Tying:
    """What tying a grid did: the tie, and how many points have a position since."""

    tie: Tie
    points: int
    changes: Changes


def known_points(desk: Desk, site: str) -> tuple[Known, ...]:
    """The control points of a site from which a tape can be drawn, in the order of their names.

    One of which two laptops tell different positions is none before that is decided.
    """
    with desk.store.reading() as view:
        controls = _controls(view, site)
    named = Counter(control.title for control in controls)
    return tuple(
        Known(_name(control, named), control.position, _local(control))
        for control in controls
        if control.position is not None and "position" not in control.disputed
    )


def _name(control: SurveyControl, named: Mapping[str, int]) -> str:
    """What to call a control point, so that it is not taken for another of the same number."""
    title = control.title
    return title if named[title] == 1 else f"{title} ({control.uid[:8]})"


def keep_tape(desk: Desk, site: str, entered: Mapping[str, str]) -> None:
    """Keep from which points and with which tape a site is measured: the next point begins so."""
    with desk.store.writing() as pen:
        pen.set(_tape(site), json.dumps(dict(entered), ensure_ascii=False))


def kept_tape(desk: Desk, site: str) -> dict[str, str]:
    """What was kept for a site; nothing at first. It lies on this laptop, in the store alone."""
    with desk.store.reading() as view:
        entered: dict[str, str] = json.loads(view.setting(_tape(site)) or "{}")
    return entered


def _tape(site: str) -> str:
    return f"tape/{site}"


def marks_of(view: View, site: str) -> list[tuple[SurveyControl, Mark]]:
    """The control points of a site that are known in its own grid and in the world."""
    return [
        (control, Mark(local, control.position, control.title))
        for control in _controls(view, site)
        if control.position is not None
        and "position" not in control.disputed
        and (local := _local(control)) is not None
    ]


def _controls(view: View, site: str) -> list[SurveyControl]:
    controls = naming(view.records, SurveyControl, "site", site)
    return sorted(controls, key=lambda control: control.title)


def _local(control: SurveyControl) -> Local | None:
    """Where a mark is in the grid of the site, if its coordinates are of that grid."""
    is_of_site = (control.reference_system or "").strip().casefold() in _LOCAL
    if not is_of_site or control.disputed & {"easting_m", "northing_m"}:
        return None
    if control.easting_m is None or control.northing_m is None:
        return None
    return Local(control.easting_m, control.northing_m)


def tie_of(view: View, site: str) -> Tie | None:
    """The tie of a site's grid; None where it has fewer than two marks that make one."""
    try:
        return tied([mark for _, mark in marks_of(view, site)])
    except LocalGridError:
        return None


def look_at_tie(desk: Desk, site: str) -> Tie:
    """The tie that the control points of a site make, for a person to look at.

    Raises:
        LocalGridError: they make none.
    """
    with desk.store.reading() as view:
        return tied([mark for _, mark in marks_of(view, site)])


def tie_grid(desk: Desk, site: str, ticket: Ticket | None = None) -> Tying:
    """Write down what remains at each mark, and give the points of the grid their positions.

    Points that have a position of their own, or are disputed, final or withdrawn, are left alone.

    Raises:
        LocalGridError: the control points make no grid.
        Cancelled: the person asked to stop; what was written by then is whole in itself.
    """
    ticket = ticket or Ticket()
    with desk.store.reading() as view:
        marks = marks_of(view, site)
        tie = tied([mark for _, mark in marks])
        points = [one for one in naming(view.records, SurveyPoint, "site", site) if _is_bare(one)]
    edits = [
        _edit(control, {"tie_residual_m": residual})
        for (control, _), residual in zip(marks, tie.residuals_m, strict=True)
        if control.tie_residual_m != residual and not control.is_final
    ]
    placed = 0
    for point in points:
        if point.easting_m is None or point.northing_m is None:
            continue
        local = Local(point.easting_m, point.northing_m)
        try:
            position = tie.position(local, height_m=point.height_m, measured_m=_SHOT_M)
        except LocalGridError:
            continue
        edits.append(_edit(point, {"position": position}))
        placed += 1
    for at in range(0, len(edits), _BATCH):
        ticket.checkpoint("Writing", at, len(edits))
        with desk.store.writing() as pen:
            pen.append(edits[at : at + _BATCH], by=desk.person, at=desk.now(), why=tie.operation)
    if edits:
        set_mark(desk.store, desk.layout)
    touched = Changes(frozenset(edit.kind for edit in edits), frozenset(e.uid for e in edits))
    return Tying(tie, placed, touched)


def _is_bare(point: SurveyPoint) -> bool:
    coordinates = {"position", "easting_m", "northing_m"}
    return point.position is None and not point.is_final and not point.disputed & coordinates


def _edit(record: SurveyControl | SurveyPoint, values: dict[str, object]) -> Edit:
    return Edit(record.kind, record.uid, encode_values(type(record).fields, values))
