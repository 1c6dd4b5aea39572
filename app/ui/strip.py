"""The bottom strip: what is only on this laptop, what has left it, and what to do about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.clock import Moment
from app.core.wording import Wording, isolated
from app.ui.labels import Button, Label
from app.ui.places import RECEIPTS, WRITE_BUNDLE, Destination
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.status import Status

_SOON_H = 36


class Strip(QWidget):
    """Each part can be pressed; `asked` carries the `Destination` that helps."""

    asked = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._say = bench.say
        self._clock = bench.clock
        self.setProperty("role", "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(0)
        say = bench.say
        unsent = say("Write a bundle so that headquarters gets them.")
        self.unsent = self._part(WRITE_BUNDLE, unsent)
        self.last_bundle = self._part(RECEIPTS, say("Write a bundle, or look at the last one."))
        self.received = self._part(RECEIPTS, say("Read the receipt that came back on the stick."))
        for part in (self.unsent, self.last_bundle, self.received):
            row.addWidget(part)
        row.addStretch(1)
        self.behind = Label("", "small")
        self.behind.hide()
        row.addWidget(self.behind)
        row.addSpacing(GRID)

    def show_behind(self, words: str) -> None:
        """Say what goes on behind the person's own work, or nothing."""
        self.behind.setText(words)
        self.behind.setVisible(bool(words))

    def show_status(self, status: Status) -> None:
        """Say how things stand."""
        say = self._say
        count = status.records_only_here
        self.unsent.set_word(
            say("everything here has been received")
            if count == 0
            else say("records only on this laptop: {count}", count=isolated(count))
        )
        self.last_bundle.set_word(
            self._since(
                status.last_bundle_at, say("no bundle written yet"), say("last bundle {when}")
            )
        )
        self.received.set_word(
            self._since(
                status.received_up_to,
                say("headquarters has received nothing yet"),
                say("HQ has received up to {when}"),
            )
        )
        self.unsent.setVisible(status.role == "field")
        self.received.setVisible(status.role == "field")

    def _since(self, moment: Moment | None, never: str, sentence: str) -> str:
        if moment is None:
            return never
        return sentence.format(when=moment_in_short(moment, self._clock.now(), self._say))

    def _part(self, destination: Destination, advice: str) -> Button:
        part = Button("", role="strip")
        part.setToolTip(advice)
        part.setAccessibleDescription(advice)
        part.clicked.connect(partial(self.asked.emit, destination))
        return part


def moment_in_short(moment: Moment, now: Moment, say: Wording) -> str:
    """Today's times by the clock, this week's by day and clock, older ones by date."""
    local, today = moment.local, now.local
    time = f"{local:%H:%M}"
    days = (today.date() - local.date()).days
    if days == 0:
        return isolated(time)
    names = (
        say("Mon"),
        say("Tue"),
        say("Wed"),
        say("Thu"),
        say("Fri"),
        say("Sat"),
        say("Sun"),
    )
    if 0 < days < 7:
        return f"{names[local.weekday()]} {isolated(time)}"
    return isolated(f"{local:%Y-%m-%d} {time}")
