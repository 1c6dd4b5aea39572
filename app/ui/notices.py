"""What the program tells the person: results that stay, and failures with what to do.

The kind of failure decides, here and nowhere else: an `AppError` is told with its hint, `Cancelled`
is silent, anything else is a defect, goes to a crash file and is told without details. Notices may
be sent before the window exists, and from any thread; none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal

from app.core.clock import Moment
from app.core.crashes import CrashLog
from app.core.errors import AppError, Cancelled
from app.core.wording import Wording, isolated


class Tone(Enum):
    """How a notice is shown: by icon and word, and by colour last."""

    RESULT = "result"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence in the person's language, and what to do about it."""

    sentence: str
    hint: str = ""
    tone: Tone = Tone.RESULT


class Notices(QObject):
    """Keeps what was said; `posted` carries each new `Notice`."""

    posted = Signal(object)
    _arrived = Signal(object)

    def __init__(
        self, say: Wording, crashes: CrashLog | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._say = say
        self._crashes = crashes
        self._saved_at: Moment | None = None
        self.said: list[Notice] = []
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.AutoConnection)

    def tell(self, sentence: str, hint: str = "") -> None:
        """Say how something ended."""
        self._arrived.emit(Notice(sentence, hint))

    def remember_saved(self, moment: Moment) -> None:
        """Note until when work is known to be on the disk."""
        self._saved_at = moment

    def report(self, error: Exception) -> None:
        """Say what went wrong, or nothing where the person stopped it."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, AppError):
            sentence, hint = self._say.error(error)
        else:
            sentence, hint = self._defect(error)
        self._arrived.emit(Notice(sentence, hint, Tone.TROUBLE))

    def _defect(self, error: Exception) -> tuple[str, str]:
        path = self._crashes.write(error) if self._crashes is not None else None
        sentence = self._say("The program made a mistake. What was saved before is kept.")
        if self._saved_at is not None:
            sentence = self._say(
                "The program made a mistake. Your work up to {time} is saved.",
                time=isolated(f"{self._saved_at.local:%H:%M:%S}"),
            )
        if path is None:
            return sentence, self._say("Go on, and tell your data manager what you did last.")
        hint = self._say(
            "Go on, and give the file {file} to your data manager. It holds no records.",
            file=isolated(path.name),
        )
        return sentence, hint

    def _on_arrived(self, notice: object) -> None:
        if isinstance(notice, Notice):
            self.said.append(notice)
            self.posted.emit(notice)
