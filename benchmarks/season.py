"""One team's season of records, the same in every run: 12 sites, 1,500 cases, 12,000 photos.

29,212 records with English and Arabic text of realistic length, as plain field values and as the
journal lines that record them, one line a record.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from app.core.clock import Moment
from app.models.fields import Json
from app.models.journal import FORMAT, Line, Touch, encode_line

COUNTS = {
    "site": 12,
    "grave": 400,
    "remains_case": 1_500,
    "survey_point": 6_000,
    "hazard": 300,
    "custody_event": 9_000,
    "photo": 12_000,
}
TOTAL = sum(COUNTS.values())
PEOPLE = 9

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


class Season:
    """The records of one team; `team` makes another season of the same size."""

    def __init__(self, team: int = 0) -> None:
        self._random = random.Random(f"season/{team}")  # noqa: S311 - the same in every run
        self._seconds = 1_767_600_000 + team
        self.uids: dict[str, list[str]] = {}

    def records(self) -> Iterator[tuple[str, str, dict[str, Json]]]:
        """(kind, uid, encoded values), references always to records that came before."""
        people = [self._uid() for _ in range(PEOPLE)]
        places = [self._uid() for _ in range(6)]
        for kind, count in COUNTS.items():
            make = getattr(self, f"_{kind}")
            self.uids[kind] = []
            for number in range(1, count + 1):
                values = {"occurred_at": self._moment(), "state": "DRAFT"}
                values |= make(number, people, places)
                uid = self._uid()
                self.uids[kind].append(uid)
                yield kind, uid, values

    def lines(self) -> list[bytes]:
        """The journal lines that record the season."""
        encoded = []
        for lamport, (kind, uid, values) in enumerate(self.records(), 1):
            line = Line(
                k="append" if kind == "custody_event" else "change",
                a=FORMAT,
                by=self._uid(),
                lam=lamport,
                wall=str(values["occurred_at"]),
                s=1,
                salt=f"{self._random.getrandbits(128):032x}"[:22],
                m=[Touch(r=uid, t=kind, f=values)],
            )
            encoded.append(encode_line(line))
        return encoded

    def _uid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _moment(self) -> str:
        self._seconds += self._random.randint(1, 400)
        return str(Moment.parse(f"{_iso(self._seconds)}+03:00"))

    def _text(self, most: int) -> str:
        english = self._random.sample(_ENGLISH, self._random.randint(1, most))
        arabic = self._random.sample(_ARABIC, self._random.randint(0, most))
        return ". ".join([*english, *arabic])

    def _position(self) -> dict[str, Json]:
        return {
            "lat": f"{30.5 + self._random.random():.6f}",
            "lon": f"{47.5 + self._random.random():.6f}",
            "accuracy_m": f"{self._random.uniform(0.02, 6):.2f}",
            "accuracy_kind": "95",
            "method": "RTK",
            "source_system": "EPSG:4326",
        }

    def _site(self, number: int, _people: list[str], _places: list[str]) -> dict[str, Json]:
        return {
            "number": f"BSR{number:02d}",
            "name": f"موقع {number}",
            "site_type": "BAT",
            "site_status": "EXCAVATING",
            "governorate": "البصرة",
            "location_text": self._text(3),
            "geo_safe": True,
            "position": self._position(),
        }

    def _grave(self, number: int, _people: list[str], _places: list[str]) -> dict[str, Json]:
        return {
            "number": f"BSR{number % 12 + 1:02d}-G{number:02d}",
            "site": self._random.choice(self.uids["site"]),
            "grave_kind": "TRENCH",
            "phase": "EXCAVATING",
            "position": self._position(),
            "length_m": f"{self._random.uniform(1, 9):.2f}",
            "width_m": f"{self._random.uniform(0.5, 3):.2f}",
            "depth_m": f"{self._random.uniform(0.3, 2):.2f}",
            "remarks": self._text(3),
        }

    def _remains_case(self, number: int, people: list[str], _places: list[str]) -> dict[str, Json]:
        return {
            "number": f"BSR01-01-A{number:04d}B",
            "case_type": "B",
            "site": self._random.choice(self.uids["site"]),
            "grave": self._random.choice(self.uids["grave"]),
            "exposed_by": self._random.choice(people),
            "body_position": "SUP",
            "orientation_deg": self._random.randrange(360),
            "articulation": "A",
            "completeness": "75-99",
            "tissue_state": "SKE",
            "preservation": "FAIR",
            "individuals_at_least": 1,
            "clothing_summary": self._text(2),
            "lifted_at": self._moment(),
            "lifted_by": self._random.sample(people, 2),
            "witness": self._random.choice(people),
            "remarks": self._text(4),
        }

    def _survey_point(self, number: int, people: list[str], _places: list[str]) -> dict[str, Json]:
        return {
            "number": f"A7F3-{number:06d}",
            "site": self._random.choice(self.uids["site"]),
            "point_code": "BOD",
            "target": self._random.choice(self.uids["remains_case"]),
            "easting_m": f"{self._random.uniform(1000, 1100):.3f}",
            "northing_m": f"{self._random.uniform(1000, 1100):.3f}",
            "height_m": f"{self._random.uniform(95, 101):.3f}",
            "measured_by": self._random.choice(people),
        }

    def _hazard(self, number: int, people: list[str], _places: list[str]) -> dict[str, Json]:
        return {
            "number": f"BSR01-HA{number:03d}",
            "site": self._random.choice(self.uids["site"]),
            "hazard_class": "ITEM",
            "status": self._random.choice(["OPEN", "MARKED", "TASKED", "CLEARED"]),
            "reported_by": self._random.choice(people),
            "observer_position": self._position(),
            "bearing_deg": self._random.randrange(360),
            "distance_m": f"{self._random.uniform(5, 90):.1f}",
            "exclusion_radius_m": self._random.choice([10, 25, 50, 100]),
            "device_category": "APM",
            "description": self._text(2),
        }

    def _custody_event(self, number: int, people: list[str], places: list[str]) -> dict[str, Json]:
        item = self.uids["remains_case"][(number - 1) // 6 % COUNTS["remains_case"]]
        is_first = number % 6 == 1
        line: dict[str, Json] = {
            "item": item,
            "seal_before": f"S{number:07d}",
            "seal_condition": "INTACT",
            "item_condition": "GOOD",
            "quantity": 1,
        }
        if not is_first:
            line["previous"] = self.uids["custody_event"][-1]
        return {
            "number": f"A7F3-{number:06d}",
            "event_type": "COL" if is_first else self._random.choice(["OUT", "IN", "STO", "CHK"]),
            "half": "BOTH",
            "from_custodian": self._random.choice(people),
            "to_custodian": self._random.choice(people),
            "to_location": self._random.choice(places),
            "lines": [line],
            "remarks": self._text(1),
        }

    def _photo(self, number: int, people: list[str], _places: list[str]) -> dict[str, Json]:
        return {
            "number": f"BSR01-PA{number:05d}",
            "file": f"{self._random.getrandbits(256):064x}",
            "site": self._random.choice(self.uids["site"]),
            "subjects": [self._random.choice(self.uids["remains_case"])],
            "view_type": "INS",
            "caption": self._text(1),
            "direction_deg": self._random.randrange(360),
            "scale_present": True,
            "north_arrow_present": True,
            "board_present": True,
            "photographer": self._random.choice(people),
            "original_name": f"DSC_{number:05d}.JPG",
            "size_bytes": self._random.randint(2_000_000, 12_000_000),
        }


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
