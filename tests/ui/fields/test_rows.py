"""Long tables: text until somebody changes a line, so that a list of 250 costs no more than one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.models.clearance import ClearanceCertificate
from app.models.fields import encode_values
from app.models.handovers import HandoverLine, HandoverList
from app.models.signatures import Signature
from app.ui.fields.base import FieldEditor, FieldTools
from app.ui.fields.registry import editor_for
from app.ui.fields.rows import RowsEditor
from app.ui.form import Form
from app.ui.labels import Label

Rows = tuple[HandoverLine, ...]


def lines(count: int) -> Rows:
    return tuple(HandoverLine({"sets": at + 1, "remarks": f"line {at}"}) for at in range(count))


@pytest.fixture
def editor(qtbot: QtBot, tools: FieldTools) -> RowsEditor:
    made = editor_for(HandoverList.lines, tools)
    qtbot.addWidget(made)
    assert isinstance(made, RowsEditor)
    return made


def buttons(editor: RowsEditor, name: str) -> list[QPushButton]:
    found = editor.findChildren(QPushButton)
    return [one for one in found if one.accessibleName().startswith(name) and not one.isHidden()]


def cells(editor: RowsEditor) -> list[FieldEditor[Any]]:
    return [one for one in editor.findChildren(QWidget) if isinstance(one, FieldEditor)]


def words(editor: RowsEditor) -> list[str]:
    found = [label for label in editor.findChildren(Label) if label.property("role") == "line"]
    return [label.text() for label in found if "line " in label.text()]


@pytest.mark.parametrize("count", [7, 40, 250])
def test_a_long_table_is_whole_without_an_editor(editor: RowsEditor, count: int) -> None:
    editor.set_value(lines(count))
    assert editor.read() == lines(count)
    assert not editor.is_pending()
    assert not cells(editor)
    assert len(words(editor)) == min(count, 40)


def test_more_lines_cost_no_more_widgets(editor: RowsEditor) -> None:
    editor.set_value(lines(50))
    few = len(editor.findChildren(QPushButton))
    editor.set_value(lines(250))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(editor.findChildren(QPushButton)) == few


def test_the_rest_is_shown_when_asked_for(qtbot: QtBot, editor: RowsEditor) -> None:
    editor.set_value(lines(60))
    (more,) = [one for one in editor.findChildren(QPushButton) if "more lines" in one.text()]
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert len(words(editor)) == 60
    assert more.isHidden()
    assert not editor.is_pending()


def test_one_line_is_changed_among_many(qtbot: QtBot, editor: RowsEditor) -> None:
    editor.set_value(lines(60))
    qtbot.mouseClick(buttons(editor, "Change line 3")[0], Qt.MouseButton.LeftButton)
    assert not editor.is_pending(), "looking at a line changes nothing"
    remarks = next(cell for cell in cells(editor) if cell.field.name == "remarks")
    remarks.restore("counted again")
    with qtbot.waitSignal(editor.edited):
        remarks.commit()
    changed = editor.value()
    assert isinstance(changed, tuple)
    assert changed[2].values == {"sets": 3, "remarks": "counted again"}
    assert changed[:2] + changed[3:] == lines(60)[:2] + lines(60)[3:]


def test_a_line_is_added_after_all_others(qtbot: QtBot, editor: RowsEditor) -> None:
    editor.set_value(lines(60))
    (add,) = [one for one in editor.findChildren(QPushButton) if "Add" in one.text()]
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    remarks = next(cell for cell in cells(editor) if cell.field.name == "remarks")
    remarks.restore("the last")
    remarks.commit()
    assert editor.value() == (*lines(60), HandoverLine({"remarks": "the last"}))


def test_what_could_not_be_saved_comes_back_with_every_line(editor: RowsEditor) -> None:
    editor.set_value(lines(60))
    kept = json.loads(editor.typed())
    assert kept[59] == {"=": encode_values(HandoverLine.columns, lines(60)[59].values)}
    editor.set_value(None)
    editor.restore(json.dumps(kept))
    assert editor.read() == lines(60)


def test_lines_call_things_by_their_titles_once_these_are_read(
    qtbot: QtBot, tools: FieldTools
) -> None:
    container = "00000000-0000-4000-8000-00000000000a"
    made = editor_for(HandoverList.lines, tools)
    qtbot.addWidget(made)
    made.set_value(tuple(HandoverLine({"container": container, "sets": at}) for at in range(9)))
    shown = [label.text() for label in made.findChildren(Label) if "Container" in label.text()]
    assert len(shown) == 9
    assert "not here yet" in shown[0]
    tools.titles._on_read("container", {container: "BSR01-KA0001"})
    told = [label.text() for label in made.findChildren(Label) if "BSR01-KA0001" in label.text()]
    assert len(told) == 9


def test_in_arabic_a_line_of_text_begins_at_the_right(qtbot: QtBot, tools: FieldTools) -> None:
    made = editor_for(HandoverList.lines, replace(tools, say=wording("ar")))
    qtbot.addWidget(made)
    made.set_value(lines(9))
    (first, *_) = [label.text() for label in made.findChildren(Label) if "line 0" in label.text()]
    assert first.startswith("\u200f")


def test_what_the_program_adds_to_a_line_leaves_the_person_in_it(
    qtbot: QtBot, tools: FieldTools
) -> None:
    """A signature is bound as it is saved; who goes on typing in its line must not lose it."""
    form = Form(ClearanceCertificate, tools)
    qtbot.addWidget(form)
    before = ClearanceCertificate("c" * 32, {"signatures": (Signature({"role": "ISSUE"}),)})
    form.set_record(before)
    editor = form.editors["signatures"]
    assert isinstance(editor, RowsEditor)
    typed_in = cells(editor)
    bound = Signature({"role": "ISSUE", "record_hash": "0" * 64})
    form.show_saved(before.with_values({"signatures": (bound,)}))
    assert editor.value() == (bound,)
    assert cells(editor) == typed_in
