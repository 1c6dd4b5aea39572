"""A season in every kind of record, as large as a team's is planned to be: the size of its store.

`season` is the load that bundles are measured with, and holds few kinds. This one holds them all,
in the proportions of a real season: most rows are photos, survey points and elements. It goes day
by day, so that what is recorded together lies together in the store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.models.codes import CodeList
from app.models.fields import Json
from benchmarks.making import Cast, Entry, Ground, Maker, Values, custody_line

EVENTS = ("COL", "SEA", "OUT", "IN", "STO", "CHK")
_POINTS_OF_A_CASE = 12
_PAUSE_S = 60  # at most, between two records
_BONES = tuple(code.code for code in CodeList("bone").codes)
_SIDED = frozenset({"CLA", "SCA", "HUM", "RAD", "ULN", "OSC", "FEM", "PAT", "TIB", "FIB"})


@dataclass(frozen=True, slots=True)
class Size:
    """How much a team records in a season of so many days."""

    name: str
    days: int
    sites: int
    graves: int
    cases: int
    elements: int
    contexts: int
    points: int
    artefacts: int
    samples: int
    containers: int
    seals: int
    photos: int
    batches: int  # of things that change hands together, in one event for each of `EVENTS`
    hazards: int
    tasks: int
    diary: int


TYPICAL = Size(
    "typical", 110, 5, 12, 400, 6_000, 300, 7_000, 1_000, 100, 600, 800, 15_000, 200, 40, 15, 330
)
STRESS = Size(
    "stress", 180, 5, 12, 3_000, 120_000, 500, 40_000, 6_000, 600, 4_000, 5_000, 75_000, 1_330,
    300, 80, 700,
)  # fmt: skip
TENTH = Size("tenth", 11, 1, 2, 40, 600, 30, 700, 100, 10, 60, 80, 1_500, 20, 4, 2, 33)


@dataclass(slots=True)
class _Today:
    """What the day's work refers to: the newest of each kind, and what was found so far."""

    site: Ground
    certificate: str = ""
    control: str = ""
    grave: str = ""
    grave_number: str = ""
    area: str = ""
    context: str = ""
    hazard: str = ""
    case: str = ""
    case_number: str = ""
    cases: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # artefacts that are in no container yet
    containers: list[str] = field(default_factory=list)


