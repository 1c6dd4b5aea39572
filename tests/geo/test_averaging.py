"""The mean of many fixes is never worth more than what it was made of."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.averaging import Average, AveragingError, Session, together
from app.geo.distance import distance_m
from app.geo.live import Heard
from app.geo.nmea_doubts import Doubt
from app.geo.nmea_fixes import Fix
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.geo.quality import Quality

PLACE = Point(Decimal("30.5"), Decimal("47.78"))
METRE = Decimal("0.000009")  # of latitude, in degrees


def heard(
    second: float = 0, north: Decimal | int = 0, *, error: str = "1.5", quality: str = "autonomous"
) -> Heard:
    fix = Fix(
        lat=PLACE.lat + METRE * north,
        lon=PLACE.lon,
        quality=Quality(quality),
        clock=datetime(2026, 11, 22, 9, 0, tzinfo=UTC).timetz(),
        error_north_m=Decimal(error),
        error_east_m=Decimal(error),
        height_m=Decimal("9.5") + north,
        geoid_m=Decimal(-18),
    )
    return Heard(fix, second)


def averaged(fixes: list[Heard]) -> Average:
    average = Average()
    for one in fixes:
        average.add(one)
    return average


def test_a_mean_of_a_walk_lies_in_its_middle() -> None:
    average = averaged([heard(second, second) for second in range(21)])
    told = average.position("GPSMAP")
    assert distance_m(told, Point(PLACE.lat + METRE * 10, PLACE.lon)) < 0.01
    assert (told.fixes, told.seconds, told.method) == (21, 20, Method.HANDHELD_AVERAGED)
    assert told.height_m == Decimal("19.50")
    assert told.accuracy_m == pytest.approx(Decimal("9.98"), abs=Decimal("0.05"))
    assert average.offsets()[0][1] == pytest.approx(-9.98, abs=0.05)


@given(
    norths=st.lists(st.decimals(-20, 20, places=2), min_size=10, max_size=40),
    error=st.decimals("0.1", 30, places=2),
)
def test_a_mean_is_never_worth_more_than_one_fix(norths: list[Decimal], error: Decimal) -> None:
    average = averaged([heard(n, north, error=f"{error:f}") for n, north in enumerate(norths)])
    told = average.position("")
    worth = told.error_95_m()
    assert worth is not None
    assert float(worth) >= 2 * math.hypot(error, error) - 0.001
    assert float(worth) >= average.scatter_m() - 0.001


def test_what_cannot_be_believed_is_left_out() -> None:
    average = averaged([heard(second) for second in range(10)])
    strange = [
        heard(10, quality="simulated"),
        replace(heard(11), doubts=frozenset({Doubt.FROZEN})),
        heard(12, 20_000),
    ]
    assert [average.add(one) for one in strange] == [False, False, False]
    assert (len(average), average.left_out) == (10, 3)


def test_a_mean_of_rtk_stays_rtk() -> None:
    fixes = [heard(second, quality="rtk_fixed", error="0.01") for second in range(10)]
    assert averaged(fixes).position("").method is Method.RTK


def test_too_few_fixes_make_no_mean() -> None:
    with pytest.raises(AveragingError, match="Only 9 fixes"):
        averaged([heard(second) for second in range(9)]).position("")


# --- two sessions ---------------------------------------------------------------------------------


def session(began_s: float, north: int = 0) -> Session:
    position = Position(
        lat=PLACE.lat + METRE * north,
        lon=PLACE.lon,
        method=Method.HANDHELD_AVERAGED,
        accuracy_m=Decimal(3),
        accuracy_kind=AccuracyKind.P95,
        fixes=100,
        seconds=300,
    )
    return Session(position, began_s, began_s + 300)


def test_two_sessions_that_agree_are_each_others_check() -> None:
    told = together(session(0), session(4000, 4))
    assert told.cross_check == "2 sessions, 61 min between, 3.991 m apart"
    assert (told.accuracy_m, told.fixes) == (Decimal(3), 200)


def test_two_sessions_in_one_hour_check_nothing() -> None:
    with pytest.raises(AveragingError, match="after an hour"):
        together(session(1000), session(0))


def test_two_sessions_that_disagree_are_not_joined() -> None:
    with pytest.raises(AveragingError, match="more than their errors"):
        together(session(0), session(4000, 7))
