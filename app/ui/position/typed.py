"""The typed side of the position dialog: one box that understands every notation.

The reference system is chosen beside it or named in it; what was read off a map has to say which.
What was understood stands beside it in all notations and in words, so that a wrong digit shows.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.geo.conversion import MAX_ACCEPTED_M, UnsureConversionError
from app.geo.coordinates import names_wgs84
from app.geo.notation import TypedPosition
from app.geo.position import UNKNOWN_SYSTEM, WGS84, Method, Position
from app.geo.system_names import system_of
from app.geo.systems import systems
from app.ui.jobs import quick
from app.ui.labelled import labelled
from app.ui.labels import Label
from app.ui.pickers import Option, Picker
from app.ui.position.accuracy import AccuracyFields
from app.ui.position.circle import ErrorCircle, metres
from app.ui.position.figures import typed_length
from app.ui.position.understanding import Understood, place_words, understand
from app.ui.position.way import Offer, WayIn
from app.ui.theme import GRID, TITLE_PT
from app.ui.workbench import Workbench

_PAUSE_MS = 150
_ROWS = 5
_NAMED: Final = "NAMED"  # by the text itself, else WGS 84


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
        column.addLayout(self._text_row())
        middle = QHBoxLayout()
        middle.setSpacing(GRID * 4)
        middle.addWidget(self._reading(), 3)
        middle.addWidget(self._circle(), 2)
        column.addLayout(middle, 1)
        self.accuracy = AccuracyFields(self._say, self._bench.shown)
        self.accuracy.changed.connect(self._on_changed)
        column.addWidget(self.accuracy)
        self._show(None)

    @override
    def begin(self) -> None:
        self.text.setFocus()

    @override
    def offer(self) -> Offer:
        typed = self._understood.typed if self._understood is not None else None
        if typed is None:
            return Offer(None, self._missing_text())
        statement = self.accuracy.statement()
        missing = self.accuracy.missing() if statement is None else self._missing_system(typed)
        if statement is None or missing:
            return Offer(None, missing, typed.position(Method.VERBAL))
        return Offer(statement.applied_to(typed))

    def read(self) -> None:
        """Understand what stands in the box now."""
        text = self.text.text()
        if not text.strip():
            self._show(None)
            return
        self._bench.jobs.read(
            self,
            quick(partial(understand, text, self._system(), self._accepted_m())),
            done=partial(self._on_understood, self._asked()),
            failed=self._bench.notices.report,
        )

    # --- the look -------------------------------------------------------------------------------

    def _text_row(self) -> QHBoxLayout:
        say = self._say
        self.system = Picker()
        self.system.set_options(
            [
                Option(_NAMED, say("As the text says, else WGS 84")),
                Option(WGS84, "WGS 84"),
                *(Option(one.id, isolated(one.name), one.id) for one in systems().values()),
                Option(UNKNOWN_SYSTEM, say("Not known (± 500 m at least)")),
            ]
        )
        self.system.set_chosen(_NAMED)
        self.accepted = QLineEdit()
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addWidget(self._text_box(), 4)
        row.addWidget(labelled(say("Reference system"), self.system), 4)
        self.accepting = labelled(say("It may be off by, in metres"), self.accepted)
        row.addWidget(self.accepting, 1)
        for box in (self.system, self.accepted):
            box.setMinimumHeight(GRID * 7)
        self.system.picked.connect(self._on_typed)
        self.system.currentTextChanged.connect(self._on_typed)
        self.accepted.textChanged.connect(self._on_typed)
        return row

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
        for widget in (self.where, self.refusal, self.doubt):
            column.addWidget(widget)
        column.addLayout(grid)
        column.addStretch(1)
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

    # --- the reference system -------------------------------------------------------------------

    def _system(self) -> str | None:
        chosen = self.system.chosen()
        return None if chosen == _NAMED else chosen or None

    def _accepted_m(self) -> Decimal | None:
        """What somebody accepts as the error of a conversion, where that is asked."""
        if self.accepting.isHidden():
            return None
        return typed_length(self.accepted.text(), MAX_ACCEPTED_M) or None  # 0 accepts nothing

    def _ask_to_accept(self, is_asked: bool) -> None:  # noqa: FBT001 - its only argument
        self.accepting.setVisible(is_asked)
        if not is_asked:
            with QSignalBlocker(self.accepted):
                self.accepted.clear()  # what was accepted there is not accepted elsewhere

    def _asked(self) -> tuple[object, ...]:
        return self.text.text(), self.system.chosen(), self._accepted_m()

    def _missing_text(self) -> str:
        if self._understood is not None and not self.accepting.isHidden():
            return self._say("Nobody published how far off that is. By how many metres may it be?")
        return self._say("Type the position first.")

    def _missing_system(self, typed: TypedPosition) -> str:
        """A map has some system, and only who holds it can say which."""
        chosen = self.system.chosen()
        is_map = self.accuracy.method.chosen() == Method.MAP
        if chosen == _NAMED and not (is_map and _is_unnamed(typed)):
            return ""
        if chosen not in {"", _NAMED}:
            return ""
        return self._say("Choose the reference system. On a map it stands in the margin.")

    # --- what happens ---------------------------------------------------------------------------

    def _on_typed(self) -> None:
        self._understood = None
        self._on_changed()
        self._pause.start()

    def _on_understood(self, asked: tuple[object, ...], understood: Understood) -> None:
        if asked == self._asked():
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
        is_unsure = isinstance(refusal, UnsureConversionError)
        typed = understood.typed if understood is not None else None
        self._ask_to_accept(is_unsure or (typed is not None and typed.is_accepted))
        words = self._say.error(refusal) if refusal else ()
        self._tell(self.refusal, " ".join(words[:1] if is_unsure else words))
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


def _is_unnamed(typed: TypedPosition) -> bool:
    """Whether WGS 84 was taken because nothing else was said."""
    is_legacy = typed.source_system == UNKNOWN_SYSTEM or system_of(typed.source_system) is not None
    return not (is_legacy or names_wgs84(typed.source_text))
