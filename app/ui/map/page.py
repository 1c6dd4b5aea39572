"""The map as a place of the rail: what to show beside it, what is pointed at below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.exchange.backgrounds import ENDINGS
from app.geo.distance import bearing_deg, distance_m
from app.geo.formats import format_degrees, format_mgrs
from app.geo.mercator import Spot, Viewport
from app.models.record import Record
from app.models.sites import Grave, Site
from app.models.strata import WorkArea
from app.services.ground_plan import Ground, GroundPlan, Mark, ground_plan
from app.ui.jobs import quick
from app.ui.labels import Button, FittingLabel, Label, hairline, title_row
from app.ui.map.asking import AreaDialog, SightingDialog, when_asked
from app.ui.map.background import TileShelf
from app.ui.map.canvas import MapCanvas
from app.ui.map.layers import Layers, Unpacked
from app.ui.map.own import own_of
from app.ui.map.plan_print import missing_tiles, show_plan_of, unpack_all
from app.ui.map.pointing import read_from_map
from app.ui.map.reshaping import Reshaping
from app.ui.map.scene import Scene, scene_of
from app.ui.map.side import Side
from app.ui.map.tools import Pin, Tool, Track
from app.ui.menus import drop_down
from app.ui.places import Destination
from app.ui.position.circle import metres
from app.ui.seat import Seat
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_GATHER_MS = 300
_ROOMY = GRID * 120  # px of the page; below, commands are icons


class MapPage(QWidget):
    """The map of the operation. `opened` carries the `Destination` of a record to open or begin."""

    opened = Signal(object)

    def __init__(self, bench: Workbench, seat: Seat) -> None:
        super().__init__()
        self._bench, self._seat = bench, seat
        self.setProperty("role", "page")
        self.setAcceptDrops(True)
        self.canvas = MapCanvas(bench.say, bench.theme, bench.looks.looks.language)
        self.canvas.pointed.connect(self._on_pointed)
        self.canvas.chosen.connect(self._on_chosen)
        self.canvas.asked.connect(self._on_asked)
        self.layers = Layers(bench, self.canvas)
        self.layers.changed.connect(self._on_layers)
        self.side = Side(bench, self.canvas, self.layers)
        self.side.opened.connect(self.opened)
        self.side.add_asked.connect(self._on_add_map)
        self.side.edit_asked.connect(self.edit_area)
        self.plan = GroundPlan()
        self._site = self._awaited = ""
        self._is_fitted = self._is_asked = False
        self._reshaping: Reshaping | None = None
        self._is_reading = self._is_outdated = False
        self._lay_out()
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self.reload)
        bench.hub.announced.connect(self._on_announced)
        bench.receiver.changed.connect(self._on_receiver)
        self._on_receiver()
        self._on_layers()
        self.reload()

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.where = Label("", "quiet")
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.credits = FittingLabel("small")
        self.credits.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.count = FittingLabel("quiet")
        self.count.show_words("", self._bench.say("reading …"))
        head = title_row(self._bench.say("Map"))
        head.addWidget(self.count, 1)
        for button in self._buttons():
            head.addWidget(button)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.canvas, 1)
        body.addWidget(self.side)
        foot = QHBoxLayout()
        foot.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
        foot.addWidget(self.where)
        foot.addWidget(self.credits, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addLayout(body, 1)
        column.addWidget(hairline())
        column.addLayout(foot)

    def _buttons(self) -> Iterator[Button]:
        say, icons = self._bench.say, self._bench.icons
        self.fit = Button(say("Show all"), icons("maximize", "accent"))
        self.fit.clicked.connect(self.canvas.fit)
        self.measure = Button(say("Measure"), icons("ruler", "accent"))
        self.measure.setCheckable(True)
        self.measure.toggled.connect(self._on_measure)
        self.print = Button(say("Print the site plan"), icons("printer", "accent"))
        self.print.clicked.connect(self._on_print)
        self.bring_in = Button(say("Import a file …"), icons("download", "accent"))
        self.bring_in.clicked.connect(self._on_bring_in)
        self.new = Button(say("New here …"), icons("plus", "on_accent"), "primary")
        self.new.setToolTip("F2")
        self.new.clicked.connect(self.begin)
        commands = (self.fit, self.measure, self.print, self.bring_in)
        self._commands = {one: one.text().strip() for one in commands}
        yield from (*self._commands, self.new)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self.width() > _ROOMY
        for button, words in self._commands.items():
            button.set_word(words if has_room else "")
            button.setToolTip("" if has_room else words)

    # --- what is shown --------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again what has a place; once more afterwards, if that is being read just now."""
        if self._is_reading:
            self._is_outdated = True
            return
        self._is_reading = True
        self._bench.jobs.read(
            self, quick(self._read_plan), done=self._on_read, failed=self._on_unread
        )

    def _read_plan(self) -> tuple[GroundPlan, Scene]:
        plan = ground_plan(self._seat.desk)
        return plan, scene_of(plan)

    def _on_announced(self) -> None:
        """Wait a moment for more, but never for as long as more comes."""
        if not self._gather.isActive():
            self._gather.start()

    def _on_unread(self, error: Exception) -> None:
        self._is_reading = self._is_outdated = False
        self._bench.notices.report(error)

    def _on_read(self, found: tuple[GroundPlan, Scene]) -> None:
        plan, scene = found
        self._is_reading = False
        self.plan = plan
        self.canvas.show_plan(plan, scene)
        self.side.show_plan(plan)
        self.count.show_words("", self._counted())
        if not self._is_fitted:
            self._is_fitted = True
            self.canvas.fit()
        if self._is_outdated:
            self._is_outdated = False
            self.reload()
        elif self._awaited:
            self._go_to(self._awaited)

    def _counted(self) -> str:
        say, plan = self._bench.say, self.plan
        if not plan.marks and not plan.grounds:
            return say("Nothing has a place yet: begin with “New here …”.")
        return say(
            "{marks} places, {grounds} areas",
            marks=isolated(len(plan.marks)),
            grounds=isolated(len(plan.grounds)),
        )

    def _on_layers(self) -> None:
        self.credits.show_words("", self.layers.attribution)

    def _on_receiver(self) -> None:
        self.canvas.show_own(own_of(self._bench.receiver))

    # --- pointing -------------------------------------------------------------------------------

    def _on_pointed(self, spot: Spot) -> None:
        if self.canvas.tool is None:
            self.where.setText(_place_words(spot))

    def _on_chosen(self, found: Mark | Ground) -> None:
        self.canvas.choose(found.uid)
        self.side.show_chosen(found)

    def _take_up(self, tool: Tool | None, words: str = "") -> None:
        """Let the next clicks be for a tool; Esc gives it up."""
        self.canvas.take_up(tool)
        if tool is not None:
            tool.left.connect(self._drop_tool)
            tool.finished.connect(self._drop_tool)
            self.canvas.setFocus()
        self.where.setText(words)

    def _drop_tool(self) -> None:
        self.measure.setChecked(False)
        self._take_up(None)
        if self._reshaping is not None:
            self._reshaping.deleteLater()
            self._reshaping = None
            self.side.end_reshaping()
            for button in (self.measure, self.new):
                button.setEnabled(True)

    def _on_measure(self, is_on: bool) -> None:  # noqa: FBT001 - Qt's signature
        if not is_on:
            self._take_up(None)
            return
        track = Track()
        track.changed.connect(partial(self._tell_length, track))
        self._take_up(track, self._bench.say("Click from place to place."))

    def _tell_length(self, track: Track) -> None:
        stretches = list(pairwise(track.spots))
        if not stretches:
            self.where.setText(self._bench.say("Click from place to place."))
            return
        last = stretches[-1]
        self.where.setText(
            self._bench.say(
                "{total} in all; the last stretch {last} at {bearing}° true",
                total=isolated(metres(sum(distance_m(a, b) for a, b in stretches))),
                last=isolated(metres(distance_m(*last))),
                bearing=isolated(f"{bearing_deg(*last):03.0f}"),
            )
        )

    # --- areas ----------------------------------------------------------------------------------

    def edit_area(self, ground: Ground) -> None:
        """Let the outline of a record be dragged where it lies."""
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.get_record, ground.uid)),
            done=partial(self._on_editing, ground),
            failed=self._bench.notices.report,
        )

    def _on_editing(self, ground: Ground, record: Record | None) -> None:
        if record is None or record.values.get(ground.field) is None:
            return  # somebody took it away in the meantime: the map shows that in a moment
        self._drop_tool()
        reshaping = Reshaping(self._bench, self, record, ground.field, self.plan)
        reshaping.told.connect(self.side.show_reshaping)
        reshaping.ended.connect(self._drop_tool)
        self.side.kept.connect(reshaping.save)
        self.side.given_up.connect(reshaping.give_up)
        self._reshaping = reshaping
        self.canvas.take_up(reshaping.tool)
        self.canvas.setFocus()
        self.side.show_reshaping(reshaping.words())
        for button in (self.measure, self.new):
            button.setEnabled(False)

    # --- new records ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Offer what can be begun from the map."""
        if self._reshaping is None:
            drop_down(self.new, self._offers(None))

    def _on_asked(self, spot: Spot) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, act in self._offers(spot):
            menu.addAction(words, act)
        menu.popup(QCursor.pos())

    def _offers(self, spot: Spot | None) -> list[tuple[str, Callable[[], object]]]:
        say = self._bench.say
        return [
            (say("New hazard, seen from afar …"), self.ask_hazard),
            (say("New site here"), partial(self.begin_at, Site.kind, spot)),
            (say("New grave here"), partial(self.begin_at, Grave.kind, spot)),
            (say("Draw a working area …"), partial(self.ask_area, WorkArea.kind)),
        ]

    def ask_hazard(self) -> None:
        """Ask whether it is safe, then where one stands and where one sees the hazard."""
        dialog = SightingDialog(self._bench, view=self.canvas.view, parent=self)
        dialog.show_plan(self.plan)
        when_asked(dialog, lambda: self._begin("hazard", dialog.prefilled))

    def ask_area(self, kind: str) -> None:
        """Have an area drawn, and begin a record of it."""
        title = self._bench.say("Draw a working area")
        dialog = AreaDialog(self._bench, title, view=self.canvas.view, parent=self)
        dialog.show_plan(self.plan)
        when_asked(dialog, lambda: self._begin(kind, {WorkArea.outline.name: dialog.area}))

    def begin_at(self, kind: str, spot: Spot | None) -> None:
        """Begin a record at a place, or at the next one that is clicked."""
        if spot is None:
            pin = Pin(self.plan)
            pin.changed.connect(lambda: self.begin_at(kind, pin.spot))
            self._take_up(pin, self._bench.say("Click where it is. Esc gives it up."))
            return
        self._take_up(None)
        self._begin(kind, {"position": read_from_map(spot, self.canvas.view.ground_m)})

    def _begin(self, kind: str, prefilled: dict[str, Any]) -> None:
        if self._site and kind != Site.kind:
            prefilled = {"site": self._site, **prefilled}
        self.opened.emit(Destination(kind, prefilled=prefilled))

    def _on_bring_in(self) -> None:
        """Record the places of a file of another program."""
        if self._bench.doors.bring_in is not None:
            self._bench.doors.bring_in(self, "", self._site, None)

    # --- paper ----------------------------------------------------------------------------------

    def _on_print(self) -> None:
        """Print what is seen as the plan of the site in view, or of one that is asked for."""
        placed: list[Mark | Ground] = [*self.plan.marks, *self.plan.grounds]
        sites = {one.uid: one.title for one in placed if one.kind == Site.kind}
        if len(sites) == 1 or self._site:
            self._print_plan(self._site or next(iter(sites)))
        elif sites:
            drop_down(
                self.print,
                ((title, partial(self._print_plan, uid)) for uid, title in sites.items()),
            )
        else:
            self._bench.notices.tell(
                self._bench.say("No site has a place yet, so there is no plan to print.")
            )

    def _print_plan(self, uid: str) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.get_record, uid)),
            done=self._show_print,
            failed=self._bench.notices.report,
        )

    def _show_print(self, site: Record | None) -> None:
        if site is not None:
            self._bench.jobs.read(
                self,
                quick(partial(unpack_all, missing_tiles(self.canvas))),
                done=partial(self._show_preview, site),
                failed=self._bench.notices.report,
            )

    def _show_preview(self, site: Record, found: list[tuple[TileShelf, Unpacked]]) -> None:
        for shelf, tiles in found:
            for key, image in tiles:
                shelf.keep(key, image)
        credit = self.layers.attribution
        show_plan_of(self._bench, self._seat, self, site, self.canvas, credit)

    # --- background maps ------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.layers.add(Path(url.toLocalFile()))

    def _on_add_map(self) -> None:
        say = self._bench.say
        endings = " ".join(f"*.{ending}" for ending in ENDINGS)
        file = self._bench.dialogs.open_file(
            self,
            say("Background map"),
            f"{say('Maps')} ({endings});;{say('All files')} (*)",
        )
        if file is not None:
            self.layers.add(file)

    # --- what the window asks of every page -----------------------------------------------------

    def open(self, destination: Destination) -> None:
        """Show a record in the middle of the map."""
        self._awaited, self._is_asked = destination.uid, True
        self.reload()

    def _go_to(self, uid: str) -> None:
        self._awaited = ""
        found = next((mark for mark in self.plan.marks if mark.uid == uid), None)
        ground = next((one for one in self.plan.grounds if one.uid == uid), None)
        if ground is not None:
            lats, lons = zip(*ground.corners, strict=True)
            self.canvas.look(Viewport.around(lats, lons, self.canvas.width(), self.canvas.height()))
        elif found is not None:
            self.canvas.go(found.lat, found.lon)
        chosen = found or ground
        if chosen is not None:
            self._on_chosen(chosen)
        elif self._is_asked:
            self._bench.notices.tell(
                self._bench.say("This record has no place yet, so the map cannot show it.")
            )

    def set_site(self, uid: str) -> None:
        """Show a site in the middle; the whole operation stays on the map."""
        self._site = uid
        if uid:
            self._awaited, self._is_asked = uid, False
            self.reload()

    def leave(self) -> None:
        """Nothing is typed on the map; an outline being dragged waits, other tools are given up."""
        if self._reshaping is None:
            self._drop_tool()

    def focus_filter(self) -> None:
        """The map has no filter; its keys are what one wants."""
        self.canvas.setFocus()


def _place_words(spot: Spot) -> str:
    point = spot.point()
    figures = (format_degrees(point), format_mgrs(point, 10, spaced=True))
    return "   ·   ".join(map(isolated, figures))
