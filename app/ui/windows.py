"""The windows of one run: first the one that asks for a passphrase, then the one on an open store.

Here the event loop begins and ends. The first window shows before anything heavy is loaded, so
pages and the services behind them are imported once a store is open.
"""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from app.core.crashes import CrashLog, install_hooks
from app.core.wording import wording
from app.ui.dressing import dress
from app.ui.looks import Looks, read_looks
from app.ui.unlock.openers import Openers
from app.ui.unlock.window import UnlockWindow

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.seat import Seat
    from app.ui.shell import Shell

LOOKS = "looks.json"
_PULSE_MS = 300


@dataclass(frozen=True, slots=True)
class Lent:
    """What the machine and the composition root lend the windows.

    `folder` keeps looks and crash files; `language` overrules the looks; `close_desk` ends the
    session at a store.
    """

    folder: Path
    openers: Openers
    close_desk: Callable[[Desk], None]
    language: str | None = None

    def looks(self) -> Looks:
        """The looks chosen before, in the language asked for."""
        looks = read_looks(self.folder / LOOKS)
        return replace(looks, language=self.language) if self.language else looks


def run_windows(lent: Lent, *, desk: Desk | None = None, store: Path | None = None) -> int:
    """Show the window on a desk, or ask for a passphrase first; until all windows are closed."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Athar")
    windows = Windows(application, lent)
    install_hooks(windows.report)
    if desk is not None:
        windows.show_desk(desk)
    else:
        windows.ask(store)
    with _ended_by_signals(application):
        status = application.exec()
    windows.close()
    return status


class Windows(QObject):
    """Goes from the first window to the second, and ends the session when they are gone."""

    def __init__(self, application: QApplication, lent: Lent) -> None:
        super().__init__()
        self._application = application
        self._lent = lent
        self._crashes = CrashLog(lent.folder / "crashes", SystemClock())
        self.unlock: UnlockWindow | None = None
        self.shell: Shell | None = None
        self.seat: Seat | None = None

    def ask(self, store: Path | None) -> None:
        """Show the first window, for this store or for any."""
        looks = self._lent.looks()
        dress(self._application, looks)
        stores = [store] if store is not None else []
        self.unlock = UnlockWindow(wording(looks.language), self._lent.openers, stores)
        self.unlock.opened.connect(self.show_desk)
        self.unlock.failed.connect(self.report)
        self.unlock.show()

    def show_desk(self, desk: Desk) -> None:
        """Show the window on an open store."""
        # Pages, forms and the services behind them: a second that the first window does not take.
        from app.services.desk import HEADQUARTERS  # noqa: PLC0415 - see above
        from app.services.operation import store_info  # noqa: PLC0415 - see above
        from app.ui.binding import bound_to  # noqa: PLC0415 - see above
        from app.ui.opening import doors_at, places_at  # noqa: PLC0415 - see above
        from app.ui.seat import Seat  # noqa: PLC0415 - see above
        from app.ui.shell import Settings, Shell  # noqa: PLC0415 - see above

        # What is loaded by now stays: the search for cycles passed over it in the midst of typing.
        gc.freeze()
        is_headquarters = store_info(desk).role == HEADQUARTERS
        self.seat = Seat(desk)
        self.shell = Shell(
            self._application,
            bound_to(desk, is_headquarters=is_headquarters),
            places_at(self.seat, is_headquarters=is_headquarters),
            Settings(self._lent.folder, desk.clock, doors_at(self.seat)),
        )
        if self._lent.language is not None:
            self._lent.folder.mkdir(parents=True, exist_ok=True)
            self.shell.looks.choose(language=self._lent.language)
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
            say = wording(self._lent.looks().language)
            self.unlock.problem.setText(say("The program made a mistake. Nothing was changed."))
            self.unlock.problem.show()

    def close(self) -> None:
        """Let what runs finish, and end the session at the store."""
        if self.unlock is not None:
            self.unlock.close_jobs()
        if self.shell is not None:
            self.shell.jobs.close()
        if self.seat is not None:
            self._lent.close_desk(self.seat.desk)
            self.seat = None


@contextmanager
def mistakes_told() -> Generator[None]:
    """Raise what goes wrong in a slot, which would else only be told to a person at a window.

    Raises:
        Exception: the first mistake of all.
    """
    mistakes: list[Exception] = []
    before = sys.excepthook, threading.excepthook
    install_hooks(mistakes.append)
    qInstallMessageHandler(_told_by_qt)
    try:
        yield
    finally:
        qInstallMessageHandler(None)
        sys.excepthook, threading.excepthook = before
    for mistake in mistakes:
        raise mistake


def _told_by_qt(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt remarks, but for what it says of every window without a screen."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")


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
