"""Which editor belongs to which kind of field."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.fields import (
    AnyReferenceField,
    AreaField,
    ChoiceField,
    ChoicesField,
    DayField,
    Field,
    LongTextField,
    MeasureField,
    MediaField,
    MomentField,
    NumberField,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
    TextField,
    WholeField,
    YesNoField,
)
from app.ui.fields.areas import AreaEditor
from app.ui.fields.base import FieldEditor, FieldTools
from app.ui.fields.choices import ChoiceEditor, ManyEditor, YesNoEditor
from app.ui.fields.media import MediaEditor
from app.ui.fields.moments import MomentEditor
from app.ui.fields.positions import PositionEditor
from app.ui.fields.records import AnyRecordEditor
from app.ui.fields.rows import RowsEditor
from app.ui.fields.texts import FiguresEditor, LongTextEditor, NumberEditor, TextEditor

# The nearest class in a field's own order of bases decides, so a subclass may have its own editor.
EDITORS: dict[type[Field[Any]], type[FieldEditor[Any]]] = {
    TextField: TextEditor,
    LongTextField: LongTextEditor,
    NumberField: NumberEditor,
    ChoiceField: ChoiceEditor,
    ChoicesField: ManyEditor,
    WholeField: FiguresEditor,
    MeasureField: FiguresEditor,
    DayField: FiguresEditor,
    MomentField: MomentEditor,
    YesNoField: YesNoEditor,
    PositionField: PositionEditor,
    AreaField: AreaEditor,
    ReferenceField: ChoiceEditor,
    AnyReferenceField: AnyRecordEditor,
    ReferencesField: ManyEditor,
    MediaField: MediaEditor,
}


def editor_for(
    field: Field[Any], tools: FieldTools, parent: QWidget | None = None
) -> FieldEditor[Field[Any]]:
    """A new editor of the right kind for a declared field."""
    if isinstance(field, RowsField):
        return RowsEditor(field, tools, parent, editor_for)
    for base in type(field).__mro__:
        if base in EDITORS:
            return EDITORS[base](field, tools, parent)
    raise TypeError(type(field).__name__)
