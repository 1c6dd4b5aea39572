"""Who issues a form, when, out of what: what every form says whatever it is about."""

from __future__ import annotations

from dataclasses import replace

from app.core.wording import embedded, isolated
from app.models.operations import Operation
from app.models.record import Record
from app.models.sites import Site
from app.reports.custody import Printing
from app.reports.words import Words, beside
from app.rules.clearance import Situation, situation_of
from app.rules.hazards import hazard_notice
from app.rules.world import Records, every
from app.services.desk import Desk
from app.services.ground_words import around_site
from app.services.sheets.terms import Terms
from app.store.transactions import View


class Issue:
    """The facts that stand on every page of a form printed at this desk now."""

    def __init__(self, desk: Desk, view: View, records: Records, terms: Terms) -> None:
        self._desk = desk
        self._view = view
        self._records = records
        self._terms = terms
        self.at = desk.now()
        self.operation: Operation | None = next(every(records, Operation), None)

    @property
    def operation_code(self) -> str:
        """The operation's code, or nothing."""
        return (self.operation.number or "") if self.operation else ""

    @property
    def is_practice(self) -> bool:
        """Whether all this is invented."""
        return bool(self.operation and self.operation.practice)

    def organisation(self) -> str:
        """Who issues the form, in every script that they write their name in."""
        operation = self.operation
        lead = self._terms.record(operation.lead_authority) if operation else None
        if lead is None:
            return ""
        names = (lead.values.get("name"), lead.values.get("local_name"))
        return " · ".join(dict.fromkeys(name for name in names if name))

    def printing(self, head: str) -> Printing:
        """Where and when it was printed, and what pins it to the journal."""
        tip = self._view.tip
        parcels = (*self._view.papers.parcels("in"), *self._view.papers.parcels("out"))
        newest = max(parcels, key=lambda parcel: parcel.at, default=None)
        return Printing(
            at=self.at,
            by=self._terms.person(self._desk.person),
            head=head,
            journal_head=tip.head.hex(),
            journal_size=tip.size,
            bundle=newest.bundle if newest else "",
        )

    def hazard(self, site: Record | None, situation: Situation | None = None) -> Words:
        """BR-04: every print of a site with an open hazard says so."""
        if not isinstance(site, Site):
            return ""
        known = situation or situation_of(self._records)
        notice = hazard_notice(known, self._records, site.uid, self.at)
        if not notice.open:
            return ""
        say = self._terms.say
        told = [say("Open hazards on this site: {count}", count=isolated(notice.open))]
        # Paper is read on other days: no hour stands without its date.
        dated = around_site(replace(notice, at=None))
        return beside(told + [say(one.text, **one.values) for one in dated])

    def withdrawn(self, record: Record) -> Words:
        """That a record was withdrawn, and why."""
        if not record.is_withdrawn:
            return ""
        return self._terms.say("WITHDRAWN: {reason}", reason=embedded(record.reason or "—"))
