"""What a chain-of-custody form shows, worded and resolved, and nothing that it does not.

Services gather it: labels of codes come in the form's two languages, what people wrote stands as
they wrote it. Everything is optional that may be unknown; a form prints an empty field struck.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.clock import Moment
from app.reports.words import Words


@dataclass(frozen=True, slots=True)
class Party:
    """A person and the organisation they act for; the name in its own script, and in Latin."""

    name: str
    latin_name: str = ""
    organisation: Words = ""
    role: Words = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """That somebody signed, and how: on paper, drawn, with a key; `doubt` says why it is none."""

    method: Words
    at: Moment | None = None
    doubt: Words = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody else who had a part in an event: as what, who, and how they signed."""

    role: Words
    party: Party
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Superseded:
    """Why an event no longer holds, who said so, and who approved it."""

    reason: str
    author: Words
    at: Moment | None = None
    approver: Words = ""
    by_line: int | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One line of the form: one custody event.

    Where the two sides recorded apart, `release_line` and `receipt_line` say on which other line
    the signature stands that is not on this one.
    """

    line: int
    at: Moment | None
    event: Words
    number: str = ""
    released_by: Party | None = None
    received_by: Party | None = None
    release: Signature | None = None
    receipt: Signature | None = None
    release_line: int | None = None
    receipt_line: int | None = None
    others: tuple[Hand, ...] = ()
    from_place: Words = ""
    to_place: Words = ""
    purpose: Words = ""
    seal: str = ""
    seal_condition: Words = ""
    is_seal_in_doubt: bool = False
    new_seal: str = ""
    condition: Words = ""
    remarks: str = ""
    is_final: bool = True
    is_disputed: bool = False
    superseded: Superseded | None = None


@dataclass(frozen=True, slots=True)
class SealCheck:
    """How a seal was found at one line of the form."""

    line: int
    condition: Words
    is_in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal's life: put on, found at each check, taken off."""

    number: str
    kind: Words = ""
    applied_at: Moment | None = None
    applied_by: Words = ""
    removed_at: Moment | None = None
    removed_by: Words = ""
    reason: Words = ""
    checks: tuple[SealCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Something inside a container."""

    number: str
    what: Words
    quantity: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What did not agree at a line, and whether that has been settled."""

    line: int
    kind: Words
    text: str
    is_open: bool
    settled: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who saw it, and where."""

    party: Party
    place: Words = ""
    at: Moment | None = None
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Disposition:
    """How custody ended: burial, release to the family, repatriation, consumption."""

    what: Words
    at: Moment | None = None
    place: Words = ""
    to: Party | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A field changed after it was final: what it was, what it is, who, when and why.

    `name` is the field's name in the declaration, for a form that prints it beside its value.
    """

    field: Words
    old: Words
    new: Words
    reason: str
    author: Words
    at: Moment | None = None
    approver: Words = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class DisputedValue:
    """One of the values that a field holds at once."""

    value: Words
    author: Words
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field that two people filled without having seen each other; nobody has decided yet."""

    field: Words
    values: tuple[DisputedValue, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Printing:
    """Where and when the form was printed, and what pins it to the journal.

    `head` is one hash over all journal lines behind the item and its custody. `journal_head` is the
    newest line of the journal of the laptop that printed, its `journal_size`th. `bundle` is the
    newest bundle that this laptop had sent or read by then, if any.
    """

    at: Moment
    by: Words
    head: str
    journal_head: str = ""
    journal_size: int = 0
    bundle: str = ""


@dataclass(frozen=True, slots=True)
class CustodyForm:
    """F1 for one item or one container."""

    number: str
    uid: str
    organisation: Words
    operation: str
    site: str
    sensitivity: Words
    printing: Printing
    description: Words = ""
    category: Words = ""
    quantity: str = ""
    grave: Words = ""
    context: Words = ""
    collected_by: Party | None = None
    collected_at: Moment | None = None
    collected_place: Words = ""
    container: Words = ""
    part: str = ""
    initials: Words = ""
    condition: Words = ""
    transfers: tuple[Transfer, ...] = ()
    is_container: bool = False
    contents: tuple[Content, ...] = ()
    seals: tuple[Seal, ...] = ()
    first_seal_witness: Witness | None = None
    discrepancies: tuple[Discrepancy, ...] = ()
    gaps: tuple[Words, ...] = ()
    disposition: Disposition | None = None
    disposition_witness: Witness | None = None
    amendments: tuple[Amendment, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    hazard: Words = ""
    withdrawn: Words = ""
    is_draft: bool = False
    is_practice: bool = False
    attachment: bytes = b""

    @property
    def is_disputed(self) -> bool:
        """Whether any field holds two values."""
        return bool(self.disputes)
