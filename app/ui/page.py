"""List and detail of one kind of record: find, open, begin, go on to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.changes import Changes
from app.core.wording import isolated
from app.models.custody import ITEM_KINDS, CustodyEvent
from app.models.margins import MarginNote
from app.models.record import Record
from app.rules.carrying import copied_from
from app.ui.cells import Rows
from app.ui.detail import Detail
from app.ui.filter_edit import FilterEdit
from app.ui.jobs import quick
from app.ui.labels import Button, Label, hairline, set_margins, title_row
from app.ui.panels import Extra
from app.ui.places import Destination
from app.ui.table import RecordTable
from app.ui.tables import inset, select_row, styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.rules.verdicts import Verdict
    from app.services.recording import Saved

NARROW = 640  # px of the page; below, list and record take turns
RELOAD_FROM = 20  # records changed at once; fewer are read one by one
_FILTER_PAUSE_MS = 120
_TITLES_PAUSE_MS = 60  # kinds whose titles are read one after the other are told once
_LIST_SHARE = (360, 640)


class RecordPage(QWidget):
    """One kind of record. `opened` carries the `Destination` of a record that belongs elsewhere."""

    opened = Signal(object)

    def __init__(
        self,
        kind: type[Record],
        bench: Workbench,
        extras: Sequence[Extra] = (),
        *,
        is_titled: bool = True,
    ) -> None:
        super().__init__()
        self.kind = kind
        self._bench = bench
        self._say = bench.say
        self._site = ""
        self._wanted = ""
        self._part = self._field = ""
        self._guest = ""  # shown whatever site it belongs to: somebody came to see it
        self._is_loaded = False
        self._is_narrow = False
        self._with_withdrawn = False
        # Custody events are never typed into a form: they are made by a transfer.
        self._transfer = bench.doors.transfer if kind is CustodyEvent else None
        self.model = RecordTable(
            kind,
            bench.say,
            bench.shown,
            bench.icons,
            bench.theme,
            offset_minutes=bench.clock.now().offset_minutes,
        )
        self.table = styled_table(self.model, is_sortable=True)
        self.table.setAccessibleName(self._say(kind.plural))
        self._extras = tuple(extras)
        self._detail: Detail | None = None
        self._is_titled = is_titled
        self._lay_out()
        self.setFocusProxy(self.table)
        self._connect()
        self.reload()

    @property
    def detail(self) -> Detail:
        """The record beside the list; built when the first one is shown."""
        if self._detail is None:
            self._detail = Detail(self.kind, self._bench, self._extras, self._both)
            self._both.addWidget(self._detail)
            self.addAction(self._detail.heading.duplicate)  # its key works from the list as well
            self._detail.setMinimumWidth(GRID * 42)
            self._both.setSizes(list(_LIST_SHARE))
            for place, share in enumerate(_LIST_SHARE):
                self._both.setStretchFactor(place, share)
            self._detail.saved.connect(self._on_saved)
            self._detail.override_asked.connect(self._on_override)
            self._detail.duplicated.connect(self._on_duplicated)
            self._detail.opened.connect(self._on_elsewhere)
            self._detail.heading.back.clicked.connect(self.show_list)
        return self._detail

    # --- what the window asks -------------------------------------------------------------------

    def open(self, destination: Destination) -> None:
        """Show a record, or begin one that starts with the fields given."""
        if destination.uid:
            self._wanted = self._guest = destination.uid
            self._part, self._field = destination.part, destination.at_field
            self.filter.clear()
            self.model.set_filter("")
            self.model.set_site(self._site, self._guest)
            self._select_wanted()
        else:
            self.begin(destination.prefilled)

    def set_site(self, uid: str) -> None:
        """Show only records of a site, and those that name none; "" shows all."""
        self._site, self._guest = uid, ""
        self.model.set_site(uid)
        self._count()

    def transfer_shown(self) -> bool:
        """Open a custody transfer of the item shown; whether there is one."""
        is_item = self.kind.kind in ITEM_KINDS and self._detail is not None
        if not is_item or self.detail.record is None:
            return False
        self.detail.ask_transfer()
        return True

    def begin(self, prefilled: Mapping[str, Any] | None = None) -> None:
        """Begin a new record; the cursor goes to the first field to fill in."""
        if self.kind is CustodyEvent:
            if self._transfer is not None:
                self._transfer(self, ())
            return
        self._start({**self._of_this_site(), **(prefilled or {})}, {})

    def _start(self, prefilled: Mapping[str, Any], carried: Mapping[str, Any]) -> None:
        self.table.clearSelection()
        self.detail.open(None, prefilled, carried)
        self._stack.setCurrentWidget(self._both)
        self._name_main_button()
        self._fit(shows_detail=True)
        self.detail.form.focus_first_empty()

    def here(self) -> Destination | None:
        """Where one is: the record in view, or the one that is begun; None on an empty page."""
        if self._detail is None:
            return None
        record = self._detail.record
        uid = record.uid if record is not None else ""
        return Destination(self.kind.kind, uid, part=self._detail.part)

    @property
    def can_begin(self) -> bool:
        """Whether the main button has something to begin."""
        return self.kind is not CustodyEvent or self._transfer is not None

    def leave(self) -> None:
        """Settle what is being typed."""
        if self._detail is not None:
            self._detail.leave()

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def show_list(self) -> None:
        """In a narrow window, go back from the record to the list."""
        self.leave()
        self._side.show()
        self._fit(shows_detail=False)

    def _fit(self, *, shows_detail: bool) -> None:
        """Show list and record side by side, or, where there is no room, one of them."""
        is_narrow = self.width() < NARROW
        self._side.setVisible(not (is_narrow and shows_detail))
        if self._detail is not None:
            self._detail.setVisible(not is_narrow or shows_detail)
            self._detail.heading.back.setVisible(is_narrow)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._fit(shows_detail=False)

    def reload(self) -> None:
        """Read the records anew; the selection and what is being typed stay."""
        self._bench.jobs.read(
            self,
            quick(
                partial(
                    self._bench.actions.listing,
                    self.kind.kind,
                    include_withdrawn=self._with_withdrawn,
                )
            ),
            done=self._on_read,
            failed=self._bench.notices.report,
        )
        self._read_margins()

    def _read_margins(self) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.marks_of_kind, self.kind.kind)),
            done=self.model.set_margins,
            failed=self._bench.notices.report,
        )

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setProperty("role", "page")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.main = Button("", self._bench.icons("plus", "on_accent"), "primary")
        self.main.setToolTip("F2")
        if self._is_titled:
            row = title_row(self._say(self.kind.plural))
            row.addStretch(1)
            row.addWidget(self.main)
            column.addLayout(row)
            column.addWidget(hairline())
            self.main.setVisible(self.can_begin)
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.setChildrenCollapsible(False)
        self._side = self._list()
        self._both.addWidget(self._side)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._both)
        self._stack.addWidget(self._empty_page())
        column.addWidget(self._stack, 1)

    def _list(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(GRID * 30)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        set_margins(row, GRID * 3, GRID, GRID * 2, GRID)
        row.setSpacing(GRID)
        self.filter = FilterEdit(self._say("Filter this list"), self._say, self._bench.icons)
        self.count = Label("", "small")
        self.withdrawn = Button(self._say("Withdrawn"), role="quiet")
        self.withdrawn.setCheckable(True)
        self.withdrawn.setToolTip(self._say("Show withdrawn records as well"))
        row.addWidget(self.filter, 1)
        row.addWidget(self.count)
        row.addWidget(self.withdrawn)
        column.addLayout(row)
        column.addLayout(inset(self.table), 1)
        return side

    def _empty_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(GRID * 6, GRID * 6, GRID * 6, GRID * 6)
        column.setSpacing(GRID * 2)
        column.addStretch(1)
        column.addWidget(Label(self._say(self.kind.plural), "heading"))
        about = Label(self._say(self.kind.about), "quiet", wraps=True)
        about.setMaximumWidth(GRID * 70)
        column.addWidget(about)
        self.first = Button(
            self._say("Record the first: {kind}", kind=self._say(self.kind.label)),
            self._bench.icons("plus", "accent"),
        )
        self.first.clicked.connect(self._on_main)
        column.addWidget(self.first, 0, Qt.AlignmentFlag.AlignLeading)
        self.first.setHidden(not self.can_begin)
        column.addStretch(2)
        return page

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_FILTER_PAUSE_MS)
        self._pause.timeout.connect(self._on_filter)
        self.filter.textChanged.connect(self._pause.start)
        self.model.failed.connect(self._bench.notices.report)
        self.withdrawn.toggled.connect(self._on_withdrawn)
        self.main.clicked.connect(self._on_main)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self._bench.hub.announced.connect(self._on_changes)
        self._titles_pause = QTimer(self)
        self._titles_pause.setSingleShot(True)
        self._titles_pause.setInterval(_TITLES_PAUSE_MS)
        self._titles_pause.timeout.connect(self.model.forget_words)
        self._bench.titles.loaded.connect(self._titles_pause.start)
        self._name_main_button()

    # --- what happens ---------------------------------------------------------------------------

    def _on_read(self, rows: Rows) -> None:
        is_first = not self._is_loaded
        self._is_loaded = True
        if is_first:
            # While the list is empty: it is sorted once, as it comes.
            self.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        self.model.set_rows(rows)
        if is_first:
            # The number leads; how the record stands comes after it.
            self.table.horizontalHeader().moveSection(0, 1)
            self.table.fit_columns()
            self.table.horizontalScrollBar().setValue(0)
        has_records = bool(rows.uids) or self._detail is not None
        self._stack.setCurrentIndex(0 if has_records else 1)
        self._count()
        if self._wanted:
            self._select_wanted()
        elif self._detail is None and self.model.rowCount():
            select_row(self.table, 0)
        elif self._detail is not None and self._detail.record is not None:
            self._show_again(self._detail.record.uid)

    def _show_again(self, uid: str) -> None:
        row = self.model.row_of(uid)
        if row >= 0:
            self.detail.show_current(self.model.record(row))

    def _on_selection(self, selected: QItemSelection) -> None:
        rows = selected.indexes()
        if not rows:
            return
        record = self.model.record(rows[0].row())
        if not self._is_shown(record):
            self.detail.open(record)
            self._name_main_button()
        self._fit(shows_detail=self.table.hasFocus())

    def _select_wanted(self) -> None:
        row = self.model.row_of(self._wanted)
        if row < 0:
            if self._is_loaded:  # a withdrawn record, or one that came after the list was read
                self._read_one(self._wanted)
            return
        self._wanted = ""
        self._stack.setCurrentWidget(self._both)
        select_row(self.table, row)
        self.table.scrollTo(self.table.currentIndex())
        self._fit(shows_detail=True)
        if self._part:
            self.detail.show_part(self._part)
        if self._field:
            self.detail.margins.ask(self._field)
        self._part = self._field = ""

    def _on_saved(self, saved: Saved) -> None:
        """The record that was being typed: its row follows, and stays selected."""
        self.model.put(saved.record)
        self._count()
        if self.kind.is_append_only:
            self._name_main_button()
        row = self.model.row_of(saved.record.uid)
        if row >= 0 and self._is_shown(saved.record):
            select_row(self.table, row)

    def _on_changes(self, changes: Changes) -> None:
        if MarginNote.kind in changes.kinds:
            self._read_margins()
        if self.kind.kind not in changes.kinds:
            return
        if len(changes.uids) > RELOAD_FROM:
            self.reload()
            return
        for uid in changes.uids:
            self._read_one(uid)

    def _read_one(self, uid: str) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.get_record, uid)),
            done=self._on_changed,
            failed=self._bench.notices.report,
        )

    def _on_changed(self, record: Record | None) -> None:
        if record is None or record.kind != self.kind.kind:
            return
        self.model.put(record)
        self._count()
        if self._is_shown(record):
            self.detail.show_current(record)
        self._stack.setCurrentWidget(self._both)
        if self._wanted == record.uid:
            self._select_wanted()

    def _is_shown(self, record: Record) -> bool:
        shown = self._detail.record if self._detail is not None else None
        return shown is not None and shown.uid == record.uid

    def _on_filter(self) -> None:
        self.model.set_filter(self.filter.text())
        self._count()

    def _on_withdrawn(self) -> None:
        self._with_withdrawn = self.withdrawn.isChecked()
        self.reload()

    def _on_main(self) -> None:
        if self._detail is not None and self._detail.editor.writes_whole:
            self._detail.editor.write()
            return
        self.leave()
        self.begin()

    def _on_elsewhere(self, destination: Destination) -> None:
        """Go to a record that was pointed at beside the form: in this list, or at its own place."""
        if destination.kind == self.kind.kind and not destination.place:
            self.open(destination)
        else:
            self.opened.emit(destination)

    def _on_duplicated(self, record: Record) -> None:
        """Begin a record that is like another in what belongs to no single one."""
        if self.can_begin:
            self._start({}, {**self._of_this_site(), **copied_from(record)})

    def _on_override(self, _objections: tuple[Verdict, ...]) -> None:
        site = self.detail.form.draft().get("site") or self._site
        self.opened.emit(Destination("hazard_override", prefilled={"site": site} if site else {}))

    # --- inside ---------------------------------------------------------------------------------

    def _of_this_site(self) -> dict[str, Any]:
        return {"site": self._site} if self._site and "site" in self.kind.fields else {}

    def _name_main_button(self) -> None:
        if self._transfer is not None:
            self.main.set_word(self._say("Transfer custody"))
            return
        if self._detail is not None and self._detail.editor.writes_whole:
            self.main.set_word(self._say("Write it down"))
            return
        is_new = self._detail is not None and self._detail.editor.is_new
        self.main.set_word(
            self._say("Save and next")
            if is_new
            else self._say("New: {kind}", kind=self._say(self.kind.label))
        )

    def _count(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        self.count.setText(
            self._say("{shown} of {total}", shown=isolated(shown), total=isolated(total))
            if shown != total
            else self._say("Records: {total}", total=isolated(total))
        )
