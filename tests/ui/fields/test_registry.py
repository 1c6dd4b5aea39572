"""Every kind of field has a whole editor; a file is attached, and a part of a name is enough."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.models.clearance import ClearanceCertificate
from app.models.hazards import Hazard
from app.models.kinds import KINDS
from app.models.record import Record
from app.ui.doors import Doors
from app.ui.fields.base import Edit, FieldEditor, FieldTools
from app.ui.fields.choices import ChoiceEditor
from app.ui.fields.media import MediaEditor
from app.ui.fields.registry import EDITORS, editor_for
from app.ui.fields.rows import RowsEditor


@pytest.mark.parametrize("editor", sorted({*EDITORS.values(), RowsEditor}, key=str))
def test_no_editor_leaves_a_part_unwritten(editor: type[FieldEditor[Any]]) -> None:
    assert _is_abstract(vars(FieldEditor)["build"])
    unwritten = [name for name in dir(editor) if _is_abstract(getattr(editor, name, None))]
    assert not unwritten


def _is_abstract(part: object) -> bool:
    return bool(getattr(part, "__isabstractmethod__", False))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_no_editor_leaves_a_widget_outside_its_lines(
    qtbot: QtBot, tools: FieldTools, kind: type[Record]
) -> None:
    for field in kind.fields.values():
        editor = editor_for(field, tools)
        qtbot.addWidget(editor)
        editor.resize(400, 120)
        editor.show()
        laid_out = editor.layout()
        assert laid_out is not None
        inside = Qt.FindChildOption.FindDirectChildrenOnly
        stray = [
            child
            for child in editor.findChildren(QWidget, options=inside)
            if child.isVisible() and not child.isWindow() and not _is_in(laid_out, child)
        ]
        assert not stray, field.name
        editor.hide()


def _is_in(layout: QLayout, widget: QWidget) -> bool:
    items = [layout.itemAt(place) for place in range(layout.count())]
    return any(
        item is not None
        and (item.widget() is widget or ((inner := item.layout()) and _is_in(inner, widget)))
        for item in items
    )


def test_a_file_is_attached_where_there_is_none(qtbot: QtBot, tools: FieldTools) -> None:
    digest = "ab" * 32
    doors = Doors(attach=lambda _parent, _purpose, done: done(digest))
    editor = editor_for(ClearanceCertificate.paper, replace(tools, doors=doors))
    assert isinstance(editor, MediaEditor)
    qtbot.addWidget(editor)
    editor.show()
    with qtbot.waitSignal(editor.edited) as edited:
        qtbot.mouseClick(editor.attach, Qt.MouseButton.LeftButton)
    assert edited.args == [Edit("paper", digest)]
    assert not editor.attach.isVisible()  # what was attached is never replaced
    editor.set_value(None)
    assert editor.attach.isVisible()
    editor.set_read_only(is_read_only=True)
    assert not editor.attach.isVisible()


def test_a_part_of_one_name_is_enough_and_of_two_is_not(qtbot: QtBot, tools: FieldTools) -> None:
    editor = editor_for(Hazard.hazard_class, tools)
    edits: list[Edit] = []
    editor.edited.connect(edits.append)
    assert isinstance(editor, ChoiceEditor)
    line = editor.picker.lineEdit()
    assert line is not None
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for widget in (editor, QLineEdit()):
        column.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for text in ("single", "e"):
        editor.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(QApplication.activePopupWidget() or line, Qt.Key.Key_Tab)
        if text == "single":
            assert not editor.problem()
            assert edits == [Edit("hazard_class", "ITEM")]
            assert line.text() == "Single item"
    assert "is not in the list" in editor.problem()
