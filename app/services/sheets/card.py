"""Gathering the card of any record from its declaration, its history and what stands against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from app.core.wording import embedded, isolated
from app.models.codes import CodeList
from app.models.fields import (
    Field,
    ReferenceField,
    ReferencesField,
    Row,
    RowsField,
    Sensitivity,
    Stage,
)
from app.models.record import Record
from app.models.sites import Site
from app.models.strata import ContextRelation
from app.reports.card import (
    CODE,
    TEMPLATE_VERSION,
    Before,
    Card,
    Cells,
    Footnote,
    Line,
    Noted,
    Objection,
    Part,
)
from app.reports.custody import Amendment
from app.reports.press import Cover
from app.reports.times import stamp
from app.reports.words import Bilingual, Tongues, Words
from app.rules.check_characters import with_check
from app.rules.completeness import known_without_asking, missing
from app.rules.eyes import eyes_of
from app.rules.margins import NOTHING
from app.rules.numbering import NUMBERED_KINDS
from app.rules.world import Remembering
from app.services.desk import Desk
from app.services.flags import flags_in
from app.services.margins import marks_in
from app.services.reading import called, laptop_names, moment_or_none
from app.services.sheets.changes import Changes, withheld
from app.services.sheets.evidence import attachment, own_lines, record_head
from app.services.sheets.issue import Issue
from app.services.sheets.pictures import SHOWN, photos_of, pictures_of
from app.services.sheets.terms import Terms
from app.services.sheets.values import Told, Values
from app.store.transactions import View

LAST_SECTION = "Record"
_LEVELS, _CERTAINTY = CodeList("sensitivity"), CodeList("certainty")


class RecordCard:
    """One record's card, gathered within one view of the store."""

    def __init__(self, desk: Desk, view: View, record: Record, say: Tongues) -> None:
        records = Remembering(view.records)
        self._desk = desk
        self._view = view
        self._record = record
        self._records = records
        self._say = say
        self._terms = Terms(records, say)
        self._values = Values(self._terms)
        self._issue = Issue(desk, view, records, self._terms)
        self._eyes = eyes_of(records, desk.person, self._issue.at)
        self._changes = Changes(view, record, self._terms, self._eyes)
        self._amended: dict[str, list[Amendment]] = defaultdict(list)
        for amendment in self._changes.amendments():
            self._amended[amendment.name].append(amendment)
        self._disputes = {dispute.name: dispute for dispute in self._changes.disputes()}
        known = known_without_asking(record, records)
        gaps = (gap for gap in missing(record, Stage.FINAL) if gap.field not in known)
        self._wanted = {(gap.field, gap.line, gap.column) for gap in gaps}
        self._margins = marks_in(view, record)
        self._level = max(Sensitivity.C1, _raised(record))
        self._notes = 0

    def card(self) -> Card:
        """All that the card shows."""
        record, say = self._record, self._say
        parts = tuple(self._parts())
        lines = own_lines(self._view, record)
        photos = photos_of(record, self._view.records)
        if self._eyes.strict:
            self._level = max([self._level, *map(_raised, photos[:SHOWN])])
        is_labelled = record.number is not None and record.kind in NUMBERED_KINDS - {Site.kind}
        number = record.number or record.uid[:8]
        name = self._called()
        site = self._site()
        cover = Cover(
            code=CODE,
            version=TEMPLATE_VERSION,
            number=isolated(with_check(number)) if is_labelled else embedded(name),
            organisation=self._issue.organisation(),
            operation=self._issue.operation_code,
            site=(site.number or "") if site else "",
            sensitivity=say(_LEVELS.label(self._level.name)),
            printing=self._issue.printing(record_head(lines)),
            hazard=self._issue.hazard(site),
            withdrawn=self._issue.withdrawn(record),
            disputes=len(self._disputes),
            is_draft=not (record.is_final or record.is_withdrawn or record.is_append_only),
            is_practice=self._issue.is_practice,
            attachment=attachment((record,), lines, self._eyes),
            attachment_name=number,
        )
        return Card(
            cover=cover,
            title=say(record.label),
            number=name,
            uid=record.uid,
            parts=parts,
            is_labelled=is_labelled,
            objections=tuple(self._objections()),
            disputes=tuple(self._disputes.values()),
            pictures=tuple(pictures_of(self._desk, photos[:SHOWN], self._terms, self._eyes)),
            other_photos=tuple(photo.number or photo.uid[:8] for photo in photos[SHOWN:]),
            origin=tuple(self._origin()),
        )

    def _called(self) -> str:
        """The number; what a relation of contexts says, in the first language of the card."""
        record = self._record
        if isinstance(record, ContextRelation):
            return called(self._view, record, self._say.left)
        return record.number or record.uid[:8]

    def _parts(self) -> Iterator[Part]:
        beside = self._margin("")
        if beside:
            whole = Line(self._say("Beside the whole record"), margin=beside)
            yield Part(self._say("In the margin"), (whole,))
        for title, fields in sections_of(type(self._record)):
            notes: list[Footnote] = []
            lines = [line for field in fields if (line := self._line(field, notes)) is not None]
            if lines:
                yield Part(self._say(title), tuple(lines), tuple(notes))

    def _line(self, field: Field[Any], notes: list[Footnote]) -> Line | None:
        """A field that says something, or should; nothing for one that is empty and may be so."""
        value = self._record.values.get(field.name)
        amended = self._amended.get(field.name, ())
        dispute = self._disputes.get(field.name)
        is_wanted = (field.name, 0, "") in self._wanted
        margin = self._margin(field.name)
        is_empty = value is None or value in ((), "")
        if is_empty and not (amended or dispute or is_wanted or margin):
            return None
        label = self._say(field.label)
        before = tuple(self._before(one, notes) for one in amended)
        if not self._eyes.see(self._record, field):
            return Line(label, (withheld(self._say, field),), before=before)
        if not is_empty:
            self._level = max(self._level, field.sensitivity)
        cells = None
        if isinstance(field, RowsField) and isinstance(value, tuple) and value:
            cells = self._cells(field, value)
        return Line(
            label,
            value=() if isinstance(field, RowsField) else self._values.of(field, value),
            cells=cells,
            before=before,
            rivals=dispute.values if dispute else (),
            is_wanted=is_wanted,
            margin=margin,
        )

    def _margin(self, name: str) -> tuple[Noted, ...]:
        """What was noted beside a field, as far as whoever prints may see it."""
        margin = self._margins.get(name, NOTHING)
        seen = margin.told_up_to(self._eyes.ceiling)
        self._level = max([self._level, *(noted.sensitivity for noted in seen.notes)])
        return tuple(
            Noted(
                self._say(_CERTAINTY.label(noted.certainty)) if noted.certainty else "",
                noted.text,
                self._terms.titled(noted.by),
                noted.at,
            )
            for noted in seen.notes
        )

    def _before(self, amendment: Amendment, notes: list[Footnote]) -> Before:
        self._notes += 1
        notes.append(
            Footnote(
                self._notes,
                amendment.field,
                amendment.reason,
                amendment.author,
                amendment.at,
                amendment.approver,
            )
        )
        return Before(self._notes, amendment.old)

    def _cells(self, field: RowsField[Any], rows: tuple[Row, ...]) -> Cells:
        """The columns that any row fills, or has to."""
        columns = [
            column
            for name, column in field.row.columns.items()
            if any(
                row.values.get(name) not in {None, ""} or self._is_wanted(field, place, name)
                for place, row in enumerate(rows, 1)
            )
        ]
        told = []
        for place, row in enumerate(rows, 1):
            told.append(tuple(self._cell(field, place, row, column) for column in columns))
        return Cells(tuple(self._say(column.label) for column in columns), tuple(told))

    def _cell(self, field: RowsField[Any], place: int, row: Row, column: Field[Any]) -> Told:
        value = row.values.get(column.name)
        if value is None:
            is_wanted = self._is_wanted(field, place, column.name)
            return (self._say("To complete"),) if is_wanted else ()
        if not self._eyes.see(self._record, column):
            return (withheld(self._say, column),)
        self._level = max(self._level, column.sensitivity)
        return self._values.of(column, value)

    def _is_wanted(self, field: RowsField[Any], place: int, column: str) -> bool:
        return (field.name, place, column) in self._wanted

    def _objections(self) -> Iterator[Objection]:
        for flag in flags_in(self._view, self._say.left):
            if flag.uid == self._record.uid:
                yield Objection(flag.verdict.rule, self._terms.sentence(flag.verdict))

    def _origin(self) -> Iterator[Line]:
        say, origin = self._say, self._record.origin
        laptop = laptop_names(self._view).get(origin.journal, origin.journal[:8])
        wall = moment_or_none(origin.wall)
        told: list[tuple[Bilingual, Words]] = [
            (say("Written first by"), self._terms.person(origin.by)),
            (say("On the laptop"), laptop),
            (say("By the clock of the laptop"), stamp(wall) if wall else isolated(origin.wall)),
            (say("Identity of the record"), isolated(self._record.uid)),
            (say("Line of the journal"), isolated(origin.line[:16])),
        ]
        for label, value in told:
            yield Line(label, (value,) if value else ())
        if warnings := tuple(self._changes.warnings()):
            yield Line(say("Saved although a rule warned"), warnings)

    def _site(self) -> Site | None:
        """The site of the record: itself, the one it names, or that of something it names."""
        if isinstance(self._record, Site):
            return self._record
        site = self._terms.record(self._record.values.get("site"))
        if isinstance(site, Site):
            return site
        for uid in _named_by(self._record):
            named = self._terms.record(uid)
            found = self._terms.record(named.values.get("site")) if named is not None else None
            if isinstance(found, Site):
                return found
        return None


def sections_of(kind: type[Record]) -> list[tuple[str, list[Field[Any]]]]:
    """The fields of a kind by section, in the order declared; what all records share comes last."""
    found: dict[str, list[Field[Any]]] = {}
    for field in kind.fields.values():
        found.setdefault(field.section, []).append(field)
    return sorted(found.items(), key=lambda item: item[0] == LAST_SECTION)


def _named_by(record: Record) -> Iterator[object]:
    """What a record refers to, in its fields and in the first row of its tables."""
    for field in type(record).fields.values():
        value = record.values.get(field.name)
        if isinstance(field, ReferenceField):
            yield value
        elif isinstance(field, ReferencesField | RowsField):
            first = next(iter(value or ()), None)
            yield from first.values.values() if isinstance(first, Row) else (first,)


def _raised(record: Record) -> Sensitivity:
    name = record.raised_sensitivity
    return Sensitivity.__members__.get(name or "", Sensitivity.C1)
