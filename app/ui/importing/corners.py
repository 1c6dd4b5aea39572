"""The outline of one area out of a file: chosen where there are several, then seen on the map."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import AppError, Cancelled
from app.core.wording import embedded, isolated
from app.exchange.stated import Stated, UnstatedSystemError
from app.geo.area import Area, size_hectares
from app.services.import_outlines import Outline, Outlines
from app.ui.importing.actions import ImportActions
from app.ui.importing.system_panel import SystemPanel
from app.ui.importing.words import problem_lines
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.plain_table import Line, PlainTable
from app.ui.progress import Progress
from app.ui.tables import select_row, styled_table
from app.ui.theme import GRID, ROW
from app.ui.workbench import Workbench

_ROWS = 8
See = Callable[[QWidget, Area], Area | None]


class CornersDialog(QDialog):
    """One file and the outlines in it. `area` is the one that was taken, once it is accepted.

    `see` shows an outline on the map, where it can still be changed, and gives what was taken.
    """

    def __init__(
        self,
        bench: Workbench,
        actions: ImportActions,
        path: Path,
        see: See,
        *,
        fills: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bench, self._actions, self._say = bench, actions, bench.say
        self._path, self._see, self._fills = path, see, fills
        self._outlines: tuple[Outline, ...] = ()
        self.area: Area | None = None
        self.system: SystemPanel | None = None
        self.setWindowTitle(self._say("Corners from a file"))
        self.resize(GRID * 120, GRID * 76)
        self._lay_out()
        self._read(None)

    # --- the look --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        say = self._say
        self.told = Label("", "problem", wraps=True)
        self.model = PlainTable(
            (say("Outline"), say("Corners"), say("Size"), say("What to know of it")), self._bench
        )
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("Outlines in the file"))
        self.table.selectionModel().selectionChanged.connect(self._judge)
        self.table.doubleClicked.connect(self._on_see)
        self.more = Label("", wraps=True)
        self.problems = Label("", "quiet", wraps=True)
        self.progress = Progress(say, {"Reading the file": say("Reading the file")})
        body = QWidget()
        self.body = QVBoxLayout(body)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GRID)
        for widget in (self.told, self.table, self.more, self.problems):
            self.body.addWidget(widget)
            widget.hide()
        self.body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        self.action = Button(say("Show it on the map"), role="primary")
        self.action.clicked.connect(self._on_see)
        self.action.setEnabled(False)
        back = Button(say("Go back"))
        back.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(GRID * 2)
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        column.setSpacing(GRID * 2)
        column.addWidget(Label(isolated(self._path.name), "heading", wraps=True))
        column.addWidget(scroll, 1)
        column.addWidget(self.progress)
        column.addLayout(foot)

    # --- what is in the file ---------------------------------------------------------------------

    def _read(self, stated: Stated | None) -> None:
        if self.system is not None:
            self.system.hide()
            self.system.deleteLater()
            self.system = None
        operation = partial(self._actions.outlines, self._path, stated, self._fills)
        ticket = self._bench.jobs.read(self, operation, done=self._show, failed=self._on_failed)
        self.progress.watch(ticket)

    def _show(self, outlines: Outlines) -> None:
        self.progress.end()
        self._outlines = outlines.found
        self.model.set_lines([self._line(at, one) for at, one in enumerate(self._outlines)])
        self.table.setFixedHeight(ROW * (min(len(self._outlines), _ROWS) + 1) + GRID)
        self.table.fit_columns()
        self.table.show()
        self.problems.setText("\n".join(problem_lines(self._say, outlines.problems)))
        self.problems.setVisible(bool(outlines.problems))
        usable = [at for at, one in enumerate(self._outlines) if one.area is not None]
        if len(usable) == 1 or len(self._outlines) == 1:
            select_row(self.table, usable[0] if usable else 0)
        self.action.setVisible(True)
        self._judge()

    def _line(self, at: int, one: Outline) -> Line:
        say = self._say
        kinds = {
            "areas": say("Area"),
            "points": say("All points, in the order of the file"),
            "waypoints": say("All points, in the order of the file"),
        }
        name = kinds.get(one.kind, say("Line, closed"))
        if one.name:
            name = say("{kind}: {name}", kind=name, name=embedded(one.name))
        size = "–"
        if one.area is not None:
            size = say("{size} ha", size=isolated(size_hectares(one.area)))
        icon, role = ("circle-alert", "amber") if self._told_of(one) else ("", "ink")
        return Line((name, isolated(one.corners), size, self._told_of(one)), at, icon, role)

    def _told_of(self, one: Outline) -> str:
        if one.refusal is not None:
            return self._say.error(one.refusal)[0]
        if one.holes:
            return self._say("It has holes in the file. Here they become part of it.")
        return ""

    def _on_failed(self, error: Exception) -> None:
        self.progress.end()
        if isinstance(error, UnstatedSystemError):
            self._ask_system(error)
        elif isinstance(error, AppError):
            self.told.setText("\n".join(filter(None, self._say.error(error))))
            self.told.show()
        elif not isinstance(error, Cancelled):
            self._bench.notices.report(error)

    def _ask_system(self, asked: UnstatedSystemError) -> None:
        first = asked.first
        self._bench.jobs.read(
            self,
            quick(lambda: self._actions.whereabouts(first, "") if first is not None else []),
            done=lambda found: self._put_system(SystemPanel(self._bench, asked, found)),
            failed=self._bench.notices.report,
        )

    def _put_system(self, panel: SystemPanel) -> None:
        self.system = panel
        panel.answered.connect(self._read)
        self.body.insertWidget(0, panel, 1)
        self.action.hide()

    # --- choosing --------------------------------------------------------------------------------

    def _chosen(self) -> Outline | None:
        rows = self.table.selectionModel().selectedRows()
        return self._outlines[rows[0].row()] if rows else None

    def _judge(self) -> None:
        chosen = self._chosen()
        words = self._told_of(chosen) if chosen is not None else ""
        self.more.setText(words)
        self.more.setVisible(bool(words))
        self.action.setEnabled(chosen is not None and chosen.area is not None)

    def _on_see(self) -> None:
        chosen = self._chosen()
        area = chosen.area if chosen is not None else None
        if area is not None and (taken := self._see(self, area)) is not None:
            self.area = taken
            self.accept()
