"""The map's own page, in a window over a real store."""

from __future__ import annotations

import io
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QImage
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.geo.area import Area
from app.geo.mercator import Viewport, eastings, northings
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.services.desk import Desk
from app.services.ground_plan import GroundPlan
from app.services.recording import Saved, save_record
from app.ui.frame import Frame
from app.ui.map.background import unpacked
from app.ui.map.layers import FILE, Remembered, remember
from app.ui.map.page import MapPage
from app.ui.map.pointing import LEAST_M
from app.ui.page import RecordPage
from app.ui.pages.tabs import TabbedPage
from app.ui.places import MAP, Destination
from app.ui.shell import Shell

LAT, LON = 30.5, 47.78
GREEN = "#008844"


def position(lat: float = LAT, lon: float = LON, error: str = "5") -> Position:
    return Position(
        lat=Decimal(str(lat)),
        lon=Decimal(str(lon)),
        method=Method.HANDHELD,
        accuracy_m=Decimal(error),
        accuracy_kind=AccuracyKind.P95,
    )


def square(side: float = 0.001) -> Area:
    half = side / 2
    return Area(
        tuple(
            Point(Decimal(str(round(LAT + up * half, 7))), Decimal(str(round(LON + on * half, 7))))
            for up, on in ((-1, -1), (-1, 1), (1, 1), (1, -1))
        )
    )


@pytest.fixture
def site(desk: Desk) -> Saved:
    draft = {"name": "Salman", "site_status": "CONFIRMED", "position": position()}
    return save_record(desk, "site", None, {**draft, "boundary": square()})


@pytest.fixture
def frame(shell: Shell, settled: Callable[[], None], site: Saved) -> Frame:
    assert site.record.uid
    made = shell.show(MAP)
    settled()
    return made


@pytest.fixture
def page(frame: Frame) -> MapPage:
    found = frame.page()
    assert isinstance(found, MapPage)
    found.canvas.go(LAT, LON, across_m=300)
    found.canvas.grab()
    return found


def pixel(page: MapPage, lat: float, lon: float) -> QPoint:
    view = page.canvas.view
    return QPointF(
        float(view.across_px(eastings(lon))), float(view.down_px(northings(lat)))
    ).toPoint()


def tile() -> bytes:
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(GREEN)
    buffer = QBuffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt a str
    return bytes(buffer.data().data())


def mbtiles(path: Path) -> Path:
    """One green tile for the whole world, and the four of the next level."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE metadata (name, value);
            CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data);
            INSERT INTO metadata VALUES ('name', 'Aerial'), ('attribution', 'Survey of Basra');
            """
        )
        keys = [(0, 0, 0), *((1, column, row) for column in (0, 1) for row in (0, 1))]
        database.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)", [(*key, tile()) for key in keys]
        )
        database.commit()
    return path


def drop(page: MapPage, path: Path) -> None:
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        told,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(event)


def colour(page: MapPage, at: QPoint) -> str:
    return page.canvas.grab().toImage().pixelColor(at).name()


def test_the_map_has_a_key_and_shows_what_is_there(
    frame: Frame, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    frame.go("sites")
    qtbot.keyClick(frame, Qt.Key.Key_F9)
    settled()
    page = frame.page()
    assert isinstance(page, MapPage)
    assert page.canvas.hasFocus() or frame.place == MAP
    assert len(page.plan.marks) == 1
    assert "1" in page.count.text()


def test_a_record_appears_once_it_is_saved(
    page: MapPage, desk: Desk, shell: Shell, qtbot: QtBot, site: Saved
) -> None:
    draft = {"site": site.record.uid, "grave_kind": "SINGLE", "position": position(LAT + 1e-4)}
    saved = save_record(desk, "grave", None, draft)
    shell.hub.announce(saved.changes)
    qtbot.waitUntil(lambda: len(page.plan.marks) == 2, timeout=10_000)
    assert "grave" in page.side.boxes


def test_what_is_chosen_can_be_opened(
    page: MapPage, frame: Frame, qtbot: QtBot, settled: Callable[[], None], site: Saved
) -> None:
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=pixel(page, LAT, LON))
    assert site.record.title in page.side.title.text()
    assert "5 m" in page.side.about.text()
    page.side.open_record.click()
    settled()
    assert frame.place == "sites"


