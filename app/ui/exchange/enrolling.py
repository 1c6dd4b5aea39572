"""Headquarters' side of joining: read a laptop's request, compare its words by voice, answer it.

The words are typed, not ticked: whoever is tired ticks anything. Nothing is issued before the words
heard over the telephone are those of the file.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.core.changes import Changes
from app.core.wording import embedded, isolated
from app.rules.numbering import BOOK_LETTERS
from app.services.enrolment import Handed
from app.sync.enrolment import REQUEST_SUFFIX, EnrolmentRequest
from app.ui.exchange.actions import Asked, ExchangeActions
from app.ui.exchange.panel import ExchangePanel
from app.ui.exchange.words_panel import EightWords, WordBoxes
from app.ui.history import claimed_time
from app.ui.jobs import quick
from app.ui.labelled import labelled
from app.ui.labels import Button, Label
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class EnrollingPanel(ExchangePanel):
    """Three steps; the last one opens once the words of the second are right."""

    def __init__(self, bench: Workbench, actions: ExchangeActions) -> None:
        super().__init__(bench, actions)
        say = self.say
        self.path: Path | None = None
        self.request: EnrolmentRequest | None = None
        self.section(say("1 · The request"))
        self._tell(say("Choose the file with which a laptop asks to join."))
        self.choose = Button(say("Choose the request"))
        self.choose.clicked.connect(self._on_choose)
        self._add_row(self.choose)
        self.asked = Label("", wraps=True)
        self.column.addWidget(self.asked)
        self.section(say("2 · The words"))
        self._tell(
            say(
                "Telephone the people at the laptop, whose voices you know, and type the eight "
                "words that stand on their screen as they read them out."
            )
        )
        self.words = WordBoxes(say)
        self.words.changed.connect(self._refresh)
        self.column.addWidget(self.words)
        self.verdict = Label("", "label", wraps=True)
        self.column.addWidget(self.verdict)
        self.section(say("3 · The answer"))
        self.book = QLineEdit()
        self.book.setMaxLength(1)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.book, self.passphrase):
            field.textChanged.connect(self._refresh)
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addWidget(labelled(say("Number book, a letter no laptop has held"), self.book), 1)
        row.addWidget(labelled(say("Passphrase of the operation's root"), self.passphrase), 1)
        self.column.addLayout(row)
        self.enrol = Button(say("Enrol this laptop"), role="primary")
        self.enrol.clicked.connect(self._on_enrol)
        self.column.addSpacing(GRID)
        self._add_row(self.enrol)
        self.finish()
        self._refresh()

    @property
    def are_words_right(self) -> bool:
        """Whether the words typed are those of the request."""
        return self.request is not None and self.words.words() == self.request.words()

    # --- the look -------------------------------------------------------------------------------

    def _tell(self, words: str) -> None:
        self.column.addWidget(Label(words, wraps=True))

    def _add_row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)

    def _refresh(self) -> None:
        has_request, are_right = self.request is not None, self.are_words_right
        self.words.setEnabled(has_request)
        for field in (self.book, self.passphrase):
            field.setEnabled(are_right)
        is_letter = self._letter() in set(BOOK_LETTERS)
        self.enrol.setEnabled(are_right and is_letter and bool(self.passphrase.text()))
        self._show_verdict(are_right=are_right)

    def _show_verdict(self, *, are_right: bool) -> None:
        words, role = "", "label"
        has_request = self.request is not None
        if are_right:
            words = self.say("The words are those of the request.")
        elif has_request and self.words.is_complete:
            words, role = self.say("The eight words are not those of this request."), "problem"
            words += " " + self.say(
                "Nothing was changed. Ask for the words again, or for the file."
            )
        self.verdict.setProperty("role", role)
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        self.verdict.setText(words)
        self.verdict.setVisible(bool(words))
        self.asked.setVisible(has_request)

    def _letter(self) -> str:
        return self.book.text().strip().upper()

    # --- what happens ---------------------------------------------------------------------------

    def _on_choose(self) -> None:
        path = self.bench.dialogs.open_file(
            self, self.say("Choose the request"), self.say("Requests (*.athar-request)")
        )
        if path is not None:
            self.bench.jobs.read(
                self,
                quick(partial(self.services.inspect_request, path)),
                done=partial(self._on_request, path),
                failed=partial(self._on_no_request, path),
            )

    def _on_request(self, path: Path, asked: Asked) -> None:
        say, request = self.say, asked.request
        self.path, self.request = path, request
        self.clear_result()
        self.words.clear()
        self.passphrase.clear()
        self.book.setText(asked.free_book)
        parts = [
            say("{laptop} asks to join.", laptop=embedded(request.name)),
            say("Its request was written on {when}.", when=claimed_time(request.made)),
        ]
        if request.book:
            parts.append(say("So far it numbers with book {book}.", book=isolated(request.book)))
        self.asked.setText(" ".join(parts))
        self._refresh()
        self.words.boxes[0].setFocus()

    def _on_no_request(self, path: Path, error: Exception) -> None:
        self.path = self.request = None
        self.asked.setText("")
        self._refresh()
        self.show_failure(error, path, REQUEST_SUFFIX)

    def _on_enrol(self) -> None:
        folder = self.bench.dialogs.choose_folder(self, self.say("Write the answer into"))
        if folder is None or self.path is None:
            return
        self.clear_result()
        self.enrol.setEnabled(False)
        operation = partial(
            self.services.enrol, self.path, folder, self.passphrase.text(), self._letter()
        )
        self.bench.jobs.write(
            self, quick(operation), done=self._on_enrolled, failed=self._on_refused
        )

    def _on_refused(self, error: Exception) -> None:
        self._refresh()
        self.show_failure(error)

    def _on_enrolled(self, answer: Handed) -> None:
        say, request, book = self.say, self.request, self._letter()
        self.path = self.request = None
        self.asked.setText("")
        self.words.clear()
        self.book.clear()
        self.passphrase.clear()
        self._refresh()
        self.show_result(
            [
                Label(
                    say(
                        "{laptop} is enrolled with number book {book}.",
                        laptop=embedded(request.name if request is not None else ""),
                        book=isolated(book),
                    ),
                    "heading",
                    wraps=True,
                ),
                Label(
                    say(
                        "Give {file} to the laptop and read these eight words out to its people:",
                        file=isolated(answer.path.name),
                    ),
                    wraps=True,
                ),
                EightWords(say, answer.words),
            ]
        )
        self.ensureWidgetVisible(self.result)
        self.bench.hub.announce(Changes(kinds=frozenset({"number_book"})))
        self.stood.emit()
