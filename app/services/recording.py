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
from app.core.wording import Words, isolated
from app.models.fields import Json, encode_values
from app.models.journal import APPENDING_KINDS, Line, Touch, decode_line
from app.models.kinds import KIND
from app.models.margins import MarginNote
from app.models.record import Record, State
from app.rules.binding import bound
from app.rules.closing import a_disputed_field_is_decided, a_final_record_changes_with_a_reason
from app.rules.completeness import known_without_asking
from app.rules.gates import verdicts_for
from app.rules.pictures import raised_for
from app.rules.standing import (
    OPEN,
    a_withdrawn_record_is_restored_first,
    how_it_stands_is_not_typed,
)
from app.rules.verdicts import Level, Verdict, warning
from app.services.books import this_laptop
from app.services.desk import Desk
from app.services.numbering import NAMING_THE_GRAVE, give_number
from app.store.mark import set_mark
from app.store.transactions import Edit, Pen

_UNDONE = "Undone"


class DraftRejectedError(AppError):
    """Rules stop the draft; what was typed stays where it was typed."""

    def __init__(self, problems: Sequence[Verdict]) -> None:
        first = next((item for item in problems if item.stops), problems[0])
        super().__init__(first.message, hint=first.hint, **dict(first.values))
        self.problems = tuple(problems)


class NoSuchRecordError(AppError):
    """The record asked for is not here."""


