"""What seasons are made of: plausible values, the same in every run, as time goes on."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from app.core.clock import Moment
from app.models.fields import Json

Values = dict[str, Json]
T = TypeVar("T")

_BEGIN = 1_767_600_000
_OFFSET = "+03:00"
_DAY_S = 86_400

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
class Ground:
    """A site: who it is, its number, and where it lies."""

    uid: str
    number: str
    lat: float
    lon: float


class Maker:
    """Makes up values; `seed` names the sequence in which they come."""

    def __init__(self, cast: Cast, seed: str) -> None:
        self.cast = cast
        self._random = random.Random(seed)  # noqa: S311 - the same in every run
        self._seconds = _BEGIN
        self._made: dict[str, int] = {}
        self.now = self.later()

    def entry(self, kind: str, values: Values, uid: str = "") -> Entry:
        """A new record, written as it happens."""
        values = {"occurred_at": str(self.now), **values}
        return Entry(kind, uid or self.uid(), values, self.now)

    def later(self, most_s: int = 400) -> Moment:
        """Some time passes; the moment is kept as now."""
        self._seconds += self._random.randint(1, most_s)
        return self._moment()

    def tomorrow(self) -> Moment:
        """The next morning at six."""
        self._seconds = (self._seconds // _DAY_S + 1) * _DAY_S + 3 * 3600
        return self._moment()

    def _moment(self) -> Moment:
        wall = datetime.fromtimestamp(self._seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        self.now = Moment.parse(wall + _OFFSET)
        return self.now

    def running(self, of: str) -> int:
        """The next number in one sequence."""
        self._made[of] = self._made.get(of, 0) + 1
        return self._made[of]

    def device_number(self) -> str:
        """A number of the sequence that all papers of one laptop share."""
        return f"A7F3-{self.running('device'):06d}"

    def uid(self) -> str:
        """A new identity."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def digest(self) -> str:
        """That of a file which nobody has."""
        return f"{self._random.getrandbits(256):064x}"

    def one(self, of: Sequence[T]) -> T:
        """Any of these."""
        return self._random.choice(of)

    def below(self, limit: int) -> int:
        """A whole number from 0."""
        return self._random.randrange(limit)

    def metres(self, least: float, most: float) -> str:
        """A length to the centimetre."""
        return f"{self._random.uniform(least, most):.2f}"

    def text(self, most: int) -> str:
        """Up to `most` sentences in each of two languages."""
        english = self._random.sample(_ENGLISH, self._random.randint(1, most))
        arabic = self._random.sample(_ARABIC, self._random.randint(0, most))
        return ". ".join([*english, *arabic])

    def place(self) -> tuple[float, float]:
        """Where the next site lies; sites are kilometres apart."""
        return 30.5 + 0.05 * self.running("place"), 47.5

    def near(self, site: Ground) -> tuple[float, float]:
        """A place on the site, well within its cleared ground."""
        north, east = self._random.uniform(-0.0005, 0.0005), self._random.uniform(0, 0.001)
        return site.lat + north, site.lon + east

    def beside(self, site: Ground) -> tuple[float, float]:
        """A place at the edge of the site, from which one looks at what lies beyond."""
        return site.lat + 0.0021, site.lon + self._random.uniform(0, 0.001)

    def position(self, lat: float, lon: float, *, accuracy_m: str) -> Values:
        """A place as a receiver gives it."""
        return {
            "lat": f"{lat:.6f}",
            "lon": f"{lon:.6f}",
            "accuracy_m": accuracy_m,
            "accuracy_kind": "95",
            "method": "RTK",
            "source_system": "EPSG:4326",
        }

    def signed(self, who: str, role: str) -> Json:
        """A signature drawn on the screen: a key would sign for whoever is at the laptop alone."""
        return {
            "signer": self.cast.people[who],
            "role": role,
            "method": "DRAWN",
            "at": str(self.now),
            "media": self.digest(),
        }

    def square(self, site: Ground, half: float) -> Json:
        """Ground around the middle of a site, `half` degrees to each side."""
        ring: list[Json] = [
            [f"{site.lat + north * half:.6f}", f"{site.lon + east * half:.6f}"]
            for north, east in ((1, -1), (1, 1), (-1, 1), (-1, -1))
        ]
        return {"ring": ring}

    def custody(self, event: str, site: Ground, shelf: str) -> Values:
        """An event of this type, without what it says of each thing."""
        cast, own = self.cast, self.cast.organisation
        values: Values = {
            "number": self.device_number(),
            "event_type": event,
            "half": event if event in {"OUT", "IN"} else "BOTH",
            "purpose": {"COL": "COLLECTION", "OUT": "TRANSPORT"}.get(event, "STORAGE"),
            "discrepancy": "NONE",
            "remarks": self.text(1),
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
                "signatures": [self.signed(*signer), self.signed("DRV", "WITNESS")],
            }
        return values | ({"to_location": shelf} if event == "STO" else {})


def custody_line(event: str, item: str, previous: str, seal: str) -> Json:
    """What an event says of one thing; `previous` is the event before, `seal` goes on at `SEA`."""
    is_open = event in {"COL", "SEA"}
    line: Values = {
        "item": item,
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
