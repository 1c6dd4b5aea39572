"""A world of records in a dictionary, and short ways to fill it, for tests of rules."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from app.core.clock import Moment
from app.geo.area import Area
from app.geo.engines import geod
from app.geo.point import Located, Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.clearance import ClearanceCertificate, HazardOverride
from app.models.custody import CustodyEvent, CustodyLine
from app.models.fields import Json, encode_values
from app.models.hazards import Hazard
from app.models.operations import Operation, Organisation, Person, RoleAssignment
from app.models.record import Origin, Record
from app.models.signatures import Signature
from app.models.sites import Site
from app.rules.holding import seal_key
from app.rules.verdicts import Verdict
from app.rules.world import refers

K = TypeVar("K", bound=Record)

MORNING = Moment.parse("2026-11-21 06:00+03:00")
HERE = Point(Decimal("30.508112"), Decimal("47.783412"))


def uid(name: object) -> str:
    """A uid that is the same for the same name."""
    return str(uuid.UUID(bytes=uuid.uuid5(uuid.NAMESPACE_OID, str(name)).bytes, version=4))


def later(minutes: float, since: Moment = MORNING) -> Moment:
    """Some minutes after."""
    return Moment(since.instant + timedelta(minutes=minutes), since.offset_minutes)


def moved(from_: Located, *, north: float = 0, east: float = 0) -> Point:
    """A place so many metres away."""
    lon, lat, _ = geod().fwd(float(from_.lon), float(from_.lat), 0, north)
    lon, lat, _ = geod().fwd(lon, lat, 90, east)
    return Point(Decimal(f"{lat:.9f}"), Decimal(f"{lon:.9f}"))


def position(place: Located = HERE, error: object = "3", **more: Any) -> Position:
    """A position good to `error` metres, 95 %; None: nobody said."""
    return Position(
        lat=place.lat,
        lon=place.lon,
        method=Method.HANDHELD,
        accuracy_m=None if error is None else Decimal(str(error)),
        accuracy_kind=None if error is None else AccuracyKind.P95,
        **more,
    )


def square(middle: Located = HERE, half: float = 50) -> Area:
    """A square of twice `half` metres a side."""
    return Area(
        tuple(
            moved(middle, north=north, east=east)
            for north, east in ((half, half), (half, -half), (-half, -half), (-half, half))
        )
    )


class World:
    """Records by uid: what services' projection is to the rules."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.records: dict[str, Record] = {}
        self.asked: list[str] = []
        self.told: list[tuple[str, Record]] = []
        for record in records:
            self.add(record)

    def add(self, record: K) -> K:
        return self.tell(record, by="")

    def tell(self, record: K, *, by: str) -> K:
        """The record as `by` saves it; whoever created it, if nobody is named."""
        self.records[record.uid] = record
        self.told.append((uid(by) if by else record.origin.by, record))
        return record

    def without(self, *gone: str) -> World:
        return World(record for record in self.records.values() if record.uid not in gone)

    def get(self, uid: str, kind: str | None = None) -> Record | None:
        record = self.records.get(uid)
        return record if record and kind in {None, record.kind} else None

    def all_of(self, kind: str, *, include_withdrawn: bool = False) -> Iterable[Record]:
        self.asked.append(kind)
        return [
            record
            for record in self.records.values()
            if record.kind == kind and (include_withdrawn or not record.is_withdrawn)
        ]

    def referring(self, kind: str, field: str, uid: str) -> Iterable[Record]:
        return [
            record
            for record in self.records.values()
            if record.kind == kind and not record.is_withdrawn and refers(record, field, uid)
        ]

    def numbers(self, kind: str) -> Iterable[str]:
        of_kind = (record for record in self.records.values() if record.kind == kind)
        return [record.number for record in of_kind if record.number]

    def sealing(self, seal: str) -> Iterable[Record]:
        return [
            record
            for record in self.records.values()
            if isinstance(record, CustodyEvent)
            and any(seal_key(line.seal_after) == seal_key(seal) for line in record.lines or ())
        ]

    def tellings(self, kind: str, uid: str, field: str) -> Iterable[tuple[str, Json]]:
        return [
            (by, _told(record, field))
            for by, record in self.told
            if (record.kind, record.uid) == (kind, uid) and field in record.values
        ]


def _told(record: Record, field: str) -> Json:
    return encode_values(record.fields, {field: record.values[field]})[field]


