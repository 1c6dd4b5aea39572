"""The custody transfer: scan, sign, record. The rules speak at the item they stop."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.clock import Moment
from app.core.wording import isolated
from app.rules.holding import CustodyState
from app.services.custody import TransferDraft
from app.services.recording import DraftRejectedError, Saved
from app.ui.custody.actions import CustodyActions
from app.ui.custody.circumstances import Circumstances
from app.ui.custody.discrepancy import DiscrepancyPanel
from app.ui.custody.item_list import ItemList, release_of, releaser, scrolling
from app.ui.custody.manifest import discrepancies_in_words
from app.ui.custody.parties import PartiesForm
from app.ui.custody.refusals import refusals
from app.ui.custody.signing import SignatureLine
from app.ui.jobs import quick
from app.ui.labels import Button, Label, hairline
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class TransferDialog(QDialog):
    """One custody event for the items scanned. Enter never records it; only its button does."""

    def __init__(
        self,
        bench: Workbench,
        actions: CustodyActions,
        items: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._actions = actions
        self._say = bench.say
        self._is_missing_told = False
        self.setWindowTitle(self._say("Custody transfer"))
        self.resize(GRID * 162, GRID * 88)
        self.items = ItemList(bench, actions)
        self.parties = PartiesForm(bench)
        self.circumstances = Circumstances(bench)
        self.signatures = {
            role: SignatureLine(role, bench, actions) for role in ("RELEASE", "RECEIVE", "WITNESS")
        }
        self.discrepancy = DiscrepancyPanel(bench, actions)
        self.problem = Label("", "problem", wraps=True)
        self.record = Button(self._say("Record transfer"), role="primary")
        self._lay_out()
        self._connect()
        self._on_titles("person")
        self._on_parties()
        self.items.open(items)
        self.items.setFocus()

    def draft(self) -> TransferDraft:
        """The event as it stands on the form."""
        parties, form = self.parties.parties(), self.parties
        lines = [line for line in self.signatures.values() if line.isVisibleTo(self) and line.given]
        signatures = [signature for line in lines if (signature := line.signature()) is not None]
        papers = tuple(line.given.paper for line in lines if line.given and line.given.paper)
        told = self.circumstances.fields()
        at = told.pop("occurred_at", None)
        more = {**told, **self.discrepancy.fields(), "paper": papers or None}
        return TransferDraft(
            parties.event_type,
            tuple(entry.draft() for entry in self.items.manifest.entries.values()),
            from_person=parties.from_person,
            to_person=parties.to_person,
            from_place=form.from_place.chosen(),
            to_place=form.to_place.chosen(),
            occurred_at=at if isinstance(at, Moment) else None,
            purpose=form.purpose.chosen(),
            half=parties.half,
            signatures=tuple(signatures),
            more={name: value for name, value in more.items() if value is not None},
        )

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(GRID)
        right.addWidget(self.items, 1)
        right.addWidget(self.discrepancy)
        body = QHBoxLayout()
        body.setSpacing(GRID * 3)
        body.addWidget(scrolling(self._who_and_where()), 4)
        body.addLayout(right, 7)
        back = Button(self._say("Go back"))
        back.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(GRID * 2)
        foot.addWidget(self.problem, 1)
        foot.addWidget(back)
        foot.addWidget(self.record)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(Label(self._say("Custody transfer"), "title"))
        column.addLayout(body, 1)
        column.addWidget(hairline())
        column.addLayout(foot)

    def _who_and_where(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(GRID // 2, 0, GRID // 2, 0)
        column.addWidget(self.parties)
        column.addSpacing(GRID * 2)
        column.addWidget(Label(self._say("Signatures"), "section"))
        for line in self.signatures.values():
            column.addWidget(line)
            column.addSpacing(GRID)
        column.addSpacing(GRID)
        column.addWidget(self.circumstances)
        column.addStretch(1)
        return box

    def _connect(self) -> None:
        self.parties.changed.connect(self._on_parties)
        self.items.began.connect(self._on_began)
        self.items.changed.connect(self._refresh)
        for line in self.signatures.values():
            line.changed.connect(self._refresh)
        self._bench.titles.loaded.connect(self._on_titles)
        self.record.clicked.connect(self._on_record)

    # --- what follows from what is typed --------------------------------------------------------

    def _on_began(self, state: CustodyState) -> None:
        """Whoever holds the first item most likely hands all on; what was released is received."""
        if not self.parties.from_person.chosen():
            self.parties.from_person.set_chosen(releaser(state))
        if (release := release_of(state)) is not None:
            self.parties.show_receipt(release)
        self._on_parties()

    def _on_parties(self) -> None:
        parties = self.parties.parties()
        self.items.show_parties(parties)
        self.circumstances.show_for(parties.event_type, self.parties.purpose.chosen())
        self.signatures["RELEASE"].set_signer(parties.from_person)
        self.signatures["RECEIVE"].set_signer(parties.to_person)
        self.signatures["RELEASE"].setVisible(parties.half != "IN")
        self.signatures["RECEIVE"].setVisible(parties.half != "OUT")
        self._refresh()

    def _refresh(self) -> None:
        wrong = self.items.manifest.with_wrong_seal()
        missing = self.items.missing() if self._is_missing_told else []
        sentences = discrepancies_in_words(self._say, wrong, missing)
        self.discrepancy.show_sentences(sentences, "SEAL" if wrong else "MISSING")
        self.record.setEnabled(bool(self.items.rows) and bool(self.parties.parties().event_type))

    def _on_titles(self, kind: str) -> None:
        if kind == "person":
            self.signatures["WITNESS"].witness.set_options(self._bench.titles.options(["person"]))

    # --- recording ------------------------------------------------------------------------------

    def _on_record(self) -> None:
        if not self.circumstances.settle():
            self.problem.setText(self._say("Not recorded. What you entered is still here."))
            return
        if self.items.missing() and not self._is_missing_told:
            self._is_missing_told = True
            self._refresh()
            self.problem.setText(
                self._say("Scan what is still to come; or say what became of it, and record again.")
            )
            return
        self.record.setEnabled(False)
        self._bench.jobs.write(
            self,
            quick(partial(self._actions.transfer, self.draft())),
            done=self._on_recorded,
            failed=self._on_failed,
        )

    def _on_recorded(self, saved: Saved) -> None:
        self._bench.hub.announce(saved.changes)
        self._bench.notices.tell(
            self._say(
                "Recorded as {number}. Items: {count}.",
                number=isolated(saved.record.title),
                count=isolated(len(self.items.rows)),
            )
        )
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.record.setEnabled(True)
        kept = self._say("Not recorded. What you entered is still here.")
        if not isinstance(error, DraftRejectedError):
            self._bench.notices.report(error)
            self.problem.setText(kept)
            return
        rows = self.items.rows.values()
        found = refusals(self._say, error.problems, [row.entry.record.title for row in rows])
        for row in rows:
            row.show_problems(found.at_items[row.entry.record.title])
        self.problem.setText("\n".join([kept, *found.whole]))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            event.accept()
            self.items.setFocus()
            return
        super().keyPressEvent(event)
