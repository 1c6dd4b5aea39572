"""What a new record takes over in the window: duplicates, pins of before, templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.models.record import Record
from app.models.sites import Site
from app.models.templates import Template, TemplateValue
from app.services.desk import Desk
from app.services.pins import keep_pins, kept_pins
from app.services.reading import list_records
from app.services.recording import save_record
from app.services.templates import save_template, templates_of
from app.ui.page import RecordPage
from app.ui.pages.given import GivenPage
from app.ui.pages.templates import FILLED_IN, FilledInPanel
from app.ui.workbench import Workbench
from tests.models.plain import SPOT
from tests.ui.conftest import Answers

Settled = Callable[[], None]


@pytest.fixture(autouse=True)
def no_menu_left_open(qapp: QApplication) -> Iterator[None]:
    """A menu that a failing test left open would take the keys of all that follow."""
    yield
    while (menu := qapp.activePopupWidget()) is not None:
        menu.close()


def page_of(qtbot: QtBot, bench: Workbench, kind: type[Record] = Site) -> RecordPage:
    page = RecordPage(kind, bench)
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def line(page: RecordPage, name: str) -> QLineEdit:
    return page.detail.form.editors[name].findChildren(QLineEdit)[0]


@pytest.fixture
def site(desk: Desk) -> Record:
    values = {"name": "Nahr Jasim", "number": "BSR01", "governorate": "Basra", "position": SPOT}
    return save_record(desk, "site", None, {**values, "site_status": "REPORTED"}).record


# --- duplicate -----------------------------------------------------------------------------------


def test_a_duplicate_begins_in_italics_with_the_first_empty_field(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    line(page, "name").setFocus()
    qtbot.keyClick(line(page, "name"), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settled()
    form = page.detail.form
    assert page.detail.record is None
    assert form.draft() == {"name": "Nahr Jasim", "governorate": "Basra"}
    assert line(page, "governorate").property("state") == "carried"
    assert form.editors[form.focused()].value() is None
    assert list_records(desk, "site") == [site]  # nothing is saved before a field is left
    line(page, "name").setFocus()
    line(page, "name").end(False)
    qtbot.keyClicks(line(page, "name"), " east")
    assert line(page, "name").property("state") == ""
    assert line(page, "governorate").property("state") == "carried"
    line(page, "district").setFocus()
    settled()
    (_, made) = sorted(list_records(desk, "site"), key=lambda one: str(one.values["name"]))
    assert made.number != site.number
    told = {name: made.values.get(name) for name in ("name", "governorate", "position")}
    assert told == {"name": "Nahr Jasim east", "governorate": "Basra", "position": None}


def test_the_key_duplicates_from_the_list_as_well(
    qtbot: QtBot, bench: Workbench, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.detail.record is None
    assert page.detail.form.draft() == {"name": "Nahr Jasim", "governorate": "Basra"}


def test_the_menu_duplicates_what_is_shown_and_a_new_record_has_nothing_to_duplicate(
    qtbot: QtBot, bench: Workbench, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    heading = page.detail.heading
    assert heading.more.isVisible()
    heading.duplicate.trigger()
    assert page.detail.form.draft()["governorate"] == "Basra"
    assert not heading.duplicate.isEnabled()


# --- pins ----------------------------------------------------------------------------------------


def test_pins_outlive_the_window(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    line(page, "governorate").setFocus()
    pin = (Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(line(page, "governorate"), *pin)
    settled()
    line(page, "governorate").end(False)
    qtbot.keyClicks(line(page, "governorate"), "h")
    line(page, "district").setFocus()
    settled()
    assert kept_pins(desk, "site") == {"governorate": "Basrah"}

    again = page_of(qtbot, bench)  # tomorrow
    settled()
    again.begin()
    settled()
    assert line(again, "governorate").text() == "Basrah"
    assert line(again, "governorate").property("state") == "carried"
    said = [label.text() for label in again.detail.form.editors["governorate"].labels()]
    assert any("carried over" in text for text in said)
    line(again, "governorate").setFocus()
    qtbot.keyClick(line(again, "governorate"), *pin)
    settled()
    assert kept_pins(desk, "site") == {}


def test_a_pin_takes_the_value_that_stands_there_and_says_so(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    line(page, "governorate").setFocus()
    qtbot.keyClick(line(page, "governorate"), Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    settled()
    assert kept_pins(desk, "site") == {"governorate": "Basra"}
    assert "Basra" in bench.notices.said[-1].sentence
    marks = [label.toolTip() for label in page.detail.form.editors["governorate"].labels()]
    assert any("Basra" in tip for tip in marks)
    page.begin()
    assert page.detail.form.draft() == {"governorate": "Basra"}


def test_keys_that_take_nothing_over_say_why(
    qtbot: QtBot, bench: Workbench, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    line(page, "district").setFocus()
    qtbot.keyClick(line(page, "district"), Qt.Key.Key_F4)
    assert "nothing to repeat" in bench.notices.said[-1].sentence
    remarks = page.detail.form.editors["remarks"].findChildren(QPlainTextEdit)[0]
    remarks.setFocus()
    qtbot.keyClick(remarks, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert "never carried over" in bench.notices.said[-1].sentence


def test_the_menu_of_a_field_pins_it_too(
    qtbot: QtBot, qapp: QApplication, bench: Workbench, desk: Desk, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    typed = line(page, "governorate")
    centre = typed.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, centre, typed.mapToGlobal(centre))
    qapp.sendEvent(typed, event)
    menu = qapp.activePopupWidget()
    assert isinstance(menu, QMenu)
    (pin,) = [action for action in menu.actions() if action.text().endswith("Shift+F4")]
    pin.trigger()
    settled()
    assert kept_pins(desk, "site") == {"governorate": "Basra"}


def test_pins_that_come_late_fill_in_only_what_is_empty(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    keep_pins(desk, "site", {"governorate": "Basra", "district": "Qurna"})
    page = page_of(qtbot, bench)
    settled()
    page.begin({"district": "Zubair"})  # the form is made here; its pins are still being read
    settled()
    assert page.detail.form.draft() == {"governorate": "Basra", "district": "Zubair"}


# --- templates -----------------------------------------------------------------------------------


def test_a_record_is_saved_as_a_template_and_begins_another(
    qtbot: QtBot, bench: Workbench, desk: Desk, answers: Answers, site: Record, settled: Settled
) -> None:
    page = page_of(qtbot, bench)
    settled()
    assert not page.detail.heading.templates.isVisible()
    page.detail.heading.keep_as_template.trigger()
    settled()
    assert answers.asked == ["Save as template"]
    (template,) = templates_of(desk, "site")
    assert template.name == answers.name
    assert "Usual" in bench.notices.said[-1].sentence

    page.begin()
    settled()
    assert page.detail.heading.templates.isVisible()
    qtbot.mouseClick(page.detail.heading.templates, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (offered,) = menu.actions()
    assert "Nahr Jasim" in offered.text()  # what it will fill in, before it does
    assert "Basra" in offered.toolTip()
    to_complete = page.detail.to_complete.text()
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    settled()
    assert page.detail.to_complete.text() != to_complete
    form = page.detail.form
    assert form.draft() == {"name": "Nahr Jasim", "governorate": "Basra"}
    assert line(page, "governorate").property("state") == "carried"
    focus = page.focusWidget()
    (field,) = [one for one in form.editors.values() if one.isAncestorOf(focus)]
    assert field.value() is None


def test_nobody_who_gives_no_name_makes_a_template(
    qtbot: QtBot, bench: Workbench, desk: Desk, answers: Answers, site: Record, settled: Settled
) -> None:
    answers.name = None
    page = page_of(qtbot, bench)
    settled()
    page.detail.heading.keep_as_template.trigger()
    settled()
    assert templates_of(desk, "site") == []


def test_what_a_template_cannot_fill_in_is_said(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    rows = (("governorate", '"Basra"'), ("of_tomorrow", '"x"'), ("hold_days", '"many"'))
    filled = tuple(TemplateValue({"field": field, "value": value}) for field, value in rows)
    draft = {"name": "Odd", "template_of": "site", "filled_in": filled}
    save_record(desk, "template", None, draft)
    page = page_of(qtbot, bench)
    settled()
    page.begin()
    settled()
    qtbot.mouseClick(page.detail.heading.templates, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    settled()
    assert page.detail.form.draft() == {"governorate": "Basra"}
    said = [notice.sentence for notice in bench.notices.said[-2:]]
    assert "of_tomorrow" in said[0]
    assert "no longer fits" in said[1]


def test_the_page_of_templates_tells_in_words_what_each_fills_in(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled
) -> None:
    save_template(desk, "site", "By the canal", {"governorate": "Basra", "site_type": "ISOLATED"})
    page = GivenPage(Template, bench, (FILLED_IN,))
    qtbot.addWidget(page)
    page.show()
    settled()
    assert not page.main.isVisible()
    panel = page.detail.panels["What it fills in"]
    assert isinstance(panel, FilledInPanel)
    page.detail.show_part("What it fills in")
    told = {line.cells[0]: line.cells[1] for line in panel.model.lines}
    assert set(told) == {"Governorate", "Kind of site"}
    assert "Basra" in told["Governorate"]
    assert "filled_in" not in page.detail.form.editors
    assert not page.detail.heading.more.isVisible()