class WholeSeason(Maker):
    """A season of this size, the same in every run for the same cast."""

    def __init__(self, cast: Cast, size: Size = TYPICAL) -> None:
        super().__init__(cast, f"whole season, {size.name}")
        self._size = size
        self._to_move: deque[str] = deque()

    def entries(self) -> Iterator[Entry]:
        """The records, each after all that it refers to; some are told again, as they change."""
        today = _Today(Ground("", "", 0, 0))
        yield from self._begun()
        for day in range(self._size.days):
            yield from self._opened(day, today)
            yield from self._briefed(day, today)
            yield from self._dug(day, today)
            yield from self._found(day, today)
            yield from self._kept(day, today)
            yield from self._packed(day, today)
            yield from self._moved(day, today)
            yield from self._photographed(day, today)
            yield from self._closed(day, today)
        yield from self._handed_over(today)

    def _due(self, total: int, day: int) -> range:
        """The running numbers of what is made on this day, of a season's `total`."""
        first, end = (-(-total * until // self._size.days) for until in (day, day + 1))
        return range(first, end)

    def _draft(self, kind: str, uid: str = "", **values: Json) -> Entry:
        """A draft, some minutes after the one before."""
        self.later(_PAUSE_S)
        return self.entry(kind, {"state": "DRAFT", **values}, uid)

    # --- the ground -----------------------------------------------------------------------------

    def _begun(self) -> Iterator[Entry]:
        people = self.cast.people
        yield self._draft("team", name="Team A", organisation=self.cast.organisation, base="Basra")
        yield self._draft(
            "template", name="Photo before lifting", template_of="photo",
            filled_in=[{"field": "view_type", "value": '"BEF"'}],
        )  # fmt: skip
        for role in ("TL", "SV"):
            yield self._draft(
                "number_register", entry_kind="RESERVED", numbered_kind="remains_case",
                first=self.running("sheet") * 100, last=self.running("sheet") * 100,
                holder=people[role], because="Sheets printed before the season.",
            )  # fmt: skip

    def _opened(self, day: int, today: _Today) -> Iterator[Entry]:
        people = self.cast.people
        sites, graves = self._size.sites, self._size.graves
        for grave in self._due(graves, day):
            number = sites * grave // graves
            if grave and number == sites * (grave - 1) // graves:
                continue
            site = Ground(self.uid(), f"BSR{number + 1:02d}", *self.place())
            today.site, today.certificate, today.control = site, self.uid(), self.uid()
            place = self.position(site.lat, site.lon, accuracy_m="1.80")
            yield self._draft(
                "site", site.uid, number=site.number, name=f"موقع {site.number}", site_type="BAT",
                site_status="EXCAVATING", governorate="البصرة", location_text=self.text(3),
                geo_safe=True, position=place, boundary=self.square(site, 0.003),
            )  # fmt: skip
            yield self._draft(
                "clearance_certificate", today.certificate, number=f"{site.number}-LA001",
                site=site.uid, agency=self.cast.organisation, area=self.square(site, 0.004),
                cleared_depth_m="4.00", methods=["VISUAL", "DETECTOR"], valid_from=str(self.now),
                not_cleared="Everything outside the corners.", residual_risk=self.text(1),
                signatures=[self.signed("EOD", "ISSUE"), self.signed("TL", "COUNTERSIGN")],
                paper=self.digest(), state="FINAL",
            )  # fmt: skip
            for mark in range(3):
                yield self._draft(
                    "survey_control", today.control if not mark else "",
                    number=f"{site.number}-S{mark + 1:02d}", site=site.uid, mark_type="CONCRETE",
                    easting_m=self.metres(1000, 1100), northing_m=self.metres(1000, 1100),
                    height_m=self.metres(95, 101), reference_system="EPSG:32638",
                    control_origin="RTK", tie_residual_m="0.01", position=place,
                )  # fmt: skip
        for number in self._due(self._size.hazards, day):
            site, today.hazard = today.site, self.uid()
            yield self._draft(
                "hazard", today.hazard, number=f"{site.number}-HA{number + 1:03d}", site=site.uid,
                hazard_class="ITEM", status="MARKED", reported_at=str(self.now),
                reported_by=people["TL"], bearing_deg=self.below(90), distance_m="40.00",
                observer_position=self.position(*self.beside(site), accuracy_m="3.60"),
                exclusion_radius_m=25, radius_set_by=people["EOD"], device_category="APM",
                description=self.text(2),
            )  # fmt: skip
            yield self._draft(
                "hazard_observation",
                number=self.device_number(),
                hazard=today.hazard,
                site=site.uid,
                seen_by=people["EOD"],
                what_changed=self.text(2),
            )
        for number in self._due(self._size.tasks, day):
            yield self._draft(
                "clearance_task", number=f"{today.site.number}-TA{number + 1:03d}",
                site=today.site.uid, hazards=[today.hazard] if today.hazard else [],
                status="RUNNING", requested_by=people["TL"], agency=self.cast.organisation,
                team_leader=people["EOD"], methods=["VISUAL"], started_at=str(self.now),
            )  # fmt: skip

    def _briefed(self, day: int, today: _Today) -> Iterator[Entry]:
        people, site = self.cast.people, today.site.uid
        date = self.now.local.date().isoformat()
        yield self._draft(
            "safety_briefing", number=self.device_number(), site=site, working_date=date,
            given_by=people["EOD"], attendees=list(people.values()), hazards_today=self.text(2),
            safe_lanes=self.text(1), weather="Clear, 34 °C", medic_present=True,
            evacuation_plan="Ambulance at the gate, channel 4, the hospital of the province.",
        )  # fmt: skip
        for role, person in people.items():
            yield self._draft(
                "attendance", site=site, working_date=date, person=person, role=role,
                was_briefed=True,
            )  # fmt: skip
        if day % 40 == 20:
            yield self._draft(
                "hazard_override", number=f"{today.site.number}-RA{day:03d}", site=site,
                justification=self.text(2), mitigations=self.text(1), people=[people["EX"]],
                starts_at=str(self.now), ends_at=str(self.now), authorised_by=people["EOD"],
                signatures=[self.signed("EOD", "AUTHORISE")],
            )  # fmt: skip
        if day == self._size.days // 2:
            yield self._draft(
                "explosive_accident", number=f"{today.site.number}-XA001", site=site,
                accident_type="DEMINING", device_category="APM", what_happened=self.text(2),
                killed=0, injured=1, first_aid=self.text(1), reported_by=people["TL"],
            )  # fmt: skip

    def _dug(self, day: int, today: _Today) -> Iterator[Entry]:
        people, site = self.cast.people, today.site
        for number in self._due(self._size.graves, day):
            today.grave, today.area = self.uid(), self.uid()
            today.grave_number = f"{number + 1:02d}"
            yield self._draft(
                "grave", today.grave, number=f"{site.number}-G{today.grave_number}", site=site.uid,
                grave_kind="TRENCH", phase="EXCAVATING", length_m=self.metres(1, 9),
                width_m=self.metres(0.5, 3), depth_m=self.metres(0.3, 2), remarks=self.text(3),
                position=self.position(*self.near(site), accuracy_m="0.05"),
            )  # fmt: skip
            yield self._draft(
                "work_area", today.area, number=f"{site.number}-T{today.grave_number}",
                site=site.uid, area_purpose="GRAVE", grave=today.grave, dig_method="HAND",
                responsible=people["EX"], length_m="8.00", width_m="6.00",
                certificate=today.certificate,
            )  # fmt: skip
        for number in self._due(self._size.contexts, day):
            above, today.context = today.context, self.uid()
            yield self._draft(
                "context", today.context, number=f"{site.number}-CA{number + 1:04d}",
                context_kind=self.one(("FILL", "LAYER")), site=site.uid, work_area=today.area,
                grave=today.grave, description=self.text(3), composition="sandy silt",
                munsell_colour="10YR 5/4", compaction="FRIABLE", excavated_by=[people["EX"]],
                dig_method="HAND", dug_from=self.now.local.date().isoformat(),
            )  # fmt: skip
            if above:
                yield self._draft(
                    "context_relation", site=site.uid, context=above, relation="ABOVE",
                    other_context=today.context,
                )  # fmt: skip

    # --- what was found -------------------------------------------------------------------------

    def _found(self, day: int, today: _Today) -> Iterator[Entry]:
        people, site, size = self.cast.people, today.site, self._size
        for case in self._due(size.cases, day):
            today.case = self.uid()
            today.cases.append(today.case)
            self._to_move.append(today.case)
            today.case_number = f"{site.number}-{today.grave_number}-A{case + 1:04d}"
            yield self._draft(
                "remains_case", today.case, number=f"{today.case_number}B", case_type="B",
                site=site.uid, grave=today.grave, exposed_by=people["SA"],
                depth_m=self.metres(0.3, 2), body_position="SUP",
                orientation_deg=self.below(360), articulation="A", completeness="75-99",
                tissue_state="SKE", preservation="FAIR", individuals_at_least=1,
                clothing_summary=self.text(2), occurred_at=str(self.now),
                eod_check_result="NOTHING_FOUND", eod_check_by=people["EOD"],
                eod_check_at=str(self.now), lifted_at=str(self.now), lifted_by=[people["SA"]],
                witness=people["TL"], remarks=self.text(4),
            )  # fmt: skip
            each = size.elements // size.cases
            for place in range(each):
                yield self._draft("element", "", **self._element(today.case, place))
            yield self._draft(
                "margin_note", subject_kind="remains_case", subject=today.case,
                subject_field="completeness", certainty="UNCERTAIN", note=self.text(1),
            )  # fmt: skip
            for _ in range(_POINTS_OF_A_CASE):
                yield self._draft("survey_point", "", **self._point(today, today.case, "BOD"))
        for _ in self._due(size.points - size.cases * _POINTS_OF_A_CASE, day):
            yield self._draft("survey_point", "", **self._point(today, today.grave, "LVL"))
        for number in self._due(size.cases // 20, day):
            if number and len(today.cases) > 1:
                yield self._draft(
                    "case_link", remains_case=today.case, link_type="POSSIBLE_SAME",
                    other_case=today.cases[-2], basis=self.text(2), linked_by=people["SA"],
                )  # fmt: skip

    def _element(self, case: str, place: int) -> Values:
        bone = _BONES[place % len(_BONES)]
        return {
            "remains_case": case,
            "bone": bone,
            "side": self.one(("L", "R")) if bone in _SIDED else "M",
            "element_state": "PRESENT" if place % 5 else "FRAGMENT",
            "completeness": "COMPLETE" if place % 5 else "INCOMPLETE",
            "zones": [] if place % 5 else ["1", "2"],
            "count": 1,
            "age_band": "ADULT",
            "line_no": place + 1,
            "examined_by": self.cast.people["FA"],
        }

    def _point(self, today: _Today, target: str, code: str) -> Values:
        return {
            "number": self.device_number(),
            "site": today.site.uid,
            "point_code": code,
            "target": target,
            "target_part": self.one(("CRA", "PEL", "LFT", "RFT")),
            "setup": today.control,
            "easting_m": self.metres(1000, 1100),
            "northing_m": self.metres(1000, 1100),
            "height_m": self.metres(95, 101),
            "measured_by": self.cast.people["SV"],
        }

    def _kept(self, day: int, today: _Today) -> Iterator[Entry]:
        """Artefacts and samples, each of the newest case."""
        people, site = self.cast.people, today.site.uid
        for number in self._due(self._size.artefacts, day):
            uid, own = self.uid(), self.running(f"artefact of {today.case}")
            yield self._draft(
                "artefact", uid, number=f"{today.case_number}/E{own:02d}", site=site,
                remains_case=today.case, category=self.one(("CLO", "MIL", "JEW", "MED")),
                description=self.text(2), quantity=1, association="WORN", context=today.context,
                association_certainty="CERTAIN", explosive_check="CLEARED",
                collected_by=people["EX"], disposition="KEPT",
            )  # fmt: skip
            (today.loose if number % 3 else self._to_move).append(uid)
        for _ in self._due(self._size.samples, day):
            own = self.running(f"sample of {today.case}")
            yield self._draft(
                "sample", number=f"{today.case_number}/S{own}", site=site,
                remains_case=today.case, sample_kind="BONE", bone="FEM", side="L",
                sample_purpose="DNA", authorised_by=people["TL"], taken_by=people["FA"],
                witness=people["TL"],
                context=today.context, laboratory=self.cast.organisation, mass_g="12.50",
            )  # fmt: skip

    # --- custody --------------------------------------------------------------------------------

    def _packed(self, day: int, today: _Today) -> Iterator[Entry]:
        """A bag for each case, others for artefacts; what is in one says so."""
        unpacked = iter(today.cases[-len(self._due(self._size.cases, day)) or len(today.cases) :])
        for number in self._due(self._size.containers, day):
            container, case = self.uid(), next(unpacked, None)
            held = [case] if case else [today.loose.pop() for _ in today.loose[-4:]]
            yield self._draft(
                "container", container, number=f"{today.site.number}-KA{number + 1:04d}",
                site=today.site.uid, container_kind="BAG", contents=list(held),
                part_count=1, inner_label=True, packed_by=self.cast.people["EX"],
            )  # fmt: skip
            today.containers.append(container)
            for uid in held:
                kind = "remains_case" if case else "artefact"
                yield Entry(kind, uid, {"container": container}, self.now)
        for number in self._due(self._size.seals, day):
            yield self._draft(
                "seal", number=f"IQ-{number + 1:06d}", seal_kind="NUMBERED", stock_batch="2026-1"
            )

    def _moved(self, day: int, today: _Today) -> Iterator[Entry]:
        """Batches of things go from the ground to a shelf, in one event for each step."""
        batches = self._due(self._size.batches, day)
        for batch in batches:
            share = -(-len(self._to_move) // (batches.stop - batch))
            items = [self._to_move.popleft() for _ in range(share)]
            seals = [f"IQ-{self.running('used seal'):06d}" for _ in items]
            before, shelf = "", self.one(self.cast.shelves)
            for event in EVENTS if items else ():
                lines = [
                    custody_line(event, item, before, seal)
                    for item, seal in zip(items, seals, strict=True)
                ]
                values = {**self.custody(event, today.site, shelf), "lines": lines}
                self.later(_PAUSE_S)
                entry = self.entry("custody_event", values)
                before = entry.uid
                yield entry
        if day % 20 == 19:
            yield from self._counted(today)

    def _counted(self, today: _Today) -> Iterator[Entry]:
        people, cast = self.cast.people, self.cast
        yield self._draft(
            "stock_count", number=self.device_number(), facility=cast.mortuary,
            places=list(cast.shelves), counted_by=people["STK"], second_counter=people["TL"],
            expected_count=40, found_count=40,
            lines=[
                {"item": uid, "count_finding": "FOUND", "found_at": cast.shelves[0]}
                for uid in today.containers[-40:]
            ],
        )  # fmt: skip
        yield self._draft(
            "discrepancy", number=self.device_number(), discrepancy_kind="LABEL",
            site=today.site.uid, items=today.containers[-1:], opened_by=people["STK"],
            what_differs=self.text(1), owner=people["TL"],
        )  # fmt: skip

    def _handed_over(self, today: _Today) -> Iterator[Entry]:
        people, own, ceremony = self.cast.people, self.cast.organisation, self.uid()
        yield self._draft(
            "handover_ceremony", ceremony, number=self.device_number(), place="Shalamcheh",
            mechanism="Tripartite commission", first_side=own, second_side=own,
        )  # fmt: skip
        for first in range(0, len(today.containers), 200):
            some = today.containers[first : first + 200]
            yield self._draft(
                "handover_list", number=self.device_number(), version=1, list_type="REPATRIATION",
                list_state="DRAFT", ceremony=ceremony, delivering_side=own,
                delivered_by=people["TL"], receiving_side=own,
                lines=[{"container": uid, "sets": 1, "affiliation": "UNK"} for uid in some],
                total_containers=len(some),
            )  # fmt: skip

    # --- papers ---------------------------------------------------------------------------------

    def _photographed(self, day: int, today: _Today) -> Iterator[Entry]:
        for number in self._due(self._size.photos, day):
            subject = self.one(today.cases[-4:]) if number % 5 and today.cases else today.grave
            yield self._draft(
                "photo", number=f"{today.site.number}-PA{number + 1:05d}", file=self.digest(),
                site=today.site.uid, subjects=[subject], view_type=self.one(("BEF", "INS", "CLO")),
                caption=self.text(1), direction_deg=self.below(360), scale_present=True,
                north_arrow_present=True, board_present=True, device_kind="CAMERA",
                photographer=self.cast.people["PH"], original_name=f"DSC_{number:05d}.JPG",
                media_type="image/jpeg", size_bytes=2_000_000 + self.below(10_000_000),
            )  # fmt: skip

    def _closed(self, day: int, today: _Today) -> Iterator[Entry]:
        """The diary of the day, and now and then a paper that came."""
        for _ in self._due(self._size.diary, day):
            entry = self._draft(
                "diary_entry", number=self.device_number(), site=today.site.uid,
                working_date=self.now.local.date().isoformat(), weather="Clear, 34 °C",
                people_on_site=self.text(1), work_done=self.text(6), decisions=self.text(2),
                next_day=self.text(1), mentions=[today.grave],
            )  # fmt: skip
            del entry.values["state"]
            yield entry
        if day % 2:
            yield self._draft(
                "document", number=self.device_number(), document_type="FORM",
                name=f"Field sheet {day}", issued_on=self.now.local.date().isoformat(), pages=2,
                issuer=self.cast.organisation, site=today.site.uid, subjects=[today.grave],
                file=self.digest(), is_original=True,
            )  # fmt: skip
        self.tomorrow()
