"""The vocabulary in which records are declared: one kind of field for each kind of value.

A declaration says once what a field is called, what it may hold, when it is needed, who may see it
and how two laptops' values merge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from typing_extensions import override

from app.core.clock import Moment
from app.core.errors import AppError
from app.core.ids import is_uid
from app.core.letters import ascii_digits
from app.geo.area import Area
from app.geo.position import Position
from app.models.codes import CodeList
from app.models.field import (
    Depth,
    Field,
    Json,
    Merge,
    Sensitivity,
    Stage,
    ValueRefusedError,
    declared_fields,
    decode_values,
    encode_values,
)

__all__ = [
    "ROWS_LIMIT",
    "SAFE_INTEGER",
    "TEXT_LIMIT",
    "AnyReferenceField",
    "AreaField",
    "ChoiceField",
    "ChoicesField",
    "DayField",
    "Depth",
    "Field",
    "Json",
    "LongTextField",
    "MeasureField",
    "MediaField",
    "Merge",
    "MomentField",
    "NumberField",
    "PositionField",
    "ReferenceField",
    "ReferencesField",
    "Row",
    "RowsField",
    "Sensitivity",
    "Stage",
    "TextField",
    "ValueRefusedError",
    "WholeField",
    "YesNoField",
    "declared_fields",
    "decode_values",
    "encode_values",
]

TEXT_LIMIT = 20_000
ROWS_LIMIT = 2_000
SAFE_INTEGER = 2**53 - 1

_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")  # halves of letters, too
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\ud800-\udfff]")


@dataclass(eq=False)
class TextField(Field[str]):
    """One line of text; `pattern` says what it must look like, `limit` how long it may be."""

    limit: int = 200
    pattern: str = ""
    pattern_hint: str = ""
    is_long: ClassVar[bool] = False

    @override
    def decode(self, encoded: Json) -> str:
        """Text without control characters (line breaks only where the field is long)."""
        if not isinstance(encoded, str) or len(encoded) > self.limit:
            raise self.refused(encoded, "The text is too long for this field.")
        if (_NOT_IN_TEXT if self.is_long else _NOT_IN_A_LINE).search(encoded):
            raise self.refused("…", "Remove line breaks and control characters.")
        if self.pattern and not re.fullmatch(self.pattern, encoded):
            raise self.refused(encoded, self.pattern_hint)
        return encoded


@dataclass(eq=False)
class LongTextField(TextField):
    """Text of many lines."""

    limit: int = TEXT_LIMIT
    is_long: ClassVar[bool] = True


@dataclass(eq=False)
class ChoiceField(Field[str]):
    """One code of a code list. Codes this version does not know are kept and shown as they are."""

    codes: CodeList = field(default_factory=CodeList)
    severest_last: tuple[str, ...] = ()

    @override
    def decode(self, encoded: Json) -> str:
        """A code: printable, at most 40 characters."""
        if not isinstance(encoded, str) or not re.fullmatch(r"[\x21-\x7e]{1,40}", encoded):
            raise self.refused(encoded, "Choose one of the codes of the list.")
        return encoded

    @override
    def read(self, typed: str) -> str:
        """A code that the list has, in any case of letters."""
        for code in self.codes.codes:
            if code.code.casefold() == typed.strip().casefold():
                return code.code
        near = ", ".join(self.codes.near(typed))
        if near:
            raise self.refused(typed, "The nearest codes of the list are: {near}.", near=near)
        raise self.refused(typed, "Choose one of the codes of the list.")

    @override
    def severity(self, encoded: Json) -> tuple[int, str]:
        """The place in `severest_last`; a code of a newer version counts as the worst."""
        code = str(encoded)
        known = code in self.severest_last
        return (self.severest_last.index(code) if known else len(self.severest_last), code)


@dataclass(eq=False)
class ChoicesField(Field[tuple[str, ...]]):
    """Several codes of a code list, in the order chosen."""

    codes: CodeList = field(default_factory=CodeList)

    @override
    def encode(self, value: tuple[str, ...]) -> Json:
        """A list of codes."""
        return list(value)

    @override
    def decode(self, encoded: Json) -> tuple[str, ...]:
        """A list of at most 100 distinct codes."""
        one = ChoiceField(self.label)
        if not isinstance(encoded, list) or len(encoded) > 100:
            raise self.refused(encoded, "Choose codes of the list.")
        return tuple(dict.fromkeys(one.decode(code) for code in encoded))

    @override
    def read(self, typed: str) -> tuple[str, ...]:
        """Codes separated by commas."""
        one = ChoiceField(self.label, codes=self.codes)
        parts = (part.strip() for part in re.split("[,،;]", typed))
        return tuple(dict.fromkeys(one.read(part) for part in parts if part))


@dataclass(eq=False)
class WholeField(Field[int]):
    """A whole number from `least` to `most`, in `unit`."""

    unit: str = ""
    least: int = 0
    most: int = SAFE_INTEGER
    column_type: ClassVar[type] = int

    @override
    def decode(self, encoded: Json) -> int:
        """An integer within the bounds."""
        if type(encoded) is not int or not self.least <= encoded <= self.most:
            raise self._out_of_bounds(encoded)
        return encoded

    @override
    def read(self, typed: str) -> int:
        """Digits of any script."""
        digits = ascii_digits(typed.strip())
        if not re.fullmatch(r"[+-]?\d{1,16}", digits):
            raise self._out_of_bounds(typed)
        return self.decode(int(digits))

    @override
    def severity(self, encoded: Json) -> int:
        """The larger, the more dangerous (an exclusion radius)."""
        return encoded if isinstance(encoded, int) else SAFE_INTEGER

    def _out_of_bounds(self, value: object) -> ValueRefusedError:
        return self.refused(
            value, "Type a whole number from {least} to {most}.", least=self.least, most=self.most
        )


@dataclass(eq=False)
class MeasureField(Field[Decimal]):
    """A measured number in `unit`, kept with exactly the digits that were read."""

    unit: str = ""
    step: str = "0.01"
    least: str = "0"
    most: str = "1000000"

    @override
    def encode(self, value: Decimal) -> Json:
        """A string of decimal digits."""
        return format(value, "f")

    @override
    def decode(self, encoded: Json) -> Decimal:
        """Decimal digits with at most 12 places, within the bounds."""
        if not isinstance(encoded, str) or not re.fullmatch(
            r"-?[0-9]{1,12}(\.[0-9]{1,12})?", encoded
        ):
            raise self._out_of_bounds(encoded)
        value = Decimal(encoded)
        if not Decimal(self.least) <= value <= Decimal(self.most):
            raise self._out_of_bounds(encoded)
        return value

    @override
    def read(self, typed: str) -> Decimal:
        """Digits of any script, with . or ٫ or a single comma before the decimals."""
        digits = ascii_digits(typed.strip())
        return self.decode(digits.replace(",", ".") if digits.count(",") == 1 else digits)

    @override
    def severity(self, encoded: Json) -> Decimal:
        """The larger, the more dangerous."""
        return Decimal(encoded) if isinstance(encoded, str) else Decimal("Infinity")

    def _out_of_bounds(self, value: object) -> ValueRefusedError:
        return self.refused(
            value,
            "Type a number from {least} to {most}, such as 1.25.",
            least=self.least,
            most=self.most,
        )


@dataclass(eq=False)
class MomentField(Field[Moment]):
    """An instant with its local offset."""

    @override
    def encode(self, value: Moment) -> Json:
        """ISO 8601 with milliseconds and offset."""
        return str(value)

    @override
    def decode(self, encoded: Json) -> Moment:
        """ISO 8601 with an offset."""
        if not isinstance(encoded, str):
            raise self.refused(encoded)
        return Moment.parse(ascii_digits(encoded))


@dataclass(eq=False)
class DayField(Field[str]):
    """A date of which the day, or day and month, may be unknown: 1988-03-16, 1988-03 or 1988."""

    @override
    def decode(self, encoded: Json) -> str:
        """A year, a year and month, or a full date that the calendar has."""
        if isinstance(encoded, str):
            text = ascii_digits(encoded)
            if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
                try:
                    Moment.parse(f"{text}{'-01-01'[len(text) - 4 :]} 00:00Z")
                except AppError as error:
                    raise self._unreadable(encoded) from error
                return text
        raise self._unreadable(encoded)

    def _unreadable(self, value: object) -> ValueRefusedError:
        return self.refused(value, "Write a date as 1988-03-16, or 1988-03, or 1988.")


@dataclass(eq=False)
class YesNoField(Field[bool]):
    """Yes, no, or not answered."""

    column_type: ClassVar[type] = bool

    @override
    def decode(self, encoded: Json) -> bool:
        """A boolean."""
        if not isinstance(encoded, bool):
            raise self.refused(encoded, "Answer yes or no.")
        return encoded

    @override
    def read(self, typed: str) -> bool:
        """Yes or no."""
        answers = {"yes": True, "no": False, "نعم": True, "لا": False, "true": True, "false": False}
        return self.decode(answers.get(typed.strip().casefold()))


@dataclass(eq=False)
class PositionField(Field[Position]):
    """One whole position: coordinates, accuracy, method and the string exactly as read."""

    @override
    def encode(self, value: Position) -> Json:
        """An object of strings, numbers and booleans."""
        return value.to_json()

    @override
    def decode(self, encoded: Json) -> Position:
        """The same position."""
        return Position.from_json(encoded)


@dataclass(eq=False)
class AreaField(Field[Area]):
    """A closed area on the ground."""

    @override
    def encode(self, value: Area) -> Json:
        """Its corners in order."""
        return value.to_json()

    @override
    def decode(self, encoded: Json) -> Area:
        """The same area."""
        return Area.from_json(encoded)


@dataclass(eq=False)
class ReferenceField(Field[str]):
    """The uid of another record of one of `kinds` (names as on the journal line)."""

    kinds: tuple[str, ...] = ()

    @override
    def decode(self, encoded: Json) -> str:
        """A uid; whether it has arrived here is a finding, never an error."""
        if not isinstance(encoded, str) or not is_uid(encoded):
            raise self.refused(encoded, "Choose a record from the list.")
        return encoded


@dataclass(eq=False)
class AnyReferenceField(ReferenceField):
    """The uid of another record of whatever kind; `kinds` stays empty."""


@dataclass(eq=False)
class ReferencesField(Field[tuple[str, ...]]):
    """The uids of several records."""

    kinds: tuple[str, ...] = ()

    @override
    def encode(self, value: tuple[str, ...]) -> Json:
        """A list of uids."""
        return list(value)

    @override
    def decode(self, encoded: Json) -> tuple[str, ...]:
        """A list of distinct uids."""
        if not isinstance(encoded, list) or len(encoded) > ROWS_LIMIT:
            raise self.refused(encoded, "Choose records from the list.")
        one = ReferenceField(self.label)
        return tuple(dict.fromkeys(one.decode(uid) for uid in encoded))


@dataclass(eq=False)
class NumberField(TextField):
    """A human number: for people, labels and forms; never a key."""

    limit: int = 32

    @override
    def read(self, typed: str) -> str:
        """Digits of any script and small letters, as the capitals and digits of the label."""
        return self.decode(ascii_digits(typed.strip()).upper())


@dataclass(eq=False)
class MediaField(Field[str]):
    """A medium, by the SHA-256 of its original bytes: 64 hexadecimal digits."""

    @override
    def decode(self, encoded: Json) -> str:
        """A digest."""
        if not isinstance(encoded, str) or not re.fullmatch("[0-9a-f]{64}", encoded):
            raise self.refused(encoded, "Choose a file.")
        return encoded


class Row:
    """One line of a table within a record, declared like a record: `class Line(Row): item = …`."""

    columns: ClassVar[Mapping[str, Field[Any]]] = {}

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    @override
    def __init_subclass__(cls) -> None:
        cls.columns = declared_fields(cls)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and other.values == self.values

    @override
    def __hash__(self) -> int:
        return hash(tuple(sorted(self.values)))

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"  # record text never reaches a log


R = TypeVar("R", bound=Row)


@dataclass(eq=False)
class RowsField(Field[tuple[R, ...]], Generic[R]):
    """A small table within the record, such as the items of one transfer."""

    row: type[R]

    @override
    def encode(self, value: tuple[R, ...]) -> Json:
        """A list of objects."""
        return [encode_values(self.row.columns, row.values) for row in value]

    @override
    def decode(self, encoded: Json) -> tuple[R, ...]:
        """A list of rows; columns of a newer version stay in the journal only."""
        if not isinstance(encoded, list) or len(encoded) > ROWS_LIMIT:
            raise self.refused("…", "The table has too many lines.")
        if not all(isinstance(row, dict) for row in encoded):
            raise self.refused("…")
        return tuple(self.row(decode_values(self.row.columns, row)) for row in encoded)
