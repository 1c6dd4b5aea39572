"""How many people the bones are of, at least: of a case, its context, its grave and its site.

The numbers are worked out whenever they are asked for and kept nowhere, so that they never lag
behind the inventory. Beside them stand hints where to look again. No hint says who anybody is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.core.clock import Moment
from app.models.elements import Element
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.survey import SurveyPoint
from app.rules.commingling import (
    Nearby,
    Sign,
    Spot,
    nearest_missing,
    signs,
    where_it_lay,
)
from app.rules.elements import lines_of
from app.rules.inventory import Extent, InventoryLine
from app.rules.scopes import Count, Scope, count_of, name_in
from app.rules.world import every, found, naming, title
from app.services.desk import Desk
from app.services.recording import NoSuchRecordError
from app.store.transactions import View

_SEVERAL = "CG"


@dataclass(frozen=True, slots=True)
class Individuals:
    """The numbers, from the narrowest scope to the widest, as worked out `at` a moment.

    `name` of each count is what people call the case, context, grave or site.
    """

    at: Moment
    counts: tuple[Count, ...]
    signs: tuple[Sign, ...] = ()
    nearby: tuple[Nearby, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseCount:
    """A case and the fewest people its bones are of."""

    uid: str
    count: Count


def individuals_of_case(desk: Desk, case: str) -> Individuals:
    """The numbers of a case, its context, its grave and its site.

    Raises:
        NoSuchRecordError: the case is not here.
    """
    with desk.store.reading() as view:
        record = found(view.records, RemainsCase, case)
        if record is None:
            raise _not_here()
        lines = _lines_of_site(view, record.site or "")
        scopes = {
            Scope.CASE: case,
            Scope.CONTEXT: record.skeleton_context,
            Scope.GRAVE: record.grave,
            Scope.SITE: record.site,
        }
        counts = tuple(_count(view, scope, uid, lines) for scope, uid in scopes.items() if uid)
        own = [line for line in lines if line.case == case]
        return Individuals(desk.now(), counts, _signs(view, own), _nearby(view, own, lines))


def individuals_of_grave(desk: Desk, grave: str) -> tuple[Individuals, tuple[CaseCount, ...]]:
    """The numbers of a grave and its site, and of each case of the grave by its number.

    Raises:
        NoSuchRecordError: the grave is not here.
    """
    with desk.store.reading() as view:
        record = found(view.records, Grave, grave)
        if record is None:
            raise _not_here()
        lines = _lines_of_site(view, record.site or "")
        scopes = {Scope.GRAVE: grave, Scope.SITE: record.site}
        counts = tuple(_count(view, scope, uid, lines) for scope, uid in scopes.items() if uid)
        own = [line for line in lines if line.grave == grave]
        cases = [
            CaseCount(case.uid, _count(view, Scope.CASE, case.uid, own))
            for case in naming(view.records, RemainsCase, "grave", grave)
        ]
        individuals = Individuals(desk.now(), counts, _signs(view, own))
        return individuals, tuple(sorted(cases, key=lambda case: case.count.name))


def _lines_of_site(view: View, site: str) -> list[InventoryLine]:
    """What there is to count on a site, or of the cases that name none."""
    cases = {
        case.uid: case for case in every(view.records, RemainsCase) if (case.site or "") == site
    }
    elements = [one for one in every(view.records, Element) if one.remains_case in cases]
    return lines_of(elements, cases.get)


def _count(view: View, scope: Scope, uid: str, lines: Iterable[InventoryLine]) -> Count:
    among = [line for line in lines if name_in(scope, line) == uid]
    return count_of(scope, title(view.records, uid), among)


def _signs(view: View, lines: Sequence[InventoryLine]) -> tuple[Sign, ...]:
    cases = (found(view.records, RemainsCase, uid) for uid in {line.case for line in lines})
    groups = {case.title for case in cases if case is not None and case.case_type == _SEVERAL}
    return tuple(signs([_titled(view, line) for line in lines], groups))


def _titled(view: View, line: InventoryLine) -> InventoryLine:
    """The line with what people call its case."""
    return replace(line, case=title(view.records, line.case))


def _nearby(
    view: View, own: Sequence[InventoryLine], lines: Sequence[InventoryLine]
) -> tuple[Nearby, ...]:
    """What the case lacks and another case near it has; only where bodies were surveyed."""
    if not any(line.extent is Extent.ABSENT for line in own):
        return ()
    bodies = {
        case: body for case in {line.case for line in lines} if (body := _landmarks(view, case))
    }
    lying = [
        (_titled(view, line), spot)
        for line in lines
        if line.case in bodies and (spot := where_it_lay(line, bodies[line.case])) is not None
    ]
    titles = {title(view.records, case): body for case, body in bodies.items()}
    return nearest_missing([_titled(view, line) for line in own], titles, lying)


def _landmarks(view: View, case: str) -> dict[str, Spot]:
    """The landmarks of a body in metres of the site's grid; a handheld receiver parts no bodies."""
    return {
        point.target_part or point.uid: Spot(
            float(point.easting_m), float(point.northing_m), float(point.height_m or 0)
        )
        for point in naming(view.records, SurveyPoint, "target", case)
        if point.easting_m is not None and point.northing_m is not None
    }


def _not_here() -> NoSuchRecordError:
    return NoSuchRecordError(
        "This record is not on this laptop.", hint="Read the newest bundle and try again."
    )
