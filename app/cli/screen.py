"""Whether there is a screen: Qt ends the whole process, without a word to people, where none is."""

from __future__ import annotations

import os
import sys

from app.core.errors import AppError

PLATFORM = "QT_QPA_PLATFORM"


class NoScreenError(AppError):
    """A window was asked for where nobody would see it."""


def has_screen() -> bool:
    """Whether anybody would see a window."""
    if os.environ.get(PLATFORM) == "offscreen":
        return False
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def require_screen() -> None:
    """Refuse to open a window where none can be shown; `QT_QPA_PLATFORM` overrules it.

    Raises:
        NoScreenError: there is no screen.
    """
    if not has_screen() and not os.environ.get(PLATFORM):
        raise NoScreenError(
            "There is no screen to show a window on.",
            hint="Sit down at the computer itself, or use the commands: athar --help.",
        )
