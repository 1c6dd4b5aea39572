"""What stands in the cells of a list: as it is read, as a filter finds it, and in which order.

A cell that is painted is made from its record. A filter and an order need every record, but few of
its fields, and most records say one thing of few: so they are made from stored values, and the
words of each value once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from app.core.clock import Moment
from app.core.letters import folded
from app.core.wording import Wording
from app.models.fields import ChoiceField, DayField, Field, MomentField, TextField
from app.models.record import Record
from app.rules.margins import NOTHING, Margin, Margins
from app.ui.margin_words import sign_of
from app.ui.marks import STANDS_ON, Standing, standing
from app.ui.shown import Shown, in_column

K = TypeVar("K")
V = TypeVar("V")
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UID, _DISPUTED, _AMENDED, _FIRST = range(4)  # places in a row of stored values


class Rows(Protocol):
    """Where the records of a list come from."""

    @property
    def uids(self) -> Sequence[str]:
        """Which there are, by number."""
        ...

    def records(self, uids: Sequence[str]) -> Mapping[str, Record]:
        """Those records as they stand now."""
        ...

    def stored(self, names: Sequence[str], uid: str = "") -> Sequence[Sequence[Any]]:
        """(uid, is disputed, is amended, *values as they are stored) of all, or of one record."""
        ...

    def value(self, name: str, stored: Any) -> Any:  # noqa: ANN401 - the field's type
        """What a stored value means."""
        ...


class _Made(dict[K, V]):
    """What is made of each key, once."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        made = self[key] = self._make(key)
        return made


