"""The composition root: a window comes up on a real store, and the session ends when it closes."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.core.errors import AppError
from app.core.jobs import Ticket
from app.crypto.passphrases import TEST_COST
from app.services.beginnings import Beginning, Founder
from app.services.operation import close_desk, create_laptop, open_store
from app.services.practice import founding, journey
from app.ui import screens
from app.ui.unlock.openers import store_openers
from app.ui.windows import Lent, Windows
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, and the interpreter's hooks as they were."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    hooks = sys.excepthook, threading.excepthook
    yield tmp_path / "data" / "athar"
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def store(tmp_path: Path) -> Path:
    work = Fieldwork(tmp_path / "work")
    work.report_a_site()
    work.close()
    return tmp_path / "work" / "a.athar"


def lent(language: str | None = None) -> Lent:
    return Lent(bootstrap.data_folder(), store_openers(), close_desk, language)


def test_a_window_opens_on_a_store_and_ends_its_session(
    qtbot: QtBot, qapp: QApplication, store: Path
) -> None:
    desk = open_store(store, PASSPHRASE)
    windows = Windows(qapp, lent("ar"))
    windows.show_desk(desk)
    shell = windows.shell
    assert shell is not None
    assert shell.frame is not None
    qtbot.waitUntil(lambda: not shell.jobs.is_busy)
    assert shell.looks.looks.language == "ar"
    shell.frame.close()
    windows.close()
    again = open_store(store, PASSPHRASE)
    with again.store.reading() as view:
        tip = view.tip
        (run,) = view.lines.segments_from(tip.journal, tip.size - 1)
    assert b'"act":"close"' in run.lines[0]
    again.store.close()


def test_the_first_window_opens_the_store_with_its_passphrase(
    qtbot: QtBot, qapp: QApplication, store: Path
) -> None:
    windows = Windows(qapp, lent())
    windows.ask(store)
    unlock = windows.unlock
    assert unlock is not None
    unlock.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(unlock.opened, timeout=60_000):
        unlock.open.click()
    shell = windows.shell
    assert shell is not None
    assert shell.frame is not None
    qtbot.waitUntil(lambda: not shell.jobs.is_busy)
    assert not unlock.isVisible()
    shell.frame.close()
    windows.close()


def test_a_store_and_its_passphrase_open_at_once(
    qtbot: QtBot, qapp: QApplication, store: Path
) -> None:
    QTimer.singleShot(0, qapp.quit)
    assert bootstrap.open_window(store, PASSPHRASE, None) == 0


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_in_good_order(
    qtbot: QtBot, qapp: QApplication, store: Path, ended_by: signal.Signals
) -> None:
    before = signal.getsignal(ended_by)
    QTimer.singleShot(0, lambda: signal.raise_signal(ended_by))
    assert bootstrap.open_window(store, PASSPHRASE, None) == 0
    assert signal.getsignal(ended_by) == before


def test_a_wrong_passphrase_opens_no_window(qapp: QApplication, store: Path) -> None:
    with pytest.raises(AppError, match="does not open this file"):
        bootstrap.open_window(store, "another", None)


def test_a_defect_before_any_store_is_open_is_kept_and_told(
    qtbot: QtBot, qapp: QApplication, home: Path
) -> None:
    windows = Windows(qapp, lent())
    windows.ask(None)
    qapp.processEvents()  # the window begins to load what it will need
    windows.report(ZeroDivisionError("Fatima, 30.5331 N"))
    assert windows.unlock is not None
    assert "The program made a mistake." in windows.unlock.problem.text()
    (kept,) = (home / "crashes").iterdir()
    assert "ZeroDivisionError" in kept.read_text("utf-8")
    assert "Fatima" not in kept.read_text("utf-8")
    windows.unlock.close()
    windows.close()


def test_what_goes_wrong_while_pictures_are_taken_is_not_hidden(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grab(*_: object) -> list[Path]:
        sys.excepthook(ValueError, ValueError("in a slot"), None)
        return []

    monkeypatch.setattr(screens, "grab_all", grab)
    work = Fieldwork(tmp_path / "work", books="")
    with pytest.raises(ValueError, match="in a slot"):
        bootstrap.grab_screens(work.hq, tmp_path, ("en",), ("light",))
    work.close()


def test_the_practice_is_made_once_and_opened_from_then_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def perform(folder: Path, *, ticket: Ticket) -> None:
        made.append(folder)
        (folder / "field-a").mkdir(parents=True)
        (folder / "summary.json").write_text('{"practice": true}')
        founder = Founder("ريم", "Rim", "P1")
        beginning = Beginning(founder, founding.PASSPHRASE, "Laptop A", "A", cost=TEST_COST)
        close_desk(create_laptop(folder / "field-a" / founding.STORE_NAME, beginning))

    monkeypatch.setattr(journey, "perform", perform)
    for _ in range(2):
        close_desk(bootstrap._practice(Ticket()))
    assert made == [home / "practice"]


def test_crash_files_lie_in_the_users_own_folder(home: Path) -> None:
    path = bootstrap.keep_crash(KeyError("secret"))
    assert path is not None
    assert path.is_relative_to(home)
    assert "secret" not in path.read_text("utf-8")
