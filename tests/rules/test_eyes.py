"""What somebody may see of a record where it leaves the screen."""

from __future__ import annotations

import pytest

from app.models.clearance import ClearanceCertificate
from app.models.fields import Sensitivity
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.survey import SurveyPoint
from app.rules.eyes import Eyes, eyes_of
from tests.rules.world import MORNING, World, make, person, uid


@pytest.mark.parametrize(
    ("roles", "strict", "places"),
    [
        (("TL",), False, True),
        (("JU",), True, True),
        (("EX",), True, False),
        (("EX", "SV"), True, True),
        (("STK",), False, False),
        (("PH",), False, False),
        ((), False, False),
    ],
)
def test_roles_open_eyes(roles: tuple[str, ...], strict: bool, places: bool) -> None:
    world = World()
    person(world, "author", *roles)
    assert eyes_of(world, uid("author"), MORNING) == Eyes(strict, places)


@pytest.mark.parametrize(
    ("record", "field", "hidden_from"),
    [
        (make(RemainsCase, "a"), "position", {"places"}),
        (make(RemainsCase, "a"), "presumptive_id", {"strict"}),
        (make(RemainsCase, "a", raised_sensitivity="C3"), "position", {"places", "strict"}),
        (make(RemainsCase, "a", raised_sensitivity="C3"), "remarks", {"strict"}),
        (make(RemainsCase, "a", raised_sensitivity="C3"), "number", set()),
        (make(SurveyPoint, "p"), "easting_m", {"places"}),
        (make(ClearanceCertificate, "c"), "area", {"places"}),
    ],
)
def test_what_eyes_see(record: Record, field: str, hidden_from: set[str]) -> None:
    declared = type(record).fields[field]
    assert Eyes(strict=True, places=True).see(record, declared)
    assert Eyes(strict=False, places=True).see(record, declared) == ("strict" not in hidden_from)
    assert Eyes(strict=True, places=False).see(record, declared) == ("places" not in hidden_from)


def test_margins_are_read_up_to_what_eyes_see() -> None:
    assert Eyes(strict=True).ceiling is Sensitivity.C3
    assert Eyes().ceiling is Sensitivity.C2
