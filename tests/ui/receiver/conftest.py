"""A receiver at the end of a real pseudo-terminal, and a clock in seconds that a test can turn."""

from __future__ import annotations

import os
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.exchange import ports
from app.ui.receiver.following import Choice, Way
from app.ui.receiver.receiver import Receiver
from app.ui.shell import Shell

LOG = (Path(__file__).parents[2] / "data/nmea/neo-m8n.log").read_bytes()


class Cable:
    """The far end, where a receiver speaks; `pull` takes it away."""

    def __init__(self) -> None:
        self.end, self._near = os.openpty()
        tty.setraw(self._near)
        self.device = os.ttyname(self._near)

    def say(self, told: bytes) -> None:
        os.write(self.end, told)

    def pull(self) -> None:
        os.close(self.end)
        self.end = -1

    def close(self) -> None:
        os.close(self._near)
        if self.end >= 0:
            os.close(self.end)


@pytest.fixture
def cable() -> Iterator[Cable]:
    made = Cable()
    yield made
    made.close()


@pytest.fixture
def receiver(shell: Shell) -> Receiver:
    """The receiver of a window that has none yet."""
    return shell.receiver


@pytest.fixture
def plugged(
    qtbot: QtBot, cable: Cable, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """Plugs the cable in, and speaks until the first position is known."""
    monkeypatch.setattr(ports, "_TRIAL_S", 5.0)

    def plug() -> None:
        receiver.connect_to(Choice(Way.SERIAL, cable.device))
        at = 0
        while receiver.last is None and at < len(LOG):
            cable.say(LOG[at : at + 500])  # what comes before the port is open is lost
            at += 500
            qtbot.wait(100)
        assert receiver.last is not None

    return plug
