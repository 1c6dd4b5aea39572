"""The element that is chosen: what it is, what the rules say of it, and its record to fill in.

The form is the ordinary form of the element, with the fields that a chart does not show.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.models.elements import Element
from app.models.field import Field
from app.models.fields import Depth
from app.rules.chart import Slot
from app.rules.marks import Mark, mark_of, mark_words
from app.rules.verdicts import Verdict
from app.services.recording import Saved
from app.ui.editor import Editor
from app.ui.fields.tools import tools_of
from app.ui.flow import FlowLayout
from app.ui.form import Form
from app.ui.labels import Button, Label
from app.ui.skeleton.board import InventoryBoard
from app.ui.skeleton.words import short_mark, slot_words
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_FIRST = frozenset({"zones", "count", "weight_g", "age_band", "pair_with", "remarks"})


class ElementForm(Form):
    """The form of an element: beside the chart only what the chart does not show."""

    @override
    def _is_grave_side(self, name: str, field: Field[object]) -> bool:
        return name in _FIRST


class BonePanel(QWidget):
    """What is chosen on the chart. `more_asked` asks for one more of the same bone."""

    more_asked = Signal()

    def __init__(self, bench: Workbench, board: InventoryBoard) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._board = board
        self._slots: tuple[Slot, ...] = ()
        self.uid = ""
        self.title = Label("", "heading", wraps=True)
        self.mark = Label("", "quiet", wraps=True)
        self.problem = Label("", "problem", wraps=True)
        self.remark = Label("", "warning", wraps=True)
        self._several = QWidget()
        self._several_line = FlowLayout(self._several)
        self.records: list[Button] = []
        self.more = Button(
            self._say("One more of this bone"), bench.icons("plus", "accent"), "quiet"
        )
        self.more.clicked.connect(self.more_asked)
        self.form: ElementForm | None = None
        self._editor: Editor | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        for widget in (self.title, self.mark, self.problem, self.remark, self._several, self.more):
            self._column.addWidget(widget)
        self._column.addStretch(0)
        self._several.hide()

    def show_slots(self, slots: tuple[Slot, ...]) -> None:
        """Show what is chosen now."""
        self.leave()
        self._slots, self.uid = slots, ""
        self.refresh()

    def leave(self) -> None:
        """Settle what is being typed."""
        if self._editor is not None:
            self._editor.leave()

    def enter(self) -> bool:
        """Put the cursor into the form; whether there is one."""
        if self.form is None or self.form.isHidden():
            return False
        self.form.editors["count"].setFocus()
        return True

    def refresh(self) -> None:
        """Show the same places as they now stand."""
        if len(self._slots) != 1:
            self.title.setText(self._say("{count} chosen", count=isolated(len(self._slots))))
            self.mark.setText(self._say("The next mark is of all of them."))
            self._say_verdicts(())
            self._show_records([])
            self._show_form(None)
            return
        slot = self._slots[0]
        self.title.setText(slot_words(self._say, slot))
        self.mark.setText(mark_words(self._say, self._board.mark_at(slot)))
        self._say_verdicts(self._board.verdicts_at(slot))
        records = self._board.elements_at(slot)
        self._show_records(records)
        known = {record.uid: record for record in records}
        if self.uid not in known:
            self.uid = records[0].uid if records else ""
        self._show_form(known.get(self.uid))

    def _say_verdicts(self, verdicts: tuple[Verdict, ...]) -> None:
        for label, stops in ((self.problem, True), (self.remark, False)):
            words = [
                f"{self._say(one.message, **one.values)} {self._say(one.hint, **one.values)}"
                for one in verdicts
                if one.stops is stops
            ]
            label.setText("\n".join(words))
            label.setVisible(bool(words))

    def _show_records(self, records: list[Element]) -> None:
        self.more.setVisible(bool(records))
        for button in self.records:
            self._several_line.removeWidget(button)
            button.deleteLater()
        self.records = []
        self._several.setVisible(len(records) > 1)
        for number, record in enumerate(records, 1) if len(records) > 1 else ():
            mark: Mark | None = mark_of(record)
            words = self._say(
                "{number}: {mark}", number=isolated(number), mark=short_mark(self._say, mark)
            )
            button = Button(words, role="tab", parent=self._several)
            button.setCheckable(True)
            button.setChecked(record.uid == self.uid)
            button.clicked.connect(partial(self._on_record, record.uid))
            self._several_line.addWidget(button)
            self.records.append(button)

    def _on_record(self, uid: str) -> None:
        self.leave()
        self.uid = uid
        self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _show_form(self, record: Element | None) -> None:
        """Show the record's form; it is made when there is somebody to see it."""
        if record is None or not self.isVisible():
            if self.form is not None:
                self.form.hide()
            return
        if self.form is None or self._editor is None:
            self.form = ElementForm(Element, tools_of(self._bench), self)
            self.form.set_depth(Depth.GRAVE_SIDE)
            self._editor = Editor(self.form, Element, self._bench)
            self._editor.saved.connect(self._on_saved)
            self._column.insertWidget(self._column.count() - 2, self.form, 10)
        self.form.show()
        shown = self.form.record
        if shown is not None and shown.uid == record.uid:
            self._editor.show(record)
        else:
            self._editor.open(record)

    def _on_saved(self, saved: Saved) -> None:
        if isinstance(saved.record, Element):
            self._board.put(saved.record)
