"""What the rules say of records that came in: stored all the same, and shown (BR-36)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.models.journal import decode_line
from app.models.record import Record
from app.rules.gates import Arrival, flags_for
from app.rules.verdicts import Verdict
from app.services.desk import Desk
from app.services.reading import moment_or_none
from app.store.transactions import View

_AT_ONCE = 2_000  # records in memory


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that a record here does not keep."""

    kind: str
    uid: str
    title: str
    verdict: Verdict


def flags_of(
    desk: Desk, kinds: Mapping[str, str], before: Mapping[str, Record] | None = None
) -> tuple[Flag, ...]:
    """What the rules say of records, each judged at its author's own time.

    `kinds` tells the kind of each record by its uid. `before` holds those that were changed, as
    they were; the others count as new.
    """
    flags: list[Flag] = []
    uids = list(kinds)
    for at in range(0, len(uids), _AT_ONCE):
        with desk.store.reading() as view:
            arrivals = [
                _arrival(view, record, (before or {}).get(record.uid), desk)
                for kind, some in _by_kind(uids[at : at + _AT_ONCE], kinds).items()
                for record in view.records.some_of(kind, some)
            ]
            verdicts = flags_for(arrivals, view.records)
        titles = {arrival.record.uid: arrival.record.title for arrival in arrivals}
        flags += [
            Flag(kinds[uid], uid, titles[uid], verdict)
            for uid, found in verdicts.items()
            for verdict in found
        ]
    return tuple(flags)


def _by_kind(uids: Iterable[str], kinds: Mapping[str, str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for uid in uids:
        grouped.setdefault(kinds[uid], []).append(uid)
    return grouped


def _arrival(view: View, record: Record, previous: Record | None, desk: Desk) -> Arrival:
    """Who wrote the newest of a record, and when by their laptop."""
    author, wall = record.origin.by, record.origin.wall
    if previous is not None:
        lines = view.lines.kept(view.records.line_ids(record.uid, record.kind))
        newest = max((decode_line(kept.data) for kept in lines), key=lambda line: line.lam)
        author, wall = newest.by, newest.wall
    return Arrival(record, previous, author, moment_or_none(wall) or desk.now())
