"""A real cable is pulled while its position is being taken: no point is recorded by mistake."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.position.dialog import PositionDialog
from app.ui.receiver.receiver import Link, Receiver
from app.ui.workbench import Workbench
from tests.ui.receiver.conftest import Cable


def test_pulling_the_cable_while_averaging_records_nothing_by_mistake(
    qtbot: QtBot,
    bench: Workbench,
    plugged: Callable[[], None],
    receiver: Receiver,
    cable: Cable,
) -> None:
    plugged()
    dialog = PositionDialog(bench, "Position")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.live.isVisible()
    assert dialog.record.isEnabled()
    dialog.live.ways.buttons["average"].click()
    cable.pull()
    qtbot.waitUntil(lambda: receiver.link is Link.LOST, timeout=5_000)
    assert not dialog.record.isEnabled()
    dialog.live.ways.buttons["one"].click()
    assert not dialog.record.isEnabled()
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.position is None
    assert dialog.live.degrees.font().strikeOut()
    assert "is gone" in dialog.live.doubts.text()
