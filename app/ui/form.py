"""A form for a kind of record, made from its declaration.

It shows a record, tells which field was settled, and shows what the rules said; it saves nothing
and asks nobody. What was typed and is not saved yet is never overwritten by what comes from the
store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.models.fields import Depth, Field, RowsField, Stage
from app.models.record import Record
from app.rules.completeness import missing
from app.rules.margins import NOTHING, Margins
from app.rules.verdicts import Verdict
from app.ui.fields.base import Edit, FieldEditor, FieldTools, Unreadable
from app.ui.fields.margin import MarginPanel
from app.ui.fields.registry import editor_for
from app.ui.fields.texts import NumberEditor
from app.ui.labels import Label
from app.ui.objections import objection
from app.ui.record_margin import RecordMargin
from app.ui.theme import GRID

TWO_COLUMNS_FROM = 620  # px of the form itself; the window is then about 1200 px wide
_LAID_OUT_MS = 50  # by then every layout around the form has made room for what was said
_KEPT_OUT = frozenset({"state", "reason"})  # changed by actions of their own, never typed


class _Section(QWidget):
    """A heading over a hairline, and its fields in one column or two."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.editors: list[FieldEditor[Field[Any]]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(GRID * 2)
        column.addWidget(Label(title, "section", parent=self))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GRID * 3)
        self._grid.setVerticalSpacing(GRID * 2)
        column.addLayout(self._grid)

    def arrange(self, columns: int, shown: frozenset[str]) -> None:
        """Lay the fields named in `shown` out, wide ones across, in the order declared."""
        for editor in self.editors:
            self._grid.removeWidget(editor)
            editor.setVisible(editor.field.name in shown)
        row = place = 0
        for editor in self.editors:
            if editor.field.name not in shown:
                continue
            if editor.is_wide or columns == 1:
                row += 1 if place else 0
                self._grid.addWidget(editor, row, 0, 1, columns)
                row, place = row + 1, 0
                continue
            self._grid.addWidget(editor, row, place)
            place += 1
            if place == columns:
                row, place = row + 1, 0
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.setVisible(any(editor.field.name in shown for editor in self.editors))


