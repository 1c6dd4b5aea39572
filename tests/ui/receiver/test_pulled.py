"""A real cable is pulled, a real gpsd dies or hangs, while a position is being taken from it.

No point is recorded by mistake.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import Event, Thread

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.position.dialog import PositionDialog
from app.ui.receiver.following import Choice, Way
from app.ui.receiver.receiver import Link, Receiver
from app.ui.workbench import Workbench
from tests.ui.receiver.conftest import LOG, Cable


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


class Gpsd:
    """A server that greets as gpsd does, speaks, and then ends in the middle of a word or hangs."""

    def __init__(self, told: bytes, *, hangs: bool) -> None:
        self._told, self._hangs = told, hangs
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(10)
        self.address = "{}:{}".format(*self._listener.getsockname())
        self._end = Event()
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        caller, _ = self._listener.accept()
        with caller:
            caller.sendall(b'{"class":"VERSION","release":"3.22"}\n')
            caller.recv(1_000)
            caller.sendall(self._told)
            self._end.wait(30 if self._hangs else 0.5)

    def close(self) -> None:
        self._end.set()
        self._thread.join()
        self._listener.close()


@pytest.mark.parametrize("hangs", [False, True], ids=["dies in mid-sentence", "hangs"])
def test_a_gpsd_that_falls_silent_while_a_position_is_taken_records_nothing_by_mistake(
    qtbot: QtBot,
    bench: Workbench,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    *,
    hangs: bool,
) -> None:
    whole = LOG[: LOG.rindex(b"$", 0, 3_000)]
    gpsd = Gpsd(whole + b"$GPRMC,171934.00,A,30", hangs=hangs)
    try:
        receiver.connect_to(Choice(Way.NETWORK, gpsd.address))
        qtbot.waitUntil(lambda: receiver.last is not None, timeout=10_000)
        last = receiver.last
        dialog = PositionDialog(bench, "Position")
        qtbot.addWidget(dialog)
        dialog.show()
        if hangs:
            now = receiver.seconds
            monkeypatch.setattr(receiver, "seconds", lambda: now() + 6)
        else:
            qtbot.waitUntil(lambda: receiver.link is Link.LOST, timeout=10_000)
        qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
        assert dialog.isVisible()
        assert dialog.position is None
        assert receiver.last is last  # half a sentence is none
        dialog.live.refresh()
        assert dialog.live.degrees.font().strikeOut()
        told = "none came since" if hangs else "broke off"
        assert told in dialog.live.doubts.text()
    finally:
        receiver.disconnect_now()
        gpsd.close()
