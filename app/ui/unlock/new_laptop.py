"""Beginning on a laptop that holds nothing yet: who works here, and a passphrase of their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.wording import Wording
from app.ui.labelled import labelled
from app.ui.labels import Label
from app.ui.theme import GRID
from app.ui.unlock.openers import NewLaptop

_SHORTEST = 8


class NewLaptopForm(QWidget):
    """`changed` says that something was typed."""

    changed = Signal()

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self._say = say
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GRID * 2)
        self._grid.setVerticalSpacing(GRID * 2)
        self.full_name = self._field(0, 0, say("Your name, as you write it"))
        self.latin_name = self._field(0, 1, say("Your name in Latin letters"))
        self.code = self._field(1, 0, say("Your short code, such as HA01"))
        self.name = self._field(1, 1, say("Name of this laptop, such as Laptop A"))
        self.book = self._field(2, 0, say("Number book, a letter from headquarters"))
        self.passphrase = self._field(3, 0, say("Passphrase, better 12 characters or more"))
        self.again = self._field(3, 1, say("The same passphrase again"))
        for field in (self.passphrase, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        advice = Label(
            say(
                "Nobody can open the file without the passphrase. Several words are better than "
                "one; do not write it on the laptop."
            ),
            "small",
            wraps=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self._grid)
        column.addWidget(advice)

    def missing(self) -> str:
        """What still has to be typed, in words; empty once nothing has."""
        say = self._say
        if not (self.full_name.text().strip() and self.latin_name.text().strip()):
            return say("Write your name in both ways.")
        if not (self.code.text().strip() and self.name.text().strip()):
            return say("Write your code and a name for the laptop.")
        if not self.book.text().strip():
            return say("Write the letter of the number book.")
        if len(self.passphrase.text()) < _SHORTEST:
            return say("Choose a longer passphrase.")
        if self.passphrase.text() != self.again.text():
            return say("The two passphrases differ.")
        return ""

    def new_laptop(self, path: Path) -> NewLaptop:
        """What was typed, for a store at `path`."""
        return NewLaptop(
            path,
            self.passphrase.text(),
            self.full_name.text().strip(),
            self.latin_name.text().strip(),
            self.code.text().strip().upper(),
            self.name.text().strip(),
            self.book.text().strip().upper(),
        )

    def _field(self, row: int, column: int, words: str) -> QLineEdit:
        field = QLineEdit()
        field.textChanged.connect(self._on_changed)
        self._grid.addWidget(labelled(words, field), row, column)
        return field

    def _on_changed(self) -> None:
        self.changed.emit()
