"""The inventory on the table: what is marked of each element, and every mark on its way to disk.

A mark shows at once and is written behind it; what could not be written shows again as it was, and
says why. Each action can be taken back, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core.changes import Changes
from app.core.wording import isolated
from app.models.elements import Element
from app.models.remains import RemainsCase
from app.rules.chart import Slot
from app.rules.marks import Mark, mark_of, slot_of
from app.rules.verdicts import Verdict
from app.services.inventory import Inventory, Marked, Marking
from app.ui.jobs import quick
from app.ui.skeleton.actions import InventoryActions
from app.ui.workbench import Workbench

_MOST_FIRST = (Mark.PRESENT, Mark.PARTIAL, Mark.FRAGMENT, Mark.HIDDEN, Mark.ABSENT)


class InventoryBoard(QObject):
    """The elements of one case.

    `changed` says that any of them is another now, `saved` that what was marked is on the disk.
    `told` carries a sentence about what was done, `refused` one about what was not.
    """

    changed = Signal()
    saved = Signal()
    told = Signal(str)
    refused = Signal(str)

    def __init__(self, bench: Workbench, actions: InventoryActions, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._say = bench.say
        self._actions = actions
        self._window = parent
        self.case: RemainsCase | None = None
        self.is_loaded = False
        self._elements: dict[str, Element] = {}
        self._at: dict[Slot, list[Element]] = {}
        self._withdrawn: dict[Slot, str] = {}
        self._pending: dict[Slot, tuple[int, Mark | None]] = {}
        self._verdicts: dict[Slot, tuple[Verdict, ...]] = {}
        self._done: list[Marked] = []
        self._jobs = count(1)
        self._is_announcing = False
        bench.hub.announced.connect(self._on_changes)

    # --- what is marked -------------------------------------------------------------------------

    def open(self, case: RemainsCase | None) -> None:
        """Show another case; what was done to the one before can no longer be taken back."""
        is_same = case is not None and self.case is not None and case.uid == self.case.uid
        self.case = case
        if is_same:
            return
        self.is_loaded = False
        self._take([])
        for held in (self._withdrawn, self._pending, self._verdicts, self._done):
            held.clear()
        self.changed.emit()
        self._read()

    @property
    def elements(self) -> Iterable[Element]:
        """Every element that is recorded."""
        return self._elements.values()

    @property
    def marks(self) -> Mapping[Slot, Mark]:
        """What is marked, by place."""
        slots = dict.fromkeys([*self._at, *self._pending])
        return {slot: mark for slot in slots if (mark := self.mark_at(slot)) is not None}

    def mark_at(self, slot: Slot) -> Mark | None:
        """How an element is marked; where several lie, what there is most of."""
        if slot in self._pending:
            return self._pending[slot][1]
        marks = {mark_of(element) for element in self._at.get(slot, ())}
        return next((mark for mark in _MOST_FIRST if mark in marks), None)

    def elements_at(self, slot: Slot) -> list[Element]:
        """The records of one place, in the order in which they came."""
        return self._at.get(slot, [])

    def verdicts_at(self, slot: Slot) -> tuple[Verdict, ...]:
        """What the rules said when this place was last marked."""
        return self._verdicts.get(slot, ())

    @property
    def can_take_back(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._done)

    # --- marking --------------------------------------------------------------------------------

    def mark(
        self, slots: Iterable[Slot], mark: Mark | None, *, uid: str = "", age: str = ""
    ) -> None:
        """Mark these places; `uid` names the record where several lie in one."""
        chosen = [slot for slot in slots if uid or len(self.elements_at(slot)) < 2]
        if not chosen:
            self.refused.emit(self._say("Several records lie here. Choose one of them beside."))
            return
        markings = [
            Marking(slot, mark, uid or self._record_of(slot, mark), age=age) for slot in chosen
        ]
        self._write(markings)

    def add(self, slot: Slot, mark: Mark, *, age: str = "") -> None:
        """Record one more of the same bone."""
        self._write([Marking(slot, mark, is_another=True, age=age)])

    def take_back(self) -> None:
        """Undo what was marked last."""
        if not self._done:
            self.told.emit(self._say("No mark is left to undo."))
            return
        marked = self._done.pop()
        self._bench.jobs.write(
            self,
            quick(partial(self._actions.take_back, marked)),
            done=self._on_taken_back,
            failed=self._bench.notices.report,
        )

    def put(self, element: Element) -> None:
        """An element as it now stands, changed beside the chart."""
        self._update([element])
        self.changed.emit()

    def _record_of(self, slot: Slot, mark: Mark | None) -> str:
        """The record of a place, or the one that was withdrawn here and comes back."""
        here = self.elements_at(slot)
        if here:
            return here[0].uid
        return self._withdrawn.get(slot, "") if mark is not None else ""

    def _write(self, markings: list[Marking]) -> None:
        if self.case is None:
            return
        why = self._reason(markings)
        if why is None:
            self.refused.emit(self._say("Not saved: a final record is only changed with a reason."))
            return
        job = next(self._jobs)
        self._pending |= {one.slot: (job, one.mark) for one in markings}
        self._bench.jobs.write(
            self,
            quick(partial(self._actions.mark, self.case.uid, markings, why=why)),
            done=partial(self._on_marked, self.case.uid, job, tuple(markings)),
            failed=partial(self._on_failed, job),
        )
        self.changed.emit()

    def _reason(self, markings: Iterable[Marking]) -> str | None:
        """Why final records are changed; empty where none is, None where nobody said."""
        if not any(element.is_final for one in markings for element in self.elements_at(one.slot)):
            return ""
        return self._bench.dialogs.ask_reason(
            self._window,
            self._say("Amend the final record"),
            self._say("This record is final. Changes print as amendments, with your reason."),
        )

    # --- what happens ---------------------------------------------------------------------------

    def _on_marked(
        self, case: str, job: int, markings: tuple[Marking, ...], marked: Marked
    ) -> None:
        self._settle(job)
        if self.case is not None and self.case.uid == case:
            for one in markings:
                self._verdicts.pop(one.slot, None)
            self._verdicts |= {**marked.remarks, **marked.refused}
            if marked.written:
                self._done.append(marked)
            self._update(marked.elements)
            self._tell(marked)
        self.changed.emit()
        self._announce(marked)

    def _on_taken_back(self, marked: Marked) -> None:
        self._verdicts.clear()
        self._update(marked.elements)
        self.told.emit(self._say("Undone: {count}", count=isolated(len(marked.elements))))
        self.changed.emit()
        self._announce(marked)

    def _on_failed(self, job: int, error: Exception) -> None:
        self._settle(job)
        self.changed.emit()
        self._bench.notices.report(error)

    def _settle(self, job: int) -> None:
        self._pending = {slot: one for slot, one in self._pending.items() if one[0] != job}

    def _tell(self, marked: Marked) -> None:
        refused = [item for verdicts in marked.refused.values() for item in verdicts if item.stops]
        now = self._bench.clock.now()
        if refused:
            self.refused.emit(self._say(refused[0].message, **refused[0].values))
        if marked.changes.uids:
            self.told.emit(self._say("saved {time}", time=isolated(f"{now.local:%H:%M:%S}")))

    def _announce(self, marked: Marked) -> None:
        if not marked.changes.uids:
            return
        self._bench.notices.remember_saved(self._bench.clock.now())
        self._is_announcing = True
        self._bench.hub.announce(marked.changes)
        self._is_announcing = False
        self.saved.emit()

    def _on_changes(self, changes: Changes) -> None:
        is_ours = Element.kind in changes.kinds or (
            self.case is not None and self.case.uid in changes.uids
        )
        if is_ours and not self._is_announcing:
            self._read()

    def _read(self) -> None:
        if self.case is None:
            return
        self._bench.jobs.read(
            self,
            quick(partial(self._actions.inventory_of, self.case.uid)),
            done=self._on_read,
            failed=self._bench.notices.report,
        )

    def _on_read(self, inventory: Inventory) -> None:
        if self.case is None or inventory.case.uid != self.case.uid:
            return
        self.case = inventory.case
        self.is_loaded = True
        self._take(inventory.elements)
        self.changed.emit()
        self.saved.emit()

    def _take(self, elements: Iterable[Element]) -> None:
        self._elements = {element.uid: element for element in elements}
        self._sort()

    def _update(self, elements: Iterable[Element]) -> None:
        for element in elements:
            slot = slot_of(element)
            if element.is_withdrawn:
                self._elements.pop(element.uid, None)
                if slot is not None:
                    self._withdrawn[slot] = element.uid
            else:
                self._elements[element.uid] = element
        self._sort()

    def _sort(self) -> None:
        self._at = {}
        for element in self._elements.values():
            slot = slot_of(element)
            if slot is not None:
                self._at.setdefault(slot, []).append(element)
