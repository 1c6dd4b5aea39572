"""Before the ground is opened: order, protection, photos, boundary, controls and briefing."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.clock import Moment
from app.models.documents import Document
from app.models.media import Photo
from app.models.operations import Operation
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.safety import SafetyBriefing
from app.models.sites import Grave, Site
from app.models.survey import SurveyControl
from tests.rules.asked import said
from tests.rules.world import MORNING, World, later, make, square, uid


def grave(**values: Any) -> Grave:
    return make(Grave, "grave", number="G01", site=uid("site"), **values)


def ground(*more: Record, site: dict[str, Any] | None = None, **operation: Any) -> World:
    return World(
        [
            make(Operation, "operation", **operation),
            make(Site, "site", number="BSR01", **(site or {})),
            *more,
        ]
    )


def order(kind: str = "COURT", about: str = "site") -> Document:
    return make(Document, "order", document_type=kind, subjects=(uid(about),))


NO_ORDER = ["warn: No order to open G01 is on record."]


@pytest.mark.parametrize(
    ("world", "sentences"),
    [
        (ground(), NO_ORDER),
        (ground(court_order_no="12/2026"), []),
        (ground(order()), []),
        (ground(order("PERMIT", "operation")), []),
        (ground(order("COURT", "grave")), []),
        (ground(order("PLAN")), NO_ORDER),
        (ground(order("COURT", "another")), NO_ORDER),
    ],
)
def test_a_grave_is_opened_on_order(world: World, sentences: list[str]) -> None:
    opened = grave(opened_at=MORNING)
    assert said(opened, grave(), world, "BR-08") == sentences
    assert said(opened, opened, world, "BR-08") == []
    assert said(grave(), None, world, "BR-08") == []


@pytest.mark.parametrize(
    ("published", "days", "is_over"),
    [
        ("2026-08-23", 90, False),  # held until the day of the opening itself
        ("2026-08-22", 90, True),
        ("2026-08", 90, False),
        (None, 90, False),
        ("2008-03-24", None, False),
    ],
)
def test_the_land_is_held_for_so_many_days(
    published: str | None, days: int | None, is_over: bool
) -> None:
    world = ground(court_order_no="12/2026", site={"gazette_date": published, "hold_days": days})
    found = said(grave(opened_at=MORNING), None, world, "BR-08")
    until = "warn: The land of BSR01 was held until 2026-11-20 only."
    assert found == ([until] if is_over else [])


def site(**values: Any) -> Site:
    return make(Site, "site", number="BSR01", **values)


PREPARED = [
    make(Photo, "before", view_type="BEF", subjects=(uid("site"),)),
    make(SurveyControl, "S01", site=uid("site")),
    make(SurveyControl, "S02", site=uid("site")),
]


def test_a_site_that_is_prepared_is_opened() -> None:
    ready = site(boundary=square(), open_date="2026-11-21")
    assert said(ready, site(boundary=square()), World(PREPARED), "BR-09") == []


@pytest.mark.parametrize("how", [{"open_date": "2026-11-21"}, {"site_status": "EXCAVATING"}])
def test_what_a_site_lacks_is_named_as_it_is_opened(how: dict[str, str]) -> None:
    assert said(site(**how), site(), World(PREPARED[:2]), "BR-09") == [
        "warn: BSR01 has no boundary yet.",
        "warn: BSR01 has 1 control points; at least 2 are needed.",
    ]
    assert said(site(boundary=square(), **how), None, World(PREPARED[1:]), "BR-09") == [
        "warn: No photo shows BSR01 before the work.",
    ]
    assert said(site(**how), site(**how), World(), "BR-09") == []
    assert said(site(), None, World(), "BR-09") == []


# The briefing


def briefing(**values: Any) -> SafetyBriefing:
    told: dict[str, Any] = {
        "site": uid("site"),
        "working_date": "2026-11-21",
        "medic_present": True,
        "evacuation_plan": "Landcruiser, Ali, to the hospital of Basra, channel 4.",
    }
    return make(SafetyBriefing, f"briefing {len(values)}", **(told | values))


def lifted(name: str = "case", at: Moment = MORNING) -> RemainsCase:
    return make(RemainsCase, name, site=uid("site"), lifted_at=at)


NONE = "warn: No safety briefing of 2026-11-21 is on record."
NO_MEDIC = "warn: No medic was present at the briefing of 2026-11-21."
NO_WAY = "warn: Nothing says how somebody hurt is brought to hospital on 2026-11-21."


@pytest.mark.parametrize(
    ("world", "sentences"),
    [
        (ground(briefing()), []),
        (ground(), [NONE]),
        (ground(briefing(working_date="2026-11-20")), [NONE]),
        (ground(briefing(site=uid("another"))), [NONE]),
        (ground(briefing(medic_present=False)), [NO_MEDIC]),
        (ground(briefing(medic_present=None), briefing()), []),
        (ground(briefing(evacuation_plan=None)), [NO_WAY]),
        (ground(briefing(evacuation_plan=None), medevac_plan="As agreed."), []),
        (ground(briefing(evacuation_plan=None, medic_present=None)), [NO_MEDIC, NO_WAY]),
    ],
)
def test_the_day_begins_with_a_briefing(world: World, sentences: list[str]) -> None:
    assert said(lifted(), None, world, "BR-05") == sentences


def test_the_day_is_that_of_the_place() -> None:
    """At three in the morning in Basra it is still yesterday at Greenwich."""
    early = lifted(at=Moment.parse("2026-11-21 03:00+03:00"))
    assert said(early, None, ground(briefing()), "BR-05") == []


def test_only_the_first_work_of_a_day_is_asked() -> None:
    world = ground(lifted("first", later(-60)))
    assert said(lifted(), None, world, "BR-05") == []
    assert said(lifted(), None, ground(lifted("later", later(60))), "BR-05") == [NONE]
    assert said(lifted(), None, ground(lifted("yesterday", later(-1440))), "BR-05") == [NONE]