def test_show_on_the_map_leads_from_a_record_to_its_place(
    frame: Frame, page: MapPage, settled: Callable[[], None], site: Saved
) -> None:
    page.canvas.go(10.0, 10.0)
    frame.open(Destination("site", site.record.uid))
    settled()
    tabs = frame.page()
    assert isinstance(tabs, TabbedPage)
    (records,) = [one for one in tabs.findChildren(RecordPage) if one.kind.kind == "site"]
    heading = records.detail.heading
    assert heading.show_on_map.isVisible()
    heading.show_on_map.trigger()
    settled()
    assert frame.place == MAP
    middle = page.canvas.view.middle
    assert (middle.lat_float, middle.lon_float) == pytest.approx((LAT, LON), abs=1e-5)
    assert site.record.title in page.side.title.text()


def test_a_record_without_a_place_says_so(
    frame: Frame, page: MapPage, desk: Desk, shell: Shell, settled: Callable[[], None]
) -> None:
    bare = save_record(desk, "site", None, {"name": "Bare", "site_status": "CONFIRMED"})
    frame.open(Destination("site", bare.record.uid, place=MAP))
    settled()
    assert shell.bench is not None
    assert "no place yet" in shell.bench.notices.said[-1].sentence
    assert page.canvas.view.middle.lat_float == pytest.approx(LAT, abs=1e-5)


def test_kinds_can_be_hidden_and_shown(page: MapPage) -> None:
    at = pixel(page, LAT, LON)
    before = page.canvas.picture()
    page.side.boxes["site"].setChecked(False)
    hidden = page.canvas.picture()
    assert hidden != before
    assert hidden.pixelColor(at).name() == page.canvas._theme.colour("surface").name()
    page.side.boxes["site"].setChecked(True)
    assert page.canvas.picture() == before


def test_hazards_have_no_switch(
    page: MapPage, desk: Desk, shell: Shell, qtbot: QtBot, site: Saved
) -> None:
    seen = {"observer_position": position(), "bearing_deg": 90, "distance_m": Decimal(40)}
    draft = {"site": site.record.uid, "hazard_class": "ITEM", "status": "OPEN", **seen}
    saved = save_record(desk, "hazard", None, draft)
    shell.hub.announce(saved.changes)
    qtbot.waitUntil(lambda: len(page.plan.marks) == 2, timeout=10_000)
    assert "hazard" not in page.side.boxes
    (mark,) = [one for one in page.plan.marks if one.kind == "hazard"]
    assert mark.lon > LON + 0.0003  # where it lies, not where it was seen from


def test_measuring_tells_lengths_and_bearings(page: MapPage, qtbot: QtBot) -> None:
    page.measure.setChecked(True)
    assert "Click" in page.where.text()
    for lon in (LON, LON + 0.001):
        qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=pixel(page, LAT, lon))
    told = page.where.text()
    assert "96 m" in told
    assert "090" in told
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    assert not page.measure.isChecked()
    assert page.canvas.tool is None


