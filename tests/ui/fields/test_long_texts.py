"""Text of many lines begins at the reading side, as lines do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.models.finds import Artefact
from app.ui.fields.base import FieldTools
from app.ui.fields.registry import editor_for


def _ink(box: QWidget) -> tuple[int, int]:
    """The leftmost and rightmost dark column within the box."""
    image = box.grab().toImage()
    edge = 8
    dark = [
        x
        for x in range(edge, image.width() - edge)
        if any(image.pixelColor(x, y).lightness() < 110 for y in range(edge, image.height() - edge))
    ]
    return min(dark), image.width() - max(dark)


@pytest.mark.parametrize("text", ["بطاقة في غلاف", "Card in a cover"])
@pytest.mark.parametrize("language", ["en", "ar", "ckb", "fa", "az"])
def test_a_long_text_begins_at_the_reading_side(
    qtbot: QtBot, tools: FieldTools, language: str, text: str
) -> None:
    say = wording(language)
    editor = editor_for(Artefact.fields["description"], replace(tools, say=say))
    qtbot.addWidget(editor)
    editor.set_value(text)
    editor.resize(600, 200)
    editor.show()
    box = editor.findChild(QPlainTextEdit)
    assert box is not None
    left, right = _ink(box)
    assert (right < left) is say.is_right_to_left
