"""One way of giving a position: a side of the dialog, and what can be recorded from it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.geo.position import Position


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be recorded now, or the words that say what is missing.

    `place` is where it would be, as soon as that much is known.
    """

    position: Position | None
    missing: str = ""
    place: Position | None = None


class WayIn(QWidget):
    """A side of the dialog; `changed` says that what would be recorded may be another."""

    changed = Signal()

    @abstractmethod
    def offer(self) -> Offer:
        """The position as it would be recorded at this very moment, or what it still lacks."""

    @abstractmethod
    def begin(self) -> None:
        """Put the cursor where somebody begins."""

    def keep(self) -> None:
        """The offer is being recorded: keep what a later visit begins with, if anything is."""


def nothing(_done: object) -> None:
    """Nobody waits for what is kept."""
