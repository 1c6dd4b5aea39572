"""The question before anything is measured at a hazard; nothing follows from it but a yes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.core.wording import Wording
from app.ui.hatched import HatchedPanel
from app.ui.labels import Button, Label
from app.ui.theme import GRID, Theme


class SafetyQuestion(HatchedPanel):
    """Asks whether it is safe; after a no, only leaving is left."""

    affirmed = Signal()
    denied = Signal()
    left = Signal()

    def __init__(self, say: Wording, theme: Theme) -> None:
        super().__init__(theme)
        self._say = say
        self.question = Label(say("Is it safe to record a position here?"), "title", wraps=True)
        self.advice = Label(
            say(
                "Answer before anything is measured. Keep radio and telephone away from the item, "
                "stay where you are, and never walk up to it to measure it."
            ),
            wraps=True,
        )
        self.yes = Button(say("Yes, I stand on known ground and may stay"))
        self.no = Button(say("No, or I am not sure"))
        self.leave = Button(say("Close without a position"), role="primary")
        self.leave.hide()
        self.yes.clicked.connect(self.affirmed)
        self.no.clicked.connect(self.refuse)
        self.leave.clicked.connect(self.left)
        self.answers = row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        for button in (self.no, self.yes, self.leave):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addStretch(1)
        self.body.addWidget(self.question)
        self.body.addWidget(self.advice)
        self.body.addSpacing(GRID * 2)
        self.body.addLayout(row)
        self.body.addStretch(2)

    def refuse(self) -> None:
        """Record nothing here, and say what to do instead."""
        self.question.setText(self._say("No position is recorded here."))
        self.advice.setText(
            self._say(
                "Leave by the way you came, then report the hazard. Without a position it counts "
                "for the whole site; describe its place in words, from a landmark."
            )
        )
        self.yes.hide()
        self.no.hide()
        self.leave.show()
        self.leave.setFocus()
        self.denied.emit()
