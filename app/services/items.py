"""Everything that is known of one thing: its record, who wrote what, who holds it, where it is.

For the command line. Words are those of one language; values are told twice, as they are kept and
as people read them. Who may not see what is strictly confidential is told that it is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.wording import Wording
from app.models.custody import ITEM_KINDS
from app.models.fields import Json, RowsField, encode_values
from app.models.record import Record
from app.reports.words import Bilingual, Tongues, Words
from app.rules.completeness import Missing, still_to_complete
from app.rules.custody import custody_of
from app.rules.eyes import eyes_of
from app.rules.holding import CustodyState
from app.rules.margins import Margins
from app.services.desk import Desk
from app.services.margins import marks_in
from app.services.reading import HistoryEntry, called, history
from app.services.sheets.terms import Terms
from app.services.sheets.values import Values
from app.store.transactions import View

_WHERE = ("site", "work_area", "grave", "container", "place")


@dataclass(frozen=True, slots=True)
class Told:
    """One field, by its name and its label, in words."""

    field: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One entry of the history; `said` is what the field then held, in words."""

    entry: HistoryEntry
    label: str
    said: str
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One record with all that is known of it.

    `values` are as they are kept, `withheld` the names of those that this person may not see.
    `custody` is none of what is never in anybody's custody. `names` are what to call the uids that
    custody and place name; `title` is what to call the record itself.
    """

    record: Record
    title: str
    values: dict[str, Json]
    withheld: tuple[str, ...]
    told: tuple[Told, ...]
    history: tuple[Changed, ...]
    custody: CustodyState | None
    names: dict[str, str]
    place: dict[str, str]
    margins: Margins
    to_complete: tuple[Missing, ...]


def item_of(desk: Desk, record: Record, say: Wording) -> Item:
    """All that is known of a record, as this person may see it."""
    told = history(desk, record.uid)
    with desk.store.reading() as view:
        return _Gathering(desk, view, record, told, say).item()


class _Gathering:
    def __init__(
        self, desk: Desk, view: View, record: Record, history: list[HistoryEntry], say: Wording
    ) -> None:
        self._view = view
        self._record = record
        self._entries = history
        self._say = say
        self._values = Values(Terms(view.records, Tongues(say)))
        self._eyes = eyes_of(view.records, desk.person, desk.now())

    def item(self) -> Item:
        record = self._record
        fields = type(record).fields
        withheld = tuple(
            name
            for name in record.values
            if name in fields and not self._eyes.see(record, fields[name])
        )
        seen = {
            name: value
            for name, value in record.values.items()
            if name in fields and name not in withheld
        }
        custody = custody_of(record.uid, self._view.records) if record.kind in ITEM_KINDS else None
        return Item(
            record=record,
            title=called(self._view, record, self._say),
            values=dict(encode_values(fields, seen)),
            withheld=withheld,
            told=tuple(self._told(seen)),
            history=tuple(self._history()),
            custody=custody,
            names=dict(self._names(custody)),
            place=self._place(custody),
            margins={
                name: margin.told_up_to(self._eyes.ceiling)
                for name, margin in marks_in(self._view, record).items()
            },
            to_complete=still_to_complete(record, self._view.records),
        )  # fmt: skip

    def _told(self, seen: dict[str, object]) -> Iterator[Told]:
        for name, field in type(self._record).fields.items():
            value = seen.get(name)
            if isinstance(field, RowsField) and isinstance(value, tuple):
                said = _left(self._values.rows(value))
            else:
                said = "\n".join(map(_left, self._values.of(field, value)))
            if said:
                yield Told(name, self._say(field.label), said)

    def _history(self) -> Iterator[Changed]:
        fields = type(self._record).fields
        for entry in self._entries:
            beside = entry.beside is not None
            field = fields.get(entry.beside or "" if beside else entry.field)
            label = self._say(field.label) if field is not None else entry.field
            is_unseen = field is not None and not self._eyes.see(self._record, field)
            if is_unseen or (beside and not self._eyes.strict):
                yield Changed(entry, label, "", is_withheld=True)
            elif beside:
                yield Changed(entry, label, str(entry.after or ""))
            else:
                said = _left(self._values.encoded(self._record, entry.field, entry.after))
                yield Changed(entry, label, said)

    def _names(self, custody: CustodyState | None) -> Iterator[tuple[str, str]]:
        if custody is None:
            return
        events = [event.uid for event in custody.events]
        for uid in (custody.holder, custody.place, custody.container, custody.released_to, *events):
            if uid:
                yield uid, _left(self._values.name(uid))

    def _place(self, custody: CustodyState | None) -> dict[str, str]:
        """Where it is and where it lay: what each of these names, and "" where nothing does."""
        found = {name: str(self._record.values.get(name) or "") for name in _WHERE}
        if custody is not None:
            found["container"] = custody.container or found["container"]
            found["place"] = custody.place or found["place"]
        return {name: _left(self._values.name(uid)) if uid else "" for name, uid in found.items()}


def _left(words: Words) -> str:
    """Words of which there is one language."""
    return words.left if isinstance(words, Bilingual) else words
