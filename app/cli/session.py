"""What the commands of one run share: the language, the store named before the command, the window.

The window is reached through `Surroundings`, which the caller hands in, so that no command loads Qt
unless it opens or photographs a window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.core.wording import Wording, isolated, wording

if TYPE_CHECKING:
    from app.services.desk import Desk


class Surroundings(Protocol):
    """What the program around the commands can do: `app.bootstrap`, or a stand-in in tests."""

    def open_window(self, store: Path | None, passphrase: str | None, language: str | None) -> int:
        """Show the window until it is closed; the exit status of the program."""
        ...

    def grab_screens(
        self, desk: Desk, folder: Path, languages: Sequence[str], themes: Sequence[str]
    ) -> list[Path]:
        """Pictures of every page, one for each language and theme."""
        ...

    def keep_crash(self, error: BaseException) -> Path | None:
        """The crash file written about a defect, or nothing where that fails."""
        ...


@dataclass
class Session:
    """One run of the command; `surroundings` loads what is around it when it is called."""

    surroundings: Callable[[], Surroundings]
    store: Path | None = None
    language: str | None = None
    as_json: bool = False
    say: Wording = field(default_factory=lambda: wording("en"))

    def speak(self, language: str) -> None:
        """Answer in another language from now on."""
        self.language, self.say = language, wording(language)

    def code(self, value: object) -> str:
        """A number, code, digest or file name, kept in its own order within a sentence."""
        return isolated(value) if self.say.is_right_to_left else str(value)
