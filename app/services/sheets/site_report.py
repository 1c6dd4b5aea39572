"""Gathering the site report (F4): its chapters in the order a court asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec

from app.core.wording import isolated
from app.crypto.digests import sha256_hex
from app.models.codes import CodeList
from app.models.days import Attendance
from app.models.fields import Sensitivity
from app.models.record import Record
from app.models.sites import Site
from app.reports.chapters import (
    Chapter,
    Fact,
    Facts,
    Heading,
    Part,
    Ruled,
    Said,
    Signing,
    Table,
    alarm,
    plain,
    strong,
)
from app.reports.press import Cover
from app.reports.site_report import CODE, TEMPLATE_VERSION, SiteReport
from app.reports.words import Tongues, Words, listed
from app.rules.contents import container_of
from app.rules.roles import roles_of
from app.services.desk import Desk
from app.services.flags import Flag, flags_in
from app.services.sheets.issue import Issue
from app.services.sheets.site_counts import Counts
from app.services.sheets.site_custody import CustodyStatus
from app.services.sheets.site_facts import SiteFacts
from app.services.sheets.site_ground import Ground
from app.services.sheets.site_registers import Registers
from app.services.sheets.site_safety import Safety
from app.services.sheets.strata import strata_chapter
from app.store.transactions import View

FEW_FLAGS = 5
WRITING_LINES = 6
_LEVELS = CodeList("sensitivity")


class SiteReportSheet:
    """One site's report, gathered within one view of the store."""

    def __init__(
        self, desk: Desk, view: View, site: Site, say: Tongues, sensitivity: Sensitivity
    ) -> None:
        self._view = view
        self._site = site
        self._say = say
        self._level = sensitivity
        self._facts = SiteFacts(view, site, say, desk.now(), sensitivity)
        self._terms = self._facts.terms
        self._issue = Issue(desk, view, self._facts.records, self._terms)

    def report(self) -> SiteReport:
        """All that the report shows."""
        facts, say = self._facts, self._say
        counts = Counts(facts)
        ground = Ground(facts, counts)
        flags = self._flags()
        chapters = (
            self._authority(),
            self._attendance(),
            counts.chapter(),
            ground.method(),
            Safety(facts).chapter(),
            ground.survey(),
            ground.graves(),
            strata_chapter(facts),
            Registers(facts).chapter(),
            CustodyStatus(facts).chapter(),
            self._protection(),
            self._recommendations(),
            self._broken(flags),
            self._signatures(),
        )
        attached = self._journals()
        number = self._site.number or self._site.uid[:8]
        cover = Cover(
            code=CODE,
            version=TEMPLATE_VERSION,
            number=isolated(number),
            organisation=self._issue.organisation(),
            operation=self._issue.operation_code,
            site=self._site.number or "",
            sensitivity=say(_LEVELS.label(self._level.name)),
            printing=self._issue.printing(sha256_hex(attached)),
            hazard=self._issue.hazard(self._site, facts.situation),
            withdrawn=self._issue.withdrawn(self._site),
            disputes=sum(len(record.disputed) for record in self._records()),
            is_draft=not (self._site.is_final or self._site.is_withdrawn),
            is_practice=self._issue.is_practice,
            attachment=attached,
            attachment_name=f"{number}-journals",
        )
        records = sum(1 for _ in self._records())
        return SiteReport(cover, number, self._site.uid, chapters, records)

    # --- chapters -------------------------------------------------------------------------------

    def _authority(self) -> Chapter:
        say, terms, site = self._say, self._terms, self._site
        operation = self._issue.operation
        told: list[Fact] = []
        if operation is not None:
            partners = [terms.organisation(uid) for uid in operation.partners or ()]
            order = [isolated(one) for one in (operation.court_order_no,) if one]
            order += [isolated(one) for one in (operation.court_order_date,) if one]
            judge = terms.person(operation.issuing_judge) if operation.issuing_judge else ""
            told += [
                Fact(say("Lead authority"), _one(terms.organisation(operation.lead_authority))),
                Fact(say("Taking part"), _one(listed(say, [one for one in partners if one]))),
                Fact(say("Purpose"), _one(terms.label(operation, "purpose"))),
                Fact(say("Legal basis"), _one(operation.legal_basis or "")),
                Fact(say("Court order"), _one(", ".join(order))),
                Fact(say("Issued by the judge"), _one(judge)),
            ]
        told += [
            Fact(say("Kind of site"), _one(terms.label(site, "site_type"))),
            Fact(say("Status of the site"), _one(terms.label(site, "site_status"))),
            Fact(say("Result"), _one(terms.label(site, "result"))),
            Fact(say("Governorate"), _one(site.governorate or "")),
            Fact(say("District"), _one(self._facts.confidential(site.district))),
            Fact(say("Nearest place"), _one(self._facts.confidential(site.nearest_place))),
            Fact(say("Opened on"), _one(isolated(site.open_date) if site.open_date else "")),
            Fact(say("Closed on"), _one(isolated(site.close_date) if site.close_date else "")),
            Fact(say("Armed conflict"), _one(terms.label(site, "conflict"))),
        ]
        parts: list[Part] = [Facts(tuple(told)), *self._documents()]
        return Chapter(say("Authority and legal basis"), tuple(parts))

    def _documents(self) -> Iterator[Part]:
        say, terms = self._say, self._terms
        if not self._facts.documents:
            yield Said(say("No order or other document is filed under this site."))
            return
        heads = (say("Document"), say("Kind"), say("Reference"), say("Issued on"), say("Issued by"))
        rows = tuple(
            (
                strong(isolated(self._facts.called(one))),
                plain(terms.label(one, "document_type")),
                plain(one.reference_no or ""),
                plain(isolated(one.issued_on) if one.issued_on else ""),
                plain(terms.organisation(one.issuer)),
            )
            for one in self._facts.documents
        )
        yield Table((1, 1.5, 1.3, 0.9, 1.5), heads, rows)

    def _attendance(self) -> Chapter:
        """A line to each person, not to each day: who was there, from when to when."""
        say = self._say
        stays: dict[str, list[Attendance]] = defaultdict(list)
        for one in self._facts.attendance:
            stays[one.person or f"visitor {one.visitor_name or one.uid}"].append(one)
        if not stays:
            none = Said(say("No attendance is recorded."))
            return Chapter(say("Attendance"), (none,))
        heads = (
            say("Person"),
            say("Organisation"),
            say("Role"),
            say("Days"),
            say("First and last day"),
            say("Entered unbriefed"),
        )
        rows = []
        for _, of_one in sorted(stays.items(), key=lambda item: _first_day(item[1])):
            first = of_one[0]
            days = sorted({one.working_date for one in of_one if one.working_date})
            unbriefed = sum(one.was_briefed is False for one in of_one)
            span = f"{days[0]} – {days[-1]}" if len(days) > 1 else next(iter(days), "")
            name = self._terms.person(first.person) if first.person else self._visitor(first)
            rows.append(
                (
                    strong(name),
                    plain(self._employer(first)),
                    plain(self._role(first)),
                    plain(isolated(len(days))),
                    plain(isolated(span) if span else ""),
                    (alarm if unbriefed else plain)(isolated(unbriefed)),
                )
            )
        table = Table((1.6, 1.8, 1.4, 0.5, 1.5, 0.8), heads, tuple(rows))
        return Chapter(say("Attendance"), (table,))

    def _visitor(self, one: Attendance) -> Words:
        if self._facts.exact:
            return one.visitor_name or self._say("Visitor")
        return self._say("Visitor")

    def _role(self, one: Attendance) -> Words:
        """As attendance says, else the roles that the person held then."""
        if one.role or one.person is None or one.occurred_at is None:
            return self._terms.label(one, "role")
        held = sorted(roles_of(self._facts.records, one.person, one.occurred_at))
        return listed(self._say, [self._terms.code(Attendance.role, role) for role in held])

    def _employer(self, one: Attendance) -> Words:
        person = self._terms.record(one.person)
        own = person.values.get("organisation") if person else None
        return self._terms.organisation(one.organisation or own)

    def _protection(self) -> Chapter:
        say, site, terms = self._say, self._site, self._terms
        gazette = ", ".join(isolated(one) for one in (site.gazette_no, site.gazette_date) if one)
        held = say("{count} days", count=isolated(site.hold_days)) if site.hold_days else ""
        filled = sum(area.is_backfilled is True for area in self._facts.areas)
        marking = {
            hazard.marking
            for hazard in self._facts.hazards
            if hazard.marking and self._facts.situation.is_open(hazard, self._facts.at)
        }
        marks = type(self._facts.hazards[0]).marking.codes if self._facts.hazards else None
        marked = [say(marks.label(code)) for code in sorted(marking)] if marks else []
        facts = (
            Fact(say("Protection order"), _one(site.legal_protection_ref or "")),
            Fact(say("Official gazette"), _one(gazette)),
            Fact(say("Land held for"), _one(held)),
            Fact(say("Status of the site"), _one(terms.label(site, "site_status"))),
            Fact(say("Work areas filled in again"), (isolated(filled),)),
            Fact(say("Marking of open hazards"), _one(listed(say, marked) if marked else "")),
            Fact(say("Use of the land"), _one(site.land_use or "")),
            Fact(say("Security"), _one(self._facts.confidential(site.security_note))),
            Fact(say("Access"), _one(self._facts.confidential(site.access_note))),
        )
        left = [case for case in self._facts.cases if case.left_in_situ_reason]
        parts: list[Part] = [Facts(facts)]
        if left:
            heads = (say("Left in place"), say("Because"))
            rows = tuple(
                (strong(isolated(case.title)), plain(case.left_in_situ_reason or ""))
                for case in left
            )
            parts.append(Table((1, 4), heads, rows))
        return Chapter(say("Protection left in place"), tuple(parts))

    def _recommendations(self) -> Chapter:
        """What the records leave open; what to do about it is for people to write."""
        say = self._say
        parts: list[Part] = [Heading(say("What the records leave open"))]
        open_points = list(self._open_points())
        parts += [Said(point) for point in open_points] or [Said(say("Nothing is left open."))]
        parts.append(Ruled(say("Recommendations of those who sign"), WRITING_LINES))
        return Chapter(say("Recommendations"), tuple(parts))

    def _open_points(self) -> Iterator[Words]:
        say, facts = self._say, self._facts
        unlifted = [
            case
            for case in facts.cases
            if case.lifted_at is None
            and not case.left_in_situ_reason
            and not container_of(case.uid, facts.records)
        ]
        if unlifted:
            yield say(
                "Remains without a time of lifting, a container or a reason to stay: {count}.",
                count=isolated(len(unlifted)),
            )
        unclosed = [grave for grave in facts.graves if grave.phase != "CLOSED"]
        if unclosed:
            numbers = ", ".join(isolated(grave.title) for grave in unclosed)
            yield say("Graves not closed: {numbers}.", numbers=numbers)
        drafts = sum(not record.is_final for record in self._records() if not _has_no_state(record))
        if drafts:
            yield say("Records that are still drafts: {count}.", count=isolated(drafts))
        standing = [one for one in facts.hazards if facts.situation.is_open(one, facts.at)]
        if standing:
            numbers = ", ".join(isolated(hazard.title) for hazard in standing)
            yield say("Open hazards: {numbers}.", numbers=numbers)
        until = facts.at.instant + timedelta(days=90)
        for one in facts.certificates:
            if one.valid_until is not None and one.valid_until.instant < until:
                yield say(
                    "Certificate {number} ends or has ended on {day}.",
                    number=isolated(one.title),
                    day=isolated(f"{one.valid_until.local:%Y-%m-%d}"),
                )

    def _broken(self, flags: list[Flag]) -> Chapter:
        """Rules not kept, each with its record; many alike are named together, never hidden."""
        say = self._say
        title = say("Rules that are not kept")
        disputed = [record for record in self._records() if record.disputed]
        parts: list[Part] = []
        if disputed:
            numbers = ", ".join(isolated(self._facts.called(record)) for record in disputed)
            told = say("Records on which laptops disagree: {numbers}.", numbers=numbers)
            parts.append(Said(told, is_alarm=True))
        alike: dict[tuple[str, str], list[Flag]] = defaultdict(list)
        for flag in sorted(flags, key=lambda flag: (flag.title, flag.uid)):
            alike[flag.verdict.rule, flag.verdict.message].append(flag)
        rows = []
        for (rule, _), some in sorted(alike.items()):
            shown = some if len(some) <= FEW_FLAGS else some[:1]
            for flag in shown:
                sentence = self._terms.sentence(flag.verdict)
                rows.append((strong(isolated(rule)), plain(isolated(flag.title)), plain(sentence)))
            if len(some) > len(shown):
                others = some[len(shown) :]
                numbers = ", ".join(isolated(flag.title) for flag in others)
                count = isolated(len(others))
                same = say("The same, of {count} others: {numbers}", count=count, numbers=numbers)
                rows.append((strong(isolated(rule)), plain(), plain(same)))
        if rows:
            heads = (say("Rule"), say("Record"), say("What it says"))
            parts.append(Table((0.5, 1.2, 4), heads, tuple(rows)))
        elif not disputed:
            parts.append(Said(say("None is recorded.")))
        return Chapter(title, tuple(parts))

    def _signatures(self) -> Chapter:
        say = self._say
        roles = (
            say("Team leader"),
            say("Scene lead, archaeologist"),
            say("Judicial authority, if present"),
        )
        note = Said(
            say(
                "Those who sign confirm that this report shows what was recorded, and nothing of "
                "identity or of the cause of death, which others decide."
            )
        )
        return Chapter(say("Signatures"), (note, Signing(roles)))

    # --- what it is drawn up from ---------------------------------------------------------------

    def _records(self) -> Iterator[Record]:
        facts = self._facts
        yield facts.site
        for some in (
            facts.graves,
            facts.areas,
            facts.contexts,
            facts.relations,
            facts.controls,
            facts.points,
            facts.hazards,
            facts.tasks,
            facts.certificates,
            facts.overrides,
            facts.accidents,
            facts.briefings,
            facts.attendance,
            facts.documents,
            facts.cases,
            facts.artefacts,
            facts.samples,
            facts.containers,
            facts.events,
        ):
            yield from some
        for elements in facts.elements.values():
            yield from elements

    def _flags(self) -> list[Flag]:
        here = {record.uid: self._facts.called(record) for record in self._records()}
        found = [flag for flag in flags_in(self._view) if flag.uid in here]
        return [_called(flag, here[flag.uid]) for flag in found]

    def _journals(self) -> bytes:
        """The heads of all journals here: what was printed, a court's expert can hold to them."""
        told = [
            {"journal": one.uid, "laptop": one.replica, "lines": one.size, "head": one.head.hex()}
            for one in sorted(self._view.lines.journals(), key=lambda state: state.uid)
        ]
        return msgspec.json.encode({"format": 1, "journals": told}, order="sorted")


def _one(words: Words) -> tuple[Words, ...]:
    return (words,) if words else ()


def _first_day(stays: list[Attendance]) -> str:
    return min((one.working_date or "~" for one in stays), default="~")


def _called(flag: Flag, name: str) -> Flag:
    """The flag with its record called so, in its sentence as well."""
    values = {
        key: name if value == flag.title else value for key, value in flag.verdict.values.items()
    }
    return replace(flag, title=name, verdict=replace(flag.verdict, values=values))


def _has_no_state(record: Record) -> bool:
    return record.is_append_only or record.is_withdrawn
