"""GeoTIFF: every pixel where it belongs, in each system that is shown; the rest is refused."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from app.exchange.backgrounds import Borders, open_background
from app.exchange.features import ImportRefusedError
from app.exchange.rasters import RasterFile, open_raster
from app.exchange.tiles import MapRefusedError
from app.geo.mercator import HALF_WORLD, eastings, northings
from tests.exchange.forms import NOW

LAT, LON = 30.5, 47.78
RED, BLUE = (200, 30, 30), (30, 30, 200)
SIDE = 64


def keys_of(system: int, *, is_point: bool = False) -> tuple[int, ...]:
    kind = 2048 if system == 4326 else 3072
    groups = [(1025, 0, 1, 2 if is_point else 1), (kind, 0, 1, system)]
    return (1, 1, 0, len(groups), *(value for group in groups for value in group))


def geotiff(
    path: Path,
    system: int,
    corner: tuple[float, float],
    step: float,
    *,
    is_point: bool = False,
    mode: str = "RGB",
) -> Path:
    """Red, but for its upper left quarter, which is blue."""
    pixels = np.full((SIDE, SIDE, 3), RED, dtype=np.uint8)
    pixels[: SIDE // 2, : SIDE // 2] = BLUE
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[33550] = (step, step, 0.0)
    tags[33922] = (0.0, 0.0, 0.0, *corner, 0.0)
    tags[34735] = keys_of(system, is_point=is_point)
    for tag, kind in ((33550, 12), (33922, 12), (34735, 3)):
        tags.tagtype[tag] = kind
    Image.fromarray(pixels).convert(mode).save(path, "TIFF", tiffinfo=tags)
    return path


def seen_at(path: Path, lat: float, lon: float) -> tuple[int, ...] | None:
    """The colour that the map shows at a place; None where it shows nothing."""
    tiles = open_raster(path)
    zoom = tiles.coverage.most_zoom + 3
    side = 2 * HALF_WORLD / (1 << zoom)
    across, down = float(eastings(lon)) + HALF_WORLD, HALF_WORLD - float(northings(lat))
    column, row = math.floor(across / side), math.floor(down / side)
    data = tiles.tile(zoom, column, row)
    if data is None:
        return None
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    at = int((across / side - column) * 256), int((down / side - row) * 256)
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return found[:3] if found[3] else None


def corner_of(system: int) -> tuple[float, float]:
    if system == 4326:
        return LON, LAT
    to = pyproj.Transformer.from_crs(4326, system, always_xy=True)
    return to.transform(LON, LAT)


@pytest.mark.parametrize(("system", "step"), [(4326, 1e-5), (3857, 1.0), (32638, 1.0)])
@given(column=st.integers(1, SIDE - 2), row=st.integers(1, SIDE - 2))
@settings(max_examples=15)
def test_each_pixel_lies_where_its_system_says(
    tmp_path_factory: pytest.TempPathFactory, system: int, step: float, column: int, row: int
) -> None:
    path = tmp_path_factory.mktemp("map") / "plan.tif"
    corner = corner_of(system)
    geotiff(path, system, corner, step)
    x, y = corner[0] + (column + 0.5) * step, corner[1] - (row + 0.5) * step
    lon, lat = pyproj.Transformer.from_crs(system, 4326, always_xy=True).transform(x, y)
    expected = BLUE if max(column, row) < SIDE // 2 else RED
    assert seen_at(path, lat, lon) == expected


def test_around_the_picture_there_is_nothing(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "plan.tif", 32638, corner_of(32638), 1.0)
    assert seen_at(path, LAT - 0.001, LON + 0.0001) is None
    assert seen_at(path, LAT + 0.0001, LON + 0.0001) is None


def test_a_point_in_the_middle_of_a_pixel_moves_the_picture_by_half_of_one(tmp_path: Path) -> None:
    edge = geotiff(tmp_path / "edge.tif", 4326, (LON, LAT), 1e-3)
    middle = geotiff(tmp_path / "middle.tif", 4326, (LON, LAT), 1e-3, is_point=True)
    lat, lon = LAT - 0.5e-3, LON + (SIDE // 2 - 0.25) * 1e-3
    assert seen_at(edge, lat, lon) == BLUE
    assert seen_at(middle, lat, lon) == RED


def test_seen_from_afar_it_is_still_there(tmp_path: Path) -> None:
    tiles = open_raster(geotiff(tmp_path / "plan.tif", 4326, (LON, LAT), 1e-2))
    data = tiles.tile(5, 20, 13)
    assert data is not None
    assert Image.open(io.BytesIO(data)).convert("RGBA").getchannel("A").getextrema()[1] == 255


@pytest.mark.parametrize("system", [28408, 4267, 32767])
def test_a_system_that_needs_a_shift_is_refused_by_name(tmp_path: Path, system: int) -> None:
    path = geotiff(tmp_path / "plan.tif", system, (500_000.0, 3_370_000.0), 1.0)
    with pytest.raises(MapRefusedError) as caught:
        open_raster(path)
    assert caught.value.values["system"] == ("–" if system == 32767 else f"EPSG:{system}")


def test_a_picture_without_a_place_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.tif"
    Image.new("RGB", (8, 8)).save(path)
    with pytest.raises(MapRefusedError, match="where on the ground"):
        open_raster(path)


def test_heights_are_no_picture(tmp_path: Path) -> None:
    path = geotiff(tmp_path / "dem.tif", 4326, (LON, LAT), 1e-5, mode="F")
    with pytest.raises(MapRefusedError, match="figures such as heights"):
        open_raster(path)


def test_a_huge_picture_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = geotiff(tmp_path / "plan.tif", 4326, (LON, LAT), 1e-5)
    monkeypatch.setattr("app.exchange.rasters.MOST_PIXELS", SIDE * SIDE - 1)
    monkeypatch.setattr("app.exchange.rasters._decoded", lambda _image: pytest.fail("decoded"))
    with pytest.raises(MapRefusedError, match="too large"):
        open_raster(path)


@pytest.mark.filterwarnings("ignore::UserWarning")  # of the decoder, about what is damaged
@given(cut=st.integers(0, 4_000), flip=st.integers(0, 4_000))
@settings(max_examples=60)
def test_whatever_is_damaged_is_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int
) -> None:
    path = tmp_path_factory.mktemp("map") / "plan.tif"
    geotiff(path, 32638, corner_of(32638), 1.0)
    data = bytearray(path.read_bytes())
    data[flip % len(data)] ^= 0xFF
    path.write_bytes(bytes(data[: len(data) - cut % len(data)]))
    try:
        found = open_background(path, NOW)
    except MapRefusedError:
        return
    assert isinstance(found, RasterFile)
    coverage = found.coverage
    assert coverage.west < coverage.east
    found.tile(0, 0, 0)


def test_borders_are_lines_with_latitude_first(tmp_path: Path) -> None:
    path = tmp_path / "ours.geojson"
    path.write_text(
        '{"type": "LineString", "coordinates": [[47.0, 30.0], [47.5, 31.0]]}', encoding="utf-8"
    )
    assert open_background(path, NOW) == Borders("ours", (((30.0, 47.0), (31.0, 47.5)),))


@pytest.mark.parametrize(
    "text", ['{"type": "Point", "coordinates": [47, 30]}', '{"type": "Nothing"}', "{"]
)
def test_a_file_without_lines_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ours.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((MapRefusedError, ImportRefusedError)):
        open_background(path, NOW)
