"""The box that an operation works in."""

from __future__ import annotations

from decimal import Decimal

from app.geo.point import Box, Point

IRAQ = Box(Decimal(29), Decimal("38.7"), Decimal("37.4"), Decimal("48.8"))


def _point(lat: str, lon: str) -> Point:
    return Point(Decimal(lat), Decimal(lon))


def test_edges_belong_to_the_box() -> None:
    assert IRAQ.contains(_point("29", "38.7"))
    assert IRAQ.contains(_point("37.4", "48.8"))
    assert not IRAQ.contains(_point("28.999999", "44"))
    assert not IRAQ.contains(_point("33", "48.800001"))


def test_swapped_figures_show() -> None:
    assert IRAQ.suggests_swap(_point("47.7804", "30.50833"))
    assert not IRAQ.suggests_swap(_point("30.50833", "47.7804"))
    assert not IRAQ.suggests_swap(_point("60", "60"))


def test_a_box_may_reach_across_the_antimeridian() -> None:
    fiji = Box(Decimal(-21), Decimal(176), Decimal(-12), Decimal(-178))
    assert fiji.contains(_point("-16", "179.9"))
    assert fiji.contains(_point("-16", "-179"))
    assert not fiji.contains(_point("-16", "0"))
