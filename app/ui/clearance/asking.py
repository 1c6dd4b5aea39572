"""The question before a hazard is recorded at all: is it safe to be here?

A no is an answer that leads somewhere: away, to EOD, and to a description in words alone.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from typing_extensions import override

from app.core.wording import Wording
from app.ui.labels import Button
from app.ui.position.safety import SafetyQuestion
from app.ui.theme import Theme


class RecordingQuestion(SafetyQuestion):
    """Asks before anything else; after a no, `described` begins a record without a position."""

    described = Signal()

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__(say, theme)
        self.words = Button(say("Describe it in words only"))
        self.words.clicked.connect(self.described)
        self.words.hide()
        self.answers.insertWidget(0, self.words)
        self.ask()

    def ask(self) -> None:
        """Put the question, whatever was answered before."""
        say = self._say
        self.question.setText(say("Is it safe to record here?"))
        self.advice.setText(
            say(
                "Answer before anything is measured. Keep radio and telephone away from the item, "
                "stay where you are, and never walk up to it to measure it."
            )
        )
        for button, is_shown in (
            (self.yes, True),
            (self.no, True),
            (self.words, False),
            (self.leave, False),
        ):
            button.setVisible(is_shown)
        self.no.setFocus()

    @override
    def refuse(self) -> None:
        say = self._say
        super().refuse()
        self.question.setText(say("Leave now, by the way you came."))
        self.advice.setText(
            say(
                "Take everybody with you, mark nothing, and call EOD once you are away from it. "
                "Then describe it in words, from a landmark: without a position the hazard counts "
                "for the whole site, until EOD has placed it."
            )
        )
        self.leave.set_word(say("Close without a record"))
        self.words.show()
        self.words.setFocus()
