"""How this person wants the window to look: its language and its theme, kept beside the data.

Nothing about the work is in this file, so it may be read before the store is opened.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.errors import AppError
from app.core.files import read_bounded, write_whole
from app.core.wording import LANGUAGES
from app.ui.theme import THEMES

_LIMIT_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Looks:
    """One of `LANGUAGES`, and the name of one of `THEMES`."""

    language: str = "en"
    theme: str = "light"


def read_looks(path: Path) -> Looks:
    """What was chosen before; anything that cannot be read is left at its default."""
    try:
        told = json.loads(read_bounded(path, _LIMIT_BYTES))
    except (AppError, ValueError):
        return Looks()
    chosen = told if isinstance(told, dict) else {}
    language, theme = chosen.get("language"), chosen.get("theme")
    default = Looks()
    return Looks(
        language if language in LANGUAGES else default.language,
        theme if theme in THEMES else default.theme,
    )


class LooksSwitch(QObject):
    """Lets any page change the looks; `chosen` carries the new `Looks`."""

    chosen = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._before_sun = "light"
        self.looks = read_looks(path)

    @property
    def folder(self) -> Path:
        """Where this machine keeps how somebody likes things; nothing of the work is in there."""
        return self._path.parent

    def choose(self, *, language: str | None = None, theme: str | None = None) -> None:
        """Take another language or theme from now on.

        Raises:
            FileTroubleError: the choice could not be written down; nothing changed.
        """
        looks = self.looks
        looks = replace(looks, language=language or looks.language, theme=theme or looks.theme)
        if looks == self.looks:
            return
        write_whole(self._path, json.dumps(asdict(looks)).encode())
        self.looks = looks
        self.chosen.emit(looks)

    def toggle_sun(self) -> None:
        """Into the sun, or back to the theme before."""
        if self.looks.theme == "sun":
            self.choose(theme=self._before_sun)
        else:
            self._before_sun = self.looks.theme
            self.choose(theme="sun")
