"""A long job as the person sees it: what is done now, how far it is, and a way to stop it.

The job reports to its ticket as often as it likes; this looks at the ticket ten times a second.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.core.jobs import Step, Ticket
from app.core.wording import Wording, isolated
from app.ui.labels import Button, Label
from app.ui.theme import GRID

_LOOK_MS = 100
_SCALE = 1_000  # Qt counts in 32 bits, and a bundle has more bytes than that


class Progress(QWidget):
    """Hidden until a job is watched; `words` say stages that are no sentences themselves."""

    def __init__(self, say: Wording, words: Mapping[str, str]) -> None:
        super().__init__()
        self._say = say
        self._words = words
        self._ticket = Ticket()
        self.stage = Label("", "heading")
        self.amount = Label("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = Button(say("Stop"))
        self.cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.stage)
        column.addLayout(row)
        column.addWidget(self.amount)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.hide()

    def watch(self, ticket: Ticket) -> None:
        """Show how a job goes on."""
        self._ticket = ticket
        self.cancel.setEnabled(True)
        self.look()
        self._timer.start()
        self.show()

    def end(self) -> None:
        """The job is over."""
        self._timer.stop()
        self.hide()

    def look(self) -> None:
        """Show what the ticket says now."""
        step = self._ticket.step
        word = self._words.get(step.stage) or self._say(step.stage or "One moment")
        is_stopping = not self.cancel.isEnabled()
        self.stage.setText(self._say("stopping") if is_stopping else word)
        self.bar.setRange(0, _SCALE if step.total else 0)
        if step.total:
            self.bar.setValue(min(step.done * _SCALE // step.total, _SCALE))
        self.bar.setAccessibleName(word)
        self.amount.setText(self._amount(step))

    def _amount(self, step: Step) -> str:
        if not step.total:
            return isolated(f"{step.done:,}") if step.done else ""
        percent = isolated(f"{min(step.done * 100 // step.total, 100)} %")
        return self._say("{percent} of this step", percent=percent)

    def _on_cancel(self) -> None:
        self._ticket.cancel()
        self.cancel.setEnabled(False)
        self.look()
