"""Asks for a magnetic bearing and the declination, and gives the true bearing."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.core.wording import isolated
from app.geo.compass import true_bearing
from app.models.hazards import Hazard
from app.ui.labelled import labelled
from app.ui.labels import Button, Label
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class CompassDialog(QDialog):
    """`bearing_deg` is true, and `declination_deg` what was applied, once it is accepted."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = bench.say
        self.bearing_deg: int | None = None
        self.declination_deg: Decimal | None = None
        self.setWindowTitle(bench.say("Bearing from a compass"))
        self.magnetic, self.declination = QLineEdit(), QLineEdit()
        for line in (self.magnetic, self.declination):
            line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            line.textChanged.connect(self._on_typed)
        self.told = Label("", "heading", wraps=True)
        self.accept_button = Button(bench.say("Use the true bearing"), role="primary")
        self.accept_button.clicked.connect(self.accept)
        back = Button(bench.say("Go back"))
        back.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        column.setSpacing(GRID * 2)
        about = bench.say(
            "The program knows no magnetic field of the earth. Take the declination from the map "
            "or the receiver; without one, do not use the compass here."
        )
        column.addWidget(Label(about, "quiet", wraps=True))
        column.addWidget(labelled(bench.say("Bearing on the compass, in degrees"), self.magnetic))
        column.addWidget(
            labelled(bench.say("Declination, east plus, west minus"), self.declination)
        )
        column.addWidget(self.told)
        column.addLayout(foot)
        self.setMinimumWidth(GRID * 60)
        self._on_typed()

    def _on_typed(self) -> None:
        self.bearing_deg = self.declination_deg = None
        words = ""
        if self.magnetic.text().strip() and self.declination.text().strip():
            try:
                magnetic = Hazard.distance_m.read(self.magnetic.text())
                declination = Hazard.declination_deg.read(self.declination.text())
                self.bearing_deg = true_bearing(magnetic, declination)
                self.declination_deg = declination
                words = self._say(
                    "True bearing: {bearing}°", bearing=isolated(f"{self.bearing_deg:03}")
                )
            except AppError as error:
                words = " ".join(self._say.error(error))
        self.told.setText(words)
        self.accept_button.setEnabled(self.bearing_deg is not None)
