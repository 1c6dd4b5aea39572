"""Scan, scan, scan: the box, the sign that answers each scan, and the list that grows.

Scans are looked up one after the other. A seal that overtook its bag would be taken for the seal of
the bag before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.wording import embedded, isolated
from app.models.custody import ITEM_KINDS, CustodyEvent
from app.rules.holding import CustodyState
from app.rules.seals import SEALING
from app.ui.custody.actions import CustodyActions
from app.ui.custody.item_row import ItemRow
from app.ui.custody.manifest import Entry, Manifest, Outcome, Parties, objection, seal_in_words
from app.ui.custody.scan_box import ScanBox
from app.ui.custody.scanning import Scanned, look_up, opened
from app.ui.custody.sign import Sign
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_LEAVES_SEAL = SEALING | {"UNS"}
_UNCHANGED = "UNCHANGED"


class ItemList(QWidget):
    """`began` carries the custody of the first item; `changed` follows every change."""

    began = Signal(object)
    changed = Signal()

    def __init__(self, bench: Workbench, actions: CustodyActions) -> None:
        super().__init__()
        self._bench = bench
        self._actions = actions
        self._say = say = bench.say
        self._parties = Parties()
        self._waiting: deque[str] = deque()
        self._is_looking = False
        self.manifest = Manifest()
        self.rows: dict[str, ItemRow] = {}
        bench.titles.want(ITEM_KINDS)
        self.scan = ScanBox()
        self.scan.setAccessibleName(say("Scan a label, or type its number"))
        self.scan.setPlaceholderText(say("Scan a label, or type its number"))
        self.scan.scanned.connect(self._on_scanned)
        self.sign = Sign(bench)
        self.count = Label("", "quiet", wraps=True)
        self.same = Button(say("All items: as recorded before"), role="quiet")
        self.same.clicked.connect(self._on_same)
        self.setFocusProxy(self.scan)
        self._lay_out()
        self._refresh()

    def open(self, uids: Sequence[str]) -> None:
        """Begin with items that were chosen elsewhere."""
        self._bench.jobs.read(
            self,
            quick(partial(opened, self._actions, tuple(uids))),
            done=self._on_opened,
            failed=self._bench.notices.report,
        )

    def show_parties(self, parties: Parties) -> None:
        """Judge the items by what the form says now."""
        self._parties = parties
        if self.manifest.entries:
            self._judge_newest()
        self._refresh()

    def missing(self) -> list[str]:
        """What was released together with these items and has not gone by, as titles."""
        uids = self.manifest.not_scanned(self._parties)
        return [isolated(self._bench.titles.title(uid)) for uid in uids]

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        rows = QWidget()
        self._list = QVBoxLayout(rows)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.same)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.scan)
        column.addWidget(self.sign)
        column.addLayout(row)
        column.addWidget(scrolling(rows), 1)

    # --- scanning -------------------------------------------------------------------------------

    def _on_scanned(self, text: str) -> None:
        self._waiting.append(text)
        self._look_up_next()

    def _look_up_next(self) -> None:
        if self._is_looking or not self._waiting:
            return
        self._is_looking = True
        self._bench.jobs.read(
            self,
            quick(partial(look_up, self._actions, self._waiting.popleft())),
            done=self._on_looked_up,
            failed=self._on_failed,
        )

    def _on_failed(self, error: Exception) -> None:
        self._is_looking = False
        self._bench.notices.report(error)
        self._look_up_next()

    def _on_looked_up(self, scanned: Scanned) -> None:
        self._is_looking = False
        self._take(scanned)
        self._look_up_next()

    def _on_opened(self, items: list[Scanned]) -> None:
        for item in items:
            self._take(item)

    def _take(self, scanned: Scanned) -> None:
        record, state = scanned.record, scanned.state
        if record is None or state is None:
            self._take_seal(scanned)
        elif record.uid in self.manifest.entries:
            entry = self.manifest.entries[record.uid]
            entry.label = scanned.label or entry.label  # chosen on the screen, and now in the hand
            self.sign.show_outcome(Outcome.ALREADY, record.title)
        else:
            is_first = not self.manifest.entries
            self._add_row(self.manifest.add(record, state, scanned.label))
            if is_first:
                self.began.emit(state)
            self._judge_newest()
        self._refresh()
        self.changed.emit()

    def _take_seal(self, scanned: Scanned) -> None:
        """What is no item is the seal of the newest one, if that still waits for its seal."""
        entry = self.manifest.waits_for_seal()
        if entry is None:
            words = " ".join(self._say.error(scanned.error)) if scanned.error else ""
            self.sign.show_outcome(Outcome.NOT_READ, "", words)
            return
        entry.read_seal(scanned.text)
        self.rows[entry.record.uid].show_entry()
        self._judge_newest()

    def _judge_newest(self) -> None:
        """Say whether the newest item is expected here, and its seal the one left on it."""
        entry = self.manifest.entries[self.manifest.newest]
        why = self._objection(entry)
        if entry.seal_read and not entry.is_seal_expected:
            why = seal_in_words(self._say, entry)
        outcome = Outcome.NOT_EXPECTED if why else Outcome.EXPECTED
        self.sign.show_outcome(outcome, entry.record.title, why or self._next_step(entry))

    def _next_step(self, entry: Entry) -> str:
        if not entry.state.own_seal:
            return self._say("It bears no seal.")
        if entry.seal_read:
            return self._say("The seal is the one that was left on it.")
        return self._say("Now scan its seal.")

    def _objection(self, entry: Entry) -> str:
        sentence, named = objection(entry.state, self._parties)
        if not sentence:
            return ""
        return self._say(sentence, name=embedded(self._bench.titles.title(named)))

    # --- the list -------------------------------------------------------------------------------

    def _add_row(self, entry: Entry) -> None:
        row = self.rows[entry.record.uid] = ItemRow(entry, self._bench)
        row.removed.connect(self._on_removed)
        row.changed.connect(self._on_row)
        self._list.insertWidget(0, row)

    def _on_row(self) -> None:
        self._refresh()
        self.changed.emit()

    def _on_removed(self, uid: str) -> None:
        self.manifest.remove(uid)
        row = self.rows.pop(uid)
        row.hide()
        row.deleteLater()
        self.sign.rest()
        self._on_row()
        self.scan.setFocus()

    def _on_same(self) -> None:
        for row in self.rows.values():
            row.entry.item_condition = row.entry.item_condition or _UNCHANGED
            row.show_entry()

    def _refresh(self) -> None:
        for row in self.rows.values():
            row.show_objection(self._objection(row.entry))
            row.show_sealing(is_sealing=self._parties.event_type in _LEAVES_SEAL)
        words = self._say("Items on the list: {count}", count=isolated(len(self.rows)))
        if missing := self.missing():
            rest = self._say(", ").join(missing)
            words += " · " + self._say("released and still to come: {items}", items=rest)
        self.count.setText(words)
        self.same.setVisible(len(self.rows) > 1)


def releaser(state: CustodyState) -> str:
    """Who hands an item on: its holder, or whoever released it last."""
    release = release_of(state)
    return release.from_custodian or "" if release is not None else state.holder


def release_of(state: CustodyState) -> CustodyEvent | None:
    """The release that waits for its receipt; events that were superseded are no release."""
    if not state.is_released:
        return None
    return next((event for event in state.events if event.uid == state.last), None)


def scrolling(widget: QWidget) -> QScrollArea:
    """A widget that may be higher than the room it has."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area
