"""The way from a form's field to the position dialog and back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from app.geo.position import Position
from app.models.fields import PositionField
from app.models.hazards import Hazard
from app.services.desk import Desk
from app.ui.form import Form
from app.ui.position.dialog import PositionDialog
from app.ui.position.surroundings import Surroundings, surroundings
from app.ui.workbench import Workbench

_SAFE = Hazard.safe_to_record.name


def ask_position(
    bench: Workbench,
    parent: QWidget,
    field: PositionField,
    before: Position | None,
    desk: Desk | None = None,
) -> Position | None:
    """The position that the person recorded, or nothing.

    At a hazard the answer of the form counts: a no refuses, a yes is not asked again, and what is
    answered here is written into the form.
    """
    form = _form_around(parent)
    hazard = form if field is Hazard.observer_position else None
    is_safe = hazard.editors[_SAFE].value() if hazard is not None else None
    dialog = PositionDialog(
        bench,
        bench.say(field.label),
        before,
        is_hazard=field is Hazard.observer_position and is_safe is not True,
        around=_around(desk, form, field) if desk is not None and form is not None else None,
        parent=parent,
    )
    if hazard is not None:
        dialog.safety.affirmed.connect(lambda: hazard.put(_SAFE, value=True))
        dialog.safety.denied.connect(lambda: hazard.put(_SAFE, value=False))
    if is_safe is False:
        dialog.safety.refuse()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    position = dialog.position if accepted else None
    dialog.deleteLater()
    return position


def _around(desk: Desk, form: Form, field: PositionField) -> Surroundings:
    uid = form.record.uid if form.record is not None else None
    return surroundings(desk, form.kind, uid, form.draft(), field.name)


def _form_around(widget: QWidget) -> Form | None:
    above: QWidget | None = widget
    while above is not None and not isinstance(above, Form):
        above = above.parentWidget()
    return above
