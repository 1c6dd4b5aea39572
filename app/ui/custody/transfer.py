"""The custody transfer: scan, scan, scan, sign, record. The rules speak at the item they stop."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import embedded, isolated
from app.models.custody import ITEM_KINDS
from app.rules.seals import SEALING
from app.services.custody import TransferDraft
from app.services.recording import DraftRejectedError, Saved
from app.ui.custody.actions import CustodyActions
from app.ui.custody.discrepancy import DiscrepancyPanel
from app.ui.custody.item_row import ItemRow
from app.ui.custody.manifest import (
    Manifest,
    Outcome,
    discrepancies_in_words,
    objection,
)
from app.ui.custody.parties import PartiesForm
from app.ui.custody.refusals import refusals
from app.ui.custody.scan_box import ScanBox
from app.ui.custody.scanning import Scanned, look_up, opened
from app.ui.custody.sign import Sign
from app.ui.custody.signing import SignatureLine
from app.ui.jobs import quick
from app.ui.labels import Button, Label, hairline
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_LEAVES_SEAL = SEALING | {"UNS"}
_UNCHANGED = "UNCHANGED"


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
        self.manifest = Manifest()
        self.rows: dict[str, ItemRow] = {}
        self.setWindowTitle(self._say("Custody transfer"))
        self.resize(GRID * 162, GRID * 88)
        bench.titles.want(ITEM_KINDS)
        self._build()
        self._refresh()
        for uid in items:
            bench.jobs.read(
                self,
                quick(partial(opened, actions, uid)),
                done=self._on_looked_up,
                failed=bench.notices.report,
            )
        self.scan.setFocus()

    # --- the look -------------------------------------------------------------------------------

    def _build(self) -> None:
        say, bench = self._say, self._bench
        self.parties = PartiesForm(bench)
        self.parties.changed.connect(self._on_parties)
        self.signatures = {
            role: SignatureLine(role, bench, self._actions)
            for role in ("RELEASE", "RECEIVE", "WITNESS")
        }
        for line in self.signatures.values():
            line.changed.connect(self._refresh)
        bench.titles.loaded.connect(self._on_titles)
        self.scan = ScanBox()
        self.scan.setAccessibleName(say("Scan a label, or type its number"))
        self.scan.setPlaceholderText(say("Scan a label, or type its number"))
        self.scan.scanned.connect(self._on_scanned)
        self.sign = Sign(bench)
        self.discrepancy = DiscrepancyPanel(bench, self._actions)
        self.same = Button(say("All items: as recorded before"), role="quiet")
        self.same.clicked.connect(self._on_same)
        self.count = Label("", "quiet", wraps=True)
        self.problem = Label("", "problem", wraps=True)
        self.record = Button(say("Record transfer"), role="primary")
        self.record.clicked.connect(self._on_record)
        back = Button(say("Go back"))
        back.clicked.connect(self.reject)
        self._on_titles("person")
        body = QHBoxLayout()
        body.setSpacing(GRID * 3)
        body.addWidget(self._left(), 4)
        body.addLayout(self._right(), 7)
        foot = QHBoxLayout()
        foot.setSpacing(GRID * 2)
        foot.addWidget(self.problem, 1)
        foot.addWidget(back)
        foot.addWidget(self.record)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(Label(say("Custody transfer"), "title"))
        column.addLayout(body, 1)
        column.addWidget(hairline())
        column.addLayout(foot)

    def _left(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, GRID, 0)
        column.addWidget(self.parties)
        column.addWidget(Label(self._say("Signatures"), "section"))
        for line in self.signatures.values():
            column.addWidget(line)
            column.addSpacing(GRID)
        column.addStretch(1)
        return _scrolling(box)

    def _right(self) -> QVBoxLayout:
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        rows = QWidget()
        rows.setLayout(self._list)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addWidget(self.scan)
        column.addWidget(self.sign)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.same)
        column.addLayout(row)
        column.addWidget(_scrolling(rows), 1)
        column.addWidget(self.discrepancy)
        return column

    # --- scanning -------------------------------------------------------------------------------

    def _on_scanned(self, text: str) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(look_up, self._actions, text)),
            done=self._on_looked_up,
            failed=self._bench.notices.report,
        )

    def _on_looked_up(self, scanned: Scanned) -> None:
        record, state = scanned.record, scanned.state
        if record is None or state is None:
            self._on_no_item(scanned)
        elif record.uid in self.manifest.entries:
            self.sign.show_outcome(Outcome.ALREADY, record.title)
        else:
            if not self.manifest.entries and not self.parties.from_person.chosen() and state.holder:
                self.parties.from_person.set_chosen(state.holder)
            self.manifest.add(record, state)
            self._add_row(record.uid)
            self._judge_newest()
        self._refresh()

    def _on_no_item(self, scanned: Scanned) -> None:
        entry = self.manifest.waits_for_seal()
        if entry is None:
            words = " ".join(self._say.error(scanned.error)) if scanned.error else ""
            self.sign.show_outcome(Outcome.NOT_READ, "", words)
            return
        entry.read_seal(scanned.text)
        self.rows[entry.record.uid].show_entry()
        if entry.is_seal_expected:
            about = self._say("The seal is the one that was left on it.")
            self.sign.show_outcome(Outcome.EXPECTED, entry.record.title, about)
        else:
            (about,) = discrepancies_in_words(self._say, [entry], [])
            self.sign.show_outcome(Outcome.NOT_EXPECTED, entry.record.title, about)

    def _judge_newest(self) -> None:
        """Say whether the newest item is expected here, as the form stands now."""
        entry = self.manifest.entries[self.manifest.newest]
        why = self._objection(entry.record.uid)
        outcome = Outcome.NOT_EXPECTED if why else Outcome.EXPECTED
        self.sign.show_outcome(outcome, entry.record.title, why or self._next_step())

    def _next_step(self) -> str:
        if self.manifest.waits_for_seal() is not None:
            return self._say("Now scan its seal.")
        entry = self.manifest.entries[self.manifest.newest]
        return "" if entry.state.own_seal else self._say("It bears no seal.")

    def _objection(self, uid: str) -> str:
        entry = self.manifest.entries[uid]
        sentence, named = objection(entry.state, self.parties.parties())
        if not sentence:
            return ""
        return self._say(sentence, name=embedded(self._bench.titles.title(named)))

    def _add_row(self, uid: str) -> None:
        row = self.rows[uid] = ItemRow(self.manifest.entries[uid], self._bench)
        row.removed.connect(self._on_removed)
        row.changed.connect(self._refresh)
        self._list.insertWidget(0, row)

    def _on_removed(self, uid: str) -> None:
        self.manifest.remove(uid)
        row = self.rows.pop(uid)
        row.hide()
        row.deleteLater()
        self.sign.rest()
        self._refresh()
        self.scan.setFocus()

    def _on_same(self) -> None:
        for row in self.rows.values():
            row.entry.item_condition = row.entry.item_condition or _UNCHANGED
            row.show_entry()

    # --- what follows from what is typed --------------------------------------------------------

    def _on_parties(self) -> None:
        if self.manifest.entries:
            self._judge_newest()
        self._refresh()

    def _refresh(self) -> None:
        parties = self.parties.parties()
        for uid, row in self.rows.items():
            row.show_objection(self._objection(uid))
            row.show_sealing(is_sealing=parties.event_type in _LEAVES_SEAL)
        self.signatures["RELEASE"].set_signer(parties.from_person)
        self.signatures["RECEIVE"].set_signer(parties.to_person)
        self.signatures["RELEASE"].setVisible(parties.half != "IN")
        self.signatures["RECEIVE"].setVisible(parties.half != "OUT")
        missing = self._missing()
        wrong = self.manifest.with_wrong_seal()
        told = missing if self._is_missing_told else []
        sentences = discrepancies_in_words(self._say, wrong, told)
        self.discrepancy.show_sentences(sentences, "SEAL" if wrong else "MISSING")
        self._count(missing)
        self.same.setVisible(len(self.rows) > 1)
        self.record.setEnabled(bool(self.rows) and bool(parties.event_type))

    def _missing(self) -> list[str]:
        """What was released together with these items and has not gone by, as titles."""
        uids = self.manifest.not_scanned(self.parties.parties())
        return [isolated(self._bench.titles.title(uid)) for uid in uids]

    def _count(self, missing: Sequence[str]) -> None:
        words = self._say("{count} items on the list", count=isolated(len(self.rows)))
        if missing:
            rest = self._say(", ").join(missing)
            words += " · " + self._say("released and still to come: {items}", items=rest)
        self.count.setText(words)

    def _on_titles(self, kind: str) -> None:
        if kind == "person":
            self.signatures["WITNESS"].witness.set_options(self._bench.titles.options(["person"]))

    def draft(self) -> TransferDraft:
        """The event as it stands on the form."""
        parties, form = self.parties.parties(), self.parties
        lines = [line for line in self.signatures.values() if line.isVisibleTo(self) and line.given]
        signatures = [signature for line in lines if (signature := line.signature()) is not None]
        papers = tuple(line.given.paper for line in lines if line.given and line.given.paper)
        more = {**self.discrepancy.fields(), "paper": papers or None}
        return TransferDraft(
            parties.event_type,
            tuple(entry.draft() for entry in self.manifest.entries.values()),
            from_person=parties.from_person,
            to_person=parties.to_person,
            from_place=form.from_place.chosen(),
            to_place=form.to_place.chosen(),
            purpose=form.purpose.chosen(),
            half=parties.half,
            signatures=tuple(signatures),
            more={name: value for name, value in more.items() if value is not None},
        )

    # --- recording ------------------------------------------------------------------------------

    def _on_record(self) -> None:
        if self._missing() and not self._is_missing_told:
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
                "Recorded as {number}: {count} items.",
                number=isolated(saved.record.title),
                count=isolated(len(self.rows)),
            )
        )
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.record.setEnabled(True)
        if not isinstance(error, DraftRejectedError):
            self._bench.notices.report(error)
            self.problem.setText(self._say("Not recorded. What you entered is still here."))
            return
        titles = [row.entry.record.title for row in self.rows.values()]
        found = refusals(self._say, error.problems, titles)
        for row in self.rows.values():
            row.show_problems(found.at_items[row.entry.record.title])
        first = self._say("Not recorded. What you entered is still here.")
        self.problem.setText("\n".join([first, *found.whole]))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()
            self.scan.setFocus()
            return
        super().keyPressEvent(event)


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area
