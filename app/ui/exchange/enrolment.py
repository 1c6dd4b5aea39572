"""Joining an operation: a request with eight words, and headquarters' answer with eight more."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.services.enrolment import Handed
from app.sync.enrolment import RESPONSE_SUFFIX
from app.ui.exchange.actions import ExchangeActions, Standing
from app.ui.exchange.panel import ExchangePanel
from app.ui.exchange.words_panel import EightWords, WordBoxes
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class EnrolmentPanel(ExchangePanel):
    """Two steps, in either of which nothing that was recorded is at risk."""

    def __init__(self, bench: Workbench, actions: ExchangeActions) -> None:
        super().__init__(bench, actions)
        say = self.say
        self.path: Path | None = None
        self.state = Label("", "heading", wraps=True)
        self.column.addWidget(self.state)
        self.section(say("1 · Ask"))
        self.column.addWidget(
            Label(
                say(
                    "Write the request, give the file to headquarters, and read these words to "
                    "them over the telephone or the radio."
                ),
                wraps=True,
            )
        )
        self.ask = Button(say("Write the request"))
        self.ask.clicked.connect(self._on_ask)
        self._add_row(self.ask)
        self._asked = QVBoxLayout()
        self.column.addLayout(self._asked)
        self.section(say("2 · Join"))
        self.column.addWidget(
            Label(
                say(
                    "Choose headquarters' answer, and type the eight words that they read out to "
                    "you. They are not in the file on purpose: only a voice you know brings them."
                ),
                wraps=True,
            )
        )
        self.choose = Button(say("Choose the answer"))
        self.choose.clicked.connect(self._on_choose)
        self.chosen = Label("", "quiet")
        self._add_row(self.choose, self.chosen)
        self.words = WordBoxes(say)
        self.words.changed.connect(self._refresh)
        self.column.addWidget(self.words)
        self.join = Button(say("Join the operation"), role="primary")
        self.join.clicked.connect(self._on_join)
        self._add_row(self.join)
        self.finish()
        self._refresh()

    @override
    def show_standing(self, standing: Standing) -> None:
        self.state.setText(
            self.say("This laptop belongs to the operation.")
            if standing.is_enrolled
            else self.say(
                "This laptop has not joined an operation yet. It records all the same; what it "
                "holds is sent once it has joined."
            )
        )

    def _add_row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)

    def _refresh(self) -> None:
        self.chosen.setText(isolated(self.path.name) if self.path is not None else "")
        self.join.setEnabled(self.path is not None and self.words.is_complete)

    def _on_ask(self) -> None:
        folder = self.bench.dialogs.choose_folder(self, self.say("Write the request into"))
        if folder is not None:
            self.bench.jobs.write(
                self,
                quick(partial(self.services.write_request, folder)),
                done=self.show_request,
                failed=self.show_failure,
            )

    def show_request(self, handed: Handed) -> None:
        """Show the words that are read to headquarters."""
        while self._asked.count():
            item = self._asked.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._asked.addWidget(Label(isolated(handed.path.name), "quiet"))
        self._asked.addWidget(EightWords(self.say, handed.words))

    def _on_choose(self) -> None:
        self.path = self.bench.dialogs.open_file(
            self, self.say("Choose the answer"), self.say("Answers (*.athar-enrolment)")
        )
        self._refresh()
        self.words.boxes[0].setFocus()

    def _on_join(self) -> None:
        if self.path is None:
            return
        self.join.setEnabled(False)
        self.bench.jobs.write(
            self,
            quick(partial(self.services.accept_enrolment, self.path, self.words.words())),
            done=self._on_joined,
            failed=partial(self._on_failed, self.path),
        )

    def _on_joined(self, _nothing: None) -> None:
        self.path = None
        self.words.clear()
        self._refresh()
        self.show_result(
            [
                Label(self.say("This laptop has joined the operation."), "heading"),
                Label(self.say("Write a bundle next, so that headquarters has what is here.")),
            ]
        )
        self.stood.emit()

    def _on_failed(self, path: Path, error: Exception) -> None:
        self.show_failure(error, path, RESPONSE_SUFFIX)
        self._refresh()
