"""Questions that stop the person: they wait for a reason, and can be left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.core.wording import Wording
from app.ui.dialogs import NameDialog, ReasonDialog
from app.ui.looks import Looks, LooksSwitch, read_looks

ENGLISH = Wording("en", {})


def test_the_action_waits_for_a_reason(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ReasonDialog(parent, ENGLISH, "Withdraw this record", ["It stays."], "Withdraw")
    dialog.open()
    assert not dialog.action.isEnabled()
    qtbot.keyClicks(dialog.why, "  twice the same ")
    assert dialog.action.isEnabled()
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.reason == "twice the same"


def test_the_action_waits_for_a_name(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = NameDialog(parent, ENGLISH, "Save as template", "Numbers are left out.", "Name")
    dialog.open()
    qtbot.keyClicks(dialog.line, "  ")
    assert not dialog.action.isEnabled()
    qtbot.keyClicks(dialog.line, "By the canal ")
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.name == "By the canal"


def test_a_question_can_be_left(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ReasonDialog(parent, ENGLISH, "Withdraw this record", ["It stays."], "Withdraw")
    dialog.open()
    qtbot.keyClicks(dialog.why, "no")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ('{"language": "ar", "theme": "dark"}', Looks("ar", "dark")),
        ('{"language": "tlh", "theme": "neon"}', Looks()),
        ('{"language": 7}', Looks()),
        ("[]", Looks()),
        ("no json", Looks()),
        ("", Looks()),
    ],
)
def test_looks_are_read_as_far_as_they_can_be(tmp_path: Path, text: str, looks: Looks) -> None:
    path = tmp_path / "looks.json"
    path.write_text(text)
    assert read_looks(path) == looks
    assert read_looks(tmp_path / "nothing") == Looks()


def test_looks_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    switch = LooksSwitch(tmp_path / "looks.json")
    with qtbot.waitSignal(switch.chosen) as chosen:
        switch.choose(language="ckb")
    assert chosen.args == [Looks("ckb", "light")]
    assert read_looks(tmp_path / "looks.json") == Looks("ckb", "light")
    with qtbot.assertNotEmitted(switch.chosen):
        switch.choose(language="ckb")
    switch.toggle_sun()
    switch.toggle_sun()
    assert switch.looks == Looks("ckb", "light")
