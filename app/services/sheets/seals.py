"""The life of each seal that an item bore: put on, found at each check, taken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.models.containers import Seal as SealRecord
from app.models.custody import CustodyEvent, CustodyLine
from app.reports import custody as f1
from app.reports.words import Words
from app.rules.holding import BAD_SEALS, seal_key
from app.services.sheets.events import Events
from app.services.sheets.terms import Terms
from app.store.records import Records


@dataclass
class _Life:
    number: str
    applied: CustodyEvent | None = None
    removed: CustodyEvent | None = None
    checks: list[f1.SealCheck] = field(default_factory=list)


class Seals:
    """The seals of an item, in the order in which its events speak of them."""

    def __init__(self, events: Events, records: Records, terms: Terms) -> None:
        self._events = events
        self._records = records
        self._terms = terms

    def history(self) -> Iterator[f1.Seal]:
        """Each seal from the first mention to the last."""
        for life in self._lives():
            applied, removed = life.applied, life.removed
            yield f1.Seal(
                number=life.number,
                kind=self._terms.label(self._record(life.number), "seal_kind"),
                applied_at=applied.occurred_at if applied else None,
                applied_by=self._events.hands(applied, "to", "from") if applied else "",
                removed_at=removed.occurred_at if removed else None,
                removed_by=self._events.hands(removed, "from", "to") if removed else "",
                reason=self._reason(removed),
                checks=tuple(life.checks),
            )

    def initials(self) -> Words:
        """Whether initials stand across the first seal, where somebody said."""
        first = next(iter(self._lives()), None)
        seal = self._record(first.number) if first else None
        said = seal.initials_across_tape if seal else None
        return "" if said is None else self._terms.say("Yes" if said else "No")

    def _lives(self) -> list[_Life]:
        lives: dict[str, _Life] = {}
        for event in self._events.live:
            line = self._events.line(event)
            if line is None:
                continue
            found, left = line.seal_before or "", line.seal_after or ""
            is_off = event.event_type in {"UNS", "RES", "DES"} and seal_key(left) != seal_key(found)
            if found:
                life = lives.setdefault(seal_key(found), _Life(found))
                life.checks.append(self._check(event, line))
                life.removed = event if is_off else life.removed
            if left and seal_key(left) != seal_key(found):
                lives.setdefault(seal_key(left), _Life(left)).applied = event
        return list(lives.values())

    def _check(self, event: CustodyEvent, line: CustodyLine) -> f1.SealCheck:
        return f1.SealCheck(
            self._events.number[event.uid],
            self._terms.code(CustodyLine.seal_condition, line.seal_condition),
            line.seal_condition in BAD_SEALS,
        )

    def _reason(self, removed: CustodyEvent | None) -> Words:
        if removed is None:
            return ""
        return removed.purpose_note or self._terms.label(removed, "purpose")

    def _record(self, number: str) -> SealRecord | None:
        found = self._records.by_number(number)
        return next((one for one in found if isinstance(one, SealRecord)), None)
