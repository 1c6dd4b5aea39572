"""One team's season, as a team would record it: 12 sites, 1,500 cases, 12,000 photos.

29,212 records with English and Arabic text of realistic length, in the order in which they are
made: a site and its certificate of clearance, then graves, and for each case its points, its
custody from the grave to the shelf, and its photos. Nothing refers to what is not there, and next
to nothing breaks a rule, because rules are quick to say what is wrong and slow to say that all is
well.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.core.clock import Moment
from app.models.fields import Json

Values = dict[str, Json]

CASES, SITES, GRAVES, HAZARDS = 1_500, 12, 400, 300
POINTS_OF_A_CASE, PHOTOS_OF_A_CASE = 4, 8
CUSTODY = ("COL", "SEA", "OUT", "IN", "STO", "CHK")
TOTAL = SITES + GRAVES + HAZARDS + CASES * (1 + POINTS_OF_A_CASE + len(CUSTODY) + PHOTOS_OF_A_CASE)

ROLES = ("TL", "SA", "FA", "EX", "PH", "SV", "EOD", "STK", "DRV")
SHELVES = ("R1-K1-S1", "R1-K1-S2", "R1-K2-S1", "R1-K2-S2")

_BEGIN = 1_767_600_000
_OFFSET = "+03:00"

_ENGLISH = (
    "Topsoil removed by hand to the upper edge of the cut",
    "Position checked against the second control point",
    "Lies under the eastern half of the next case",
    "Textile attached to the left forearm, left in place",
    "Fill is loose and sandy with fragments of brick",
    "Photographed before and after lifting",
    "Measured from the site datum with tape and level",
    "Seal intact on arrival and label readable",
)
_ARABIC = (
    "أُزيلت التربة السطحية يدوياً حتى الحافة العليا للقطع",
    "قورن الموقع بنقطة المراقبة الثانية",
    "يقع تحت النصف الشرقي من الحالة المجاورة",
    "نسيج ملتصق بالساعد الأيسر تُرك في مكانه",
    "الردم رملي مفكك مع كسر من الطابوق",
    "صُوّر قبل الرفع وبعده",
    "قيس من مرجع الموقع بالشريط والميزان",
    "الختم سليم عند الوصول والبطاقة مقروءة",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """What headquarters recorded before the season, by uid: people by role, and where things go."""

    people: Mapping[str, str]
    organisation: str
    mortuary: str
    shelves: Sequence[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it is saved: its kind, uid and encoded values, and when."""

    kind: str
    uid: str
    values: Values
    at: Moment


@dataclass(frozen=True, slots=True)
class _Site:
    uid: str
    number: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class _Grave:
    uid: str
    number: str
    site: _Site


