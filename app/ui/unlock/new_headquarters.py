"""Beginning an operation: what it is called, who founds it, and the passphrases of its keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import Wording
from app.models.codes import CodeList
from app.ui.unlock.openers import NewHeadquarters
from app.ui.unlock.typed_form import TypedForm

ROLES = ("HQA", "HQD")


class NewHeadquartersForm(TypedForm):
    """What a headquarters begins with."""

    def __init__(self, say: Wording) -> None:
        super().__init__(say)
        self.title = self.field(0, 0, say("What the operation is called"))
        self.operation = self.field(0, 1, say("Its code, such as BSR26"))
        self.full_name = self.field(1, 0, say("Your name, as you write it"))
        self.latin_name = self.field(1, 1, say("Your name in Latin letters"))
        self.code = self.field(2, 0, say("Your short code, such as HA01"))
        codes = CodeList("role")
        self.roles = {code: QCheckBox(say(codes.label(code))) for code in ROLES}
        roles = QWidget()
        column = QVBoxLayout(roles)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for box in self.roles.values():
            box.setChecked(True)
            box.toggled.connect(self._on_changed)
            column.addWidget(box)
        self.put(2, 1, say("Your roles at headquarters"), roles)
        self.passphrase = self.field(
            3, 0, say("Passphrase, better 12 characters or more"), is_secret=True
        )
        self.again = self.field(3, 1, say("The same passphrase again"), is_secret=True)
        self.root = self.field(4, 0, say("Another passphrase for the root key"), is_secret=True)
        self.root_again = self.field(4, 1, say("That one again"), is_secret=True)
        self.advise(
            say(
                "The root key enrols laptops. With a passphrase of its own, whoever can open the "
                "file can still enrol nobody. Left empty, the first passphrase opens both."
            )
        )

    @override
    def missing(self) -> str:
        say = self.say
        wrong = self.amiss(self.passphrase, self.again)
        wrong_root = self.amiss(self.root, self.root_again) if self.root.text() else ""
        lacks = (
            (_is_empty(self.title, self.operation), say("Write the operation's name and code.")),
            (_is_empty(self.full_name, self.latin_name), say("Write your name in both ways.")),
            (_is_empty(self.code), say("Write your short code.")),
            (bool(wrong), wrong),
            (bool(wrong_root), say("The root key: {problem}", problem=wrong_root)),
            (not self._chosen(), say("Choose a role.")),
        )
        return next((words for is_lacking, words in lacks if is_lacking), "")

    def _chosen(self) -> tuple[str, ...]:
        return tuple(code for code, box in self.roles.items() if box.isChecked())

    def new_headquarters(self, path: Path) -> NewHeadquarters:
        """What was typed, for a store at `path`."""
        return NewHeadquarters(
            path,
            self.passphrase.text(),
            self.root.text() or None,
            self.title.text().strip(),
            self.operation.text().strip().upper(),
            self.full_name.text().strip(),
            self.latin_name.text().strip(),
            self.code.text().strip().upper(),
            self._chosen(),
        )


def _is_empty(*lines: QLineEdit) -> bool:
    return not all(line.text().strip() for line in lines)
