"""The composition root: what is around the commands, and the window with everything it needs.

Nothing else in the program knows both a store and a window. There are no globals: what is built
here is handed on by constructor. The first window shows before anything heavy is loaded, so the
rest is imported once a store is open.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from app.core.clock import SystemClock
from app.core.jobs import Ticket
from app.core.wording import wording
from app.ui.crash import CrashLog, install_hooks
from app.ui.dressing import dress
from app.ui.looks import read_looks
from app.ui.unlock.openers import store_openers
from app.ui.unlock.window import UnlockWindow

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.seat import Seat
    from app.ui.shell import Shell

LOOKS = "looks.json"
_PULSE_MS = 300


def keep_crash(error: BaseException) -> Path | None:
    """Write down a defect without any record in it; where, or nothing if that fails."""
    return _crash_log().write(error)


def open_window(store: Path | None, passphrase: str | None, language: str | None) -> int:
    """Show the window until it is closed; the exit status of the program.

    With a store and its passphrase it opens at once; otherwise the first window asks for them.

    Raises:
        AppError: the store cannot be opened with the passphrase given.
    """
    desk = None
    if store is not None and passphrase is not None:
        desk = _opened(store, passphrase)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Athar")
    windows = Windows(application, language)
    install_hooks(windows.report)
    if desk is not None:
        windows.show_desk(desk)
    else:
        windows.ask(store)
    with _ended_by_signals(application):
        status = application.exec()
    windows.close()
    return status


@contextmanager
def _ended_by_signals(application: QApplication) -> Generator[None]:
    """Let Ctrl+C and the end of a desktop session close the windows in good order."""
    ended = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, lambda *_: application.quit()) for one in ended]
    pulse = QTimer()  # Python hears of a signal only when it runs
    pulse.timeout.connect(_listen)
    pulse.start(_PULSE_MS)
    try:
        yield
    finally:
        pulse.stop()
        for one, handler in zip(ended, before, strict=True):
            signal.signal(one, handler)


def _listen() -> None:
    """Give Python a turn."""


def grab_screens(
    desk: Desk, folder: Path, languages: Sequence[str], themes: Sequence[str]
) -> list[Path]:
    """Pictures of every page at a desk, for each language and theme.

    Raises:
        Exception: whatever went wrong in the window, which would else only be told to a person.
    """
    from app.ui.screens import grab_all  # noqa: PLC0415 - only the practice takes pictures

    mistakes: list[Exception] = []
    before = sys.excepthook, threading.excepthook
    install_hooks(mistakes.append)
    qInstallMessageHandler(_told_by_qt)
    try:
        taken = grab_all(desk, folder, languages, themes)
    finally:
        qInstallMessageHandler(None)
        sys.excepthook, threading.excepthook = before
    for mistake in mistakes:
        raise mistake
    return taken


def _told_by_qt(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt remarks, but for what it says of every window without a screen."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")


def data_folder() -> Path:
    """Where the program keeps this user's looks, crash files and practice; never any record."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "athar"


class Windows(QObject):
    """The windows of one run: first the one that asks, then the one on an open store."""

    def __init__(self, application: QApplication, language: str | None) -> None:
        super().__init__()
        self._application = application
        self._language = language
        self._crashes = _crash_log()
        self.unlock: UnlockWindow | None = None
        self.shell: Shell | None = None
        self.seat: Seat | None = None

    def ask(self, store: Path | None) -> None:
        """Show the first window, for this store or for any."""
        looks = read_looks(data_folder() / LOOKS)
        if self._language is not None:
            looks = replace(looks, language=self._language)
        dress(self._application, looks)
        stores = [store] if store is not None else []
        self.unlock = UnlockWindow(wording(looks.language), store_openers(_practice), stores)
        self.unlock.opened.connect(self.show_desk)
        self.unlock.failed.connect(self.report)
        self.unlock.show()

    def show_desk(self, desk: Desk) -> None:
        """Show the window on an open store."""
        # Pages, forms and the services behind them: a second that the first window does not take.
        from app.services.operation import HEADQUARTERS, store_info  # noqa: PLC0415 - see above
        from app.ui.binding import bound_to  # noqa: PLC0415 - see above
        from app.ui.opening import doors_at, places_at  # noqa: PLC0415 - see above
        from app.ui.seat import Seat  # noqa: PLC0415 - see above
        from app.ui.shell import Settings, Shell  # noqa: PLC0415 - see above

        is_headquarters = store_info(desk).role == HEADQUARTERS
        self.seat = Seat(desk)
        self.shell = Shell(
            self._application,
            bound_to(desk, is_headquarters=is_headquarters),
            places_at(self.seat, is_headquarters=is_headquarters),
            Settings(data_folder(), desk.clock, doors_at(self.seat)),
        )
        if self._language is not None:
            data_folder().mkdir(parents=True, exist_ok=True)
            self.shell.looks.choose(language=self._language)
        self.shell.show()
        if self.unlock is not None:
            self.unlock.close()

    def report(self, error: Exception) -> None:
        """Tell the person about a failure in whatever window is open."""
        if self.shell is not None:
            self.shell.report(error)
            return
        self._crashes.write(error)
        if self.unlock is not None:
            say = wording(read_looks(data_folder() / LOOKS).language)
            self.unlock.problem.setText(say("The program made a mistake. Nothing was changed."))
            self.unlock.problem.show()

    def close(self) -> None:
        """Let what runs finish, and end the session at the store."""
        from app.services.operation import close_desk  # noqa: PLC0415 - loaded with the desk

        if self.unlock is not None:
            self.unlock.close_jobs()
        if self.shell is not None:
            self.shell.jobs.close()
        if self.seat is not None:
            close_desk(self.seat.desk)
            self.seat = None


def _opened(store: Path, passphrase: str) -> Desk:
    from app.services.operation import open_store  # noqa: PLC0415 - the first window does without

    return open_store(store, passphrase)


def _practice(ticket: Ticket) -> Desk:
    """The practice operation of this user, made when it is first opened."""
    from app.services.practice.folders import is_practice  # noqa: PLC0415 - only for practice
    from app.services.practice.founding import (  # noqa: PLC0415 - only for practice
        PASSPHRASE,
        STORE_NAME,
    )
    from app.services.practice.journey import perform  # noqa: PLC0415 - only for practice

    folder = data_folder() / "practice"
    if not is_practice(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        perform(folder, ticket=ticket)
    return _opened(folder / "field-a" / STORE_NAME, PASSPHRASE)


def _crash_log() -> CrashLog:
    return CrashLog(data_folder() / "crashes", SystemClock())
