"""Walking up to a hazard with a receiver: words across the window, and a sound.

Each fix is held against all open hazards, its error counted. The band goes only when a new fix says
that the ground lies behind; while nothing is heard it stays, and says how old it is. Where the
position cannot be believed it says that no warning can come. On a machine that makes no sound, that
is said as soon as there is something to warn of.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.changes import Changes
from app.core.errors import Cancelled
from app.core.jobs import Ticket
from app.core.wording import embedded, isolated
from app.geo.distance import compass
from app.geo.live import Heard
from app.rules.ground import spot_of
from app.ui.bands import hatch
from app.ui.jobs import quick
from app.ui.labels import Label
from app.ui.position.circle import metres
from app.ui.receiver import sound
from app.ui.receiver.receiver import Link
from app.ui.receiver.words import duration
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.rules.approach import Alarm, Approach

KINDS: Final = frozenset(
    {"hazard", "clearance_certificate", "hazard_override", "operation", "clearance_task"}
)
_HOUR_MS: Final = 3_600_000  # certificates begin and end with time alone


class AlarmBand(QWidget):
    """Hidden until a hazard is near. `found` is what it warns of, the gravest first."""

    def __init__(self, bench: Workbench, *, is_heard: bool = True) -> None:
        super().__init__()
        self._is_heard = is_heard
        self._bench = bench
        self._say = bench.say
        self._receiver = bench.receiver
        self._alarm: Alarm | None = None
        self.found: tuple[Approach, ...] = ()
        self.is_blind = False
        self.is_mute = False
        self._is_armed = False
        self._bell: Ticket | None = None
        self._rings: sound.Warble | None = None
        self.words = Label("", "alarm", wraps=True)
        self.advice = Label("", "alarm-advice", wraps=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._plate = QWidget()
        self._plate.setProperty("role", "alarm")
        self._plate.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._plate)
        column.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID * 5, GRID, GRID * 5, GRID)
        row.addWidget(self._plate)
        self._hourly = QTimer(self)
        self._hourly.setInterval(_HOUR_MS)
        self._hourly.timeout.connect(self.reload)
        self._hourly.start()
        self._receiver.heard.connect(self._on_heard)
        self._receiver.changed.connect(self.refresh)
        bench.hub.announced.connect(self._on_changes)
        self.hide()
        self.reload()

    def reload(self) -> None:
        """Learn of the hazards anew."""
        self._bench.jobs.read(
            self,
            quick(self._bench.actions.hazard_alarm),
            done=self._on_alarm,
            failed=self._bench.notices.report,
        )

    def refresh(self) -> None:
        """Say how near the gravest is, and how old that is by now."""
        if self._receiver.link is Link.NONE:
            self.found, self.is_blind = (), False
        is_shown = bool(self.found) or self.is_blind
        if is_shown:
            self.words.setText(self._sentence())
            self.advice.setText(self._counsel())
            self._paint_plate("alarm" if self.found else "blind")
            self.setAccessibleName(f"{self.words.text()} {self.advice.text()}")
        if self.isHidden() == is_shown:
            self.setVisible(is_shown)
        self._arm()
        self._ring()

    def _on_alarm(self, alarm: Alarm) -> None:
        self._alarm = alarm
        if self._receiver.last is not None:
            self._on_heard(self._receiver.last)

    def _on_changes(self, changes: Changes) -> None:
        if changes.kinds & KINDS:
            self.reload()

    def _on_heard(self, _heard: Heard) -> None:
        spot = spot_of(self._receiver.position())
        if self._alarm is not None:
            self.is_blind = spot is None and len(self._alarm) > 0
            if spot is not None:
                self.found = self._alarm.look(spot)
            self.refresh()

    def _sentence(self) -> str:
        say = self._say
        if not self.found:
            return say("No warning of hazards: the receiver's position cannot be believed.")
        gravest = self.found[0]
        values = {
            "hazard": embedded(gravest.title),
            "distance": isolated(metres(gravest.distance_m)),
            "direction": say(compass(gravest.bearing_deg)),
        }
        if gravest.is_inside:
            return say("STOP · You may be standing on the ground of hazard {hazard}.", **values)
        return say("HAZARD AHEAD · {hazard} · {distance} {direction}", **values)

    def _counsel(self) -> str:
        say, parts = self._say, list[str]()
        if not self.found:
            parts.append(say("Go by the marks on the ground and by what EOD says."))
        elif self.found[0].is_inside:
            parts.append(say("Leave the way you came, and tell EOD."))
        else:
            parts.append(say("Its ground begins within 25 m. Go no further in this direction."))
        if len(self.found) > 1:
            parts.append(say("{count} more near here.", count=isolated(len(self.found) - 1)))
        age_s = self._receiver.age_s
        if self.found and self.is_blind:
            parts.append(say("The receiver's position cannot be believed any more."))
        elif self.found and age_s is not None and not self._receiver.is_fresh:
            parts.append(
                say("This was {time} ago; nothing newer is known.", time=isolated(duration(age_s)))
            )
        if self.found and self.is_mute:
            parts.append(say("This machine makes no sound: watch this band."))
        return " ".join(parts)

    def _paint_plate(self, role: str) -> None:
        if self._plate.property("role") == role:
            return
        is_grave = role == "alarm"
        self._plate.setProperty("role", role)
        self.words.setProperty("role", "alarm" if is_grave else "blind-words")
        self.advice.setProperty("role", "alarm-advice" if is_grave else "blind-words")
        for widget in (self._plate, self.words, self.advice):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.update()

    def _arm(self) -> None:
        """As soon as there is something to warn of, see whether this machine makes a sound."""
        is_armed = self._is_heard and bool(self._alarm) and self._receiver.link is not Link.NONE
        if is_armed and not self._is_armed:
            self._bench.jobs.read(
                self, quick(sound.require_device), done=self._on_device, failed=self._on_silent
            )
        self._is_armed = is_armed

    def _on_device(self, _found: None) -> None:
        self.is_mute = False

    def _on_silent(self, error: Exception) -> None:
        """Whatever keeps it from sounding, the band says so, unless it was stopped on purpose."""
        if not isinstance(error, Cancelled):
            self.is_mute = True
            self._bench.notices.report(error)
            self.refresh()

    def _ring(self) -> None:
        rings = None
        if self.found and self._is_heard:
            rings = sound.INSIDE if self.found[0].is_inside else sound.AHEAD
        if rings == self._rings:
            return
        self._rings = rings
        if self._bell is not None:
            self._bell.cancel()
        self._bell = None
        if rings is not None:
            self._bell = self._bench.jobs.follow(
                self,
                partial(sound.ringing, rings),
                told=self._on_rung,
                failed=self._on_silent,
            )

    def _on_rung(self, is_played: bool) -> None:  # noqa: FBT001 - told by a job
        self.is_mute = not is_played
        if self.is_mute:
            QApplication.beep()  # some desktops have a bell of their own
        self.refresh()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._bench.theme
        if self.found:
            hatch(painter, self.rect(), theme.colour("hazard"), theme.colour("on_hazard"))
        else:
            painter.fillRect(self.rect(), theme.colour("amber_soft"))
        painter.end()
