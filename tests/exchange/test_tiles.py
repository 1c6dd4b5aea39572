"""Background maps of each form: the right picture for each place, or a hole, or a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from app.exchange.tiles import MapRefusedError, open_tiles

TILES = [(0, 0, 0), (1, 1, 0), (6, 40, 26)]
BOUNDS = "47.0,30.0,48.5,31.0"
WORLD_M = 20_037_508.342789244


def picture(zoom: int, column: int, row: int) -> bytes:
    return b"\x89PNG" + bytes([zoom, column, row])


def mbtiles(path: Path, *, form: str = "png", bounds: str = BOUNDS, is_view: bool = True) -> Path:
    """As most programs write it: each picture once, and a view that finds it."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE metadata (name, value);
            CREATE TABLE map (zoom_level, tile_column, tile_row, tile_id);
            CREATE TABLE images (tile_id, tile_data);
            """
        )
        database.executemany(
            "INSERT INTO metadata VALUES (?, ?)",
            [("name", "البصرة"), ("format", form), ("bounds", bounds), ("attribution", "OSM")],
        )
        for zoom, column, row in TILES:
            own = f"{zoom}/{column}/{row}"
            south = (1 << zoom) - 1 - row
            database.execute("INSERT INTO map VALUES (?, ?, ?, ?)", (zoom, column, south, own))
            database.execute("INSERT INTO images VALUES (?, ?)", (own, picture(zoom, column, row)))
        columns = "zoom_level, tile_column, tile_row, tile_data"
        joined = f"SELECT {columns} FROM map JOIN images USING (tile_id)"  # noqa: S608 - ours
        database.execute(f"CREATE {'VIEW' if is_view else 'TABLE'} tiles AS {joined}")
        database.commit()
    return path


def pmtiles(path: Path, tile_type: TileType = TileType.PNG) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        for key in sorted(TILES, key=lambda key: zxy_to_tileid(*key)):
            writer.write_tile(zxy_to_tileid(*key), picture(*key))
        edges = [int(float(edge) * 1e7) for edge in BOUNDS.split(",")]
        header = dict(
            zip(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), edges, strict=True)
        )
        writer.finalize(
            {
                **header,
                "tile_type": tile_type,
                "tile_compression": Compression.NONE,
                "center_zoom": 0,
                "center_lon_e7": 0,
                "center_lat_e7": 0,
            },
            {"name": "البصرة", "attribution": "OSM"},
        )
    return path


def geopackage(path: Path, *, west: float = -WORLD_M) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE gpkg_contents (table_name, srs_id, min_x, min_y, max_x, max_y);
            CREATE TABLE gpkg_tile_matrix_set (table_name, srs_id, min_x, min_y, max_x, max_y);
            CREATE TABLE gpkg_tile_matrix (table_name, zoom_level);
            CREATE TABLE "the map" (zoom_level, tile_column, tile_row, tile_data);
            INSERT INTO gpkg_contents VALUES
                ('the map', 3857, 5232016.1, 3503549.8, 5398995.3, 3632749.1);
            """
        )
        database.execute(
            "INSERT INTO gpkg_tile_matrix_set VALUES ('the map', 3857, ?, ?, ?, ?)",
            (west, -WORLD_M, WORLD_M, WORLD_M),
        )
        for zoom, column, row in TILES:
            database.execute("INSERT INTO gpkg_tile_matrix VALUES ('the map', ?)", (zoom,))
            database.execute(
                'INSERT INTO "the map" VALUES (?, ?, ?, ?)',
                (zoom, column, row, picture(zoom, column, row)),
            )
        database.commit()
    return path


def empty_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE a (b)")
        return database.serialize()


FORMS: dict[str, Callable[[Path], Path]] = {
    "mbtiles": mbtiles,
    "pmtiles": pmtiles,
    "geopackage": geopackage,
}


@pytest.mark.parametrize("form", FORMS)
def test_each_place_has_its_picture(form: str, tmp_path: Path) -> None:
    tiles = open_tiles(FORMS[form](tmp_path / "basra.map"))
    for key in TILES:
        assert tiles.tile(*key) == picture(*key)
    assert tiles.tile(6, 26, 40) is None
    assert tiles.tile(20, 0, 0) is None
    told = tiles.coverage
    assert (told.least_zoom, told.most_zoom) == (0, 6)
    assert [round(edge, 1) for edge in (told.west, told.south, told.east, told.north)] == [
        47.0, 30.0, 48.5, 31.0,
    ]  # fmt: skip
    assert told.name == ("basra" if form == "geopackage" else "البصرة")
    tiles.close()
    assert [path.name for path in tmp_path.iterdir()] == ["basra.map"], "nothing lies beside it"


def test_bounds_that_are_none_are_the_whole_world(tmp_path: Path) -> None:
    tiles = open_tiles(mbtiles(tmp_path / "a", bounds="48,x", is_view=False))
    assert (tiles.coverage.west, tiles.coverage.east) == (-180.0, 180.0)
    tiles.close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_bytes(b"nothing"), "no map"),
        (lambda path: mbtiles(path, form="pbf"), "drawings"),
        (lambda path: pmtiles(path, TileType.MVT), "drawings"),
        (lambda path: geopackage(path, west=0), "not cut as the web"),
        (lambda path: path.write_bytes(empty_database()), "no tiles"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(5000)), "damaged"),
        (lambda path: path.write_bytes(b"PMTiles\x03" + bytes(40)), "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused(
    make: Callable[[Path], object], sentence: str, tmp_path: Path
) -> None:
    make(tmp_path / "map")
    with pytest.raises(MapRefusedError, match=sentence):
        open_tiles(tmp_path / "map")


def test_a_map_that_computes_for_ever_is_a_hole(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "map")
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            DROP VIEW tiles;
            CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, (
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                SELECT max(i) FROM n) AS tile_data FROM map;
            """
        )
    tiles = open_tiles(path)
    assert tiles.tile(0, 0, 0) is None
    tiles.close()


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_maps_are_refused_or_have_holes(
    form: str, data: st.DataObject, tmp_path: Path
) -> None:
    whole = tmp_path / f"whole.{form}"
    if not whole.exists():
        FORMS[form](whole)
    damaged = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "damaged").write_bytes(damaged)
    try:
        tiles = open_tiles(tmp_path / "damaged")
    except MapRefusedError:
        return
    for key in TILES:
        assert isinstance(tiles.tile(*key), bytes | None)
    tiles.close()
