"""Choosing codes, yes or no, and other records."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.wording import Wording
from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    ReferenceField,
    ReferencesField,
    ValueRefusedError,
    YesNoField,
)
from app.ui.fields.base import FieldEditor
from app.ui.labels import Button, ElidedLabel
from app.ui.pickers import Option, Picker
from app.ui.segments import Segments
from app.ui.theme import GRID, ROW, TARGET

P_co = TypeVar("P_co", bound=Field[Any], covariant=True)


class _PickingEditor(FieldEditor[P_co]):
    """What editors with one picker share: where the options come from, and when they change."""

    picker: Picker

    def give_choice(self) -> None:
        """Say what the picker offers; records are offered as soon as their titles are read."""
        # Sources know nothing of this editor: no widget may wait for the search for cycles.
        if isinstance(self.field, ChoiceField | ChoicesField):
            self.picker.set_source(partial(_codes_of, self.field.codes, self.say))
            return
        self.picker.set_source(partial(self.tools.titles.options, self._kinds()))
        self.tools.titles.want(self._kinds())
        self.tools.titles.loaded.connect(self._on_titles)

    def label_of(self, key: str) -> str:
        """What a code or uid is called, offered or not."""
        if isinstance(self.field, ChoiceField | ChoicesField):
            return self.say(self.field.codes.label(key))
        return self.tools.titles.title(key)

    def refuse_unclear(self) -> None:
        """Object to text that is no option.

        Raises:
            ValueRefusedError: the picker holds such text.
        """
        if self.picker.is_unclear():
            raise ValueRefusedError(
                "“{value}” is not in the list of “{label}”.",
                hint="Type a part of the name and choose from the list.",
                value=self.picker.currentText()[:60],
                label=self.label,
            )

    def _kinds(self) -> tuple[str, ...]:
        field = self.field
        return field.kinds if isinstance(field, ReferenceField | ReferencesField) else ()

    def _on_titles(self, kind: str) -> None:
        if kind in self._kinds():
            self.picker.ask_again()
            self.on_options()

    def on_options(self) -> None:
        """Called when the titles of records have been read anew."""


def _codes_of(codes: CodeList, say: Wording) -> list[Option]:
    """The codes that new records may use."""
    return [
        Option(code.code, say(code.label), say(code.help) if code.help else "")
        for code in codes.codes
        if not code.retired
    ]


class ChoiceEditor(_PickingEditor[ChoiceField | ReferenceField]):
    """One code of a list, or one record: picked from the list or found by typing."""

    @override
    def build(self) -> QWidget:
        self.picker = Picker(self)
        self.give_choice()
        self.picker.picked.connect(self.commit)
        return self.picker

    @override
    def show_value(self, value: object) -> None:
        key = str(value or "")
        self.picker.set_chosen(key, self.label_of(key) if key else "")

    @override
    def typed(self) -> str:
        return self.picker.chosen() or self.picker.currentText().strip()

    @override
    def read(self) -> object:
        self.picker.complete()
        self.refuse_unclear()
        return self.picker.chosen() or None

    @override
    def show_typed(self, text: str) -> None:
        if self.picker.offers(text):
            self.picker.set_chosen(text, self.label_of(text))
        else:
            self.picker.setEditText(text)

    @override
    def on_options(self) -> None:
        if not self.is_pending():
            self.show_value(self.value())
            self._clean = self.typed()


class ManyEditor(_PickingEditor[ChoicesField | ReferencesField]):
    """Several codes or records: a picker, and below it what was chosen, each with its remover."""

    is_wide = True

    @override
    def build(self) -> QWidget:
        self._keys: list[str] = []
        self._labels: list[str] = []
        self._strips: list[QWidget] = []
        self._is_read_only = False
        box = QWidget(self)
        self._box = QVBoxLayout(box)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.picker = Picker(box)
        self.picker.set_placeholder(self.say("add …"))
        self.give_choice()
        self.picker.picked.connect(self._on_picked)
        self._box.addWidget(self.picker)
        box.setFocusProxy(self.picker)
        return box

    @override
    def show_value(self, value: object) -> None:
        self._keys = list(value) if isinstance(value, tuple) else []
        self.picker.set_chosen("")
        self._rebuild()

    @override
    def typed(self) -> str:
        return ", ".join([*self._keys, *self._in_picker()])

    @override
    def read(self) -> object:
        self.picker.complete()
        self.refuse_unclear()
        return tuple(dict.fromkeys([*self._keys, *self._in_picker()])) or None

    @override
    def show_typed(self, text: str) -> None:
        self._keys = [key for key in text.split(", ") if key]
        self._rebuild()

    @override
    def set_read_only(self, *, is_read_only: bool) -> None:
        self._is_read_only = is_read_only
        self.picker.setVisible(not is_read_only)
        self._rebuild()

    @override
    def on_options(self) -> None:
        if [self.label_of(key) for key in self._keys] != self._labels:
            self._rebuild()

    def _in_picker(self) -> list[str]:
        chosen = self.picker.chosen() or self.picker.currentText().strip()
        return [chosen] if chosen else []

    def _on_picked(self) -> None:
        if self.picker.chosen():
            self.commit()
            self.picker.setFocus()

    def _rebuild(self) -> None:
        for line in self._strips:
            self._box.removeWidget(line)
            line.deleteLater()
        self._labels = [self.label_of(key) for key in self._keys]
        self._strips = [self._line(key) for key in self._keys]
        for line in self._strips:
            self._box.addWidget(line)

    def _line(self, key: str) -> QWidget:
        line = QWidget()
        line.setProperty("role", "line")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(line)
        row.setContentsMargins(GRID, 0, 0, 0)
        label = ElidedLabel(self.label_of(key))
        row.addWidget(label, 1)
        remove = Button("", self.tools.icons("x", "quiet"), "quiet")
        remove.setFixedSize(TARGET, ROW)
        remove.setAccessibleName(self.say("Remove {name}", name=label.text()))
        remove.setToolTip(self.say("Remove from this list"))
        remove.clicked.connect(lambda: self._on_remove(key))
        row.addWidget(remove)
        remove.setVisible(not self._is_read_only)
        return line

    def _on_remove(self, key: str) -> None:
        self._keys.remove(key)
        self._rebuild()
        self.commit()


class YesNoEditor(FieldEditor[YesNoField]):
    """Yes, no or not answered, each a button; "not answered" is not "no"."""

    @override
    def build(self) -> QWidget:
        words = {"yes": self.say("Yes"), "no": self.say("No"), "": self.say("Not answered")}
        self._answers = Segments(words, self)
        for button in self._answers.buttons.values():
            button.setAccessibleName(f"{self.label}: {button.text()}")
        self._answers.choose("")
        self._answers.chosen.connect(self.commit)
        self._answers.setFocusProxy(self._answers.buttons["yes"])
        return self._answers

    @override
    def show_value(self, value: object) -> None:
        self._answers.choose("" if value is None else "yes" if value else "no")

    @override
    def typed(self) -> str:
        return self._answers.key()

    @override
    def show_typed(self, text: str) -> None:
        if text in self._answers.buttons:
            self._answers.choose(text)
