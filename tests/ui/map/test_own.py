"""Where one stands on the map: from a recording, its error at true size, struck when old."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.geo.mercator import Spot, Viewport
from app.services.desk import Desk
from app.services.recording import save_record
from app.ui.frame import Frame
from app.ui.map.own import Own, own_of, paint_own
from app.ui.map.page import MapPage
from app.ui.places import MAP
from app.ui.receiver.following import Choice, Way
from app.ui.receiver.receiver import Link, Receiver
from app.ui.shell import Shell
from app.ui.theme import THEMES
from tests.ui.map.test_page import LAT, LON, pixel, position

THEME = THEMES["light"]
PLAIN = QColor("#FFFFFF").rgb()


def sentence(told: str) -> str:
    return f"${told}*{reduce(xor, told.encode()):02X}\r\n"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A receiver that stands still for two seconds, good to some metres."""
    seconds = (
        sentence(f"GPGGA,1200{at:02d}.00,3030.0000,N,04746.8000,E,1,09,0.9,9.5,M,-18.2,M,,")
        + sentence(f"GPGST,1200{at:02d}.00,4.0,4.0,4.0,0.0,4.0,4.0,6.0")
        + sentence(f"GPRMC,1200{at:02d}.00,A,3030.0000,N,04746.8000,E,0.0,0.0,221126,,,A")
        for at in range(3)
    )
    path = tmp_path / "stood-still.nmea"
    path.write_text("".join(seconds), encoding="ascii")
    return path


@pytest.fixture
def frame(shell: Shell, desk: Desk, settled: Callable[[], None]) -> Frame:
    """The map of a site, with a hazard some thirty metres off."""
    draft = {"name": "Salman", "site_status": "CONFIRMED", "position": position()}
    site = save_record(desk, "site", None, draft).record.uid
    seen = {"observer_position": position(), "bearing_deg": 90, "distance_m": Decimal(60)}
    told = {"site": site, "hazard_class": "ITEM", "status": "OPEN", "exclusion_radius_m": 20}
    save_record(desk, "hazard", None, told | seen)
    made = shell.show(MAP)
    settled()
    return made


def listened(frame: Frame, receiver: Receiver, recording: Path, qtbot: QtBot) -> MapPage:
    page = frame.page()
    assert isinstance(page, MapPage)
    page.canvas.go(LAT, LON, across_m=200)
    receiver.connect_to(Choice(Way.REPLAY, str(recording), is_invented=True))
    qtbot.waitUntil(
        lambda: page.canvas._own is not None and page.canvas._own.is_fresh, timeout=9_000
    )
    return page


def test_a_recording_shows_where_one_stands_and_an_old_place_is_struck_through(
    frame: Frame, shell: Shell, recording: Path, qtbot: QtBot
) -> None:
    receiver = shell.receiver
    page = listened(frame, receiver, recording, qtbot)
    own = page.canvas._own
    assert own is not None
    assert (own.spot.lat_float, own.spot.lon_float) == pytest.approx((LAT, LON), abs=1e-6)
    told = receiver.position()
    assert told is not None
    assert own.error_m == float(told.error_95_m() or 0) > 4
    at = pixel(page, LAT, LON)
    assert page.canvas.grab().toImage().pixelColor(at).name() == THEME.accent.lower()
    receiver.seconds = lambda: time.monotonic() + 60
    receiver.changed.emit()
    assert page.canvas._own == Own(own.spot, own.error_m, is_fresh=False)
    image = page.canvas.grab().toImage()
    for arm in (-9, 9):
        seen, amber = image.pixelColor(at.x() + arm, at.y() - arm), THEME.colour("amber")
        for found, wanted in ((seen.red(), amber.red()), (seen.blue(), amber.blue())):
            assert found == pytest.approx(wanted, abs=40)


def test_a_recording_that_ends_leaves_an_old_place_and_a_receiver_let_go_leaves_none(
    frame: Frame, shell: Shell, recording: Path, qtbot: QtBot
) -> None:
    page = listened(frame, shell.receiver, recording, qtbot)
    qtbot.waitUntil(lambda: shell.receiver.link is Link.LOST, timeout=9_000)
    assert page.canvas._own is not None
    assert not page.canvas._own.is_fresh
    shell.receiver.disconnect_now()
    assert own_of(shell.receiver) is None
    assert page.canvas._own is None


def test_walking_up_to_a_hazard_with_the_map_open_is_warned_of(
    frame: Frame, shell: Shell, recording: Path, qtbot: QtBot
) -> None:
    listened(frame, shell.receiver, recording, qtbot)
    qtbot.waitUntil(lambda: not frame.alarm_band.isHidden(), timeout=9_000)
    assert "HAZARD" in frame.alarm_band.words.text()


@pytest.mark.parametrize("error_m", [10.0, 40.0])
@pytest.mark.parametrize("lat", [0.0, 30.5, 60.0])
def test_the_ring_of_the_error_has_its_true_size(qapp: object, lat: float, error_m: float) -> None:
    assert qapp
    view = Viewport.around([lat], [LON], 800, 800)
    image = QImage(800, 800, QImage.Format.Format_RGB32)
    image.fill(PLAIN)
    painter = QPainter(image)
    paint_own(painter, Own(Spot(lat, LON), error_m, is_fresh=True), view, THEME)
    painter.end()
    drawn = [x for x in range(800) if image.pixel(x, 400) != PLAIN]
    radius_px = error_m / view.ground_m
    assert (drawn[-1] - drawn[0]) / 2 == pytest.approx(radius_px, abs=THEME.outline_px + 1.5)


def test_an_error_that_nobody_knows_has_no_ring(qapp: object) -> None:
    assert qapp
    view = Viewport.around([LAT], [LON], 400, 400)
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(PLAIN)
    painter = QPainter(image)
    paint_own(painter, Own(Spot(LAT, LON), None, is_fresh=True), view, THEME)
    painter.end()
    assert all(image.pixel(x, 200) == PLAIN for x in (*range(180), *range(220, 400)))
