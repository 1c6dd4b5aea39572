"""Templates: prepared from a record or a form, and read again for a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from app.core.errors import AppError
from app.core.wording import Words
from app.models.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    ReferenceField,
    ReferencesField,
    encode_values,
)
from app.models.kinds import KIND
from app.models.record import Record
from app.models.templates import Template, TemplateValue
from app.rules.carrying import may_be_copied
from app.services.desk import Desk
from app.services.reading import list_records
from app.services.recording import NoSuchRecordError, Saved, save_record
from app.store.transactions import View


class NotFilledInError(AppError):
    """Something in a template cannot stand in a record of today; the template keeps it."""


class EmptyTemplateError(AppError):
    """Nothing of the form may be taken over, so that a template of it would be empty."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a template fills in, decoded, and a sentence for each field that it cannot."""

    values: Mapping[str, Any]
    left_out: tuple[NotFilledInError, ...] = ()


def templates_of(desk: Desk, kind: str) -> list[Template]:
    """The templates for a kind, by name."""
    found = list_records(desk, Template.kind)
    mine = [one for one in found if isinstance(one, Template) and one.template_of == kind]
    return sorted(mine, key=lambda one: ((one.name or "").casefold(), one.uid))


def save_template(
    desk: Desk, kind: str, name: str, values: Mapping[str, Any], *, why: str = ""
) -> Saved:
    """Keep what may be taken over of a record's or a form's values as a template of that name.

    One that has the name already is changed, and keeps what only another version understands.

    Raises:
        EmptyTemplateError: nothing of it may be taken over.
        DraftRejectedError: a rule stops it.
    """
    declared = KIND[kind]
    taken = {
        field: value
        for field, value in values.items()
        if value is not None and may_be_copied(declared, declared.fields[field])
    }
    if not taken:
        raise EmptyTemplateError(
            "There is nothing here that a template may take over.",
            hint="Fill in what typical records share. Numbers, places and times are left out.",
        )
    known = next((one for one in templates_of(desk, kind) if one.name == name), None)
    rows = [_row(field, value) for field, value in encode_values(declared.fields, taken).items()]
    if known is not None:
        rows += [row for row in known.filled_in or () if row.field not in declared.fields]
    draft = {"name": name, "template_of": kind, "filled_in": tuple(rows)}
    return save_record(desk, Template.kind, known.uid if known else None, draft, why=why)


def filling_of(desk: Desk, uid: str) -> Filling:
    """What a new record begins with by a template, and what of the template it cannot.

    Raises:
        NoSuchRecordError: the template is not here.
    """
    with desk.store.reading() as view:
        template = view.records.get(uid, Template.kind)
        kind = KIND.get(template.values.get("template_of", "")) if template else None
        if not isinstance(template, Template) or kind is None:
            raise NoSuchRecordError(
                "This template is not on this laptop.", hint="Read the newest bundle and try again."
            )
        return _filling(view, template, kind)


def _filling(view: View, template: Template, kind: type[Record]) -> Filling:
    values: dict[str, Any] = {}
    left_out: list[NotFilledInError] = []
    for row in template.filled_in or ():
        name = row.field or ""
        try:
            values[name] = _value(view, kind, name, row.value or "")
        except NotFilledInError as error:
            left_out.append(error)
    return Filling(values, tuple(left_out))


def _value(view: View, kind: type[Record], name: str, text: str) -> Any:  # noqa: ANN401 - any field's
    field = kind.fields.get(name)
    if field is None:
        raise NotFilledInError(
            "This version of Athar does not know the field “{field}” of the template.",
            hint="The template keeps it. Install the newest version, or fill the field in by hand.",
            field=name,
        )
    if not may_be_copied(kind, field):
        raise NotFilledInError(
            "“{label}” belongs to one record alone and is not taken from a template.",
            hint="The template keeps it. Fill the field in by hand.",
            label=Words([field.label]),
        )
    try:
        value = field.decode(json.loads(text))
    except (AppError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise _not_understood(field) from error
    if set(_codes(field, value)) - {code.code for code in _list_of(field)}:
        raise _not_understood(field)
    if any(view.records.get(named) is None for named in _named(field, value)):
        raise NotFilledInError(
            "What the template names under “{label}” is not on this laptop.",
            hint="The template keeps it. Read the newest bundle, or choose another record.",
            label=Words([field.label]),
        )
    return value


def _not_understood(field: Field[Any]) -> NotFilledInError:
    return NotFilledInError(
        "The template's value for “{label}” no longer fits the field.",
        hint="The template keeps it. Fill the field in by hand, and save the template again.",
        label=Words([field.label]),
    )


def _list_of(field: Field[Any]) -> Iterator[Any]:
    if isinstance(field, ChoiceField | ChoicesField):
        yield from field.codes.codes


def _codes(field: Field[Any], value: Any) -> tuple[str, ...]:  # noqa: ANN401 - any field's
    if isinstance(field, ChoiceField):
        return (value,)
    return value if isinstance(field, ChoicesField) else ()


def _named(field: Field[Any], value: Any) -> tuple[str, ...]:  # noqa: ANN401 - any field's
    if isinstance(field, ReferenceField):
        return (value,)
    return value if isinstance(field, ReferencesField) else ()


def _row(field: str, encoded: object) -> TemplateValue:
    text = json.dumps(encoded, ensure_ascii=False, sort_keys=True)
    return TemplateValue({"field": field, "value": text})
