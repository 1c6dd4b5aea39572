"""What people have to look at: conflicts, forks, doubles and what has not arrived.

C1 one field, two values · C2 withdrawn here, edited there · C3 custody fork · C4 different fields
changed in parallel · C5 one number twice · C6 refers to what has not arrived · C7 something was
written twice that never changes · C8 a journal with two branches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.errors import AppError
from app.models.fields import Json
from app.models.journal import Line, decode_line
from app.models.record import Record
from app.rules.chains import forked_items
from app.services.desk import Desk
from app.services.people import person_title
from app.services.reading import laptop_names
from app.store.lines import Kept
from app.store.store import View


@dataclass(frozen=True, slots=True)
class FindingValue:
    """One side of a conflict: the value, decoded if it can be, and who wrote it where and when."""

    value: Any
    by: str
    laptop: str
    at: str
    line: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something people have to look at; `code` is C1 … C8, `severity` 1 alarm, 2 decide, 3 know."""

    code: str
    kind: str
    uid: str
    title: str
    field: str
    severity: int
    values: tuple[FindingValue, ...] = ()
    other: str = ""


def findings(desk: Desk) -> list[Finding]:
    """Every conflict and irregularity in the store, the gravest first."""
    with desk.store.reading() as view:
        return _gravest_first(_conflicts(view) + _dangling(view))


def conflicts(desk: Desk) -> list[Finding]:
    """`findings` without what merely has not arrived yet (C6), which takes longest to find."""
    with desk.store.reading() as view:
        return _gravest_first(_conflicts(view))


def _conflicts(view: View) -> list[Finding]:
    return _disputes(view) + _parallel(view) + _forks(view) + _duplicates(view) + _altered(view)


def _gravest_first(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda item: (item.severity, item.code, item.title, item.field))


def _disputes(view: View) -> list[Finding]:
    found = []
    laptops = laptop_names(view)
    for record in view.records.disputed():
        lines = _lines_by_hash(view, record)
        for name in sorted(record.disputed):
            values = []
            for head in view.records.heads(record.uid, record.kind, name):
                line, kept = lines[head.line]
                values.append(
                    FindingValue(
                        decoded(record, name, head.value),
                        person_title(view.records, line.by),
                        laptops.get(kept.journal, kept.journal[:8]),
                        line.wall,
                        head.line,
                    )
                )
            found.append(
                Finding("C1", record.kind, record.uid, record.title, name, 2, tuple(values))
            )
    return found


def _lines_by_hash(view: View, record: Record) -> dict[str, tuple[Line, Kept]]:
    ids = view.records.line_ids(record.uid, record.kind)
    return {kept.hash.hex(): (decode_line(kept.data), kept) for kept in view.lines.kept(ids)}


def decoded(record: Record, name: str, value: Json) -> Any:  # noqa: ANN401 - the field's type
    """An encoded value as its field means it; as it is where this version does not know it."""
    item = type(record).fields.get(name)
    if item is None or value is None:
        return value
    try:
        return item.decode(value)
    except AppError:
        return value


def _parallel(view: View) -> list[Finding]:
    found = []
    for uid, lines in view.records.parallel_touches().items():
        record = view.records.get(uid, lines[0][2])
        if record is None:
            continue
        withdraws = {withdrawing for _, withdrawing, _ in lines}
        if withdraws == {True, False}:
            found.append(Finding("C2", record.kind, uid, record.title, "state", 2))
        elif not record.disputed:
            found.append(Finding("C4", record.kind, uid, record.title, "", 3))
    return found


def _forks(view: View) -> list[Finding]:
    found = []
    for uid in forked_items(view.records):
        record = view.records.get(uid)
        if record is not None:
            found.append(Finding("C3", record.kind, uid, record.title, "", 1))
    return found


def _duplicates(view: View) -> list[Finding]:
    return [
        Finding("C5", kind, uids[0], number, "number", 2, other=uids[1])
        for kind, number, uids in view.records.duplicate_numbers()
    ]


def _dangling(view: View) -> list[Finding]:
    found = []
    for kind, uid, field, target in view.records.dangling():
        record = view.records.get(uid, kind)
        if record is not None:
            found.append(Finding("C6", kind, uid, record.title, field, 3, other=target))
    return found


def _altered(view: View) -> list[Finding]:
    found = []
    for uid in view.records.refused_lines():
        record = view.records.get(uid)
        if record is not None:
            found.append(Finding("C7", record.kind, uid, record.title, "", 1))
    found += [
        Finding("C8", "", journal, journal[:8], "", 1) for journal in view.lines.forked_journals()
    ]
    return found
