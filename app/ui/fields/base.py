"""What every field editor does, whatever it holds.

An editor shows a label above its input, takes the person's typing, and hands a value over when the
field is left. What cannot be read stays exactly as typed, with the reason in words below it:
nothing that was typed is thrown away.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.clock import Clock
from app.core.errors import AppError
from app.core.wording import Wording
from app.models.fields import Field, MeasureField, WholeField
from app.rules.margins import NOTHING, Margin
from app.ui.doors import Doors
from app.ui.fields.margin import MARGIN_KEY, MarginPanel, Offer, open_field_menu
from app.ui.icons import Icons
from app.ui.labels import Label
from app.ui.margin_words import mark_of, tip_of, told
from app.ui.shown import Shown
from app.ui.titles import Titles


@dataclass(frozen=True, slots=True)
class FieldTools:
    """What editors are built with; `issues_number` says that the program numbers this kind."""

    say: Wording
    icons: Icons
    clock: Clock
    titles: Titles
    shown: Shown
    doors: Doors
    issues_number: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A value that the person settled on by leaving the field; None clears it."""

    field: str
    value: object


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Text that is no value of its field, kept as typed."""

    field: str
    text: str


F_co = TypeVar("F_co", bound=Field[Any], covariant=True)


class FieldEditor(QWidget, Generic[F_co]):
    """A label, an input, marks beside the label, and below the input what must be said about it.

    `edited` carries an `Edit` when the field is left with a new readable value, `unreadable` an
    `Unreadable` when it is left with text that is none. `margin_asked` carries the field's name:
    somebody wants to see or to write what is in its margin, where the form offers that.
    """

    edited = Signal(object)
    unreadable = Signal(object)
    margin_asked = Signal(str)

    is_wide = False

    def __init__(self, field: F_co, tools: FieldTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.tools = tools
        self.say = tools.say
        self._value: object = None
        self._is_carried = False
        self._margin: Margin = NOTHING
        self._offers: list[Offer] = []
        self.margin: MarginPanel | None = None
        self._lines: dict[str, Label] = {}
        self._marks: dict[str, Label] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._label_row = QHBoxLayout()
        self._label_row.setSpacing(6)
        self._label_row.addWidget(Label(self._label_with_unit(), "label", parent=self))
        self._label_row.addStretch(1)
        self._layout.addLayout(self._label_row)
        self.input = self.build()
        self.input.setAccessibleName(self.label)
        typed_in = self.input.focusProxy()
        if typed_in is not None and not typed_in.accessibleName():
            typed_in.setAccessibleName(self.label)
        self.setFocusProxy(self.input)
        self._layout.addWidget(self.input)
        self._layout.addStretch(1)
        _tell_where_focus_goes()
        if field.help:
            self.setToolTip(self.say(field.help))
            self.input.setAccessibleDescription(self.say(field.help))
        self.show_value(None)
        self._clean = self.typed()

    # --- for subclasses -----------------------------------------------------------------------

    @abstractmethod
    def build(self) -> QWidget:
        """Make the input; called once, while the editor is made."""

    @abstractmethod
    def show_value(self, value: object) -> None:
        """Put a decoded value, or None, into the input."""

    @abstractmethod
    def typed(self) -> str:
        """What the input holds, as text; empty for nothing."""

    def read(self) -> object:
        """The value typed, or None for nothing.

        Raises:
            AppError: it is no value of the field.
        """
        text = self.typed().strip()
        return self.field.read(text) if text else None

    @abstractmethod
    def show_typed(self, text: str) -> None:
        """Put text back that was kept because it could not be saved."""

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Forbid or allow typing."""
        self.input.setEnabled(not is_read_only)

    # --- for forms ----------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """The field's name in the person's language."""
        return self.say(self.field.label)

    def value(self) -> object:
        """The value last settled on."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a value as it stands in the record; what was typed before is replaced."""
        self._value = value
        self.show_value(value)
        self._clean = self.typed()
        self.clear_problem()

    def restore(self, text: str) -> None:
        """Show text kept from before, as if it had just been typed."""
        self.show_typed(text)

    def is_pending(self) -> bool:
        """Whether the input holds something that is not settled."""
        return self.typed() != self._clean

    def commit(self) -> None:
        """Settle on what is typed: emit `edited` or `unreadable`, or nothing if nothing changed."""
        if not self.is_pending():
            return
        text = self.typed()
        try:
            value = self.read()
        except AppError as error:
            self.show_error(error)
            self.unreadable.emit(Unreadable(self.field.name, text))
            return
        self.settle(value)
        self.edited.emit(Edit(self.field.name, value))

    def settle(self, value: object) -> None:
        """Take what was typed as the value, and show how it was understood."""
        self.set_value(value)

    def show_error(self, error: AppError) -> None:
        """Say below the field what is wrong and what to do."""
        self.show_problem(" ".join(self.say.error(error)))

    def show_problem(self, words: str) -> None:
        """Say below the field why its value cannot be saved."""
        self._say_below("problem", words)
        self._is_carried = False
        self._set_state("refused" if words else "")

    def show_warning(self, words: str) -> None:
        """Say below the field what to think about; the value is saved all the same."""
        self._say_below("warning", words)

    def clear_problem(self) -> None:
        """Take the words about a refused value away."""
        if self.problem():
            self.show_problem("")

    def problem(self) -> str:
        """Why the value cannot be saved; empty if nothing stands in its way."""
        return self._lines["problem"].text() if "problem" in self._lines else ""

    def warning(self) -> str:
        """What the rules remarked."""
        return self._lines["warning"].text() if "warning" in self._lines else ""

    def mark_to_complete(self, *, is_missing: bool) -> None:
        """Show or hide the amber ring of a field that must still be filled in."""
        self._mark("complete", "○", self.say("to complete"), is_shown=is_missing)

    def mark_disputed(self, *, is_disputed: bool, both: str = "") -> None:
        """Show that two values stand against each other, and which."""
        self._mark("disputed", "◆ " + self.say("disputed"), both, is_shown=is_disputed)
        self._say_below("disputed", both if is_disputed else "")

    def mark_pinned(self, *, is_pinned: bool, words: str = "") -> None:
        """Show that new records begin with a value here, and in words with which."""
        self._mark("pinned", "↷ " + self.say("carried over"), words, is_shown=is_pinned)

    def set_carried(self, *, is_carried: bool) -> None:
        """Set the value in italics: it came from the record before and was not looked at yet."""
        self._is_carried = is_carried
        self._set_state("carried" if is_carried else "")

    # --- the margin ---------------------------------------------------------------------------

    def offer_margin(self) -> None:
        """Let people ask for the margin by the menu of the field or by its mark."""
        self.offer_in_menu(
            Offer(self.say("Certainty and margin note"), MARGIN_KEY, self._ask_margin)
        )

    def offer_in_menu(self, offer: Offer) -> None:
        """Put a line above the others in the menu of the field."""
        if not self._offers:
            for widget in self._inputs():  # its own menu opens within this one
                widget.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._offers.insert(0, offer)

    def come_to(self, widget: QWidget) -> None:
        """Listen to what is typed into a widget of the input, which has the focus now."""
        if widget is self.input or self.input.isAncestorOf(widget):
            widget.installEventFilter(self)

    def show_margin(self, margin: Margin) -> None:
        """Show at the label how doubtful the value is and whether there is a note."""
        if margin == self._margin:
            return
        self._margin = margin
        words = mark_of(margin, self.say)
        self._mark("margin", words, told(margin, self.say), is_shown=bool(words))
        if words:
            self._marks["margin"].setToolTip(tip_of(margin, self.say))
            self._marks["margin"].setCursor(Qt.CursorShape.PointingHandCursor)
        spoken = [self.say(self.field.help) if self.field.help else "", told(margin, self.say)]
        self.input.setAccessibleDescription("\n".join(filter(None, spoken)))
        if self.margin is not None:
            self.margin.show_margin(margin)

    def open_margin(self) -> MarginPanel:
        """Show below the input what is in the margin, with room to write."""
        if self.margin is None:
            self.margin = MarginPanel(self._margin, self.say, self)
            self._layout.insertWidget(self._layout.indexOf(self.input) + 1, self.margin)
            self.margin.left.connect(self.close_margin)
            self.margin.join(self.input)
        return self.margin

    def close_margin(self) -> None:
        """Put the margin away; whoever was in it is in the field again."""
        if self.margin is None:
            return
        panel, self.margin = self.margin, None
        focus = QApplication.focusWidget()
        if focus is not None and panel.isAncestorOf(focus):
            self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self._layout.removeWidget(panel)
        panel.hide()
        panel.deleteLater()

    def labels(self) -> list[Label]:
        """Everything that is said around the input, shown or not."""
        return [*self._marks.values(), *self._lines.values()]

    # --- inside -------------------------------------------------------------------------------

    def _mark(self, role: str, text: str, meaning: str, *, is_shown: bool) -> None:
        if role not in self._marks and is_shown:
            mark = Label(text, role, parent=self)
            self._marks[role] = mark
            if role == "margin":
                mark.installEventFilter(self)
            self._label_row.insertWidget(len(self._marks), mark)
        if role in self._marks:
            mark = self._marks[role]
            mark.setText(text)
            mark.setToolTip(meaning)
            mark.setAccessibleName(meaning)
            mark.setVisible(is_shown)

    def _say_below(self, role: str, words: str) -> None:
        if role not in self._lines and words:
            line = Label("", role, wraps=True, parent=self)
            self._lines[role] = line
            self._layout.insertWidget(self._layout.count() - 1, line)
        if role in self._lines:
            self._lines[role].setText(words)
            self._lines[role].setVisible(bool(words))

    def _label_with_unit(self) -> str:
        unit = self.field.unit if isinstance(self.field, WholeField | MeasureField) else ""
        return self.say("{label} ({unit})", label=self.label, unit=unit) if unit else self.label

    def _set_state(self, state: str) -> None:
        for widget in self._inputs():
            if widget.property("state") != state:
                widget.setProperty("state", state)
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def _inputs(self) -> list[QWidget]:
        return [self.input, *self.input.findChildren(QWidget)]

    def _ask_margin(self) -> None:
        self.margin_asked.emit(self.field.name)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._offers:
            open_field_menu(event, self, self._offers)
            event.accept()
        else:
            super().contextMenuEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._leaves_undo(event):
            event.ignore()
            return True
        if self._is_carried and event.type() == QEvent.Type.KeyPress:
            self.set_carried(is_carried=False)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            focus = QApplication.focusWidget()
            if event.reason() != Qt.FocusReason.PopupFocusReason and not self.is_typed_in(focus):
                self.commit()
        is_mark = watched is self._marks.get("margin")
        if is_mark and event.type() == QEvent.Type.MouseButtonRelease:
            self._ask_margin()
        return super().eventFilter(watched, event)

    def _leaves_undo(self, event: QEvent) -> bool:
        """Whether nothing was typed here since it was saved, so that the window undoes the save."""
        is_undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        return is_undo and not self.is_pending()

    def is_typed_in(self, focus: QWidget | None) -> bool:
        """Whether the focus is in the field itself, and not in its margin."""
        if focus is None or not self.isAncestorOf(focus):
            return False
        return self.margin is None or not self.margin.isAncestorOf(focus)


@cache
def _tell_where_focus_goes() -> None:
    """Let each editor listen to the widget that has the focus, from now on.

    The others hear hundreds of events while a form is laid out and painted, none of them typed.
    """
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.focusChanged.connect(_on_focus_changed)


def _on_focus_changed(_before: QWidget | None, now: QWidget | None) -> None:
    around = now
    while around is not None and not isinstance(around, FieldEditor):
        around = around.parentWidget()
    if around is not None and now is not None:
        around.come_to(now)
