"""Progress and cancelling of long work, without knowing who watches."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Step:
    """What a job is doing: a stage's name, and how far it is; `total` 0 means unknown."""

    stage: str
    done: int = 0
    total: int = 0


class Ticket:
    """Handed to a long operation: it reports here, and learns here that it should stop.

    Reading and writing one attribute is atomic in Python, so no lock is needed between the
    worker that reports and the window that looks ten times a second.
    """

    def __init__(self) -> None:
        self.step = Step("")
        self._is_cancelled = False

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._is_cancelled

    def cancel(self) -> None:
        """Ask the operation to stop at its next checkpoint."""
        self._is_cancelled = True

    def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Report progress.

        Raises:
            Cancelled: the person asked to stop.
        """
        if self._is_cancelled:
            raise Cancelled
        self.step = Step(stage, done, total)
