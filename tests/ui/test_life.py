"""The life of a record in the window: completed, made final, amended, restored, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.core.ids import new_uid
from app.core.wording import wording
from app.models.days import DiaryEntry
from app.models.fields import encode_values
from app.models.kinds import KIND
from app.models.operations import Team
from app.models.record import Record, State
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.models.strata import ContextRelation
from app.services.desk import Desk
from app.services.reading import get_record, history
from app.services.recording import make_final, save_record, withdraw_record
from app.store.transactions import Edit
from app.ui.page import RecordPage
from app.ui.tables import select_row
from app.ui.workbench import Workbench
from tests.models.plain import lacking
from tests.services.beside import write_beside
from tests.ui.conftest import Answers

Settled = Callable[[], None]


def page_of(qtbot: QtBot, bench: Workbench, kind: type[Record]) -> RecordPage:
    page = RecordPage(kind, bench)
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


@pytest.fixture(autouse=True)
def no_menu_left_open(qapp: QApplication) -> Iterator[None]:
    """A menu that a failing test left open would take the keys of all that follow."""
    yield
    while (menu := qapp.activePopupWidget()) is not None:
        menu.close()


def shown_menu() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def history_tab(page: RecordPage, settled: Settled) -> None:
    page.detail.tabs.setCurrentIndex(page.detail.tabs.count() - 1)
    settled()


def of(desk: Desk, uid: str) -> Record:
    record = get_record(desk, uid)
    assert record is not None
    return record


def final_team(desk: Desk) -> Record:
    team = save_record(desk, "team", None, {"name": "One"}).record
    save_record(desk, "team", team.uid, {**lacking(team), "name": "Two"})
    return make_final(desk, team.uid).record


def brought(desk: Desk, kind: str, values: dict[str, object]) -> Record:
    """A record as a bundle brings it, of which no rule is asked."""
    uid = new_uid()
    with desk.store.writing() as pen:
        edit = Edit(kind, uid, encode_values(KIND[kind].fields, values))
        pen.append([edit], by=desk.person, at=desk.now())
    return of(desk, uid)


# --- complete, and final -------------------------------------------------------------------------


def test_what_is_to_complete_is_listed_and_each_line_goes_to_its_field(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    save_record(desk, "site", None, {"name": "Nahr Jasim"})
    page = page_of(qtbot, bench, Site)
    settled()
    gaps = page.detail.form.to_complete()
    assert len(gaps) > 3
    qtbot.mouseClick(page.detail.to_complete, Qt.MouseButton.LeftButton)
    menu = shown_menu()
    assert [action.text() for action in menu.actions()] == list(gaps.values())
    assert menu.activeAction() is menu.actions()[0]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.detail.form.focused() == list(gaps)[1])


def test_the_bag_that_lists_remains_is_not_asked_for(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    case = brought(desk, "remains_case", {"case_type": "B", "lifted_at": desk.now()})
    page = page_of(qtbot, bench, RemainsCase)
    settled()
    asked = page.detail.form.to_complete()
    assert "container" in asked
    brought(desk, "container", {"container_kind": "BAG", "contents": (case.uid,)})
    page.detail.show_current(case)
    settled()
    assert page.detail.form.to_complete().keys() == asked.keys() - {"container"}
    assert str(len(asked) - 1) in page.detail.to_complete.text()


def test_what_lacks_something_is_not_made_final_and_says_all_of_it(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    team = save_record(desk, "team", None, {"name": "One"}).record
    page = page_of(qtbot, bench, Team)
    settled()
    qtbot.mouseClick(page.detail.heading.finalise, Qt.MouseButton.LeftButton)
    settled()
    said = page.detail.form.remarks
    assert said.isVisible()
    assert "Organisation" in said.text()
    assert of(desk, team.uid).state == State.DRAFT
    assert page.detail.heading.finalise.isVisible()


def test_the_list_and_the_rule_agree(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    """With nothing left to complete, a record is made final."""
    team = save_record(desk, "team", None, {"name": "One"}).record
    save_record(desk, "team", team.uid, lacking(team))
    page = page_of(qtbot, bench, Team)
    settled()
    assert not page.detail.to_complete.isVisible()
    qtbot.mouseClick(page.detail.heading.finalise, Qt.MouseButton.LeftButton)
    settled()
    assert of(desk, team.uid).is_final


# --- amended, and restored -----------------------------------------------------------------------


def test_an_amendment_stands_in_heading_list_and_history(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    team = final_team(desk)
    page = page_of(qtbot, bench, Team)
    settled()
    assert "Final" in words_of_row(page, 0)
    save_record(desk, "team", team.uid, {"name": "Three"}, why="Misheard.")
    page.reload()
    settled()
    assert "Amended" in words_of_row(page, 0)
    history_tab(page, settled)
    model = page.detail.history.model
    newest = model.lines[0].cells
    for place, words in ((3, "Two"), (4, "Three"), (5, "Amendment: "), (5, "Misheard.")):
        assert words in newest[place]
    fonts = [model.data(model.index(0, place), Qt.ItemDataRole.FontRole) for place in range(7)]
    assert [isinstance(font, QFont) and font.strikeOut() for font in fonts] == [
        place == 3 for place in range(7)
    ]
    assert not any(line.struck for line in model.lines[1:])
    full = page.detail.history.full
    assert not full.isVisible()
    select_row(page.detail.history.table, 0)
    assert full.isVisible()
    for label, words in ((full.before, "Two"), (full.after, "Three"), (full.why, "Misheard.")):
        assert words in label.text()
    assert full.before.font().strikeOut()
    assert not full.after.font().strikeOut()


def words_of_row(page: RecordPage, row: int) -> list[object]:
    model = page.model
    return [
        model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole)
        for column in range(model.columnCount())
    ]


def line_of(page: RecordPage, field: str, *, newest: bool = True) -> int:
    lines = page.detail.history.model.lines
    places = [place for place, line in enumerate(lines) if line.key.field == field]  # type: ignore[attr-defined] # a HistoryEntry
    return places[0 if newest else -1]


def test_an_older_value_is_written_again(
    qtbot: QtBot, bench: Workbench, desk: Desk, answers: Answers, settled: Settled
) -> None:
    team = final_team(desk)
    page = page_of(qtbot, bench, Team)
    settled()
    history_tab(page, settled)
    panel = page.detail.history
    assert not panel.restore.isEnabled()
    select_row(panel.table, line_of(page, "name"))
    assert panel.restore.isEnabled()
    qtbot.mouseClick(panel.restore, Qt.MouseButton.LeftButton)
    settled()
    assert answers.asked == ["Amend the final record"]
    assert of(desk, team.uid).values["name"] == "One"
    assert history(desk, team.uid)[-1].why == answers.reason
    assert "One" in panel.model.lines[0].cells[4]
    assert panel.table.hasFocus()  # and not whatever comes after a button that is disabled now


def test_without_a_reason_nothing_is_restored_on_a_final_record(
    qtbot: QtBot, bench: Workbench, desk: Desk, answers: Answers, settled: Settled
) -> None:
    answers.reason = None
    team = final_team(desk)
    page = page_of(qtbot, bench, Team)
    settled()
    history_tab(page, settled)
    select_row(page.detail.history.table, line_of(page, "name"))
    qtbot.mouseClick(page.detail.history.restore, Qt.MouseButton.LeftButton)
    settled()
    assert of(desk, team.uid).values["name"] == "Two"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("state", "How a record stands is not typed."),
        ("base", "Open Conflicts"),
        ("organisation", "empties it again"),
    ],
)
def test_a_line_says_what_restoring_does_or_why_it_cannot(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled, field: str, said: str
) -> None:
    team = final_team(desk)
    write_beside(desk, team, {"base": "Amara"})
    write_beside(desk, team, {"base": "Basra"})
    page = page_of(qtbot, bench, Team)
    settled()
    history_tab(page, settled)
    panel = page.detail.history
    select_row(panel.table, line_of(page, field))
    assert said in panel.hint.text()
    assert panel.restore.isEnabled() is (field == "organisation")
    select_row(panel.table, line_of(page, "name", newest=False))
    assert "began with this value" in panel.hint.text()
    assert not panel.restore.isEnabled()


def test_what_is_only_added_to_says_so(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    draft = {"working_date": "2026-11-21", "work_done": "Nothing."}
    save_record(desk, "diary_entry", None, draft)
    page = page_of(qtbot, bench, DiaryEntry)
    settled()
    history_tab(page, settled)
    assert "never changed" in page.detail.history.hint.text()
    assert not page.detail.history.restore.isVisible()


def test_a_relation_of_contexts_is_called_by_what_it_says(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    one, other = (brought(desk, "context", {"number": f"BAS03-CA000{n}"}) for n in (1, 2))
    sides = {"context": one.uid, "other_context": other.uid, "remarks": "Seen in the profile."}
    relation = brought(desk, "context_relation", {**sides, "relation": "CUTS"})
    page = page_of(qtbot, bench, ContextRelation)
    settled()
    page.detail.show_current(relation)
    settled()
    assert bare(page.detail.heading.number.toolTip()).endswith("BAS03-CA0001 cuts BAS03-CA0002")
    (hit,) = bench.actions.find("profile", say=wording("fa"))
    assert bare(hit.title) == "BAS03-CA0001 BAS03-CA0002 را می‌برد"
    assert bench.actions.titles(["context_relation"], say=wording("fa")) == {
        relation.uid: hit.title
    }


def bare(words: str) -> str:
    """Words without what keeps their order among others."""
    return words.translate(dict.fromkeys(range(0x2066, 0x206A)))


# --- withdrawn -----------------------------------------------------------------------------------


def test_a_withdrawn_record_is_found_and_stands_again_as_it_stood(
    qtbot: QtBot, bench: Workbench, desk: Desk, answers: Answers, settled: Settled
) -> None:
    team = final_team(desk)
    save_record(desk, "team", None, {"name": "Another"})
    withdraw_record(desk, team.uid, "Entered twice.")
    page = page_of(qtbot, bench, Team)
    settled()
    assert page.model.rowCount() == 1
    qtbot.mouseClick(page.withdrawn, Qt.MouseButton.LeftButton)
    settled()
    assert page.model.rowCount() == 2
    select_row(page.table, page.model.row_of(team.uid))
    settled()
    name = page.detail.form.editors["name"].findChildren(QLineEdit)[0]
    assert not name.isEnabled() or name.isReadOnly()
    qtbot.mouseClick(page.detail.heading.restore, Qt.MouseButton.LeftButton)
    settled()
    assert answers.asked == ["Restore this record"]
    assert of(desk, team.uid).state == State.FINAL


# --- room ----------------------------------------------------------------------------------------


def test_where_words_have_no_room_commands_keep_their_icons(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    save_record(desk, "team", None, {"name": "One"})
    page = page_of(qtbot, bench, Team)
    settled()
    heading = page.detail.heading
    assert heading.finalise.text().strip() == "Make final"
    heading.resize(160, heading.height())
    assert heading.finalise.text() == ""
    assert not heading.finalise.icon().isNull()
    assert heading.finalise.toolTip() == heading.finalise.accessibleName() == "Make final"
    heading.resize(900, heading.height())
    assert heading.finalise.text().strip() == "Make final"
