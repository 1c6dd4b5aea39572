"""Magnetic bearings turned to true ones by a declination that somebody states."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.compass import CompassError, true_bearing

bearings = st.decimals(0, 360, places=1)
declinations = st.decimals(-40, 40, places=1)


@given(bearings, declinations)
def test_a_declination_turns_and_nothing_else(magnetic: Decimal, declination: Decimal) -> None:
    true = true_bearing(magnetic, declination)
    assert 0 <= true < 360
    turned = (Decimal(true) - magnetic - declination + 180) % 360
    assert abs((turned + 360) % 360 - 180) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("magnetic", "declination", "true"),
    [("358", "4.6", 3), ("2", "-4", 358), ("360", "0", 0), ("90", "4.5", 94)],
)
def test_east_is_plus(magnetic: str, declination: str, true: int) -> None:
    assert true_bearing(Decimal(magnetic), Decimal(declination)) == true


@pytest.mark.parametrize(("magnetic", "declination"), [("-1", "0"), ("400", "0"), ("90", "40.1")])
def test_what_is_no_bearing_is_refused(magnetic: str, declination: str) -> None:
    with pytest.raises(CompassError):
        true_bearing(Decimal(magnetic), Decimal(declination))
