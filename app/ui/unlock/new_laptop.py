"""Beginning on a laptop that holds nothing yet: who works here, and a passphrase of their own."""

from __future__ import annotations

from pathlib import Path

from typing_extensions import override

from app.core.wording import Wording
from app.ui.unlock.openers import NewLaptop
from app.ui.unlock.typed_form import TypedForm


class NewLaptopForm(TypedForm):
    """What a field laptop begins with."""

    def __init__(self, say: Wording) -> None:
        super().__init__(say)
        self.full_name = self.field(0, 0, say("Your name, as you write it"))
        self.latin_name = self.field(0, 1, say("Your name in Latin letters"))
        self.code = self.field(1, 0, say("Your short code, such as HA01"))
        self.name = self.field(1, 1, say("Name of this laptop, such as Laptop A"))
        self.book = self.field(2, 0, say("Number book, a letter from headquarters"))
        self.passphrase = self.field(
            3, 0, say("Passphrase, better 12 characters or more"), is_secret=True
        )
        self.again = self.field(3, 1, say("The same passphrase again"), is_secret=True)
        self.advise(
            say(
                "Nobody can open the file without the passphrase. Several words are better than "
                "one; do not write it on the laptop."
            )
        )

    @override
    def missing(self) -> str:
        say = self.say
        if not (self.full_name.text().strip() and self.latin_name.text().strip()):
            return say("Write your name in both ways.")
        if not (self.code.text().strip() and self.name.text().strip()):
            return say("Write your code and a name for the laptop.")
        if not self.book.text().strip():
            return say("Write the letter of the number book.")
        return self.amiss(self.passphrase, self.again)

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
