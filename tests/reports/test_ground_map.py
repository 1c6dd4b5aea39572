"""The map that the pen draws: a round scale that is true, and what must be seen is seen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.mercator import Viewport
from app.geo.point import Point
from app.geo.rings import circle
from app.reports.ground_map import (
    CLEARED,
    EXTENT,
    TAKEN,
    Drawn,
    GroundMap,
    Piece,
    Place,
    fitted,
    round_scale,
)
from app.reports.pen import Pen
from tests.reports.reading import by_pypdf

LAT, LON = 30.5, 47.78
SIZE = (480.0, 400.0)


def seen(across_m: float = 300.0) -> Viewport:
    return Viewport.around(
        [LAT, LAT], [LON - across_m / 192_000, LON + across_m / 192_000], 400, 400, margin_px=0
    )


def around(radius_m: float) -> tuple[tuple[float, float], ...]:
    return circle(Point(Decimal(str(LAT)), Decimal(str(LON))), radius_m)


def drawn(*pieces: Piece, places: tuple[Place, ...] = ()) -> Drawn:
    return GroundMap(seen(), pieces, places).within(SIZE)


def text_of(one: Drawn) -> str:
    pen = Pen()
    one.draw(pen, (60.0, 200.0))
    pen.end_page()
    (page,) = by_pypdf(pen.finish())
    return page


@given(least=st.floats(1, 1e8))
def test_a_scale_is_round_and_large_enough(least: float) -> None:
    scale = round_scale(least)
    assert scale >= least
    assert scale <= max(10, least * 2.5 + 1)
    assert str(scale).rstrip("0") in {"1", "2", "25", "5"}


@given(
    resolution=st.floats(0.02, 2_000),
    shape=st.tuples(st.integers(320, 2_000), st.integers(320, 2_000)),
    size=st.tuples(st.floats(300, 1_100), st.floats(100, 900)),
)
def test_all_that_was_seen_is_on_the_page(
    resolution: float, shape: tuple[int, int], size: tuple[float, float]
) -> None:
    view = Viewport(5_318_845.0, 3_567_983.0, resolution, *shape)
    paper, scale = fitted(view, size)
    assert paper.edges.west <= view.edges.west + 1e-6 * abs(view.edges.west)
    assert paper.edges.north >= view.edges.north - 1e-6 * abs(view.edges.north)
    assert paper.width <= size[0]
    assert paper.height <= size[1]
    on_paper_m = paper.width / 72 * 0.0254
    assert paper.width * paper.ground_m == pytest.approx(on_paper_m * scale, rel=1e-3)


def test_words_of_hazards_come_before_all_others() -> None:
    titles = tuple(Place("grave", f"g{at}", f"G{at}", LAT, LON, 3.0) for at in range(20))
    told = text_of(drawn(Piece("h", TAKEN, around(60), "HAZARD H1"), places=titles))
    assert "HAZARD H1" in told
    assert "1 : 2500" in told or "1 : 2000" in told
    assert told.count("G1 ") <= 1


def test_a_hazard_larger_than_the_page_is_hatched_all_over() -> None:
    one = drawn(Piece("h", TAKEN, around(50_000), "HAZARD H1"))
    ((_, points),) = one.seen_pieces()
    xs, ys = [x for x, _ in points], [y for _, y in points]
    assert min(xs) < 0 < SIZE[0] < max(xs)
    assert min(ys) < 0 < SIZE[1] < max(ys)
    assert "HAZARD H1" in text_of(one)


def test_what_is_not_in_the_frame_is_not_in_the_legend_either() -> None:
    far = tuple((lat + 1, lon) for lat, lon in around(50))
    one = drawn(
        Piece("c", CLEARED, far, "C1"),
        Piece("a", EXTENT, around(90_000), "the district"),
        places=(Place("grave", "g", "G1", LAT + 1, LON, 3.0),),
    )
    assert not one.seen_pieces()
    assert not one.seen_places()


@pytest.mark.parametrize(("lat", "lon"), [(84.9, 10.0), (-84.9, -179.999), (0.0, 179.999)])
def test_the_ends_of_the_earth_can_be_printed(lat: float, lon: float) -> None:
    view = Viewport.around([lat], [lon], 400, 400)
    place = Place("site", "s", "S1", lat, lon, None)
    assert "S1" in text_of(GroundMap(view, (), (place,)).within(SIZE))


def test_an_outline_that_crosses_itself_or_is_a_line_is_drawn_all_the_same() -> None:
    bow = ((LAT, LON), (LAT + 1e-3, LON + 1e-3), (LAT, LON + 1e-3), (LAT + 1e-3, LON))
    line = ((LAT, LON), (LAT + 1e-4, LON), (LAT + 2e-4, LON))
    one = drawn(Piece("a", TAKEN, bow, "HAZARD A"), Piece("b", CLEARED, line, "B1"))
    assert "HAZARD A" in text_of(one)


def test_of_thousands_of_signs_on_each_other_one_is_drawn_but_every_hazard() -> None:
    graves = tuple(
        Place("grave", f"g{at}", f"G{at}", LAT, LON + at * 1e-8, 3.0) for at in range(3_000)
    )
    hazards = tuple(Place("hazard", f"h{at}", f"H{at}", LAT, LON, 3.0) for at in range(5))
    one = drawn(places=graves + hazards)
    kinds = [place.kind for place in one.drawn_places()]
    assert kinds.count("hazard") == 5
    assert kinds[-5:] == ["hazard"] * 5
    assert 1 <= kinds.count("grave") <= 3


def test_how_deep_it_was_cleared_is_told_among_any_number_of_signs() -> None:
    places = tuple(
        Place(
            "sample", f"s{at}", "", LAT + at % 30 * 4e-5 - 6e-4, LON + at // 30 * 4e-5 - 6e-4, 1.0
        )
        for at in range(900)
    )
    told = text_of(drawn(Piece("c", CLEARED, around(60), "C1: cleared to 1.5 m"), places=places))
    assert "cleared to 1.5 m" in told
