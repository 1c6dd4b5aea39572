"""Gathering the report of one hazard (F5): nine lines in their order, then the hazard area.

It gives the hazard's own place and nobody else's: no grave, no control point, no other ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.core.clock import Moment
from app.core.wording import embedded, isolated
from app.geo.formats import format_mgrs
from app.geo.point import Located
from app.models.clearance import ClearanceCertificate, ClearanceTask
from app.models.codes import CodeList
from app.models.fields import Sensitivity, Stage
from app.models.hazards import Evidence, Hazard
from app.models.record import Record
from app.models.sites import Site
from app.reports.chapters import (
    Cell,
    Chapter,
    Drawn,
    Fact,
    Facts,
    Part,
    Said,
    Table,
    alarm,
    plain,
    strong,
)
from app.reports.flow import Item
from app.reports.hazard_report import CODE, TEMPLATE_VERSION, HazardReport, hands
from app.reports.hazard_sketch import Sketch
from app.reports.press import Cover
from app.reports.style import LINE_NUMBER
from app.reports.times import stamp
from app.reports.words import Bilingual, Tongues, Words, apart, listed
from app.rules.certificates import depth_limit_m
from app.rules.check_characters import with_check
from app.rules.clearance import situation_of
from app.rules.completeness import missing
from app.rules.world import Remembering, naming
from app.rules.zones import zone_of
from app.services.desk import Desk
from app.services.hazard_reach import reach_of
from app.services.sheets.changes import Changes
from app.services.sheets.evidence import attachment, own_lines, record_head
from app.services.sheets.issue import Issue
from app.services.sheets.terms import Terms
from app.services.sheets.values import Values
from app.store.transactions import View

_LEVELS = CodeList("sensitivity")
_ORDNANCE = ("device_category", "certainty", "device_subtype", "device_model", "quantity",
             "size_cm", "colour", "markings", "fuze_visible", "depth_m", "condition",
)  # fmt: skip
_A_LINE, _TOXIC_LINE = 3, 5
_RUNS_LEFT = "\u200f"  # before a line that begins with figures
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


class HazardReportMaker:
    """One hazard's report, gathered within one view of the store."""

    def __init__(self, desk: Desk, view: View, hazard: Hazard, say: Tongues) -> None:
        self._records = Remembering(view.records)
        self._view = view
        self._hazard = hazard
        self._say = say
        self._terms = Terms(self._records, say)
        self._values = Values(self._terms)
        self._issue = Issue(desk, view, self._records, self._terms)
        self._changes = Changes(view, hazard, self._terms)
        self._situation = situation_of(self._records)
        self._wanted = {gap.field for gap in missing(hazard, Stage.FINAL)}
        self._reach = reach_of(hazard, self._situation, self._records, self._issue.at)

    def report(self) -> HazardReport:
        """All that the report shows."""
        hazard, say = self._hazard, self._say
        site = self._site()
        lines = own_lines(self._view, hazard)
        disputes = tuple(self._changes.disputes())
        number = hazard.number or hazard.uid[:8]
        cover = Cover(
            code=CODE,
            version=TEMPLATE_VERSION,
            number=isolated(with_check(number)),
            organisation=self._issue.organisation(),
            operation=self._issue.operation_code,
            site=(site.number or "") if site else "",
            sensitivity=say(_LEVELS.label(Sensitivity.C2.name)),
            printing=self._issue.printing(record_head(lines)),
            hazard=self._issue.hazard(site, self._situation),
            withdrawn=self._issue.withdrawn(hazard),
            disputes=len(disputes),
            is_draft=not (hazard.is_final or hazard.is_withdrawn),
            is_practice=self._issue.is_practice,
            attachment=attachment((hazard,), lines),
            attachment_name=number,
        )
        return HazardReport(
            cover,
            number,
            hazard.uid,
            (Chapter(say("Nine lines"), (self._nine_lines(),)), self._signatures()),
            (self._area(), self._evidence(), self._place(), self._clearance()),
            disputes,
            tuple(self._changes.amendments()),
        )

    # --- the nine lines -------------------------------------------------------------------------

    def _nine_lines(self) -> Table:
        """One row to each line, so that it can be read out as it stands."""
        say = self._say
        toxic = self._hazard.cbrn in {"SUSPECTED", "CONFIRMED"}
        lines: tuple[tuple[Words, list[Words]], ...] = (
            (say("Date-time group"), list(self._when())),
            (say("Reporting unit and location"), list(self._location())),
            (say("Contact"), self._values_of("contact")),
            (say("Ordnance"), list(self._ordnance())),
            (say("Chemical or toxic contamination"), self._values_of("cbrn", "cbrn_signs")),
            (say("What is threatened"), self._values_of("resources_threatened")),
            (say("Impact on the work"), self._values_of("impact")),
            (say("Protective measures taken"), self._values_of("protective_measures")),
            (say("Recommended priority"), self._values_of("priority")),
        )
        rows = []
        for number, (title, told) in enumerate(lines, 1):
            is_alarm = not told or (number == _TOXIC_LINE and toxic)
            cell = (alarm if is_alarm else plain)(*(told or [say("To complete")]))
            rows.append((Cell((isolated(number),), LINE_NUMBER), strong(title), cell))
        heads = (say("Line"), say("What is asked"), say("What is reported"))
        return Table((0.3, 1.6, 4), heads, tuple(rows), is_tight=True)

    def _values_of(self, *names: str) -> list[Words]:
        return [
            told
            for name in names
            for told in self._values.of(Hazard.fields[name], self._hazard.values.get(name))
        ]

    def _labelled(self, *names: str) -> Iterator[Words]:
        """What is not empty, after its label; what is wanted says so."""
        for name in names:
            field = Hazard.fields[name]
            told = self._values.of(field, self._hazard.values.get(name))
            if told:
                yield self._pair(self._say(field.label), told[0])
                yield from told[1:]
            elif name in self._wanted:
                yield self._pair(self._say(field.label), self._say("To complete"))

    def _pair(self, label: Words, value: Words) -> Words:
        told = self._say("{label}: {value}", label=label, value=apart(value))
        right = self._say.right
        if right is None or not right.is_right_to_left:
            return told
        return Bilingual(told.left, f"{_RUNS_LEFT}{told.right}")

    def _when(self) -> Iterator[Words]:
        when = self._hazard.reported_at or self._hazard.occurred_at
        if when is not None:
            yield _group(when)
        yield from self._labelled("occurred_at", "reported_at")

    def _ordnance(self) -> Iterator[Words]:
        yield from self._by_threes(self._labelled(*_ORDNANCE))
        yield from self._labelled("description")

    def _by_threes(self, told: Iterable[Words]) -> Iterator[Words]:
        """A few short ones to a line."""
        rest = list(told)
        for place in range(0, len(rest), _A_LINE):
            yield listed(self._say, rest[place : place + _A_LINE])

    def _location(self) -> Iterator[Words]:
        say, hazard = self._say, self._hazard
        yield from self._by_threes(self._labelled("reported_by", "organisation", "site"))
        seen = hazard.observer_position
        if seen is not None:
            yield self._pair(say("Position of the observer"), isolated(_grid(seen)))
            yield from self._values.position(seen)[:2]
        yield from self._by_threes(self._labelled("bearing_deg", "declination_deg", "distance_m"))
        item = zone_of(hazard, None).item
        if item is not None:
            yield self._pair(say("Hazard, worked out from it"), isolated(_grid(item.place)))
            yield isolated(f"{_degrees(item.place)}  WGS 84 (EPSG:4326)")
            yield say("Accuracy: {accuracy}", accuracy=isolated(f"± {item.error_m:.0f} m (95 %)"))
        elif hazard.extent is None:
            yield say("Nobody knows where it lies: the whole site counts as inside.")
        if hazard.location_text or seen is None:
            yield from self._labelled("location_text")

    # --- the hazard area ------------------------------------------------------------------------

    def _area(self) -> Chapter:
        say, site = self._say, self._site()
        units = [
            embedded(one)
            for one in (
                (site.governorate, site.district, site.subdistrict, site.nearest_place)
                if site
                else ()
            )
            if one
        ]
        is_open = self._reach.is_open
        facts = [
            Fact(say("Report number"), (isolated(self._hazard.title),)),
            *self._facts("national_id"),
            Fact(say("Administrative units"), _told(listed(say, units) if units else "")),
            *self._facts("info_source", "source_report_id", "hazard_class"),
            Fact(
                say("Status of the hazard"),
                (
                    *_told(self._terms.label(self._hazard, "status")),
                    *((say("Still open"),) if is_open else ()),
                ),
                is_alarm=is_open,
            ),
            *self._facts("device_category", "quantity", "marking"),
            Fact(say("Exclusion radius"), tuple(self._radius())),
            Fact(say("Photos from a safe distance"), _told(self._names(self._hazard.photos))),
        ]
        return Chapter(say("Hazard area"), (Facts(tuple(facts)),))

    def _radius(self) -> Iterator[Words]:
        say, reach = self._say, self._reach
        if self._hazard.exclusion_radius_m is not None:
            yield isolated(f"{self._hazard.exclusion_radius_m} m")
            who = self._terms.person(self._hazard.radius_set_by) or say("Nobody is named")
            yield say("Set by: {name}", name=who)
        elif reach.is_default:
            radius = isolated(f"{reach.radius_m} m")
            yield say("{radius}, of the operation", radius=radius)
        else:
            yield say("EOD has set none")

    def _evidence(self) -> Chapter:
        """Eight kinds of sign against how each is known; a cross where there is one."""
        say = self._say
        kinds = Evidence.columns["evidence_kind"].codes.codes  # type: ignore[attr-defined]
        bases = Evidence.columns["known_by"].codes.codes  # type: ignore[attr-defined]
        found = {(one.evidence_kind, one.known_by) for one in self._hazard.evidence or ()}
        notes: dict[str, list[str]] = {}
        for one in self._hazard.evidence or ():
            if one.note:
                notes.setdefault(one.evidence_kind or "", []).append(one.note)
        rows = tuple(
            (
                plain(say(kind.label)),
                *(strong("×") if (kind.code, base.code) in found else plain("·") for base in bases),
                plain(*notes.get(kind.code, ())),
            )
            for kind in kinds
        )
        heads = (say("Evidence"), *(say(base.label) for base in bases), say("Note"))
        table = Table((2.5, 1.3, 1.2, 1.1, 1), heads, rows, is_tight=True)
        return Chapter(say("Evidence of contamination"), (table,))

    def _place(self) -> Chapter:
        say, drawing = self._say, self._reach.drawing
        parts: list[Part] = []
        if drawing.taken:
            sketch = Sketch(
                drawing.taken,
                drawing.extent,
                drawing.observer,
                drawing.item,
                drawing.error_m,
                tuple(self._legend()),
            )
            parts.append(Drawn((Item(sketch),)))
        else:
            parts.append(
                Said(say("Nobody knows where it lies: the whole site counts as inside."), True)  # noqa: FBT003 - an alarm
            )
        if self._hazard.extent is not None:
            parts.append(self._vertices())
        return Chapter(say("Sketch and perimeter"), tuple(parts))

    def _legend(self) -> Iterator[Words]:
        say, reach = self._say, self._reach
        if reach.drawing.observer is not None:
            yield say("Ring: the observer")
        if reach.error_m is not None:
            error = isolated(f"{reach.error_m:.0f} m")
            yield say("Cross: the hazard, known to {error} (dotted)", error=error)
            taken = isolated(f"{reach.radius_m + reach.error_m:.0f} m")
            yield say("Hatched: everything within {taken} of it", taken=taken)
        if reach.drawing.extent:
            yield say("Firm line: the perimeter")
        yield say("North is up, and true.")

    def _vertices(self) -> Table:
        say = self._say
        ring = self._hazard.extent.ring if self._hazard.extent else ()
        rows = tuple(
            (
                strong(isolated(number)),
                plain(isolated(_grid(corner))),
                plain(isolated(_degrees(corner))),
            )
            for number, corner in enumerate(ring, 1)
        )
        heads = (say("Corner"), say("Grid (MGRS)"), say("WGS 84 (EPSG:4326)"))
        return Table((0.5, 1.5, 2.2), heads, rows, is_tight=True)

    # --- clearance ------------------------------------------------------------------------------

    def _clearance(self) -> Chapter:
        say, uid = self._say, self._hazard.uid
        tasks = naming(self._records, ClearanceTask, "hazards", uid)
        papers = naming(self._records, ClearanceCertificate, "hazards", uid)
        rows = [*(self._task(one) for one in tasks), *(self._paper(one) for one in papers)]
        closing = Drawn(tuple(hands((say("Closed by EOD, with certificate and depth"),), say)))
        if not rows:
            told = say("No clearance task and no certificate names this hazard.")
            return Chapter(say("Clearance"), (Said(told, is_alarm=True), closing))
        heads = (
            say("Task or certificate"),
            say("Clearance agency"),
            say("Status"),
            say("Cleared depth"),
            say("Validity"),
        )
        table = Table((1, 1.5, 1.6, 0.9, 1.7), heads, tuple(rows))
        return Chapter(say("Clearance"), (table, closing))

    def _task(self, task: ClearanceTask) -> tuple[Cell, ...]:
        terms = self._terms
        return (
            strong(isolated(task.title)),
            plain(terms.organisation(task.agency)),
            plain(terms.label(task, "status")),
            plain(""),
            plain(stamp(task.started_at) if task.started_at else ""),
        )

    def _paper(self, paper: ClearanceCertificate) -> tuple[Cell, ...]:
        say, limit_m = self._say, depth_limit_m(paper)
        begins = stamp(paper.valid_from) if paper.valid_from else "?"
        span: Words = say("{begins}, without an end", begins=begins)
        if paper.valid_until:
            span = say("{begins} to {until}", begins=begins, until=stamp(paper.valid_until))
        counts = any(one.uid == paper.uid for one in self._situation.certificates)
        told = plain(self._terms.label(paper, "outcome"), self._terms.label(paper, "state"))
        depth: Words = isolated(f"{limit_m} m") if limit_m is not None else say("No limit")
        return (
            strong(isolated(paper.title)),
            plain(self._terms.organisation(paper.agency)),
            told if counts else alarm(*told.texts, say("Does not count")),
            strong(depth),
            plain(span),
        )

    def _signatures(self) -> Chapter:
        say = self._say
        roles = (say("Reporter"), say("Team leader"), say("Received by EOD"))
        return Chapter(say("Signatures"), (Drawn(tuple(hands(roles, say))),))

    # --- words ----------------------------------------------------------------------------------

    def _site(self) -> Site | None:
        site = self._terms.record(self._hazard.site)
        return site if isinstance(site, Site) else None

    def _facts(self, *names: str) -> tuple[Fact, ...]:
        return tuple(self._fact(name) for name in names)

    def _fact(self, name: str) -> Fact:
        field = Hazard.fields[name]
        return Fact(self._say(field.label), self._values.of(field, self._hazard.values.get(name)))

    def _names(self, uids: Iterable[str] | None) -> Words:
        found: list[Record | None] = [self._terms.record(uid) for uid in uids or ()]
        return ", ".join(isolated(one.title) for one in found if one is not None)


def _told(words: Words) -> tuple[Words, ...]:
    return (words,) if words else ()


def _group(moment: Moment) -> str:
    """The date-time group of a radio message, in UTC: 110402Z NOV 26."""
    at = moment.instant
    return isolated(f"{at:%d%H%M}Z {_MONTHS[at.month - 1]} {at:%y}")


def _grid(place: Located) -> str:
    return f"MGRS {format_mgrs(place, spaced=True)}"


def _degrees(place: Located) -> str:
    north, east = "N" if place.lat >= 0 else "S", "E" if place.lon >= 0 else "W"
    return f"{abs(place.lat):.6f}° {north}, {abs(place.lon):.6f}° {east}"
