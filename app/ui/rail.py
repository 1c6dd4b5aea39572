"""The rail: where everything is, each place with its icon and its word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.models.kinds import KIND
from app.ui.labels import Button
from app.ui.places import Place
from app.ui.theme import GRID
from app.ui.workbench import Workbench

WIDTH = GRID * 21


class Rail(QScrollArea):
    """The places of the window; `chosen` carries a place's name. Arrow keys walk through it."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.setProperty("role", "rail")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget(self.viewport())
        body.setProperty("role", "rail")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, GRID, 0, GRID)
        column.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}
        side = "right" if bench.say.is_right_to_left else "left"
        for place in places:
            button = Button(bench.say(place.word), bench.icons(place.icon, "quiet"), "rail", body)
            button.setProperty("side", side)
            button.setCheckable(True)
            inside = " · ".join(bench.say(KIND[kind].plural) for kind in place.kinds)
            button.setToolTip(" · ".join(part for part in (place.key, inside) if part))
            button.setAccessibleDescription(inside)
            button.clicked.connect(partial(self.chosen.emit, place.name))
            self._group.addButton(button)
            self.buttons[place.name] = button
            column.addWidget(button)
        column.addStretch(1)
        self.setWidget(body)
        self._icons = {place.name: place.icon for place in places}

    def show_chosen(self, name: str) -> None:
        """Mark the place that is in view."""
        for other, button in self.buttons.items():
            button.setChecked(other == name)
            role = "accent" if other == name else "quiet"
            button.setIcon(self._bench.icons(self._icons[other], role))
