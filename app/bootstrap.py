"""The composition root: what is around the commands, and the window with everything it needs.

Nothing else in the program knows both a store and a window. There are no globals: what is built
here is handed on by constructor.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.core.clock import SystemClock
from app.services.desk import Desk
from app.ui.crash import CrashLog


def keep_crash(error: BaseException) -> Path | None:
    """Write down a defect without any record in it; where, or nothing if that fails."""
    return CrashLog(data_folder() / "crashes", SystemClock()).write(error)


def data_folder() -> Path:
    """Where this program keeps its looks and crash files for this user; never any record."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "athar"


def open_window(store: Path | None, passphrase: str | None, language: str | None) -> int:
    raise NotImplementedError


def grab_screens(
    desk: Desk, folder: Path, languages: Sequence[str], themes: Sequence[str]
) -> list[Path]:
    return []
