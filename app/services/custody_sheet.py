"""Gathering what the chain-of-custody form (F1) of one item shows, from records and history."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from app.core.clock import Moment
from app.models.containers import Container
from app.models.custody import CustodyEvent, CustodyLine
from app.models.fields import ChoiceField, encode_values
from app.models.kinds import KIND
from app.models.operations import Operation, Person
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.reports import custody as f1
from app.reports.words import Bilingual, Tongues
from app.rules.clearance import situation_of
from app.rules.custody import custody_of
from app.rules.hazards import hazard_notice
from app.rules.holding import BAD_SEALS, line_of
from app.services.desk import Desk
from app.services.findings import decoded
from app.services.people import person_title
from app.services.reading import history_of, moment_or_none
from app.store.transactions import View

TERMINAL = frozenset({"BUR", "REL", "REP", "DES"})
_HASH_SHOWN = 16


class CustodySheet:
    """One item's form, gathered within one view of the store."""

    def __init__(self, desk: Desk, view: View, item: Record, say: Tongues) -> None:
        self._desk = desk
        self._view = view
        self._records = view.records
        self._item = item
        self._say = say
        self._state = custody_of(item.uid, view.records)
        self._numbers = {event.uid: n for n, event in enumerate(self._state.events, 1)}

    def form(self) -> f1.CustodyForm:
        """All that the form shows."""
        item, state = self._item, self._state
        site = self._record(item.values.get("site"))
        operation = next(iter(self._records.all_of(Operation.kind)), None)
        collection = next((event for event in state.events if event.event_type == "COL"), None)
        return f1.CustodyForm(
            number=item.number or item.uid[:8],
            uid=item.uid,
            organisation=self._organisation(operation),
            operation=(operation.number or "") if operation else "",
            site=(site.number or "") if site else "",
            sensitivity=self._say("Confidential"),
            printing=self._printing(),
            description=self._description(),
            category=self._label(item, "case_type") or self._label(item, "container_kind"),
            quantity="1",
            grave=self._title(item.values.get("grave")),
            collected_by=self._party(collection, "to")
            or self._person(item.values.get("packed_by")),
            collected_at=collection.occurred_at if collection else item.occurred_at,
            collected_place=self._title(collection.from_location if collection else None)
            or (site.title if site else ""),
            container=self._container(),
            part=self._part(),
            initials=self._initials(),
            condition=self._label(item, "preservation"),
            transfers=tuple(self._transfers()),
            is_container=isinstance(item, Container),
            contents=tuple(self._contents()),
            seals=tuple(self._seals()),
            first_seal_witness=self._witness("SEA"),
            discrepancies=tuple(self._discrepancies()),
            gaps=tuple(self._say(problem.message, **problem.values) for problem in state.problems),
            disposition=self._disposition(),
            disposition_witness=self._witness(*TERMINAL),
            amendments=tuple(self._amendments()),
            disputes=tuple(self._disputes()),
            hazard=self._hazard(site),
            is_draft=not item.is_final,
            is_practice=bool(operation and operation.values.get("practice")),
            attachment=self._attachment(),
        )

    def _printing(self) -> f1.Printing:
        newest = self._records.newest_lines(self._item.uid, self._item.kind)
        events = [event.origin.line for event in self._state.events]
        return f1.Printing(
            at=self._desk.now(),
            by=person_title(self._records, self._desk.person),
            head=(events or newest or [""])[-1],
            journal_head=self._view.tip.head.hex(),
            source=self._view.setting("laptop_name"),
        )

    def _organisation(self, operation: Record | None) -> str:
        lead = self._record(operation.values.get("lead_authority")) if operation else None
        if lead is None:
            return ""
        names = (lead.values.get("name"), lead.values.get("local_name"))
        return " · ".join(dict.fromkeys(name for name in names if name))

    def _description(self) -> Bilingual | str:
        item = self._item
        if isinstance(item, RemainsCase):
            return self._label(item, "completeness")
        if isinstance(item, Container) and item.contents:
            return self._say("Holds {count} numbered remains", count=len(item.contents))
        return ""

    def _container(self) -> Bilingual | str:
        if isinstance(self._item, Container):
            return self._label(self._item, "container_kind")
        return self._title(self._state.container)

    def _part(self) -> str:
        holder = (
            self._item if isinstance(self._item, Container) else self._record(self._state.container)
        )
        if not isinstance(holder, Container) or holder.part_no is None:
            return ""
        return f"{holder.part_no}/{holder.part_count or '?'}"

    def _initials(self) -> Bilingual | str:
        for event in self._live_events():
            line = self._line(event)
            if event.event_type in {"SEA", "RES"} and line is not None and line.seal_after:
                seal = next(iter(self._records.by_number(line.seal_after)), None)
                said = seal.values.get("initials_across_tape") if seal else None
                if said is not None:
                    return self._say("Yes") if said else self._say("No")
        return ""

    def _live_events(self) -> list[CustodyEvent]:
        return [event for event in self._state.events if event.uid not in self._state.superseded]

    def _line(self, event: CustodyEvent) -> CustodyLine | None:
        """What an event says of the item, or of the container it was in."""
        own = line_of(event, self._item.uid)
        return own or line_of(event, self._state.container) or next(iter(event.lines or ()), None)

    def _transfers(self) -> Iterator[f1.Transfer]:
        for number, event in enumerate(self._state.events, 1):
            line = self._line(event)
            condition = line.seal_condition if line else None
            yield f1.Transfer(
                line=number,
                at=event.occurred_at or self._desk.now(),
                event=self._label(event, "event_type"),
                number=event.number or "",
                released_by=self._party(event, "from"),
                received_by=self._party(event, "to"),
                release=self._signature(event, "RELEASE"),
                receipt=self._signature(event, "RECEIVE"),
                from_place=self._title(event.from_location),
                to_place=self._title(event.to_location),
                purpose=event.purpose_note or self._label(event, "purpose"),
                seal=(line.seal_before or "") if line else "",
                seal_condition=self._code(CustodyLine.seal_condition, condition),
                is_seal_in_doubt=condition in BAD_SEALS,
                new_seal=(line.seal_after or "") if line else "",
                condition=self._code(
                    CustodyLine.item_condition, line.item_condition if line else None
                ),
                remarks="; ".join(
                    text for text in (event.remarks, line.remarks if line else None) if text
                ),
                is_final=True,
                superseded=self._superseded(event),
            )

    def _superseded(self, event: CustodyEvent) -> f1.Superseded | None:
        if event.uid not in self._state.superseded:
            return None
        by = next((one for one in self._state.events if one.supersedes == event.uid), None) or next(
            (
                one
                for one in self._records.referring(CustodyEvent.kind, "supersedes", event.uid)
                if isinstance(one, CustodyEvent)
            ),
            None,
        )
        if by is None:
            return None
        return f1.Superseded(
            reason=by.reason or by.remarks or "",
            author=person_title(self._records, by.origin.by),
            at=by.occurred_at or self._desk.now(),
            approver=self._title(by.approved_by),
            by_line=self._numbers.get(by.uid),
        )

    def _party(self, event: CustodyEvent | None, side: str) -> f1.Party | None:
        if event is None:
            return None
        organisation = self._title(event.values.get(f"{side}_organisation"))
        return self._person(event.values.get(f"{side}_custodian"), organisation)

    def _person(self, uid: object, organisation: str = "") -> f1.Party | None:
        person = self._record(uid)
        if not isinstance(person, Person):
            return None
        return f1.Party(
            name=person.full_name or person.title,
            latin_name=person.latin_name or "",
            organisation=organisation or self._title(person.organisation),
        )

    def _signature(self, event: CustodyEvent, role: str) -> f1.Signature | None:
        for signature in event.signatures or ():
            if signature.role == role:
                return f1.Signature(
                    self._code(type(signature).method, signature.method), signature.at
                )
        return None

    def _witness(self, *kinds: str) -> f1.Witness | None:
        for event in self._live_events():
            if event.event_type not in kinds:
                continue
            for signature in event.signatures or ():
                party = self._person(signature.signer)
                if signature.role == "WITNESS" and party is not None:
                    signed = f1.Signature(
                        self._code(type(signature).method, signature.method), signature.at
                    )
                    return f1.Witness(
                        party, self._title(event.to_location), event.occurred_at, signed
                    )
        return None

    def _contents(self) -> Iterator[f1.Content]:
        if isinstance(self._item, Container):
            for uid in self._item.contents or ():
                record = self._record(uid)
                if record is not None:
                    yield f1.Content(record.title, self._label(record, "case_type"), "1")

    def _seals(self) -> Iterator[f1.Seal]:
        seals: dict[str, dict[str, Any]] = {}
        for event in self._live_events():
            line = self._line(event)
            if line is None:
                continue
            if line.seal_before:
                seal = seals.setdefault(line.seal_before, {"checks": []})
                seal["checks"].append(
                    f1.SealCheck(
                        self._numbers[event.uid],
                        self._code(CustodyLine.seal_condition, line.seal_condition),
                        line.seal_condition in BAD_SEALS,
                    )
                )
                is_off = event.event_type in {"UNS", "RES"} and line.seal_after != line.seal_before
                if is_off:
                    seal["removed_at"] = event.occurred_at
                    seal["removed_by"] = self._title(event.from_custodian)
                    seal["reason"] = event.purpose_note or self._label(event, "purpose")
            if line.seal_after and line.seal_after != line.seal_before:
                seal = seals.setdefault(line.seal_after, {"checks": []})
                seal["applied_at"] = event.occurred_at
                seal["applied_by"] = self._title(event.to_custodian or event.from_custodian)
        for number, told in seals.items():
            record = next(
                (one for one in self._records.by_number(number) if one.kind == "seal"), None
            )
            kind = self._label(record, "seal_kind") if record else ""
            yield f1.Seal(number, kind, checks=tuple(told.pop("checks")), **told)

    def _discrepancies(self) -> Iterator[f1.Discrepancy]:
        for event in self._live_events():
            if event.discrepancy not in {None, "NONE"}:
                yield f1.Discrepancy(
                    self._numbers[event.uid],
                    self._label(event, "discrepancy"),
                    event.discrepancy_note or "",
                    is_open=event.uid in self._state.discrepancies,
                )

    def _disposition(self) -> f1.Disposition | None:
        for event in reversed(self._live_events()):
            if event.event_type in TERMINAL:
                return f1.Disposition(
                    self._label(event, "event_type"),
                    event.occurred_at or self._desk.now(),
                    self._title(event.to_location),
                    self._party(event, "to"),
                    event.number or "",
                )
        return None

    def _amendments(self) -> Iterator[f1.Amendment]:
        """Changes made after the record was final; what came before was drafting."""
        is_final = False
        for entry in history_of(self._view, self._item):
            if is_final and entry.field not in {"state", "reason"} and entry.before != entry.after:
                at = moment_or_none(entry.at)
                yield f1.Amendment(
                    self._field_label(entry.field),
                    self._value(entry.field, entry.before),
                    self._value(entry.field, entry.after),
                    entry.why,
                    entry.by,
                    at or self._desk.now(),
                )
            is_final = is_final or (entry.field == "state" and entry.after == "FINAL")

    def _disputes(self) -> Iterator[f1.Dispute]:
        entries = {(entry.line, entry.field): entry for entry in history_of(self._view, self._item)}
        for name in sorted(self._item.disputed):
            values = []
            for head in self._records.heads(self._item.uid, self._item.kind, name):
                entry = entries[head.line, name]
                values.append(
                    f1.DisputedValue(
                        self._value(name, head.value), entry.by, moment_or_none(entry.at)
                    )
                )
            yield f1.Dispute(self._field_label(name), tuple(values))

    def _hazard(self, site: Record | None) -> Bilingual | str:
        """BR-04: every print of a site with an open hazard says so."""
        if not isinstance(site, Site):
            return ""
        notice = hazard_notice(
            situation_of(self._records), self._records, site.uid, self._desk.now()
        )
        if not notice.open:
            return ""
        return self._say("Open hazards on this site: {count}", count=notice.open)

    def _attachment(self) -> bytes:
        """The record and its events as the journal holds them, with the lines they came from."""
        records = [self._item, *self._state.events]
        return msgspec.json.encode(
            [
                {
                    "kind": record.kind,
                    "uid": record.uid,
                    "line": record.origin.line,
                    "journal": record.origin.journal,
                    "by": record.origin.by,
                    "written": record.origin.wall,
                    "fields": encode_values(type(record).fields, dict(record.values)),
                }
                for record in records
            ],
            order="sorted",
        )

    def _record(self, uid: object) -> Record | None:
        return self._records.get(uid) if isinstance(uid, str) and uid else None

    def _title(self, uid: object) -> str:
        record = self._record(uid)
        return record.title if record else ""

    def _label(self, record: Record, name: str) -> Bilingual | str:
        item = type(record).fields.get(name)
        return self._code(item, record.values.get(name))

    def _code(self, item: object, code: object) -> Bilingual | str:
        if isinstance(item, ChoiceField) and isinstance(code, str):
            return self._say(item.codes.label(code))
        return ""

    def _field_label(self, name: str) -> Bilingual:
        item = KIND[self._item.kind].fields.get(name)
        return self._say(item.label) if item else Bilingual(name)

    def _value(self, name: str, encoded: object) -> Bilingual | str:
        value = decoded(self._item, name, encoded)
        item = KIND[self._item.kind].fields.get(name)
        if isinstance(item, ChoiceField):
            return self._code(item, value)
        if isinstance(value, bool):
            return self._say("Yes") if value else self._say("No")
        if isinstance(value, str) and (record := self._record(value)):
            return record.title
        if isinstance(value, str | int | Decimal | Moment):
            return str(value)
        return "" if value is None else self._say("(see the attached record)")
