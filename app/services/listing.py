"""The list of a kind: which records there are, and each of them when somebody looks at it.

A season has 15,000 photos, and a window shows twenty. So a list holds uids; what it shows, sorts
by and is filtered by is read from the store as it stands at that moment.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from app.models.record import Record
from app.services.desk import Desk
from app.store.stored import value_of


@dataclass(frozen=True, slots=True)
class Listing:
    """The records of a kind by number; `uids` says which there were when it was asked for."""

    desk: Desk
    kind: str
    uids: tuple[str, ...]

    def records(self, uids: Collection[str]) -> dict[str, Record]:
        """Those records as they stand now, by uid."""
        with self.desk.store.reading() as view:
            return {record.uid: record for record in view.records.some_of(self.kind, uids)}

    def stored(self, names: Sequence[str], uid: str = "") -> Sequence[Sequence[Any]]:
        """(uid, is disputed, is amended, *values as they are stored) of all, or of one record."""
        with self.desk.store.reading() as view:
            return view.records.stored_in(self.kind, tuple(names), uid)

    def value(self, name: str, stored: Any) -> Any:  # noqa: ANN401 - the field's type
        """What a stored value means; None where this version cannot read it."""
        return value_of(self.kind, name, stored)


def listing(desk: Desk, kind: str, *, include_withdrawn: bool = False) -> Listing:
    """Which records of a kind there are."""
    with desk.store.reading() as view:
        uids = view.records.uids_of(kind, include_withdrawn=include_withdrawn)
    return Listing(desk, kind, tuple(uids))
