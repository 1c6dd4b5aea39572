"""What a custody transfer asks to be done, bound to the desk of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.models.record import Record
from app.rules.holding import CustodyState
from app.services.custody import TransferDraft, custodies_of, transfer_custody
from app.services.drawings import keep_drawing
from app.services.photos import add_photo
from app.services.reading import find_number, get_record
from app.services.recording import Saved
from app.ui.seat import Seat


@dataclass(frozen=True, slots=True)
class CustodyActions:
    """The services; `person` is the uid of who sits at this laptop and can sign by key."""

    person: str
    custodies_of: Callable[[Sequence[str]], dict[str, CustodyState]]
    get_record: Callable[[str], Record | None]
    find_number: Callable[[str], list[Record]]
    transfer: Callable[[TransferDraft], Saved]
    keep_drawing: Callable[[bytes], str]
    add_photo: Callable[[Path, Mapping[str, Any]], Saved]


def custody_at(seat: Seat) -> CustodyActions:
    """The services as the person at this desk uses them."""
    return CustodyActions(
        person=seat.desk.person,
        custodies_of=lambda items: custodies_of(seat.desk, items),
        get_record=lambda uid: get_record(seat.desk, uid),
        find_number=lambda number: find_number(seat.desk, number),
        transfer=lambda draft: transfer_custody(seat.desk, draft),
        keep_drawing=lambda png: keep_drawing(seat.desk, png),
        add_photo=lambda path, draft: add_photo(seat.desk, path, draft),
    )
