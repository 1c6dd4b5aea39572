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
