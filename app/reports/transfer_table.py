"""Section 4 of the chain of custody: who handed what to whom, line by line.

A line that no longer holds stays where it was, struck through and legible, with a note below it of
who struck it, when, why and with whose approval.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.wording import isolated
from app.reports.custody import Hand, Party, Signature, Superseded, Transfer
from app.reports.fields import columns
from app.reports.flow import Item
from app.reports.rows import Column, Row
from app.reports.strips import (
    ARROW_ROOM,
    GapStrip,
    SignStrip,
    Strip,
    TextStrip,
    TowardsStrip,
    labelled,
    paragraph,
    spoken,
)
from app.reports.style import (
    ALARM,
    ALARM_SMALL,
    COLUMN_HEAD,
    FINE,
    HALF,
    INK,
    LINE_NUMBER,
    QUIET_SMALL,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TINT,
    WIDTH,
    Type,
)
from app.reports.times import clock, day, stamp
from app.reports.words import Bilingual, Tongues, Words, apart

_SHARES = (0.78, 1.1, 1.1, 1.0, 1.05)
_EDGES = columns(_SHARES)
_NOTE_LEFT, _NOTE_WIDTH = HALF, WIDTH - 2 * HALF


class _Cell:
    """Strips for one column, added one below the other."""

    def __init__(self, place: int, *, is_struck: bool = False) -> None:
        self._left, self._width = _EDGES[place]
        self._is_struck = is_struck
        self._strips: list[Strip] = []

    def say(self, words: Words, style: Type) -> None:
        """Add words, in both languages where they have two."""
        self._strips += spoken(words, self._width, style, is_struck=self._is_struck)

    def towards(self, words: Words, style: Type) -> None:
        """Add a destination."""
        strips = spoken(words, self._width - ARROW_ROOM, style, is_struck=self._is_struck)
        self._strips += [
            TowardsStrip(strip) if place == 0 and isinstance(strip, TextStrip) else strip
            for place, strip in enumerate(strips)
        ]

    def label(self, words: Bilingual) -> None:
        """Add the name of what follows."""
        self._strips += labelled(words, self._width)

    def gap(self, height: float = HALF) -> None:
        """Leave a little space."""
        self._strips.append(GapStrip(height))

    def sign(self, label: Bilingual) -> None:
        """Add a line to sign on."""
        self._strips.append(SignStrip(labelled(label, self._width)))

    def column(self) -> Column:
        """The strips as a column of the row."""
        return Column(self._left, self._width, tuple(self._strips))


def transfer_items(transfers: tuple[Transfer, ...], say: Tongues) -> Iterator[Item]:
    """The table as blocks: its head, and a row for each transfer."""
    head = _head(say)
    yield Item(head, stays=True)
    for transfer in transfers:
        row = _row(transfer, say)
        notes = list(_notes(transfer.superseded, say)) if transfer.superseded else []
        for place, block in enumerate((row, *notes)):
            yield Item(block, stays=place < len(notes), head=head)


def _head(say: Tongues) -> Row:
    names = (
        say("Line, date and time"),
        say("Released by"),
        say("Received by"),
        say("From, to, purpose"),
        say("Seal, condition, remarks"),
    )
    cells = [_Cell(place) for place in range(len(names))]
    for cell, name in zip(cells, names, strict=True):
        cell.say(name, COLUMN_HEAD)
    return Row(tuple(cell.column() for cell in cells), rule=INK, rule_width=FINE)


def _row(transfer: Transfer, say: Tongues) -> Row:
    is_struck = transfer.superseded is not None
    cells = [_Cell(place, is_struck=is_struck) for place in range(len(_SHARES))]
    when, released, received, way, state = cells
    when.say(isolated(transfer.line), LINE_NUMBER)
    when.say(transfer.event, SMALL_STRONG)
    if transfer.at is not None:
        when.say(day(transfer.at), STRONG)
        when.say(clock(transfer.at), SMALL)
    when.say(isolated(transfer.number) if transfer.number else "", QUIET_SMALL)
    if not transfer.is_final:
        when.say(say("Draft, not signed"), ALARM_SMALL)
    if transfer.is_disputed:
        when.say(say("Disputed"), ALARM_SMALL)
    for cell, party, signature, elsewhere in (
        (released, transfer.released_by, transfer.release, transfer.release_line),
        (received, transfer.received_by, transfer.receipt, transfer.receipt_line),
    ):
        if party is not None:
            _party(cell, party)
            _signature(cell, signature, elsewhere, say, may_sign=not is_struck)
    way.say(transfer.from_place, SMALL)
    if transfer.to_place:
        way.towards(transfer.to_place, SMALL)
    way.gap()
    way.say(transfer.purpose, SMALL)
    for hand in transfer.others:
        _hand(way, hand)
    _state(state, transfer, say)
    return Row(tuple(cell.column() for cell in cells))


def _hand(cell: _Cell, hand: Hand) -> None:
    cell.gap()
    cell.label(hand.role if isinstance(hand.role, Bilingual) else Bilingual(hand.role))
    _name(cell, hand.party, SMALL_STRONG)
    if hand.signature is not None:
        cell.say(hand.signature.method, QUIET_SMALL)
        cell.say(hand.signature.doubt, ALARM_SMALL)


def _name(cell: _Cell, party: Party, style: Type) -> None:
    cell.say(party.name, style)
    cell.say(party.latin_name if party.latin_name != party.name else "", SMALL)


def _party(cell: _Cell, party: Party) -> None:
    _name(cell, party, STRONG)
    cell.say(party.organisation, QUIET_SMALL)
    cell.say(party.role, QUIET_SMALL)


def _signature(
    cell: _Cell,
    signature: Signature | None,
    elsewhere: int | None,
    say: Tongues,
    *,
    may_sign: bool,
) -> None:
    """How it was signed, or where, or a line to sign on; none on a line that no longer holds."""
    if signature is None:
        if elsewhere is not None:
            cell.gap()
            cell.say(say("Signed on line {line}", line=isolated(elsewhere)), SMALL)
        elif may_sign:
            cell.sign(say("Signature"))
        return
    cell.gap()
    cell.say(signature.method, SMALL)
    if signature.at is not None:
        cell.say(stamp(signature.at), SMALL)
    cell.say(signature.doubt, ALARM_SMALL)


def _state(cell: _Cell, transfer: Transfer, say: Tongues) -> None:
    style = ALARM if transfer.is_seal_in_doubt else STRONG
    small = ALARM_SMALL if transfer.is_seal_in_doubt else SMALL
    if transfer.seal or transfer.seal_condition:
        cell.label(say("Seal"))
    cell.say(isolated(transfer.seal) if transfer.seal else "", style)
    cell.say(transfer.seal_condition, small)
    if transfer.new_seal and transfer.new_seal != transfer.seal:
        cell.label(say("New seal"))
        cell.say(isolated(transfer.new_seal), STRONG)
    if transfer.condition:
        cell.label(say("Item"))
        cell.say(transfer.condition, SMALL)
    if transfer.remarks:
        cell.label(say("Remarks"))
        cell.say(transfer.remarks, SMALL)


def _notes(superseded: Superseded, say: Tongues) -> Iterator[Row]:
    """Who struck the line above, when and with whose approval, in both languages; and why."""
    told = say(
        "Superseded on {at} by {author}, approved by {approver}.",
        at=stamp(superseded.at) if superseded.at else "—",
        author=apart(superseded.author),
        approver=apart(superseded.approver or "—"),
    )
    if superseded.by_line is not None:
        line = say("See line {line}.", line=isolated(superseded.by_line))
        told = Bilingual(f"{told.left} {line.left}", f"{told.right} {line.right}".strip())
    left, right = told.left, told.right
    sides = zip(columns((1.0, 1.0) if right else (1.0,), _NOTE_WIDTH), (left, right), strict=False)
    yield Row(
        tuple(
            Column(_NOTE_LEFT + x, width, paragraph(side, width, SMALL, is_ours=True))
            for (x, width), side in sides
        ),
        above=HALF / 2,
        below=HALF / 2,
        tint=TINT,
        rule=None,
    )
    reason = (
        *labelled(say("Reason"), _NOTE_WIDTH),
        *paragraph(superseded.reason, _NOTE_WIDTH, SMALL),
    )
    column = Column(_NOTE_LEFT, _NOTE_WIDTH, reason)
    yield Row((column,), above=0, tint=TINT, rule=None)
