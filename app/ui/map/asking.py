"""Dialogs that ask something on a map: the same records and maps below as on the map's own page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.geo.area import Area
from app.geo.mercator import Viewport
from app.models.hazards import Hazard
from app.services.ground_plan import GroundPlan
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.map.canvas import MapCanvas
from app.ui.map.layers import Layers
from app.ui.map.pointing import accuracy_m, read_from_map
from app.ui.map.reshaping import outline_words
from app.ui.map.sighting import Sighting
from app.ui.map.tools import Outline, Tool
from app.ui.position.circle import metres
from app.ui.position.safety import SafetyQuestion
from app.ui.theme import GRID
from app.ui.workbench import Workbench

ReadPlan = Callable[[], GroundPlan]
_KEYS: Final = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
    }
)


class MapDialog(QDialog):
    """A map, what to do on it, how it stands, and a button that takes it."""

    def __init__(
        self,
        bench: Workbench,
        title: str,
        action: str,
        *,
        view: Viewport | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench, self._say = bench, bench.say
        self._view = view
        self.setWindowTitle(title)
        self.resize(GRID * 140, GRID * 88)
        self.canvas = MapCanvas(bench.say, bench.theme, bench.looks.looks.language)
        self.layers = Layers(bench, self.canvas)
        self.todo = Label("", wraps=True)
        self.state = Label("", "label")
        self.refusal = Label("", "problem", wraps=True)
        self.accept_it = Button(action, role="primary")
        self.accept_it.clicked.connect(self.accept)
        self.accept_it.setAutoDefault(False)
        self.go_back = Button(bench.say("Go back"))
        self.go_back.setAutoDefault(False)
        self.go_back.clicked.connect(self.reject)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(GRID * 2)
        self.foot.addWidget(self.state)
        self.foot.addWidget(self.refusal, 1)
        self.foot.addWidget(self.go_back)
        self.foot.addWidget(self.accept_it)
        self.sheet = QWidget()
        column = QVBoxLayout(self.sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID * 1)
        column.addWidget(Label(title, "title"))
        column.addWidget(self.todo)
        column.addWidget(self.canvas, 1)
        column.addLayout(self.foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.sheet)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        whole.addWidget(self.stack)
        self.canvas.setFocus()

    def read(self, read_plan: ReadPlan) -> None:
        """Have the records of the operation read, and shown below."""
        self._bench.jobs.read(
            self,
            quick(read_plan),
            done=self.show_plan,
            failed=self._bench.notices.report,
        )

    def show_plan(self, plan: GroundPlan) -> None:
        """Show records, where the dialog was opened or wherever they are."""
        self.canvas.show_plan(plan)
        if self._view is not None:
            self.canvas.look(self._view)
        else:
            self.canvas.fit()

    def take_up(self, tool: Tool) -> None:
        """Work with a tool: Enter takes what it has, Esc leaves."""
        self.canvas.take_up(tool)
        tool.changed.connect(self.tell)
        tool.finished.connect(self._on_finished)
        tool.left.connect(self.reject)
        self.tell()

    def tell(self) -> None:
        """Say how it stands."""

    def _on_finished(self) -> None:
        if self.accept_it.isEnabled():
            self.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean the drawing mean it wherever the cursor is."""
        tool = self.canvas.tool
        if event.key() in _KEYS and tool is not None and self.stack.currentIndex() == 0:
            tool.key(event.key())
        else:
            super().keyPressEvent(event)


class AreaDialog(MapDialog):
    """Draws or changes an area. `area` is what was drawn, once it is accepted."""

    def __init__(
        self,
        bench: Workbench,
        title: str,
        before: Area | None = None,
        *,
        view: Viewport | None = None,
        parent: QWidget | None = None,
    ) -> None:
        say = bench.say
        super().__init__(bench, title, say("Use this outline"), view=view, parent=parent)
        self._before = before
        self.area: Area | None = None
        self.outline = Outline(GroundPlan(), before)
        self.anew = Button(say("Draw it anew"))
        self.anew.setAutoDefault(False)
        self.anew.clicked.connect(self._on_anew)
        self.foot.insertWidget(2, self.anew)
        self.todo.setText(
            say(
                "Click from corner to corner; the first corner closes the outline. Drag a corner "
                "to move it, click an edge to put one in. Backspace takes the filled one away."
            )
        )
        self.take_up(self.outline)

    @override
    def show_plan(self, plan: GroundPlan) -> None:
        """Show records, around the area that was there before if there was one."""
        super().show_plan(plan)
        self.outline.snap_to(plan)
        if self._before is not None:
            lats = [float(corner.lat) for corner in self._before.ring]
            lons = [float(corner.lon) for corner in self._before.ring]
            width, height = self.canvas.width(), self.canvas.height()
            self.canvas.look(Viewport.around(lats, lons, width, height, margin_px=120))

    @override
    def tell(self) -> None:
        say, outline = self._say, self.outline
        error = outline.refusal()
        is_whole = error is None and len(outline.corners) > 2
        self.area = outline.area() if is_whole else None
        self.accept_it.setEnabled(is_whole)
        self.anew.setEnabled(bool(outline.corners))
        told = outline_words(say, outline)
        self.refusal.setText(told if error is not None else "")
        self.state.setText(told if error is None else "")

    def _on_anew(self) -> None:
        self.outline.clear()
        self.canvas.setFocus()


