"""What the fields of a record say together: each rule silent, and each rule asking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.geo.position import Method
from app.models.containers import Container
from app.models.finds import Artefact
from app.models.hazards import Hazard
from app.models.kinds import KIND
from app.models.media import Photo
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.models.strata import Context
from app.models.survey import SurveyControl
from app.rules.coherence import _BY_TWO, _IN_ORDER
from tests.rules.asked import said
from tests.rules.world import World, later, make, position, square, uid

EARLIER, LATER = later(0), later(60)


@pytest.mark.parametrize(
    ("kind", "low", "high", "sentence"),
    [
        (
            "attendance",
            {"occurred_at": LATER},
            {"left_at": EARLIER},
            "“Left at” is earlier than “Came at”.",
        ),
        (
            "operation",
            {"starts_on": "2026-05"},
            {"ends_on": "2026-04-30"},
            "“Ends on” is earlier than “Begins on”.",
        ),
        ("operation", {"starts_on": "2026-05"}, {"ends_on": "2026"}, None),
        ("operation", {"starts_on": "2026"}, {"ends_on": "2026-01-03"}, None),
        (
            "site",
            {"alleged_period_from": "1991"},
            {"alleged_period_to": "1988"},
            "“Alleged period to” is earlier than “Alleged period from”.",
        ),
        (
            "site",
            {"estimated_persons_min": 10},
            {"estimated_persons_max": 9},
            "“Estimated persons, at most” is less than “Estimated persons, at least”.",
        ),
        ("grave", {"estimated_persons_min": 9}, {"estimated_persons_max": 9}, None),
        (
            "context",
            {"level_base_m": Decimal("3.1")},
            {"level_top_m": Decimal("-3.0")},
            "“Highest level” is less than “Lowest level”.",
        ),
        (
            "container",
            {"part_no": 4},
            {"part_count": 3},
            "“Out of” is less than “Bag or box number”.",
        ),
        ("clearance_certificate", {"valid_from": EARLIER}, {"valid_until": LATER}, None),
    ],
)
def test_what_ends_began_before(
    kind: str, low: dict[str, Any], high: dict[str, Any], sentence: str | None
) -> None:
    draft, half = make(KIND[kind], "one", **low, **high), make(KIND[kind], "one", **low)
    told = [f"warn: {sentence}"] if sentence else []
    assert said(draft, None, World(), "EN-ORDER") == told
    assert said(draft, half, World([half]), "EN-ORDER") == told
    assert said(half, None, World(), "EN-ORDER") == []
    assert said(draft, draft, World([draft]), "EN-ORDER") == []


@pytest.mark.parametrize("kind", sorted(_IN_ORDER))
def test_both_ends_are_fields_of_one_type(kind: str) -> None:
    for pair in (*_IN_ORDER[kind], *_BY_TWO.get(kind, ())):
        assert set(pair) <= set(KIND[kind].fields)
    for less, more in _IN_ORDER[kind]:
        assert type(KIND[kind].fields[less]) is type(KIND[kind].fields[more])


@pytest.mark.parametrize("kind", sorted(_BY_TWO))
def test_two_are_two(kind: str) -> None:
    for field, other in _BY_TWO[kind]:
        several = field in {"checked_by", "witness"}

        def draft(second: str, kind: str = kind, field: str = field, other: str = other) -> Record:
            first = (uid("ali"), uid("sara")) if several else uid("ali")  # noqa: B023 - called here
            values: dict[str, Any] = {other: first, field: uid(second)}
            return make(KIND[kind], "one", **values)

        assert said(draft("mina"), None, World(), "EN-TWO") == []
        (sentence,) = said(draft("ali"), None, World(), "EN-TWO")
        assert sentence.startswith("warn: “")
        assert said(draft("ali"), draft("ali"), World(), "EN-TWO") == []
    assert said(make(Context, "bare"), None, World(), "EN-TWO") == []


BAG = make(Container, "bag", number="BSR01-KA0001", container_kind="PLB")


@pytest.mark.parametrize(
    ("draft", "sentences"),
    [
        (make(Site, "s", boundary=square(half=350)), []),
        (
            make(Site, "s", boundary=square(half=360)),
            ["warn: The boundary encloses 52 hectares, more than a site usually has."],
        ),
        (make(SurveyControl, "c", tie_residual_m=Decimal("1.000")), []),
        (
            make(SurveyControl, "c", tie_residual_m=Decimal("1.001")),
            ["warn: The tie of this mark to the world is 1.001 m off."],
        ),
        (make(RemainsCase, "r", case_type="CG", individuals_at_least=2), []),
        (make(RemainsCase, "r", case_type="B", individuals_at_least=1), []),
        (
            make(RemainsCase, "r", case_type="BP", individuals_at_least=2),
            ["warn: 2 people are in one case, and it is no commingled group."],
        ),
        (make(Photo, "p", device_kind="CAMERA"), []),
        (make(Photo, "p", device_kind="PHONE"), ["warn: A telephone took this photo."]),
        (make(Artefact, "a", is_wet=False, container=uid("bag")), []),
        (
            make(Artefact, "a", is_wet=True, container=uid("bag")),
            ["warn: Wet things rot in plastic, and BSR01-KA0001 is a plastic bag."],
        ),
    ],
)
def test_what_is_unusual_is_asked_about(draft: Record, sentences: list[str]) -> None:
    world = World([BAG])
    assert said(draft, None, world, "EN-LIMIT") == sentences
    assert said(draft, draft, world, "EN-LIMIT") == []


def lifted(**values: Any) -> RemainsCase:
    told: dict[str, Any] = {"number": "A1", "site": uid("site"), "lifted_at": LATER}
    return make(RemainsCase, "case", **told | values)


ASKED = "It is not on record that EOD looked at A1 before it was lifted."


def test_eod_looks_before_remains_are_lifted_from_a_battlefield() -> None:
    battlefield = World([make(Site, "site", site_type="BAT")])
    pit = World([make(Site, "site", site_type="MGP")])
    trap = make(Hazard, "trap", site=uid("site"), hazard_class="BOOBY_ON_BODY", status="OPEN")
    trapped = World([*pit.records.values(), trap])
    assert said(lifted(), None, pit, "EN-EOD") == []
    assert said(lifted(eod_check_result="NOTHING_FOUND"), None, battlefield, "EN-EOD") == []
    assert said(lifted(lifted_at=None), None, battlefield, "EN-EOD") == []
    for world in (battlefield, trapped):
        assert said(lifted(), None, world, "EN-EOD") == [f"warn: {ASKED}"]
        assert said(lifted(), lifted(), world, "EN-EOD") == []
        assert said(lifted(state="FINAL"), lifted(), world, "EN-EOD") == [f"block: {ASKED}"]


def test_a_survey_confirms_an_area() -> None:
    told = ["warn: Only the survey of mine action confirms a hazardous area."]
    proposed = make(Hazard, "h", hazard_class="SHA", info_source="TEAM")
    assert said(proposed, None, World(), "EN-CHA") == []
    confirmed = make(Hazard, "h", hazard_class="CHA", info_source="TEAM")
    assert said(confirmed, proposed, World(), "EN-CHA") == told
    assert said(confirmed, confirmed, World(), "EN-CHA") == []
    surveyed = make(Hazard, "h", hazard_class="CHA", info_source="NTS")
    assert said(surveyed, proposed, World(), "EN-CHA") == []


def test_no_position_is_taken_where_that_is_not_safe() -> None:
    def site(*, is_safe: bool | None, method: Method = Method.HANDHELD) -> Site:
        place = position()
        taken = type(place)(lat=place.lat, lon=place.lon, method=method)
        return make(Site, "site", geo_safe=is_safe, position=taken)

    told = ["block: It is not safe to record a position here, and one was measured."]
    assert said(site(is_safe=False), None, World(), "EN-GEO") == told
    assert said(site(is_safe=True), None, World(), "EN-GEO") == []
    assert said(site(is_safe=None), None, World(), "EN-GEO") == []
    assert said(site(is_safe=False, method=Method.MAP), None, World(), "EN-GEO") == []
