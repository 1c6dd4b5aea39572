"""Hazards and clearance in the window: asked first, drawn as typed, told above every record."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.geo.position import AccuracyKind, Method, Position
from app.models.hazards import Hazard
from app.models.record import Record
from app.services.desk import Desk
from app.services.reading import list_records
from app.services.recording import save_record
from app.ui.actions import Actions
from app.ui.clearance.compass import CompassDialog
from app.ui.clearance.ground import GroundPanel
from app.ui.clearance.pages import CertificatePage, HazardPage
from app.ui.clearance.reach import ReachPanel
from app.ui.clearance.releases import ReleasesPanel, TaskPanel
from app.ui.doors import Doors
from app.ui.frame import Frame
from app.ui.places import Destination
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.rules.world import HERE, moved, square

MARKS = dict.fromkeys([0x2066, 0x2068, 0x2069])
KEYS_IN_A_MINUTE = 60  # one a second, in gloves


def place(north: float = 0, error: str = "3") -> Position:
    at = moved(HERE, north=north)
    return Position(
        lat=at.lat, lon=at.lon, method=Method.HANDHELD,
        accuracy_m=Decimal(error), accuracy_kind=AccuracyKind.P95,
    )  # fmt: skip


@pytest.fixture
def site(desk: Desk) -> Record:
    return save_record(desk, "site", None, {"name": "Nahr Jasim", "number": "BSR01"}).record


@pytest.fixture
def frame(qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions, site: Record) -> Frame:
    doors = Doors(position=lambda _parent, _field, _before: place())
    shell = make_shell(actions, doors)
    shown = shell.show("sites")
    qtbot.addWidget(shown)
    qtbot.waitUntil(lambda: shown.site.chosen() == site.uid)
    shown.resize(1366, 768)
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def hazards_in(frame: Frame) -> HazardPage:
    page = frame.findChild(HazardPage)
    assert page is not None
    return page


def begin(frame: Frame, qtbot: QtBot) -> HazardPage:
    """F8, wherever one is."""
    QTest.keyClick(frame, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: frame.findChild(HazardPage) is not None)
    page = hazards_in(frame)
    qtbot.waitUntil(page.question.isVisible)
    return page


def test_f8_asks_before_anything_else(frame: Frame, qtbot: QtBot, desk: Desk) -> None:
    page = begin(frame, qtbot)
    assert page.question.question.text() == "Is it safe to record here?"
    page.reload()
    qtbot.wait(50)
    assert page.question.isVisible()
    page.question.no.click()
    assert "by the way you came" in page.question.question.text()
    assert "call EOD" in page.question.advice.text()
    assert not page.question.yes.isVisible()
    page.question.leave.click()
    assert not page.question.isVisible()
    assert list_records(desk, "hazard") == []
    page.main.click()
    assert page.question.yes.isVisible()


def test_after_a_no_it_is_described_in_words_only(
    frame: Frame, qtbot: QtBot, desk: Desk, site: Record
) -> None:
    page = begin(frame, qtbot)
    page.question.no.click()
    page.question.words.click()
    form = page.detail.form
    assert form.editors["safe_to_record"].value() is False
    form.put("location_text", "Twenty paces east of the pump")
    qtbot.waitUntil(lambda: bool(list_records(desk, "hazard")))
    (saved,) = list_records(desk, "hazard")
    assert (saved.values["safe_to_record"], saved.values["site"]) == (False, site.uid)
    panel = page.detail.panels["Reach"]
    assert isinstance(panel, ReachPanel)
    qtbot.waitUntil(lambda: "whole site" in panel.where.text())
    assert not panel.picture.isVisible()


class Keys:
    """Presses keys as a person does, and counts them."""

    def __init__(self, qtbot: QtBot) -> None:
        self.count = 0
        self._qtbot = qtbot

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.count += 1
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, key)
            self._qtbot.wait(1)

    def type(self, text: str) -> None:
        self.count += len(text)
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)


def test_f8_needs_no_more_keys_than_a_minute_has_seconds(
    frame: Frame, qtbot: QtBot, desk: Desk
) -> None:
    """From anywhere to a hazard with a place, by keys alone; the position comes by its dialog."""
    keys = Keys(qtbot)
    keys.count += 1
    page = begin(frame, qtbot)
    qtbot.waitUntil(page.question.no.hasFocus)
    keys.press(Qt.Key.Key_Tab, Qt.Key.Key_Space)
    qtbot.waitUntil(page.detail.form.isVisible)
    editors = page.detail.form.editors
    shown = [name for name, editor in editors.items() if editor.isVisible()]
    assert set(shown) <= {
        "number", "site", "status", "hazard_class", "safe_to_record", "observer_position",
        "bearing_deg", "distance_m", "device_category", "certainty",
    }  # fmt: skip
    typed = {
        "hazard_class": "i",
        "observer_position": " ",
        "bearing_deg": "90",
        "distance_m": "40",
        "device_category": "m",
        "certainty": "s",
    }
    for name, text in typed.items():
        for _ in range(12):
            if editors[name].is_typed_in(QApplication.focusWidget()):
                break
            keys.press(Qt.Key.Key_Tab)
        assert editors[name].is_typed_in(QApplication.focusWidget()), name
        keys.type(text)
    keys.press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bool(list_records(desk, "hazard")))
    page.leave()
    qtbot.waitUntil(lambda: list_records(desk, "hazard")[0].values.get("distance_m") is not None)
    (saved,) = list_records(desk, "hazard")
    assert isinstance(saved, Hazard)
    assert (saved.bearing_deg, saved.distance_m, saved.safe_to_record) == (90, Decimal(40), True)
    assert saved.observer_position is not None
    assert saved.status == "OPEN"
    assert keys.count <= KEYS_IN_A_MINUTE, keys.count


def test_what_is_typed_is_drawn_before_it_is_saved(
    frame: Frame, qtbot: QtBot, desk: Desk, site: Record
) -> None:
    save_record(
        desk, "grave", None, {"site": site.uid, "number": "BSR01-G01", "position": place(40)}
    )
    page = begin(frame, qtbot)
    page.question.yes.click()
    panel = page.detail.panels["Reach"]
    assert isinstance(panel, ReachPanel)
    editors = page.detail.form.editors
    for name, value in (("observer_position", place()), ("bearing_deg", 0)):
        editors[name].set_value(value)
    editors["distance_m"].restore("40")
    assert editors["distance_m"].is_pending()
    qtbot.waitUntil(lambda: "BSR01-G01" in panel.covers.text())
    assert list_records(desk, "hazard") == []
    assert panel.picture.isVisible()
    assert not panel.picture.grab().isNull()
    assert "11 m" in panel.where.text()
    assert "5 km" in panel.ground.text()  # this operation has set no radius
    editors["exclusion_radius_m"].set_value(20)
    qtbot.waitUntil(lambda: "31 m" in panel.ground.text())


def test_a_magnetic_bearing_is_turned_by_a_declination_that_is_typed(
    qtbot: QtBot, bench: Workbench
) -> None:
    dialog = CompassDialog(bench)
    qtbot.addWidget(dialog)
    assert not dialog.accept_button.isEnabled()
    dialog.magnetic.setText("٣٥٨")
    assert dialog.bearing_deg is None
    dialog.declination.setText("4.6")
    assert dialog.told.text().translate(MARKS) == "True bearing: 003°"
    assert dialog.declination_deg == Decimal("4.6")
    dialog.magnetic.setText("361")
    assert not dialog.accept_button.isEnabled()
    assert "0 to 360" in dialog.told.text()


def opened(frame: Frame, qtbot: QtBot, record: Record, kind: type[Any], part: str) -> Any:
    frame.open(Destination(record.kind, record.uid))
    qtbot.waitUntil(lambda: any(one.isVisible() for one in frame.findChildren(kind)))
    return next(one for one in frame.findChildren(kind) if one.isVisible())


def test_a_grave_tells_of_its_ground_and_follows_what_is_saved(
    frame: Frame, qtbot: QtBot, desk: Desk, site: Record
) -> None:
    grave = save_record(desk, "grave", None, {"site": site.uid, "position": place()}).record
    panel = opened(frame, qtbot, grave, GroundPanel, "Ground")
    assert panel.verdict.text() == "Not cleared."
    saved = save_record(
        desk, "hazard", None,
        {"site": site.uid, "status": "OPEN", "observer_position": place(), "bearing_deg": 0,
         "distance_m": Decimal(30), "exclusion_radius_m": 50},
    )  # fmt: skip
    shell_bench = panel._bench
    shell_bench.hub.announce(saved.changes)
    qtbot.waitUntil(lambda: panel.verdict.text() == "Inside a hazard.")
    assert "30 m away" in panel.more.text().translate(MARKS)


def test_a_certificate_says_what_it_closes_and_begins_with_its_task(
    frame: Frame, qtbot: QtBot, desk: Desk, site: Record
) -> None:
    shell = save_record(
        desk, "hazard", None,
        {"site": site.uid, "status": "OPEN", "observer_position": place(), "bearing_deg": 0,
         "distance_m": Decimal(10), "exclusion_radius_m": 30},
    ).record  # fmt: skip
    values = {"site": site.uid, "status": "COMPLETE", "hazards": (shell.uid,), "area": square()}
    task = save_record(desk, "clearance_task", None, values).record
    panel = opened(frame, qtbot, task, TaskPanel, "")
    panel.begin.click()
    qtbot.waitUntil(lambda: frame.findChild(CertificatePage) is not None)
    page = frame.findChild(CertificatePage)
    assert isinstance(page, CertificatePage)
    editors = page.detail.form.editors
    qtbot.waitUntil(lambda: editors["task"].value() == task.uid)
    assert editors["hazards"].value() == (shell.uid,)
    assert editors["area"].value() == square()
    told = page.detail.panels["What it closes"]
    assert isinstance(told, ReleasesPanel)
    qtbot.waitUntil(lambda: shell.title in told.closes.text())
    assert "draft" in told.lacks.text()
    assert list_records(desk, "clearance_certificate") == []
    editors["hazards"].set_value(())
    qtbot.waitUntil(lambda: "closes no hazard" in told.closes.text())
    assert shell.title in told.stays.text()


def test_what_was_answered_on_the_map_is_not_asked_again(
    frame: Frame, qtbot: QtBot, site: Record
) -> None:
    page = begin(frame, qtbot)
    page.begin({"safe_to_record": True, "observer_position": place()})
    assert not page.question.isVisible()
    assert page.detail.form.editors["safe_to_record"].value() is True
    assert page.detail.form.editors["observer_position"].value() == place()
    page.begin({"safe_to_record": True})  # of another hazard: it was answered elsewhere
    assert page.question.isVisible()
    page.question.no.click()
    page.question.words.click()
    assert page.detail.form.editors["safe_to_record"].value() is False
