"""The privacy key: whoever steps up sees nobody's name and no photo, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.recording import save_record
from app.ui.frame import Frame
from app.ui.shell import Shell

Settled = Callable[[], None]


@pytest.fixture
def frame(qtbot: QtBot, shell: Shell, settled: Settled) -> Frame:
    made = shell.show("people")
    qtbot.addWidget(made)
    made.resize(1366, 768)
    settled()
    return made


def test_the_privacy_key_hides_whatever_names_or_shows_somebody(
    qtbot: QtBot, frame: Frame, settled: Settled
) -> None:
    assert any("حسن" in label.text() for label in frame.findChildren(QLabel))
    with qtbot.waitActive(frame):
        frame.activateWindow()
    qtbot.keyClick(frame, Qt.Key.Key_F12)
    assert frame.curtain.isVisible()
    assert not frame.page().isVisible()
    assert not frame.search.isVisible()
    assert frame.rail.isVisible()
    seen = [label.text() for label in frame.findChildren(QLabel) if label.isVisible()]
    assert not any("حسن" in text or "Hassan" in text for text in seen)
    frame.go("photos")  # another page does not lift it
    settled()
    assert not frame.page().isVisible()
    qtbot.mouseClick(frame.curtain.lift, Qt.MouseButton.LeftButton)
    assert frame.page().isVisible()
    assert frame.search.isVisible()
    assert frame.curtain.isHidden()


def test_what_is_found_late_does_not_come_through_the_curtain(
    qtbot: QtBot, frame: Frame, desk: Desk, settled: Settled
) -> None:
    save_record(desk, "site", None, {"number": "SNJ03", "name": "Old canal"})
    qtbot.keyClicks(frame.search, "SNJ03")
    frame.search._ask()
    frame.toggle_privacy()
    settled()
    assert not frame.search.popup.isVisible()
    assert frame.search.text() == ""


def test_news_stay_behind_the_curtain(frame: Frame, shell: Shell) -> None:
    frame.toggle_privacy()
    assert shell.bench is not None
    shell.bench.notices.tell("Photo of Hassan is kept.")
    assert not frame.notice_line.isVisible()
    frame.toggle_privacy()
    assert frame.notice_line.isVisible()
