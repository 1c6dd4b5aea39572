"""What every declared field says of itself, and how values travel; `fields` has its kinds.

Column, journal line, form, table, history, export, print and completeness check are all derived
from a declaration. A value is held decoded (`Moment`, `Decimal`, `Position` …) and travels
*encoded*: JSON without floats, decimals exactly as read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import Enum, IntEnum
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from app.core.errors import AppError

T = TypeVar("T")

Json = object  # what a journal line may hold: str, int, bool, None, lists and objects of them


class Stage(IntEnum):
    """When a field must be filled in."""

    NEVER = 0
    DRAFT = 1
    FINAL = 2


class Sensitivity(IntEnum):
    """Who may see a value, CL-SENS: C0 public, C1 internal, C2 confidential, C3 strict."""

    C0 = 0
    C1 = 1
    C2 = 2
    C3 = 3


class Depth(Enum):
    """Where a field is asked for: in the minute beside the grave, or in the tent at night."""

    GRAVE_SIDE = "grave side"
    TENT = "tent"


class Merge(Enum):
    """What shows while two values stand against each other."""

    LATEST_SHOWN = "latest shown"
    SEVEREST_SHOWN = "severest shown"


class ValueRefusedError(AppError):
    """A value does not fit its field."""


@dataclass(eq=False)
class Field(Generic[T]):
    """One declared field; the subclasses say what it holds.

    `needed` narrows a requirement to records for which it answers yes. `section` is the heading
    under which forms and prints place the field. `column_type` is the type of its encoded value
    where that is a single one. What is filled in `by_program` is offered to nobody.
    """

    label: str
    _: KW_ONLY
    help: str = ""
    required: Stage = Stage.NEVER
    needed: Callable[[Any], bool] | None = None
    sensitivity: Sensitivity = Sensitivity.C1
    depth: Depth = Depth.TENT
    section: str = "General"
    merge: Merge = Merge.LATEST_SHOWN
    in_list: bool = False
    by_program: bool = False
    name: str = field(default="", init=False)
    column_type: ClassVar[type] = str

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T | None: ...
    def __get__(self, instance: Any, owner: type) -> Self | T | None:
        if instance is None:
            return self
        value: T | None = instance.values.get(self.name)
        return value

    def encode(self, value: T) -> Json:
        """The value as a journal line holds it."""
        return value

    def decode(self, encoded: Json) -> T:
        """The value that a journal line means.

        Raises:
            ValueRefusedError: it is no value of this field.
        """
        raise self.refused(encoded)

    def read(self, typed: str) -> T:
        """The value that a person means by typing `typed`; never empty.

        Raises:
            ValueRefusedError: it is no value of this field.
        """
        return self.decode(typed.strip())

    def severity(self, encoded: Json) -> Any:  # noqa: ANN401 - whatever can be ordered
        """How dangerous a value is, for fields declared *severest shown*: the largest shows."""
        raise TypeError(f"{self.name} has no order of danger: {type(encoded).__name__}")

    def refused(self, value: object, hint: str = "", **values: object) -> ValueRefusedError:
        """The sentence for a value that does not fit; `hint` is a template for `values`."""
        return ValueRefusedError(
            "“{value}” does not fit the field “{label}”.",
            hint=hint or "Check the value and type it again.",
            value=str(value)[:60],
            label=self.label,
            **values,
        )


def declared_fields(cls: type) -> dict[str, Field[Any]]:
    """The fields of a class and its bases, in the order written."""
    found: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__):
        found |= {name: item for name, item in vars(base).items() if isinstance(item, Field)}
    return found


def encode_values(fields: Mapping[str, Field[Any]], values: Mapping[str, Any]) -> dict[str, Json]:
    """Decoded values as a journal line holds them; `None` clears a field."""
    return {
        name: None if value is None else fields[name].encode(value)
        for name, value in values.items()
    }


def decode_values(fields: Mapping[str, Field[Any]], encoded: Mapping[str, Json]) -> dict[str, Any]:
    """What a line's values mean, for the fields that this version declares.

    Raises:
        AppError: a value does not fit its field.
    """
    return {
        name: None if encoded[name] is None else item.decode(encoded[name])
        for name, item in fields.items()
        if name in encoded
    }
