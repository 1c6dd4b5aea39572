"""Choosing where the receiver is: a port of this laptop, a network address, or a recording."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.core.wording import embedded
from app.exchange.ports import Plug, plugs
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.pickers import Option, Picker
from app.ui.receiver.following import Choice, Way, address_of
from app.ui.receiver.receiver import Link
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_LOGS: Final = "*.nmea *.log *.txt *.ubx"


class ReceiverChoice(QWidget):
    """A list of what there is, and buttons that connect, look again and let go."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._receiver = bench.receiver
        say = self._say = bench.say
        self._plugs: list[Plug] = []
        self._offered: Choice | None = None
        self.where = Picker()
        self.where.setMinimumWidth(GRID * 30)
        self.where.setAccessibleName(say("Where the receiver is"))
        self.where.set_placeholder(say("Where the receiver is"))
        self.address = QLineEdit()
        self.address.setPlaceholderText("192.168.1.20:2947")
        self.address.setAccessibleName(say("Address of the receiver or of gpsd"))
        self.address.hide()
        self.connect_now = Button(say("Connect"), role="primary")
        self.look_again = Button(say("Look for ports"), bench.icons("refresh-cw", "accent"))
        self.let_go = Button(say("Disconnect"))
        self.problem = Label("", "problem", wraps=True)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.where, 3)
        row.addWidget(self.address, 2)
        for button in (self.connect_now, self.let_go, self.look_again):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.where.picked.connect(self._on_picked)
        self.where.currentTextChanged.connect(self._on_picked)
        self.address.returnPressed.connect(self._on_connect)
        self.connect_now.clicked.connect(self._on_connect)
        self.let_go.clicked.connect(self._receiver.disconnect_now)
        self.look_again.clicked.connect(self.look)
        self._offer()
        self.refresh()

    def look(self) -> None:
        """See what is plugged in."""
        self._bench.jobs.read(
            self, quick(plugs), done=self._on_plugs, failed=self._bench.notices.report
        )

    def refresh(self) -> None:
        """Offer to connect, or to let go."""
        if self._receiver.choice != self._offered:
            self._offer()
        link = self._receiver.link
        self.let_go.setVisible(link is not Link.NONE)
        self.connect_now.set_word(
            self._say("Connect") if link is Link.NONE else self._say("Connect once more")
        )

    def _on_plugs(self, found: list[Plug]) -> None:
        self._plugs = found
        self._offer()

    def _offer(self) -> None:
        say = self._say
        options = [Option(f"{Way.SERIAL}:{plug.device}", _named(plug)) for plug in self._plugs]
        choice = self._offered = self._receiver.choice
        wanted = ""
        if choice is not None:
            wanted = choice.way.value
            if choice.way is Way.SERIAL:
                wanted = f"{Way.SERIAL}:{choice.where}"
                if all(option.key != wanted for option in options):
                    options.append(Option(wanted, choice.where))
        options.append(Option(Way.NETWORK, say("A network address (gpsd, or a receiver)")))
        options.append(Option(Way.REPLAY, say("Replay a recording (never recorded as real)")))
        if self._receiver.is_practice:
            options.append(Option(Way.PRACTICE, say("Replay the walk of the practice")))
        self.where.set_options(options)
        if wanted:
            self.where.set_chosen(wanted)
        elif options[0].key.startswith(f"{Way.SERIAL}:"):
            self.where.set_chosen(options[0].key)
        if choice is not None and choice.way is Way.NETWORK:
            self.address.setText(choice.where)
        self._on_picked()

    def _on_picked(self) -> None:
        self.address.setVisible(self.where.chosen() == Way.NETWORK)
        self.connect_now.setEnabled(bool(self.where.chosen()))

    def _on_connect(self) -> None:
        self.problem.hide()
        try:
            choice = self._chosen()
            if choice is not None:
                self._receiver.connect_to(choice)
        except AppError as error:
            self.problem.setText(" ".join(self._say.error(error)))
            self.problem.show()

    def _chosen(self) -> Choice | None:
        key = self.where.chosen()
        if key == Way.NETWORK:
            address_of(self.address.text())
            return Choice(Way.NETWORK, self.address.text().strip())
        if key == Way.PRACTICE:
            return Choice(Way.PRACTICE, self._say("practice walk"), is_invented=True)
        if key == Way.REPLAY:
            pattern = self._say("Logs of a receiver ({endings})", endings=_LOGS)
            title = self._say("Replay a recording")
            file = self._bench.dialogs.open_file(self, title, pattern)
            is_invented = self._receiver.is_practice
            return Choice(Way.REPLAY, str(file), is_invented) if file is not None else None
        way, _, device = key.partition(":")
        return Choice(Way.SERIAL, device) if way == Way.SERIAL else None


def _named(plug: Plug) -> str:
    return f"{plug.device}   {embedded(plug.about)}" if plug.about else plug.device
