"""Values in words: with their unit, their clock and their own direction."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.clock import Moment
from app.core.wording import wording
from app.geo.area import Area
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.custody import CustodyEvent, CustodyLine
from app.models.fields import Field
from app.models.hazards import Hazard
from app.models.media import Photo
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.ui.fields.base import FieldTools
from app.ui.shown import Shown, clock_time, date_and_time

BARE = dict.fromkeys([0x2066, 0x2068, 0x2069])
UID = "11111111-1111-4111-8111-111111111111"
RING = Area(
    tuple(Point(Decimal(y), Decimal(x)) for y, x in [("30", "47"), ("31", "47"), ("31", "48")])
)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (Site.name, None, ""),
        (Site.name, "Nahr Jasim", "Nahr Jasim"),
        (Site.number, "BSR01", "BSR01"),
        (Site.alleged_period_from, "1987-01", "1987-01"),
        (Site.geo_safe, True, "Yes"),
        (Site.geo_safe, False, "No"),
        (Site.boundary, RING, "3 corners"),
        (RemainsCase.case_type, "CG", "Commingled group"),
        (RemainsCase.case_type, "B9", "B9"),
        (RemainsCase.grave, UID, "not here yet (11111111)"),
        (RemainsCase.lifted_by, (UID,), "not here yet (11111111)"),
        (Photo.file, "0f" * 32, "0f0f0f0f…"),
        (CustodyEvent.lines, (CustodyLine({"item": UID}),), "Lines: 1"),
        (Grave.depth_m, Decimal("1.20"), "1.20 m"),
        (Hazard.exclusion_radius_m, 300, "300 m"),
    ],
)
def test_a_value_reads_as_people_say_it(
    tools: FieldTools, field: Field[object], value: object, words: str
) -> None:
    assert tools.shown.with_unit(field, value).translate(BARE) == words


def test_codes_are_said_in_the_language_and_joined_its_way(tools: FieldTools) -> None:
    arabic = Shown(wording("ar"), tools.titles)
    codes = [code.code for code in Site.disturbance.codes.codes[:2]]
    said = arabic.value(Site.disturbance, tuple(codes))
    assert "،" in said
    assert all(code not in said for code in codes)


def test_a_position_is_never_without_its_letters_and_its_error(tools: FieldTools) -> None:
    place = Position(
        lat=Decimal("-30.5"),
        lon=Decimal("-47.25"),
        method=Method.HANDHELD,
        accuracy_m=Decimal("3.2"),
        accuracy_kind=AccuracyKind.P95,
        is_suspect=True,
    )
    said = tools.shown.position(place).translate(BARE)
    assert said == "30.5° S, 47.25° W · ± 3.2 m · handheld, one reading · suspect"


def test_figures_stand_in_their_own_order(tools: FieldTools) -> None:
    for field, value in ((Site.number, "BSR01-G02"), (Grave.depth_m, Decimal("1.2"))):
        said = tools.shown.value(field, value)
        assert said[0] == "\u2066"
        assert said[-1] == "\u2069"


def test_what_cannot_be_decoded_is_shown_as_written(tools: FieldTools) -> None:
    assert "deep" in tools.shown.encoded(Grave.depth_m, "deep")
    assert tools.shown.encoded(Grave.depth_m, "1.20").translate(BARE) == "1.20 m"
    assert tools.shown.encoded(Grave.depth_m, None) == ""


@pytest.mark.parametrize("offset", ["+03:00", "+03:30", "-01:15", "+00:00"])
def test_times_say_which_clock(offset: str) -> None:
    moment = Moment.parse(f"2026-11-21T10:02:30{offset}")
    assert date_and_time(moment).translate(BARE) == f"2026-11-21 10:02 {offset}"
    assert clock_time(moment).translate(BARE) == f"10:02 {offset}"
