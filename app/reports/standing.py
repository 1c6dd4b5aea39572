"""How a record stands, as every form says it: disputed, amended, and what its print proves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core.wording import isolated
from app.reports.blocks import cell, note, section, table
from app.reports.custody import Amendment, Dispute
from app.reports.fields import Field, field_row
from app.reports.flow import Item
from app.reports.style import ALARM, SMALL, SMALL_STRONG, STRONG
from app.reports.times import stamp
from app.reports.words import Bilingual, Tongues, apart, paragraphs


def dispute_items(disputes: Sequence[Dispute], say: Tongues) -> Iterator[Item]:
    """Both values of each field that laptops disagree on; nothing where there is none."""
    if not disputes:
        return
    yield section("", say("Disputed values"), ALARM)
    heads = (say("Field"), say("Value"), say("Written by"), say("Date and time"))
    rows = [
        (
            cell("" if place else dispute.field, style=SMALL_STRONG),
            cell(value.value, style=STRONG),
            cell(value.author),
            cell(stamp(value.at) if value.at else ""),
        )
        for dispute in disputes
        for place, value in enumerate(dispute.values)
    ]
    yield from table((1, 1.2, 1.2, 0.9), heads, rows)


def amendment_items(amendments: Sequence[Amendment], say: Tongues) -> Iterator[Item]:
    """What was changed after the record was final, the old value struck; nothing if nothing was."""
    if not amendments:
        return
    yield section("", say("Amendments"))
    heads = (
        say("Field"),
        say("Value before"),
        say("Value now"),
        say("Reason, author and approval"),
    )
    rows = [
        (
            cell(amendment.field, style=SMALL_STRONG),
            cell(amendment.old, is_struck=True),
            cell(amendment.new),
            cell(
                amendment.reason,
                amendment.author,
                stamp(amendment.at) if amendment.at else "",
                say("Approved by {approver}", approver=apart(amendment.approver))
                if amendment.approver
                else "",
            ),
        )
        for amendment in amendments
    ]
    yield from table((1, 1.2, 1.2, 1.8), heads, rows)


def closing_items(
    head: str, told: Sequence[Bilingual], say: Tongues, *, is_attached: bool
) -> Iterator[Item]:
    """What the print is: what was counted onto it and what its head proves, and what holds."""
    yield section("", say("What this print is"))
    parts = [
        *told,
        say(
            "Where a signed paper and this record differ, the paper holds until the record is "
            "amended."
        ),
    ]
    if is_attached:
        parts.append(
            say(
                "The record is attached to the file of this print, with the hashes that the "
                "record head is made of."
            )
        )
    yield note(paragraphs(*parts))
    yield Item(field_row(Field(say("Record head in full"), isolated(head), SMALL)))
