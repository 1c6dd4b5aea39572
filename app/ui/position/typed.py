"""The typed side of the position dialog: one box that understands every notation.

What was understood stands beside it in all notations and in words, so that a wrong digit shows.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.geo.position import Method, Position
from app.ui.jobs import quick
from app.ui.labelled import labelled
from app.ui.labels import Label
from app.ui.position.accuracy import AccuracyFields
from app.ui.position.circle import ErrorCircle, metres
from app.ui.position.understanding import Understood, place_words, understand
from app.ui.position.way import Offer, WayIn
from app.ui.theme import GRID, TITLE_PT
from app.ui.workbench import Workbench

_PAUSE_MS = 150
_ROWS = 5


class TypedSide(WayIn):
    """Reads what is typed."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._understood: Understood | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID * 2)
        column.addWidget(self._text_box())
        middle = QHBoxLayout()
        middle.setSpacing(GRID * 4)
        middle.addWidget(self._reading(), 3)
        middle.addWidget(self._circle(), 2)
        column.addLayout(middle, 1)
        self._show(None)

    @override
    def begin(self) -> None:
        self.text.setFocus()

    @override
    def offer(self) -> Offer:
        typed = self._understood.typed if self._understood is not None else None
        if typed is None:
            return Offer(None, self._say("Type the position first."))
        statement = self.accuracy.statement()
        if statement is None:
            return Offer(None, self.accuracy.missing(), typed.position(Method.VERBAL))
        return Offer(statement.applied_to(typed))

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

    # --- the look -------------------------------------------------------------------------------

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

    # --- what happens ---------------------------------------------------------------------------

    def _on_typed(self) -> None:
        self._understood = None
        self._on_changed()
        self._pause.start()

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
        place = understood.place if understood is not None else None
        self.where.setText(place_words(place, self._say) if place is not None else "")
        doubts = understood.doubts if understood is not None else ()
        self._tell(self.doubt, "\n".join(" ".join(self._say.error(doubt)) for doubt in doubts))
        refusal = understood.refusal if understood is not None else None
        self._tell(self.refusal, " ".join(self._say.error(refusal)) if refusal else "")
        self._on_changed()

    def _on_changed(self) -> None:
        position = self.offer().position
        error_m = position.error_95_m() if position is not None else None
        self.circle.show_radius(None if error_m is None else float(error_m))
        self.certainty.setText(self._certainty(position))
        self.changed.emit()

    def _certainty(self, position: Position | None) -> str:
        if position is None:
            return ""
        error_m = position.error_95_m()
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
