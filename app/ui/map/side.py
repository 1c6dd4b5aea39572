"""What stands beside the map: what was chosen, what is shown, the lines, and the maps below."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.wording import isolated
from app.models.kinds import KIND
from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning
from app.ui.labels import Button, Label
from app.ui.map.canvas import GRIDS, MapCanvas
from app.ui.map.layers import Layers
from app.ui.map.painting import sample_of
from app.ui.map.symbols import stamp
from app.ui.places import Destination
from app.ui.position.circle import metres
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_WIDTH: Final = GRID * 32
_FIRST_HIDDEN: Final = frozenset({"photo"})


class Side(QScrollArea):
    """The switches of one canvas. `opened` carries the record to open; `add_asked` wants a file.

    `edit_asked` carries the `Ground` to be changed; `kept` and `given_up` end that.
    """

    opened = Signal(object)
    add_asked = Signal()
    edit_asked = Signal(object)
    kept = Signal()
    given_up = Signal()

    def __init__(self, bench: Workbench, canvas: MapCanvas, layers: Layers) -> None:
        super().__init__()
        self._bench, self._canvas, self._layers = bench, canvas, layers
        self._chosen: Mark | Ground | None = None
        self._drawn: Ground | None = None  # what can be changed of what is chosen
        self._plan = GroundPlan()
        self._hidden = set(_FIRST_HIDDEN)
        self.boxes: dict[str, QCheckBox] = {}
        self.maps: dict[str, QCheckBox] = {}
        say = bench.say
        self._kinds, self._maps = QVBoxLayout(), QVBoxLayout()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(self._card())
        for heading, rows in (
            (say("Shown"), self._kinds),
            (say("What patterns mean"), self._patterns()),
            (say("Lines"), self._lines()),
            (say("Background"), self._background()),
        ):
            column.addWidget(Label(heading, "section"))
            column.addLayout(rows)
        column.addStretch(1)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        self.setFixedWidth(_WIDTH)
        layers.changed.connect(self._list_maps)
        self._list_maps()

    # --- the look -------------------------------------------------------------------------------

    def _card(self) -> QWidget:
        say = self._bench.say
        self.title = Label("", "heading", wraps=True)
        self.about = Label("", "quiet", wraps=True)
        self.open_record = Button(say("Open the record"), role="primary")
        self.open_record.clicked.connect(self._on_open)
        self.edit = Button(say("Edit this area"), self._bench.icons("pencil", "accent"))
        self.edit.clicked.connect(lambda: self.edit_asked.emit(self._drawn))
        self.how = Label(
            say(
                "Drag a corner, or the middle of an edge. Backspace takes the filled corner away. "
                "Enter saves, Esc gives up."
            ),
            "quiet",
            wraps=True,
        )
        self.keep = Button(say("Save this outline"), role="primary")
        self.keep.clicked.connect(self.kept)
        self.give_up = Button(say("Give up"))
        self.give_up.clicked.connect(self.given_up)
        self.card = QFrame()
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, 0, 0, GRID * 2)
        self._resting = (self.open_record, self.edit)
        self._reshaping = (self.how, self.keep, self.give_up)
        for widget in (self.title, self.about, *self._resting, *self._reshaping):
            column.addWidget(widget)
        self.card.hide()
        return self.card

    def _patterns(self) -> QVBoxLayout:
        say, rows = self._bench.say, QVBoxLayout()
        for meaning, words in (
            (Meaning.HAZARD, say("Hazard: keep out")),
            (Meaning.CLEARED, say("Cleared, to the depth written")),
            (Meaning.NOT_COUNTING, say("Certificate that does not count")),
            (Meaning.EXTENT, say("Outline")),
            (None, say("Broken ring: the true place, 19 times in 20. Dotted: nobody knows.")),
        ):
            sample = QLabel()
            sample.setPixmap(sample_of(meaning, self._bench.theme))
            row = QHBoxLayout()
            row.setSpacing(GRID)
            row.addWidget(sample, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(words, "small", wraps=True), 1)
            rows.addLayout(row)
        return rows

    def _lines(self) -> QVBoxLayout:
        say = self._bench.say
        rows = QVBoxLayout()
        self._grids = QButtonGroup(self)
        words = (say("No lines"), say("Degrees"), say("Metres of UTM"))
        for name, word in zip(GRIDS, words, strict=True):
            choice = QRadioButton(word)
            choice.setChecked(name == GRIDS[2])
            choice.toggled.connect(partial(self._on_grid, name))
            self._grids.addButton(choice)
            rows.addWidget(choice)
        return rows

    def _background(self) -> QVBoxLayout:
        say = self._bench.say
        rows = QVBoxLayout()
        self.bundled = QCheckBox(say("Borders of the region"))
        self.bundled.setChecked(self._layers.has_bundled)
        self.bundled.toggled.connect(self._on_bundled)
        self.add = Button(say("Add a map …"), self._bench.icons("layers", "accent"))
        self.add.clicked.connect(self.add_asked)
        self.hint = Label(
            say(
                "Drop MBTiles, PMTiles, GeoPackage or GeoTIFF files on the map, or borders of your "
                "own as GeoJSON."
            ),
            "quiet",
            wraps=True,
        )
        rows.addWidget(self.bundled)
        rows.addLayout(self._maps)
        rows.addWidget(self.add)
        rows.addWidget(self.hint)
        return rows

    # --- what is shown --------------------------------------------------------------------------

    def show_plan(self, plan: GroundPlan) -> None:
        """Offer the kinds that a plan has; hazards are shown in any case."""
        self._plan = plan
        kinds = {mark.kind for mark in plan.marks} | {ground.kind for ground in plan.grounds}
        for kind in KIND:
            if kind in kinds and kind not in self.boxes and kind != "hazard":
                box = QCheckBox(self._bench.say(KIND[kind].plural))
                box.setIcon(stamp(kind, self._bench.theme.name))
                box.setChecked(kind not in self._hidden)
                box.toggled.connect(partial(self._on_kind, kind))
                self.boxes[kind] = box
                self._kinds.addWidget(box)
        self._canvas.hide_kinds(frozenset(self._hidden))

    def show_chosen(self, found: Mark | Ground) -> None:
        """Tell what was chosen, and offer to open it."""
        say = self._bench.say
        self._chosen = found
        kind = say(KIND[found.kind].label)
        self.title.setText(f"{kind} {isolated(found.title)}")
        if isinstance(found, Ground):
            values = {name: isolated(value) for name, value in found.values.items()}
            self.about.setText(say(found.words, **values))
        elif found.error_m is None:
            self.about.setText(say("Its accuracy is not known: it may be anywhere."))
        else:
            self.about.setText(say("± {error} (19 in 20)", error=isolated(metres(found.error_m))))
        candidates = (found, *(one for one in self._plan.grounds if one.uid == found.uid))
        drawn = (one for one in candidates if isinstance(one, Ground) and one.field)
        self._drawn = next(drawn, None)
        self._show_buttons(is_reshaping=False)
        self.card.show()
        self.ensureVisible(0, 0)

    def show_reshaping(self, told: str) -> None:
        """Tell how an area stands that is being changed, and offer to end that."""
        self.about.setText(told)
        self._show_buttons(is_reshaping=True)

    def end_reshaping(self) -> None:
        """Tell of what is chosen again."""
        if self._chosen is not None:
            self.show_chosen(self._chosen)

    def _show_buttons(self, *, is_reshaping: bool) -> None:
        for button in self._resting:
            button.setVisible(not is_reshaping)
        for widget in self._reshaping:
            widget.setVisible(is_reshaping)
        self.edit.setVisible(not is_reshaping and self._drawn is not None)

    def _list_maps(self) -> None:
        while (item := self._maps.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        self.maps = {}
        for layer in self._layers.layers:
            row, box = QWidget(), QCheckBox(layer.name)
            box.setToolTip(layer.attribution)
            box.setChecked(layer.is_shown)
            box.toggled.connect(partial(self._on_layer, layer.path))
            away = Button("", self._bench.icons("x", "quiet"), "quiet")
            away.setToolTip(self._bench.say("Take this map away"))
            away.clicked.connect(partial(self._on_away, layer.path))
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(box, 1)
            line.addWidget(away)
            self._maps.addWidget(row)
            self.maps[layer.name] = box

    # --- what happens ---------------------------------------------------------------------------

    def _on_open(self) -> None:
        if self._chosen is not None:
            self.opened.emit(Destination(self._chosen.kind, self._chosen.uid))

    def _on_kind(self, kind: str, is_shown: bool) -> None:  # noqa: FBT001 - Qt's signature
        (self._hidden.discard if is_shown else self._hidden.add)(kind)
        self._canvas.hide_kinds(frozenset(self._hidden))

    def _on_grid(self, name: str, is_chosen: bool) -> None:  # noqa: FBT001 - Qt's signature
        if is_chosen:
            self._canvas.show_grid(name)

    def _on_bundled(self, is_shown: bool) -> None:  # noqa: FBT001 - Qt's signature
        self._layers.show_bundled(is_shown=is_shown)

    def _on_layer(self, path: Path, is_shown: bool) -> None:  # noqa: FBT001 - Qt's signature
        self._layers.show(path, is_shown=is_shown)

    def _on_away(self, path: Path) -> None:
        self._layers.remove(path)
