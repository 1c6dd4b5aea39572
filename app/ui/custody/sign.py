"""The big sign over the list: what became of the last scan, readable across a table."""

from __future__ import annotations

from app.core.wording import isolated
from app.ui.custody.manifest import Outcome
from app.ui.hatched import HatchedPanel
from app.ui.labels import Label
from app.ui.workbench import Workbench


class Sign(HatchedPanel):
    """A word, the number it is about, and what to do; striped unless all is as expected."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.theme)
        self._say = bench.say
        self.outcome: Outcome | None = None
        self.word = Label("", "title")
        self.about = Label("", wraps=True)
        self.body.setSpacing(0)
        self.body.addWidget(self.word)
        self.body.addWidget(self.about)
        self.rest()

    def rest(self) -> None:
        """Nothing was scanned yet."""
        self.outcome = None
        self.set_striped(is_striped=False)
        self.word.setText(self._say("Scan the first label"))
        self.about.setText(
            self._say("Scan an item, then its seal; or type the number with its check character.")
        )

    def show_outcome(self, outcome: Outcome, number: str, about: str = "") -> None:
        """Tell of the last scan."""
        self.outcome = outcome
        words = {
            Outcome.EXPECTED: self._say("EXPECTED"),
            Outcome.NOT_EXPECTED: self._say("NOT EXPECTED"),
            Outcome.ALREADY: self._say("ALREADY SCANNED"),
            Outcome.NOT_READ: self._say("NOT READ"),
        }
        self.set_striped(is_striped=outcome is not Outcome.EXPECTED)
        self.word.setText(f"{words[outcome]}  {isolated(number)}" if number else words[outcome])
        self.about.setText(about)
        self.setAccessibleName(f"{self.word.text()} {about}")
