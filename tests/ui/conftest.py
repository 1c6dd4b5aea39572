"""A real store on disk, a real window off screen, and somebody who answers its questions."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.core.clock import Moment
from app.core.wording import wording
from app.crypto.passphrases import TEST_COST
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.ui.actions import Actions
from app.ui.binding import bound_to
from app.ui.dialogs import Dialogs
from app.ui.doors import Doors
from app.ui.dressing import dress
from app.ui.fields.base import FieldTools
from app.ui.hub import Hub
from app.ui.icons import Icons
from app.ui.jobs import JobRunner
from app.ui.looks import Looks
from app.ui.pages.rail import PLACES
from app.ui.receiver import sound
from app.ui.receiver.sound import Warble
from app.ui.shell import Settings, Shell
from app.ui.shown import Shown
from app.ui.theme import LIGHT
from app.ui.titles import Titles
from app.ui.workbench import Workbench

NOON = Moment.parse("2026-11-21T12:00:00+03:00")


@dataclass(frozen=True)
class StoppedClock:
    """Says the same time whenever it is asked."""

    moment: Moment = NOON

    def now(self) -> Moment:
        return self.moment


@dataclass
class Answers(Dialogs):
    """Answers every question as the test says, and remembers what was asked."""

    reason: str | None = "because it was checked"
    name: str | None = "Usual"
    files: list[Path] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @override
    def ask_reason(self, parent: QWidget, title: str, text: str) -> str | None:
        self.asked.append(title)
        return self.reason

    @override
    def ask_name(self, parent: QWidget, title: str, text: str, label: str) -> str | None:
        self.asked.append(title)
        return self.name

    @override
    def confirm(self, parent: QWidget, title: str, text: str, action: str) -> bool:
        self.asked.append(title)
        return True

    @override
    def open_file(self, parent: QWidget, title: str, pattern: str) -> Path | None:
        return self.files[0] if self.files else None

    @override
    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]:
        self.asked.append(title)
        return self.files

    @override
    def save_file(self, parent: QWidget, title: str, name: str) -> Path | None:
        return self.files[0] if self.files else None

    @override
    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        return self.files[0] if self.files else None


@pytest.fixture(autouse=True)
def sounds(monkeypatch: pytest.MonkeyPatch) -> list[Warble]:
    """What would have been heard: no test makes a noise."""
    played: list[Warble] = []
    monkeypatch.setattr(sound, "play", played.append)
    monkeypatch.setattr(sound, "require_device", lambda: None)
    return played


@pytest.fixture
def tools(qapp: QApplication) -> Generator[FieldTools]:
    """What editors and forms need; no store."""
    dress(qapp, Looks())
    say, jobs, hub = wording("en"), JobRunner(), Hub()
    titles = Titles(say, lambda _kinds: {}, jobs, hub, surprise)
    yield FieldTools(
        say=say,
        icons=Icons(LIGHT),
        clock=StoppedClock(),
        titles=titles,
        shown=Shown(say, titles),
        doors=Doors(),
    )
    jobs.close()


def surprise(error: Exception) -> None:
    """Fails the test: nothing may go wrong here."""
    raise error


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def desk(tmp_path: Path) -> Generator[Desk]:
    """A field laptop's store with one person, who leads the team."""
    founder = Founder("حسن علي الجبوري", "Hassan Ali al-Jubouri", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(
        founder, "old canal road pumping station 26", "Laptop A", "A", cost=TEST_COST
    )
    made = create_laptop(tmp_path / "basra.athar", beginning)
    yield made
    close_desk(made)


@pytest.fixture
def actions(desk: Desk) -> Actions:
    return bound_to(desk, is_headquarters=False)


@pytest.fixture
def make_shell(
    qapp: QApplication, tmp_path: Path, answers: Answers
) -> Generator[Callable[..., Shell]]:
    """Builds shells; every job of theirs ends with the test."""
    shells: list[Shell] = []

    def make(actions: Actions, doors: Doors | None = None) -> Shell:
        make_doors = (lambda _bench: doors) if doors is not None else None
        settings = Settings(tmp_path, StoppedClock(), make_doors, answers)
        shells.append(Shell(qapp, actions, PLACES, settings))
        return shells[-1]

    yield make
    for shell in shells:
        shell.jobs.close()
        if shell.frame is not None:
            shell.frame.close()
            shell.frame.deleteLater()
        shell.deleteLater()
    qapp.processEvents()


@pytest.fixture
def shell(make_shell: Callable[..., Shell], actions: Actions) -> Shell:
    return make_shell(actions)


@pytest.fixture
def bench(shell: Shell) -> Workbench:
    """The surroundings of a page, without a window around it."""
    return shell.prepare()


@pytest.fixture
def settled(qtbot: QtBot, shell: Shell) -> Callable[[], None]:
    """Waits until nothing is being read or written."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not shell.jobs.is_busy, timeout=60_000)

    return wait
