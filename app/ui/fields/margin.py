"""What is in the margin of a field, read and written right below its input.

It is made when somebody asks for it and gone when it is closed, so that the way of the Tab key
through a form stays what it was. It never lies over anything: the form makes room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.wording import Wording, embedded
from app.rules.margins import Margin, Noted
from app.ui.fields.lines import LinesEdit
from app.ui.labels import Button, Label, leading_is_right, set_margins
from app.ui.margin_words import CERTAINTY, said
from app.ui.pickers import Option, Picker
from app.ui.shown import date_and_time
from app.ui.theme import GRID

MARGIN_KEY = "Ctrl+M"
_LINES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Jotted:
    """What somebody wants noted: a code of certainty, a text, or both; "" for none."""

    certainty: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of a field's menu: its words, the key that does the same, and what it does."""

    words: str
    key: str
    act: Callable[[], None]


class MarginPanel(QWidget):
    """The notes beside one field, and room for another.

    `written` carries what is `Jotted`, `taken_back` the uid of a note that no longer holds; `left`
    says that the panel was closed by its key or button.
    """

    written = Signal(object)
    taken_back = Signal(str)
    left = Signal()

    def __init__(self, margin: Margin, say: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self._say = say
        self.setProperty("role", "margin")
        self.setProperty("side", "right" if leading_is_right() else "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        set_margins(column, GRID * 2, 0, 0, GRID // 2)
        column.setSpacing(GRID)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(GRID)
        column.addLayout(self._notes)
        self.certainty = Picker(self)
        self.certainty.setAccessibleName(say("Certainty"))
        self.certainty.set_options(
            [
                Option(code.code, say(code.label), say(code.help))
                for code in CERTAINTY.codes
                if not code.retired
            ]
        )
        self.certainty.set_placeholder(say("Certain"))
        self.text = LinesEdit(_LINES_SHOWN, self, is_mirrored=say.is_right_to_left)
        self.text.setAccessibleName(say("Note"))
        self.text.setPlaceholderText(say("Note"))
        self.problem = Label("", "problem", wraps=True, parent=self)
        self.problem.hide()
        self.write = Button(say("Write it down"), parent=self)
        self.write.setToolTip("Ctrl+Enter")
        self.close_it = Button(say("Close"), role="quiet", parent=self)
        self.close_it.setToolTip("Esc")
        row = QHBoxLayout()
        row.addWidget(self.write)
        row.addWidget(self.close_it)
        row.addStretch(1)
        for widget in (self.certainty, self.text, self.problem):
            column.addWidget(widget)
        column.addLayout(row)
        self.write.clicked.connect(self.commit)
        self.close_it.clicked.connect(self.left)
        self.text.installEventFilter(self)
        self.show_margin(margin)

    def show_margin(self, margin: Margin) -> None:
        """Show the notes as they now stand; what is being written stays."""
        while self._notes.count():
            item = self._notes.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for noted in margin.notes:
            line = _NoteLine(noted, self._say, self)
            line.take_back.clicked.connect(partial(self.taken_back.emit, noted.uid))
            self._notes.addWidget(line)

    def join(self, before: QWidget) -> None:
        """Let the Tab key come here from `before`, and go on from here to what came after it."""
        last = _last_stop(before)
        for stop in (self.certainty, self.text, self.write, self.close_it):
            QWidget.setTabOrder(last, stop)
            last = stop

    def jotted(self) -> Jotted:
        """What was chosen and typed, and is not written yet."""
        self.certainty.complete()
        return Jotted(self.certainty.chosen(), self.text.toPlainText().strip())

    def is_empty(self) -> bool:
        """Whether nothing was chosen or typed."""
        return self.jotted() == Jotted("", "")

    def commit(self) -> None:
        """Have it written."""
        jotted = self.jotted()
        if self.certainty.is_unclear():
            self.say_problem(
                self._say(
                    "“{value}” is not in the list of “{label}”.",
                    value=self.certainty.currentText()[:60],
                    label=self._say("Certainty"),
                )
            )
            return
        self.say_problem("")
        self.written.emit(jotted)

    def clear(self) -> None:
        """It is written: make room for another."""
        self.certainty.set_chosen("")
        self.text.clear()
        self.say_problem("")

    def say_problem(self, words: str) -> None:
        """Say why it was not written."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.commit()
                return True
        return super().eventFilter(watched, event)


class _NoteLine(QWidget):
    """One note, who wrote it and when, and a way to take it back."""

    def __init__(self, noted: Noted, say: Wording, parent: QWidget) -> None:
        super().__init__(parent)
        self.take_back = Button(say("Take back"), role="quiet", parent=self)
        self.take_back.setAccessibleDescription(said(noted, say))
        # Each in a label of its own: lines that mix two directions are cut where they wrap.
        by = [embedded(noted.by), date_and_time(noted.at) if noted.at else ""]
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for words in filter(None, by):
            lines.addWidget(Label(words, "small", wraps=True, parent=self))
        foot = QHBoxLayout()
        foot.addLayout(lines, 1)
        foot.addWidget(self.take_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if noted.certainty:
            column.addWidget(Label(say(CERTAINTY.label(noted.certainty)), "chosen", parent=self))
        if noted.text:
            column.addWidget(Label(noted.text, wraps=True, parent=self))
        column.addLayout(foot)


def open_field_menu(event: QContextMenuEvent, owner: QWidget, offers: Iterable[Offer]) -> None:
    """Open the usual menu of the input that was pointed at with what is offered at its field."""
    menu = _usual_menu(owner.childAt(event.pos())) or QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if menu.actions():
        menu.addSeparator()
    for offer in offers:
        # The key stands there to be learnt; it is bound where the form is.
        menu.addAction(f"{offer.words}\t{offer.key}").triggered.connect(offer.act)
    menu.popup(event.globalPos())


def _last_stop(widget: QWidget) -> QWidget:
    """Where the Tab key leaves a widget: its last child that takes the focus, or itself."""
    last, one = widget, widget.nextInFocusChain()
    while one is not None and widget.isAncestorOf(one):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            last = one
        one = one.nextInFocusChain()
    return last


def _usual_menu(pointed_at: QWidget | None) -> QMenu | None:
    """What an input offers by itself; nothing where nobody may type."""
    if pointed_at is None or not pointed_at.isEnabled():
        return None
    for one in (pointed_at, pointed_at.parent()):
        if isinstance(one, QLineEdit | QPlainTextEdit):
            return one.createStandardContextMenu()
    return None
