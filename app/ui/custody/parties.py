"""The upper half of a transfer form: what happens, between whom, from where to where."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.codes import CodeList
from app.models.custody import PLACE_KINDS, CustodyEvent
from app.ui.custody.manifest import Parties
from app.ui.labelled import labelled
from app.ui.pickers import Option, Picker
from app.ui.theme import GRID
from app.ui.workbench import Workbench

EVENTS, HALVES, PURPOSES = (
    CodeList("custody_event"),
    CodeList("custody_half"),
    CodeList("custody_purpose"),
)
_CORRECTING = "SUP"  # has a form of its own: it names the event that was wrong
_HALF_OF = {"OUT": "OUT", "IN": "IN"}


class PartiesForm(QWidget):
    """Pickers for the event, its purpose, its people and its places."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._say = say = bench.say
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID * 2)
        self._grid.setVerticalSpacing(GRID)
        self._places = iter((row, column) for row in range(4) for column in range(2))
        self.event_type = self._codes(say("What happens"), EVENTS)
        self.half = self._codes(say("Recorded here"), HALVES)
        self.half.set_chosen("BOTH")
        self.from_person = self._picker(say("Released by"), [])
        self.to_person = self._picker(say("Received by"), [])
        self.from_place = self._picker(say("From"), [])
        self.to_place = self._picker(say("To"), [])
        self.purpose = self._codes(say("Purpose of the event"), PURPOSES)
        for column in range(2):
            self._grid.setColumnStretch(column, 1)
        self.event_type.currentTextChanged.connect(self._on_event)
        bench.titles.want(["person", *PLACE_KINDS])
        bench.titles.loaded.connect(self._on_titles)
        self._on_titles("person")
        self._on_titles(PLACE_KINDS[0])

    def parties(self) -> Parties:
        """What is chosen so far."""
        return Parties(
            self.event_type.chosen(),
            self.half.chosen() or "BOTH",
            self.from_person.chosen(),
            self.to_person.chosen(),
        )

    def _codes(self, label: str, codes: CodeList) -> Picker:
        options = [
            Option(item.code, self._say(item.label))
            for item in codes.codes
            if not item.retired and item.code != _CORRECTING
        ]
        return self._picker(label, options)

    def _picker(self, label: str, options: Sequence[Option]) -> Picker:
        picker = Picker()
        picker.set_options(options)
        picker.set_placeholder(self._say("Choose"))
        picker.currentTextChanged.connect(self._on_changed)
        self._grid.addWidget(labelled(label, picker), *next(self._places))
        return picker

    def _on_titles(self, kind: str) -> None:
        titles = self._bench.titles
        if kind == "person":
            for picker in (self.from_person, self.to_person):
                picker.set_options(titles.options(["person"]))
        if kind in PLACE_KINDS:
            for picker in (self.from_place, self.to_place):
                picker.set_options(titles.options(PLACE_KINDS))

    def show_receipt(self, release: CustodyEvent) -> None:
        """Expect the receipt that answers a release, between the people and places it named."""
        if self.event_type.chosen():
            return
        self.event_type.set_chosen("IN")
        self.half.set_chosen(_HALF_OF["IN"])
        for picker, told in (
            (self.to_person, release.to_custodian),
            (self.from_place, release.from_location),
            (self.to_place, release.to_location),
            (self.purpose, release.purpose),
        ):
            if told and not picker.chosen():
                picker.set_chosen(told)

    def _on_event(self) -> None:
        """A release is one half by its name, and so is a receipt."""
        self.half.set_chosen(_HALF_OF.get(self.event_type.chosen(), "BOTH"))
        self._on_changed()

    def _on_changed(self) -> None:
        self.changed.emit()
