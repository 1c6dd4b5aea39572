"""The composition root: what is around the commands, put together from services and windows.

There are no globals: what is built here is handed on by constructor. The first window shows before
anything heavy is loaded, so services are imported when they are asked for, and Qt when a window is:
a crash is kept where no window can open.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.clock import SystemClock
from app.core.crashes import CrashLog
from app.core.errors import AppError
from app.core.jobs import Ticket

if TYPE_CHECKING:
    from app.services.desk import Desk


class NoWindowError(AppError):
    """What draws the window cannot be loaded."""


def keep_crash(error: BaseException) -> Path | None:
    """Write down a defect without any record in it; where, or nothing if that fails."""
    return CrashLog(data_folder() / "crashes", SystemClock()).write(error)


def open_window(store: Path | None, passphrase: str | None, language: str | None) -> int:
    """Show the window until it is closed; the exit status of the program.

    With a store and its passphrase it opens at once; otherwise the first window asks for them.

    Raises:
        NoWindowError: Qt cannot be loaded; every command but the window works without it.
        AppError: the store cannot be opened with the passphrase given.
    """
    with _qt_needed():
        from app.ui.unlock.openers import store_openers  # noqa: PLC0415 - loads Qt
        from app.ui.windows import Lent, run_windows  # noqa: PLC0415 - loads Qt
    desk = None
    if store is not None and passphrase is not None:
        desk = _opened(store, passphrase)
    lent = Lent(data_folder(), store_openers(_practice), _closed, language)
    return run_windows(lent, desk=desk, store=store)


def grab_screens(
    desk: Desk, folder: Path, languages: Sequence[str], themes: Sequence[str]
) -> list[Path]:
    """Pictures of every page at a desk, for each language and theme.

    Raises:
        NoWindowError: Qt cannot be loaded.
        Exception: whatever went wrong in a window.
    """
    with _qt_needed():
        from app.ui.screens import grab_all  # noqa: PLC0415 - loads Qt
        from app.ui.windows import mistakes_told  # noqa: PLC0415 - loads Qt
    with mistakes_told():
        return grab_all(desk, folder, languages, themes)


def data_folder() -> Path:
    """Where the program keeps this user's looks, crash files and practice; never any record."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "athar"


@contextmanager
def _qt_needed() -> Generator[None]:
    try:
        yield
    except ImportError as error:
        raise NoWindowError(
            "The window cannot be opened, because a library of the system is missing: {library}",
            hint="Install it, then try again. The commands work without: athar --help.",
            library=error,
        ) from error


def _opened(store: Path, passphrase: str) -> Desk:
    from app.services.first_sight import require_store  # noqa: PLC0415 - the same
    from app.services.operation import open_store  # noqa: PLC0415 - the first window does without

    require_store(store)
    return open_store(store, passphrase)


def _closed(desk: Desk) -> None:
    from app.services.operation import close_desk  # noqa: PLC0415 - the first window does without

    close_desk(desk)


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
