"""How a position was come by and how far it may be off: always chosen, never assumed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.core.wording import Wording
from app.geo.notation import TypedPosition
from app.geo.position import AccuracyKind, Method, Position
from app.ui.labelled import labelled
from app.ui.pickers import Option, Picker
from app.ui.position.figures import typed_length
from app.ui.shown import Shown
from app.ui.theme import GRID

NOT_KNOWN = "NONE"
_MOST = Decimal(100_000)
_TYPED = (
    Method.HANDHELD,
    Method.HANDHELD_AVERAGED,
    Method.PHONE,
    Method.DGNSS,
    Method.RTK,
    Method.PPK,
    Method.MAP,
    Method.VERBAL,
    Method.CONVERTED,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A method and an accuracy that were both stated; `kind` None means that none is known."""

    method: Method
    figure: Decimal | None
    kind: AccuracyKind | None

    def applied_to(self, typed: TypedPosition) -> Position:
        """The position to record; a dilution of precision is no length and is kept as such."""
        if self.kind is AccuracyKind.HDOP:
            position = typed.position(self.method, accuracy_kind=self.kind)
            return replace(position, hdop=self.figure)
        return typed.position(self.method, accuracy_m=self.figure, accuracy_kind=self.kind)


class AccuracyFields(QWidget):
    """Three fields that must be answered; `changed` says that one of them was touched."""

    changed = Signal()

    def __init__(self, say: Wording, shown: Shown) -> None:
        super().__init__()
        self._say = say
        self.method = Picker()
        self.method.set_options([Option(method.value, shown.method(method)) for method in _TYPED])
        self.kind = Picker()
        self.kind.set_options(
            [
                Option(AccuracyKind.P95.value, say("holds 19 times in 20 (95 %)")),
                Option(AccuracyKind.P68.value, say("holds 2 times in 3 (68 %)")),
                Option(AccuracyKind.CEP.value, say("holds every second time (50 %, CEP)")),
                Option(AccuracyKind.HDOP.value, say("is no length but HDOP")),
                Option(AccuracyKind.UNKNOWN.value, say("the source does not say what it means")),
                Option(NOT_KNOWN, say("there is none: nobody knows how far it may be off")),
            ]
        )
        self.figure = QLineEdit()
        for picker in (self.method, self.kind):
            picker.set_placeholder(say("Choose"))
            picker.picked.connect(self._on_changed)
            picker.currentTextChanged.connect(self._on_changed)
        self.figure.textChanged.connect(self._on_changed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID * 2)
        grid.addWidget(labelled(say("How it was come by"), self.method), 0, 0)
        grid.addWidget(labelled(say("Accuracy, in metres"), self.figure), 0, 1)
        grid.addWidget(labelled(say("This figure"), self.kind), 0, 2)
        for column, stretch in enumerate((5, 2, 5)):
            grid.setColumnStretch(column, stretch)

    def statement(self) -> Statement | None:
        """What was stated, once everything is."""
        if self.missing():
            return None
        kind = self.kind.chosen()
        if kind == NOT_KNOWN:
            return Statement(Method(self.method.chosen()), None, None)
        return Statement(Method(self.method.chosen()), self._figure(), AccuracyKind(kind))

    def missing(self) -> str:
        """What still has to be answered, in words; empty once nothing has."""
        if not self.method.chosen():
            return self._say("Choose how the position was come by.")
        if not self.kind.chosen():
            return self._say("Choose what the accuracy means, or that there is none.")
        if self.kind.chosen() != NOT_KNOWN and self._figure() is None:
            return self._say("Write how far it may be off, such as 5.")
        return ""

    def _figure(self) -> Decimal | None:
        return typed_length(self.figure.text(), _MOST) or None  # 0 is no accuracy

    def _on_changed(self) -> None:
        self.figure.setEnabled(self.kind.chosen() != NOT_KNOWN)
        self.changed.emit()
