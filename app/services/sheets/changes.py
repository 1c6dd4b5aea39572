"""What became of a record after it was final, and what laptops disagree about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from app.core.wording import isolated
from app.models.fields import Field, Json
from app.models.journal import LineRefusedError, decode_line
from app.models.record import Record, State
from app.reports import custody as f1
from app.reports.times import stamp
from app.reports.words import Tongues, Words, apart, listed
from app.rules.eyes import Eyes, is_place
from app.rules.holding import CustodyState
from app.services.amendments import amendments_in
from app.services.reading import HistoryEntry, history_of, moment_or_none
from app.services.sheets.events import Events
from app.services.sheets.terms import Terms
from app.services.sheets.values import Values
from app.store.lines import Kept
from app.store.transactions import View


def withheld(say: Tongues, field: Field[Any]) -> Words:
    """What stands where a value is not for whoever reads it."""
    if is_place(field):
        return say("Withheld: exact place")
    return say("Withheld: strictly confidential")


class Changes:
    """The history of one record, read once.

    What is not for the `eyes` that read it is withheld.
    """

    def __init__(self, view: View, item: Record, terms: Terms, eyes: Eyes | None = None) -> None:
        self._view = view
        self._item = item
        self._terms = terms
        self._values = Values(terms)
        self._eyes = eyes or Eyes()
        self._history = history_of(view, item)
        ids = view.records.line_ids(item.uid, item.kind)
        self._authors = {kept.hash.hex(): _author(kept) for kept in view.lines.kept(ids)}

    def amendments(self) -> Iterator[f1.Amendment]:
        """Changes made after the record was final; what came before was drafting."""
        for amendment in amendments_in(self._history):
            yield f1.Amendment(
                field=self._terms.field(self._item.kind, amendment.field),
                old=self._value(amendment.field, amendment.old),
                new=self._value(amendment.field, amendment.new),
                reason=amendment.why,
                author=self._author_of(amendment.line, amendment.by),
                at=moment_or_none(amendment.at),
                approver=listed(
                    self._terms.say, [self._terms.titled(one) for one in amendment.approved_by]
                ),
                name=amendment.field,
            )

    def warnings(self) -> Iterator[Words]:
        """Each time that the record was saved although rules warned: which rules, who, when."""
        for (line, rules), entries in groupby(
            self._history, key=lambda entry: (entry.line, entry.warned)
        ):
            if rules:
                entry = next(entries)
                at = moment_or_none(entry.at)
                yield self._terms.say(
                    "{rules}: {person}, {time}",
                    rules=isolated(", ".join(rules)),
                    person=apart(self._author_of(line, entry.by)),
                    time=stamp(at) if at else isolated(entry.at),
                )

    def disputes(self) -> Iterator[f1.Dispute]:
        """C1 and C2: fields that hold two values, and a record withdrawn here and edited there."""
        entries = {(entry.line, entry.field): entry for entry in self._history}
        for name in sorted(self._item.disputed):
            heads = self._view.records.heads(self._item.uid, self._item.kind, name)
            values = (self._disputed(entries[head.line, name]) for head in heads)
            yield f1.Dispute(self._terms.field(self._item.kind, name), tuple(values), name)
        if "state" not in self._item.disputed:
            yield from self._withdrawn_and_edited()

    def _disputed(self, entry: HistoryEntry) -> f1.DisputedValue:
        value = self._value(entry.field, entry.after)
        author = self._author_of(entry.line, entry.by)
        return f1.DisputedValue(value, author, moment_or_none(entry.at))

    def _value(self, name: str, encoded: Json) -> Words:
        field = type(self._item).fields.get(name)
        if field is None or encoded is None:
            return "" if encoded is None else self._terms.say("(see the attached record)")
        if not self._eyes.see(self._item, field):
            return withheld(self._terms.say, field)
        return self._values.encoded(self._item, name, encoded)

    def _author_of(self, line: str, title: str) -> Words:
        uid = self._authors.get(line, "")
        return self._terms.person(uid) if self._terms.record(uid) else self._terms.titled(title)

    def _withdrawn_and_edited(self) -> Iterator[f1.Dispute]:
        newest = set(self._view.records.newest_lines(self._item.uid, self._item.kind))
        if len(newest) < 2:
            return
        values = []
        for kept in self._view.lines.kept(
            self._view.records.line_ids(self._item.uid, self._item.kind)
        ):
            if kept.hash.hex() not in newest:
                continue
            try:
                line = decode_line(kept.data)
            except LineRefusedError:
                continue
            states = [touch.f.get("state") for touch in line.m if touch.r == self._item.uid]
            is_withdrawal = State.WITHDRAWN.value in states
            told = self._terms.say("Withdrawn") if is_withdrawal else self._terms.say("Changed")
            author = self._terms.person(line.by)
            values.append(
                (is_withdrawal, f1.DisputedValue(told, author, moment_or_none(line.wall)))
            )
        if {is_withdrawal for is_withdrawal, _ in values} == {True, False}:
            field = self._terms.field(self._item.kind, "state")
            yield f1.Dispute(field, tuple(value for _, value in values), "state")


def _author(kept: Kept) -> str:
    try:
        return decode_line(kept.data).by
    except LineRefusedError:
        return ""


def forks(state: CustodyState, events: Events, terms: Terms) -> Iterator[f1.Dispute]:
    """C3: events that stand against each other, so that nobody knows where the item is."""
    values = tuple(
        f1.DisputedValue(
            terms.say(
                "Line {line}: {condition}",
                line=events.number[event.uid],
                condition=apart(terms.label(event, "event_type")),
            ),
            terms.person(event.origin.by),
            event.occurred_at,
        )
        for event in events.live
        if event.uid in state.rivals
    )
    if state.is_disputed:
        yield f1.Dispute(terms.say("Custody"), values or (f1.DisputedValue(_unclear(terms), ""),))


def _unclear(terms: Terms) -> Words:
    return terms.say("Events name each other as the one before.")
