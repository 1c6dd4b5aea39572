"""The position dialog: from the receiver, or typed in a box that understands every notation."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.wording import embedded, isolated
from app.geo.position import Position
from app.ui.jobs import quick
from app.ui.labelled import labelled
from app.ui.labels import Button, Label, hairline
from app.ui.position.accuracy import AccuracyFields
from app.ui.position.capture import record_words
from app.ui.position.circle import ErrorCircle, metres
from app.ui.position.live import LiveSide
from app.ui.position.safety import SafetyQuestion
from app.ui.position.understanding import Understood, understand
from app.ui.receiver.receiver import Link
from app.ui.segments import Segments
from app.ui.theme import GRID, TITLE_PT
from app.ui.workbench import Workbench

_PAUSE_MS = 150
_ROWS = 5
_TYPED, _LIVE = "typed", "live"


class PositionDialog(QDialog):
    """Asks for one position. `position` is what was recorded, once it is accepted.

    With `is_hazard`, the question whether it is safe comes first, in `safety`.
    """

    def __init__(
        self,
        bench: Workbench,
        title: str,
        before: Position | None = None,
        *,
        is_hazard: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._say = bench.say
        self.position: Position | None = None
        self._understood: Understood | None = None
        self.setWindowTitle(title)
        self.resize(GRID * 130, GRID * 78)
        self.safety = SafetyQuestion(bench.say, bench.theme)
        self.safety.affirmed.connect(self._on_affirmed)
        self.safety.left.connect(self.reject)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.safety)
        self._stack.addWidget(self._sheet(title, before))
        self._stack.setCurrentIndex(0 if is_hazard else 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        column.addWidget(self._stack)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self._show(None)
        self._on_side()
        if is_hazard:
            self.safety.no.setFocus()

    # --- the look -------------------------------------------------------------------------------

    def _sheet(self, title: str, before: Position | None) -> QWidget:
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID * 2)
        column.addWidget(Label(title, "title"))
        if before is not None:
            now = self._say("Now: {position}", position=self._bench.shown.position(before))
            column.addWidget(Label(now, "quiet", wraps=True))
        column.addWidget(self._choice_of_sides())
        self.live = LiveSide(self._bench)
        self.live.changed.connect(self._on_live)
        self.live.asked.connect(self._on_receiver)
        self._sides = QStackedWidget()
        self._sides.addWidget(self._typed_side())
        self._sides.addWidget(self.live)
        column.addWidget(self._sides, 1)
        column.addWidget(hairline())
        column.addLayout(self._foot())
        return sheet

    def _choice_of_sides(self) -> Segments:
        say = self._say
        self.sides = Segments({_LIVE: say("From the receiver"), _TYPED: say("Typed")})
        is_there = self._bench.receiver.link is not Link.NONE
        self.sides.choose(_LIVE if is_there else _TYPED)
        self.sides.chosen.connect(self._on_side)
        return self.sides

    def _typed_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID * 2)
        column.addWidget(self._text_box())
        middle = QHBoxLayout()
        middle.setSpacing(GRID * 4)
        middle.addWidget(self._reading(), 3)
        middle.addWidget(self._circle(), 2)
        column.addLayout(middle, 1)
        return side

    def _text_box(self) -> QWidget:
        self.text = QLineEdit()
        font = self.text.font()
        font.setPointSizeF(TITLE_PT)
        self.text.setFont(font)
        self.text.setMinimumHeight(GRID * 7)
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.setPlaceholderText("30.5083 N 47.7804 E   ·   38R QU 66837 78403")
        self.text.textChanged.connect(self._on_typed)
        words = self._say("Latitude and longitude, UTM or MGRS, as you read it")
        return labelled(words, self.text)

    def _reading(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self.where = Label("", "heading", wraps=True)
        self.refusal = Label("", "problem", wraps=True)
        self.doubt = Label("", "warning", wraps=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 3)
        grid.setVerticalSpacing(GRID)
        self.names = [Label("", "label") for _ in range(_ROWS)]
        self.figures = [Label("") for _ in range(_ROWS)]
        for row, (name, figures) in enumerate(zip(self.names, self.figures, strict=True)):
            figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, row, 0)
            grid.addWidget(figures, row, 1)
        grid.setColumnStretch(1, 1)
        self.accuracy = AccuracyFields(self._say, self._bench.shown)
        self.accuracy.changed.connect(self._on_changed)
        for widget in (self.where, self.refusal, self.doubt):
            column.addWidget(widget)
        column.addLayout(grid)
        column.addStretch(1)
        column.addWidget(self.accuracy)
        return box

    def _circle(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        self.circle = ErrorCircle(self._say, self._bench.theme)
        self.certainty = Label("", "quiet", wraps=True)
        self.certainty.setMinimumHeight(GRID * 7)
        column.addWidget(self.circle, 1)
        column.addWidget(self.certainty)
        return box

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

    def _on_affirmed(self) -> None:
        self._stack.setCurrentIndex(1)
        self._on_side()

    @property
    def is_live(self) -> bool:
        """Whether the receiver's side is shown, and is what would be recorded."""
        return self.sides.key() == _LIVE

    def _on_side(self) -> None:
        self._sides.setCurrentIndex(1 if self.is_live else 0)
        if self.is_live:
            self._on_live()
            self.live.ways.setFocus()
        else:
            self._on_changed()
            self.text.setFocus()

    def _on_receiver(self) -> None:
        if self._bench.doors.receiver is not None:
            self._bench.doors.receiver(self)

    def _on_live(self) -> None:
        if self.is_live:
            offer = self.live.offer()
            self._offer(offer.position, offer.missing)

    def _on_record(self) -> None:
        """Record what can be recorded at this very moment: a cable may have been pulled."""
        if self.is_live:
            self._on_live()
            if self.position is not None:
                self.live.capture.keep()
        if self.position is not None:
            self.accept()

    def _offer(self, position: Position | None, missing: str) -> None:
        self.position = position
        self.record.setEnabled(position is not None)
        self.record.set_word(record_words(position, self._say))
        self.missing.setText(missing)

    def _on_typed(self) -> None:
        self._understood = None
        self._on_changed()
        self._pause.start()

    def read(self) -> None:
        """Understand what stands in the box now."""
        text = self.text.text()
        if not text.strip():
            self._show(None)
            return
        self._bench.jobs.read(
            self,
            quick(partial(understand, text)),
            done=self._on_understood,
            failed=self._bench.notices.report,
        )

    def _on_understood(self, understood: Understood) -> None:
        if understood.text == self.text.text():
            self._show(understood)

    def _show(self, understood: Understood | None) -> None:
        self._understood = understood
        notations = understood.notations if understood is not None else ()
        for row in range(_ROWS):
            name, figures = notations[row] if notations else ("", "")
            self.names[row].setText(self._say(name))
            self.figures[row].setText(isolated(figures) if figures else "")
        self.where.setText(self._where(understood))
        doubts = understood.doubts if understood is not None else ()
        self._tell(self.doubt, "\n".join(" ".join(self._say.error(doubt)) for doubt in doubts))
        refusal = understood.refusal if understood is not None else None
        self._tell(self.refusal, " ".join(self._say.error(refusal)) if refusal else "")
        self._on_changed()

    def _where(self, understood: Understood | None) -> str:
        if understood is None or understood.place is None:
            return ""
        place = understood.place
        is_arabic_script = self._say.is_right_to_left and place.name_arabic
        return self._say(
            "{distance} {direction} of {town}",
            distance=isolated(metres(place.distance_m)),
            direction=self._say(place.direction),
            town=embedded(place.name_arabic if is_arabic_script else place.name_latin),
        )

    def _on_changed(self) -> None:
        """Work out the position as it would be recorded, and what it still lacks."""
        if self.is_live:
            return
        typed = self._understood.typed if self._understood is not None else None
        statement = self.accuracy.statement()
        self._offer(
            statement.applied_to(typed) if typed and statement else None,
            self.accuracy.missing() if typed else self._say("Type the position first."),
        )
        error_m = self.position.error_95_m() if self.position is not None else None
        self.circle.show_radius(None if error_m is None else float(error_m))
        self.certainty.setText(self._certainty())

    def _certainty(self) -> str:
        if self.position is None:
            return ""
        error_m = self.position.error_95_m()
        if error_m is None:
            return self._say("Without an accuracy the place may be anywhere; rules take it so.")
        return self._say(
            "The true place lies in this circle 19 times in 20: {radius} around the cross. The "
            "figures as typed count in it, too.",
            radius=isolated(metres(float(error_m))),
        )

    @staticmethod
    def _tell(label: Label, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))
