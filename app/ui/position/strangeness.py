"""The question about a place that lies where it should not: asked at once, before it is recorded.

A digit that is wrong puts a grave into the next country, and is put right while whoever read it off
still stands there.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.core.wording import embedded, isolated
from app.geo.distance import compass, distance_m
from app.geo.position import Position
from app.rules.positions import Far
from app.services.whereabouts import Strange
from app.ui.jobs import quick
from app.ui.labels import Label
from app.ui.objections import objection
from app.ui.position.circle import metres
from app.ui.position.surroundings import Surroundings
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_NEAR_M: Final = 10.0  # a receiver that stands still wanders so far


class StrangeQuestion(QWidget):
    """Hidden while nothing is strange; `changed` says that there is another answer."""

    changed = Signal()

    def __init__(self, bench: Workbench, around: Surroundings | None) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._around = around
        self._asked: Position | None = None
        self._looked_at: Position | None = None
        self._agreed_at: Position | None = None
        self._wanted: Position | None = None
        self.strange = Strange()
        self.words = Label("", "warning", wraps=True)
        self.agreed = QCheckBox(bench.say("It is right all the same: I have compared it"))
        self.agreed.toggled.connect(self._on_agreed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.words)
        column.addWidget(self.agreed)
        self.hide()

    def missing(self, position: Position | None) -> str:
        """What has to be answered before this position is recorded; empty where nothing has."""
        self._wanted = position
        if position is None:
            self._tell(None, Strange())
        if position is None or self._around is None:
            return ""
        if not _is_near(self._looked_at, position):
            self._look()
            return self._say("Holding it against what is known…")
        if self.strange and not self.agreed.isChecked():
            return self._say("Compare the place with what was read, then say that it is right.")
        return ""

    def _look(self) -> None:
        """Ask about the newest position, one at a time."""
        if self._around is None or self._wanted is None or self._asked is not None:
            return
        self._asked = self._wanted
        self._bench.jobs.read(
            self,
            quick(partial(self._around.strange, self._asked)),
            done=self._on_strange,
            failed=self._on_failed,
        )

    def _on_failed(self, error: Exception) -> None:
        self._bench.notices.report(error)
        self._on_strange(Strange())  # the rules look again when the record is saved

    def _on_strange(self, strange: Strange) -> None:
        looked_at, self._asked = self._asked, None
        if self._wanted is not None:
            self._tell(looked_at, strange)
            self.changed.emit()

    def _on_agreed(self) -> None:
        self._agreed_at = self._looked_at if self.agreed.isChecked() else None
        self.changed.emit()

    def _tell(self, looked_at: Position | None, strange: Strange) -> None:
        self._looked_at, self.strange = looked_at, strange
        if not strange or not _is_near(self._agreed_at, looked_at):
            self.agreed.setChecked(False)  # what was agreed to was another place
        sentences = [self._far_words(strange.far)] if strange.far is not None else []
        sentences += [objection(self._say, verdict) for verdict in strange.verdicts]
        self.words.setText("\n".join(sentences))
        self.setVisible(bool(strange))

    def _far_words(self, far: Far) -> str:
        say = self._say
        values = {
            "distance": isolated(metres(far.distance_m)),
            "direction": say(compass(far.bearing_deg)),
        }
        if far.of is None:
            where = say(
                "This place lies {distance} {direction} of the reference point of the site.",
                **values,
            )
        else:
            where = say(
                "This place lies {distance} {direction} of {other}, the nearest point known.",
                other=embedded(far.of.title),
                **values,
            )
        advice = say("Check the zone, the digits, and that the right site is chosen.")
        return f"{where} {advice}"


def _is_near(one: Position | None, other: Position | None) -> bool:
    return one is not None and other is not None and distance_m(one, other) <= _NEAR_M
