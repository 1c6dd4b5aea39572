"""One item on the list of a transfer: its seal as left, its seal as read, and how both look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.letters import ascii_digits
from app.core.wording import isolated
from app.models.codes import CodeList
from app.ui.custody.manifest import Entry
from app.ui.labelled import labelled
from app.ui.labels import Button, Label
from app.ui.pickers import Option, Picker
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_SEAL_CONDITIONS, _ITEM_CONDITIONS = CodeList("seal_condition"), CodeList("item_condition")


class ItemRow(QWidget):
    """Shows and edits one `Entry`; `removed` carries the item's uid."""

    changed = Signal()
    removed = Signal(str)

    def __init__(self, entry: Entry, bench: Workbench) -> None:
        super().__init__()
        self._say = say = bench.say
        self.entry = entry
        self.setProperty("role", "line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.number = Label(isolated(entry.record.title), "heading")
        kind = Label(say(entry.record.label), "small")
        expected = entry.state.own_seal
        words = (
            say("Seal left: {seal}", seal=isolated(expected)) if expected else say("No seal left")
        )
        self.expected = Label(words, "small")
        self.objection = Label("", "warning", wraps=True)
        self.problem = Label("", "problem", wraps=True)
        self.seal = self._line(say("Seal read"), entry.seal_read)
        self.seal_left = self._line(say("New seal"), entry.seal_left)
        self.seal_condition = self._picker(_SEAL_CONDITIONS)
        self.item_condition = self._picker(_ITEM_CONDITIONS)
        self.remove = Button("", bench.icons("x", "ink"), "quiet")
        self.remove.setAccessibleName(say("Take {item} off the list", item=entry.record.title))
        self.remove.setToolTip(say("Take this item off the list"))
        head = QVBoxLayout()
        head.setSpacing(0)
        for label in (self.number, kind, self.expected):
            head.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addLayout(head, 5)
        row.addWidget(self.seal, 4, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.seal_left, 4, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(labelled(say("Seal"), self.seal_condition), 6)
        row.addWidget(labelled(say("Item"), self.item_condition), 6)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, 0, GRID)
        column.setSpacing(GRID // 2)
        column.addLayout(row)
        column.addWidget(self.objection)
        column.addWidget(self.problem)
        self._name(say("Condition of the seal"), self.seal_condition)
        self._name(say("Condition of the item"), self.item_condition)
        self.objection.hide()
        self.problem.hide()
        self._connect()
        self.show_entry()

    def show_entry(self) -> None:
        """Show what the entry holds now."""
        entry = self.entry
        if self.seal.text() != entry.seal_read:
            self.seal.setText(entry.seal_read)
        self.seal_condition.set_chosen(entry.seal_condition)
        self.item_condition.set_chosen(entry.item_condition)
        for picker in (self.seal_condition, self.item_condition):
            if (line := picker.lineEdit()) is not None:
                line.setCursorPosition(0)  # of a long condition the beginning is seen

    def show_sealing(self, *, is_sealing: bool) -> None:
        """Ask for a new seal where the event is one that leaves one."""
        self.seal_left.setVisible(is_sealing)

    def show_objection(self, words: str) -> None:
        """Say why the item is not expected here."""
        self.objection.setText(words)
        self.objection.setVisible(bool(words))

    def show_problems(self, sentences: Sequence[str]) -> None:
        """Say which rules stop this item."""
        self.problem.setText("\n".join(sentences))
        self.problem.setVisible(bool(sentences))

    def _line(self, name: str, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setPlaceholderText(name)
        self._name(name, line)
        line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        return line

    def _name(self, name: str, widget: QWidget) -> None:
        widget.setAccessibleName(f"{name} {self.entry.record.title}")

    def _picker(self, codes: CodeList) -> Picker:
        picker = Picker()
        picker.set_options(
            [Option(item.code, self._say(item.label)) for item in codes.codes if not item.retired]
        )
        picker.set_placeholder(self._say("Choose"))
        return picker

    def _connect(self) -> None:
        self.seal.editingFinished.connect(self._on_seal)
        self.seal_left.textChanged.connect(self._on_seal_left)
        self.seal_condition.currentTextChanged.connect(self._on_condition)
        self.item_condition.currentTextChanged.connect(self._on_condition)
        self.remove.clicked.connect(self._on_remove)

    def _on_seal(self) -> None:
        text = ascii_digits(self.seal.text()).strip()
        if text != self.entry.seal_read:
            self.entry.read_seal(text)
            self.show_entry()
            self.changed.emit()

    def _on_seal_left(self) -> None:
        self.entry.seal_left = ascii_digits(self.seal_left.text())

    def _on_condition(self) -> None:
        self.entry.seal_condition = self.seal_condition.chosen()
        self.entry.item_condition = self.item_condition.chosen()
        self.changed.emit()

    def _on_remove(self) -> None:
        self.removed.emit(self.entry.record.uid)
