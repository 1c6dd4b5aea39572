"""Deciding one conflict: the values as they were written, a choice, and a reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.core.wording import embedded
from app.models.kinds import KIND
from app.models.record import State
from app.services.recording import Saved
from app.ui.finding_words import claim_of, sentence_of
from app.ui.labels import Button, Label
from app.ui.places import CUSTODY, Destination
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.findings import Finding

Resolve = Callable[[str], Callable[[], Saved]]  # reason → what writes the decision


class Decision(QWidget):
    """One finding: what was written, the choices where there are any, and the reason.

    `decided` carries what is to be written, as a function that does it.
    """

    decided = Signal(object)
    opened = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._finding: Finding | None = None
        self._choices: dict[QRadioButton, Resolve] = {}
        say = bench.say
        self.heading = Label("", "heading", wraps=True)
        self.sentence = Label("", wraps=True)
        self._group = QButtonGroup(self)
        self._box = QVBoxLayout()
        self._box.setSpacing(GRID)
        self.reason_label = Label(say("Reason for the decision"), "label")
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(GRID * 10)
        self.reason.setAccessibleName(say("Reason for the decision"))
        self.decide = Button(say("Decide"), role="primary")
        self.look = Button(say("Open the record"))
        row = QHBoxLayout()
        row.addWidget(self.decide)
        row.addWidget(self.look)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID * 2)
        column.addWidget(self.heading)
        column.addWidget(self.sentence)
        column.addLayout(self._box)
        column.addWidget(self.reason_label)
        column.addWidget(self.reason)
        column.addLayout(row)
        column.addStretch(1)
        self.reason.textChanged.connect(self._refresh)
        self._group.buttonToggled.connect(self._refresh)
        self.decide.clicked.connect(self._on_decide)
        self.look.clicked.connect(self._on_look)
        self.show_finding(None)

    def show_finding(self, finding: Finding | None) -> None:
        """Show another finding, or none."""
        self._finding = finding
        for button in self._choices:
            self._group.removeButton(button)
            self._box.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._choices = {}
        self.reason.clear()
        self.setVisible(finding is not None)
        if finding is None:
            return
        self.heading.setText(embedded(finding.title))
        self.sentence.setText(sentence_of(finding, self._bench))
        for words, act in self._acts(finding):
            button = QRadioButton(words)
            self._group.addButton(button)
            self._box.addWidget(button)
            self._choices[button] = act
        for widget in (self.reason_label, self.reason, self.decide):
            widget.setVisible(bool(self._choices))
        self.look.setVisible(finding.kind in KIND)
        self._refresh()

    def _acts(self, finding: Finding) -> list[tuple[str, Resolve]]:
        """The choices, in words, and what each of them writes."""
        say = self._bench.say
        if finding.code == "C1":
            return [
                (claim_of(finding, value, self._bench), self._act(finding.field, value.value))
                for value in finding.values
            ]
        if finding.code == "C2":
            return [
                (say("Keep the record and the change"), self._act("state", State.DRAFT.value)),
                (say("Leave it withdrawn"), self._act("state", State.WITHDRAWN.value)),
            ]
        return []

    def _act(self, field: str, value: object) -> Resolve:
        uid = self._finding.uid if self._finding is not None else ""
        return partial(_resolving, self._bench.actions.resolve_conflict, uid, field, value)

    def _refresh(self) -> None:
        is_chosen = self._group.checkedButton() in self._choices
        self.decide.setEnabled(is_chosen and bool(self.reason.toPlainText().strip()))

    def _on_decide(self) -> None:
        for button, act in self._choices.items():
            if button.isChecked():
                self.decided.emit(act(self.reason.toPlainText().strip()))

    def _on_look(self) -> None:
        if self._finding is not None:
            part = CUSTODY if self._finding.code == "C3" else ""
            self.opened.emit(Destination(self._finding.kind, self._finding.uid, part=part))


def _resolving(
    resolve: Callable[[str, str, object, str], Saved], uid: str, field: str, value: object, why: str
) -> Callable[[], Saved]:
    return partial(resolve, uid, field, value, why)
