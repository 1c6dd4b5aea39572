"""One team's season, as a team would record it: 12 sites, 1,500 cases, 12,000 photos.

29,212 records with English and Arabic text of realistic length, in the order in which they are
made: a site and its certificate of clearance, then graves, and for each case its points, its
custody from the grave to the shelf, and its photos. Nothing refers to what is not there, and next
to nothing breaks a rule, because rules are quick to say what is wrong and slow to say that all is
well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from benchmarks.making import Cast, Entry, Ground, Maker, Values, custody_line

CASES, SITES, GRAVES, HAZARDS = 1_500, 12, 400, 300
POINTS_OF_A_CASE, PHOTOS_OF_A_CASE = 4, 8
CUSTODY = ("COL", "SEA", "OUT", "IN", "STO", "CHK")
TOTAL = SITES + GRAVES + HAZARDS + CASES * (1 + POINTS_OF_A_CASE + len(CUSTODY) + PHOTOS_OF_A_CASE)

ROLES = ("TL", "SA", "FA", "EX", "PH", "SV", "EOD", "STK", "DRV")
SHELVES = ("R1-K1-S1", "R1-K1-S2", "R1-K2-S1", "R1-K2-S2")


@dataclass(frozen=True, slots=True)
class _Grave:
    uid: str
    number: str
    site: Ground


class Season(Maker):
    """About `records` records by one team, the same in every run for the same cast."""

    def __init__(self, cast: Cast, records: int = TOTAL) -> None:
        super().__init__(cast, "season")
        self._cases = max(1, round(CASES * records / TOTAL))
        self._briefed: set[tuple[str, date]] = set()

    def entries(self) -> Iterator[Entry]:
        """The records, each after all that it refers to."""
        sites: list[Ground] = []
        graves: list[_Grave] = []
        for case in range(self._cases):
            if _is_due(case, SITES):
                sites.append(Ground(self.uid(), f"BSR{len(sites) + 1:02d}", *self.place()))
                yield self.entry("site", self._site(sites[-1]), sites[-1].uid)
                yield self.entry("clearance_certificate", self._certificate(sites[-1]))
            yield from self._briefed_today(sites[-1])
            if _is_due(case, GRAVES):
                site = sites[-1]
                number = f"{site.number}-G{self.running(site.number):02d}"
                graves.append(_Grave(self.uid(), number, site))
                yield self.entry("grave", self._grave(graves[-1]), graves[-1].uid)
            if _is_due(case, HAZARDS):
                yield self.entry("hazard", self._hazard(sites[-1]))
            yield from self._found(graves[-1])

    def _briefed_today(self, site: Ground) -> Iterator[Entry]:
        """The briefing without which nobody begins to work on a site, once a day."""
        day = self.now.local.date()
        if (site.uid, day) not in self._briefed:
            self._briefed.add((site.uid, day))
            yield self.entry("safety_briefing", self._briefing(site, day))

    def _found(self, grave: _Grave) -> Iterator[Entry]:
        """One case: found, measured, lifted, photographed, taken into custody and stored."""
        case = self.uid()
        yield self.entry("remains_case", self._case(grave), case)
        for place in range(POINTS_OF_A_CASE):
            yield self.entry("survey_point", self._point(grave, case, place))
        for shot in range(PHOTOS_OF_A_CASE):
            yield self.entry("photo", self._photo(grave, case, shot))
        seal, previous = f"IQ-{self.running('seal'):06d}", ""
        shelf = self.one(self.cast.shelves)
        for event in CUSTODY:
            self.later()
            values = self.custody(event, grave.site, shelf)
            values["lines"] = [custody_line(event, case, previous, seal)]
            entry = self.entry("custody_event", values)
            previous = entry.uid
            yield entry

    # --- what is recorded -----------------------------------------------------------------------

    def _site(self, site: Ground) -> Values:
        self.later()
        return {
            "state": "DRAFT",
            "number": site.number,
            "name": f"موقع {site.number}",
            "site_type": "BAT",
            "site_status": "EXCAVATING",
            "governorate": "البصرة",
            "location_text": self.text(3),
            "geo_safe": True,
            "position": self.position(site.lat, site.lon, accuracy_m="1.80"),
        }

    def _briefing(self, site: Ground, day: date) -> Values:
        people = self.cast.people
        return {
            "state": "DRAFT",
            "number": self.device_number(),
            "site": site.uid,
            "working_date": day.isoformat(),
            "given_by": people["EOD"],
            "attendees": [people[role] for role in ROLES],
            "hazards_today": self.text(1),
            "medic_present": True,
            "evacuation_plan": "Ambulance at the gate, channel 4, the hospital of the province.",
        }

    def _certificate(self, site: Ground) -> Values:
        self.later()
        signed = [self.signed("EOD", "ISSUE"), self.signed("TL", "COUNTERSIGN")]
        return {
            "state": "FINAL",
            "number": f"{site.number}-LA001",
            "site": site.uid,
            "agency": self.cast.organisation,
            "area": self.square(site, 0.004),
            "cleared_depth_m": "4.00",
            "methods": ["VISUAL", "DETECTOR"],
            "not_cleared": "Everything outside the corners.",
            "residual_risk": "Small-arms ammunition is to be expected in the fill.",
            "valid_from": str(self.now),
            "signatures": signed,
            "paper": self.digest(),
        }

    def _grave(self, grave: _Grave) -> Values:
        self.later()
        site = grave.site
        return {
            "state": "DRAFT",
            "number": grave.number,
            "site": site.uid,
            "grave_kind": "TRENCH",
            "phase": "EXCAVATING",
            "position": self.position(*self.near(site), accuracy_m="0.05"),
            "length_m": self.metres(1, 9),
            "width_m": self.metres(0.5, 3),
            "depth_m": self.metres(0.3, 2),
            "remarks": self.text(3),
        }

    def _case(self, grave: _Grave) -> Values:
        found, lifted = self.later(), self.later()
        people = self.cast.people
        number = f"{grave.number[:5]}-{grave.number[-2:]}-A{self.running('case'):04d}B"
        return {
            "occurred_at": str(found),
            "state": "DRAFT",
            "number": number,
            "case_type": "B",
            "site": grave.site.uid,
            "grave": grave.uid,
            "exposed_by": people["SA"],
            "depth_m": self.metres(0.3, 2),
            "body_position": "SUP",
            "orientation_deg": self.below(360),
            "articulation": "A",
            "completeness": "75-99",
            "tissue_state": "SKE",
            "preservation": "FAIR",
            "individuals_at_least": 1,
            "clothing_summary": self.text(2),
            "eod_check_result": "NOTHING_FOUND",
            "eod_check_by": people["EOD"],
            "eod_check_at": str(found),
            "lifted_at": str(lifted),
            "lifted_by": [people["SA"], people["FA"]],
            "witness": people["TL"],
            "remarks": self.text(4),
        }

    def _point(self, grave: _Grave, case: str, place: int) -> Values:
        self.later()
        return {
            "state": "DRAFT",
            "number": self.device_number(),
            "site": grave.site.uid,
            "point_code": "BOD",
            "target": case,
            "target_part": ("CRA", "PEL", "LFT", "RFT")[place],
            "easting_m": self.metres(1000, 1100),
            "northing_m": self.metres(1000, 1100),
            "height_m": self.metres(95, 101),
            "measured_by": self.cast.people["SV"],
        }

    def _photo(self, grave: _Grave, case: str, shot: int) -> Values:
        self.later()
        number = self.running("photo")
        return {
            "state": "DRAFT",
            "number": f"{grave.site.number}-PA{number:05d}",
            "file": self.digest(),
            "site": grave.site.uid,
            "subjects": [case],
            "view_type": "INS" if shot else "BEF",
            "caption": self.text(1),
            "direction_deg": self.below(360),
            "scale_present": True,
            "north_arrow_present": True,
            "board_present": True,
            "photographer": self.cast.people["PH"],
            "original_name": f"DSC_{number:05d}.JPG",
            "size_bytes": self._random.randint(2_000_000, 12_000_000),
        }

    def _hazard(self, site: Ground) -> Values:
        """An item seen from the edge of the site, too far off to stop the work."""
        self.later()
        people = self.cast.people
        return {
            "state": "DRAFT",
            "number": f"{site.number}-HA{self.running('hazard'):03d}",
            "site": site.uid,
            "hazard_class": "ITEM",
            "status": self.one(["OPEN", "MARKED", "TASKED"]),
            "reported_at": str(self.now),
            "reported_by": people["TL"],
            "observer_position": self.position(*self.beside(site), accuracy_m="3.60"),
            "bearing_deg": self.below(90),
            "distance_m": self.metres(5, 90),
            "exclusion_radius_m": self.one([10, 25, 50, 100]),
            "radius_set_by": people["EOD"],
            "device_category": "APM",
            "description": self.text(2),
        }


def _is_due(case: int, count: int) -> bool:
    """Whether one of `count` things that are spread over a season is made before this case."""
    return case * count // CASES != (case - 1) * count // CASES
