"""Before the ground is opened: the order, the protection of the land, and what must be on record.

Also the briefing, for every day begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.models.documents import Document
from app.models.media import Photo
from app.models.operations import Operation
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.safety import SafetyBriefing
from app.models.sites import Grave, Site
from app.models.survey import SurveyControl
from app.rules.becoming import becomes, is_first_said, whole_day
from app.rules.declared import rule
from app.rules.digs import Dig
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, derived, every, found, naming

LEAST_CONTROLS = 2
_ORDERS = frozenset({"COURT", "PERMIT"})


@rule(
    "BR-08",
    levels=(Level.WARN,),
    at="grave that is opened",
    test="test_opening.py::test_a_grave_is_opened_on_order",
)
def graves_are_opened_on_order(
    grave: Grave, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """An order of the authority is on record, and the land is still held."""
    if not is_first_said(grave, previous, "opened_at") or grave.opened_at is None:
        return
    site = found(records, Site, grave.site)
    if not _has_order(grave, site, records):
        yield Verdict(
            "BR-08",
            Level.WARN,
            "No order to open {grave} is on record.",
            "Enter the order in the operation, or add the document of the authority.",
            field="opened_at",
            values={"grave": grave.title},
        )
    until = _held_until(site)
    if until is not None and grave.opened_at.local.date() > until:
        yield Verdict(
            "BR-08",
            Level.WARN,
            "The land of {site} was held until {until} only.",
            "Ask the authority to have the protection renewed before the grave is opened.",
            field="opened_at",
            values={"site": site.title if site else "", "until": until.isoformat()},
        )


@rule(
    "BR-09",
    levels=(Level.WARN,),
    at="site that is opened",
    test="test_opening.py::test_what_a_site_lacks_is_named_as_it_is_opened",
)
def sites_are_opened_prepared(
    site: Site, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Photos of before, a boundary and two control points come before the first spade."""
    if not (
        is_first_said(site, previous, "open_date")
        or becomes(site, previous, "site_status", "EXCAVATING")
    ):
        return
    values = {"site": site.title}
    if not any(photo.view_type == "BEF" for photo in naming(records, Photo, "subjects", site.uid)):
        yield Verdict(
            "BR-09",
            Level.WARN,
            "No photo shows {site} before the work.",
            "Take photos from all sides before anything is moved, and link them to the site.",
            values=values,
        )
    if site.boundary is None:
        yield Verdict(
            "BR-09",
            Level.WARN,
            "{site} has no boundary yet.",
            "Walk around it on cleared ground, or draw it from the map.",
            field="boundary",
            values=values,
        )
    controls = sum(1 for _ in naming(records, SurveyControl, "site", site.uid))
    if controls < LEAST_CONTROLS:
        yield Verdict(
            "BR-09",
            Level.WARN,
            "{site} has {controls} control points; at least {least} are needed.",
            "Set marks that will still be there when the site is closed; three are better.",
            values=values | {"controls": controls, "least": LEAST_CONTROLS},
        )


@rule(
    "BR-05",
    levels=(Level.WARN,),
    at="grave, remains, survey point, container, remains taken up: the first work of a day",
    test="test_opening.py::test_the_day_begins_with_a_briefing",
)
def the_day_begins_with_a_briefing(dig: Dig, records: Records) -> Iterator[Verdict]:
    """The first work of a day comes after the briefing, with a medic and a way out."""
    day = dig.at.local.date()
    if not dig.site or _is_not_the_first(dig, day, records):
        return
    told = [
        briefing
        for briefing in naming(records, SafetyBriefing, "site", dig.site)
        if briefing.working_date == day.isoformat()
    ]
    values = {"day": day.isoformat()}
    if not told:
        yield Verdict(
            "BR-05",
            Level.WARN,
            "No safety briefing of {day} is on record.",
            "Hold it before anybody enters, and record who heard it.",
            field=dig.field,
            values=values,
        )
        return
    if not any(briefing.medic_present for briefing in told):
        yield Verdict(
            "BR-05",
            Level.WARN,
            "No medic was present at the briefing of {day}.",
            "Wait for the medic and the kit, or record that they are here.",
            field=dig.field,
            values=values,
        )
    operation = next(every(records, Operation), None)
    if not any(briefing.evacuation_plan for briefing in told) and not (
        operation and operation.medevac_plan
    ):
        yield Verdict(
            "BR-05",
            Level.WARN,
            "Nothing says how somebody hurt is brought to hospital on {day}.",
            "Enter vehicle, driver, route, hospital and radio channel in the briefing.",
            field=dig.field,
            values=values,
        )


def _has_order(grave: Grave, site: Site | None, records: Records) -> bool:
    operations = list(every(records, Operation))
    if any(operation.court_order_no for operation in operations):
        return True
    about = [grave.uid, *([site.uid] if site else []), *(one.uid for one in operations)]
    return any(
        document.document_type in _ORDERS
        for uid in about
        for document in naming(records, Document, "subjects", uid)
    )


def _held_until(site: Site | None) -> date | None:
    if site is None or site.hold_days is None:
        return None
    published = whole_day(site.gazette_date)
    return published + timedelta(days=site.hold_days) if published else None


def _is_not_the_first(dig: Dig, day: date, records: Records) -> bool:
    """Whether remains of the same site were found or lifted earlier on that day."""
    site = dig.site
    first = derived(records, ("first work", site), lambda: _first_work(site, records))
    return day in first and first[day] < dig.at.instant


def _first_work(site: str, records: Records) -> dict[date, datetime]:
    """When the first remains of a day were found or lifted on a site, by the day."""
    first: dict[date, datetime] = {}
    for case in naming(records, RemainsCase, "site", site):
        at = case.lifted_at or case.occurred_at
        if at is not None:
            day = at.local.date()
            first[day] = min(at.instant, first.get(day, at.instant))
    return first
