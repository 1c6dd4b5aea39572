"""Records as files for other programs: maps, handheld receivers and spreadsheets.

What goes out is not encrypted and cannot be called back, so it is asked for kind by kind, and never
holds anything more confidential than was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.core.clock import Moment
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
from app.rules.declared import rule
from app.rules.eyes import Eyes, eyes_of
from app.rules.roles import Act, may
from app.rules.verdicts import Level
from app.rules.world import Records
from app.services.desk import Desk
from app.store.transactions import View

_OWN: Mapping[str, Act] = MappingProxyType(
    dict.fromkeys(
        ("container", "custody_event", "discrepancy", "seal", "stock_count"), Act.EXPORT_CUSTODY
    )
    | dict.fromkeys(
        (
            "clearance_certificate",
            "clearance_task",
            "explosive_accident",
            "hazard",
            "hazard_observation",
            "hazard_override",
        ),
        Act.EXPORT_HAZARDS,
    )
)
"""What those who clear ground, and those who keep things, pass on of their own."""


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
        ExportError: whoever asks may not; no such kind; several kinds in a form that holds one; no
            geometry in a form that holds nothing else.
    """
    writer, shapes, holds_several = WRITERS[form]
    _require_kinds(kinds)
    with desk.store.reading() as view:
        eyes = who_exports_may_do_so(view.records, desk.person, desk.now(), kinds)
    if ceiling > eyes.ceiling:
        raise ExportError(
            "Names, faces and documents (C3) are not for your role, so you do not export them.",
            hint="Choose C2, or let an approver at headquarters export them.",
        )
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
            places=eyes.places,
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


@rule(
    "WHO-EXPORT",
    levels=(Level.BLOCK,),
    at="every file that is not encrypted",
    test="test_exports.py::test_who_exports_may_do_so",
    refuses=True,
)
def who_exports_may_do_so(records: Records, person: str, at: Moment, kinds: Iterable[str]) -> Eyes:
    """Files that are not encrypted leave by the hand of those whose part it is.

    They hold what this person may see.

    Raises:
        ExportError: it is not this person's part.
    """
    is_theirs = may(Act.EXPORT, records, person, at) or all(
        kind in _OWN and may(_OWN[kind], records, person, at) for kind in kinds
    )
    if is_theirs:
        return eyes_of(records, person, at)
    raise ExportError(
        "Your role does not cover files that are not encrypted and cannot be called back.",
        hint="Let the team leader or headquarters export them. Bundles are encrypted; anybody may "
        "make one.",
    )


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
