"""What people have to look at: conflicts, forks, doubles and what has not arrived.

C1 one field, two values · C2 withdrawn here, edited there · C3 custody fork · C4 different fields
changed in parallel · C5 one number twice · C6 refers to what has not arrived · C7 something was
written twice that never changes · C8 a journal with two branches · C10 a seal in somebody's name
that does not hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.core.errors import AppError
from app.core.wording import Wording, wording
from app.models.fields import Json
from app.models.journal import decode_line
from app.models.kinds import KIND
from app.models.record import Record
from app.services.desk import Desk
from app.services.people import person_title
from app.services.reading import called, laptop_names
from app.services.seals import RULE as SEAL_RULE
from app.store.transactions import View

_ENGLISH = wording("en")


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
    """Something people have to look at; `severity` is 1 alarm, 2 decide, 3 know."""

    code: str
    kind: str
    uid: str
    title: str
    field: str
    severity: int
    values: tuple[FindingValue, ...] = ()
    other: str = ""


class Noticed(NamedTuple):
    """That there is a finding, without what people need to judge it: quick to tell."""

    code: str
    kind: str
    uid: str
    field: str = ""
    other: str = ""


def findings(desk: Desk, say: Wording = _ENGLISH) -> list[Finding]:
    """Every conflict and irregularity in the store, the gravest first."""
    with desk.store.reading() as view:
        return told(view, noticed(view), say)


def noticed(view: View) -> list[Noticed]:
    """Every conflict and irregularity in the store, in no order."""
    return [
        *_unsettled(view),
        *(Noticed("C3", "", uid) for uid in view.notices.forked_items()),
        *(
            Noticed("C5", kind, uids[0], number, uids[1])
            for kind, number, uids in view.records.duplicate_numbers()
        ),
        *(
            Noticed("C6", kind, uid, field, target)
            for kind, uid, field, target in view.records.dangling()
        ),
        *(Noticed("C7", "", uid) for uid in view.records.refused_lines()),
        *(Noticed("C8", "", journal) for journal in view.lines.forked_journals()),
        *(Noticed("C10", kind, uid) for kind, uid in view.flags.of_rule(SEAL_RULE)),
    ]


def _unsettled(view: View) -> Iterator[Noticed]:
    disputed = set()
    for record in view.records.disputed():
        disputed.add(record.uid)
        for name in sorted(record.disputed):
            yield Noticed("C1", record.kind, record.uid, name)
    for uid, lines in view.records.parallel_touches().items():
        kind = lines[0][2]
        if {withdraws for _, withdraws, _ in lines} == {True, False}:
            yield Noticed("C2", kind, uid, "state")
        elif uid not in disputed:
            yield Noticed("C4", kind, uid)


def told(view: View, found: Iterable[Noticed], say: Wording = _ENGLISH) -> list[Finding]:
    """The same with everything that people need to judge it, the gravest first."""
    noted = list(found)
    records = _named_in(view, noted)
    telling = (_told(view, item, records.get((item.kind, item.uid)), say) for item in noted)
    known = [finding for finding in telling if finding is not None]
    return sorted(known, key=lambda item: (item.severity, item.code, item.title, item.field))


def _named_in(view: View, found: Iterable[Noticed]) -> dict[tuple[str, str], Record]:
    """The records that findings are about, as these name them, each kind read at once."""
    uids: dict[str, set[str]] = defaultdict(set)
    for item in found:
        uids[item.kind].add(item.uid)
    nameless = uids.pop("", set())
    kinds = view.records.kind_of(nameless)
    for uid, kind in kinds.items():
        uids[kind].add(uid)
    known = {
        (kind, record.uid): record
        for kind, some in uids.items()
        if kind in KIND
        for record in view.records.some_of(kind, sorted(some))
    }
    return known | {("", uid): known[kind, uid] for uid, kind in kinds.items()}


def _told(view: View, item: Noticed, record: Record | None, say: Wording) -> Finding | None:
    severity = _SEVERITY[item.code]
    if item.code == "C8":
        return Finding("C8", "", item.uid, item.uid[:8], "", severity)
    if record is None and item.code == "C10":  # an alarm, although who it is has not arrived
        return Finding("C10", "", item.uid, item.uid[:8], "", severity)
    if record is None:
        return None
    if item.code == "C5":
        return Finding(
            "C5", record.kind, item.uid, item.field, "number", severity, other=item.other
        )
    values = _values(view, record, item.field) if item.code == "C1" else ()
    name = called(view, record, say)
    return Finding(item.code, record.kind, item.uid, name, item.field, severity, values, item.other)


_SEVERITY = {"C1": 2, "C2": 2, "C3": 1, "C4": 3, "C5": 2, "C6": 3, "C7": 1, "C8": 1, "C10": 1}


def _values(view: View, record: Record, name: str) -> tuple[FindingValue, ...]:
    laptops = laptop_names(view)
    ids = view.records.line_ids(record.uid, record.kind)
    lines = {kept.hash.hex(): kept for kept in view.lines.kept(ids)}
    found = []
    for head in view.records.heads(record.uid, record.kind, name):
        kept = lines[head.line]
        line = decode_line(kept.data)
        found.append(
            FindingValue(
                decoded(record, name, head.value),
                person_title(view.records, line.by),
                laptops.get(kept.journal, kept.journal[:8]),
                line.wall,
                head.line,
            )
        )
    return tuple(found)


def decoded(record: Record, name: str, value: Json) -> Any:  # noqa: ANN401 - the field's type
    """An encoded value as its field means it; as it is where this version does not know it."""
    item = type(record).fields.get(name)
    if item is None or value is None:
        return value
    try:
        return item.decode(value)
    except AppError:
        return value
