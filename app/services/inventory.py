"""The skeletal inventory of a case, marked bone by bone or region by region.

Everything marked by one key is one action: one transaction and one line of the journal, in which
each element has passed the gate for itself. What a rule refuses is left out and told; the rest is
on the disk. An element unmarked is withdrawn, and comes back if it is marked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.changes import Changes
from app.core.ids import new_uid
from app.models.elements import Element
from app.models.fields import encode_values
from app.models.record import State
from app.models.remains import RemainsCase
from app.rules.chart import Slot
from app.rules.closing import a_disputed_field_is_decided, a_final_record_changes_with_a_reason
from app.rules.gates import verdicts_for
from app.rules.marks import Mark, mark_of, slot_of, values_of
from app.rules.verdicts import Verdict, warning
from app.rules.world import Remembering, Supposing, found, naming
from app.services.desk import Desk
from app.services.recording import NoSuchRecordError, stood_before
from app.store.mark import set_mark
from app.store.transactions import Edit, Pen

UNMARKED = "Marked by mistake"
TAKEN_BACK = "Undone"
_A_LINE = 250  # elements; a line of the journal holds 256 KiB


@dataclass(frozen=True, slots=True)
class Inventory:
    """A case and what is recorded of its bones; what was not examined has no element."""

    case: RemainsCase
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Marking:
    """What somebody says of one element; `mark` None says that it was not examined.

    `uid` names the record where several lie in one place, or one that was withdrawn and comes back;
    without it the first record of the place is meant. `is_another` records one more of the same
    bone. `age` is the age band of a record that is new.
    """

    slot: Slot
    mark: Mark | None
    uid: str = ""
    is_another: bool = False
    age: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """How one record was changed: the fields before and after; a new one had none before."""

    uid: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The elements as they now stand, what the rules said at each place, and what was refused.

    `written` takes it back.
    """

    elements: tuple[Element, ...]
    changes: Changes
    remarks: Mapping[Slot, tuple[Verdict, ...]]
    refused: Mapping[Slot, tuple[Verdict, ...]]
    written: tuple[Written, ...] = ()
    line: str = ""


def inventory_of(desk: Desk, case: str) -> Inventory:
    """The inventory of a case.

    Raises:
        NoSuchRecordError: the case is not here.
    """
    with desk.store.reading() as view:
        record = found(view.records, RemainsCase, case)
        if record is None:
            raise _no_case()
        return Inventory(record, tuple(naming(view.records, Element, "remains_case", case)))


def mark_elements(desk: Desk, case: str, markings: Sequence[Marking], *, why: str = "") -> Marked:
    """Write what was marked; `why` is needed where a record is final.

    Raises:
        NoSuchRecordError: the case is not here, or a record that was named.
    """
    with desk.store.writing() as pen:
        if found(pen.records, RemainsCase, case) is None:
            raise _no_case()
        here = list(naming(pen.records, Element, "remains_case", case))
        drafts = [
            draft for marking in markings for draft in _draft_of(desk, pen, case, marking, here)
        ]
        is_taken_away = all(marking.mark is None for marking in markings)
        reason = why or (UNMARKED if is_taken_away else "")
        marked = _write(desk, pen, drafts, why=why, reason=reason)
    if marked.changes.uids:
        set_mark(desk.store, desk.layout)
    return marked


def take_back(desk: Desk, marked: Marked) -> Marked:
    """Undo what was marked, by another line: what was new is withdrawn, the rest is as it was.

    A field that was changed since then stays as it is now.
    """
    with desk.store.writing() as pen:
        drafts = []
        for one in marked.written:
            now = _required(pen, one.uid)
            before = dict(one.before)
            if one.is_new:
                before = {"state": State.WITHDRAWN.value, "reason": TAKEN_BACK}
            elif any(now.values.get(name) != value for name, value in one.after.items()):
                before = {
                    name: value
                    for name, value in before.items()
                    if now.values.get(name) == one.after[name]
                }
            drafts.append(_Draft(now, before))
        undone = _write(desk, pen, drafts, reason=TAKEN_BACK, undoes=marked.line)
    if undone.changes.uids:
        set_mark(desk.store, desk.layout)
    return undone


