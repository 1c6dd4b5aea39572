"""One record: its number and standing, its form, its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.core.wording import embedded, isolated
from app.models.codes import CodeList
from app.models.fields import Depth
from app.models.record import Record, State
from app.rules.numbering import NUMBERED_KINDS
from app.rules.verdicts import Verdict
from app.services.recording import DraftRejectedError
from app.ui.editor import Editor
from app.ui.fields.base import FieldTools
from app.ui.form import Form
from app.ui.history import HistoryPanel
from app.ui.jobs import quick
from app.ui.labels import Button, ElidedLabel, Label, hairline
from app.ui.marks import standing
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.recording import Saved

_OPEN = frozenset({None, State.DRAFT})
_ROLES = CodeList("role")
_ALSO_TYPED = frozenset({"site"})  # headquarters issues site codes; offline they are provisional


class Panel(Protocol):
    """A tab beside the form that shows something more about the same record."""

    def show_record(self, record: Record | None) -> None:
        """Show another record, or none."""
        ...


@dataclass(frozen=True, slots=True)
class Extra:
    """A tab that only some kinds have."""

    word: str
    make: Callable[[Workbench], QWidget]


class Detail(QWidget):
    """The record that is selected in the list, or a new one.

    `saved` carries each `Saved`; `override_asked` the rules that only an override lifts.
    """

    saved = Signal(object)
    override_asked = Signal(object)

    def __init__(self, kind: type[Record], bench: Workbench, extras: Sequence[Extra] = ()) -> None:
        super().__init__()
        self._kind = kind
        self._bench = bench
        self._say = bench.say
        self.form = Form(kind, _tools(kind, bench))
        self.editor = Editor(self.form, kind, bench)
        self._objections: tuple[Verdict, ...] = ()
        self._tabs = QTabBar()
        self._stack = QStackedWidget()
        self.history = HistoryPanel(kind, bench)
        self.history.wanted.connect(self._on_wanted)
        self._panels: list[QWidget] = []
        self._lay_out(extras)
        self.editor.status.connect(self._on_status)
        self.editor.saved.connect(self._on_saved)
        self.editor.rejected.connect(self._on_rejected)
        self.form.committed.connect(self._refresh)
        self.setEnabled(False)

    # --- the record -----------------------------------------------------------------------------

    @property
    def record(self) -> Record | None:
        """The record shown."""
        return self.form.record

    def open(self, record: Record | None, prefilled: Mapping[str, Any] | None = None) -> None:
        """Show a record, or begin a new one with some fields filled in."""
        self.setEnabled(True)
        self.editor.open(record, prefilled)
        self._set_objections(())
        self._refresh()
        if record is None:
            self._tabs.setCurrentIndex(0)
        self._show_panel()

    def show_current(self, record: Record) -> None:
        """Show the same record as it now stands."""
        self.editor.show(record)
        self._refresh()

    def leave(self) -> None:
        """Settle what is being typed."""
        self.editor.leave()

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self, extras: Sequence[Extra]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._heading())
        self._bar = self._override_bar()
        column.addWidget(self._bar)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(GRID, 0, GRID * 3, GRID)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(self._say("Parts of the record"))
        tabs.addWidget(self._tabs)
        tabs.addStretch(1)
        tabs.addWidget(self.to_complete)
        tabs.addSpacing(GRID)
        tabs.addWidget(self._depths())
        column.addLayout(tabs)
        column.addWidget(hairline())
        self._add_tab(self._say("Record"), self.form)
        for extra in extras:
            panel = extra.make(self._bench)
            self._panels.append(panel)
            self._add_tab(self._say(extra.word), panel)
        self._panels.append(self.history)
        self._add_tab(self._say("History"), self.history)
        self._tabs.currentChanged.connect(self._on_tab)
        column.addWidget(self._stack, 1)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(GRID * 3, GRID, GRID * 2, 0)
        row.setSpacing(GRID // 2)
        self.number = ElidedLabel("", "heading")
        self._standing_icon = Label()
        self._standing = Label("", "quiet")
        self.status = Button("", role="link")
        self.status.clicked.connect(self.form.reveal_problem)
        row.addWidget(self.number, 1)
        row.addWidget(self.status)
        row.addSpacing(GRID)
        row.addWidget(self._standing_icon)
        row.addWidget(self._standing)
        row.addSpacing(GRID)
        self._make_commands()
        for button in (self.transfer, self.print, self.finalise, self.withdraw, self.restore):
            row.addWidget(button)
        return row

    def _make_commands(self) -> None:
        say, icons = self._say, self._bench.icons
        self.to_complete = Button("", icons("circle-alert", "amber"), "complete")
        self.to_complete.setToolTip(say("Go to the next field to complete"))
        self.to_complete.clicked.connect(self.form.reveal_next_missing)
        self.transfer = Button(say("Transfer custody"), icons("package", "accent"), "quiet")
        self.transfer.clicked.connect(self._on_transfer)
        self.print = Button(say("Print"), icons("printer", "accent"), "quiet")
        self.print.clicked.connect(self._on_print)
        self.finalise = Button(say("Make final"), icons("lock", "accent"), "quiet")
        self.finalise.clicked.connect(self._on_make_final)
        self.withdraw = Button(say("Withdraw"), icons("x", "accent"), "quiet")
        self.withdraw.clicked.connect(self._on_withdraw)
        self.restore = Button(say("Restore"), icons("undo-2", "accent"), "quiet")
        self.restore.clicked.connect(self._on_restore)

    def _depths(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        group = QButtonGroup(box)
        self.depths: dict[Depth, Button] = {}
        words = {Depth.GRAVE_SIDE: self._say("Grave side"), Depth.TENT: self._say("Everything")}
        for depth, place in ((Depth.GRAVE_SIDE, "first"), (Depth.TENT, "last")):
            button = Button(words[depth], role="segment")
            button.setCheckable(True)
            button.setProperty("place", place)
            button.clicked.connect(partial(self._on_depth, depth))
            group.addButton(button)
            row.addWidget(button)
            self.depths[depth] = button
        self.depths[Depth.TENT].setChecked(True)
        has_depths = any(f.depth is Depth.GRAVE_SIDE for f in self._kind.fields.values())
        if not has_depths:
            box.hide()
        return box

    def _override_bar(self) -> QWidget:
        bar = QWidget()
        bar.setProperty("role", "trouble")
        row = QHBoxLayout(bar)
        row.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
        self._objection = Label("", wraps=True)
        self.override = Button(self._say("Record an override"))
        self.override.clicked.connect(lambda: self.override_asked.emit(self._objections))
        row.addWidget(self._objection, 1)
        row.addWidget(self.override)
        bar.hide()
        return bar

    def _add_tab(self, word: str, widget: QWidget) -> None:
        self._tabs.addTab(word)
        self._stack.addWidget(widget)

    def _refresh(self) -> None:
        record = self.record
        kind = self._say(self._kind.label)
        if record is None:
            self.number.setText(self._say("New: {kind}", kind=kind))
        else:
            self.number.setText(f"{kind} {embedded(record.title)}")
            self.number.setToolTip("")
        mark = standing(record, self._say) if record is not None else None
        self._standing.setText(mark.word if mark else "")
        icon = self._bench.icons.pixmap(mark.icon, mark.role, 16) if mark and mark.icon else None
        self._standing_icon.setVisible(icon is not None)
        if icon is not None:
            self._standing_icon.setPixmap(icon)
        self._refresh_commands(record)

    def _refresh_commands(self, record: Record | None) -> None:
        doors = self._bench.doors
        missing = len(self.form.missing())
        may_change = record is not None and not self._kind.is_append_only
        is_withdrawn = record is not None and record.is_withdrawn
        self.to_complete.set_word(self._say("{count} to complete", count=isolated(missing)))
        self.to_complete.setVisible(missing > 0 and not is_withdrawn)
        self.finalise.setVisible(may_change and record is not None and record.state in _OPEN)
        self.withdraw.setVisible(may_change and not is_withdrawn)
        self.restore.setVisible(may_change and is_withdrawn)
        is_printable = self._kind.kind in doors.printable and doors.print_record is not None
        self.print.setVisible(record is not None and is_printable)
        is_item = self._kind.kind in {"remains_case", "container"}
        self.transfer.setVisible(record is not None and is_item and doors.transfer is not None)

    # --- what happens ---------------------------------------------------------------------------

    def _on_status(self, words: str) -> None:
        self.status.set_word(words)

    def _on_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._show_panel()

    def _show_panel(self) -> None:
        for panel in self._panels:
            if panel is self._stack.currentWidget():
                panel.show_record(self.record)  # type: ignore[attr-defined] # a Panel, see Extra

    def _on_depth(self, depth: Depth) -> None:
        self.form.set_depth(depth)

    def _on_saved(self, saved: Saved) -> None:
        self._set_objections(())
        self._refresh()
        self.saved.emit(saved)

    def _on_rejected(self, error: DraftRejectedError) -> None:
        self._set_objections(tuple(item for item in error.problems if item.override_by))

    def _set_objections(self, objections: tuple[Verdict, ...]) -> None:
        self._objections = objections
        self._bar.setVisible(bool(objections))
        roles = dict.fromkeys(role for item in objections for role in item.override_by)
        if objections:
            self._objection.setText(
                self._say(
                    "{rule}: {sentence} Only an override lifts this, given by: {roles}.",
                    rule=isolated(objections[0].rule),
                    sentence=self._say(objections[0].message, **objections[0].values),
                    roles=self._say(", ").join(self._say(_ROLES.label(role)) for role in roles),
                )
            )

    def _on_wanted(self, wanted: tuple[str, object]) -> None:
        name, value = wanted
        if name in self.form.editors:
            self._tabs.setCurrentIndex(0)
            self.form.put(name, value)
            self.form.reveal(name)

    def _on_make_final(self) -> None:
        self.leave()
        if self.record is not None:
            self._write(partial(self._bench.actions.make_final, self.record.uid))

    def _on_withdraw(self) -> None:
        self.leave()
        why = self._bench.dialogs.ask_reason(
            self,
            self._say("Withdraw this record"),
            self._say("It stays findable and can be restored. Nothing is deleted."),
        )
        if why and self.record is not None:
            self._write(partial(self._bench.actions.withdraw_record, self.record.uid, why))

    def _on_restore(self) -> None:
        why = self._bench.dialogs.ask_reason(
            self,
            self._say("Restore this record"),
            self._say("It becomes a draft again and counts as before."),
        )
        if why and self.record is not None:
            self._write(partial(self._bench.actions.restore_record, self.record.uid, why))

    def _on_transfer(self) -> None:
        if self.record is not None and self._bench.doors.transfer is not None:
            self._bench.doors.transfer(self, (self.record.uid,))

    def _on_print(self) -> None:
        self.leave()
        if self.record is not None and self._bench.doors.print_record is not None:
            self._bench.doors.print_record(self, self.record)

    def _write(self, action: Callable[[], Saved]) -> None:
        self._bench.jobs.write(
            self, quick(action), done=self._on_acted, failed=self._on_action_failed
        )

    def _on_acted(self, saved: Saved) -> None:
        if self.record is not None and self.record.uid == saved.record.uid:
            self.editor.open(saved.record)
        self._on_saved(saved)
        self._bench.hub.announce(saved.changes)

    def _on_action_failed(self, error: Exception) -> None:
        if isinstance(error, DraftRejectedError):
            self.form.show_problems(error.problems)
            self._on_rejected(error)
            self._on_status(self._say("not done; see the fields"))
        else:
            self._bench.notices.report(error)


def _tools(kind: type[Record], bench: Workbench) -> FieldTools:
    return FieldTools(
        say=bench.say,
        icons=bench.icons,
        clock=bench.clock,
        titles=bench.titles,
        shown=bench.shown,
        doors=bench.doors,
        preview=bench.actions.photo_preview,
        issues_number=kind.kind in NUMBERED_KINDS - _ALSO_TYPED,
    )
