"""Marks and notes beside a field: asked for by one key, written below it, never in its way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.models.custody import CustodyEvent
from app.models.hazards import Hazard
from app.models.margins import MarginNote
from app.models.media import Photo
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.rules.margins import margins
from app.services.desk import Desk
from app.services.margins import marks_of, note_beside
from app.services.reading import get_record, history
from app.services.recording import save_record, withdraw_record
from app.store.transactions import Edit
from app.ui.actions import Actions
from app.ui.detail import Detail
from app.ui.fields.base import FieldTools
from app.ui.fields.margin import MARGIN_KEY, MarginPanel
from app.ui.form import Form
from app.ui.history import HistoryPanel
from app.ui.margin_words import mark_of, said, sign_of, told
from app.ui.page import RecordPage
from app.ui.places import Destination
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.rules.test_margins import BONE, note
from tests.ui.conftest import Answers

Settled = Callable[[], None]


@pytest.fixture
def site(desk: Desk) -> Record:
    draft = {"number": "BSR01", "name": "Nahr Jasim", "governorate": "Basra"}
    return save_record(desk, "site", None, draft).record


@pytest.fixture
def detail(qtbot: QtBot, bench: Workbench, site: Record, settled: Settled) -> Detail:
    made = Detail(Site, bench)
    qtbot.addWidget(made)
    made.resize(900, 900)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open(site)
    settled()
    return made


def line_of(detail: Detail, name: str) -> QLineEdit:
    return detail.form.editors[name].findChildren(QLineEdit)[0]


def press(qtbot: QtBot, widget: QWidget) -> None:
    """The key that opens and closes a margin."""
    qtbot.keyClick(widget, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)


def panel_of(detail: Detail, name: str) -> MarginPanel:
    return detail.form.open_margins()[name]


def words_of(widget: QWidget) -> str:
    # What lies in something hidden is not read either: it may be waiting to be deleted.
    labels = widget.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(widget))


def write(qtbot: QtBot, panel: MarginPanel, doubt: str, text: str) -> None:
    panel.certainty.setFocus()
    qtbot.keyClicks(panel.certainty, doubt)
    panel.text.setFocus()
    qtbot.keyClicks(panel.text, text)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


# --- by keyboard ---------------------------------------------------------------------------------


def test_one_key_a_doubt_a_word_and_it_stands_at_the_field(
    qtbot: QtBot, detail: Detail, desk: Desk, site: Record, settled: Settled
) -> None:
    line = line_of(detail, "governorate")
    line.setFocus()
    press(qtbot, line)
    panel = panel_of(detail, "governorate")
    assert panel.isAncestorOf(QApplication.focusWidget() or detail)
    write(qtbot, panel, "Unc", "the border runs here")
    settled()
    margin = marks_of(desk, site.uid)["governorate"]
    assert (margin.certainty, margin.notes[0].text) == ("UNCERTAIN", "the border runs here")
    assert detail.form.open_margins() == {}
    assert line.hasFocus(), "one goes on where one was"
    assert "? Uncertain  * note" in words_of(detail.form.editors["governorate"])
    assert get_record(desk, site.uid) == site


def test_the_same_key_and_escape_put_it_away(qtbot: QtBot, detail: Detail) -> None:
    line = line_of(detail, "name")
    line.setFocus()
    press(qtbot, line)
    press(qtbot, panel_of(detail, "name").certainty)
    assert detail.form.open_margins() == {}
    press(qtbot, line)
    qtbot.keyClick(panel_of(detail, "name").text, Qt.Key.Key_Escape)
    assert detail.form.open_margins() == {}
    assert line.hasFocus()


def test_outside_a_field_the_key_means_the_whole_record(
    qtbot: QtBot, detail: Detail, desk: Desk, site: Record, settled: Settled
) -> None:
    detail.tabs.setCurrentIndex(detail.tabs.count() - 1)
    detail.tabs.setFocus()
    press(qtbot, detail.tabs)
    write(qtbot, panel_of(detail, ""), "", "two places of one name")
    settled()
    assert marks_of(desk, site.uid)[""].sign == "*"
    assert "The whole record" in detail.form.whole.mark.text()


def test_it_opens_below_the_input_and_the_tab_key_goes_on_as_before(
    qtbot: QtBot, detail: Detail
) -> None:
    def way(first: QWidget) -> list[QWidget]:
        first.setFocus()
        found = [first]
        for _ in range(12):
            detail.focusNextChild()
            found.append(QApplication.focusWidget() or detail)
        return found

    line = line_of(detail, "name")
    before = way(line)
    line.setFocus()
    press(qtbot, line)
    panel = panel_of(detail, "name")
    qtbot.waitUntil(lambda: panel.height() > 100)
    foot = line.mapToGlobal(line.rect().bottomLeft()).y()
    assert panel.mapToGlobal(QPoint(0, 0)).y() > foot
    during = way(line)
    stops = [panel.certainty, panel.text, panel.write, panel.close_it]
    assert during[1:5] == stops
    assert during[5:] == before[1:9]
    panel.left.emit()
    assert way(line) == before


# --- by mouse ------------------------------------------------------------------------------------


def test_the_menu_of_a_field_leads_there_and_keeps_what_it_always_had(
    qtbot: QtBot, detail: Detail
) -> None:
    line = line_of(detail, "name")
    place = line.mapToGlobal(QPoint(5, 5))
    QApplication.sendEvent(
        line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), place)
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    assert words[-1] == f"Certainty and margin note\t{MARGIN_KEY}"
    assert any("Paste" in word for word in words)
    menu.actions()[-1].trigger()
    menu.close()
    assert set(detail.form.open_margins()) == {"name"}


def test_pressing_a_mark_shows_who_wrote_what_and_when(
    qtbot: QtBot, detail: Detail, desk: Desk, site: Record, bench: Workbench, settled: Settled
) -> None:
    bench.hub.announce(note_beside(desk, site.uid, "name", text="by phone").changes)
    settled()
    editor = detail.form.editors["name"]
    mark = next(label for label in editor.labels() if label.text() == "* note")
    assert "by phone" in mark.toolTip()
    qtbot.mouseClick(mark, Qt.MouseButton.LeftButton)
    words = words_of(panel_of(detail, "name"))
    assert "by phone" in words
    assert "حسن علي الجبوري" in words
    assert "+03:00" in words


def test_a_note_is_taken_back_with_a_reason_or_stays(
    qtbot: QtBot, detail: Detail, desk: Desk, site: Record, answers: Answers, settled: Settled
) -> None:
    note_beside(desk, site.uid, "name", certainty="PROBABLE")
    detail.margins.read()
    settled()
    detail.margins.ask("name")
    uid = marks_of(desk, site.uid)["name"].notes[0].uid
    answers.reason = None
    panel_of(detail, "name").taken_back.emit(uid)
    settled()
    assert list(marks_of(desk, site.uid)) == ["name"]
    answers.reason = "asked the mayor"
    panel_of(detail, "name").taken_back.emit(uid)
    settled()
    assert marks_of(desk, site.uid) == {}
    assert "Probable" not in words_of(detail.form.editors["name"])


# --- nothing is lost, nothing is touched ---------------------------------------------------------


def test_what_is_typed_in_the_field_is_saved_before_and_the_note_on_leaving(
    qtbot: QtBot, detail: Detail, desk: Desk, site: Record, settled: Settled
) -> None:
    line = line_of(detail, "governorate")
    line.setFocus()
    line.setCursorPosition(len(line.text()))
    qtbot.keyClicks(line, "h")
    press(qtbot, line)
    qtbot.keyClicks(panel_of(detail, "governorate").text, "as the sign has it")
    detail.leave()
    settled()
    stored = get_record(desk, site.uid)
    assert stored is not None
    assert stored.values["governorate"] == "Basrah"
    assert marks_of(desk, site.uid)["governorate"].notes[0].text == "as the sign has it"


def test_what_is_refused_stays_where_it_was_typed(
    qtbot: QtBot, detail: Detail, desk: Desk, site: Record, settled: Settled
) -> None:
    detail.margins.ask("name")
    panel = panel_of(detail, "name")
    panel.write.click()
    settled()
    assert panel.problem.text().startswith("This note says nothing.")
    panel.certainty.setEditText("purple")
    panel.text.setPlainText("kept")
    panel.write.click()
    settled()
    assert "purple" in panel.problem.text()
    assert panel.text.toPlainText() == "kept"
    assert marks_of(desk, site.uid) == {}


def test_a_record_that_is_not_saved_yet_says_what_it_needs(
    detail: Detail, bench: Workbench
) -> None:
    detail.open(None)
    detail.margins.ask("name")
    assert detail.form.open_margins() == {}
    notice = bench.notices.said[-1]
    assert notice.sentence == "A note can stand beside a record once it is saved."


def test_a_final_record_asks_for_no_reason_and_is_not_amended(
    qtbot: QtBot, detail: Detail, desk: Desk, site: Record, answers: Answers, settled: Settled
) -> None:
    with desk.store.writing() as pen:
        pen.append([Edit("site", site.uid, {"state": "FINAL"})], by=desk.person, at=desk.now())
    final = get_record(desk, site.uid)
    detail.open(final)
    detail.margins.ask("name")
    write(qtbot, panel_of(detail, "name"), "Prob", "")
    settled()
    assert answers.asked == []
    assert marks_of(desk, site.uid)["name"].certainty == "PROBABLE"
    assert get_record(desk, site.uid) == final
    assert not any(entry.is_amendment for entry in history(desk, site.uid))


def test_an_event_that_never_changes_can_be_noted_beside(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    uid = "00000000-0000-4000-8000-0000000000e1"
    with desk.store.writing() as pen:
        edit = Edit(CustodyEvent.kind, uid, {"event_type": "COLLECT", "remarks": "by car"})
        pen.append([edit], by=desk.person, at=desk.now())
    event = get_record(desk, uid)
    detail = Detail(CustodyEvent, bench)
    qtbot.addWidget(detail)
    detail.show()
    detail.open(event)
    settled()
    editor = detail.form.editors["event_type"]
    place = QPoint(2, 2)
    QApplication.sendEvent(
        editor,
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, editor.mapToGlobal(place)),
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.actions()[-1].trigger()
    menu.close()
    write(qtbot, panel_of(detail, "event_type"), "", "the clock was slow")
    settled()
    assert marks_of(desk, uid)["event_type"].notes[0].text == "the clock was slow"
    assert get_record(desk, uid) == event


@pytest.mark.parametrize("kind", [RemainsCase, Hazard, CustodyEvent, Photo])
def test_every_kind_of_field_shows_its_mark_and_opens_below(
    qtbot: QtBot, tools: FieldTools, kind: type[Record]
) -> None:
    form = Form(kind, tools)
    qtbot.addWidget(form)
    form.resize(800, 700)
    form.show()
    (margin,) = margins(BONE, [note(certainty="UNCERTAIN")]).values()
    form.show_margins(dict.fromkeys(form.editors, margin))
    for name, editor in form.editors.items():
        before = editor.value()
        assert any("? Uncertain" in label.text() for label in editor.labels()), name
        assert "the head is gone" in words_of(editor.open_margin())
        editor.close_margin()
        assert editor.value() == before
        assert not editor.is_pending()


# --- elsewhere in the window ---------------------------------------------------------------------


def test_a_list_shows_the_mark_after_the_value(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    note_beside(desk, site.uid, "name", certainty="PROBABLE", text="<b>heard</b>")
    page = RecordPage(Site, bench)
    qtbot.addWidget(page)
    settled()
    model = page.model
    columns = range(model.columnCount())
    names = [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in columns]
    cell = model.index(0, names.index("Name of the site"))
    assert plain(cell.data()) == "Nahr Jasim ?"
    assert "&lt;b&gt;heard" in str(cell.data(Qt.ItemDataRole.ToolTipRole))
    number = model.index(0, names.index("Site code"))
    assert plain(number.data()) == "BSR01"
    bench.hub.announce(note_beside(desk, site.uid, "", text="of two").changes)
    settled()
    assert plain(number.data()) == "BSR01 *"


def plain(words: object) -> str:
    """Words without the marks that steer their direction."""
    return str(words).translate(dict.fromkeys([0x200F, *range(0x2066, 0x206A)]))


def test_the_search_opens_the_record_at_the_field(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    note_beside(desk, site.uid, "governorate", text="crossing")
    shell.show()
    frame = shell.frame
    assert frame is not None
    settled()
    frame.search.setText("crossing")
    frame.search._ask()
    settled()
    frame.search._on_clicked(frame.search.popup.model().index(0, 0))
    settled()
    detail = frame.page().findChildren(Detail)[0]
    assert detail.record is not None
    assert detail.record.uid == site.uid
    assert "crossing" in words_of(panel_of(detail, "governorate"))


def test_the_list_of_notes_leads_to_the_field(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Record, settled: Settled
) -> None:
    note_beside(desk, site.uid, "name", certainty="HARD_TO_READ")
    shell.show()
    frame = shell.frame
    assert frame is not None
    frame.open(Destination(MarginNote.kind, marks_of(desk, site.uid)["name"].notes[0].uid))
    settled()
    page = next(one for one in frame.findChildren(RecordPage) if one.kind is MarginNote)
    words = [plain(page.model.index(0, at).data()) for at in range(6)]
    assert {"BSR01", "Name of the site", "Hard to read", "Site"} <= set(words)
    page.main.click()
    settled()
    sites = next(one for one in frame.findChildren(RecordPage) if one.kind is Site)
    assert set(sites.detail.form.open_margins()) == {"name"}


def test_the_history_tells_of_notes_and_restores_none_of_them(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    noted = note_beside(desk, site.uid, "name", certainty="PROBABLE").record
    withdraw_record(desk, noted.uid, "seen again")
    panel = HistoryPanel(Site, bench)
    qtbot.addWidget(panel)
    panel.show_record(site)
    settled()
    newest = [plain(cell) for cell in panel.model.lines[0].cells]
    assert "Margin note: Name of the site" in newest
    assert "Withdrawn" in newest
    assert "seen again" in newest
    panel.table.selectRow(0)
    assert not panel.restore.isEnabled()


def test_right_to_left_the_sign_is_the_readers_own() -> None:
    say = wording("ar")
    (margin,) = margins(BONE, [note(certainty="UNCERTAIN")]).values()
    assert sign_of(margin, say) == "؟"
    assert mark_of(margin, say) == "؟ غير مؤكد  * ملاحظة"
    assert said(margin.notes[0], say).startswith("\u200f")
    assert "the head is gone" in told(margin, say)


def test_the_margin_stands_at_the_reading_side(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions, site: Record, tmp_path: Path
) -> None:
    shell = make_shell(actions)
    shell.looks.choose(language="ar", theme="sun")
    detail = Detail(Site, shell.prepare())
    qtbot.addWidget(detail)
    detail.resize(900, 900)
    detail.show()
    detail.open(site)
    detail.margins.ask("name")
    panel = panel_of(detail, "name")
    assert panel.property("side") == "right"
    qtbot.waitUntil(lambda: panel.height() > 100)
    edge = panel.mapToGlobal(QPoint(panel.width(), 0)).x()
    inner = panel.text.mapToGlobal(QPoint(panel.text.width(), 0)).x()
    assert edge - inner >= 8, "room for the line at the right"
    assert panel.text.mapToGlobal(QPoint(0, 0)).x() == panel.mapToGlobal(QPoint(0, 0)).x()
