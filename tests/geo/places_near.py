"""Places to try laws on: anywhere on the earth, and where the teams work."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from app.geo.point import Point


def _degrees(least: int, most: int, decimals: int = 7) -> st.SearchStrategy[Decimal]:
    return st.decimals(least, most, places=decimals, allow_nan=False, allow_infinity=False)


anywhere = st.builds(Point, _degrees(-90, 90), _degrees(-180, 180))
in_utm = st.builds(Point, _degrees(-79, 83), _degrees(-180, 180))
in_region = st.builds(Point, _degrees(29, 42), _degrees(38, 52))

BASRA, SHALAMCHEH, FAW, BAGHDAD, MOSUL, SINJAR, KUWAIT, AGHDAM, KALBAJAR = NINE_PLACES = tuple(
    Point(Decimal(lat), Decimal(lon))
    for lat, lon in (
        ("30.508330", "47.780400"),
        ("30.500000", "48.030000"),
        ("29.970000", "48.470000"),
        ("33.310000", "44.370000"),
        ("36.340000", "43.130000"),
        ("36.320000", "41.870000"),
        ("29.370000", "47.980000"),
        ("39.990000", "46.930000"),
        ("40.100000", "46.040000"),
    )
)
