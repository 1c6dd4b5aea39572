"""The story of one item: who held it, where, under which seal, from the newest event down.

A superseded event stays, struck through. Events that stand against each other are an alarm, not a
row: nobody knows where the item is.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import embedded, isolated
from app.models.custody import TRANSFERS, CustodyEvent
from app.models.record import Record
from app.rules.holding import CustodyState, half_of, line_of
from app.ui.hatched import HatchedPanel
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.panels import Panel
from app.ui.shown import date_and_time
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_TITLES_OF = ("person", "container", "storage_place", "storage_facility", "site")
_RULE = GRID * 3  # how far the line stands from the reading side
_DOT = GRID * 0.75


class EventCard(QWidget):
    """One event on the line; one that was superseded is struck through.

    `correction_asked` carries the event, if somebody says that it was wrong.
    """

    correction_asked = Signal(object)

    def __init__(
        self,
        event: CustodyEvent,
        state: CustodyState,
        bench: Workbench,
        *,
        is_correctable: bool = False,
    ) -> None:
        super().__init__()
        self._bench = bench
        self._numbers = {other.uid: other.title for other in state.events}
        self.is_struck = is_struck = event.uid in state.superseded
        self.event_uid = event.uid
        self.labels = [
            Label(text, role, wraps=True) for text, role in self._texts(event, state.item)
        ]
        column = QVBoxLayout(self)
        side = _RULE * 2
        is_mirrored = bench.say.is_right_to_left
        column.setContentsMargins(
            GRID * 3 if is_mirrored else side, GRID, side if is_mirrored else GRID * 3, GRID
        )
        column.setSpacing(GRID // 4)
        for label in self.labels:
            if is_struck:
                font = QFont(label.font())
                font.setStrikeOut(True)
                label.setFont(font)
            column.addWidget(label)
        self.correct = Button(bench.say("Correct this event"), role="quiet", parent=self)
        self.correct.setAccessibleName(
            bench.say("Correct the event {number}", number=isolated(event.title))
        )
        self.correct.clicked.connect(partial(self.correction_asked.emit, event))
        self.correct.setVisible(is_correctable and not is_struck)
        if is_struck:
            column.addWidget(Label(bench.say("Superseded: it counts for nothing."), "warning"))
        self.setAccessibleName(" · ".join(label.text() for label in self.labels))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the command at the far side of the card, level with its first lines."""
        super().resizeEvent(event)
        size = self.correct.sizeHint()
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = GRID if is_mirrored else self.width() - size.width() - GRID
        self.correct.setGeometry(QRect(QPoint(x, GRID // 2), size))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._bench.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - _RULE if is_mirrored else _RULE
        painter.setPen(QPen(theme.colour("line"), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(theme.colour("quiet" if self.is_struck else "accent"), 2))
        painter.setBrush(theme.colour("paper" if self.is_struck else "accent"))
        painter.drawEllipse(QPointF(x, GRID * 2.5), _DOT, _DOT)
        painter.end()

    def _texts(self, event: CustodyEvent, item: str) -> list[tuple[str, str]]:
        say, shown, fields = self._bench.say, self._bench.shown, CustodyEvent.fields

        def word(name: str) -> str:
            return shown.value(fields[name], event.values.get(name))

        when = date_and_time(event.occurred_at) if event.occurred_at else say("time not recorded")
        texts = [(f"{when} · {word('number')}", "small"), (word("event_type"), "chosen")]
        hands = [
            say(template, name=word(name), person=word(name))
            for template, name in (
                ("released by {name}", "from_custodian"),
                (_taken(event), "to_custodian"),
                ("from {name}", "from_location"),
                ("to {name}", "to_location"),
            )
            if event.values.get(name)
        ]
        texts.append((" · ".join(hands), ""))
        if event.event_type != "SUP":  # nobody looked at a seal to correct what was written
            texts.append((self._seals(event, item), ""))
        if event.supersedes:
            number = self._numbers.get(event.supersedes, event.supersedes[:8])
            texts.append((say("supersedes {number}", number=isolated(number)), ""))
        if event.approved_by:
            texts.append((say("approved by {person}", person=word("approved_by")), ""))
        texts += [
            (word(name), "warning")
            for name in ("discrepancy_note", "remarks")
            if event.values.get(name)
        ]
        return [(text, role) for text, role in texts if text]

    def _seals(self, event: CustodyEvent, item: str) -> str:
        say, line = self._bench.say, line_of(event, item)
        if line is None:
            return ""
        parts = []
        if line.seal_before:
            parts.append(say("seal read: {seal}", seal=isolated(line.seal_before)))
        if line.seal_condition:
            field = type(line).columns["seal_condition"]
            condition = self._bench.shown.value(field, line.seal_condition)
            parts.append(say("seal as found: {condition}", condition=condition))
        if line.seal_after:
            parts.append(say("new seal: {seal}", seal=isolated(line.seal_after)))
        return " · ".join(parts)


def _taken(event: CustodyEvent) -> str:
    """What is said of the person an event goes to: a release alone proves no receipt."""
    if half_of(event) == "OUT":
        return "released to {person}"
    return "received by {name}" if event.event_type in TRANSFERS else "held by {person}"


class CustodyTimeline(Panel):
    """What holds now, an alarm where events are forked, and the events below."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._uid = ""
        self._state: CustodyState | None = None
        self.cards: list[EventCard] = []
        self.now = Label("", "heading", wraps=True)
        self.alarm = HatchedPanel(bench.theme)
        self.alarm_words = Label("", wraps=True)
        self.alarm.body.addWidget(Label(bench.say("Custody is disputed"), "heading"))
        self.alarm.body.addWidget(self.alarm_words)
        self.alarm.hide()
        self.trouble = Label("", "problem", wraps=True)
        self._body = QWidget()
        self._line = QVBoxLayout(self._body)
        self._line.setContentsMargins(0, 0, 0, GRID * 2)
        self._line.setSpacing(0)
        self._line.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._body)
        area.setAccessibleName(bench.say("Custody events"))
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, 0)
        column.setSpacing(GRID)
        for widget in (self.now, self.alarm, self.trouble):
            column.addWidget(widget)
        column.addWidget(area, 1)
        bench.titles.want(_TITLES_OF)
        bench.titles.loaded.connect(self._on_titles)
        bench.hub.changed.connect(self._on_changed)

    @override
    def show_record(self, record: Record | None) -> None:
        """Read the custody of an item."""
        self._uid = record.uid if record is not None else ""
        self._show(None)
        self._read()

    def _read(self) -> None:
        if self._uid:
            self._bench.jobs.read(
                self,
                quick(partial(self._bench.actions.custody_of, self._uid)),
                done=self._on_read,
                failed=self._bench.notices.report,
            )

    def _on_changed(self, kind: str) -> None:
        if kind == CustodyEvent.kind and self.isVisible():
            self._read()

    def _on_titles(self, kind: str) -> None:
        if kind in _TITLES_OF and self._state is not None:
            self._show(self._state)

    def _on_read(self, state: CustodyState) -> None:
        if state.item == self._uid:
            self._show(state)

    def _show(self, state: CustodyState | None) -> None:
        self._state = state
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        self.now.setText(self._sentence(state) if state is not None else "")
        problems = [
            self._bench.say(item.message, **item.values)
            for item in (state.problems if state is not None else ())
        ]
        is_disputed = state is not None and state.is_disputed
        words = "\n".join(dict.fromkeys(problems))
        self.alarm_words.setText(words)
        self.alarm.setVisible(is_disputed)
        self.trouble.setText("" if is_disputed else words)
        self.trouble.setVisible(bool(self.trouble.text()))
        if state is not None:
            self._lay_out(state)

    def _lay_out(self, state: CustodyState) -> None:
        for event in state.events:
            can_correct = self._bench.doors.correct is not None
            card = EventCard(event, state, self._bench, is_correctable=can_correct)
            card.correction_asked.connect(self._on_correction)
            self.cards.insert(0, card)
            self._line.insertWidget(0, card)

    def _on_correction(self, event: CustodyEvent) -> None:
        if self._bench.doors.correct is not None:
            self._bench.doors.correct(self, event)

    def _sentence(self, state: CustodyState) -> str:
        say, title = self._bench.say, self._bench.titles.title
        if state.is_disputed:
            return say("Nobody knows where this is until it is decided.")
        if state.is_lost:
            return say("Recorded as lost.")
        if not state.last:
            return say("No custody event yet. Collect it to begin the chain.")
        parts = []
        if state.is_released:
            to = embedded(title(state.released_to)) if state.released_to else say("nobody named")
            parts.append(say("released to {person}, not received yet", person=to))
        elif state.holder:
            parts.append(say("held by {person}", person=embedded(title(state.holder))))
        else:
            parts.append(say("nobody holds it"))
        if state.place:
            parts.append(say("at {place}", place=embedded(title(state.place))))
        if state.container:
            parts.append(say("in {container}", container=isolated(title(state.container))))
        if state.seal:
            word = say("seal {number}") if state.is_seal_whole else say("seal {number}, not whole")
            parts.append(word.format(number=isolated(state.seal)))
        else:
            parts.append(say("not sealed"))
        return " · ".join(parts)