class Form(QScrollArea):
    """The fields of one kind of record.

    `committed` carries an `Edit` when a field is left with a new value, `kept` an `Unreadable` when
    it is left with text that is no value. `margin_asked` carries the name of the field of which
    somebody wants the margin, "" for the record as a whole.
    """

    committed = Signal(object)
    kept = Signal(object)
    margin_asked = Signal(str)

    def __init__(
        self, kind: type[Record], tools: FieldTools, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._say = tools.say
        self._issues_number = tools.issues_number
        self._record: Record | None = None
        self._known: frozenset[str] = frozenset()
        self._lacking: list[str] = []  # names of fields still to fill in before it is final
        self._unsaved: set[str] = set()
        self._depth = Depth.TENT
        self._columns = 2
        self._is_read_only = False
        self._refused = ""  # the field of which it was last said why it cannot be saved
        self._said = QTimer(self, singleShot=True, interval=_LAID_OUT_MS)
        self._said.timeout.connect(self._keep_in_view)
        self._asked: MarginPanel | None = None  # the panel opened last
        self._laid_out = QTimer(self, singleShot=True, interval=_LAID_OUT_MS)
        self._laid_out.timeout.connect(self._show_panel)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.editors: dict[str, FieldEditor[Field[Any]]] = {}
        self._sections: list[_Section] = []
        self._body = page = QWidget(self.viewport())
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._page = QVBoxLayout(page)
        self._page.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 3)
        self._page.setSpacing(GRID * 2)
        self.remarks = Label("", "problem", wraps=True, parent=page)
        self.remarks.hide()
        self._page.addWidget(self.remarks)
        self.whole = RecordMargin(tools.say, page)
        self.whole.asked.connect(partial(self.margin_asked.emit, ""))
        self._page.addWidget(self.whole)
        self._build(tools, page)
        self._page.addStretch(1)
        self.setWidget(page)
        self._arrange()

    def _build(self, tools: FieldTools, page: QWidget) -> None:
        by_section: dict[str, list[Field[Any]]] = {}
        for name, field in self.kind.fields.items():
            is_raw = field.by_program and isinstance(field, RowsField)
            is_number = name == "number" and not self.kind.is_numbered
            if not (name in _KEPT_OUT or is_raw or is_number):
                by_section.setdefault(field.section, []).append(field)
        # What every record has comes last, as on a card.
        for title in sorted(by_section, key=lambda title: title == "Record"):
            section = _Section(self._say(title), page)
            for field in by_section[title]:
                editor = editor_for(field, tools, section)
                editor.edited.connect(self._on_edited)
                editor.unreadable.connect(self.kept)
                editor.unreadable.connect(self._on_unreadable)
                editor.margin_asked.connect(self.margin_asked)
                self.editors[field.name] = editor
                section.editors.append(editor)
            self._sections.append(section)
            self._page.addWidget(section)

    # --- the record -----------------------------------------------------------------------------

    @property
    def record(self) -> Record | None:
        """The record shown; None for one that is not saved yet."""
        return self._record

    def set_record(self, record: Record | None, prefilled: Mapping[str, Any] | None = None) -> None:
        """Show another record, or an empty form that begins with `prefilled`."""
        self._record = record
        self._known = frozenset()
        self._unsaved.clear()
        self.show_problems(())
        self.close_margins()
        values = record.values if record is not None else dict(prefilled or {})
        for name, editor in self.editors.items():
            editor.set_value(values.get(name))
        self._after_record()

    def show_saved(self, record: Record) -> None:
        """Show the same record as it now stands; fields with unsaved typing keep it."""
        self._record = record
        for name, editor in self.editors.items():
            if name in self._unsaved or editor.is_pending():
                continue
            if editor.value() != record.values.get(name):
                editor.settle(record.values.get(name))
        self._after_record()

    def mark_saved(self, names: Iterable[str]) -> None:
        """These fields are on the disk now."""
        for name in names:
            self._unsaved.discard(name)
            self.editors[name].clear_problem()

    def restore(self, kept: Mapping[str, str]) -> bool:
        """Show text again that was typed before and could not be saved, and say whether any was.

        A field that was typed in since is left alone: what is kept may be the very same text.
        """
        back = [
            name
            for name in kept
            if name in self.editors
            and name not in self._unsaved
            and not self.editors[name].is_pending()
        ]
        for name in back:
            self.editors[name].restore(kept[name])
        for name in back:
            self.editors[name].commit()
        return bool(back)

    def put(self, name: str, value: object) -> None:
        """Write a value into a field as if the person had typed it."""
        editor = self.editors[name]
        if editor.value() != value:
            editor.settle(value)
            self._on_edited(Edit(name, value))

    def fill(self, values: Mapping[str, Any]) -> None:
        """Begin empty fields with values from elsewhere; they stand in italics until touched."""
        for name, value in values.items():
            editor = self.editors.get(name)
            if editor is None or editor.value() is not None or editor.is_pending():
                continue
            editor.set_value(value)
            editor.set_carried(is_carried=True)
        self._after_record()

    def mark_carried(self, names: Iterable[str]) -> None:
        """These values came from the record before."""
        for name in names:
            self.editors[name].set_carried(is_carried=True)

    def focused(self) -> str:
        """The name of the field one is in, or ""."""
        focus = QApplication.focusWidget()
        return next((name for name, e in self.editors.items() if e.is_typed_in(focus)), "")

    def draft(self) -> dict[str, Any]:
        """Every value on the form that is not empty."""
        return {
            name: value
            for name, editor in self.editors.items()
            if (value := editor.value()) is not None
        }

    def typed(self, name: str) -> str:
        """What a field holds, as text, readable or not."""
        return self.editors[name].typed()

    def commit_pending(self) -> None:
        """Settle the field or note that is being typed in, as leaving it would."""
        for editor in self.editors.values():
            editor.commit()
        for panel in self.open_margins().values():
            if not panel.is_empty():
                panel.commit()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Forbid or allow typing in the whole form."""
        self._is_read_only = is_read_only
        for editor in self.editors.values():
            editor.set_read_only(is_read_only=is_read_only or editor.field.by_program)

    # --- what must be said about it -------------------------------------------------------------

    def missing(self, stage: Stage = Stage.FINAL) -> list[str]:
        """The labels of fields still needed before `stage`, in order."""
        names = self._lacking if stage is Stage.FINAL else self._missing(stage)
        return [self.editors[name].label for name in names]

    def to_complete(self) -> dict[str, str]:
        """What a final record still needs: label by name, in order."""
        return {name: self.editors[name].label for name in self._lacking}

    def show_known(self, names: frozenset[str]) -> None:
        """Ask no longer for these: they are filled in as the record is made final."""
        if names != self._known:
            self._known = names
            self._after_record()

    def is_ready(self) -> bool:
        """Whether even a draft can be saved."""
        return not self._missing(Stage.DRAFT)

    def show_problems(self, problems: Sequence[Verdict]) -> None:
        """Say at each field what the rules say about it; remarks made before are withdrawn."""
        for editor in self.editors.values():
            editor.show_warning("")
        by_field: dict[str, list[Verdict]] = {}
        for problem in problems:
            by_field.setdefault(problem.field, []).append(problem)
        for name, found in reversed(by_field.items()):
            if name not in self.editors:
                continue
            words = "\n".join(objection(self._say, problem) for problem in found)
            stops = any(problem.stops for problem in found)
            if stops:
                self.editors[name].show_problem(words)
                self._keep_in_view_once_said(name)
            else:
                self.editors[name].show_warning(words)
        whole = [
            objection(self._say, problem)
            for problem in problems
            if problem.field not in self.editors
        ]
        self.remarks.setText("\n".join(whole))
        self.remarks.setVisible(bool(whole))

    def reveal_problem(self) -> None:
        """Go to the first field that says what is wrong with it, or to what is said of them all."""
        name = next((name for name, editor in self.editors.items() if editor.problem()), None)
        if name is not None:
            self.reveal(name)
        elif self.remarks.text():
            self.verticalScrollBar().setValue(0)

    def show_disputes(self, both: Mapping[str, str]) -> None:
        """Show at each disputed field (name → sentence) that two values stand, and which."""
        for name, editor in self.editors.items():
            editor.mark_disputed(is_disputed=name in both, both=both.get(name, ""))

    # --- the margins ----------------------------------------------------------------------------

    def offer_margins(self) -> None:
        """Let people ask for the margin of every field."""
        for editor in self.editors.values():
            editor.offer_margin()

    def show_margins(self, margins: Margins) -> None:
        """Show at each field what is in its margin, and above all what belongs to none of them."""
        for name, editor in self.editors.items():
            editor.show_margin(margins.get(name, NOTHING))
        elsewhere = {name: one for name, one in margins.items() if name not in {"", *self.editors}}
        self.whole.show_margins(margins.get("", NOTHING), elsewhere)

    def open_margin(self, name: str) -> MarginPanel:
        """Show the margin of a field ("" for the whole record) and go there."""
        if name:
            self.reveal(name)
        else:
            self.verticalScrollBar().setValue(0)
        panel = self.editors[name].open_margin() if name else self.whole.open_margin()
        panel.certainty.setFocus(Qt.FocusReason.OtherFocusReason)
        self._asked = panel
        self._laid_out.start()
        return panel

    def open_margins(self) -> dict[str, MarginPanel]:
        """The panels that are open, by the name of their field."""
        places = {"": self.whole.margin, **{name: e.margin for name, e in self.editors.items()}}
        return {name: panel for name, panel in places.items() if panel is not None}

    def close_margins(self) -> None:
        """Put every panel away, and every mark: another record is shown."""
        for name in self.open_margins():
            (self.editors[name] if name else self.whole).close_margin()
        self.show_margins({})

    # --- the look -------------------------------------------------------------------------------

    def set_depth(self, depth: Depth) -> None:
        """Show the fields of the minute beside the grave, or all."""
        self._depth = depth
        self._arrange()

    def reveal(self, name: str) -> None:
        """Bring a field into view and into focus."""
        editor = self.editors[name]
        if editor.isHidden() and self._depth is Depth.GRAVE_SIDE:
            self.set_depth(Depth.TENT)
        top = editor.mapTo(self._body, QPoint(0, 0)).y()
        is_near_top = top + editor.height() < self.viewport().height()
        self.verticalScrollBar().setValue(0 if is_near_top else max(0, top - GRID * 4))
        editor.setFocus()

    def _keep_in_view_once_said(self, name: str) -> None:
        self._refused = name
        self._said.start()

    def _keep_in_view(self) -> None:
        """Show what the refused field says to its last word, and the field one is in before all.

        A field grows by what is said below it, and a band above the form makes the form smaller.
        """
        self.ensureWidgetVisible(self.editors[self._refused], 0, GRID)
        name = self.focused()
        if name and name != self._refused:
            self.ensureWidgetVisible(self.editors[name].input, 0, GRID)

    def _show_panel(self) -> None:
        if self._asked in self.open_margins().values() and self._asked is not None:
            self.ensureWidgetVisible(self._asked, 0, GRID)

    def focus_first_empty(self) -> None:
        """Put the cursor into the first field that a person has to fill in."""
        for name, editor in self.editors.items():
            if not (self._is_issued(name) or editor.isHidden()) and editor.value() is None:
                self.reveal(name)
                return

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= TWO_COLUMNS_FROM else 1
        # A form has no width while it is put in its place, and is arranged for two columns.
        if columns != self._columns and event.size().width():
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        shown = frozenset(
            name
            for name, editor in self.editors.items()
            if self._depth is Depth.TENT or self._is_grave_side(name, editor.field)
        )
        for section in self._sections:
            section.arrange(self._columns, shown)

    def _is_grave_side(self, name: str, field: Field[Any]) -> bool:
        return (
            field.depth is Depth.GRAVE_SIDE
            or field.required is Stage.DRAFT
            or (name == "number" and self.kind.number.label != "")
        )

    def _missing(self, stage: Stage) -> list[str]:
        as_it_stands = self.kind(self._record.uid if self._record else "", self.draft())
        names = dict.fromkeys(gap.field for gap in missing(as_it_stands, stage))
        is_to_come = self._record is None  # a number is given as the record is saved
        return [
            name
            for name in names
            if name in self.editors
            and name not in self._known
            and not (is_to_come and self._is_issued(name))
        ]

    def _is_issued(self, name: str) -> bool:
        return name == "number" and self._issues_number

    def _after_record(self) -> None:
        self._lacking = self._missing(Stage.FINAL)
        missing = set(self._lacking)
        for name, editor in self.editors.items():
            editor.mark_to_complete(is_missing=name in missing)
            if isinstance(editor, NumberEditor) and name == "number":
                editor.set_given(is_given=self._record is not None and bool(self._record.number))

    def _on_unreadable(self, typed: Unreadable) -> None:
        self._keep_in_view_once_said(typed.field)

    def _on_edited(self, edit: Edit) -> None:
        self._unsaved.add(edit.field)
        self._after_record()
        self.committed.emit(edit)