class NotUndoneError(AppError):
    """What was done last stands, whatever key is pressed."""


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

    How it stands is no part of a draft: see `make_final`, `withdraw_record`, `restore_record`.

    Raises:
        DraftRejectedError: a rule stops it, with every problem found.
    """
    with desk.store.writing() as pen:
        previous = _required(pen, uid, kind) if uid else None
        saved = _write(desk, pen, KIND[kind], previous, draft, _Because(why, is_typed=True))
    set_mark(desk.store, desk.layout)
    return saved


def write_final(desk: Desk, kind: str, draft: Mapping[str, Any]) -> Saved:
    """Create a record that is final as it is written, as a note in ink is.

    Raises:
        DraftRejectedError: a rule stops it, with every problem found.
    """
    with desk.store.writing() as pen:
        final = {**draft, "state": State.FINAL.value}
        saved = _write(desk, pen, KIND[kind], None, final, _Because())
    set_mark(desk.store, desk.layout)
    return saved


def write_again(desk: Desk, uid: str, field: str, value: object, why: str) -> Saved:
    """Give a field a value of before, just as it was: who signed then signs nothing new by it.

    Raises:
        DraftRejectedError: a rule stops it, with every problem found.
    """
    with desk.store.writing() as pen:
        previous = _required(pen, uid)
        because = _Because(why, is_typed=True, is_again=True)
        saved = _write(desk, pen, type(previous), previous, {field: value}, because)
    set_mark(desk.store, desk.layout)
    return saved


@dataclass(frozen=True, slots=True)
class _Because:
    """Why something is written: in words, and the hash of the line that it takes back, if any.

    `is_typed` says that a person filled in fields, rather than closed, withdrew or took back; with
    `is_again`, a value of before is written again.
    """

    why: str = ""
    undoes: str = ""
    is_typed: bool = False
    is_again: bool = False


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
        record = bound(record, ())
        changed: Mapping[str, Any] = record.values
    else:
        # Taken back, a signature stands again behind what it signed, and nothing else.
        is_again = because.is_again or because.undoes
        as_typed = dict(draft) if is_again else _signed_as(previous, draft)
        changed = {
            name: value for name, value in as_typed.items() if previous.values.get(name) != value
        }
        if not changed:
            return Saved(previous, Changes())
        record = previous.with_values(changed)
        if because.is_typed and _may_be_numbered(record) and (number := give_number(pen, record)):
            changed = {**changed, "number": number}
            record = record.with_values({"number": number})
    if raised := raised_for(record, pen.records):
        record, changed = record.with_values(raised), {**changed, **raised}
    verdicts = (
        *(how_it_stands_is_not_typed(record, previous) if because.is_typed else ()),
        *a_withdrawn_record_is_restored_first(record, previous),
        *a_final_record_changes_with_a_reason(previous, because.why),
        *a_disputed_field_is_decided(previous, changed),
        *verdicts_for(
            record,
            previous,
            pen.records,
            author=desk.person,
            now=now,
            laptop=this_laptop(pen) if "number" in draft else None,
        ),
    )
    if any(item.stops for item in verdicts):
        raise DraftRejectedError(verdicts)
    edit = Edit(record.kind, record.uid, encode_values(kind.fields, changed))
    changes = pen.append(
        [edit],
        by=desk.person,
        at=now,
        why=because.why,
        undoes=because.undoes,
        warned=warning(verdicts),
    )
    return Saved(_required(pen, record.uid, record.kind), changes, verdicts)


def _may_be_numbered(record: Record) -> bool:
    """Whether a record waited for its grave; what was signed without a number stays as signed."""
    return (
        record.kind in NAMING_THE_GRAVE
        and record.state in OPEN
        and not record.number
        and "number" not in record.disputed
        and not record.values.get("signatures")
    )


def _signed_as(previous: Record, draft: Mapping[str, Any]) -> dict[str, Any]:
    """The draft with each signature that it adds bound to what the record then says."""
    if not draft.get("signatures"):
        return dict(draft)
    signed = bound(previous.with_values(draft), previous.values.get("signatures") or ())
    return {**draft, "signatures": signed.values["signatures"]}


def make_final(desk: Desk, uid: str) -> Saved:
    """Close a record: from now on a change needs a reason and prints as an amendment.

    A number that could not be given before is given now, if it can be. A thing that stands in the
    list of one container, and names none itself, names that one from now on.

    Raises:
        DraftRejectedError: it lacks what a final record needs, or is withdrawn, or a rule stops it.
    """
    with desk.store.writing() as pen:
        record = _required(pen, uid)
        if record.is_final:
            return Saved(record, Changes())
        if record.state not in OPEN:
            raise _refused("BR-21", "A withdrawn record is not made final.", "Restore it first.")
        is_signed = record.values.get("signatures")  # for what it said, without a number
        number = "" if record.number or is_signed else give_number(pen, record)
        draft = {"state": State.FINAL.value, **({"number": number} if number else {})}
        draft |= known_without_asking(record, pen.records)
        saved = _write(desk, pen, type(record), record, draft, _Because())
    set_mark(desk.store, desk.layout)
    return saved


def withdraw_record(desk: Desk, uid: str, why: str) -> Saved:
    """Withdraw a record, because …; it stays findable and can be restored.

    Raises:
        DraftRejectedError: no reason, or a rule forbids it (a hazard is never withdrawn).
    """
    _require_reason(why)
    with desk.store.writing() as pen:
        saved = _write_state(desk, pen, _required(pen, uid), State.WITHDRAWN, why)
    set_mark(desk.store, desk.layout)
    return saved


def restore_record(desk: Desk, uid: str, why: str) -> Saved:
    """Take a withdrawn record back, because …: as it stood before, a draft or final.

    Raises:
        DraftRejectedError: no reason, or the record is not withdrawn.
    """
    _require_reason(why)
    with desk.store.writing() as pen:
        record = _required(pen, uid)
        if not record.is_withdrawn:
            raise _refused("BR-10", "This record is not withdrawn.", "Nothing has to be restored.")
        saved = _write_state(desk, pen, record, stood_before(pen, record), why)
    set_mark(desk.store, desk.layout)
    return saved


def _write_state(desk: Desk, pen: Pen, record: Record, state: State, why: str) -> Saved:
    draft = {"state": state.value, **({"reason": why} if why else {})}
    return _write(desk, pen, type(record), record, draft, _Because(why))


def resolve_conflict(desk: Desk, uid: str, field: str, value: object, why: str) -> Saved:
    """Decide which value stands where laptops disagree; the decision is itself a journal line.

    A record that was withdrawn here and edited there is kept by deciding on a `state` that is not
    withdrawn: it then stands as it did before.

    Raises:
        DraftRejectedError: no reason was given, nobody disagrees, or a rule forbids that value.
    """
    _require_reason(why)
    with desk.store.writing() as pen:
        record = _required(pen, uid)
        now = desk.now()
        decided = {field: _decided(pen, record, field, value)}
        if field == "state":
            decided["reason"] = why
        draft = record.with_values(decided).agreed_on(field)
        verdicts = verdicts_for(draft, record, pen.records, author=desk.person, now=now)
        encoded = encode_values(type(record).fields, decided)
        heads = [head.value for head in pen.records.heads(uid, record.kind, field)]
        # Either side's number was given in good faith: deciding between them gives no new one.
        allowed = {"BR-10"} if encoded[field] in heads else set()
        if any(item.stops and item.rule not in allowed for item in verdicts):
            raise DraftRejectedError(verdicts)
        edit = Edit(record.kind, uid, encoded)
        changes = pen.append(
            [edit], by=desk.person, at=now, resolves=True, why=why, warned=warning(verdicts)
        )
        saved = Saved(_required(pen, uid), changes, verdicts)
    set_mark(desk.store, desk.layout)
    return saved


def _decided(pen: Pen, record: Record, field: str, value: object) -> object:
    """The value as it is to be written, where there is anything to decide."""
    if field in record.disputed:
        heads = [head.value for head in pen.records.heads(record.uid, record.kind, field)]
        if field == "state" and value not in heads:
            raise _refused("C1", "Nobody said that the record stands so.", "Choose one of the two.")
        return value
    if field == "state" and len(pen.records.newest_lines(record.uid, record.kind)) > 1:
        return value if value == State.WITHDRAWN.value else stood_before(pen, record).value
    raise _refused(
        "C1",
        "Laptops do not disagree on this field.",
        "Nothing has to be decided. Change the field itself.",
    )


def undo_last(desk: Desk) -> Saved | None:
    """Take back this laptop's last change of one record, by a new change; None if there is none.

    Asked again, it takes back the change before that, and so on; what others wrote since then
    stays. A record that was begun in this session is withdrawn, and so is a note in the margin.

    Raises:
        NotUndoneError: what comes next is not taken back by a key, and why.
        DraftRejectedError: a rule forbids it (a hazard is never withdrawn).
    """
    with desk.store.writing() as pen:
        taken_back: set[str] = set()
        saved, is_of_now = None, True
        tip = pen.tip
        for kept in pen.lines.backwards(tip.journal, tip.size, tip.head):
            line = decode_line(kept.data)
            own = kept.hash.hex()
            if line.undoes:
                taken_back |= {own, line.undoes}
            elif line.k not in APPENDING_KINDS:
                is_of_now = is_of_now and line.act != "open"
            elif own not in taken_back:
                if (found := _not_undone(pen, line, is_of_now=is_of_now)) is not None:
                    raise found
                taken_back.add(own)
                saved = _take_back(desk, pen, line.m[0], own, taken_back)
                if saved is not None:
                    break
    if saved is not None:
        set_mark(desk.store, desk.layout)
    return saved


def _not_undone(pen: Pen, line: Line, *, is_of_now: bool) -> NotUndoneError | None:
    """Why what a line did stands, if anything; `is_of_now` says that it is of this session."""
    if len(line.m) != 1:
        return NotUndoneError(
            "What was done last changed {count} records at once, and a key does not take it back.",
            hint="Undo it where it was done, or change or withdraw each of them.",
            count=len(line.m),
        )
    touch = line.m[0]
    record = _required(pen, touch.r)
    if line.k == "resolve":
        return NotUndoneError(
            "What was decided last, on {record}, is not undone.",
            hint="Change the field itself; the history tells both.",
            record=isolated(record.title),
        )
    if record.is_append_only:
        return NotUndoneError(
            "What was written last, {kind} {record}, is never changed, nor undone.",
            hint="Record a new entry that supersedes it, and say why.",
            kind=Words((record.label,)),
            record=isolated(record.title),
        )
    if touch.c and _makes_final(pen, touch):
        return NotUndoneError(
            "{record} was made final, and that is not undone.",
            hint="Change what is wrong in it, and say why: it prints as an amendment.",
            record=isolated(record.title),
        )
    is_begun_earlier = not touch.c and not is_of_now
    if is_begun_earlier or (not touch.c and record.is_final and record.kind != MarginNote.kind):
        return NotUndoneError(
            "What was done last is that {record} was begun, and a key does not take that back.",
            hint="If it should not be there, open it and withdraw it, and say why.",
            record=isolated(record.title),
        )
    return None


def _take_back(
    desk: Desk, pen: Pen, touch: Touch, line: str, taken_back: Collection[str]
) -> Saved | None:
    """Give the fields that the line wrote, and that still show it, what they held before."""
    record = _required(pen, touch.r)
    if not touch.c:
        begun = {"state": State.WITHDRAWN.value, "reason": _UNDONE}
        if record.is_withdrawn:
            return None
        return _write(desk, pen, type(record), record, begun, _Because(_UNDONE, line))
    before: dict[str, Any] = {}
    for name in touch.f:
        item = type(record).fields.get(name)
        heads = pen.records.heads(record.uid, record.kind, name) if item else []
        if item is not None and heads and all(head.line in taken_back for head in heads):
            older = _value_of(pen, touch.r, record.kind, name, touch.p.get(name, []))
            if name == "number" and older is None:
                continue  # given once, and perhaps on a label by now
            before[name] = None if older is None else item.decode(older)
    saved = _write(desk, pen, type(record), record, before, _Because(_UNDONE, line))
    return saved if saved.changes.uids else None


def _makes_final(pen: Pen, touch: Touch) -> bool:
    """Whether a line closed a record, rather than restored one that had been closed."""
    if touch.f.get("state") != State.FINAL.value:
        return False
    before = _value_of(pen, touch.r, touch.t, "state", touch.p.get("state", []))
    return before != State.WITHDRAWN.value


def _value_of(pen: Pen, uid: str, kind: str, field: str, lines: Sequence[str]) -> Json:
    for kept in pen.lines.kept(pen.records.line_ids(uid, kind)):
        if kept.hash.hex() in lines:
            for touch in decode_line(kept.data).m:
                if touch.r == uid and field in touch.f:
                    return touch.f[field]
    return None


def stood_before(pen: Pen, record: Record) -> State:
    """How a record stood before anybody withdrew it."""
    ranked = [
        (line.lam, kept.hash, touch.f["state"] == State.FINAL.value)
        for kept in pen.lines.kept(pen.records.line_ids(record.uid, record.kind))
        for line in (decode_line(kept.data),)
        for touch in line.m
        if touch.r == record.uid and touch.f.get("state", "") in ("DRAFT", "FINAL")
    ]
    return State.FINAL if ranked and max(ranked)[2] else State.DRAFT


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
