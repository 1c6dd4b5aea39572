"""Templates: what a new record of a kind may begin with, prepared once and given a name.

A template is a record like any other, so that headquarters can prepare one and bundles carry it.
Its values are kept as journal lines hold them: what a later version no longer understands stays in
the template, and is said where it is used.
"""

from __future__ import annotations

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    TEXT_LIMIT,
    ChoiceField,
    LongTextField,
    MomentField,
    NumberField,
    Row,
    RowsField,
    Stage,
    TextField,
)
from app.models.record import Record

VALUE_LIMIT = 2 * TEXT_LIMIT + 2  # of the longest text, each letter escaped, between its quotes


class TemplateValue(Row):
    """One field that a template fills in, and the JSON of its value as a journal line holds it."""

    field = TextField(
        "Name of the field",
        pattern="[a-z][a-z0-9_]{0,59}",
        pattern_hint="Write the name as the journal has it, such as side or found_at.",
        required=Stage.DRAFT,
    )
    value = LongTextField(
        "Value",
        help="As the journal holds it.",
        limit=VALUE_LIMIT,
        required=Stage.DRAFT,
    )


class Template(Record):
    """A named beginning for records of one kind."""

    kind = "template"
    label = "Template"
    plural = "Templates"
    chapter = "Operation"
    about = (
        "A template is a named beginning for new records of one kind. Open a typical record and "
        "save it as a template; numbers, places, photos and signatures are never taken over."
    )
    is_numbered = False

    number = NumberField("Number")
    name = TextField(
        "Name of the template", help="Says what it is for.", required=Stage.DRAFT, in_list=True
    )
    template_of = ChoiceField(
        "Begins records of the kind",
        help="It is offered where a record of this kind is begun.",
        codes=CodeList("record_kind"),
        required=Stage.DRAFT,
        in_list=True,
    )
    occurred_at = MomentField("Prepared at", required=Stage.FINAL, in_list=True)
    filled_in = RowsField(
        "What it fills in",
        row=TemplateValue,
        help="Taken from a record or a form, and saved again from there.",
        by_program=True,
    )

    @property
    @override
    def title(self) -> str:
        return self.name or super().title
