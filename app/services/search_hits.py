"""What a search found, and where in the record the words stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.wording import Wording
from app.models.fields import RowsField, Sensitivity, TextField
from app.models.kinds import KIND
from app.models.record import Record
from app.services.desk import Desk
from app.services.reading import called, find
from app.store.search import words_in

_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that holds what was typed.

    `field` is the one in which it stands, or beside which a note has it; "" is the number alone.
    `excerpt` is what it says around there.
    """

    kind: str
    uid: str
    number: str
    title: str
    field: str
    excerpt: str
    is_withdrawn: bool


def search(desk: Desk, typed: str, limit: int, say: Wording) -> list[Hit]:
    """The newest `limit` records that hold every word typed, or a word that begins so."""
    found = find(desk, typed, limit, say)
    wanted = words_in(typed)
    hits = []
    with desk.store.reading() as view:
        for hit in found:
            record = view.records.get(hit.uid, hit.kind)
            if record is None:
                continue
            field, excerpt = (hit.field, hit.excerpt) if hit.field else _where(record, wanted)
            hits.append(
                Hit(
                    record.kind,
                    record.uid,
                    record.number or "",
                    called(view, record, say),
                    field,
                    excerpt,
                    record.is_withdrawn,
                )
            )
    return hits


def _where(record: Record, wanted: list[str]) -> tuple[str, str]:
    """The field that holds most of the words, and what it says; neither where the number does."""
    told = max(
        ((_held(text, wanted), field, text) for field, text in _texts(record)),
        key=lambda one: one[0],
        default=(0, "", ""),
    )
    count, field, text = told
    return (field, _around(text, wanted)) if count else ("", "")


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    """What a search may tell of: the texts of a record, strict ones left out."""
    if record.raised_sensitivity == Sensitivity.C3.name:
        return
    for name, field in KIND[record.kind].fields.items():
        value = record.values.get(name)
        if field.sensitivity is Sensitivity.C3 or value is None:
            continue
        if isinstance(field, TextField):
            yield name, str(value)
        elif isinstance(field, RowsField):
            columns = [
                key
                for key, column in field.row.columns.items()
                if isinstance(column, TextField) and column.sensitivity is not Sensitivity.C3
            ]
            for row in value:
                for key in columns:
                    if row.values.get(key):
                        yield name, str(row.values[key])


def _held(text: str, wanted: list[str]) -> int:
    """How many of the words a text holds."""
    words = words_in(text)
    return sum(any(word.startswith(one) for word in words) for one in wanted)


def _around(text: str, wanted: list[str]) -> str:
    """The beginning of a short text, or what stands around the first of the words."""
    line = " ".join(text.split())
    if len(line) <= _EXCERPT:
        return line
    parts = line.split(" ")
    first = next((place for place, part in enumerate(parts) if _held(part, wanted)), 0)
    begin = max(0, len(" ".join(parts[:first])) - _EXCERPT // 4)
    end = begin + _EXCERPT
    return f"{'…' if begin else ''}{line[begin:end].strip()}{'…' if end < len(line) else ''}"
