"""A shot back to a known mark: how far it is off, and what that means for the day."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.survey import SurveyControl
from app.rules.check_shots import Setting, is_called, judged_by, residual_m

MARK = SurveyControl(
    "s1",
    {
        "number": "SNJ03-S01",
        "file_no": "stn 1",
        "easting_m": Decimal(1000),
        "northing_m": Decimal(2000),
        "height_m": Decimal(10),
    },
)
_ORDER = list(Setting)
metres = st.decimals(-5, 5, places=3)


@pytest.mark.parametrize(
    ("off", "setting"),
    [
        ("0.030", Setting.STANDS),
        ("0.031", Setting.ASKED_ABOUT),
        ("0.100", Setting.ASKED_ABOUT),
        ("0.101", Setting.SET_UP_AGAIN),
    ],
)
def test_the_limits_are_three_and_ten_centimetres(off: str, setting: Setting) -> None:
    measured = residual_m(MARK, Decimal(1000) + Decimal(off), Decimal(2000), Decimal(10))
    assert measured == Decimal(off)
    assert judged_by(measured) is setting


@given(metres, metres, metres)
def test_a_height_never_makes_a_shot_look_better(
    east: Decimal, north: Decimal, up: Decimal
) -> None:
    place = Decimal(1000) + east, Decimal(2000) + north
    flat, whole = residual_m(MARK, *place, None), residual_m(MARK, *place, Decimal(10) + up)
    assert flat is not None
    assert whole is not None
    assert flat <= whole
    assert _ORDER.index(judged_by(flat)) <= _ORDER.index(judged_by(whole))


def test_a_mark_without_coordinates_checks_nothing() -> None:
    assert residual_m(SurveyControl("s2", {}), Decimal(1), Decimal(2), None) is None


@pytest.mark.parametrize(
    ("told", "is_meant"),
    [("SNJ03-S01", True), ("s01", True), ("STN 1", True), ("S02", False), ("", False)],
)
def test_a_mark_is_known_by_what_surveyors_call_it(told: str, *, is_meant: bool) -> None:
    assert is_called(MARK, told) is is_meant
