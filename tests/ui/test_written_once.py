"""What can never be changed is typed in peace and written whole, once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.models.days import DiaryEntry
from app.services.desk import Desk
from app.services.drafts import kept_drafts
from app.services.reading import list_records
from app.ui.page import RecordPage
from app.ui.workbench import Workbench

Settled = Callable[[], None]
KIND = DiaryEntry.kind


def page_of(qtbot: QtBot, bench: Workbench, settled: Settled) -> RecordPage:
    page = RecordPage(DiaryEntry, bench)
    qtbot.addWidget(page)
    page.resize(1300, 900)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settled()
    page.begin()
    settled()
    return page


def type_into(qtbot: QtBot, page: RecordPage, name: str, text: str) -> None:
    editor = page.detail.form.editors[name]
    box = editor.findChild(QPlainTextEdit) or editor.findChild(QLineEdit)
    assert box is not None
    box.setFocus()
    qtbot.keyClicks(box, text)
    page.table.setFocus()


def press_main(qtbot: QtBot, page: RecordPage, settled: Settled) -> None:
    qtbot.mouseClick(page.main, Qt.MouseButton.LeftButton)
    settled()


def test_an_entry_is_written_when_it_is_whole(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    page = page_of(qtbot, bench, settled)
    type_into(qtbot, page, "working_date", "2026-11-21")
    type_into(qtbot, page, "work_done", "Opened G01.")
    type_into(qtbot, page, "decisions", "North end first.")
    settled()
    assert list_records(desk, KIND) == []
    assert page.detail.heading.status.text() == "kept; not written yet"
    assert page.main.text().strip() == "Write it down"
    press_main(qtbot, page, settled)
    (entry,) = list_records(desk, KIND)
    assert entry.values["work_done"] == "Opened G01."
    assert entry.values["decisions"] == "North end first."
    assert kept_drafts(desk, KIND, "") == {}
    assert page.main.text().strip() == "New: Diary entry"
    box = page.detail.form.editors["work_done"].findChildren(QPlainTextEdit)[0]
    qtbot.keyClicks(box, " And closed it again.")
    page.table.setFocus()
    settled()
    assert list_records(desk, KIND) == [entry]


def test_what_is_needed_first_is_said_and_nothing_is_lost(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    page = page_of(qtbot, bench, settled)
    type_into(qtbot, page, "work_done", "Opened G01.")
    settled()
    press_main(qtbot, page, settled)
    assert list_records(desk, KIND) == []
    assert "Working day" in page.detail.heading.status.text()
    again = page_of(qtbot, bench, settled)
    assert again.detail.form.draft()["work_done"] == "Opened G01."


def test_pressing_twice_writes_one_entry(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    page = page_of(qtbot, bench, settled)
    type_into(qtbot, page, "working_date", "2026-11-21")
    type_into(qtbot, page, "work_done", "Opened G01.")
    settled()
    page.detail.editor.write()
    page.detail.editor.write()
    settled()
    assert len(list_records(desk, KIND)) == 1
