"""From the map to its plan: what was seen on the screen, with the maps under it."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.exchange.tiles import open_tiles
from app.geo.mercator import Viewport
from app.geo.point import Point
from app.geo.rings import circle
from app.reports.ground_map import fitted
from app.reports.site_plan import PAPERS
from app.services.desk import Desk
from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning
from app.services.recording import save_record
from app.ui.map.background import TileShelf
from app.ui.map.canvas import MapCanvas
from app.ui.map.plan_print import DPI, choices_of, missing_tiles, under_of, unpack_all
from app.ui.seat import Seat
from app.ui.theme import SUN
from app.ui.workbench import Workbench
from tests.ui.map.test_page import GREEN, mbtiles, position

LAT, LON = 30.5, 47.78
PLAN = GroundPlan(
    (Mark("grave", "g", "G1", LAT, LON, 5.0),),
    (
        Ground(
            "hazard",
            "h",
            "H1",
            Meaning.HAZARD,
            circle(Point(Decimal(str(LAT)), Decimal(str(LON))), 50),
            "HAZARD {title}",
            {"title": "H1"},
        ),
    ),
)


@pytest.fixture
def canvas(qtbot: QtBot) -> MapCanvas:
    made = MapCanvas(wording("en"), SUN, "en")
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show_plan(PLAN)
    made.look(Viewport.around([29, 32], [46, 49], 800, 600))
    return made


@pytest.mark.parametrize("paper", PAPERS)
def test_the_background_covers_what_the_page_shows(canvas: MapCanvas, paper: str) -> None:
    under = under_of(canvas, PAPERS[paper], "Survey of Basra")
    assert under is not None
    below = under.background()
    shown, _ = fitted(canvas.view, (PAPERS[paper].room, PAPERS[paper].height * 0.7))
    have, want = below.view.edges, shown.edges
    assert have.west <= want.west + 1
    assert have.north >= want.north - 1
    image = Image.open(io.BytesIO(below.jpeg))
    assert image.width == pytest.approx(PAPERS[paper].room / 72 * DPI, abs=4)
    assert len(image.convert("L").getcolors() or []) > 10  # borders and names, dark on white


def test_where_nothing_lies_under_the_records_there_is_no_picture(canvas: MapCanvas) -> None:
    canvas.show_background((), has_regions=False)
    assert under_of(canvas, PAPERS["A4"], "") is None


def test_printing_leaves_the_screen_as_it_was(canvas: MapCanvas) -> None:
    before, view = canvas.grab().toImage(), canvas.view
    assert under_of(canvas, PAPERS["A3-wide"], "") is not None
    assert canvas.view == view
    assert canvas.grab().toImage() == before


def test_the_preview_offers_every_paper_in_the_language_asked_for(
    canvas: MapCanvas, desk: Desk, bench: Workbench
) -> None:
    draft = {"name": "Salman", "number": "SNJ03", "position": position(LAT, LON)}
    site = save_record(desk, "site", None, draft).record
    canvas.go(LAT, LON, across_m=300)
    choices = choices_of(bench, Seat(desk), site, canvas, "")
    assert len({one.name for one in choices}) == len(PAPERS)
    printed = choices[1].render("ar")
    assert (printed.file_stem, printed.number) == ("PLAN-ar", "SNJ03")


def test_tiles_that_only_the_page_shows_are_unpacked_for_it(
    canvas: MapCanvas, tmp_path: Path
) -> None:
    shelf = TileShelf(open_tiles(mbtiles(tmp_path / "air.mbtiles")))
    canvas.show_background([shelf], has_regions=False)
    canvas.look(Viewport.around([-80, 80], [-170, 170], 800, 600))
    wanted = missing_tiles(canvas)
    assert wanted[0][1]
    for one, tiles in unpack_all(wanted):
        for key, image in tiles:
            one.keep(key, image)
    assert not missing_tiles(canvas)[0][1]
    under = under_of(canvas, PAPERS["A4"], "")
    assert under is not None
    middle = under.image.rect().center()
    assert under.image.pixelColor(middle).name() == GREEN
    shelf.tiles.close()