def test_a_map_that_is_dropped_lies_under_the_records(
    page: MapPage, tmp_path: Path, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    corner = QPoint(60, 190)
    drop(page, mbtiles(tmp_path / "air.mbtiles"))
    qtbot.waitUntil(lambda: colour(page, corner) == GREEN, timeout=10_000)
    assert "Survey of Basra" in page.credits.toolTip()
    assert any("Beyond the detail" in note for note in page.canvas._notes(page.canvas.view))
    page.side.maps["Aerial"].setChecked(False)
    settled()
    assert colour(page, corner) != GREEN


def test_a_map_comes_back_the_next_time_and_a_lost_one_is_waited_for(
    shell: Shell, tmp_path: Path, qtbot: QtBot, site: Saved
) -> None:
    lost = tmp_path / "on-a-stick.mbtiles"
    remember(tmp_path / FILE, Remembered((lost, mbtiles(tmp_path / "air.mbtiles")), False))
    page = shell.show(MAP).page()
    assert isinstance(page, MapPage)
    qtbot.waitUntil(lambda: "Aerial" in page.side.maps, timeout=10_000)
    assert site.record.uid
    assert not page.side.bundled.isChecked()
    assert "Natural Earth" not in page.credits.toolTip()
    page.layers.remove(page.layers.layers[0].path)
    assert str(lost) in (tmp_path / FILE).read_text(encoding="utf-8")


def test_a_damaged_map_says_why(
    page: MapPage, shell: Shell, tmp_path: Path, settled: Callable[[], None]
) -> None:
    broken = tmp_path / "broken.mbtiles"
    broken.write_bytes(mbtiles(tmp_path / "air.mbtiles").read_bytes()[:700])
    drop(page, broken)
    settled()
    assert shell.bench is not None
    assert "damaged" in shell.bench.notices.said[-1].sentence
    assert not page.side.maps


def test_borders_of_a_team_are_drawn_over_the_bundled_ones(
    page: MapPage, tmp_path: Path, qtbot: QtBot
) -> None:
    own = tmp_path / "ours.geojson"
    own.write_text(
        f'{{"type": "LineString", "coordinates": [[{LON - 1}, {LAT + 0.0006}], '
        f"[{LON + 1}, {LAT + 0.0006}]]}}",
        encoding="utf-8",
    )
    before = page.canvas.picture()
    drop(page, own)
    qtbot.waitUntil(lambda: "ours" in page.side.maps, timeout=10_000)
    assert page.canvas.picture() != before
    page.layers.remove(own)
    assert page.canvas.picture() == before


def test_a_record_begun_at_a_click_is_read_from_the_map(page: MapPage, qtbot: QtBot) -> None:
    begun: list[Destination] = []
    page.opened.disconnect()
    page.opened.connect(begun.append)
    page.begin_at("grave", None)
    qtbot.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    (destination,) = begun
    told = destination.prefilled["position"]
    assert destination.kind == "grave"
    assert told.method is Method.MAP
    assert told.accuracy_m == LEAST_M
    assert told.accuracy_kind is AccuracyKind.P95
    assert page.canvas.tool is None


def test_from_afar_a_click_is_worth_less(page: MapPage) -> None:
    begun: list[Destination] = []
    page.opened.disconnect()
    page.opened.connect(begun.append)
    page.canvas.look(Viewport.around([30, 31], [47, 48], 800, 600))
    page.begin_at("site", page.canvas.view.place(10, 10))
    assert begun[0].prefilled["position"].accuracy_m > 300


def test_a_map_whose_stick_is_pulled_is_told_once_and_waited_for(
    page: MapPage, shell: Shell, tmp_path: Path, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    file = mbtiles(tmp_path / "air.mbtiles")
    drop(page, file)
    qtbot.waitUntil(lambda: "Aerial" in page.side.maps, timeout=10_000)
    settled()
    (layer,) = page.layers.layers
    assert layer.shelf is not None
    layer.shelf.tiles.close()
    file.unlink()
    page.canvas.go(-40.0, -100.0, across_m=4_000_000)
    qtbot.waitUntil(lambda: not page.side.maps, timeout=10_000)
    assert shell.bench is not None
    assert "is gone" in shell.bench.notices.said[-1].sentence
    told = len(shell.bench.notices.said)
    page.canvas.go(LAT, LON, across_m=300)
    settled()
    assert len(shell.bench.notices.said) == told
    assert str(file) in (tmp_path / FILE).read_text(encoding="utf-8")


def test_the_plan_is_read_by_one_reader_at_a_time_and_the_last_one_wins(
    page: MapPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    settled()
    reading, most, plans = [0], [0], iter(range(1, 100))

    def slow(_desk: Desk) -> GroundPlan:
        reading[0] += 1
        most[0] = max(most[0], reading[0])
        time.sleep(0.05)
        reading[0] -= 1
        return GroundPlan(unplaced_hazards=(f"H{next(plans)}",))

    monkeypatch.setattr("app.ui.map.page.ground_plan", slow)
    for _ in range(20):
        page.reload()
    qtbot.waitUntil(lambda: page.plan.unplaced_hazards == ("H2",), timeout=5_000)
    settled()
    assert page.plan.unplaced_hazards == ("H2",)
    assert most == [1]


def test_records_that_keep_arriving_are_shown_while_they_arrive(
    page: MapPage, shell: Shell, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    settled()
    shown = page.plan
    arriving = QTimer(interval=50)
    arriving.timeout.connect(lambda: shell.hub.announce(Changes()))
    arriving.start()
    qtbot.waitUntil(lambda: page.plan is not shown, timeout=5_000)
    arriving.stop()
    settled()


def test_no_huge_picture_is_unpacked_for_a_tile() -> None:
    huge = io.BytesIO()
    Image.new("1", (20_000, 16)).save(huge, "PNG")
    assert unpacked(huge.getvalue()) is None
    assert unpacked(tile()) is not None
    assert unpacked(tile()[:60]) is None
    assert unpacked(b"no picture") is None
    assert unpacked(None) is None


def test_a_map_without_places_says_how_to_begin(shell: Shell, settled: Callable[[], None]) -> None:
    page = shell.show(MAP).page()
    settled()
    assert isinstance(page, MapPage)
    assert "New here" in page._counted()
    assert page.canvas.view.resolution > 1_000  # the region
    page.print.click()
    settled()
    assert shell.bench is not None
    assert "no plan to print" in shell.bench.notices.said[-1].sentence
