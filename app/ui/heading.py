"""The head of a record: what it is, how it stands, and what can be done with the whole of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget
from typing_extensions import override

from app.core.wording import embedded
from app.models.custody import ITEM_KINDS, CustodyEvent
from app.models.record import Record, State
from app.models.strata import Context, ContextRelation
from app.rules.carrying import NOT_COPIED_KINDS
from app.rules.titles import title_in
from app.ui.labels import Button, FittingLabel, Label, set_margins
from app.ui.marks import standing
from app.ui.receiver.goal import is_on_ground, place_of
from app.ui.theme import GRID
from app.ui.workbench import Workbench

DUPLICATE_KEY = "Ctrl+D"

_OPEN = frozenset({None, State.DRAFT})


class Heading(QWidget):
    """Number and standing at the reading side, the commands at the other."""

    def __init__(self, kind: type[Record], bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = kind
        self._bench = bench
        self._say = bench.say
        self._record: Record | None = None
        bench.titles.loaded.connect(self._on_titles)
        say, icons = bench.say, bench.icons
        self.number = FittingLabel("heading")
        self.status = Button("", role="link")
        self.status.setToolTip(say("Go to the field that is not saved"))
        self._icon = Label()
        self._standing = Label("", "quiet")
        self.transfer = Button(say("Transfer custody"), icons("package", "accent"), "quiet")
        self.correct = Button(say("Correct this event"), icons("pencil", "accent"), "quiet")
        self.print = Button(say("Print"), icons("printer", "accent"), "quiet")
        self.finalise = Button(say("Make final"), icons("lock", "accent"), "quiet")
        self.restore = Button(say("Restore"), icons("undo-2", "accent"), "quiet")
        self.templates = Button(say("From a template"), icons("file-text", "accent"), "quiet")
        self.templates.hide()
        self.more = Button(say("More…"), role="quiet")
        self._menu = QMenu(self.more)
        self.duplicate = self._menu.addAction(say("Duplicate"))
        self.duplicate.setShortcut(QKeySequence(DUPLICATE_KEY))
        self.duplicate.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        parent.addAction(self.duplicate)
        self.keep_as_template = self._menu.addAction(say("Save as template"))
        self.show_on_map = self._menu.addAction(say("Show on the map"))
        self.navigate = self._menu.addAction(say("Navigate to"))
        self.withdraw = self._menu.addAction(say("Withdraw"))
        self.more.setMenu(self._menu)
        self.back = Button(say("Back to the list"), icons("chevron-left", "accent"), "quiet")
        self.back.hide()
        row = QHBoxLayout(self)
        set_margins(row, GRID * 3, GRID, GRID * 2, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.back)
        row.addWidget(self.number, 1)
        for widget in (self.status, self._icon, self._standing):
            row.addWidget(widget)
            row.addSpacing(GRID // 2)
        self._commands = {
            self.templates: say("From a template"),
            self.transfer: say("Transfer custody"),
            self.correct: say("Correct this event"),
            self.print: say("Print"),
            self.finalise: say("Make final"),
            self.restore: say("Restore"),
        }
        for button in (*self._commands, self.more):
            row.addWidget(button)

    def show_status(self, words: str) -> None:
        """Say how the record stands with the disk."""
        self.status.set_word(words)
        self.status.setVisible(bool(words))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the words have no room, leave icons, and the words to tips: the number is read."""
        for button, word in self._commands.items():
            button.set_word(word)
            button.setToolTip("")
        self._standing.setVisible(bool(self._standing.text()))
        if self._is_tight():
            for button, word in self._commands.items():
                button.setText("")
                button.setToolTip(word)
        if self._is_tight():  # its icon stays, and the list has the word as well
            self._standing.hide()

    def _is_tight(self) -> bool:
        parts = (self.back, self.status, self._icon, self._standing, *self._commands, self.more)
        shown = [part for part in parts if not part.isHidden()]
        needed = self.number.minimumWidth() + sum(part.sizeHint().width() for part in shown)
        return needed + GRID * (len(shown) + 4) > self.width()

    def show_record(self, record: Record | None) -> None:
        """Name a record, or a new one, and offer what can be done with it."""
        self._name(record)
        mark = standing(record, self._say) if record is not None else None
        self._standing.setText(mark.word if mark else "")
        self._icon.setVisible(bool(mark and mark.icon))
        if mark and mark.icon:
            self._icon.setPixmap(self._bench.icons.pixmap(mark.icon, mark.role, 16))
            self._icon.setToolTip(mark.word)
        self._offer(record)

    def _on_titles(self, kind: str) -> None:
        """What the name of a record is made of has just been read."""
        if kind == Context.kind and isinstance(self._record, ContextRelation):
            self._name(self._record)

    def _name(self, record: Record | None) -> None:
        self._record = record
        kind, titles = self._say(self._kind.label), self._bench.titles
        if record is None:
            self.number.show_words(kind, self._say("New: {kind}", kind=kind))
        else:
            name = embedded(title_in(self._say, record, lambda uid: embedded(titles.title(uid))))
            self.number.show_words(name, f"{kind} {name}")

    def _offer(self, record: Record | None) -> None:
        doors, kind = self._bench.doors, self._kind
        may_change = record is not None and not kind.is_append_only
        is_withdrawn = record is not None and record.is_withdrawn
        is_open = record is not None and record.state in _OPEN
        is_printable = doors.print_record is not None and kind.kind in doors.printable
        is_item = doors.transfer is not None and kind.kind in ITEM_KINDS
        is_copied = kind.kind not in NOT_COPIED_KINDS
        self.finalise.setVisible(may_change and is_open)
        self.withdraw.setVisible(may_change and not is_withdrawn)
        self.restore.setVisible(may_change and is_withdrawn)
        self.print.setVisible(record is not None and is_printable)
        if record is not None:
            self.templates.hide()
        self.duplicate.setVisible(is_copied)
        self.duplicate.setEnabled(record is not None)
        self.keep_as_template.setVisible(is_copied)
        is_event = doors.correct is not None and issubclass(kind, CustodyEvent)
        self.correct.setVisible(record is not None and is_event)
        self.show_on_map.setVisible(record is not None and is_on_ground(record))
        has_place = record is not None and place_of(record) is not None
        self.navigate.setVisible(has_place and doors.navigate is not None)
        self.transfer.setVisible(record is not None and is_item and not is_withdrawn)
        self.more.setVisible(any(action.isVisible() for action in self._menu.actions()))
        self._fit()
