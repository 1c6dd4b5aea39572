"""The card of a record, set: its fields in the order declared, each where it can be found.

Nothing is left to guess: what is empty and needed says so, what was amended stands struck beside
what holds now with a footnote below its section, and what laptops disagree on shows both values.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from app.core.wording import Wording, isolated
from app.reports.blocks import Entry, cell, note, section, table
from app.reports.card import CODE, Before, Card, Cells, Footnote, Line, Noted, Part, Picture
from app.reports.fields import columns
from app.reports.flow import Item, Space
from app.reports.grid import Box, grid
from app.reports.opening import Opening
from app.reports.press import Press
from app.reports.rows import Column, Row
from app.reports.standing import closing_items, dispute_items
from app.reports.strips import GapStrip, PictureStrip, Strip, Strips, labelled, spoken
from app.reports.style import (
    ALARM_SMALL,
    FINE,
    GRID,
    HAIRLINE,
    HALF,
    INK,
    LABEL,
    QUIET_SMALL,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TINT,
    VALUE,
    WIDTH,
)
from app.reports.times import stamp
from app.reports.words import Bilingual, Tongues, Words, apart

NARROW_LETTERS = 64  # longer values read better across the page
TABLE_COLUMNS = 6
PICTURES_A_ROW = 4
PICTURE_HEIGHT = 96.0
_NOTE_WIDTH = WIDTH - 2 * HALF


def render_card(card: Card, left: Wording, right: Wording | None = None) -> bytes:
    """The card as a PDF that can be signed; the same card gives the same bytes.

    Raises:
        UnprintableTextError: a text holds half a character.
    """
    press = Press(Tongues(left, right))
    press.print(card.cover, body(card, press.say))
    file = io.BytesIO()
    press.finish(f"{CODE} {card.number}", card.cover.printing, file)
    return file.getvalue()


def body(card: Card, say: Tongues) -> list[Item]:
    """All sections as blocks for the flow."""
    opening = Opening.of(card.title, card.number, card.uid, is_labelled=card.is_labelled)
    items: list[Item] = [Item(opening), Item(Space(GRID))]
    sections = [
        dispute_items(card.disputes, say),
        *(_part(str(place), part, say) for place, part in enumerate(card.parts, 1)),
        _pictures(card, say),
        _objections(card, say),
        _origin(card, say),
        _closing(card, say),
    ]
    for one in sections:
        blocks = list(one)
        if blocks:
            items += [*blocks, Item(Space(GRID))]
    return items[:-1]


def _part(number: str, part: Part, say: Tongues) -> Iterator[Item]:
    yield section(number, part.title)
    *before, last = _lines(part, say)
    yield from before
    yield replace(last, stays=bool(part.notes))
    for place, footnote in enumerate(part.notes):
        yield Item(_footnote(footnote, say), stays=place < len(part.notes) - 1)


def _lines(part: Part, say: Tongues) -> Iterator[Item]:
    """The fields in rows; a table within the record stands between them, under its own name."""
    boxes: list[Box] = []
    for line in part.lines:
        if line.cells is None:
            boxes.append(_box(line, say))
            continue
        yield from grid(boxes)
        boxes = []
        if line.label != part.title:
            yield section("", line.label, SMALL_STRONG)
        yield from _cells(line, line.cells, say)
    yield from grid(boxes)


def _box(line: Line, say: Tongues) -> Box:
    return Box(line.label, partial(_known, line, say), _is_wide(line))


def _is_wide(line: Line) -> bool:
    told = [
        *line.value,
        *(before.value for before in line.before),
        *(noted.text for noted in line.margin),
    ]
    longest = max((len(side) for words in told for side in _sides(words)), default=0)
    is_parted = any("\n" in side for words in told for side in _sides(words))
    return longest > NARROW_LETTERS or len(line.value) > 1 or is_parted


def _sides(words: Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else (words.left, words.right)


def _known(line: Line, say: Tongues, width: float) -> Strips:
    strips: list[Strip] = []
    if line.rivals:
        strips += spoken(say("Disputed"), width, ALARM_SMALL)
        for rival in line.rivals:
            strips += spoken(rival.value or say("(empty)"), width, STRONG)
    elif line.value:
        for words in line.value:
            strips += spoken(words, width, VALUE)
    elif line.is_wanted:
        strips += spoken(say("To complete"), width, ALARM_SMALL)
    elif line.before:
        strips += spoken(say("(empty)"), width, QUIET_SMALL)
    for noted in line.margin:
        strips += _noted(noted, say, width)
    for before in line.before:
        strips += _before(before, say, width)
    return tuple(strips)


def _before(before: Before, say: Tongues, width: float) -> Strips:
    """What was said before, struck through and legible, under the number of its footnote."""
    label = labelled(say("Before, see note {note}", note=isolated(before.note)), width)
    if not before.value:
        return (GapStrip(HALF / 2), *label, *spoken(say("(empty)"), width, QUIET_SMALL))
    return (GapStrip(HALF / 2), *label, *spoken(before.value, width, VALUE, is_struck=True))


def _noted(noted: Noted, say: Tongues, width: float) -> Strips:
    """A note in the margin: the doubt in a word, the text as written, who noted it and when."""
    strips: list[Strip] = [GapStrip(HALF / 2)]
    if noted.doubt:
        strips += spoken(say("In doubt: {doubt}", doubt=noted.doubt), width, SMALL_STRONG)
    strips += spoken(noted.text, width, SMALL)
    signed = say(
        "Noted by {person}, {time}",
        person=apart(noted.by or "—"),
        time=stamp(noted.at) if noted.at else "—",
    )
    return (*strips, *spoken(signed, width, LABEL))


def _footnote(footnote: Footnote, say: Tongues) -> Row:
    told = say(
        "Note {note}. {field}, amended by {author}, {at}.",
        note=isolated(footnote.number),
        field=apart(footnote.field),
        author=apart(footnote.author or "—"),
        at=stamp(footnote.at) if footnote.at else "—",
    )
    strips = [*spoken(told, _NOTE_WIDTH, SMALL)]
    if footnote.approver:
        approved = say("Approved by {approver}", approver=apart(footnote.approver))
        strips += spoken(approved, _NOTE_WIDTH, SMALL)
    strips += [*labelled(say("Reason"), _NOTE_WIDTH)]
    strips += spoken(footnote.reason or "—", _NOTE_WIDTH, SMALL)
    column = Column(HALF, _NOTE_WIDTH, tuple(strips))
    return Row((column,), above=HALF / 2, below=HALF / 2, tint=TINT, rule=None)


def _cells(line: Line, cells: Cells, say: Tongues) -> Iterator[Item]:
    """A table of few columns as one; one of many as numbered groups of fields."""
    if line.before or line.rivals:
        yield Item(Row((Column(0, WIDTH, _known(line, say, WIDTH)),), rule=HAIRLINE))
    if len(cells.heads) <= TABLE_COLUMNS:
        rows = [
            tuple(Entry(tuple((words, SMALL) for words in told)) for told in row)
            for row in cells.rows
        ]
        yield from table((1.0,) * len(cells.heads), cells.heads, rows)
        return
    for number, row in enumerate(cells.rows, 1):
        mark = spoken(say("Line {line}", line=isolated(number)), WIDTH, SMALL_STRONG)
        yield Item(Row((Column(0, WIDTH, mark),), rule=INK, rule_width=FINE, below=0), stays=True)
        told = zip(cells.heads, row, strict=True)
        yield from grid((_box(Line(head, value), say) for head, value in told if value), HAIRLINE)


def _pictures(card: Card, say: Tongues) -> Iterator[Item]:
    if not card.pictures and not card.other_photos:
        return
    yield section("", say("Photos"))
    edges = columns((1.0,) * PICTURES_A_ROW)
    for first in range(0, len(card.pictures), PICTURES_A_ROW):
        shown = card.pictures[first : first + PICTURES_A_ROW]
        made = zip(shown, edges, strict=False)
        cells = (Column(left, wide, _picture(one, wide)) for one, (left, wide) in made)
        yield Item(Row(tuple(cells)))
    if card.other_photos:
        numbers = ", ".join(isolated(number) for number in card.other_photos)
        yield note(say("Further photos: {numbers}", numbers=numbers), SMALL)


def _picture(picture: Picture, width: float) -> Strips:
    strips: list[Strip] = []
    if picture.jpeg:
        strips.append(PictureStrip.fitting(picture.jpeg, picture.size, (width, PICTURE_HEIGHT)))
    strips += spoken(isolated(picture.number), width, SMALL_STRONG)
    strips += spoken(picture.view, width, SMALL)
    strips += spoken(picture.note, width, QUIET_SMALL)
    return tuple(strips)


def _objections(card: Card, say: Tongues) -> Iterator[Item]:
    if not card.objections:
        return
    yield section("", say("Rules that this record does not keep"))
    rows = [
        (cell(isolated(one.rule), style=SMALL_STRONG), cell(one.sentence))
        for one in card.objections
    ]
    yield from table((0.5, 5), (say("Rule"), say("What it says")), rows)


def _origin(card: Card, say: Tongues) -> Iterator[Item]:
    yield section("", say("Where this record comes from"))
    yield from grid(_box(line, say) for line in card.origin)


def _closing(card: Card, say: Tongues) -> Iterator[Item]:
    counted = say(
        "Printed here: amendments {amendments}, fields to complete {wanted}, disputed fields "
        "{disputed}. Fields that are empty and may be so are left out.",
        amendments=isolated(sum(len(part.notes) for part in card.parts)),
        wanted=isolated(sum(line.is_wanted for part in card.parts for line in part.lines)),
        disputed=isolated(len(card.disputes)),
    )
    proof = say(
        "This print shows what the journal held when it was made. The record head is the SHA-256 "
        "of the hashes of all journal lines that made this record: had one been changed, left out "
        "or added, the head would be another. It does not prove that what was recorded is true."
    )
    told: list[Bilingual] = [counted, proof]
    is_attached = bool(card.cover.attachment)
    return closing_items(card.cover.printing.head, told, say, is_attached=is_attached)
