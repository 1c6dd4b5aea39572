"""Writing records: create, change, make final, withdraw, restore, undo, decide a conflict.

Every way in comes through here, so every rule is asked here; the journal line and the row are
written in one transaction, and an acknowledged save is on the disk.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.changes import Changes
from app.core.errors import AppError
from app.core.ids import new_uid
from app.models.fields import Json, encode_values
from app.models.journal import APPENDING_KINDS, Touch, decode_line
from app.models.kinds import KIND
from app.models.record import Record, State
from app.rules.closing import a_disputed_field_is_decided, a_final_record_changes_with_a_reason
from app.rules.gates import verdicts_for
from app.rules.verdicts import Level, Verdict
from app.services.desk import Desk
from app.services.numbering import give_number
from app.store.mark import set_mark
from app.store.transactions import Edit, Pen


class DraftRejectedError(AppError):
    """Rules stop the draft; what was typed stays where it was typed."""

    def __init__(self, problems: Sequence[Verdict]) -> None:
        first = next((item for item in problems if item.stops), problems[0])
        super().__init__(first.message, hint=first.hint, **dict(first.values))
        self.problems = tuple(problems)


class NoSuchRecordError(AppError):
    """The record asked for is not here."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A record as it now stands, what changed, and what the rules remarked."""

    record: Record
    changes: Changes
    verdicts: tuple[Verdict, ...] = ()


def save_record(
    desk: Desk, kind: str, uid: str | None, draft: Mapping[str, Any], *, why: str = ""
) -> Saved:
    """Create a record (`uid` None) or change one; only what differs is written, as one line.

    Raises:
        DraftRejectedError: a rule stops it, with every problem found.
    """
    with desk.store.writing() as pen:
        previous = _required(pen, uid, kind) if uid else None
        saved = _write(desk, pen, KIND[kind], previous, draft, _Because(why))
    set_mark(desk.store, desk.layout)
    return saved


@dataclass(frozen=True, slots=True)
class _Because:
    """Why something is written: in words, and the hash of the line that it takes back, if any."""

    why: str = ""
    undoes: str = ""


def _write(
    desk: Desk,
    pen: Pen,
    kind: type[Record],
    previous: Record | None,
    draft: Mapping[str, Any],
    because: _Because,
) -> Saved:
    now = desk.now()
    if previous is None:
        values = {name: value for name, value in draft.items() if value is not None}
        values.setdefault("occurred_at", now)
        if not kind.is_append_only:
            values.setdefault("state", State.DRAFT.value)
        record = kind(new_uid(), values)
        if "number" not in values and (number := give_number(pen, record)):
            record = record.with_values({"number": number})
        changed: Mapping[str, Any] = record.values
    else:
        changed = {
            name: value for name, value in draft.items() if previous.values.get(name) != value
        }
        if not changed:
            return Saved(previous, Changes())
        record = previous.with_values(changed)
    verdicts = (
        *a_final_record_changes_with_a_reason(previous, because.why),
        *a_disputed_field_is_decided(previous, changed),
        *verdicts_for(record, previous, pen.records, author=desk.person, now=now),
    )
    if any(item.stops for item in verdicts):
        raise DraftRejectedError(verdicts)
    edit = Edit(record.kind, record.uid, encode_values(kind.fields, changed))
    changes = pen.append([edit], by=desk.person, at=now, why=because.why, undoes=because.undoes)
    return Saved(_required(pen, record.uid, record.kind), changes, verdicts)


def make_final(desk: Desk, uid: str) -> Saved:
    """Close a record: from now on a change needs a reason and prints as an amendment."""
    return _change_state(desk, uid, State.FINAL, "")


def withdraw_record(desk: Desk, uid: str, why: str) -> Saved:
    """Withdraw a record, because …; it stays findable and can be restored.

    Raises:
        DraftRejectedError: no reason, or a rule forbids it (a hazard is never withdrawn).
    """
    _require_reason(why)
    return _change_state(desk, uid, State.WITHDRAWN, why)


def restore_record(desk: Desk, uid: str, why: str) -> Saved:
    """Take a withdrawn record back, because …: as a draft, or final if it ever was.

    Raises:
        DraftRejectedError: no reason, or the record is not withdrawn.
    """
    _require_reason(why)
    with desk.store.writing() as pen:
        record = _required(pen, uid)
        if not record.is_withdrawn:
            raise _refused("BR-10", "This record is not withdrawn.", "Nothing has to be restored.")
        was_final = State.FINAL.value in _values_of(pen, record, "state")
        state = State.FINAL if was_final else State.DRAFT
        saved = _write_state(desk, pen, record, state, why)
    set_mark(desk.store, desk.layout)
    return saved


