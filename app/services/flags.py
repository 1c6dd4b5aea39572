"""What the rules say of records that came in: stored all the same, and shown (BR-36)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.models.journal import decode_line
from app.models.record import Record
from app.rules.gates import Arrival, flags_for
from app.rules.verdicts import Verdict
from app.rules.world import Remembering
from app.services.desk import Desk
from app.services.reading import moment_or_none
from app.store.store import View


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that a record here does not keep."""

    kind: str
    uid: str
    title: str
    verdict: Verdict


def flags_of(
    desk: Desk, uids: Iterable[str], before: Mapping[str, Record] | None = None
) -> tuple[Flag, ...]:
    """What the rules say of these records, each judged at its author's own time.

    `before` holds those that were changed, as they were; the others count as new.
    """
    with desk.store.reading() as view:
        kinds = view.records.kind_of(uids)
        by_kind: dict[str, list[str]] = {}
        for uid, kind in kinds.items():
            by_kind.setdefault(kind, []).append(uid)
        records = {
            record.uid: record
            for kind, some in by_kind.items()
            for record in view.records.several(kind, some)
        }
        arrivals = [
            _arrival(view, record, (before or {}).get(uid), desk) for uid, record in records.items()
        ]
        verdicts = flags_for(arrivals, Remembering(view.records))
    return tuple(
        Flag(kinds[uid], uid, records[uid].title, verdict)
        for uid, found in verdicts.items()
        for verdict in found
    )


def _arrival(view: View, record: Record, previous: Record | None, desk: Desk) -> Arrival:
    """Who wrote the newest of a record, and when by their laptop."""
    author, wall = record.origin.by, record.origin.wall
    if previous is not None:
        lines = view.lines.kept(view.records.line_ids(record.uid, record.kind))
        newest = max((decode_line(kept.data) for kept in lines), key=lambda line: line.lam)
        author, wall = newest.by, newest.wall
    return Arrival(record, previous, author, moment_or_none(wall) or desk.now())