class SightingDialog(MapDialog):
    """Places a hazard from afar: where one stands, then where one sees it.

    `prefilled` is what the record of the hazard begins with, once this is accepted; after a no to
    the question whether it is safe, that and nothing else.
    """

    def __init__(
        self, bench: Workbench, *, view: Viewport | None = None, parent: QWidget | None = None
    ) -> None:
        say = bench.say
        super().__init__(bench, say("New hazard"), say("Record this hazard"), parent=parent)
        self._view = view
        self.prefilled: dict[str, object] = {}
        self.safety = SafetyQuestion(say, bench.theme)
        self.safety.affirmed.connect(self._on_affirmed)
        self.safety.left.connect(self._on_unsafe)
        self.stack.addWidget(self.safety)
        self.stack.setCurrentWidget(self.safety)
        self.safety.no.setFocus()
        self.sighting = Sighting()
        self.take_up(self.sighting)

    @override
    def tell(self) -> None:
        say, sighting = self._say, self.sighting
        is_stood, estimate = sighting.standing is not None, sighting.estimate()
        if not is_stood:
            self.todo.setText(say("Click where you stand. Never walk to the item to measure it."))
        elif estimate is None:
            self.todo.setText(say("Now click where you see it."))
        else:
            self.todo.setText(
                say("Click again where you see it to correct that; Backspace takes a click back.")
            )
        self.accept_it.setEnabled(estimate is not None and estimate.refusal is None)
        self.refusal.setText("")
        self.state.setText("")
        if estimate is None:
            if is_stood:
                error = isolated(metres(accuracy_m(self.canvas.view.ground_m)))
                self.state.setText(say("Read from the map: ± {error}", error=error))
            return
        if estimate.refusal is not None:
            self.refusal.setText(say(estimate.refusal))
        self.state.setText(
            say(
                "{distance} at {bearing}° true; the hazard ± {error}",
                distance=isolated(metres(float(estimate.distance_m))),
                bearing=isolated(f"{estimate.bearing_deg:03d}"),
                error=isolated(metres(estimate.error_m)),
            )
        )

    @override
    def accept(self) -> None:
        standing, estimate = self.sighting.standing, self.sighting.estimate()
        if standing is not None and estimate is not None:
            self.prefilled = {
                Hazard.safe_to_record.name: True,
                Hazard.observer_position.name: read_from_map(standing, self.sighting.ground_m),
                Hazard.bearing_deg.name: estimate.bearing_deg,
                Hazard.distance_m.name: estimate.distance_m,
            }
        super().accept()

    def _on_affirmed(self) -> None:
        self.stack.setCurrentWidget(self.sheet)
        self.canvas.setFocus()

    def _on_unsafe(self) -> None:
        self.prefilled = {Hazard.safe_to_record.name: False}
        super().accept()


def ask_area(
    bench: Workbench, read_plan: ReadPlan, parent: QWidget, title: str, before: Area | None
) -> Area | None:
    """The area that the person drew, or nothing."""
    dialog = AreaDialog(bench, title, before, parent=parent)
    dialog.read(read_plan)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    area = dialog.area if accepted else None
    dialog.deleteLater()
    return area


def when_asked(dialog: MapDialog, act: Callable[[], None]) -> None:
    """Open a dialog, act if it is accepted, and let it go."""
    dialog.accepted.connect(act)
    dialog.finished.connect(partial(_let_go, dialog))
    dialog.open()


def _let_go(dialog: MapDialog, _result: int) -> None:
    dialog.deleteLater()
