"""Records as files for other programs: maps, handheld receivers and spreadsheets.

What goes out is not encrypted and cannot be called back, so it is asked for kind by kind, and never
holds anything more confidential than was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.errors import AppError
from app.core.wording import wording
from app.exchange.layers import Layer, Outlook, layers_of, table_of
from app.exchange.writers import WRITERS
from app.models.fields import (
    AnyReferenceField,
    ReferenceField,
    ReferencesField,
    Sensitivity,
)
from app.models.kinds import KIND
from app.services.desk import Desk
from app.store.transactions import View


class ExportError(AppError):
    """What was asked for cannot be put into that kind of file."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's bytes, and the layers that went into it."""

    data: bytes
    layers: tuple[Layer, ...]


def export(
    desk: Desk,
    kinds: Sequence[str],
    form: str,
    *,
    language: str = "en",
    ceiling: Sensitivity = Sensitivity.C2,
) -> Exported:
    """The records of some kinds as a file of a form of `WRITERS`; withdrawn ones are left out.

    Raises:
        ExportError: no such kind; several kinds in a form that holds one; no geometry in a form
            that holds nothing else.
    """
    writer, shapes, holds_several = WRITERS[form]
    _require_kinds(kinds)
    if len(set(kinds)) > 1 and not holds_several:
        raise ExportError(
            "A file of this form holds one kind of record.",
            hint="Export each kind into a file of its own, or choose GeoPackage.",
        )
    with desk.store.reading() as view:
        outlook = Outlook(
            wording(language),
            view.records.titles(_named_by(kinds)),
            ceiling,
            is_practice=_is_practice(view),
        )
        layers = [
            layer
            for kind in dict.fromkeys(kinds)
            for layer in (
                layers_of(KIND[kind], view.records.all_of(kind), outlook)
                if holds_several
                else [table_of(KIND[kind], view.records.all_of(kind), outlook)]
            )
        ]
        title = _title(view)
    held = [layer for layer in layers if layer.shape in shapes]
    if not held:
        raise ExportError(
            "These records have no place on a map that may go out.",
            hint="Export them as CSV or GeoPackage, which hold tables too.",
        )
    return Exported(writer(held, title), tuple(held))


def _require_kinds(kinds: Iterable[str]) -> None:
    for kind in kinds:
        if kind not in KIND:
            raise ExportError(
                "There is no kind of record called {kind}.",
                hint="Kinds are, for example, site, grave, hazard, survey_point and remains_case.",
                kind=kind,
            )


def _named_by(kinds: Iterable[str]) -> Iterable[str]:
    """The kinds whose numbers stand in the columns of these kinds."""
    fields = [item for kind in kinds for item in KIND[kind].fields.values()]
    if any(isinstance(item, AnyReferenceField) for item in fields):
        return KIND
    return {
        named
        for item in fields
        if isinstance(item, ReferenceField | ReferencesField)
        for named in item.kinds
    }


def _title(view: View) -> str:
    operation = next(iter(view.records.all_of("operation")), None)
    return operation.title if operation is not None else "Athar"


def _is_practice(view: View) -> bool:
    return any(bool(one.values.get("practice")) for one in view.records.all_of("operation"))