def _change_state(desk: Desk, uid: str, state: State, why: str) -> Saved:
    with desk.store.writing() as pen:
        saved = _write_state(desk, pen, _required(pen, uid), state, why)
    set_mark(desk.store, desk.layout)
    return saved


def _write_state(desk: Desk, pen: Pen, record: Record, state: State, why: str) -> Saved:
    draft = {"state": state.value, **({"reason": why} if why else {})}
    return _write(desk, pen, type(record), record, draft, _Because(why))


def resolve_conflict(desk: Desk, uid: str, field: str, value: object, why: str) -> Saved:
    """Decide which value stands where laptops disagree; the decision is itself a journal line.

    Raises:
        DraftRejectedError: no reason was given, or a rule forbids that value.
    """
    _require_reason(why)
    with desk.store.writing() as pen:
        record = _required(pen, uid)
        now = desk.now()
        decided = {field: value} | ({"reason": why} if field == "state" else {})
        verdicts = verdicts_for(
            record.with_values(decided), record, pen.records, author=desk.person, now=now
        )
        encoded = encode_values(type(record).fields, decided)
        heads = [head.value for head in pen.records.heads(uid, record.kind, field)]
        # Either side's number was given in good faith: deciding between them gives no new one.
        allowed = {"BR-10"} if encoded[field] in heads else set()
        if any(item.stops and item.rule not in allowed for item in verdicts):
            raise DraftRejectedError(verdicts)
        edit = Edit(record.kind, uid, encoded)
        changes = pen.append([edit], by=desk.person, at=now, resolves=True, why=why)
        saved = Saved(_required(pen, uid), changes, verdicts)
    set_mark(desk.store, desk.layout)
    return saved


def undo_last(desk: Desk) -> Saved | None:
    """Take back this laptop's last change of one record, by a new change; None if there is none.

    Asked again, it takes back the change before that, and so on, but never goes past what cannot be
    undone: a record's creation, a decision, and what never changes (custody, signatures). What
    others wrote since then stays.
    """
    with desk.store.writing() as pen:
        taken_back: set[str] = set()
        saved = None
        tip = pen.tip
        for kept in pen.lines.backwards(tip.journal, tip.size, tip.head):
            line = decode_line(kept.data)
            own = kept.hash.hex()
            if line.undoes:
                taken_back |= {own, line.undoes}
            elif own not in taken_back and line.k in APPENDING_KINDS:
                if line.k != "change" or len(line.m) != 1 or not line.m[0].c:
                    break
                taken_back.add(own)
                saved = _take_back(desk, pen, line.m[0], own, taken_back)
                if saved is not None:
                    break
    if saved is not None:
        set_mark(desk.store, desk.layout)
    return saved


def _take_back(
    desk: Desk, pen: Pen, touch: Touch, line: str, taken_back: Collection[str]
) -> Saved | None:
    """Give the fields that the line wrote, and that still show it, what they held before."""
    record = _required(pen, touch.r)
    before: dict[str, Any] = {}
    for name in touch.f:
        item = type(record).fields.get(name)
        heads = pen.records.heads(record.uid, record.kind, name) if item else []
        if item is not None and heads and all(head.line in taken_back for head in heads):
            older = _value_of(pen, touch.r, record.kind, name, touch.p.get(name, []))
            before[name] = None if older is None else item.decode(older)
    saved = _write(desk, pen, type(record), record, before, _Because("Undone", line))
    return saved if saved.changes.uids else None


def _value_of(pen: Pen, uid: str, kind: str, field: str, lines: Sequence[str]) -> Json:
    for kept in pen.lines.kept(pen.records.line_ids(uid, kind)):
        if kept.hash.hex() in lines:
            for touch in decode_line(kept.data).m:
                if touch.r == uid and field in touch.f:
                    return touch.f[field]
    return None


def _values_of(pen: Pen, record: Record, field: str) -> list[Json]:
    """Every value that a field of a record was ever given."""
    return [
        touch.f[field]
        for kept in pen.lines.kept(pen.records.line_ids(record.uid, record.kind))
        for touch in decode_line(kept.data).m
        if touch.r == record.uid and field in touch.f
    ]


def _required(pen: Pen, uid: str, kind: str | None = None) -> Record:
    record = pen.records.get(uid, kind)
    if record is None:
        raise NoSuchRecordError(
            "This record is not on this laptop.", hint="Read the newest bundle and try again."
        )
    return record


def _require_reason(why: str) -> None:
    if not why.strip():
        raise _refused(
            "BR-21", "A reason is needed.", "Say in a few words why, then try again.", "reason"
        )


def _refused(rule: str, message: str, hint: str, field: str = "") -> DraftRejectedError:
    return DraftRejectedError([Verdict(rule, Level.BLOCK, message, hint, field=field)])
