"""What was scanned or typed: an item of this laptop, or something else, such as a seal.

A label carries the record's uid. A number that is typed must bring its check character: one wrong
digit would hand over another bag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import AppError
from app.models.custody import ITEM_KINDS
from app.models.record import Record
from app.rules.holding import CustodyState
from app.rules.labels import FORMAT, parse_label
from app.rules.numbering import NumberError, parse_number
from app.ui.custody.actions import CustodyActions


class ScanError(AppError):
    """What was scanned is no item that can be handed on."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """An item and its custody, or the reason why `text` is none.

    `label` is what was read from the thing itself: its code, or its number with check character.
    """

    text: str
    label: str = ""
    record: Record | None = None
    state: CustodyState | None = None
    error: AppError | None = None


def look_up(actions: CustodyActions, text: str) -> Scanned:
    """The item that a label or a typed number names."""
    try:
        label, found = _named(actions, text)
        return _item(actions, text, label, found)
    except AppError as error:
        return Scanned(text, error=error)


def opened(actions: CustodyActions, uids: Sequence[str]) -> list[Scanned]:
    """Items chosen elsewhere in the window, in that order."""
    records = [record for uid in uids if (record := actions.get_record(uid)) is not None]
    return [_item(actions, record.uid, "", [record]) for record in records]


def _named(actions: CustodyActions, text: str) -> tuple[str, list[Record]]:
    """What was read as a label, and the records that it names."""
    code = text.upper()
    if code.startswith(f"{FORMAT}|"):
        label = parse_label(code)
        record = actions.get_record(label.uid)
        return code, [record] if record is not None else actions.find_number(label.number)
    try:
        parts = parse_number(text)
    except NumberError:
        if found := actions.find_number(text):  # a number that others gave, typed as it stands
            return "", found
        raise
    if not parts.check:
        raise ScanError(
            "The check character of {number} is missing.",
            hint="Type it too: it stands after the dot on the label.",
            number=parts.number,
        )
    return text, actions.find_number(parts.number)


def _item(actions: CustodyActions, text: str, label: str, found: list[Record]) -> Scanned:
    items = [record for record in found if record.kind in ITEM_KINDS]
    if len(items) > 1:
        raise ScanError(
            "Two items carry this number, and headquarters has not decided yet.",
            hint="Keep both here until Conflicts says which is which.",
        )
    if not items and found:
        raise ScanError(
            "This number belongs to nothing that is handed on.",
            hint="Scan the label of a bag, a box or a coffin.",
        )
    if not items:
        raise ScanError(
            "No item on this laptop carries this number.",
            hint="Read the bundle that has it, or record the item first.",
        )
    uid = items[0].uid
    return Scanned(text, label, items[0], actions.custodies_of([uid])[uid])
