"""Forms: made from the declarations, saying what is missing, overwriting nothing that was typed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from app.models.fields import Depth, Field, RowsField, Stage
from app.models.hazards import Hazard
from app.models.kinds import KINDS
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.rules.verdicts import Level, Verdict
from app.ui.fields.base import FieldEditor, FieldTools
from app.ui.form import TWO_COLUMNS_FROM, Form

UID = "11111111-1111-4111-8111-111111111111"


def made(qtbot: QtBot, kind: type[Record], tools: FieldTools, width: int = 800) -> Form:
    form = Form(kind, tools)
    qtbot.addWidget(form)
    form.resize(width, 700)
    with qtbot.waitExposed(form):
        form.show()
    return form


def _top(widget: QWidget) -> int:
    return widget.mapToGlobal(widget.rect().topLeft()).y()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_has_a_form_with_all_its_fields(
    qtbot: QtBot, tools: FieldTools, kind: type[Record]
) -> None:
    form = made(qtbot, kind, tools)
    left_out = {"state", "reason"} if kind.is_numbered else {"state", "reason", "number"}
    left_out |= {
        name
        for name, item in kind.fields.items()
        if item.by_program and isinstance(item, RowsField)
    }
    assert set(form.editors) == set(kind.fields) - left_out
    assert all(editor.isVisible() for editor in form.editors.values())
    form.set_record(kind(UID, {"number": "X1", "remarks": "Seen"}))
    told = {"number": "X1"} if kind.is_numbered else {}
    assert form.draft() == {**told, "remarks": "Seen"}


def test_two_columns_where_there_is_room(qtbot: QtBot, tools: FieldTools) -> None:
    form = made(qtbot, Hazard, tools, TWO_COLUMNS_FROM + 20)
    one, other = form.editors["device_subtype"], form.editors["device_model"]
    assert (
        one.mapToGlobal(one.rect().topLeft()).y() == other.mapToGlobal(other.rect().topLeft()).y()
    )
    form.resize(TWO_COLUMNS_FROM - 100, 700)
    qtbot.waitUntil(
        lambda: (
            one.mapToGlobal(one.rect().topLeft()).y()
            < other.mapToGlobal(other.rect().topLeft()).y()
        )
    )


def test_the_grave_side_is_shorter_and_holds_what_a_draft_needs(
    qtbot: QtBot, tools: FieldTools
) -> None:
    form = made(qtbot, RemainsCase, tools)
    form.set_depth(Depth.GRAVE_SIDE)
    shown = {name for name, editor in form.editors.items() if editor.isVisible()}
    declared = {
        name
        for name, field in RemainsCase.fields.items()
        if field.depth is Depth.GRAVE_SIDE or field.required is Stage.DRAFT
    }
    assert shown == declared | {"number"}
    form.set_depth(Depth.TENT)
    assert all(editor.isVisible() for editor in form.editors.values())


def test_going_to_a_field_that_is_not_shown_shows_it(qtbot: QtBot, tools: FieldTools) -> None:
    form = made(qtbot, RemainsCase, tools)
    form.set_depth(Depth.GRAVE_SIDE)
    form.reveal("preservation_note")
    assert form.editors["preservation_note"].isVisible()


def test_missing_follows_what_is_filled_in(qtbot: QtBot, tools: FieldTools) -> None:
    form = made(qtbot, Hazard, tools)
    form.set_record(None)
    assert not form.is_ready()
    assert form.missing(Stage.DRAFT) == ["Site", "Status of the hazard"]
    form.put("site", UID)
    form.put("status", "OPEN")
    assert form.is_ready()
    before = len(form.missing())
    form.put("cbrn", "SUSPECTED")
    assert "Signs of contamination" in form.missing()
    assert len(form.missing()) == before  # one is done, another is asked for because of it


def test_problems_stand_at_their_field_and_the_rest_at_the_top(
    qtbot: QtBot, tools: FieldTools
) -> None:
    form = made(qtbot, Site, tools)
    form.show_problems(
        [
            Verdict("BR-28", Level.WARN, "{m} m from the site.", "Check it.", "name", {"m": 250}),
            Verdict("BR-99", Level.BLOCK, "It cannot be.", "Change it.", "governorate"),
            Verdict("BR-04", Level.BLOCK, "Not as a whole.", "Ask.", ""),
        ]
    )
    assert form.editors["name"].warning() == "250 m from the site. Check it. (BR-28)"
    assert form.editors["name"].problem() == ""
    assert form.editors["governorate"].problem() == "It cannot be. Change it. (BR-99)"
    assert "Not as a whole. Ask. (BR-04)" in form.remarks.text()
    form.show_problems([])
    assert form.editors["name"].warning() == ""
    assert not form.remarks.isVisible()


def test_news_from_the_store_never_overwrites_typing(qtbot: QtBot, tools: FieldTools) -> None:
    form = made(qtbot, Site, tools)
    form.set_record(Site(UID, {"name": "Nahr Jasim", "governorate": "Basra"}))
    line = form.editors["name"].findChildren(QLineEdit)[0]
    line.setText("Nahr Jasim berm")
    form.show_saved(Site(UID, {"name": "Fish Lake", "governorate": "Maysan"}))
    assert line.text() == "Nahr Jasim berm"
    assert form.editors["governorate"].value() == "Maysan"
    form.commit_pending()
    form.show_saved(Site(UID, {"name": "Fish Lake", "governorate": "Maysan"}))
    assert form.editors["name"].value() == "Nahr Jasim berm"
    form.mark_saved(["name"])
    form.show_saved(Site(UID, {"name": "Fish Lake", "governorate": "Maysan"}))
    assert form.editors["name"].value() == "Fish Lake"


def test_a_disputed_field_shows_both_values(qtbot: QtBot, tools: FieldTools) -> None:
    form = made(qtbot, Hazard, tools)
    form.show_disputes({"exclusion_radius_m": "Laptop A wrote 100 m, Laptop B wrote 300 m"})
    labels = [label.text() for label in form.editors["exclusion_radius_m"].labels()]
    assert "Laptop A wrote 100 m, Laptop B wrote 300 m" in labels
    assert any("disputed" in text for text in labels)
    form.show_disputes({})
    assert not any(
        label.isVisible() and "disputed" in label.text()
        for label in form.editors["exclusion_radius_m"].labels()
    )


def test_a_read_only_form_takes_no_typing(qtbot: QtBot, tools: FieldTools) -> None:
    form = made(qtbot, Site, tools)
    form.set_record(Site(UID, {"name": "Nahr Jasim"}))
    form.set_read_only(is_read_only=True)
    line = form.editors["name"].findChildren(QLineEdit)[0]
    qtbot.keyClicks(line, "more")
    assert line.text() == "Nahr Jasim"


# --- what a large form costs ---------------------------------------------------------------------


def test_only_fields_that_one_was_in_listen(
    qtbot: QtBot, tools: FieldTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def hear(editor: FieldEditor[Field[Any]], _watched: QObject, _event: QEvent) -> bool:
        heard.append(editor.field.name)
        return False

    monkeypatch.setattr(FieldEditor, "eventFilter", hear)
    form = Form(RemainsCase, tools)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    first = form.focused()
    form.editors["remarks"].setFocus()
    form.resize(900, 700)
    form.set_record(RemainsCase(UID, {"number": "X1", "remarks": "Seen"}))
    qtbot.keyClick(form.editors["remarks"].input, Qt.Key.Key_A)
    assert {"remarks"} <= set(heard) <= {first, "remarks"}


def test_a_form_with_room_for_two_columns_is_arranged_once(
    qtbot: QtBot, tools: FieldTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    arranged: list[int] = []
    arrange = Form._arrange

    def count(form: Form) -> None:
        arranged.append(form.width())
        arrange(form)

    monkeypatch.setattr(Form, "_arrange", count)
    beside = QSplitter()
    qtbot.addWidget(beside)
    beside.resize(1000, 700)
    with qtbot.waitExposed(beside):
        beside.show()
    form = Form(RemainsCase, tools, beside)
    beside.addWidget(form)
    assert form.width() > TWO_COLUMNS_FROM
    assert len(arranged) == 1
