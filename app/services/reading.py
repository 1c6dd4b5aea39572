"""Reading: lists, one record, its history, what is in dispute, and the search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.clock import Moment, MomentError
from app.core.wording import Wording, embedded, wording
from app.crypto.certificates import from_pem, subject_name, subject_role, subject_uid
from app.models.fields import Json, Sensitivity
from app.models.journal import Line, decode_line
from app.models.kinds import KIND
from app.models.margins import MarginNote
from app.models.record import Record, State
from app.models.strata import ContextRelation
from app.rules.amending import LIFE, Spoken, amending_lines
from app.rules.completeness import known_without_asking
from app.rules.margins import confidentiality
from app.rules.titles import title_in
from app.rules.world import title
from app.services.desk import Desk
from app.services.lookup import records_of_number
from app.services.people import person_title
from app.store.transactions import View

Rank = tuple[int, str]  # the Lamport counter of a line, and its hash

_ENGLISH = wording("en")
_APPROVING = frozenset({"approved_by", "radius_set_by"})


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One field of a record as one line changed it; `before` and `after` are encoded values.

    `is_amendment` says that the record had been made final; `approved_by` are those who signed or
    approved with the very same line. Where it is a margin note that changed, `beside` names the
    field beside which it stands ("" is the whole record), and all else is of the note. `warned` are
    the rules that warned of it when it was saved.
    """

    at: str
    by: str
    laptop: str
    field: str
    before: Json
    after: Json
    why: str
    line: str
    is_amendment: bool = False
    approved_by: tuple[str, ...] = ()
    beside: str | None = None
    warned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that a search found; `field` is the one beside which a note holds the words."""

    kind: str
    uid: str
    title: str
    excerpt: str
    field: str = ""


def list_records(desk: Desk, kind: str, *, include_withdrawn: bool = False) -> list[Record]:
    """All records of a kind, by number."""
    with desk.store.reading() as view:
        return view.records.all_of(kind, include_withdrawn=include_withdrawn)


def get_record(desk: Desk, uid: str) -> Record | None:
    """One record, of whatever kind."""
    with desk.store.reading() as view:
        return view.records.get(uid)


def known_already(desk: Desk, uid: str) -> frozenset[str]:
    """The fields of a record that are filled in as it is made final, and ask nobody."""
    with desk.store.reading() as view:
        record = view.records.get(uid)
        return frozenset(known_without_asking(record, view.records) if record is not None else ())


def find_number(desk: Desk, number: str) -> list[Record]:
    """The records that carry a number, typed in any usual way, or had it before or elsewhere."""
    with desk.store.reading() as view:
        return records_of_number(view, number)


def titles(desk: Desk, kinds: Iterable[str], say: Wording = _ENGLISH) -> dict[str, str]:
    """What to call each record of these kinds, in a language: uid → title."""
    wanted = list(kinds)
    with desk.store.reading() as view:
        found = view.records.titles(wanted)
        if ContextRelation.kind in wanted:
            for relation in view.records.all_of(ContextRelation.kind, include_withdrawn=True):
                found[relation.uid] = called(view, relation, say)
    return found


def called(view: View, record: Record, say: Wording) -> str:
    """What to call a record in a language."""
    return title_in(say, record, lambda uid: embedded(title(view.records, uid)))


def find(desk: Desk, text: str, limit: int = 50, say: Wording = _ENGLISH) -> list[Hit]:
    """Records that hold the words typed, in any script; numbers with or without hyphens."""
    with desk.store.reading() as view:
        hits = []
        for found in view.search.find(text, limit):
            record = view.records.get(found.uid, found.kind)
            if isinstance(record, MarginNote):
                hits += _beside(view, record)
            elif record is not None:
                name = called(view, record, say)
                hits.append(Hit(found.kind, found.uid, name, _excerpt(record)))
        return hits


def _beside(view: View, note: MarginNote) -> list[Hit]:
    """The record beside which a note stands, unless the search may not tell of it."""
    subject = view.records.get(note.subject) if note.subject else None
    if confidentiality(note, subject) is Sensitivity.C3:
        return []
    excerpt = (note.note or "")[:80]
    if subject is None:
        return [Hit(note.kind, note.uid, note.title, excerpt)]
    return [Hit(subject.kind, subject.uid, subject.title, excerpt, note.subject_field or "")]


def _excerpt(record: Record) -> str:
    for name in ("name", "description", "caption", "full_name", "remarks"):
        text = record.values.get(name)
        if isinstance(text, str) and text != record.title:
            return text[:80]
    return ""


def history(desk: Desk, uid: str) -> list[HistoryEntry]:
    """Everything that was ever written about a record or in its margin, oldest first."""
    with desk.store.reading() as view:
        record = view.records.get(uid)
        if record is None:
            return []
        told = _told_by_rank(view, record)
        notes = view.records.referring(MarginNote.kind, "subject", uid, include_withdrawn=True)
        for note in notes:
            told += _told_of_note(view, note)
        return [entry for _, entry in sorted(told, key=lambda item: item[0])]


_OF_A_NOTE = frozenset({"certainty", "note", "state"})


def _told_of_note(view: View, note: Record) -> list[tuple[Rank, HistoryEntry]]:
    beside = note.values.get("subject_field", "")
    return [
        (rank, replace(entry, beside=beside, is_amendment=False))
        for rank, entry in _told_by_rank(view, note)
        if entry.field in _OF_A_NOTE and entry.after != State.FINAL
    ]


def history_of(view: View, record: Record) -> list[HistoryEntry]:
    """What was written about a record itself; by Lamport counter, since clocks are wrong."""
    return [entry for _, entry in _told_by_rank(view, record)]


def _told_by_rank(view: View, record: Record) -> list[tuple[Rank, HistoryEntry]]:
    lines = sorted(
        (
            (decode_line(kept.data), kept)
            for kept in view.lines.kept(view.records.line_ids(record.uid, record.kind))
        ),
        key=lambda item: (item[0].lam, item[1].hash),
    )
    amending = amending_lines({kept.hash.hex(): _spoken(line, record.uid) for line, kept in lines})
    written: dict[tuple[str, str], Json] = {}
    entries = []
    laptops = laptop_names(view)
    for line, kept in lines:
        own = kept.hash.hex()
        changes = [
            (name, value, next((written[name, h] for h in replaced if (name, h) in written), None))
            for name, value, replaced in _changes_in(line, record.uid)
        ]
        approvers = _approvers(view, changes) if own in amending else ()
        for name, value, before in changes:
            written[name, own] = value
            entry = HistoryEntry(
                line.wall,
                person_title(view.records, line.by),
                laptops.get(kept.journal, kept.journal[:8]),
                name,
                before,
                value,
                line.why,
                own,
                own in amending and name not in LIFE,
                approvers,
                warned=tuple(line.warned),
            )
            entries.append(((line.lam, own), entry))
    return entries


def _changes_in(line: Line, uid: str) -> list[tuple[str, Json, list[str]]]:
    return [
        (name, value, touch.p.get(name, []))
        for touch in line.m
        if touch.r == uid
        for name, value in touch.f.items()
    ]


def _spoken(line: Line, uid: str) -> Spoken:
    touches = [touch for touch in line.m if touch.r == uid]
    values = {name: value for touch in touches for name, value in touch.f.items()}
    return Spoken(line.lam, values, [seen for touch in touches for seen in touch.c])


def _approvers(view: View, changes: Iterable[tuple[str, Json, Json]]) -> tuple[str, ...]:
    """Who signed or approved what one line changed: (field, now, before)."""
    uids: dict[str, None] = {}
    for name, value, before in changes:
        if name in _APPROVING and isinstance(value, str):
            uids[value] = None
        elif name == "signatures" and isinstance(value, list):
            earlier = before if isinstance(before, list) else []
            rows = [row for row in value if isinstance(row, dict) and row not in earlier]
            uids |= {str(row["signer"]): None for row in rows if row.get("signer")}
    return tuple(person_title(view.records, uid) for uid in uids)


def laptop_names(view: View) -> dict[str, str]:
    """What to call the laptop behind each journal: its certificate's name, or its book letter."""
    certified: dict[str, str] = {}
    for paper in view.papers.all_of("certificate"):
        for certificate in from_pem(paper.body):
            if subject_role(certificate) == "laptop":
                certified[subject_uid(certificate)] = subject_name(certificate)
    return {
        state.uid: certified.get(state.replica, state.replica[:8] or state.uid[:8])
        for state in view.lines.journals()
    }


def moment_or_none(text: str) -> Moment | None:
    """A line's wall clock as a moment, unless its author's clock wrote nonsense."""
    try:
        return Moment.parse(text)
    except MomentError:
        return None


def label_of(kind: str, field: str) -> str:
    """A field's label, or its name where a newer version declared it."""
    item = KIND[kind].fields.get(field) if kind in KIND else None
    return item.label if item else field
