"""What the card of a record shows: every declared field that says something, section by section.

Services gather it from the declaration, so that a kind added tomorrow has its card tomorrow. What
was changed after the record was final stands beside the value, struck; what two laptops say at once
stands as two values; what is still to be written says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.clock import Moment
from app.reports.custody import Dispute, DisputedValue
from app.reports.press import Cover
from app.reports.words import Bilingual, Words

CODE, TEMPLATE_VERSION = "CARD", 1


@dataclass(frozen=True, slots=True)
class Before:
    """What a field said before an amendment; `note` is the number of its footnote."""

    note: int
    value: Words


@dataclass(frozen=True, slots=True)
class Footnote:
    """Why a field was amended, by whom, when, and who approved."""

    number: int
    field: Words
    reason: str
    author: Words
    at: Moment | None = None
    approver: Words = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody noted beside a value: a doubt, a text, or both; it changes nothing of it."""

    doubt: Words = ""
    text: str = ""
    by: Words = ""
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """A table within the record: its heads, and what stands in each row."""

    heads: tuple[Bilingual, ...]
    rows: tuple[tuple[tuple[Words, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its label, what is known of it, and what was noted beside it.

    `is_wanted` says that it is empty and the record cannot be final without it.
    """

    label: Bilingual
    value: tuple[Words, ...] = ()
    cells: Cells | None = None
    before: tuple[Before, ...] = ()
    rivals: tuple[DisputedValue, ...] = ()
    is_wanted: bool = False
    margin: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the declaration, and the footnotes to what stands in it."""

    title: Bilingual
    lines: tuple[Line, ...]
    notes: tuple[Footnote, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """A rule that the record does not keep; it stands, and is said."""

    rule: str
    sentence: Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of the record: small, as far as it may be shown at all."""

    number: str
    view: Words
    note: Words = ""
    jpeg: bytes = b""
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Card:
    """The card of one record."""

    cover: Cover
    title: Bilingual
    number: str
    uid: str
    parts: tuple[Part, ...]
    is_labelled: bool = True
    objections: tuple[Objection, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    pictures: tuple[Picture, ...] = ()
    other_photos: tuple[str, ...] = ()
    origin: tuple[Line, ...] = ()