class Season:
    """About `records` records by one team, the same in every run for the same cast."""

    def __init__(self, cast: Cast, records: int = TOTAL) -> None:
        self._cast = cast
        self._cases = max(1, round(CASES * records / TOTAL))
        self._random = random.Random("season")  # noqa: S311 - the same in every run
        self._seconds = _BEGIN
        self._now = self._later()
        self._made: dict[str, int] = {}

    def entries(self) -> Iterator[Entry]:
        """The records, each after all that it refers to."""
        sites: list[_Site] = []
        graves: list[_Grave] = []
        for case in range(self._cases):
            if _is_due(case, SITES):
                sites.append(_Site(self._uid(), f"BSR{len(sites) + 1:02d}", *self._place()))
                yield self._entry("site", self._site(sites[-1]), sites[-1].uid)
                yield self._entry("clearance_certificate", self._certificate(sites[-1]))
            if _is_due(case, GRAVES):
                site = sites[-1]
                number = f"{site.number}-G{self._next(site.number):02d}"
                graves.append(_Grave(self._uid(), number, site))
                yield self._entry("grave", self._grave(graves[-1]), graves[-1].uid)
            if _is_due(case, HAZARDS):
                yield self._entry("hazard", self._hazard(sites[-1]))
            yield from self._found(graves[-1])

    def _found(self, grave: _Grave) -> Iterator[Entry]:
        """One case: found, measured, lifted, photographed, taken into custody and stored."""
        case = self._uid()
        yield self._entry("remains_case", self._case(grave), case)
        for place in range(POINTS_OF_A_CASE):
            yield self._entry("survey_point", self._point(grave, case, place))
        for shot in range(PHOTOS_OF_A_CASE):
            yield self._entry("photo", self._photo(grave, case, shot))
        seal, previous = f"IQ-{self._next('seal'):06d}", ""
        shelf = self._random.choice(self._cast.shelves)
        for event in CUSTODY:
            values = self._custody(event, grave.site, shelf)
            values["lines"] = [_custody_line(event, case, previous, seal)]
            entry = self._entry("custody_event", values)
            previous = entry.uid
            yield entry

    def _entry(self, kind: str, values: Values, uid: str = "") -> Entry:
        return Entry(kind, uid or self._uid(), {"occurred_at": str(self._now), **values}, self._now)

    # --- what is recorded -----------------------------------------------------------------------

    def _site(self, site: _Site) -> Values:
        self._later()
        return {
            "state": "DRAFT",
            "number": site.number,
            "name": f"موقع {site.number}",
            "site_type": "BAT",
            "site_status": "EXCAVATING",
            "governorate": "البصرة",
            "location_text": self._text(3),
            "geo_safe": True,
            "position": self._position(site.lat, site.lon, accuracy_m="1.80"),
        }

    def _certificate(self, site: _Site) -> Values:
        self._later()
        signed = [self._signed("EOD", "ISSUE"), self._signed("TL", "COUNTERSIGN")]
        return {
            "state": "FINAL",
            "number": f"{site.number}-LA001",
            "site": site.uid,
            "agency": self._cast.organisation,
            "area": {"ring": _square(site, 0.004)},
            "cleared_depth_m": "4.00",
            "methods": ["VISUAL", "DETECTOR"],
            "not_cleared": "Everything outside the corners.",
            "residual_risk": "Small-arms ammunition is to be expected in the fill.",
            "valid_from": str(self._now),
            "signatures": signed,
            "paper": self._digest(),
        }

    def _grave(self, grave: _Grave) -> Values:
        self._later()
        site = grave.site
        return {
            "state": "DRAFT",
            "number": grave.number,
            "site": site.uid,
            "grave_kind": "TRENCH",
            "phase": "EXCAVATING",
            "position": self._position(*self._near(site), accuracy_m="0.05"),
            "length_m": self._metres(1, 9),
            "width_m": self._metres(0.5, 3),
            "depth_m": self._metres(0.3, 2),
            "remarks": self._text(3),
        }

    def _case(self, grave: _Grave) -> Values:
        found, lifted = self._later(), self._later()
        people = self._cast.people
        number = f"{grave.number[:5]}-{grave.number[-2:]}-A{self._next('case'):04d}B"
        return {
            "occurred_at": str(found),
            "state": "DRAFT",
            "number": number,
            "case_type": "B",
            "site": grave.site.uid,
            "grave": grave.uid,
            "exposed_by": people["SA"],
            "depth_m": self._metres(0.3, 2),
            "body_position": "SUP",
            "orientation_deg": self._random.randrange(360),
            "articulation": "A",
            "completeness": "75-99",
            "tissue_state": "SKE",
            "preservation": "FAIR",
            "individuals_at_least": 1,
            "clothing_summary": self._text(2),
            "lifted_at": str(lifted),
            "lifted_by": [people["SA"], people["FA"]],
            "witness": people["TL"],
            "remarks": self._text(4),
        }

    def _point(self, grave: _Grave, case: str, place: int) -> Values:
        self._later()
        return {
            "state": "DRAFT",
            "number": self._device_number(),
            "site": grave.site.uid,
            "point_code": "BOD",
            "target": case,
            "target_part": ("CRA", "PEL", "LFT", "RFT")[place],
            "easting_m": self._metres(1000, 1100),
            "northing_m": self._metres(1000, 1100),
            "height_m": self._metres(95, 101),
            "measured_by": self._cast.people["SV"],
        }

    def _photo(self, grave: _Grave, case: str, shot: int) -> Values:
        self._later()
        number = self._next("photo")
        return {
            "state": "DRAFT",
            "number": f"{grave.site.number}-PA{number:05d}",
            "file": self._digest(),
            "site": grave.site.uid,
            "subjects": [case],
            "view_type": "INS" if shot else "BEF",
            "caption": self._text(1),
            "direction_deg": self._random.randrange(360),
            "scale_present": True,
            "north_arrow_present": True,
            "board_present": True,
            "photographer": self._cast.people["PH"],
            "original_name": f"DSC_{number:05d}.JPG",
            "size_bytes": self._random.randint(2_000_000, 12_000_000),
        }

    def _hazard(self, site: _Site) -> Values:
        """An item seen from the edge of the site, too far off to stop the work."""
        self._later()
        people = self._cast.people
        return {
            "state": "DRAFT",
            "number": f"{site.number}-HA{self._next('hazard'):03d}",
            "site": site.uid,
            "hazard_class": "ITEM",
            "status": self._one(["OPEN", "MARKED", "TASKED"]),
            "reported_at": str(self._now),
            "reported_by": people["TL"],
            "observer_position": self._position(site.lat + 0.0021, site.lon, accuracy_m="3.60"),
            "bearing_deg": self._random.randrange(90),
            "distance_m": self._metres(5, 90),
            "exclusion_radius_m": self._one([10, 25, 50, 100]),
            "radius_set_by": people["EOD"],
            "device_category": "APM",
            "description": self._text(2),
        }

    def _custody(self, event: str, site: _Site, shelf: str) -> Values:
        self._later()
        cast, own = self._cast, self._cast.organisation
        values: Values = {
            "number": self._device_number(),
            "event_type": event,
            "half": event if event in {"OUT", "IN"} else "BOTH",
            "purpose": {"COL": "COLLECTION", "OUT": "TRANSPORT"}.get(event, "STORAGE"),
            "discrepancy": "NONE",
            "remarks": self._text(1),
        }
        if event in {"COL", "SEA"}:
            return values | {
                "to_custodian": cast.people["EX"],
                "to_location": site.uid,
            }
        if event in {"OUT", "IN"}:
            signer = ("EX", "RELEASE") if event == "OUT" else ("STK", "RECEIVE")
            return values | {
                "from_custodian": cast.people["EX"],
                "from_organisation": own,
                "to_custodian": cast.people["STK"],
                "to_organisation": own,
                "from_location": site.uid,
                "to_location": cast.mortuary,
                "signatures": [self._signed(*signer), self._signed("DRV", "WITNESS")],
            }
        return values | ({"to_location": shelf} if event == "STO" else {})

    # --- what it is made of ---------------------------------------------------------------------

    def _later(self) -> Moment:
        """Some minutes pass; the moment is kept as now."""
        self._seconds += self._random.randint(1, 400)
        wall = datetime.fromtimestamp(self._seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        self._now = Moment.parse(wall + _OFFSET)
        return self._now

    def _next(self, of: str) -> int:
        self._made[of] = self._made.get(of, 0) + 1
        return self._made[of]

    def _device_number(self) -> str:
        return f"A7F3-{self._next('device'):06d}"

    def _uid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _digest(self) -> str:
        return f"{self._random.getrandbits(256):064x}"

    def _one(self, of: Sequence[Json]) -> Json:
        return self._random.choice(of)

    def _metres(self, least: float, most: float) -> str:
        return f"{self._random.uniform(least, most):.2f}"

    def _text(self, most: int) -> str:
        english = self._random.sample(_ENGLISH, self._random.randint(1, most))
        arabic = self._random.sample(_ARABIC, self._random.randint(0, most))
        return ". ".join([*english, *arabic])

    def _place(self) -> tuple[float, float]:
        """Where the next site lies; sites are kilometres apart."""
        return 30.5 + 0.05 * self._next("place"), 47.5

    def _near(self, site: _Site) -> tuple[float, float]:
        """A place on the site, well within its cleared ground."""
        north, east = self._random.uniform(-0.0005, 0.0005), self._random.uniform(0, 0.001)
        return site.lat + north, site.lon + east

    def _position(self, lat: float, lon: float, *, accuracy_m: str) -> Values:
        return {
            "lat": f"{lat:.6f}",
            "lon": f"{lon:.6f}",
            "accuracy_m": accuracy_m,
            "accuracy_kind": "95",
            "method": "RTK",
            "source_system": "EPSG:4326",
        }

    def _signed(self, who: str, role: str) -> Json:
        return {
            "signer": self._cast.people[who],
            "role": role,
            "method": "KEY",
            "at": str(self._now),
        }


def _is_due(case: int, count: int) -> bool:
    """Whether one of `count` things that are spread over a season is made before this case."""
    return case * count // CASES != (case - 1) * count // CASES


def _square(site: _Site, half: float) -> list[Json]:
    return [
        [f"{site.lat + north * half:.6f}", f"{site.lon + east * half:.6f}"]
        for north, east in ((1, -1), (1, 1), (-1, 1), (-1, -1))
    ]


def _custody_line(event: str, case: str, previous: str, seal: str) -> Json:
    is_open = event in {"COL", "SEA"}
    line: Values = {
        "item": case,
        "seal_condition": "NOT_SEALED" if is_open else "INTACT",
        "item_condition": "GOOD",
        "quantity": 1,
    }
    if previous:
        line["previous"] = previous
    if event == "SEA":
        line["seal_after"] = seal
    elif not is_open:
        line["seal_before"] = seal
    return line
