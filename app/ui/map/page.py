"""The map as a place of the rail: what to show beside it, what is pointed at below it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.jobs import Ticket
from app.core.wording import isolated
from app.exchange.tiles import Tiles, open_tiles
from app.geo.distance import bearing_deg, distance_m
from app.geo.formats import format_degrees, format_mgrs
from app.geo.mercator import Spot, Viewport
from app.models.kinds import KIND
from app.services.ground_plan import Ground, GroundPlan, Mark
from app.ui.jobs import quick
from app.ui.labels import Button, Label, hairline, title_row
from app.ui.map.background import TileShelf, unpacked
from app.ui.map.canvas import GRIDS, MapCanvas
from app.ui.map.symbols import stamp
from app.ui.places import Destination
from app.ui.position.circle import metres
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_SIDE: Final = GRID * 32
_GATHER_MS: Final = 300
_AT_ONCE: Final = 24  # tiles that a worker unpacks before the map is painted again
_FIRST_HIDDEN: Final = frozenset({"photo"})

Unpacked = list[tuple[tuple[int, int, int], QImage | None]]


class MapPage(QWidget):
    """The map of the operation. `opened` carries the `Destination` of a record to open."""

    opened = Signal(object)

    def __init__(self, bench: Workbench, read_plan: Callable[[], GroundPlan]) -> None:
        super().__init__()
        self._bench, self._read_plan = bench, read_plan
        say = bench.say
        self.setProperty("role", "page")
        self.setAcceptDrops(True)
        self.canvas = MapCanvas(say, bench.theme, bench.looks.looks.language)
        self.canvas.pointed.connect(self._on_pointed)
        self.canvas.chosen.connect(self._on_chosen)
        self.canvas.clicked.connect(self._on_measured)
        self.canvas.moved.connect(self._fetch_tiles)
        self.where = Label("", "quiet")
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chosen: Mark | Ground | None = None
        self._track: list[Spot] = []
        self._shelves: list[TileShelf] = []
        self._hidden = set(_FIRST_HIDDEN)
        self._is_fitted = False
        self._awaited = ""
        self._fetching: Ticket | None = None
        self._boxes: dict[str, QCheckBox] = {}
        self.count = Label(say("reading …"), "quiet")
        head = title_row(say("Map"))
        head.addWidget(self.count, 1)
        for button in self._buttons():
            head.addWidget(button)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.canvas, 1)
        body.addWidget(self._side())
        foot = QHBoxLayout()
        foot.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
        foot.addWidget(self.where, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addLayout(body, 1)
        column.addWidget(hairline())
        column.addLayout(foot)
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self.reload)
        bench.hub.announced.connect(self._gather.start)
        self.reload()

    # --- the look -------------------------------------------------------------------------------

    def _buttons(self) -> list[Button]:
        say, icons = self._bench.say, self._bench.icons
        self.fit = Button(say("Show all"), icons("maximize", "accent"))
        self.fit.clicked.connect(self.canvas.fit)
        self.measure = Button(say("Measure"), icons("ruler", "accent"))
        self.measure.setCheckable(True)
        self.measure.toggled.connect(self._on_measure)
        self.add_map = Button(say("Add a background map …"), icons("layers", "accent"))
        self.add_map.clicked.connect(self._on_add_map)
        return [self.fit, self.measure, self.add_map]

    def _side(self) -> QWidget:
        say = self._bench.say
        self._kinds, self._maps = QVBoxLayout(), QVBoxLayout()
        self.title = Label("", "heading", wraps=True)
        self.about = Label("", "quiet", wraps=True)
        self.open_record = Button(say("Open the record"), role="primary")
        self.open_record.clicked.connect(self._on_open)
        self._card = QFrame()
        card = QVBoxLayout(self._card)
        card.setContentsMargins(0, 0, 0, GRID * 2)
        for widget in (self.title, self.about, self.open_record):
            card.addWidget(widget)
        self._card.hide()
        grids = QVBoxLayout()
        self._grids = QButtonGroup(self)
        words = (say("No lines"), say("Degrees"), say("Metres of UTM"))
        for name, word in zip(GRIDS, words, strict=True):
            choice = QRadioButton(word)
            choice.setChecked(name == GRIDS[2])
            choice.toggled.connect(partial(self._on_grid, name))
            self._grids.addButton(choice)
            grids.addWidget(choice)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(self._card)
        for heading, rows in (
            (say("Shown"), self._kinds),
            (say("Lines"), grids),
            (say("Background"), self._maps),
        ):
            column.addWidget(Label(heading, "section"))
            column.addLayout(rows)
        self._no_maps = Label(
            say("Borders only. Drop an MBTiles, PMTiles or GeoPackage file here."),
            "quiet",
            wraps=True,
        )
        self._maps.addWidget(self._no_maps)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setFixedWidth(_SIDE)
        return area

    # --- what is shown --------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again what has a place."""
        self._bench.jobs.read(
            self,
            quick(self._read_plan),
            done=self._on_read,
            failed=self._bench.notices.report,
        )

    def _on_read(self, plan: GroundPlan) -> None:
        self.canvas.show_plan(plan)
        say = self._bench.say
        self.count.setText(
            say(
                "{marks} places, {grounds} areas",
                marks=isolated(len(plan.marks)),
                grounds=isolated(len(plan.grounds)),
            )
        )
        kinds = {mark.kind for mark in plan.marks} | {ground.kind for ground in plan.grounds}
        for kind in KIND:
            if kind in kinds and kind not in self._boxes and kind != "hazard":
                self._offer(kind)
        self.canvas.hide_kinds(frozenset(self._hidden))
        if not self._is_fitted:
            self._is_fitted = True
            self.canvas.fit()
        if self._awaited:
            self._go_to(self._awaited, plan)

    def _offer(self, kind: str) -> None:
        box = QCheckBox(self._bench.say(KIND[kind].plural))
        box.setIcon(stamp(kind, self._bench.theme.name))
        box.setChecked(kind not in self._hidden)
        box.toggled.connect(partial(self._on_kind, kind))
        self._boxes[kind] = box
        self._kinds.addWidget(box)

    def _on_kind(self, kind: str, is_shown: bool) -> None:  # noqa: FBT001 - Qt's signature
        (self._hidden.discard if is_shown else self._hidden.add)(kind)
        self.canvas.hide_kinds(frozenset(self._hidden))

    def _on_grid(self, name: str, is_chosen: bool) -> None:  # noqa: FBT001 - Qt's signature
        if is_chosen:
            self.canvas.show_grid(name)

    # --- pointing -------------------------------------------------------------------------------

    def _on_pointed(self, spot: Spot) -> None:
        if not self._track:
            self.where.setText(self._place_words(spot))

    def _place_words(self, spot: Spot) -> str:
        point = spot.point()
        figures = (format_degrees(point), format_mgrs(point, 10, spaced=True))
        return "   ·   ".join(map(isolated, figures))

    def _on_chosen(self, found: Mark | Ground) -> None:
        say = self._bench.say
        self._chosen = found
        self.canvas.choose(found.uid)
        kind = say(KIND[found.kind].label)
        self.title.setText(f"{kind} {isolated(found.title)}")
        if isinstance(found, Ground):
            self.about.setText(say(found.words, **found.values))
        elif found.error_m is None:
            self.about.setText(say("Its accuracy is not known: it may be anywhere."))
        else:
            self.about.setText(say("± {error} (19 in 20)", error=isolated(metres(found.error_m))))
        self._card.show()

    def _on_open(self) -> None:
        if self._chosen is not None:
            self.opened.emit(Destination(self._chosen.kind, self._chosen.uid))

    def _on_measure(self, is_on: bool) -> None:  # noqa: FBT001 - Qt's signature
        self._track = []
        self.canvas.measure(is_on=is_on)
        self.where.setText(self._bench.say("Click from place to place.") if is_on else "")

    def _on_measured(self, spot: Spot) -> None:
        self._track.append(spot)
        self.canvas.show_track(self._track)
        if len(self._track) < 2:
            return
        pairs = list(zip(self._track, self._track[1:], strict=False))
        last = pairs[-1]
        self.where.setText(
            self._bench.say(
                "{total} in all; the last stretch {last} at {bearing}° true",
                total=isolated(metres(sum(distance_m(a, b) for a, b in pairs))),
                last=isolated(metres(distance_m(*last))),
                bearing=isolated(f"{bearing_deg(*last):03.0f}"),
            )
        )

    # --- background maps ------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.show_map(Path(url.toLocalFile()))

    def _on_add_map(self) -> None:
        say = self._bench.say
        maps, everything = say("Maps"), say("All files")
        file = self._bench.dialogs.open_file(
            self,
            say("Background map"),
            f"{maps} (*.mbtiles *.pmtiles *.gpkg);;{everything} (*)",
        )
        if file is not None:
            self.show_map(file)

    def show_map(self, path: Path) -> None:
        """Lay a map under the records; why it cannot be is said."""
        self._bench.jobs.read(
            self,
            quick(partial(open_tiles, path)),
            done=self._on_map,
            failed=self._bench.notices.report,
        )

    def _on_map(self, tiles: Tiles) -> None:
        shelf = TileShelf(tiles)
        self._shelves.append(shelf)
        self._no_maps.hide()
        box = QCheckBox(tiles.coverage.name)
        box.setToolTip(tiles.coverage.attribution)
        box.setChecked(True)
        box.toggled.connect(self._lay_maps)
        self._maps.addWidget(box)
        box.setProperty("shelf", len(self._shelves) - 1)
        self._lay_maps()

    def _lay_maps(self) -> None:
        shown = {
            box.property("shelf")
            for box in self.findChildren(QCheckBox)
            if box.property("shelf") is not None and box.isChecked()
        }
        self.canvas.show_background(
            [shelf for at, shelf in enumerate(self._shelves) if at in shown]
        )
        self._fetch_tiles()

    def _fetch_tiles(self) -> None:
        """Have the tiles unpacked that are seen and not there yet, a few at a time."""
        if self._fetching is not None:
            return
        view = self.canvas.view
        for shelf in self.canvas.shelves:
            missing = shelf.missing(view)[:_AT_ONCE]
            if missing:
                self._fetching = self._bench.jobs.read(
                    self,
                    quick(partial(_unpack, shelf.tiles, missing)),
                    done=partial(self._on_tiles, shelf),
                    failed=self._on_no_tiles,
                )
                return

    def _on_tiles(self, shelf: TileShelf, found: Unpacked) -> None:
        self._fetching = None
        for key, image in found:
            shelf.keep(key, image)
        self.canvas.refresh()
        self._fetch_tiles()

    def _on_no_tiles(self, error: Exception) -> None:
        self._fetching = None
        self._bench.notices.report(error)

    # --- what the window asks of every page -----------------------------------------------------

    def open(self, destination: Destination) -> None:
        """Show a record in the middle of the map."""
        self._awaited = destination.uid
        self.reload()

    def _go_to(self, uid: str, plan: GroundPlan) -> None:
        self._awaited = ""
        found = next((mark for mark in plan.marks if mark.uid == uid), None)
        if found is not None:
            self.canvas.go(found.lat, found.lon)
            self._on_chosen(found)
            return
        ground = next((one for one in plan.grounds if one.uid == uid), None)
        if ground is not None:
            lats, lons = zip(*ground.corners, strict=True)
            self.canvas.look(Viewport.around(lats, lons, self.canvas.width(), self.canvas.height()))
            self._on_chosen(ground)

    def set_site(self, uid: str) -> None:
        """Show a site in the middle; the whole operation stays on the map."""
        if uid:
            self.open(Destination("site", uid))

    def begin(self) -> None:
        """Nothing begins on the map."""

    def leave(self) -> None:
        """Nothing is typed on the map."""

    def focus_filter(self) -> None:
        """The map has no filter; its keys are what one wants."""
        self.canvas.setFocus()


def _unpack(tiles: Tiles, keys: list[tuple[int, int, int]]) -> Unpacked:
    return [(key, unpacked(tiles.tile(*key))) for key in keys]