class Cells:
    """The cells of one kind: how a record stands, and then the fields of its list.

    `margins` says what is beside which field of which record, `struck` which records another one
    replaced. Times are by the clock that is `offset_minutes` ahead of UTC.
    """

    def __init__(
        self, kind: type[Record], say: Wording, shown: Shown, *, offset_minutes: int = 0
    ) -> None:
        self._kind = kind
        self._say = say
        self._shown = shown
        self.offset_minutes = offset_minutes
        self.margins: Mapping[str, Margins] = {}
        self.struck: frozenset[str] = frozenset()
        self.columns: list[Field[Any]] = [f for f in kind.fields.values() if f.in_list]
        listed = set(self.columns)
        self._texts = [
            field
            for field in kind.fields.values()
            if isinstance(field, TextField | DayField | ChoiceField) and field not in listed
        ]

    # --- one record -----------------------------------------------------------------------------

    def words(self, record: Record, column: int) -> str:
        """What stands in a cell; column 0 says how the record stands."""
        if column == 0:
            return self.standing(record).word
        words = self._written(record, self.columns[column - 1])
        sign = sign_of(self.margin(record.uid, column), self._say)
        return f"{words} {sign}" if sign else words

    def standing(self, record: Record) -> Standing:
        """How a record stands."""
        return standing(record, self._say, is_superseded=record.uid in self.struck)

    def margin(self, uid: str, column: int) -> Margin:
        """That of a cell; the first field of a list, its number or what stands for it, is whole."""
        margins = self.margins.get(uid)
        if not margins or column == 0:
            return NOTHING
        own = margins.get(self.columns[column - 1].name, NOTHING)
        return margins.get("", NOTHING) if column == 1 and not own.notes else own

    def _written(self, record: Record, field: Field[Any]) -> str:
        value = record.values.get(field.name)
        if isinstance(value, Moment):
            return in_column(value, self.offset_minutes)
        return self._shown.of(record, field)

    # --- all of them ----------------------------------------------------------------------------

    def found_by(self, rows: Rows, uid: str = "") -> dict[str, str]:
        """In what a filter looks for its words: the cells of each record and its other texts.

        Of all records, or of one.
        """
        made_of = {field: self._shown.made_of(field) for field in self.columns}
        plain = [f for f in self.columns if isinstance(f, TextField) and len(made_of[f]) == 1]
        words = [field for field in self.columns if field not in plain]
        texts = [field.name for field in (*plain, *self._texts)]
        names = dict.fromkeys([*texts, *self._stands_on(), *chain(*(made_of[f] for f in words))])
        place = {name: at for at, name in enumerate(names, _FIRST)}
        text_of = itemgetter(_UID, *map(place.get, texts))
        parts = [
            (itemgetter(*map(place.get, made_of[field])), self._finder(rows, field, made_of[field]))
            for field in words
        ]
        stands = self._standings(rows)
        told = itemgetter(_DISPUTED, _AMENDED, *(place[name] for name in self._stands_on()))
        found = {}
        for row in rows.stored(list(names), uid):
            one, *said = text_of(row)
            pieces = [look(it) for part, look in parts if (it := part(row)) is not None]
            pieces.append(comparable(stands[one in self.struck, told(row)].word))
            found[one] = " ".join([comparable(" ".join(filter(None, said))), *pieces])
        for one in self.margins.keys() & found.keys():
            signs = (self.margin(one, at + 1) for at in range(len(self.columns)))
            found[one] = " ".join([found[one], *(sign_of(m, self._say) for m in signs)])
        return found

    def sort_keys(self, rows: Rows, column: int, uid: str = "") -> dict[str, Any]:
        """By what records are put in the order of a column, of all or of one; not of empty cells.

        Numbers by size, times by instant, words by their folded letters.
        """
        if column == 0:
            stands = self._standings(rows)
            return {
                row[_UID]: stands[row[_UID] in self.struck, tuple(row[_DISPUTED:])].rank
                for row in rows.stored(self._stands_on(), uid)
            }
        field = self.columns[column - 1]
        key: Callable[[Any], Any] = comparable
        if not isinstance(field, TextField):
            key = _Made(lambda it: self._sort_key(field, rows.value(field.name, it))).__getitem__
        stored = ((row[_UID], row[_FIRST]) for row in rows.stored([field.name], uid))
        keys = {one: key(it) for one, it in stored if it is not None}
        return {one: it for one, it in keys.items() if it is not None}

    def _sort_key(self, field: Field[Any], value: Any) -> Any:  # noqa: ANN401 - what can be ordered
        if value is None or isinstance(value, bool | int | float | Decimal):
            return value
        if isinstance(value, Moment):
            return value.instant.timestamp()
        return comparable(self._shown.value(field, value))

    def _finder(self, rows: Rows, field: Field[Any], of: Sequence[str]) -> Callable[[Any], str]:
        """What makes the folded words of a field from the stored values that it is written with."""
        if isinstance(field, MomentField):
            return _moment

        def find(stored: Any) -> str:  # noqa: ANN401 - the field's type
            all_stored = (stored,) if len(of) == 1 else stored
            values = {name: rows.value(name, one) for name, one in zip(of, all_stored, strict=True)}
            return comparable(self._written(self._kind("", values), field))

        return _Made(find).__getitem__

    def _stands_on(self) -> list[str]:
        return [name for name in STANDS_ON if name in self._kind.fields]

    def _standings(self, rows: Rows) -> Mapping[tuple[bool, tuple[Any, ...]], Standing]:
        """How records stand: by whether another one counts, and by what is stored of them."""

        def of(key: tuple[bool, tuple[Any, ...]]) -> Standing:
            is_superseded, (is_disputed, is_amended, *stored) = key
            told = zip(self._stands_on(), stored, strict=True)
            record = self._kind(
                "",
                {name: rows.value(name, one) for name, one in told},
                disputed=frozenset({""} if is_disputed else ()),
                is_amended=bool(is_amended),
            )
            return standing(record, self._say, is_superseded=is_superseded)

        return _Made(of)


def _moment(stored: str) -> str:
    """What is shown of a time is stored like that: 2026-11-21T10:02:00.000+03:00."""
    return f"{stored[:10]} {stored[11:16]} {stored[23:]}"


def comparable(text: str) -> str:
    """Text as it is compared: folded, and without the marks that only steer its direction."""
    return text.lower() if text.isascii() else folded(_DIRECTION_MARKS.sub("", text))
