"""One record: its heading, its form, its history, and what is done with the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.wording import isolated
from app.models.codes import CodeList
from app.models.custody import CustodyEvent
from app.models.fields import Depth
from app.models.record import Record
from app.rules.numbering import NUMBERED_KINDS
from app.rules.verdicts import Verdict
from app.services.findings import Finding
from app.services.reading import HistoryEntry
from app.services.recording import DraftRejectedError, Saved
from app.ui.editor import Editor
from app.ui.fields.tools import tools_of
from app.ui.finding_words import claim_of
from app.ui.form import Form
from app.ui.heading import Heading
from app.ui.history import HistoryPanel
from app.ui.jobs import quick
from app.ui.labels import Button, Label, hairline, set_margins
from app.ui.margins import MarginDesk
from app.ui.menus import drop_down
from app.ui.panels import Extra, Panel
from app.ui.places import MAP, RECORD, Destination
from app.ui.receiver.goal import place_of
from app.ui.segments import Segments
from app.ui.taking_over import TakingOver
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_ROLES = CodeList("role")
_ALSO_TYPED = frozenset({"site"})  # headquarters issues site codes; offline they are provisional


class Detail(QWidget):
    """The record that is selected in the list, or a new one.

    `saved` carries each `Saved`; `override_asked` the rules that only an override lifts; `opened`
    the `Destination` of another record; `duplicated` the record that a new one is to be like.
    """

    saved = Signal(object)
    opened = Signal(object)
    duplicated = Signal(object)
    override_asked = Signal(object)

    def __init__(
        self,
        kind: type[Record],
        bench: Workbench,
        extras: Sequence[Extra] = (),
        parent: QWidget | None = None,
    ) -> None:
        # A widget that changes its parent has its whole sheet worked out anew, so everything here
        # is made where it will stay.
        super().__init__(parent)
        self._kind = kind
        self._bench = bench
        self._say = bench.say
        self._objections: tuple[Verdict, ...] = ()
        self.heading = Heading(kind, bench, self)
        self.tabs = QTabBar(self)
        self._stack = QStackedWidget(self)
        issues_number = kind.kind in NUMBERED_KINDS - _ALSO_TYPED
        tools = tools_of(bench, issues_number=issues_number)
        self.form = Form(kind, tools, self._stack)
        self.editor = Editor(self.form, kind, bench)
        self.margins = MarginDesk(self.form, bench, self)
        self.history = HistoryPanel(kind, bench)
        self.taking_over = TakingOver(kind, self.form, self.heading, bench, self)
        self.panels: dict[str, Panel] = {}
        self._above: list[Panel] = []
        self._above_shows = ""
        self._lay_out(extras)
        self._connect()
        self.setEnabled(False)

    # --- the record -----------------------------------------------------------------------------

    @property
    def record(self) -> Record | None:
        """The record shown."""
        return self.form.record

    def open(
        self,
        record: Record | None,
        prefilled: Mapping[str, Any] | None = None,
        carried: Mapping[str, Any] | None = None,
    ) -> None:
        """Show a record, or begin a new one with some fields filled in.

        What is `carried` comes from another record, and stands in italics until it is touched.
        """
        self.setEnabled(True)
        carried = {**self.taking_over.prefill(), **(carried or {})} if record is None else {}
        self.editor.open(record, {**carried, **(prefilled or {})})
        self.form.mark_carried(carried.keys() & self.form.editors.keys())
        self.taking_over.offer_templates()
        self._set_objections(())
        self._refresh()
        if record is None:
            self.tabs.setCurrentIndex(0)
        self._show_above(record)
        self._show_panel()
        self._read_disputes()
        self.margins.read()

    def _show_above(self, record: Record | None) -> None:
        self._above_shows = record.uid if record is not None else ""
        for panel in self._above:
            panel.show_record(record)

    @property
    def part(self) -> str:
        """The name of the tab in view, as `show_part` knows it."""
        shown = self._stack.currentWidget()
        return next((word for word, panel in self.panels.items() if panel is shown), RECORD)

    def show_part(self, word: str) -> None:
        """Show the tab of this name, where there is one."""
        panel = self.panels.get(word)
        if word == RECORD:
            self.tabs.setCurrentIndex(0)
        elif panel is not None and panel not in self._above:
            self.tabs.setCurrentIndex(self._stack.indexOf(panel))

    def show_current(self, record: Record) -> None:
        """Show the same record as it now stands."""
        self.editor.show(record)
        self._refresh()
        self._read_disputes()
        self.margins.read()

    def leave(self) -> None:
        """Settle what is being typed."""
        self.editor.leave()

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self, extras: Sequence[Extra]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        self._bar = self._override_bar()
        column.addWidget(self._bar)
        self._add_tab(self._say(RECORD), self.form)
        for extra in extras:
            panel = self.panels[extra.word] = extra.make(self._bench)
            panel.opened.connect(self.opened)
            if extra.is_above:
                self._above.append(panel)
                column.addWidget(panel)
            else:
                self._add_tab(self._say(extra.word), panel)
        self._add_tab(self._say("History"), self.history)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName(self._say("Parts of the record"))
        self.to_complete = Button("", self._bench.icons("circle-alert", "amber"), "complete")
        self.to_complete.setToolTip(self._say("List the fields to complete, and go to one"))
        self.depths = self._make_depths()
        side = QHBoxLayout()
        side.setSpacing(GRID)
        side.addStretch(1)
        side.addWidget(self.to_complete)
        side.addWidget(self.depths)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        set_margins(self._row, GRID, 0, GRID * 3, GRID)
        self._row.addWidget(self.tabs)
        self._row.addLayout(side, 1)
        column.addLayout(self._row)
        column.addWidget(hairline())
        column.addWidget(self._stack, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Let what stands beside the tabs go below them where both have no room: no tab is cut."""
        beside = (one for one in (self.to_complete, self.depths) if not one.isHidden())
        needed = self.tabs.sizeHint().width() + sum(one.sizeHint().width() for one in beside)
        way = QBoxLayout.Direction
        is_tight = needed + GRID * 8 > self.width()
        self._row.setDirection(way.TopToBottom if is_tight else way.LeftToRight)

    def _make_depths(self) -> Segments:
        words = {
            Depth.GRAVE_SIDE.value: self._say("Grave side"),
            Depth.TENT.value: self._say("Everything"),
        }
        depths = Segments(words, self)
        depths.choose(Depth.TENT.value)
        depths.chosen.connect(lambda key: self.form.set_depth(Depth(key)))
        depths.setVisible(self._has_depths)
        return depths

    @property
    def _has_depths(self) -> bool:
        """Whether some of the fields are for the minute beside the grave."""
        return any(field.depth is Depth.GRAVE_SIDE for field in self._kind.fields.values())

    def _override_bar(self) -> QWidget:
        bar = QWidget()
        bar.setProperty("role", "trouble")
        row = QHBoxLayout(bar)
        row.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
        self.objection = Label("", wraps=True)
        self.override = Button(self._say("Record an override"))
        row.addWidget(self.objection, 1)
        row.addWidget(self.override)
        bar.hide()
        return bar

    def _add_tab(self, word: str, widget: QWidget) -> None:
        self.tabs.addTab(word)
        self._stack.addWidget(widget)

    def _connect(self) -> None:
        self.editor.status.connect(self.heading.show_status)
        self.editor.saved.connect(self._on_saved)
        self.editor.rejected.connect(self._on_rejected)
        self.form.committed.connect(self._refresh)
        self.taking_over.filled.connect(self._refresh)
        self.margins.shown.connect(partial(self.tabs.setCurrentIndex, 0))
        self.history.wanted.connect(self._on_wanted)
        self.tabs.currentChanged.connect(self._on_tab)
        self.to_complete.clicked.connect(self._on_to_complete)
        self.override.clicked.connect(self._on_override)
        heading = self.heading
        heading.duplicate.triggered.connect(self._on_duplicate)
        heading.status.clicked.connect(self.form.reveal_problem)
        heading.finalise.clicked.connect(self._on_make_final)
        heading.withdraw.triggered.connect(self._on_withdraw)
        heading.show_on_map.triggered.connect(self._on_show_on_map)
        heading.navigate.triggered.connect(self._on_navigate)
        heading.restore.clicked.connect(self._on_restore)
        heading.transfer.clicked.connect(self.ask_transfer)
        heading.correct.clicked.connect(self._on_correct)
        heading.print.clicked.connect(self._on_print)

    def _refresh(self) -> None:
        self.heading.show_record(self.record)
        self._count_missing()
        if self.record is not None and self.form.missing():
            self._bench.jobs.read(
                self,
                quick(partial(self._bench.actions.known_already, self.record.uid)),
                done=partial(self._on_known, self.record.uid),
                failed=self._bench.notices.report,
            )

    def _on_known(self, uid: str, names: frozenset[str]) -> None:
        if names and self.record is not None and uid == self.record.uid:
            self.form.show_known(names)
            self._count_missing()

    def _count_missing(self) -> None:
        missing = len(self.form.missing())
        is_withdrawn = self.record is not None and self.record.is_withdrawn
        self.to_complete.set_word(self._say("{count} to complete", count=isolated(missing)))
        self.to_complete.setVisible(missing > 0 and not is_withdrawn)
        self._fit_tabs()

    def _read_disputes(self) -> None:
        """Find the values that stand against each other, where there are any."""
        self.form.show_disputes({})
        if self.record is not None and self.record.disputed:
            self._bench.jobs.read(
                self,
                quick(partial(self._bench.actions.findings, self._bench.say)),
                done=self._on_findings,
                failed=self._bench.notices.report,
            )

    def _on_findings(self, found: list[Finding]) -> None:
        mine = [
            finding
            for finding in found
            if finding.code == "C1" and self.record is not None and finding.uid == self.record.uid
        ]
        self.form.show_disputes(
            {
                finding.field: "\n".join(
                    claim_of(finding, value, self._bench) for value in finding.values
                )
                for finding in mine
            }
        )

    # --- what happens ---------------------------------------------------------------------------

    def ask_transfer(self) -> None:
        """Open a custody transfer of this item, as F7 does."""
        self.leave()
        if self.record is not None and self._bench.doors.transfer is not None:
            self._bench.doors.transfer(self, (self.record.uid,))

    def _on_correct(self) -> None:
        record, correct = self.record, self._bench.doors.correct
        if isinstance(record, CustodyEvent) and correct is not None:
            correct(self, record)

    def _on_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.depths.setVisible(place == 0 and self._has_depths)
        for panel in self._above:
            panel.set_brief(is_brief=place != 0)
        self._fit_tabs()
        self._show_panel()

    def _show_panel(self) -> None:
        panel = self._stack.currentWidget()
        if isinstance(panel, Panel):
            panel.show_record(self.record)

    def _on_to_complete(self) -> None:
        """List what a final record still needs; each line goes to its field."""
        gaps = self.form.to_complete().items()
        drop_down(self.to_complete, ((label, partial(self._go_to, name)) for name, label in gaps))

    def _go_to(self, name: str) -> None:
        self.tabs.setCurrentIndex(0)
        self.form.reveal(name)

    def _on_duplicate(self) -> None:
        self.leave()
        if self.record is not None:
            self.duplicated.emit(self.record)

    def _on_saved(self, saved: Saved) -> None:
        self.taking_over.remember(saved)
        if saved.record.uid != self._above_shows:  # it was new until now
            self._show_above(saved.record)
        self._set_objections(())
        self._refresh()
        self.saved.emit(saved)

    def _on_rejected(self, error: DraftRejectedError) -> None:
        self._set_objections(tuple(item for item in error.problems if item.override_by))

    def _set_objections(self, objections: tuple[Verdict, ...]) -> None:
        self._objections = objections
        self._bar.setVisible(bool(objections))
        if not objections:
            return
        roles = dict.fromkeys(role for item in objections for role in item.override_by)
        words = (self._say(_ROLES.label(role)) for role in roles)
        self.objection.setText(
            self._say(
                "{rule}: {sentence} Only an override lifts this, given together by: {roles}.",
                rule=isolated(objections[0].rule),
                sentence=self._say(objections[0].message, **objections[0].values),
                roles=self._say(", ").join(words),
            )
        )

    def _on_override(self) -> None:
        self.override_asked.emit(self._objections)

    def _on_wanted(self, entry: HistoryEntry) -> None:
        """Give a field again what it held before."""
        self.leave()
        record = self.record
        if record is None:
            return
        why = self.editor.ask_reason() if record.is_final else ""
        if why or not record.is_final:
            act = partial(
                self._bench.actions.restore_value, record.uid, entry.line, entry.field, why=why
            )
            self._write(act)

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
            self._say("It stands again as it stood before: as a draft, or as final."),
        )
        if why and self.record is not None:
            self._write(partial(self._bench.actions.restore_record, self.record.uid, why))

    def _on_show_on_map(self) -> None:
        self.leave()
        if self.record is not None:
            self.opened.emit(Destination(self.record.kind, self.record.uid, place=MAP))

    def _on_navigate(self) -> None:
        self.leave()
        record, navigate = self.record, self._bench.doors.navigate
        found = place_of(record) if record is not None else None
        if record is not None and found is not None and navigate is not None:
            navigate(self, f"{record.title} · {self._say(found[0])}", found[1])

    def _on_print(self) -> None:
        self.leave()
        if self.record is not None and self._bench.doors.print_record is not None:
            self._bench.doors.print_record(self, self.record)

    def _write(self, action: Callable[[], Saved]) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self.heading.isAncestorOf(focus):
            self.tabs.setFocus()  # its button may be gone once this is done
        self._bench.jobs.write(self, quick(action), done=self._on_acted, failed=self._on_refused)

    def _on_acted(self, saved: Saved) -> None:
        if self.record is not None and self.record.uid == saved.record.uid:
            self.open(saved.record)
        self._on_saved(saved)
        self._bench.hub.announce(saved.changes)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, DraftRejectedError):
            self.tabs.setCurrentIndex(0)
            self.form.show_problems(error.problems)
            self.form.reveal_problem()
            self._on_rejected(error)
        else:
            self._bench.notices.report(error)
