"""The position dialog: from the receiver, typed, or measured with a tape from two known points."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.geo.position import Position
from app.ui.labels import Button, Label, hairline
from app.ui.position.capture import record_words
from app.ui.position.live import LiveSide
from app.ui.position.safety import SafetyQuestion
from app.ui.position.strangeness import StrangeQuestion
from app.ui.position.surroundings import Surroundings
from app.ui.position.tape import TapeSide
from app.ui.position.typed import TypedSide
from app.ui.position.way import WayIn
from app.ui.receiver.receiver import Link
from app.ui.segments import Segments
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_LIVE, _TYPED, _TAPE = "live", "typed", "tape"


class PositionDialog(QDialog):
    """Asks for one position. `position` is what was recorded, once it is accepted.

    With `is_hazard`, the question whether it is safe comes first, in `safety`. `around` is what the
    store knows there; without it no place is strange and every point is typed.
    """

    def __init__(
        self,
        bench: Workbench,
        title: str,
        before: Position | None = None,
        *,
        is_hazard: bool = False,
        around: Surroundings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._say = bench.say
        self.position: Position | None = None
        self.setWindowTitle(title)
        self.resize(GRID * 124, GRID * 80)
        self.safety = SafetyQuestion(bench.say, bench.theme)
        self.safety.affirmed.connect(self._on_affirmed)
        self.safety.left.connect(self.reject)
        self.typed = TypedSide(bench)
        self.live = LiveSide(bench, around)
        self.live.asked.connect(self._on_receiver)
        self.tape = TapeSide(bench, around)
        self._ways: dict[str, WayIn] = {
            _LIVE: self.live,
            _TYPED: self.typed,
            _TAPE: self.tape,
        }
        self.strange = StrangeQuestion(bench, around)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.safety)
        self._stack.addWidget(self._sheet(title, before))
        self._stack.setCurrentIndex(0 if is_hazard else 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        column.addWidget(self._stack)
        for way in self._ways.values():
            way.changed.connect(self._on_changed)
        self.strange.changed.connect(self._on_changed)
        self._on_side()
        if is_hazard:
            self.safety.no.setFocus()

    # --- the look -------------------------------------------------------------------------------

    def _sheet(self, title: str, before: Position | None) -> QWidget:
        say, sheet = self._say, QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID * 2)
        head = QHBoxLayout()
        head.setSpacing(GRID * 2)
        head.addWidget(Label(title, "title", wraps=True), 1)
        column.addLayout(head)
        if before is not None:
            now = say("Now: {position}", position=self._bench.shown.position(before))
            column.addWidget(Label(now, "quiet", wraps=True))
        self.sides = Segments(
            {_LIVE: say("From the receiver"), _TYPED: say("Typed"), _TAPE: say("By tape")}
        )
        is_there = self._bench.receiver.link is not Link.NONE
        self.sides.choose(_LIVE if is_there else _TYPED)
        self.sides.chosen.connect(self._on_side)
        head.addWidget(self.sides)
        self._sides = QStackedWidget()
        for way in self._ways.values():
            self._sides.addWidget(way)
        column.addWidget(self._sides, 1)
        column.addWidget(hairline())
        column.addWidget(self.strange)
        column.addLayout(self._foot())
        return sheet

    def _foot(self) -> QHBoxLayout:
        self.missing = Label("", "warning", wraps=True)
        self.record = Button(self._say("Record position"), role="primary")
        self.record.clicked.connect(self._on_record)
        back = Button(self._say("Go back"))
        back.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addWidget(self.missing, 1)
        row.addWidget(back)
        row.addWidget(self.record)
        return row

    # --- what happens ---------------------------------------------------------------------------

    @property
    def _way(self) -> WayIn:
        """The side that is shown, which is what would be recorded."""
        return self._ways[self.sides.key()]

    def _on_affirmed(self) -> None:
        self._stack.setCurrentIndex(1)
        self._on_side()

    def _on_side(self) -> None:
        for way in self._ways.values():  # only what is shown takes room
            policy = (
                QSizePolicy.Policy.Preferred if way is self._way else QSizePolicy.Policy.Ignored
            )
            way.setSizePolicy(policy, policy)
        self._sides.setCurrentWidget(self._way)
        self._on_changed()
        self._way.begin()

    def _on_receiver(self) -> None:
        if self._bench.doors.receiver is not None:
            self._bench.doors.receiver(self)

    def _on_changed(self) -> None:
        """Work out the position as it would be recorded, and what it still lacks."""
        offer = self._way.offer()
        objection = self.strange.missing(offer.position or offer.place)
        self.position = None if objection else offer.position
        self.record.setEnabled(self.position is not None)
        self.record.set_word(record_words(self.position, self._say))
        self.missing.setText(offer.missing or objection)

    def _on_record(self) -> None:
        """Record what can be recorded at this very moment: a cable may have been pulled."""
        self._on_changed()
        if self.position is not None:
            self._way.keep()
            self.accept()
