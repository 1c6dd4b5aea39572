"""BR-28: what is strange about a receiver's positions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.nmea_doubts import Doubt, doubts
from app.geo.nmea_fixes import Fix
from app.geo.quality import Quality

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def fix(second: float = 0, north_m: float = 0, *, speed: str = "0", height: str = "12.0") -> Fix:
    at = datetime(2026, 11, 22, 10, 0, tzinfo=UTC) + timedelta(seconds=second)
    return Fix(
        lat=Decimal("30.5") + Decimal(str(round(north_m / 111_200, 7))),
        lon=Decimal("47.78"),
        quality=Quality.AUTONOMOUS,
        clock=at.timetz(),
        day=at.date(),
        height_m=Decimal(height),
        speed_ms=Decimal(speed),
    )


def walk(seconds: int) -> list[Fix]:
    return [fix(second, second * 1.3, speed="1.3") for second in range(seconds)]


def frozen(minutes: int, speed: str) -> list[Fix]:
    return [fix(second, speed=speed) for second in range(0, minutes * 60 + 30, 30)]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (walk(60), set()),
        (frozen(11, "1.5"), {Doubt.FROZEN}),
        (frozen(9, "1.5"), set()),
        (frozen(60, "0.1"), set()),
        ([*frozen(8, "1.5"), *(fix(600 + s, 2, speed="1.5") for s in range(300))], set()),
        ([*walk(10), fix(10, 130_000)], {Doubt.JUMP}),
        ([*walk(10), fix(3600, 130_000)], set()),
        ([fix(10), fix(5, 1)], {Doubt.BACK_IN_TIME}),
        ([replace(fix(), quality=Quality.SIMULATED)], {Doubt.SIMULATED}),
        ([replace(fix(), quality=Quality.DEAD_RECKONED)], {Doubt.DEAD_RECKONED}),
        ([replace(fix(), quality=Quality.MANUAL)], {Doubt.MANUAL}),
        ([replace(fix(), is_disputed=True)], {Doubt.DISPUTED}),
        ([replace(fix(), day=date(2007, 4, 7))], {Doubt.DATE}),
        ([fix(height="12000")], {Doubt.HEIGHT}),
        ([replace(one, strengths=(45,) * 8) for one in walk(12)], {Doubt.ALIKE}),
        ([replace(one, strengths=(45,) * 8) for one in walk(5)], set()),
        ([replace(one, strengths=(45, 44, 45, 45, 45, 45)) for one in walk(30)], set()),
    ],
)
def test_each_doubt(told: list[Fix], found: set[Doubt]) -> None:
    assert set(doubts(told, NOW)) == found


def test_over_midnight_time_does_not_go_back() -> None:
    before, after = fix(), fix(1, 1)
    told = [
        replace(before, clock=before.clock and before.clock.replace(hour=23, minute=59), day=None),
        replace(after, clock=after.clock and after.clock.replace(hour=0), day=None),
    ]
    assert not doubts(told, NOW)


def _is_measured(one: Fix) -> Fix:
    return one


@given(
    st.lists(
        st.builds(
            fix,
            st.floats(0, 80_000),
            st.floats(-1e6, 1e6),
            speed=st.sampled_from(["0", "1", "30"]),
        ),
        max_size=30,
    ),
    st.sampled_from([lambda one: replace(one, quality=Quality.SIMULATED), _is_measured]),
)
def test_no_doubt_is_told_more_often_than_there_are_positions(
    told: list[Fix], change: Callable[[Fix], Fix]
) -> None:
    found = doubts(map(change, told), NOW)
    assert all(0 < number <= len(told) for number in found.values())
    assert found.get(Doubt.SIMULATED, len(told)) == len(told)
