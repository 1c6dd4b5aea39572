"""What is cut off at the edge of a picture is exactly what lies beyond it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.clipping import Corner, clipped
from app.geo.engines import geos

LEAST, MOST = (0.0, 0.0), (100.0, 60.0)
corners = st.lists(
    st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), min_size=3, max_size=12, unique=True
)
rounds = st.tuples(st.floats(-200, 300), st.floats(-200, 300), st.floats(1, 500))


@given(corners)
def test_nothing_lies_beyond_the_box(ring: list[Corner]) -> None:
    for x, y in clipped(ring, LEAST, MOST):
        assert LEAST[0] - 1e-6 <= x <= MOST[0] + 1e-6
        assert LEAST[1] - 1e-6 <= y <= MOST[1] + 1e-6


@given(rounds)
def test_a_round_piece_keeps_all_that_lies_within(middle: tuple[float, float, float]) -> None:
    x, y, radius = middle
    turns = [math.tau * side / 40 for side in range(40)]
    ring = [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
    expected = geos().Polygon(ring).intersection(geos().box(*LEAST, *MOST)).area
    found = clipped(ring, LEAST, MOST)
    area = geos().Polygon(found).area if len(found) > 2 else 0.0
    assert area == pytest.approx(expected, abs=1e-3)


def test_a_ring_within_stays_as_it_is() -> None:
    ring = [(10.0, 10.0), (20.0, 10.0), (15.0, 30.0)]
    assert clipped(ring, LEAST, MOST) == ring


def test_a_ring_around_it_becomes_the_box() -> None:
    ring = [(-1e6, -1e6), (1e6, -1e6), (1e6, 1e6), (-1e6, 1e6)]
    assert set(clipped(ring, LEAST, MOST)) == {(0.0, 0.0), (100.0, 0.0), (100.0, 60.0), (0.0, 60.0)}
