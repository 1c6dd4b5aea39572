"""The plane of the map: there and back, true sizes, and tiles that cover what is seen."""

from __future__ import annotations

import math

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.engines import geod
from app.geo.gridlines import degree_lines, grid_lines
from app.geo.mercator import (
    HALF_WORLD,
    Viewport,
    eastings,
    lats_of,
    lons_of,
    northings,
    stretch,
    tiles_of,
)

LATS = st.floats(-84, 84)
LONS = st.floats(-180, 180)
BASRA = Viewport(float(eastings(47.78)), float(northings(30.5)), 1.0, 1200, 800)
views = st.builds(
    Viewport,
    x=st.floats(-HALF_WORLD / 1.1, HALF_WORLD / 1.1),
    y=st.floats(-HALF_WORLD / 2, HALF_WORLD / 2),
    resolution=st.floats(0.01, 50_000),
    width=st.integers(200, 3000),
    height=st.integers(200, 2000),
)


@given(LATS, LONS)
def test_degrees_come_back(lat: float, lon: float) -> None:
    assert float(lats_of(northings(lat))) == pytest.approx(lat, abs=1e-11)
    assert float(lons_of(eastings(lon))) == pytest.approx(lon, abs=1e-11)


def test_it_is_the_plane_that_tiles_are_cut_in() -> None:
    there = pyproj.Transformer.from_crs(4326, 3857, always_xy=True)
    for lat, lon in ((30.5, 47.78), (-33.9, 18.4), (0, 0), (84.9, 179.9)):
        x, y = there.transform(lon, lat)
        assert (float(eastings(lon)), float(northings(lat))) == pytest.approx((x, y), abs=1e-6)


@given(LATS, LONS, st.sampled_from([0, 90, 180, 270]))
def test_true_size_is_that_of_the_ellipsoid(lat: float, lon: float, azimuth: int) -> None:
    other_lon, other_lat, _ = geod().fwd(lon, lat, azimuth, 10)
    across = float(eastings(other_lon) - eastings(lon))
    along = float(northings(other_lat) - northings(lat))
    across = (across + HALF_WORLD) % (2 * HALF_WORLD) - HALF_WORLD
    east, north = stretch(lat)
    assert math.hypot(across / east, along / north) == pytest.approx(10, abs=0.001)


@given(views, st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 10))
def test_what_lies_under_the_pointer_stays_there(
    view: Viewport, across: float, down: float, factor: float
) -> None:
    pointer = across * view.width, down * view.height
    x = view.x + (pointer[0] - view.width / 2) * view.resolution
    y = view.y - (pointer[1] - view.height / 2) * view.resolution
    after = view.zoomed(factor, *pointer)
    assert float(after.across_px(x)) == pytest.approx(pointer[0], abs=0.01)
    assert float(after.down_px(y)) == pytest.approx(pointer[1], abs=0.01)
    place = view.place(*pointer)
    if abs(place.lat_float) < 85:
        assert float(view.down_px(northings(place.lat_float))) == pytest.approx(pointer[1], abs=0.1)


@given(views, st.floats(-500, 500), st.floats(-500, 500))
def test_a_drag_moves_everything_alike(view: Viewport, across: float, down: float) -> None:
    after = view.panned(across, down)
    if abs(after.x) < HALF_WORLD and abs(after.y) < HALF_WORLD:
        x, y = view.x + 100, view.y - 50
        assert float(after.across_px(x) - view.across_px(x)) == pytest.approx(across, abs=1e-3)
        assert float(after.down_px(y) - view.down_px(y)) == pytest.approx(down, abs=1e-3)


@given(st.lists(st.tuples(st.floats(25, 40), st.floats(38, 50)), min_size=1, max_size=20))
def test_all_places_are_shown_within_the_margin(places: list[tuple[float, float]]) -> None:
    lats, lons = zip(*places, strict=True)
    view = Viewport.around(lats, lons, 800, 600)
    across, down = view.across_px(eastings(lons)), view.down_px(northings(lats))
    assert np.all((across > 39) & (across < 761) & (down > 39) & (down < 561))


@given(views, st.integers(0, 12), st.integers(0, 10))
def test_tiles_cover_what_is_seen_and_little_more(view: Viewport, least: int, more: int) -> None:
    tiles = tiles_of(view, least, least + more)
    for across in (1, view.width // 2, view.width - 1):
        for down in (1, view.height // 2, view.height - 1):
            x = view.x + (across - view.width / 2) * view.resolution
            y = view.y - (down - view.height / 2) * view.resolution
            if tiles and abs(x) < HALF_WORLD and abs(y) < HALF_WORLD:
                assert any(
                    tile.left - 0.5 <= across <= tile.left + tile.size + 0.5
                    and tile.top - 0.5 <= down <= tile.top + tile.size + 0.5
                    for tile in tiles
                )
    assert len(tiles) <= (view.width / 64 + 2) * (view.height / 64 + 2)
    for tile in tiles:
        assert least <= tile.zoom <= least + more
        assert 0 <= tile.column < 1 << tile.zoom
        assert 0 <= tile.row < 1 << tile.zoom


def test_beyond_the_last_level_tiles_are_drawn_larger() -> None:
    (tile, *_) = tiles_of(BASRA, 0, 10)
    assert tile.zoom == 10
    assert tile.size == pytest.approx(256 * 152.874, rel=1e-4)


def test_a_map_far_too_fine_for_what_is_seen_is_left_out() -> None:
    assert tiles_of(Viewport(0, 0, 50_000, 1200, 800), 14, 18) == ()


# --- lines ----------------------------------------------------------------------------------------


@given(views)
def test_lines_are_few_and_within_the_picture(view: Viewport) -> None:
    lines = (*degree_lines(view), *grid_lines(view))
    assert len(lines) < (view.width + view.height) / 20 + 40
    assert all(len(line.xs) == len(line.ys) > 1 for line in lines)


def test_degrees_are_told_as_finely_as_needed() -> None:
    assert [line.label for line in degree_lines(BASRA)][:3] == [
        "47°46′40″E",
        "47°46′50″E",
        "47°47′E",
    ] or [line.label for line in degree_lines(BASRA)]
    coarse = Viewport(BASRA.x, BASRA.y, 2000, 1200, 800)
    labels = {line.label for line in degree_lines(coarse)}
    assert {"48°E", "30°N"} <= labels


def test_each_zone_has_its_own_metres() -> None:
    border = Viewport(float(eastings(48.0)), float(northings(30.5)), 10, 1200, 800)
    labels = {line.label.split()[0] for line in grid_lines(border) if line.is_upright}
    assert labels == {"38", "39"}
    for line in grid_lines(border):
        zone, metres, side = line.label.split()
        lons, lats = lons_of(line.xs), lats_of(line.ys)
        there = pyproj.Transformer.from_crs(4326, 32600 + int(zone), always_xy=True)
        xs, ys = there.transform(lons, lats)
        assert np.allclose(xs if side == "E" else ys, float(metres), atol=0.01)
