"""A file of another program: looked over, given a meaning, and recorded while one watches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import AppError, Cancelled
from app.core.jobs import Ticket
from app.core.wording import isolated
from app.exchange.stated import Stated, UnstatedSystemError
from app.geo.position import Method
from app.models.kinds import KIND
from app.models.record import Record
from app.services.import_plans import AREAS, BECOMES, Plan
from app.services.import_previews import Preview
from app.services.import_systems import Whereabouts
from app.services.imports import Imported
from app.ui.importing.actions import ImportActions
from app.ui.importing.system_panel import SystemPanel
from app.ui.importing.table_panel import TablePanel
from app.ui.importing.words import check_line, contents_lines, flag_lines, problem_lines
from app.ui.jobs import quick
from app.ui.labels import Button, Label, set_margins
from app.ui.pickers import Option, Picker
from app.ui.progress import Progress
from app.ui.theme import GRID, TARGET
from app.ui.workbench import Workbench

_WIDE, _HIGH = GRID * 120, GRID * 82
_SURVEYED = ("survey_point", "survey_control")
_METHODS = (
    Method.HANDHELD,
    Method.HANDHELD_AVERAGED,
    Method.PHONE,
    Method.DGNSS,
    Method.RTK,
    Method.PPK,
    Method.MAP,
    Method.VERBAL,
)


class ImportDialog(QDialog):
    """One file on its way in. `brought` carries what changed, each time something was recorded."""

    brought = Signal(object)

    def __init__(
        self,
        bench: Workbench,
        actions: ImportActions,
        site: str,
        path: Path,
        parent: QWidget,
        *,
        kind: str = "",
    ) -> None:
        super().__init__(parent)
        self._bench, self._actions, self._say = bench, actions, bench.say
        self._kind, self._site, self._path = kind, site, path
        self._preview: Preview | None = None
        self._records: dict[str, list[Record]] = {}
        self._stated: Stated | None = None
        self.table: TablePanel | None = None
        self.system: SystemPanel | None = None
        self.setWindowTitle(self._say("Import a file"))
        self.setMinimumWidth(GRID * 62)
        self.resize(_WIDE, _HIGH)
        self._lay_out()
        self._look()

    # --- the look --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        say = self._say
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(Label(isolated(self._path.name), "heading", wraps=True))
        body = QWidget()
        self.body = QVBoxLayout(body)
        set_margins(self.body, 0, 0, GRID, 0)
        self.body.setSpacing(GRID)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        column.addWidget(scroll, 1)
        self.progress = Progress(
            say,
            {
                "Reading the file": say("Reading the file"),
                "Recording the places": say("Recording the places"),
            },
        )
        column.addWidget(self.progress)
        self.lacking = Label("", "quiet", wraps=True)
        column.addWidget(self.lacking)
        row = QHBoxLayout()
        self.action = Button(say("Record the places"), role="primary")
        self.action.clicked.connect(self._on_record)
        self.back = Button(say("Go back"))
        self.back.clicked.connect(self.close)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.action)
        column.addLayout(row)
        self.action.setEnabled(False)

    def _section(self, title: str) -> None:
        self.body.addSpacing(GRID)
        self.body.addWidget(Label(title, "section"))

    def _say_lines(self, lines: Sequence[str], role: str = "") -> None:
        for line in lines:
            label = Label(line, role, wraps=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(label)

    def _clear(self) -> None:
        while self.body.count():
            item = self.body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
            elif item is not None and (layout := item.layout()) is not None:
                while layout.count():
                    inner = layout.takeAt(0)
                    if inner is not None and (one := inner.widget()) is not None:
                        one.hide()
                        one.deleteLater()

    # --- looking it over -------------------------------------------------------------------------

    def _look(self) -> None:
        operation = partial(self._actions.look_at, self._path, self._stated)
        ticket = self._bench.jobs.read(
            self, operation, done=self._on_looked, failed=self._on_failed
        )
        self.progress.watch(ticket)

    def _on_looked(self, preview: Preview) -> None:
        self._preview = preview
        if preview.asked is not None:
            self._ask_system(preview.asked)
            return
        kinds = ("site", "survey_control", *(AREAS if _areas(preview) else ()))

        def read() -> dict[str, list[Record]]:
            return {kind: self._actions.records(kind) for kind in dict.fromkeys(kinds)}

        self._bench.jobs.read(self, quick(read), done=self._show, failed=self._on_failed)

    def _ask_system(self, asked: UnstatedSystemError) -> None:
        """Nothing is read before it is said in which system."""
        first = asked.first

        def read() -> list[Whereabouts]:
            return self._actions.whereabouts(first, self._site) if first is not None else []

        self._bench.jobs.read(
            self, quick(read), done=partial(self._show_systems, asked), failed=self._on_failed
        )

    def _show_systems(self, asked: UnstatedSystemError, found: list[Whereabouts]) -> None:
        self.progress.end()
        self._clear()
        self._section(self._say("In which system is it?"))
        self.system = SystemPanel(self._bench, asked, found)
        self.system.answered.connect(self._on_stated)
        self.body.addWidget(self.system, 1)
        self.lacking.hide()
        self.action.hide()

    def _on_stated(self, stated: Stated | None) -> None:
        """Read the file as it is said now; None asks again."""
        self._stated, self.system = stated, None
        self._clear()
        self.action.show()
        self._look()

    def _show(self, records: dict[str, list[Record]]) -> None:
        self._records = records
        preview, say = self._preview, self._say
        if preview is None:
            return
        self.progress.end()
        self._section(say("What the file holds"))
        if preview.contents is not None:
            self._say_lines(list(contents_lines(say, preview.contents)))
            self._problems(problem_lines(say, preview.contents.problems))
        if self._stated is not None:
            self.again = Button(say("Choose another system"), role="quiet")
            self.again.clicked.connect(lambda: self._on_stated(None))
            self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeading)
        if preview.table is not None:
            self._say_lines(
                [say("A table of an instrument. Its figures are in a grid, not in degrees.")]
            )
            setups = records.get("survey_control", ())
            self.table = TablePanel(say, preview.table, list(setups))
            self.table.changed.connect(self._judge)
            self.body.addWidget(self.table)
        if preview.begun is not None:
            self._say_lines(
                [say("This file was brought in before. What was recorded then is not doubled.")],
                "problem",
            )
        self._section(say("What it becomes"))
        self._ask(preview)
        self.body.addStretch(1)
        self._judge()

    def _problems(self, lines: Sequence[str]) -> None:
        if lines:
            self._section(self._say("What of it is not read as it stands"))
            self._say_lines(lines)

    def _ask(self, preview: Preview) -> None:
        say = self._say
        form = QFormLayout()
        form.setSpacing(GRID)
        kinds = _SURVEYED if preview.table is not None else BECOMES
        begun_kind, begun_site = preview.begun or ("", "")
        self.kind = self._picker(
            form, say("The places are"), [Option(one, say(KIND[one].plural)) for one in kinds]
        )
        self.kind.set_chosen(
            next(one for one in (begun_kind, self._kind, kinds[0]) if one in kinds)
        )
        self.site = self._picker(form, say("They lie at the site"), self._options("site"))
        self.site.set_chosen(begun_site or self._site)
        self.site.set_placeholder(say("Choose the site"))
        shown = self._bench.shown
        self.method = self._picker(
            form,
            say("They were come by"),
            [Option(one.value, shown.method(one)) for one in _METHODS],
        )
        self.method.set_placeholder(say("as the kind of file tells"))
        self.area_of: Picker | None = None
        self.area_number = QSpinBox()
        if areas := _areas(preview):
            options = [one for kind in AREAS for one in self._options(kind)]
            self.area_of = self._picker(form, say("The area belongs to"), options)
            self.area_number.setRange(1, areas)
            self.area_number.setMinimumHeight(TARGET)
            self.area_of.picked.connect(self._judge)
            form.addRow(Label(say("Which of the areas"), "label"), self.area_number)
        self.form = form
        self.body.addLayout(form)
        for picker in (self.kind, self.site):
            picker.picked.connect(self._judge)

    def _picker(self, form: QFormLayout, word: str, options: Sequence[Option]) -> Picker:
        picker = Picker()
        picker.set_options(options)
        picker.setAccessibleName(word)
        form.addRow(Label(word, "label"), picker)
        return picker

    def _options(self, kind: str) -> list[Option]:
        label = self._say(KIND[kind].label)
        return [Option(one.uid, one.title, label) for one in self._records.get(kind, ())]

    def _judge(self) -> None:
        """Say what has still to be chosen; the button waits for it."""
        if self._preview is None:
            return
        lacking = self.table.lacking() if self.table is not None else ""
        if not lacking and self.kind.chosen() != "site" and not self.site.chosen():
            lacking = self._say("Choose the site where these places lie.")
        elif not lacking and not self.kind.chosen():
            lacking = self._say("Choose what the places are.")
        if self.area_of is not None:
            self.area_of.set_placeholder(
                self._say("nothing: each becomes a record of its own")
                if self.kind.chosen() in AREAS
                else self._say("nothing: it stays in the original")
            )
            is_one_of_many = bool(self.area_of.chosen()) and self.area_number.maximum() > 1
            self.form.setRowVisible(self.area_number, is_one_of_many)
        self.lacking.setText(lacking)
        self.lacking.setVisible(bool(lacking))
        self.action.setEnabled(not lacking)

    # --- recording -------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """What was chosen."""
        method = self.method.chosen()
        return Plan(
            self.kind.chosen(),
            self.site.chosen(),
            Method(method) if method else None,
            self.area_of.chosen() if self.area_of is not None else "",
            self.area_number.value() or 1,
            self.table.survey() if self.table is not None else None,
            self._stated,
            self._say("Recorded without the holes that the area has in the file."),
        )

    def _on_record(self) -> None:
        plan = self.plan()
        self.action.setEnabled(False)
        self.back.setEnabled(False)
        text = self._preview.table.text if self._preview and self._preview.table else ""
        actions, path = self._actions, self._path

        def record(ticket: Ticket) -> Imported:
            if plan.survey is not None:
                actions.remember(text, plan.survey)
            return actions.bring_in(path, plan, ticket)

        ticket = self._bench.jobs.write(self, record, done=self._on_done, failed=self._on_failed)
        self.progress.watch(ticket)

    def _on_done(self, told: Imported) -> None:
        self.progress.end()
        self._bench.hub.announce(told.changes)
        self.brought.emit(told.changes)
        self._clear()
        self._section(self._say("What was recorded"))
        self._say_lines([self.result_line(told)], "heading")
        for mark in told.checked:
            line, role = check_line(self._say, mark)
            self._say_lines([line], role)
        if told.left:
            self._section(self._say("What became no record"))
            self._say_lines(problem_lines(self._say, told.left))
        if told.changed:
            self._section(self._say("What was recorded otherwise than it stands in the file"))
            self._say_lines(problem_lines(self._say, told.changed))
        if told.flags:
            self._section(self._say("What the rules say of it"))
            self._say_lines(flag_lines(self._say, told))
            self._say_lines(
                [self._say("Each is listed among the conflicts until it is settled.")], "quiet"
            )
        self.body.addStretch(1)
        self._bench.notices.tell(self.result_line(told))
        self.table = None
        self._end(can_go_on=not told.is_whole)

    def result_line(self, told: Imported) -> str:
        """How it went, in one sentence."""
        say = self._say
        if told.is_repeat:
            return say("This file was brought in before. Nothing was recorded again.")
        counts = {
            "count": isolated(f"{told.recorded + told.earlier:,}"),
            "total": isolated(f"{told.total:,}"),
        }
        if not told.is_whole:
            return say(
                "Stopped after {count} of {total} places. They are kept; choose the file again and "
                "it goes on there.",
                **counts,
            )
        return say("{count} of {total} places recorded; the file is kept, bit for bit.", **counts)

    def _on_failed(self, error: Exception) -> None:
        self.progress.end()
        if isinstance(error, AppError):
            sentence, hint = self._say.error(error)
            self._clear()
            self._say_lines([sentence], "problem")
            self._say_lines([hint], "quiet")
            self.body.addStretch(1)
        elif not isinstance(error, Cancelled):
            self._bench.notices.report(error)
        self._preview = self._preview if isinstance(error, Cancelled) else None
        self._end(can_go_on=False)

    def _end(self, *, can_go_on: bool) -> None:
        self.action.setVisible(can_go_on)
        self.action.setEnabled(can_go_on)
        self.lacking.hide()
        self.back.setEnabled(True)
        self.back.set_word(self._say("Close"))


def _areas(preview: Preview) -> int:
    return preview.contents.counts.get("areas", 0) if preview.contents is not None else 0
