"""Going on where one was: what a key takes back, and another theme in the middle of a record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.record import Record
from app.services.desk import Desk
from app.services.margins import note_beside
from app.services.reading import get_record
from app.services.recording import save_record
from app.ui.frame import Frame
from app.ui.page import RecordPage
from app.ui.pages.tabs import TabbedPage
from app.ui.places import MATRIX, Destination
from app.ui.shell import Shell

Settled = Callable[[], None]


@pytest.fixture
def site(desk: Desk) -> Record:
    values = {"name": "Nahr Jasim", "local_name": "نهر جاسم", "number": "BSR01"}
    return save_record(desk, "site", None, values).record


def frame_of(qtbot: QtBot, shell: Shell, place: str = "sites") -> Frame:
    frame = shell.show(place)
    qtbot.addWidget(frame)
    frame.resize(1366, 768)
    with qtbot.waitActive(frame):
        frame.activateWindow()
    return frame


def new_frame(qtbot: QtBot, shell: Shell) -> Frame:
    """The window that takes the place of one in another language or theme."""
    qtbot.waitUntil(lambda: shell.frame is not None)
    assert shell.frame is not None
    qtbot.addWidget(shell.frame)
    return shell.frame


def record_page(frame: Frame) -> RecordPage:
    page = frame.page()
    return page.current() if isinstance(page, TabbedPage) else page  # type: ignore[return-value]


def test_the_last_change_is_undone_by_another(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    save_record(desk, "site", site.uid, {"name": "typed by mistake"})
    frame = frame_of(qtbot, shell)
    settled()
    record_page(frame).table.setFocus()
    qtbot.keyClick(frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    stored = get_record(desk, site.uid)
    assert stored is not None
    assert stored.values["name"] == "Nahr Jasim"
    settled()
    line = record_page(frame).detail.form.editors["name"].findChildren(QLineEdit)[0]
    assert line.text() == "Nahr Jasim"


@pytest.mark.parametrize("field", ["", "latin_name"])
def test_other_looks_leave_one_at_the_same_record(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled, field: str
) -> None:
    """Whoever steps into the sun in the middle of a record goes on with it, saved by now or not."""
    other = save_record(desk, "site", None, {"name": "Fish Lake", "number": "BSR02"}).record
    frame = frame_of(qtbot, shell)
    settled()
    if field:
        record_page(frame).begin()
        settled()
        editor = record_page(frame).detail.form.editors[field]
        qtbot.keyClicks(editor.findChildren(QLineEdit)[0], "half typed")
    else:
        frame.open(Destination("site", other.uid, part=MATRIX))
        settled()
    frame.site.set_chosen(other.uid)
    frame.site.picked.emit()
    shell.looks.toggle_sun()
    frame = new_frame(qtbot, shell)
    settled()
    assert (frame.site_in_view, frame.site.chosen()) == (other.uid, other.uid)
    detail = record_page(frame).detail
    if field:
        assert detail.form.editors[field].typed() == "half typed"
    else:
        assert detail.record == other
        assert detail.part == MATRIX


def test_undo_reaches_the_last_save_from_the_next_field(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    frame = frame_of(qtbot, shell)
    settled()
    form = record_page(frame).detail.form
    line, following = (
        form.editors[name].findChildren(QLineEdit)[0] for name in ("name", "latin_name")
    )
    line.setFocus()
    line.end(False)
    qtbot.keyClicks(line, " east")
    following.setFocus()
    settled()
    qtbot.keyClicks(following, "Nahr")
    qtbot.keyClick(frame.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert (following.text(), line.text()) == ("", "Nahr Jasim east")
    qtbot.keyClick(frame.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert line.text() == "Nahr Jasim"


def test_undoing_a_beginning_and_a_note_says_what_became_of_them(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    note_beside(desk, site.uid, "name", text="told by phone")
    frame = frame_of(qtbot, shell)
    settled()
    record_page(frame).table.setFocus()
    said = []
    for _ in range(2):
        qtbot.keyClick(frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settled()
        said.append(frame.notice_line.text.text())
    assert "margin is taken back" in said[0]
    assert "is withdrawn" in said[1]
