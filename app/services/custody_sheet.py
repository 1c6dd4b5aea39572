"""Gathering what the chain-of-custody form (F1) of one item shows, from records and history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypedDict

from app.core.clock import Moment
from app.core.wording import isolated
from app.models.containers import Container
from app.models.custody import CustodyEvent, CustodyLine
from app.models.finds import Sample
from app.models.record import Record
from app.reports import custody as f1
from app.reports.words import Bilingual, Tongues, Words
from app.rules.chains import SUPERSEDING
from app.rules.contents import contents_of
from app.rules.custody import Custody
from app.rules.eyes import eyes_of
from app.rules.gaps import custody_gaps
from app.rules.holding import TERMINAL
from app.rules.world import Records, Remembering, title
from app.services.desk import Desk
from app.services.sheets.changes import Changes, forks
from app.services.sheets.events import Events
from app.services.sheets.evidence import attachment, lines_behind, record_head
from app.services.sheets.issue import Issue
from app.services.sheets.seals import Seals
from app.services.sheets.terms import Terms
from app.store.transactions import View

_KIND_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "remains_case": "case_type",
        "container": "container_kind",
        "artefact": "category",
        "sample": "sample_kind",
        "document": "document_type",
    }
)


class _Collection(TypedDict):
    collected_by: f1.Party | None
    collected_at: Moment | None
    collected_place: str


class CustodySheet:
    """One item's form, gathered within one view of the store."""

    def __init__(self, desk: Desk, view: View, item: Record, say: Tongues) -> None:
        records = Remembering(view.records)
        self._view = view
        self._item = item
        self._say = say
        self._records = records
        self._custody = Custody(records)
        self._state = self._custody.of(item.uid)
        self._terms = Terms(records, say)
        # What its list says and what names it; what has since gone elsewhere is not in it any more.
        self._inside = _as_packed(item, records) if isinstance(item, Container) else []
        self._events = Events(item, self._state, records, self._terms)
        self._issue = Issue(desk, view, records, self._terms)
        self._eyes = eyes_of(records, desk.person, self._issue.at)

    def form(self) -> f1.CustodyForm:
        """All that the form shows."""
        item, terms, events = self._item, self._terms, self._events
        site = terms.record(item.values.get("site"))
        issue = self._issue
        lines = lines_behind(self._view, item, self._state)
        seals = Seals(events, self._view.records, terms)
        changes = Changes(self._view, item, terms)
        return f1.CustodyForm(
            number=item.number or item.uid[:8],
            uid=item.uid,
            organisation=issue.organisation(),
            operation=issue.operation_code,
            site=(site.number or "") if site else "",
            sensitivity=self._say("Confidential"),
            printing=issue.printing(record_head(lines)),
            **self._collection(site),
            description=self._description(),
            category=self._kind_of(item),
            quantity=str(item.values.get("quantity") or 1),
            grave=self._graves(),
            container=self._container(),
            part=self._part(),
            initials=seals.initials(),
            condition=self._condition(),
            transfers=tuple(events.transfers()),
            is_container=isinstance(item, Container),
            contents=tuple(self._contents()),
            seals=tuple(seals.history()),
            first_seal_witness=events.witness("SEA"),
            discrepancies=tuple(self._discrepancies()),
            gaps=tuple(self._gaps()),
            disposition=self._disposition(),
            disposition_witness=events.witness(*TERMINAL),
            amendments=tuple(changes.amendments()),
            disputes=(*changes.disputes(), *forks(self._state, events, terms)),
            hazard=issue.hazard(site),
            withdrawn=issue.withdrawn(item),
            is_draft=not (item.is_final or item.is_withdrawn),
            is_practice=issue.is_practice,
            attachment=attachment((item, *self._state.events), lines, self._eyes),
        )

    def _collection(self, site: Record | None) -> _Collection:
        """Who took the item into custody, when and where; a container was packed, not collected."""
        first = next((event for event in self._events.live if event.event_type == "COL"), None)
        packed_by = self._terms.party(self._item.values.get("packed_by"))
        place = self._terms.title(first.to_location or first.from_location) if first else ""
        return {
            "collected_by": self._events.party(first, "to") or packed_by,
            "collected_at": first.occurred_at if first else self._item.occurred_at,
            "collected_place": place or (site.title if site else ""),
        }

    def _description(self) -> Words:
        item = self._item
        if self._inside:
            return self._say("Holds {count} numbered items", count=isolated(len(self._inside)))
        if isinstance(item, Sample):
            return self._terms.label(item, "bone")
        said = item.values.get("description") or item.values.get("name")
        return str(said) if said else self._terms.label(item, "completeness")

    def _kind_of(self, record: Record | None) -> Words:
        """What kind of remains, find, sample, paper or container it is."""
        name = _KIND_FIELDS.get(record.kind, "") if record is not None else ""
        return self._terms.label(record, name)

    def _graves(self) -> str:
        """The grave of remains; of a container, those of all that was packed in it."""
        cases = [self._item]
        if isinstance(self._item, Container):
            packed = (self._terms.record(uid) for uid in self._inside)
            cases = [record for record in packed if record is not None]
        titles = {self._terms.title(case.values.get("grave")) for case in cases} - {""}
        return ", ".join(isolated(title) for title in sorted(titles))

    def _container(self) -> Words:
        if isinstance(self._item, Container):
            return self._terms.label(self._item, "container_kind")
        return isolated(self._terms.title(self._state.container)) if self._state.container else ""

    def _part(self) -> str:
        is_container = isinstance(self._item, Container)
        holder = self._item if is_container else self._terms.record(self._state.container)
        if not isinstance(holder, Container) or holder.part_no is None:
            return ""
        return f"{holder.part_no}/{holder.part_count or '?'}"

    def _condition(self) -> Words:
        """As described when it was found, else as the first event says."""
        first = next((one for one in self._events.live if one.event_type != SUPERSEDING), None)
        line = self._events.line(first) if first else None
        said = line.item_condition if line else None
        return self._terms.label(self._item, "preservation") or self._terms.code(
            CustodyLine.item_condition, said
        )

    def _contents(self) -> Iterator[f1.Content]:
        for uid in self._inside:
            record = self._terms.record(uid)
            quantity = str(record.values.get("quantity") or 1) if record else "1"
            title = record.title if record else uid[:8]
            yield f1.Content(title, self._kind_of(record), quantity)

    def _discrepancies(self) -> Iterator[f1.Discrepancy]:
        for event in self._events.live:
            if event.discrepancy not in {None, "NONE"}:
                yield f1.Discrepancy(
                    self._events.number[event.uid],
                    self._terms.label(event, "discrepancy"),
                    event.discrepancy_note or "",
                    is_open=event.uid in self._state.discrepancies,
                )

    def _gaps(self) -> Iterator[Bilingual]:
        """What the rules object to, by line, and what is open now."""
        told = set()
        for thing in filter(None, (self._item.uid, self._state.container)):
            for uid, verdicts in self._custody.breaches(thing).items():
                for verdict in verdicts:
                    told.add(verdict.sentence)
                    yield self._say(
                        "Line {line}: {condition}",
                        line=isolated(self._events.number[uid]),
                        condition=self._terms.sentence(verdict),
                    )
        now = self._issue.at
        for verdict in (*self._state.problems, *custody_gaps(self._state, self._records, now)):
            if verdict.sentence not in told:
                told.add(verdict.sentence)
                yield self._terms.sentence(verdict)

    def _disposition(self) -> f1.Disposition | None:
        event = next((one for one in reversed(self._events.live) if _is_end(one)), None)
        if event is None or not self._state.is_terminal:
            return None
        return f1.Disposition(
            self._terms.label(event, "event_type"),
            event.occurred_at,
            self._terms.title(event.to_location),
            self._events.party(event, "to"),
            event.number or "",
        )


def _is_end(event: CustodyEvent) -> bool:
    return event.event_type in TERMINAL


def _as_packed(container: Container, records: Records) -> list[str]:
    """What is in a container: as its list names it, then what only says itself that it is."""
    packed = {uid: place for place, uid in enumerate(container.contents or ())}
    inside = contents_of(container.uid, records)
    return sorted(inside, key=lambda uid: (packed.get(uid, len(packed)), title(records, uid)))
