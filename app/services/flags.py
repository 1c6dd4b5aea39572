"""What the rules say of records that came in: stored all the same, and flagged (BR-36)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from app.models.journal import decode_line
from app.rules.gates import Arrival, flags_for
from app.rules.verdicts import Verdict
from app.services.desk import Desk
from app.services.reading import moment_or_none
from app.store.flags import StoredFlag
from app.store.transactions import View, Waiting


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that a record here does not keep."""

    kind: str
    uid: str
    title: str
    verdict: Verdict


def flags(desk: Desk) -> list[Flag]:
    """Every flag in the store, those of one record together."""
    with desk.store.reading() as view:
        stored = view.flags.all()
        uids: dict[str, list[str]] = defaultdict(list)
        for one in stored:
            uids[one.kind].append(one.record)
        titles = {
            record.uid: record.title
            for kind, some in uids.items()
            for record in view.records.some_of(kind, some)
        }
    return [
        Flag(
            one.kind, one.record, titles[one.record], msgspec.json.decode(one.verdict, type=Verdict)
        )
        for one in stored
        if one.record in titles
    ]


def judged(desk: Desk, view: View, waiting: Waiting) -> list[Flag]:
    """What the rules say of what arrived, each record judged at its author's own time."""
    uids: dict[str, list[str]] = defaultdict(list)
    for uid, kind in waiting.arrived.items():
        uids[kind].append(uid)
    arrivals = {
        arrival.record.uid: arrival
        for kind, some in uids.items()
        for arrival in _arrivals(desk, view, kind, some, waiting.judged)
    }
    return [
        Flag(waiting.arrived[uid], uid, arrivals[uid].record.title, verdict)
        for uid, found in flags_for(arrivals.values(), view.records).items()
        for verdict in found
    ]


def stored_flags(found: Iterable[Flag]) -> list[StoredFlag]:
    """Flags as the store keeps them."""
    return [
        StoredFlag(
            one.uid,
            one.kind,
            one.verdict.rule,
            one.verdict.field,
            msgspec.json.encode(one.verdict, enc_hook=str).decode(),
        )
        for one in found
    ]


def _arrivals(
    desk: Desk, view: View, kind: str, uids: list[str], judged_to: int
) -> Iterable[Arrival]:
    before = view.records.as_of(kind, uids, judged_to)
    newest = view.records.newest_ids(kind, uids)
    for record in view.records.some_of(kind, uids):
        author, wall = record.origin.by, record.origin.wall
        if record.uid in newest:
            (kept,) = view.lines.kept([newest[record.uid]])
            line = decode_line(kept.data)
            author, wall = line.by, line.wall
        at = moment_or_none(wall) or desk.now()
        yield Arrival(record, before.get(record.uid), author, at)
