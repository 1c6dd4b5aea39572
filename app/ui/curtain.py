"""The privacy key: names and photos are gone from the window at once, and come back at once.

Somebody steps up who may not see them. What hazards stand here stays in view above it: the curtain
hides people, not danger.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.labels import Button, Label
from app.ui.theme import GRID
from app.ui.workbench import Workbench

PRIVACY_KEY = "F12"


class Curtain(QWidget):
    """What stands where the page was; `lift` is the button that ends it, as the key does."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        say = bench.say
        self.setProperty("role", "page")
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 6, GRID * 6, GRID * 6, GRID * 6)
        column.setSpacing(GRID * 2)
        column.addStretch(1)
        column.addWidget(Label(say("Names and photos are hidden."), "heading"))
        column.addWidget(
            Label(say("Nothing was closed, and what was typed is kept. F12 shows it again."))
        )
        self.lift = Button(say("Show it again"))
        column.addWidget(self.lift, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(2)
