"""The engines: loaded late, and the same from every thread."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from app.geo.coordinates import read_position_text
from app.geo.distance import distance_m
from app.geo.formats import format_mgrs, format_utm
from app.geo.grids import to_grid
from app.geo.point import Point


def test_declaring_positions_and_areas_loads_no_engine() -> None:
    check = (
        "import sys, app.geo.area, app.geo.coordinates, app.geo.formats, app.geo.places\n"
        "assert not {'mgrs', 'numpy', 'pyproj', 'shapely'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


def _everything(step: int) -> tuple[object, ...]:
    place = Point(Decimal(30) + Decimal(step) / 100, Decimal(44) + Decimal(step) / 90)
    here = Point(round(place.lat, 8), round(place.lon, 8))
    back = read_position_text(format_mgrs(here, 16))
    return to_grid(here), format_utm(here, 3), back.lat, back.lon, distance_m(here, back)


def test_threads_do_not_disturb_each_other() -> None:
    steps = list(range(200))
    alone = [_everything(step) for step in steps]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert list(pool.map(_everything, steps)) == alone
