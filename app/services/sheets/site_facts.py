"""What belongs to one site, read once: the ground on which every chapter of its report stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from app.core.clock import Moment
from app.core.wording import isolated
from app.geo.formats import format_mgrs
from app.geo.position import Position
from app.models.clearance import ClearanceCertificate, ClearanceTask, HazardOverride
from app.models.containers import Container
from app.models.custody import CustodyEvent
from app.models.days import Attendance
from app.models.documents import Document
from app.models.elements import Element
from app.models.fields import Sensitivity
from app.models.finds import Artefact, Sample
from app.models.handovers import HandoverList
from app.models.hazards import Hazard
from app.models.media import Photo
from app.models.operations import Person
from app.models.record import Record
from app.models.registers import NumberRegister
from app.models.remains import RemainsCase
from app.models.safety import ExplosiveAccident, SafetyBriefing
from app.models.sites import Grave, Site
from app.models.strata import Context, ContextRelation, WorkArea
from app.models.survey import SurveyControl, SurveyPoint
from app.reports.words import Tongues, Words
from app.rules.clearance import Situation, situation_of
from app.rules.hazards import hazard_notice
from app.rules.snapshot import CUSTODY_KINDS, Snapshot
from app.rules.world import every, naming
from app.services.sheets.terms import Terms
from app.services.sheets.values import Values
from app.store.transactions import View

K = TypeVar("K", bound=Record)

_CALLED_BY_A_NAME = frozenset({Attendance.kind, Document.kind, Person.kind, Site.kind})

SQUARE_KM = 10
_SQUARE_DIGITS = 2
_WHOLE = CUSTODY_KINDS | {
    kind.kind
    for kind in (Grave, Context, ContextRelation, WorkArea, SurveyControl, Hazard, HandoverList)
}


class SiteFacts:
    """The records of a site within one view, and the words of the report.

    `exact` says that the report may show confidential values (C2): coordinates, names, the way
    there. Without it places are a square of `SQUARE_KM` and people are codes.
    """

    def __init__(
        self, view: View, site: Site, say: Tongues, at: Moment, sensitivity: Sensitivity
    ) -> None:
        self.view = view
        self.site = site
        self.say = say
        self.at = at
        self.exact = sensitivity >= Sensitivity.C2
        self.records = Snapshot(view.records, _WHOLE)
        self.terms = Terms(self.records, say, hides_names=not self.exact)
        self.values = Values(self.terms)

    # --- what belongs to the site ---------------------------------------------------------------

    @cached_property
    def graves(self) -> list[Grave]:
        """The graves, by number."""
        return self._of(Grave)

    @cached_property
    def areas(self) -> list[WorkArea]:
        """The trenches and other areas of work."""
        return self._of(WorkArea)

    @cached_property
    def contexts(self) -> list[Context]:
        """The contexts, by number."""
        return self._of(Context)

    @cached_property
    def relations(self) -> list[ContextRelation]:
        """What was seen between contexts of this site."""
        here = {context.uid for context in self.contexts}
        return [
            one
            for one in _numbered(every(self.records, ContextRelation))
            if one.context in here or one.other_context in here
        ]

    @cached_property
    def controls(self) -> list[SurveyControl]:
        """The control points."""
        return self._of(SurveyControl)

    @cached_property
    def points(self) -> list[SurveyPoint]:
        """The measured points."""
        return self._of(SurveyPoint)

    @cached_property
    def situation(self) -> Situation:
        """Hazards, certificates and overrides of the whole operation, as rules see them."""
        return situation_of(self.records)

    @cached_property
    def hazards(self) -> list[Hazard]:
        """The hazards of the site, withdrawn ones included, and those that may reach it."""
        notice = hazard_notice(self.situation, self.records, self.site.uid, self.at)
        reaching = {*notice.hazard_uids}
        return _numbered(
            hazard
            for hazard in every(self.records, Hazard, include_withdrawn=True)
            if hazard.site == self.site.uid or hazard.uid in reaching
        )

    @cached_property
    def tasks(self) -> list[ClearanceTask]:
        """What was asked of clearance agencies."""
        return self._of(ClearanceTask)

    @cached_property
    def certificates(self) -> list[ClearanceCertificate]:
        """What was certified."""
        return self._of(ClearanceCertificate)

    @cached_property
    def overrides(self) -> list[HazardOverride]:
        """Every override that was ever written, drafts and withdrawn ones included."""
        return _numbered(
            one
            for one in every(self.records, HazardOverride, include_withdrawn=True)
            if one.site == self.site.uid
        )

    @cached_property
    def accidents(self) -> list[ExplosiveAccident]:
        """Explosions that hurt or could have hurt."""
        return self._of(ExplosiveAccident)

    @cached_property
    def briefings(self) -> list[SafetyBriefing]:
        """The briefings before work."""
        return self._of(SafetyBriefing)

    @cached_property
    def attendance(self) -> list[Attendance]:
        """Who was on the site."""
        return self._of(Attendance)

    @cached_property
    def documents(self) -> list[Document]:
        """Papers about the site, and those about nothing else."""
        return [
            one
            for one in _numbered(every(self.records, Document))
            if one.site == self.site.uid or self.site.uid in (one.subjects or ())
        ]

    @cached_property
    def cases(self) -> list[RemainsCase]:
        """The remains that count, by number."""
        return [case for case in self.all_cases if not case.is_withdrawn]

    @cached_property
    def all_cases(self) -> list[RemainsCase]:
        """The remains, withdrawn ones included."""
        graves = {grave.uid for grave in self.graves}
        return _numbered(
            case
            for case in every(self.records, RemainsCase, include_withdrawn=True)
            if case.site == self.site.uid or (case.site is None and case.grave in graves)
        )

    @cached_property
    def elements(self) -> dict[str, list[Element]]:
        """The bones of each case, by its uid."""
        here = {case.uid for case in self.cases}
        found: dict[str, list[Element]] = defaultdict(list)
        for element in every(self.records, Element):
            if element.remains_case in here:
                found[element.remains_case].append(element)
        return found

    @cached_property
    def artefacts(self) -> list[Artefact]:
        """Effects and other finds."""
        return self._with_cases(Artefact)

    @cached_property
    def samples(self) -> list[Sample]:
        """Samples."""
        return self._with_cases(Sample)

    @cached_property
    def containers(self) -> list[Container]:
        """The containers of the site, and those in which anything of it was packed."""
        things = {one.uid for one in (*self.cases, *self.artefacts, *self.samples)}
        return _numbered(
            one
            for one in every(self.records, Container)
            if one.site == self.site.uid or (one.site is None and things & {*(one.contents or ())})
        )

    @cached_property
    def photos(self) -> int:
        """How many photos there are."""
        named = self.view.records.referring(Photo.kind, "site", self.site.uid)
        return sum(not photo.is_withdrawn for photo in named)

    @cached_property
    def events(self) -> list[CustodyEvent]:
        """The custody events in which anything of the site appears."""
        things = {one.uid for one in self.things}
        return [
            event
            for event in every(self.records, CustodyEvent)
            if any(line.item in things for line in event.lines or ())
        ]

    @cached_property
    def registers(self) -> list[NumberRegister]:
        """Numbers printed in advance, left unused or given up."""
        entries = every(self.view.records, NumberRegister)
        return [one for one in entries if one.site in {None, self.site.uid}]

    @property
    def things(self) -> Iterator[RemainsCase | Artefact | Sample | Container]:
        """Every numbered thing that is in custody or could be."""
        yield from self.containers
        yield from self.cases
        yield from self.artefacts
        yield from self.samples

    # --- words ----------------------------------------------------------------------------------

    def place(self, position: Position | None) -> tuple[Words, ...]:
        """A position, whole or as the square it lies in; none if there is none."""
        if position is None:
            return ()
        if self.exact:
            return self.values.position(position)
        square = format_mgrs(position, _SQUARE_DIGITS, spaced=True)
        return (
            self.say(
                "{square}, a square of {side} km", square=isolated(square), side=isolated(SQUARE_KM)
            ),
        )

    def called(self, record: Record | None) -> str:
        """What to call a record: its title, or its number where a title may be a name (C2)."""
        if record is None:
            return ""
        is_told = self.exact or record.kind not in _CALLED_BY_A_NAME
        return record.title if is_told else record.number or record.uid[:8]

    def confidential(self, text: str | None) -> Words:
        """A text of class C2, where the report may show it."""
        if not text or self.exact:
            return text or ""
        return self.say("Left out: confidential")

    # --- reading --------------------------------------------------------------------------------

    def _of(self, kind: type[K]) -> list[K]:
        named = naming(self.records, kind, "site", self.site.uid)
        return _numbered(one for one in named if not one.is_withdrawn)

    def _with_cases(self, kind: type[K]) -> list[K]:
        cases, graves = {case.uid for case in self.cases}, {grave.uid for grave in self.graves}
        return _numbered(
            one
            for one in every(self.records, kind)
            if one.values.get("site") == self.site.uid
            or (
                one.values.get("site") is None
                and (one.values.get("remains_case") in cases or one.values.get("grave") in graves)
            )
        )


def _numbered(records: Iterable[K]) -> list[K]:
    return sorted(records, key=lambda record: (record.number or "~", record.uid))
