"""Who holds what, and handing it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.clock import Moment
from app.models.custody import CustodyEvent, CustodyLine
from app.models.signatures import Signature
from app.rules.custody import Custody
from app.rules.custody import custody_of as custody_in
from app.rules.holding import CustodyState
from app.rules.labels import the_label_is_that_of_the_item
from app.rules.sampling import samples_are_not_typed, tubes_are_scanned
from app.rules.snapshot import for_many
from app.rules.world import Records
from app.services.desk import Desk
from app.services.recording import DraftRejectedError, Saved, save_record


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One item of a transfer: the seal as read, its condition, and the seal left on it.

    `scanned` is the label as it was read from the thing itself, code or number; "" if none was.
    """

    item: str
    scanned: str = ""
    seal_before: str = ""
    seal_condition: str = ""
    seal_after: str = ""
    item_condition: str = ""
    quantity: int = 1
    left_open: bool = False
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class TransferDraft:
    """What is to be recorded of one custody event; `more` holds other fields, decoded."""

    event_type: str
    items: tuple[ItemDraft, ...]
    occurred_at: Moment | None = None
    from_person: str = ""
    to_person: str = ""
    from_place: str = ""
    to_place: str = ""
    purpose: str = ""
    half: str = "BOTH"
    signatures: tuple[Signature, ...] = ()
    supersedes: str = ""
    approved_by: str = ""
    remarks: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def custody_of(desk: Desk, item: str) -> CustodyState:
    """Who holds an item, where, in what and under which seal, with every event behind it."""
    with desk.store.reading() as view:
        return custody_in(item, view.records)


def custodies_of(desk: Desk, items: Sequence[str]) -> dict[str, CustodyState]:
    """`custody_of` for many items as of one instant."""
    with desk.store.reading() as view:
        custody = Custody(for_many(view.records, len(items)))
        return {item: custody.of(item) for item in items}


def transfer_custody(desk: Desk, draft: TransferDraft) -> Saved:
    """Record one custody event for one or many items.

    Each line names the item's last event as known here, so that two laptops that each hand on the
    same bag are found out.

    Raises:
        DraftRejectedError: a custody rule stops it, or a label is another item's or missing.
    """
    with desk.store.reading() as view:
        _require_labels(draft, view.records)
        custody = Custody(for_many(view.records, len(draft.items)))
        states = {line.item: custody.of(line.item) for line in draft.items}
        organisations = {
            person: record.values.get("organisation")
            for person in (draft.from_person, draft.to_person)
            if person and (record := view.records.get(person, "person"))
        }
    values: dict[str, Any] = {
        "event_type": draft.event_type,
        "occurred_at": draft.occurred_at or desk.now(),
        "half": draft.half,
        "from_custodian": draft.from_person,
        "from_organisation": organisations.get(draft.from_person),
        "to_custodian": draft.to_person,
        "to_organisation": organisations.get(draft.to_person),
        "from_location": draft.from_place,
        "to_location": draft.to_place,
        "purpose": draft.purpose,
        "lines": tuple(_line(line, states[line.item]) for line in draft.items),
        "signatures": draft.signatures,
        "supersedes": draft.supersedes,
        "approved_by": draft.approved_by,
        "remarks": draft.remarks,
        "discrepancy": "NONE",
        **draft.more,
    }
    filled = {name: value for name, value in values.items() if value not in {"", None, ()}}
    return save_record(desk, CustodyEvent.kind, None, filled)


def _require_labels(draft: TransferDraft, records: Records) -> None:
    scanned = {line.item: line.scanned for line in draft.items}
    problems = [
        verdict
        for uid, label in scanned.items()
        if label and (item := records.get(uid)) is not None
        for rule in (the_label_is_that_of_the_item, samples_are_not_typed)
        for verdict in rule(item, label)
    ]
    problems += tubes_are_scanned(draft.event_type, scanned, records)
    if problems:
        raise DraftRejectedError(problems)


def _line(line: ItemDraft, state: CustodyState) -> CustodyLine:
    values = {
        "item": line.item,
        "previous": state.last,
        "seal_before": line.seal_before,
        "seal_condition": line.seal_condition,
        "seal_after": line.seal_after,
        "left_open": line.left_open or None,
        "item_condition": line.item_condition,
        "quantity": line.quantity,
        "remarks": line.remarks,
    }
    return CustodyLine({name: value for name, value in values.items() if value not in {"", None}})
