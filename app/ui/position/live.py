"""The receiver's side of the position dialog: large live figures, and the scatter of an average."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
)
from typing_extensions import override

from app.core.clock import Moment
from app.core.wording import isolated
from app.geo.averaging import APART_S
from app.geo.formats import format_degrees, format_mgrs
from app.geo.live import Heard
from app.geo.places import describe
from app.geo.position import HeightKind, Position
from app.services.averages import KeptAverage
from app.ui.jobs import quick
from app.ui.labelled import labelled
from app.ui.labels import Button, Label
from app.ui.position.capture import Capture
from app.ui.position.circle import ErrorCircle, metres
from app.ui.position.scatter import Scatter
from app.ui.position.surroundings import Surroundings
from app.ui.position.understanding import place_words
from app.ui.position.way import Offer, WayIn, nothing
from app.ui.receiver.words import condition_words, doubts_of, duration, standing
from app.ui.segments import Segments
from app.ui.shown import clock_time, date_and_time
from app.ui.theme import GRID
from app.ui.workbench import Workbench

ONE, AVERAGE = "one", "average"
_KEEP_EVERY: Final = 60  # fixes


class LiveSide(WayIn):
    """Follows the receiver; `asked` says that somebody wants to choose one."""

    asked = Signal()

    def __init__(self, bench: Workbench, around: Surroundings | None = None) -> None:
        super().__init__()
        self._bench = bench
        self._around = around
        self._receiver = bench.receiver
        say = self._say = bench.say
        self.capture = Capture(self._receiver, say, around.place if around is not None else "")
        self._kept_words = ""
        self._shown: Heard | None = None
        self.state = Label("", "heading", wraps=True)
        self.where = Label("", wraps=True)
        self.degrees = Label("", "figure-small")
        self.mgrs = Label("", "figure-small")
        for figures in (self.degrees, self.mgrs):
            figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.altitude = Label("")
        self.antenna = QLineEdit(self._receiver.antenna)
        self.antenna.setMaxLength(10)
        self.antenna.setFixedWidth(GRID * 16)
        self.doubts = Label("", "problem", wraps=True)
        self.ways = Segments({ONE: say("One position"), AVERAGE: say("Average, standing still")})
        self.ways.choose(ONE)
        self.again = Button(say("Begin anew"))
        self.again.hide()
        self.second = QCheckBox("")
        self.second.hide()
        self.why = QLineEdit()
        self.why.setMaxLength(500)
        self.why_box = labelled(
            say("Why is an old position recorded? It is then suspect."), self.why
        )
        self.why_box.hide()
        self.circle = ErrorCircle(say, bench.theme)
        self.scatter = Scatter(say, bench.theme)
        self.tally = Label("", "quiet", wraps=True)
        self.choose = Button(
            say("What the receiver says"), bench.icons("satellite", "accent"), "quiet"
        )
        self._picture = QStackedWidget()
        self._lay_out()
        self._connect()
        self.refresh()

    @override
    def offer(self) -> Offer:
        return self.capture.offer()

    @override
    def begin(self) -> None:
        self.ways.setFocus()

    @override
    def keep(self) -> None:
        kept = self.capture.keep()
        if kept is None or self._around is None:
            return
        session = kept.session
        average = KeptAverage(
            kept.uid,
            session.position,
            kept.at,
            session.ended_s - session.began_s,
            self._receiver.ahead_s,
            kept.place,
        )
        self._bench.jobs.write(
            self._receiver,  # this dialog may be gone by then
            quick(partial(self._around.keep_average, average)),
            done=nothing,
            failed=self._bench.notices.report,
        )

    def refresh(self) -> None:
        """Show the receiver as it stands now."""
        say, receiver = self._say, self._receiver
        now = standing(receiver, say)
        position = receiver.position()
        self.state.setText(now.long)
        mean = self.offer().position if self.capture.average is not None else None
        place = mean or position  # what would be recorded stands there large
        self.degrees.setText(isolated(format_degrees(place, 7)) if place else "–")
        self.mgrs.setText(isolated(format_mgrs(place, spaced=True)) if place else "")
        for label in (self.state, self.degrees, self.mgrs):
            font = label.font()
            font.setStrikeOut(now.is_old)
            label.setFont(font)
        if receiver.last is not self._shown:  # the towns are many, and the figures the same
            self._shown = receiver.last
            self.where.setText(place_words(describe(position), say) if position is not None else "")
        self.altitude.setText(self._height(position))
        doubts = doubts_of(receiver, say)
        if not receiver.is_fresh:
            doubts.insert(0, condition_words(receiver, say))
        self.doubts.setText("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))
        self.why_box.setVisible(position is not None and not receiver.is_fresh)
        error_m = position.error_95_m() if position is not None else None
        self.circle.show_radius(None if error_m is None else float(error_m))
        self._show_second()
        self.changed.emit()

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(GRID)
        for widget in (self.state, self.degrees, self.mgrs, self.where):
            left.addWidget(widget)
        heights = QGridLayout()
        heights.setHorizontalSpacing(GRID * 3)
        heights.addWidget(Label(self._say("Height"), "label"), 0, 0)
        antenna = Label(self._say("Antenna above the ground, in metres"), "label")
        antenna.setBuddy(self.antenna)
        self.antenna.setAccessibleName(antenna.text())
        heights.addWidget(antenna, 0, 1)
        heights.addWidget(self.altitude, 1, 0)
        heights.addWidget(self.antenna, 1, 1)
        heights.setColumnStretch(2, 1)
        left.addSpacing(GRID)
        left.addLayout(heights)
        left.addWidget(self.doubts)
        left.addStretch(1)
        left.addWidget(self.why_box)
        left.addWidget(self.second)
        ways = QHBoxLayout()
        ways.addWidget(self.ways)
        ways.addWidget(self.again)
        ways.addStretch(1)
        ways.addWidget(self.choose)
        left.addLayout(ways)
        self._picture.addWidget(self.circle)
        self._picture.addWidget(self.scatter)
        right = QVBoxLayout()
        right.addWidget(self._picture, 1)
        right.addWidget(self.tally)
        self.tally.setMinimumHeight(GRID * 7)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID * 4)
        row.addLayout(left, 3)
        row.addLayout(right, 2)

    def _connect(self) -> None:
        self._receiver.changed.connect(self.refresh)
        self._receiver.heard.connect(self._on_heard)
        self.ways.chosen.connect(self._on_way)
        self.again.clicked.connect(self._on_again)
        self.second.toggled.connect(self._on_second)
        self.why.textChanged.connect(self._on_why)
        self.antenna.textChanged.connect(self._on_antenna)
        self.choose.clicked.connect(self.asked)
        self._tell()

    # --- what happens ---------------------------------------------------------------------------

    def _on_heard(self, heard: Heard) -> None:
        self.capture.hear(heard)
        average = self.capture.average
        if average is not None and len(average) % _KEEP_EVERY == 0:
            self.keep()  # a battery may run out
        self._tell()

    def _on_way(self, way: str) -> None:
        self.capture.average = None
        if way == AVERAGE:
            self.capture.begin_average()
            self._recall()
        self.capture.first = None
        self.second.setChecked(False)
        self._picture.setCurrentIndex(1 if way == AVERAGE else 0)
        self.again.setVisible(way == AVERAGE)
        self._tell()
        self.refresh()

    def _recall(self) -> None:
        if self._around is not None:
            self._bench.jobs.read(
                self,
                quick(self._around.kept_averages),
                done=self.capture.recall,
                failed=self._bench.notices.report,
            )

    def _on_again(self) -> None:
        self._on_way(AVERAGE)

    def _on_second(self) -> None:
        found = self.capture.kept_near()
        is_wanted = self.second.isChecked() and found is not None
        self.capture.first = found[0] if found is not None and is_wanted else None
        self.changed.emit()

    def _on_why(self) -> None:
        self.capture.why = self.why.text()
        self.changed.emit()

    def _on_antenna(self) -> None:
        self._receiver.antenna = self.antenna.text()
        self.changed.emit()

    def _tell(self) -> None:
        """Say how the average stands, and draw it."""
        say, average = self._say, self.capture.average
        if average is None:
            self.tally.setText(
                say("The true place lies in this circle 19 times in 20, as far as it can be told.")
            )
            return
        self.scatter.show_fixes(average.offsets(), average.scatter_m())
        parts = [
            say(
                "{count} fixes in {time}; 19 in 20 within {radius} of their mean.",
                count=isolated(len(average)),
                time=isolated(duration(average.seconds)),
                radius=isolated(metres(average.scatter_m())) if len(average) else "–",
            )
        ]
        if average.left_out:
            count = isolated(average.left_out)
            parts.append(say("{count} left out: suspect, or too far away.", count=count))
        parts.append(say("What all fixes share, such as the sky, only a second session shows."))
        self.tally.setText(" ".join(parts))

    def _show_second(self) -> None:
        """Offer to compare with a session taken before, near here."""
        found = self.capture.kept_near() if self.capture.average is not None else None
        self.second.setVisible(found is not None)
        if found is None:
            return
        kept, away_m = found
        since_s = self._receiver.seconds() - kept.session.ended_s
        words = self._say(
            "Second session: compare with {time}, {distance} from here",
            time=self._when(kept.at),
            distance=isolated(metres(away_m)),
        )
        if since_s < APART_S:
            rest = isolated(duration(APART_S - since_s))
            words = f"{words} · {self._say('tells something new in {time}', time=rest)}"
        if words != self._kept_words:
            self._kept_words = words
            self.second.setText(words)

    def _when(self, at: Moment) -> str:
        today = self._bench.clock.now().local.date()
        return clock_time(at) if at.local.date() == today else date_and_time(at)

    def _height(self, position: Position | None) -> str:
        say = self._say
        if position is None or position.height_m is None:
            return say("not told")
        height = isolated(f"{position.height_m} m")
        if position.height_kind is HeightKind.SEA_LEVEL:
            return say("{height} above the sea", height=height)
        return say("{height}, above what is not told", height=height)
