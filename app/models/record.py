"""What every record has, whatever it is about.

A record is read-only: services hand it out detached, and take a draft (field → value) back. Its
identity is `uid`; the number is for people. It is never deleted, only withdrawn with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from typing_extensions import override

from app.models.codes import CodeList
from app.models.fields import (
    ChoiceField,
    Field,
    LongTextField,
    MomentField,
    NumberField,
    Sensitivity,
    Stage,
    YesNoField,
    declared_fields,
)


class State(StrEnum):
    """The life of a record: written, made final, then at most superseded or withdrawn."""

    DRAFT = "DRAFT"
    FINAL = "FINAL"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Origin:
    """The journal line that created a record: who wrote it, where, and the laptop's claim of when.

    `wall` is ISO 8601 as the line holds it; `line` is the line's hash in hexadecimal.
    """

    by: str = ""
    journal: str = ""
    wall: str = ""
    line: str = ""


_OF_THE_FILE = frozenset(
    {
        "from_paper",
        "language",
        "paper",
        "raised_sensitivity",
        "reason",
        "remarks",
        "signatures",
        "state",
    }
)


class Record:
    """A record as it stands; the subclasses in this package declare the fields.

    `kind` is the name on journal lines and never changes; `values` holds no empty ones. `disputed`
    names the fields on which two laptops disagree: the value shown is provisional. `is_amended`
    says that what the record says was changed once it had been made final. A kind that is not
    numbered keeps a number that somebody else gave it, but asks for none. `beside_signatures` are
    the fields that whoever signs the record does not sign: how it is filed, and what is added once
    it is signed, such as the scan of the signed paper.
    """

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""
    plural: ClassVar[str] = ""
    chapter: ClassVar[str] = ""
    about: ClassVar[str] = ""
    is_append_only: ClassVar[bool] = False
    is_numbered: ClassVar[bool] = True
    beside_signatures: ClassVar[frozenset[str]] = _OF_THE_FILE
    fields: ClassVar[Mapping[str, Field[Any]]] = {}

    number = NumberField(
        "Number", help="Given once, printed on labels, never used again.", in_list=True
    )
    occurred_at = MomentField(
        "Happened at", help="When it happened, by the clock on site.", required=Stage.FINAL
    )
    state = ChoiceField("State", codes=CodeList("record_state"), section="Record")
    reason = LongTextField(
        "Reason for the change",
        help="Why a final record was changed, or why it was withdrawn.",
        section="Record",
    )
    language = ChoiceField("Language of the text", codes=CodeList("language"), section="Record")
    raised_sensitivity = ChoiceField(
        "Raised confidentiality",
        help="Only to show the record to fewer people than its kind allows.",
        codes=CodeList("sensitivity"),
        section="Record",
        sensitivity=Sensitivity.C1,
    )
    from_paper = YesNoField(
        "Typed from a paper form",
        help="The times are those on the paper; attach the scan.",
        section="Record",
    )
    remarks = LongTextField("Remarks", section="Record")

    def __init__(
        self,
        uid: str,
        values: Mapping[str, Any],
        *,
        origin: Origin | None = None,
        disputed: frozenset[str] = frozenset(),
        is_amended: bool = False,
    ) -> None:
        self.uid = uid
        self.values = values
        self.origin = origin or Origin()
        self.disputed = disputed
        self.is_amended = is_amended

    @override
    def __init_subclass__(cls) -> None:
        cls.fields = declared_fields(cls)

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (other.kind, other.uid, other.values) == (
            self.kind,
            self.uid,
            self.values,
        )

    @override
    def __hash__(self) -> int:
        return hash(self.uid)

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.uid})"  # record text never reaches a log

    @property
    def is_final(self) -> bool:
        """Whether a change now needs a reason and prints as an amendment."""
        return self.state in {State.FINAL, State.SUPERSEDED}

    @property
    def is_withdrawn(self) -> bool:
        """Whether the record was withdrawn; it stays findable and can be restored."""
        return self.state == State.WITHDRAWN

    @property
    def title(self) -> str:
        """The number, or what else tells people which record this is."""
        return self.number or self.uid[:8]

    def agreed_on(self, field: str) -> Record:
        """The record as it would stand once nobody disagrees on a field any more."""
        return type(self)(
            self.uid,
            self.values,
            origin=self.origin,
            disputed=self.disputed - {field},
            is_amended=self.is_amended,
        )

    def with_values(self, changed: Mapping[str, Any]) -> Record:
        """The record as it would stand after a change."""
        merged = {**self.values, **changed}
        return type(self)(
            self.uid,
            {name: value for name, value in merged.items() if value is not None},
            origin=self.origin,
            disputed=self.disputed,
            is_amended=self.is_amended,
        )