def make(kind: type[K], name: str, /, *, by: str = "author", **values: Any) -> K:
    """A record; its uid follows from its name."""
    held = {key: value for key, value in values.items() if value is not None}
    return kind(uid(name), held, origin=Origin(by=uid(by)))


def disputed(record: K, *fields: str) -> K:
    """The record, with laptops disagreeing on some of its fields."""
    return type(record)(record.uid, record.values, origin=record.origin, disputed=frozenset(fields))


def rows(*signatures: tuple[str, str]) -> tuple[Signature, ...]:
    """Drawn signatures: (name, what they sign as)."""
    return tuple(
        Signature({"signer": uid(name), "role": role, "method": "DRAWN", "media": "5e" * 32})
        for name, role in signatures
    )


def person(world: World, name: str, *roles: str, organisation: str = "team") -> Person:
    """Somebody with roles that began long ago and have no end."""
    world.add(make(Organisation, organisation, name=organisation))
    for role in roles:
        world.add(make(RoleAssignment, f"{name} is {role}", person=uid(name), role=role))
    return world.add(make(Person, name, full_name=name, organisation=uid(organisation)))


def site_world(radius: int | None = 50) -> World:
    """An operation, a site at `HERE`, and its people: two of EOD, leader, medic, digger."""
    world = World()
    world.add(make(Operation, "operation", name="Practice", default_exclusion_radius_m=radius))
    world.add(make(Site, "site", number="BSR01", position=position()))
    person(world, "ali", "EOD")
    person(world, "layla", "TL")
    person(world, "mina", "MED")
    person(world, "author", "SA")
    return world


def hazard(name: str = "shell", /, **values: Any) -> Hazard:
    """An open hazard of the site, 40 m north of `HERE`, seen from there."""
    told: dict[str, Any] = {
        "number": f"BSR01-HA{len(name):03}",
        "site": uid("site"),
        "status": "OPEN",
        "occurred_at": later(-600),
        "observer_position": position(),
        "bearing_deg": 0,
        "distance_m": Decimal(40),
    }
    return make(Hazard, name, **told | values)


def certificate(name: str = "cleared", /, **values: Any) -> ClearanceCertificate:
    """A whole, final certificate of 100 m by 100 m around `HERE`, to 1.2 m, signed by EOD."""
    told: dict[str, Any] = {
        "number": "BSR01-LA001",
        "site": uid("site"),
        "state": "FINAL",
        "occurred_at": later(-300),
        "area": square(),
        "cleared_depth_m": Decimal("1.2"),
        "valid_from": later(-240),
        "signatures": rows(("ali", "ISSUE"), ("layla", "RECEIVE")),
    }
    return make(ClearanceCertificate, name, **told | values)


def override(name: str = "leave", /, **values: Any) -> HazardOverride:
    """A whole, final override around `HERE`, for six hours, for the author."""
    told: dict[str, Any] = {
        "number": "BSR01-RA001",
        "site": uid("site"),
        "state": "FINAL",
        "hazards": (uid("shell"),),
        "area": square(half=30),
        "max_depth_m": Decimal(2),
        "people": (uid("author"),),
        "starts_at": later(-60),
        "ends_at": later(300),
        "authorised_by": uid("ali"),
        "countersigned_by": uid("layla"),
        "medic": uid("mina"),
        "medic_present": True,
        "signatures": rows(("ali", "AUTHORISE"), ("layla", "COUNTERSIGN")),
    }
    return make(HazardOverride, name, **told | values)


def event(name: str, kind: str, *items: str, previous: str = "", **values: Any) -> CustodyEvent:
    """A custody event of items named like records; `line` is said of each of them."""
    told = {"seal_condition": "NOT_SEALED", **values.pop("line", {})}
    if previous:
        told["previous"] = uid(previous)
    lines = tuple(CustodyLine({"item": uid(item), **told}) for item in items)
    return make(CustodyEvent, name, event_type=kind, lines=lines, **values)


def rules_of(verdicts: Iterable[Verdict]) -> list[str]:
    """The rules that object, with the level: `BR-01 override`."""
    return [f"{verdict.rule} {verdict.level.value}" for verdict in verdicts]


def stopping(verdicts: Iterable[Verdict]) -> list[str]:
    """The rules that stop a draft."""
    return [verdict.rule for verdict in verdicts if verdict.stops]


def sentences(verdicts: Iterable[Verdict]) -> list[str]:
    """What is said, filled in; a placeholder without a value fails here."""
    return [f"{verdict.sentence} {verdict.hint.format(**verdict.values)}" for verdict in verdicts]
