"""Hazards and clearance in the site report, and every override: printed whether asked for or not.

An override let people work where it was not cleared. It is printed whole: who, why, what reduced
the risk, both signatures, when, and what work relied on it; drafts and withdrawn ones as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.core.wording import isolated
from app.models.clearance import ClearanceCertificate, ClearanceTask, HazardOverride
from app.models.handovers import HandoverList
from app.models.record import Record, State
from app.models.signatures import Signature
from app.reports.chapters import (
    Chapter,
    Fact,
    Facts,
    Heading,
    Part,
    Said,
    Table,
    alarm,
    plain,
    strong,
)
from app.reports.times import stamp
from app.reports.words import Bilingual, Words, apart, listed
from app.rules.binding import Standing, standing_of
from app.rules.overrides import override_is_authorised
from app.rules.world import every
from app.services.sheets.reliance import relied
from app.services.sheets.site_facts import SiteFacts

_APPROVING = frozenset({"APPROVE", "AUTHORISE"})
_SIGNED_LISTS = frozenset({"SIGNED", "CLOSED"})


class Safety:
    """What was recorded of hazards on a site."""

    def __init__(self, facts: SiteFacts) -> None:
        self._facts = facts
        self._say = facts.say
        self._terms = facts.terms

    def chapter(self) -> Chapter:
        """Hazards, certificates, overrides, accidents."""
        parts = [
            *self._hazards(),
            *self._certificates(),
            *self._tasks(),
            *self._overrides(),
            *self._other_overrides(),
            *self._accidents(),
        ]
        return Chapter(self._say("Hazards and clearance"), tuple(parts))

    def ground(self) -> Chapter:
        """Hazards and certificates, as they stand beside a plan of the ground."""
        return Chapter(
            self._say("Hazards and clearance"), (*self._hazards(), *self._certificates())
        )

    # --- hazards --------------------------------------------------------------------------------

    def _hazards(self) -> Iterator[Part]:
        say, hazards = self._say, self._facts.hazards
        if not hazards:
            yield Said(say("No hazard is recorded. That does not say that there is none."))
            return
        heads = (say("Hazard"), say("What it is"), say("Status"), say("Reported"), say("Closed by"))
        rows = []
        for hazard in hazards:
            is_open = self._facts.situation.is_open(hazard, self._facts.at)
            status = self._terms.label(hazard, "status")
            closing = self._facts.situation.certified_by(hazard, self._facts.at)
            rows.append(
                (
                    strong(isolated(hazard.title)),
                    plain(
                        self._terms.label(hazard, "hazard_class"),
                        self._terms.label(hazard, "device_category"),
                    ),
                    (alarm if is_open else plain)(status, say("Still open") if is_open else ""),
                    plain(stamp(hazard.occurred_at) if hazard.occurred_at else ""),
                    plain(isolated(closing.title) if closing else say("No certificate")),
                )
            )
        yield Table((1, 1.5, 1.2, 1.2, 1), heads, tuple(rows))

    def _certificates(self) -> Iterator[Part]:
        say = self._say
        yield Heading(say("Certificates of clearance"))
        if not self._facts.certificates:
            yield Said(say("No certificate is recorded: no ground of this site counts as cleared."))
        for one in self._facts.certificates:
            yield Facts(tuple(self._certificate(one)))

    def _certificate(self, one: ClearanceCertificate) -> Iterator[Fact]:
        say = self._say
        depth = isolated(f"{one.cleared_depth_m} m") if one.cleared_depth_m is not None else ""
        numbers = [isolated(one.title)]
        if one.agency_number:
            numbers.append(isolated(one.agency_number))
        begins = stamp(one.valid_from) if one.valid_from else "?"
        span = say("{begins}, without an end", begins=begins)
        if one.valid_until:
            span = say("{begins} to {until}", begins=begins, until=stamp(one.valid_until))
        size = self._facts.values.area(one.area)[0] if one.area else ""
        yield Fact(say("Certificate number"), (", ".join(numbers),))
        yield Fact(say("Clearance agency"), _told(self._terms.organisation(one.agency)))
        yield Fact(say("State"), _told(self._terms.label(one, "state")))
        yield Fact(say("Outcome for these hazards"), _told(self._terms.label(one, "outcome")))
        yield Fact(say("Cleared depth"), _told(depth))
        yield Fact(say("Validity"), (span,))
        yield Fact(say("Hazards released"), _told(self._names(one.hazards)))
        if self._facts.exact and one.area:
            yield Fact(say("Area cleared"), self._facts.values.area(one.area))
        elif size:
            yield Fact(say("Area cleared"), (say("Left out: confidential"),))
        yield Fact(say("What was not cleared"), _told(one.not_cleared or ""))
        yield Fact(say("Residual risk"), _told(one.residual_risk or ""))
        yield Fact(say("Conditions"), _told(one.conditions or say("None is recorded.")))
        yield Fact(say("Signatures"), tuple(self._signed(one, one.signatures or ())))

    def _tasks(self) -> Iterator[Part]:
        say = self._say
        if not self._facts.tasks:
            return
        yield Heading(say("Clearance tasks"))
        heads = (
            say("Task"),
            say("Clearance agency"),
            say("Status of the task"),
            say("Methods of clearance"),
            say("Devices found"),
        )
        rows = tuple(
            (
                strong(isolated(task.title)),
                plain(self._terms.organisation(task.agency)),
                plain(self._terms.label(task, "status")),
                plain(
                    listed(
                        say,
                        [say(type(task).methods.codes.label(one)) for one in task.methods or ()],
                    )
                ),
                plain(isolated(sum(one.quantity or 1 for one in task.devices_found or ()))),
            )
            for task in self._facts.tasks
        )
        yield Table((1, 1.6, 1.2, 2, 0.9), heads, rows)

    # --- overrides ------------------------------------------------------------------------------

    def _overrides(self) -> Iterator[Part]:
        say, overrides = self._say, self._facts.overrides
        yield Heading(say("Overrides: work where it was not cleared"))
        if not overrides:
            yield Said(say("No override was written for this site."))
            return
        yield Said(
            say(
                "Overrides written for this site: {count}. Each is printed here as it stands.",
                count=isolated(len(overrides)),
            ),
            is_alarm=True,
        )
        works = relied(self._facts)
        for override in overrides:
            yield Heading(say("Override {number}", number=isolated(override.title)))
            yield Facts(tuple(self._override(override, works.get(override.title, []))))
            for verdict in override_is_authorised(override, self._facts.records):
                yield Said(self._terms.sentence(verdict), is_alarm=True)

    def _override(self, one: HazardOverride, works: list[str]) -> Iterator[Fact]:
        say, terms = self._say, self._terms
        is_in_doubt = one.state != State.FINAL.value
        yield Fact(say("State"), _told(terms.label(one, "state") or say("Draft")), is_in_doubt)
        yield Fact(say("Decided at"), _told(stamp(one.occurred_at) if one.occurred_at else ""))
        begins = stamp(one.starts_at) if one.starts_at else "?"
        ends = stamp(one.ends_at) if one.ends_at else "?"
        yield Fact(say("In force"), (say("{begins} to {until}", begins=begins, until=ends),))
        yield Fact(say("Hazards"), _told(self._names(one.hazards)))
        depth = isolated(f"{one.max_depth_m} m") if one.max_depth_m is not None else ""
        yield Fact(say("Greatest depth allowed"), _told(depth))
        people = listed(say, [terms.person(uid) for uid in one.people or ()])
        yield Fact(say("People allowed to enter"), _told(people))
        yield Fact(say("Why the work cannot wait"), _told(one.justification or ""))
        yield Fact(say("What reduces the risk"), _told(one.mitigations or ""))
        signatures = one.signatures or ()
        for label, person, role in (
            (say("Authorised by EOD"), one.authorised_by, "AUTHORISE"),
            (say("Countersigned by the team leader"), one.countersigned_by, "COUNTERSIGN"),
        ):
            own = [sign for sign in signatures if (sign.signer, sign.role) == (person, role)]
            yield self._hand(one, label, person, own)
        medic = terms.person(one.medic) if one.medic else ""
        is_there = say("Yes") if one.medic_present else say("No")
        yield Fact(say("Medic"), _told(medic))
        yield Fact(say("Medic present with the kit"), (is_there,), not one.medic_present)
        if self._facts.exact and one.area:
            yield Fact(say("Area of the override"), self._facts.values.area(one.area))
        elif one.area:
            yield Fact(say("Area of the override"), (say("Left out: confidential"),))
        if one.is_withdrawn:
            yield Fact(say("Withdrawn because"), _told(one.reason or ""), is_alarm=True)
        work = ", ".join(isolated(number) for number in works)
        yield Fact(
            say("Work that relied on it"), (work or say("None is recorded within these hours."),)
        )

    def _hand(
        self, record: Record, label: Bilingual, person: str | None, signed: list[Signature]
    ) -> Fact:
        """Who stands behind it, and how they signed; first a signature that counts, if any."""
        say = self._say
        if not person:
            return Fact(label, (say("Nobody is named"),), is_alarm=True)
        name = self._terms.person(person)
        if not signed:
            return Fact(label, (name, say("Not signed")), is_alarm=True)
        told = [(self._how(sign), self._doubt(sign, record)) for sign in signed]
        how, doubt = min(told, key=lambda one: bool(one[1]))
        return Fact(label, (name, how, *_told(doubt)), is_alarm=bool(doubt))

    def _other_overrides(self) -> Iterator[Part]:
        """BR-30: lists signed over a gap in custody, by those who took it on themselves."""
        say = self._say
        yield Heading(say("Other rules overridden"))
        here = {one.uid for one in self._facts.containers}
        rows = []
        for one in every(self._facts.records, HandoverList):
            hands = [sign for sign in one.signatures or () if sign.role in _APPROVING]
            if (
                one.list_state in _SIGNED_LISTS
                and hands
                and here & {line.container for line in one.lines or ()}
            ):
                rows.append(
                    (
                        strong(isolated(one.title)),
                        plain(isolated("BR-30"), say("Handed over despite a gap in custody")),
                        plain(*self._signed(one, hands)),
                        plain(one.reservations or one.remarks or one.reason or ""),
                    )
                )
        if not rows:
            yield Said(say("None is recorded."))
            return
        heads = (say("List"), say("Rule"), say("Taken on by"), say("Why"))
        yield Table((0.8, 1.4, 2, 2), heads, tuple(rows))

    # --- accidents ------------------------------------------------------------------------------

    def _accidents(self) -> Iterator[Part]:
        say, facts = self._say, self._facts
        yield Heading(say("Accidents and briefings"))
        days = {one.working_date for one in facts.attendance if one.working_date}
        briefed = {one.working_date for one in facts.briefings if one.working_date}
        yield Facts(
            (
                Fact(say("Explosive accidents"), (isolated(len(facts.accidents)),)),
                Fact(say("Safety briefings"), (isolated(len(facts.briefings)),)),
                Fact(
                    say("Working days without a briefing"),
                    (isolated(len(days - briefed)),),
                    is_alarm=bool(days - briefed),
                ),
            )
        )
        for accident in facts.accidents:
            number = isolated(accident.title)
            at = stamp(accident.occurred_at) if accident.occurred_at else "?"
            if facts.exact:
                told = say(
                    "Accident {number}, {at}: killed {killed}, injured {injured}.",
                    number=number,
                    at=at,
                    killed=isolated(accident.killed if accident.killed is not None else "?"),
                    injured=isolated(accident.injured if accident.injured is not None else "?"),
                )
            else:
                told = say("Accident {number}, {at}.", number=number, at=at)
            yield Said(told, is_alarm=True)

    # --- words ----------------------------------------------------------------------------------

    def _methods(self, task: ClearanceTask) -> Words:
        codes = ClearanceTask.methods.codes
        return listed(self._say, [self._say(codes.label(code)) for code in task.methods or ()])

    def _names(self, uids: tuple[str, ...] | None) -> Words:
        return ", ".join(isolated(self._terms.title(uid) or uid[:8]) for uid in uids or ())

    def _signed(self, record: Record, signatures: Iterable[Signature]) -> Iterator[Words]:
        for sign in signatures:
            role = self._terms.code(Signature.role, sign.role)
            name = self._terms.person(sign.signer)
            how = self._how(sign)
            yield self._say("{role}: {name}, {how}", role=role, name=apart(name), how=apart(how))
            yield from _told(self._doubt(sign, record))

    def _doubt(self, sign: Signature, record: Record) -> Words:
        """Why a signature does not count; evidence is shown, not hidden."""
        say = self._say
        match standing_of(sign, record, self._facts.records):
            case Standing.CHANGED:
                return say("Does not count: what was signed was changed since")
            case Standing.NOT_THEIRS:
                return say("Does not count: somebody else wrote this")
            case Standing.UNSEEN:
                return say("Does not count: nothing shows it")
            case _:
                return ""

    def _how(self, sign: Signature) -> Words:
        at = stamp(sign.at) if sign.at else "?"
        method = self._terms.code(Signature.method, sign.method)
        return self._say("{how}, {at}", how=method, at=at)


def _told(words: Words) -> tuple[Words, ...]:
    return (words,) if words else ()
