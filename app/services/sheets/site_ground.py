"""What was done in the ground: method, survey, and grave by grave what was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property

from app.core.wording import isolated
from app.geo.position import WGS84, Position
from app.models.fields import ChoiceField, ChoicesField, PositionField
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.models.strata import Context, WorkArea
from app.models.survey import SurveyControl, SurveyPoint
from app.reports.chapters import (
    Cell,
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
from app.reports.times import day, stamp
from app.reports.words import Bilingual, Words, listed
from app.rules.clearance import ClearanceVerdict
from app.rules.contents import container_of
from app.services import ground_words
from app.services.hazards import ground_within
from app.services.sheets.site_counts import Counts
from app.services.sheets.site_facts import SiteFacts

LARGE_CHECK_M = Decimal("0.03")
LARGE_TIE_M = Decimal(1)


class Ground:
    """The work in the ground of a site."""

    def __init__(self, facts: SiteFacts, counts: Counts) -> None:
        self._facts = facts
        self._counts = counts
        self._say = facts.say
        self._terms = facts.terms

    # --- method ---------------------------------------------------------------------------------

    def method(self) -> Chapter:
        """How it was dug, sieved, located and recorded."""
        say, facts = self._say, self._facts
        located = Counter(case.located_by for case in facts.cases if case.located_by)
        contexts = Counter(one.context_kind for one in facts.contexts if one.context_kind)
        told = (
            Fact(say("Work areas"), (isolated(len(facts.areas)),)),
            Fact(say("Contexts"), self._tally(Context.context_kind, contexts)),
            Fact(say("How remains were located"), self._tally(RemainsCase.located_by, located)),
        )
        parts: list[Part] = [Facts(told)]
        if facts.areas:
            heads = (
                say("Work area"),
                say("Purpose of the area"),
                say("How it was dug"),
                say("Sieve mesh"),
                say("Length, width, depth"),
                say("Filled in again"),
            )
            rows = tuple(self._area(area) for area in facts.areas)
            parts.append(Table((1, 1.2, 1.2, 1, 1.2, 0.8), heads, rows))
        else:
            parts.append(Said(say("No work area is recorded.")))
        return Chapter(say("Method"), tuple(parts))

    def _area(self, area: WorkArea) -> tuple[Cell, ...]:
        label = self._terms.label
        filled = "" if area.is_backfilled is None else self._yes(area.is_backfilled)
        return (
            strong(isolated(area.title)),
            plain(label(area, "area_purpose")),
            plain(label(area, "dig_method")),
            plain(label(area, "sieve_mesh")),
            plain(_size(area.length_m, area.width_m, area.depth_m)),
            plain(filled),
        )

    # --- survey ---------------------------------------------------------------------------------

    def survey(self) -> Chapter:
        """Control points, what they are worth, and in which systems coordinates stand."""
        say, facts = self._say, self._facts
        systems = sorted({one.reference_system for one in facts.controls if one.reference_system})
        datums = sorted({one.vertical_datum for one in facts.controls if one.vertical_datum})
        codes = Counter(point.point_code for point in facts.points if point.point_code)
        parts: list[Part] = [
            Said(
                say(
                    "Coordinates are kept in WGS 84 (EPSG:4326) as latitude and longitude, with "
                    "the string exactly as it was read and the system it was read in. Levels "
                    "within the site are measured from the datum named below."
                )
            ),
            Facts(
                (
                    Fact(say("Grid of the site"), _each(systems)),
                    Fact(say("Height measured from"), _each(datums)),
                    Fact(say("Survey points"), self._tally(SurveyPoint.point_code, codes)),
                    Fact(say("Read in"), self._systems()),
                    Fact(say("Transformations used"), self._transformations()),
                    Fact(say("Reference point"), facts.place(facts.site.position)),
                )
            ),
        ]
        if facts.controls:
            parts.append(self._controls())
        else:
            parts.append(Said(say("No control point is recorded."), is_alarm=True))
        return Chapter(say("Survey control and reference systems"), tuple(parts))

    def _controls(self) -> Table:
        say = self._say
        heads = [
            say("Control point"),
            say("Kind of mark"),
            say("Origin of the coordinates"),
            say("Remaining difference of the tie"),
            say("Largest check difference"),
        ]
        if self._facts.exact:
            heads.append(say("Easting, northing, height"))
        rows = tuple(self._control(one) for one in self._facts.controls)
        shares = (0.9, 1.2, 1.5, 1, 1, 1.6)[: len(heads)]
        return Table(shares, tuple(heads), rows)

    def _control(self, one: SurveyControl) -> tuple[Cell, ...]:
        residuals = (shot.residual_m for shot in one.check_shots or ())
        worst = max((one for one in residuals if one is not None), default=None)
        tie = one.tie_residual_m
        cells = [
            strong(isolated(one.title)),
            plain(self._terms.label(one, "mark_type")),
            plain(self._terms.label(one, "control_origin")),
            (alarm if tie is not None and tie > LARGE_TIE_M else plain)(_metres(tie)),
            (alarm if worst is not None and worst > LARGE_CHECK_M else plain)(_metres(worst)),
        ]
        if self._facts.exact:
            told = (one.easting_m, one.northing_m, one.height_m)
            cells.append(plain(", ".join(_metres(value) for value in told if value is not None)))
        return tuple(cells)

    @cached_property
    def _positions(self) -> list[Position]:
        facts = self._facts
        records: Iterable[Record] = (
            facts.site,
            *facts.graves,
            *facts.controls,
            *facts.points,
            *facts.cases,
            *facts.artefacts,
            *facts.hazards,
        )
        return [
            position
            for record in records
            for name, field in type(record).fields.items()
            if isinstance(field, PositionField) and (position := record.values.get(name))
        ]

    def _systems(self) -> tuple[Words, ...]:
        used = Counter(position.source_system for position in self._positions)
        told = (f"{system}: {count}" for system, count in sorted(used.items()))
        return _each(told)

    def _transformations(self) -> tuple[Words, ...]:
        used = {
            (one.operation, one.operation_accuracy_m) for one in self._positions if one.operation
        }
        if not used:
            is_plain = all(one.source_system == WGS84 for one in self._positions)
            none = self._say("None: every position was read in WGS 84.")
            return (none,) if is_plain else ()
        told = sorted(
            (name or "", "?" if within is None else f"± {within} m") for name, within in used
        )
        return tuple(
            self._say(
                "Transformation: {operation}, accuracy {accuracy}",
                operation=isolated(name),
                accuracy=isolated(within),
            )
            for name, within in told
        )

    # --- grave by grave -------------------------------------------------------------------------

    def graves(self) -> Chapter:
        """Each grave with what was found in it, then what lay on the surface."""
        say, facts = self._say, self._facts
        by_grave: dict[str, list[RemainsCase]] = defaultdict(list)
        for case in facts.all_cases:
            by_grave[case.grave or ""].append(case)
        parts: list[Part] = []
        if not facts.graves:
            parts.append(Said(say("No grave was located on this site. That, too, is a result.")))
        for grave in facts.graves:
            parts += self._grave(grave, by_grave.pop(grave.uid, []))
        rest = [case for cases in by_grave.values() for case in cases]
        if rest:
            parts.append(Heading(say("On the surface, and of no grave named here")))
            parts += self._cases(rest)
        return Chapter(say("Grave by grave"), tuple(parts))

    def _grave(self, grave: Grave, cases: list[RemainsCase]) -> Iterator[Part]:
        say, terms = self._say, self._terms
        yield Heading(say("Grave {number}", number=isolated(grave.title)))
        counting = [case for case in cases if not case.is_withdrawn]
        people, why = self._counts.minimum_of(counting)
        azimuth = "" if grave.azimuth_deg is None else isolated(f"{grave.azimuth_deg}°")
        in_words: Words = grave.backfill_events or ""
        facts = [
            Fact(say("Kind of grave"), _one(terms.label(grave, "grave_kind"))),
            Fact(say("Phase of the work"), _one(terms.label(grave, "phase"))),
            Fact(say("Result"), _one(terms.label(grave, "result"))),
            Fact(
                say("Length, width, depth"),
                _one(_size(grave.length_m, grave.width_m, grave.depth_m)),
            ),
            Fact(say("Direction of the long axis"), _one(azimuth)),
            Fact(say("Opened at"), _one(stamp(grave.opened_at) if grave.opened_at else "")),
            Fact(say("Closed at"), _one(stamp(grave.closed_at) if grave.closed_at else "")),
            Fact(say("Undisturbed soil reached everywhere"), self._answer(grave)),
            Fact(say("Tool marks"), _one(self._several(grave, "tool_marks"))),
            Fact(say("Disturbance"), _one(self._several(grave, "disturbance"))),
            Fact(say("Filling events"), _one(in_words)),
            Fact(say("Position of the grave"), self._facts.place(grave.position)),
            self._ground(grave),
            Fact(say("Remains cases"), self._types(counting)),
            Fact(say("Persons, at least (MNI)"), (people, why)),
        ]
        yield Facts(tuple(facts))
        yield from self._cases(cases)

    def _ground(self, grave: Grave) -> Fact:
        """What is recorded of hazards and clearance where the grave lies, as it is printed."""
        facts, say = self._facts, self._say
        found = ground_within(grave, facts.situation, facts.records, facts.at)
        told = (ground_words.called(found), ground_words.why(found)) if found is not None else ()
        return Fact(
            say("Clearance at the grave"),
            tuple(say(one.text, **one.values) for one in told),
            found is not None and found.clearance.verdict is ClearanceVerdict.INSIDE_HAZARD,
        )

    def _cases(self, cases: list[RemainsCase]) -> Iterator[Part]:
        """A line to each case, in codes and dates: there may be three thousand of them."""
        say = self._say
        if not cases:
            yield Said(say("No remains are recorded here."))
            return
        heads = (
            say("Remains"),
            say("Type"),
            say("Found on"),
            say("Lifted on"),
            say("Container"),
            say("Inventory"),
            say("State"),
        )
        rows = tuple(self._case(case) for case in cases)
        yield Table((1.6, 0.6, 0.9, 0.9, 1.3, 0.9, 1.2), heads, rows, is_tight=True)

    def _case(self, case: RemainsCase) -> tuple[Cell, ...]:
        say = self._say
        number = isolated(case.title)
        lines = len(self._facts.elements.get(case.uid, ()))
        container = container_of(case.uid, self._facts.records)
        is_standing = case.is_final and not case.disputed
        if case.is_withdrawn:
            state: Words = say("Withdrawn")
        elif case.disputed:
            state = say("Disputed")
        else:
            state = say("Final") if is_standing else say("Draft")
        return (
            strong(number),
            plain(isolated(case.case_type or "?")),
            plain(day(case.occurred_at) if case.occurred_at else ""),
            plain(day(case.lifted_at) if case.lifted_at else ""),
            plain(isolated(self._terms.title(container)) if container else ""),
            plain(isolated(lines) if lines else "—"),
            (plain if is_standing else alarm)(state),
        )

    # --- words ----------------------------------------------------------------------------------

    def _types(self, cases: list[RemainsCase]) -> tuple[Words, ...]:
        types = self._counts.by_type(cases)
        told = ", ".join(f"{code or '?'} {count}" for code, count in sorted(types.items()))
        return (isolated(told) if told else isolated(0),)

    def _tally(self, field: ChoiceField, counted: Counter[str]) -> tuple[Words, ...]:
        """Labels and how often each came, the most frequent first."""
        say = self._say
        told = [
            say("{label}: {count}", label=say(field.codes.label(code)), count=isolated(count))
            for code, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        ]
        return (listed(say, told),) if told else (isolated(0),)

    def _several(self, record: Record, name: str) -> Words:
        field = type(record).fields[name]
        if not isinstance(field, ChoicesField):
            return ""
        codes = record.values.get(name) or ()
        return listed(self._say, [self._say(field.codes.label(code)) for code in codes])

    def _answer(self, grave: Grave) -> tuple[Words, ...]:
        said = grave.sterile_soil_reached
        return () if said is None else (self._yes(said),)

    def _yes(self, said: object) -> Bilingual:
        return self._say("Yes") if said else self._say("No")


def _one(words: Words) -> tuple[Words, ...]:
    return (words,) if words else ()


def _each(texts: Iterable[str]) -> tuple[Words, ...]:
    told = ", ".join(isolated(text) for text in texts)
    return (told,) if told else ()


def _metres(value: Decimal | None) -> str:
    return "" if value is None else isolated(f"{value} m")


def _size(*sides: Decimal | None) -> str:
    if not any(side is not None for side in sides):
        return ""
    return isolated(" × ".join("?" if side is None else str(side) for side in sides) + " m")
