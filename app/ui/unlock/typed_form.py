"""What a new store is begun with, typed in two columns; a sentence says what is still missing."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.wording import Wording
from app.ui.labelled import labelled
from app.ui.labels import Button, Label
from app.ui.theme import GRID

SHORTEST = 8  # characters of a passphrase; the services say more about it


class TypedForm(QWidget):
    """`changed` says that something was typed; `start` waits for all of it."""

    changed = Signal()

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self.say = say
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GRID * 2)
        self._grid.setVerticalSpacing(GRID * 2)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)
        self.column.addLayout(self._grid)
        self._lacking = Label("", "warning", wraps=True)
        self.start = Button(say("Choose where to keep it, and begin"), role="primary")

    @abstractmethod
    def missing(self) -> str:
        """What still has to be typed, in words; empty once nothing has."""

    def field(self, row: int, column: int, words: str, *, is_secret: bool = False) -> QLineEdit:
        """A new line under its label."""
        line = QLineEdit()
        if is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        line.textChanged.connect(self._on_changed)
        self.put(row, column, words, line)
        return line

    def put(self, row: int, column: int, words: str, widget: QWidget) -> None:
        """Put a widget under its label."""
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(labelled(words, widget), row, column, top)

    def advise(self, words: str) -> None:
        """Say something below the fields."""
        self.column.addWidget(Label(words, "small", wraps=True))

    def amiss(self, passphrase: QLineEdit, again: QLineEdit) -> str:
        """What is amiss with a passphrase typed twice, in words."""
        if len(passphrase.text()) < SHORTEST:
            return self.say("Choose a longer passphrase.")
        if passphrase.text() != again.text():
            return self.say("The two passphrases differ.")
        return ""

    def end(self, back: Button) -> None:
        """Put the buttons below everything else."""
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.start)
        row.addWidget(back)
        row.addStretch(1)
        self.column.addWidget(self._lacking)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def refresh(self, *, is_busy: bool) -> None:
        """Say what is missing, and offer to begin once nothing is."""
        missing = self.missing()
        self._lacking.setText(missing)
        self.start.setEnabled(not missing and not is_busy)

    def _on_changed(self) -> None:
        self.changed.emit()
