"""The sections of the chain of custody, in the order a court asks for them.

A section without entries says so: on a form that may be evidence, silence is not an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.core.wording import isolated
from app.reports.blocks import Entry, cell, note, section, table
from app.reports.custody import CustodyForm, Party, Witness
from app.reports.fields import Field, field_row
from app.reports.flow import Item, Space
from app.reports.opening import Opening
from app.reports.standing import amendment_items, closing_items, dispute_items
from app.reports.strips import SignStrip, Strips, paragraph, spoken
from app.reports.style import (
    ACCENT,
    ALARM_SMALL,
    GRID,
    QUIET_SMALL,
    SMALL,
    SMALL_STRONG,
    STRONG,
)
from app.reports.times import stamp
from app.reports.transfer_table import transfer_items
from app.reports.words import Bilingual, Tongues, apart


def body(form: CustodyForm, say: Tongues) -> list[Item]:
    """All sections as blocks for the flow."""
    opening = Opening.of(say("Chain of custody"), form.number, form.uid)
    items: list[Item] = [Item(opening), Item(Space(GRID))]
    for part in (
        _disputes,
        _item,
        _packaging,
        _condition,
        _transfers,
        _contents,
        _seals,
        _discrepancies,
        _disposition,
        _amendments,
        _closing,
    ):
        items += part(form, say)
        items.append(Item(Space(GRID)))
    return items[:-1]


def _disputes(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    return dispute_items(form.disputes, say)


def _item(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("1", say("Item"))
    yield Item(
        field_row(
            Field(say("Category"), form.category, STRONG),
            Field(say("Quantity"), isolated(form.quantity) if form.quantity else ""),
            Field(say("Site"), isolated(form.site)),
            Field(say("Grave"), form.grave),
            Field(say("Context"), form.context),
            rule=ACCENT,
        )
    )
    yield Item(field_row(Field(say("Description"), form.description)))
    yield Item(
        field_row(
            Field(say("Collected by"), made=partial(_person, form.collected_by), share=1.3),
            Field(say("Collected at"), stamp(form.collected_at) if form.collected_at else ""),
            Field(say("Place of collection"), form.collected_place, share=1.3),
        )
    )


def _person(party: Party | None, width: float) -> Strips:
    if party is None:
        return ()
    return (
        *paragraph(party.name, width, STRONG),
        *paragraph(party.latin_name if party.latin_name != party.name else "", width, SMALL),
        *spoken(party.organisation, width, QUIET_SMALL),
        *spoken(party.role, width, QUIET_SMALL),
    )


def _packaging(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("2", say("Packaging"))
    first = form.seals[0] if form.seals else None
    yield Item(
        field_row(
            Field(say("Container"), form.container, share=1.2),
            Field(say("Part"), isolated(form.part) if form.part else "", share=0.6),
            Field(say("First seal"), isolated(first.number) if first else "", STRONG),
            Field(say("Kind of seal"), first.kind if first else "", share=1.2),
            Field(say("Initials across the seal"), form.initials),
            rule=ACCENT,
        )
    )


def _condition(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("3", say("Condition at collection"))
    yield Item(field_row(Field(say("As found"), form.condition), rule=ACCENT))


def _transfers(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("4", say("Transfers"))
    if form.transfers:
        yield from transfer_items(form.transfers, say)
    else:
        yield note(say("No transfer is recorded."))


def _contents(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("5", say("Contents"))
    if not form.is_container:
        yield note(say("The item is not a container."))
        return
    if not form.contents:
        yield note(say("No content is recorded."))
        return
    heads = (say("Number"), say("What it is"), say("Quantity"), say("Remarks"))
    rows = [
        (
            cell(isolated(content.number), style=SMALL_STRONG),
            cell(content.what),
            cell(isolated(content.quantity) if content.quantity else ""),
            cell(content.remarks),
        )
        for content in form.contents
    ]
    yield from table((1.3, 1.5, 0.8, 2), heads, rows)


def _seals(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("6", say("Seal history"))
    if not form.seals:
        yield note(say("No seal is recorded."))
        return
    heads = (
        say("Seal and kind"),
        say("Applied (when, by whom)"),
        say("Condition when checked"),
        say("Removed (when, by whom, why)"),
    )
    rows = [
        (
            Entry(((isolated(seal.number), SMALL_STRONG), (seal.kind, SMALL))),
            cell(stamp(seal.applied_at) if seal.applied_at else "", seal.applied_by),
            Entry(
                tuple(
                    (
                        say(
                            "Line {line}: {condition}",
                            line=isolated(check.line),
                            condition=apart(check.condition),
                        ),
                        ALARM_SMALL if check.is_in_doubt else SMALL,
                    )
                    for check in seal.checks
                )
            ),
            cell(stamp(seal.removed_at) if seal.removed_at else "", seal.removed_by, seal.reason),
        )
        for seal in form.seals
    ]
    yield from table((1, 1.25, 1.5, 1.25), heads, rows)
    yield _witness(form.first_seal_witness, say("Witness of the first seal"), say)


def _discrepancies(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("7", say("Discrepancies and superseded lines"))
    struck = [str(t.line) for t in form.transfers if t.superseded is not None]
    if struck:
        yield note(
            say(
                "Superseded, struck through in section 4: lines {lines}.",
                lines=isolated(", ".join(struck)),
            )
        )
    for gap in form.gaps:
        yield note(gap, ALARM_SMALL)
    if form.discrepancies:
        heads = (say("Line"), say("Kind"), say("What did not agree"), say("State"))
        rows = [
            (
                cell(isolated(found.line), style=SMALL_STRONG),
                cell(found.kind, style=SMALL_STRONG),
                cell(found.text),
                Entry(
                    (
                        (say("Still open"), ALARM_SMALL)
                        if found.is_open
                        else (say("Settled"), SMALL),
                        (found.settled, SMALL),
                    )
                ),
            )
            for found in form.discrepancies
        ]
        yield from table((0.4, 1.2, 2.4, 1.4), heads, rows)
    elif not struck and not form.gaps:
        yield note(say("None is recorded."))


def _disposition(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield section("8", say("Final disposition"))
    end = form.disposition
    if end is None:
        yield note(say("None is recorded: custody goes on."))
        return
    yield Item(
        field_row(
            Field(say("What was done"), end.what, STRONG),
            Field(say("Date and time"), stamp(end.at) if end.at else "", share=1.3),
            Field(say("Place"), end.place),
            Field(say("Handed to"), made=partial(_person, end.to)),
            Field(say("Reference"), isolated(end.reference) if end.reference else ""),
            rule=ACCENT,
        ),
        stays=True,
    )
    yield _witness(form.disposition_witness, say("Witness of the disposition"), say)


def _witness(witness: Witness | None, label: Bilingual, say: Tongues) -> Item:
    """Room for a witness to sign; if one signed otherwise, how and when."""
    party = witness.party if witness else None
    signature = witness.signature if witness else None
    at = (signature.at if signature else None) or (witness.at if witness else None)

    def signed(width: float) -> Strips:
        if signature:
            doubt = spoken(signature.doubt, width, ALARM_SMALL) if signature.doubt else ()
            return (*spoken(signature.method, width, SMALL), *doubt)
        return (SignStrip(()),) if witness else ()

    return Item(
        field_row(
            Field(label, made=partial(_person, party), share=1.5),
            Field(say("Signature"), made=signed),
            Field(say("Date and time"), stamp(at) if at else ""),
            Field(say("Place"), witness.place if witness else ""),
        )
    )


def _amendments(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    yield from amendment_items(form.amendments, say)


def _closing(form: CustodyForm, say: Tongues) -> Iterator[Item]:
    struck = sum(transfer.superseded is not None for transfer in form.transfers)
    counted = say(
        "Printed here: transfers {transfers}, superseded {struck}, seals {seals}, "
        "discrepancies {discrepancies}, amendments {amendments}.",
        transfers=isolated(len(form.transfers)),
        struck=isolated(struck),
        seals=isolated(len(form.seals)),
        discrepancies=isolated(len(form.discrepancies)),
        amendments=isolated(len(form.amendments)),
    )
    proof = say(
        "This print shows what the journal held when it was made. The record head is the "
        "SHA-256 of the hashes of all journal lines that made this record and its custody: "
        "had one been changed, left out or added, the head would be another. It does not "
        "prove that what was recorded is true."
    )
    return closing_items(
        form.printing.head, [counted, proof], say, is_attached=bool(form.attachment)
    )
