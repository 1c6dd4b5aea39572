"""What the rules say of records that came in: stored all the same, and flagged (BR-36)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import msgspec

from app.core.clock import Moment
from app.core.wording import Wording, Words, wording
from app.models.journal import Line, decode_line
from app.models.record import Record
from app.rules.gates import Arrival, Step, flags_for
from app.rules.verdicts import Verdict
from app.services.books import laptops
from app.services.desk import Desk
from app.services.reading import called, moment_or_none
from app.store.flags import StoredFlag
from app.store.transactions import View, Waiting

_MOMENT = "moment"
_ENGLISH = wording("en")


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that a record here does not keep."""

    kind: str
    uid: str
    title: str
    verdict: Verdict


def flags(desk: Desk, say: Wording = _ENGLISH) -> list[Flag]:
    """Every flag in the store, those of one record together, in the words of a language."""
    with desk.store.reading() as view:
        return flags_in(view, say)


def flags_in(view: View, say: Wording = _ENGLISH) -> list[Flag]:
    """`flags` within a view."""
    stored = view.flags.all()
    uids: dict[str, list[str]] = defaultdict(list)
    for one in stored:
        uids[one.kind].append(one.record)
    titles = {
        (kind, record.uid): called(view, record, say)
        for kind, some in uids.items()
        for record in view.records.some_of(kind, some)
    }
    return [
        Flag(one.kind, one.record, title, _decoded(one.verdict))
        for one in stored
        if (title := titles.get((one.kind, one.record))) is not None
    ]


def judged(desk: Desk, view: View, waiting: Waiting) -> list[Flag]:
    """What the rules say of what arrived, each record judged at its author's own time."""
    uids: dict[str, list[str]] = defaultdict(list)
    for kind, uid in waiting.arrived:
        uids[kind].append(uid)
    arrivals = [
        arrival
        for kind, some in uids.items()
        for arrival in _arrivals(desk, view, kind, some, waiting)
    ]
    found: list[Flag] = []
    while arrivals:
        judged_now = {arrival.record.uid: arrival.record for arrival in arrivals}
        told = flags_for(
            [one for one in arrivals if judged_now[one.record.uid] is one.record], view.records
        )
        found += [
            Flag(judged_now[uid].kind, uid, judged_now[uid].title, verdict)
            for uid, verdicts in told.items()
            for verdict in verdicts
        ]
        # One uid under two kinds: a mistake or a trick, which must not hide what the rules say.
        arrivals = [one for one in arrivals if judged_now[one.record.uid] is not one.record]
    return found


def stored_flags(found: Iterable[Flag]) -> list[StoredFlag]:
    """Flags as the store keeps them."""
    return [
        StoredFlag(
            one.uid,
            one.kind,
            one.verdict.rule,
            one.verdict.field,
            _encoded(one.verdict),
        )
        for one in found
    ]


def _encoded(verdict: Verdict) -> str:
    values = {name: _plain(value) for name, value in verdict.values.items()}
    return msgspec.json.encode(replace(verdict, values=values)).decode()


def _decoded(stored: str) -> Verdict:
    verdict = msgspec.json.decode(stored, type=Verdict)
    values = {name: _meant(value) for name, value in verdict.values.items()}
    return replace(verdict, values=values)


def _plain(value: object) -> object:
    """A moment and words stay such, to be read in the language of whoever reads the flag."""
    if isinstance(value, Moment):
        return {_MOMENT: str(value)}
    if isinstance(value, Words):
        return list(value)
    return value if isinstance(value, int | str) else str(value)


def _meant(value: object) -> object:
    if isinstance(value, list):
        return Words(value)
    return Moment.parse(value[_MOMENT]) if isinstance(value, dict) else value


def _arrivals(
    desk: Desk, view: View, kind: str, uids: list[str], waiting: Waiting
) -> Iterable[Arrival]:
    before = view.records.as_of(kind, uids, waiting.judged)
    newest = view.records.newest_ids(kind, uids)  # of those that more than one line touched
    steps = _steps(desk, view, kind, list(newest), waiting.ids)
    where = laptops(view)
    for record in view.records.some_of(kind, uids):
        author, wall, journal = record.origin.by, record.origin.wall, record.origin.journal
        known, came = before.get(record.uid), steps.get(record.uid, [])
        if record.uid in newest:
            (kept,) = view.lines.kept([newest[record.uid]])
            line = decode_line(kept.data)
            author, wall, journal = line.by, line.wall, kept.journal
            # What the author had seen may not be here yet: then what is known here stands for it.
            came = came or [_step(desk, line, known, record)]
        at = moment_or_none(wall) or desk.now()
        yield Arrival(record, known, author, at, where.get(journal), came)


def _steps(
    desk: Desk, view: View, kind: str, uids: list[str], fresh: Collection[int]
) -> dict[str, list[Step]]:
    """The changes that came of each record which more than one line touched."""
    changes = dict(view.changes(kind, uids, fresh))
    ids = sorted({change.id for some in changes.values() for change in some})
    lines = {kept.id: decode_line(kept.data) for kept in view.lines.kept(ids)}
    return {
        uid: [_step(desk, lines[one.id], one.before, one.after) for one in some]
        for uid, some in changes.items()
    }


def _step(desk: Desk, line: Line, before: Record | None, after: Record) -> Step:
    at = moment_or_none(line.wall) or desk.now()
    return Step(before, after, line.by, at, line.why or line.undoes, line.k == "resolve")