@dataclass(frozen=True, slots=True)
class _Draft:
    """A record as it stands, or new, and the fields to be written."""

    record: Element
    fields: Mapping[str, Any]
    is_new: bool = False

    @property
    def changed(self) -> dict[str, Any]:
        """What differs."""
        if self.is_new:
            return dict(self.fields)
        return {
            name: value
            for name, value in self.fields.items()
            if self.record.values.get(name) != value
        }

    @property
    def after(self) -> Element:
        """The record as it would stand."""
        after = self.record.with_values(self.changed)
        assert isinstance(after, Element)  # noqa: S101 - a record keeps its kind
        return after

    @property
    def slot(self) -> Slot | None:
        """Where it stands on the skeleton."""
        return slot_of(self.after)


def _draft_of(
    desk: Desk, pen: Pen, case: str, marking: Marking, here: Iterable[Element]
) -> Iterator[_Draft]:
    record = _required(pen, marking.uid) if marking.uid else None
    if record is None and not marking.is_another:
        record = next((one for one in here if slot_of(one) == marking.slot), None)
    if marking.mark is None:
        if record is not None and not record.is_withdrawn:
            yield _Draft(record, {"state": State.WITHDRAWN.value, "reason": UNMARKED})
        return
    if record is None:
        fields = {
            "occurred_at": desk.now(),
            "state": State.DRAFT.value,
            "remains_case": case,
            "bone": marking.slot.bone,
            "side": marking.slot.side.value,
            **values_of(marking.mark, marking.slot.bone),
            **({"age_band": marking.age} if marking.age else {}),
        }
        told = {name: value for name, value in fields.items() if value is not None}
        yield _Draft(Element(new_uid(), {}), told, is_new=True)
    elif mark_of(record) is not marking.mark or record.is_withdrawn:
        again = values_of(marking.mark, marking.slot.bone, record.count)
        back: dict[str, Any] = {}
        if record.is_withdrawn:  # it stands again as it stood, final or a draft
            back = {"state": stood_before(pen, record).value, "reason": None}
        yield _Draft(record, {**again, **back})


def _write(
    desk: Desk,
    pen: Pen,
    drafts: Sequence[_Draft],
    *,
    why: str = "",
    reason: str = "",
    undoes: str = "",
) -> Marked:
    now = desk.now()
    supposed = Supposing(Remembering(pen.records), *(draft.after for draft in drafts))
    seen = Remembering(supposed)
    remarks: dict[Slot, tuple[Verdict, ...]] = {}
    refused: dict[Slot, tuple[Verdict, ...]] = {}
    passed: list[_Draft] = []
    warned: set[str] = set()
    for draft in drafts:
        previous, changed = (None if draft.is_new else draft.record), draft.changed
        if not changed:
            continue
        verdicts = (
            *a_final_record_changes_with_a_reason(
                draft.after if previous is not None and previous.is_withdrawn else previous,
                why or undoes,
            ),
            *a_disputed_field_is_decided(previous, changed),
            *verdicts_for(draft.after, previous, seen, author=desk.person, now=now),
        )
        stops = any(verdict.stops for verdict in verdicts)
        if verdicts and draft.slot is not None:
            (refused if stops else remarks)[draft.slot] = verdicts
        if not stops:
            passed.append(draft)
            warned |= warning(verdicts)
    changes, line = Changes(), ""
    edits = [
        Edit(Element.kind, draft.record.uid, encode_values(Element.fields, draft.changed))
        for draft in passed
    ]
    for first in range(0, len(edits), _A_LINE):
        some = edits[first : first + _A_LINE]
        changes |= pen.append(
            some, by=desk.person, at=now, why=reason, undoes=undoes, warned=warned
        )
        line = pen.tip.head.hex()
    return Marked(
        tuple(_required(pen, draft.record.uid) for draft in passed),
        changes,
        remarks,
        refused,
        tuple(_written(draft) for draft in passed),
        line,
    )


def _written(draft: _Draft) -> Written:
    before = {name: draft.record.values.get(name) for name in draft.changed}
    return Written(draft.record.uid, before, draft.changed, draft.is_new)


def _required(pen: Pen, uid: str) -> Element:
    record = pen.records.get(uid, Element.kind)
    if not isinstance(record, Element):
        raise NoSuchRecordError(
            "This record is not on this laptop.", hint="Read the newest bundle and try again."
        )
    return record


def _no_case() -> NoSuchRecordError:
    return NoSuchRecordError(
        "This record is not on this laptop.", hint="Read the newest bundle and try again."
    )
