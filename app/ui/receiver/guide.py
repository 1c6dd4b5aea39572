"""The way to a place, large: how far, in which direction, and which way to turn.

It leads along a straight line and knows nothing of fences or mines; so it always says so, and shows
the warning of hazards in its own window.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.wording import embedded, isolated
from app.geo.distance import compass
from app.geo.guiding import STRAIGHT_ON_DEG, Way, way_to
from app.geo.position import Position
from app.ui.labels import Button, Label
from app.ui.position.circle import metres
from app.ui.receiver.alarm import AlarmBand
from app.ui.receiver.arrow import Arrow
from app.ui.receiver.words import condition_words, standing
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class GuideWindow(QDialog):
    """Leads to `goal`, which is called `name`, for as long as it is open."""

    def __init__(
        self, bench: Workbench, name: str, goal: Position, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._receiver = bench.receiver
        self._goal = goal
        say = self._say = bench.say
        self.setWindowTitle(say("Navigate to {name}", name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(GRID * 118, GRID * 76)
        self.name = Label(say("To {name}", name=embedded(name)), "title", wraps=True)
        self.place = Label(bench.shown.position(goal), "quiet", wraps=True)
        self.alarm = AlarmBand(bench, is_heard=False)
        self.arrow = Arrow(bench.theme)
        self.distance = Label("", "figure")
        self.bearing = Label("", "figure-small", wraps=True)
        self.turn = Label("", "figure-small", wraps=True)
        self.state = Label("", "heading", wraps=True)
        self.doubt = Label("", "warning", wraps=True)
        self.caution = Label(
            say("The arrow knows the straight line and nothing else. Go only over cleared ground."),
            "quiet",
            wraps=True,
        )
        self.connect_now = Button(say("What the receiver says"), bench.icons("satellite", "accent"))
        self.connect_now.clicked.connect(self._on_receiver)
        self._lay_out()
        self._receiver.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the way as of now; from an old position there is none."""
        say, receiver = self._say, self._receiver
        now = standing(receiver, say)
        self.state.setText(now.long)
        font = self.state.font()
        font.setStrikeOut(now.is_old)
        self.state.setFont(font)
        here = receiver.position()
        is_known = receiver.is_fresh
        way = way_to(self._goal, receiver.track) if is_known else None
        self.arrow.show_way(way)
        self.distance.setText(isolated(metres(way.distance_m)) if way is not None else "–")
        self.bearing.setText(self._bearing(way) if way is not None else "")
        self.turn.setText(self._turn(way, here) if way is not None and here is not None else "")
        doubts = [condition_words(receiver, say)] if not is_known else []
        if self._goal.is_suspect:
            doubts.append(say("The position of the place itself is suspect."))
        if receiver.last is not None and receiver.last.is_suspect:
            doubts.append(say("The receiver's position cannot be believed."))
        self.doubt.setText(" ".join(doubts))
        self.doubt.setVisible(bool(doubts))
        self.arrow.setAccessibleName(f"{self.distance.text()} {self.bearing.text()}")

    def _bearing(self, way: Way) -> str:
        return self._say(
            "{bearing} true · {direction}",
            bearing=isolated(f"{round(way.bearing_deg) % 360:03}°"),
            direction=self._say(compass(way.bearing_deg)),
        )

    def _turn(self, way: Way, here: Position) -> str:
        say, errors = self._say, (here.error_95_m(), self._goal.error_95_m())
        known = [float(error) for error in errors if error is not None]
        if len(known) == len(errors) and way.distance_m <= sum(known):
            return say(
                "You are there, as far as both positions tell: {error}. Look around you.",
                error=isolated(f"± {metres(sum(known))}"),
            )
        if way.turn_deg is None:
            return say("North is up. Walk a few steps, and the arrow turns with you.")
        degrees = isolated(f"{abs(way.turn_deg):.0f}°")
        if abs(way.turn_deg) <= STRAIGHT_ON_DEG:
            return say("Straight on")
        if way.turn_deg > 0:
            return say("Turn right by {degrees}", degrees=degrees)
        return say("Turn left by {degrees}", degrees=degrees)

    def _on_receiver(self) -> None:
        if self._bench.doors.receiver is not None:
            self._bench.doors.receiver(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID)
        column.addWidget(self.alarm)
        column.addWidget(self.name)
        column.addWidget(self.place)
        figures = QVBoxLayout()
        figures.setSpacing(GRID * 2)
        figures.addStretch(1)
        for label in (self.distance, self.bearing, self.turn):
            figures.addWidget(label)
        figures.addStretch(1)
        for label in (self.state, self.doubt):
            figures.addWidget(label)
        middle = QHBoxLayout()
        middle.setSpacing(GRID * 4)
        middle.addWidget(self.arrow, 1)
        middle.addLayout(figures, 1)
        column.addLayout(middle, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.caution, 1)
        foot.addWidget(self.connect_now)
        column.addLayout(foot)
