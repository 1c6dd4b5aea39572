"""The registers of numbers of one site (F12): used, withdrawn, printed in advance, and missing.

A number that is missing says nothing by itself; one that nobody can account for does. So every gap
between the first and the last number of a book is printed, and what the register says of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.core.wording import isolated
from app.models.kinds import KIND
from app.models.operations import NumberBook
from app.models.record import Record
from app.models.registers import NumberRegister
from app.reports.chapters import Cell, Chapter, Part, Said, Table, alarm, plain, strong
from app.rules.numbering import NumberError, parse_number
from app.services.sheets.site_facts import SiteFacts

IN_REGISTER = (
    "grave",
    "work_area",
    "context",
    "survey_control",
    "hazard",
    "remains_case",
    "artefact",
    "sample",
    "container",
)


@dataclass(slots=True)
class _Sequence:
    """The running numbers of one kind and book, and which of them were withdrawn."""

    used: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    known: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


class Registers:
    """The numbers of a site."""

    def __init__(self, facts: SiteFacts) -> None:
        self._facts = facts
        self._say = facts.say

    def chapter(self) -> Chapter:
        """A line to each book of each kind, then every number given up and why."""
        return Chapter(self._say("Registers of numbers"), tuple(self._parts()))

    def _parts(self) -> Iterator[Part]:
        say = self._say
        rows = []
        others = within = 0
        for kind in IN_REGISTER:
            sequences, foreign, inner = self._sequences(kind)
            others += foreign
            within += inner
            for book, sequence in sorted(sequences.items()):
                rows.append(self._row(kind, book, sequence))
        heads = (
            say("Numbers of"),
            say("Book"),
            say("Used"),
            say("Withdrawn"),
            say("Printed in advance"),
            say("Left unused or given up"),
            say("Missing, not accounted for"),
        )
        if rows:
            yield Table((1.4, 0.6, 1.3, 1, 1, 1.1, 1.3), heads, tuple(rows))
        else:
            yield Said(say("No number has been given on this site."))
        if within:
            yield Said(say("Numbers within a case: {count}.", count=isolated(within)))
        if others:
            yield Said(say("Numbers of other schemes: {count}.", count=isolated(others)))
        yield from self._given_up()

    def _row(self, kind: str, book: str, sequence: _Sequence) -> tuple[Cell, ...]:
        accounted = sequence.used.union(*sequence.known.values())
        last = max(accounted, default=0)
        missing = set(range(1, last + 1)) - accounted
        dropped = sequence.known["UNUSED"] | sequence.known["VOID"]
        return (
            strong(self._say(KIND[kind].plural)),
            plain(isolated(book or "—")),
            plain(isolated(f"{ranges(sequence.used)}  ({len(sequence.used)})")),
            plain(isolated(ranges(sequence.withdrawn) or "—")),
            plain(isolated(ranges(sequence.known["RESERVED"]) or "—")),
            plain(isolated(ranges(dropped) or "—")),
            (alarm if missing else plain)(isolated(ranges(missing) or "—")),
        )

    def _sequences(self, kind: str) -> tuple[dict[str, _Sequence], int, int]:
        """By book; how many numbers are of no book of ours; and how many count within a case."""
        found: dict[str, _Sequence] = defaultdict(_Sequence)
        foreign = within = 0
        for record in self._numbered(kind):
            try:
                parts = parse_number(record.number or "", kind=kind)
            except NumberError:
                foreign += 1
                continue
            if parts.case:  # counted within its case, where a gap is seen at once
                within += 1
                continue
            sequence = found[parts.book]
            sequence.used.add(parts.running)
            if record.is_withdrawn:
                sequence.withdrawn.add(parts.running)
        for entry in self._facts.registers:
            if entry.numbered_kind == kind and entry.first is not None:
                span = range(entry.first, (entry.last or entry.first) + 1)
                found[self._letter(entry)].known[entry.entry_kind or "VOID"].update(span)
        for sequence in found.values():
            for numbers in sequence.known.values():
                numbers.difference_update(sequence.used)
        return found, foreign, within

    def _numbered(self, kind: str) -> list[Record]:
        site = self._facts.site.uid
        records = self._facts.records.all_of(kind, include_withdrawn=True)
        return [one for one in records if one.values.get("site") == site and one.number]

    def _letter(self, entry: NumberRegister) -> str:
        book = self._facts.terms.record(entry.book)
        return (book.letter or "") if isinstance(book, NumberBook) else ""

    def _given_up(self) -> Iterator[Part]:
        say = self._say
        withdrawn = (
            record for kind in IN_REGISTER for record in self._numbered(kind) if record.is_withdrawn
        )
        rows = [
            (
                strong(isolated(record.number)),
                plain(say("Withdrawn")),
                plain(record.reason or "—"),
            )
            for record in withdrawn
        ]
        for entry in self._facts.registers:
            if entry.entry_kind != "RESERVED" and entry.first is not None:
                kind_of = say(KIND[entry.numbered_kind].plural) if entry.numbered_kind else ""
                span = ranges(range(entry.first, (entry.last or entry.first) + 1))
                rows.append(
                    (
                        strong(kind_of, isolated(f"{self._letter(entry)} {span}")),
                        plain(self._facts.terms.label(entry, "entry_kind")),
                        plain(entry.because or "—"),
                    )
                )
        if rows:
            heads = (say("Number"), say("What became of it"), say("Why"))
            yield Table((1.4, 1.2, 3), heads, tuple(rows))


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as a person writes them: 1–41, 43, 45–47."""
    told: list[str] = []
    first = last = None
    for number in [*sorted(numbers), None]:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None:
            told.append(str(first) if first == last else f"{first}–{last}")
        first = last = number
    return ", ".join(told)
