"""A small operation as people work it: headquarters, laptops, one grave and what lay in it.

Everything goes through the services, as the window and the command line do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core.clock import Moment
from app.core.files import write_whole
from app.crypto.certificates import to_pem
from app.crypto.passphrases import TEST_COST
from app.crypto.sealing import key_file_of
from app.geo.area import Area
from app.geo.coordinates import read_position_text
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.kinds import KIND
from app.models.record import Record
from app.models.signatures import Signature
from app.services.beginnings import Beginning, Founder
from app.services.custody import ItemDraft, TransferDraft, custody_of, transfer_custody
from app.services.desk import Desk
from app.services.drawings import keep_drawing
from app.services.enrolment import accept_enrolment, enrol, write_request
from app.services.operation import close_desk, create_headquarters, create_laptop
from app.services.receipts import read_receipt_file
from app.services.receiving import ReadReport, read_bundle
from app.services.recording import make_final, save_record
from app.services.sending import write_bundle
from tests.models.plain import lacking

PASSPHRASE = "four words on paper"  # noqa: S105 - it guards nothing
MORNING = Moment.parse("2026-11-08T06:00:00+03:00")
GRAVE = "30.533262, 47.993525"
CORNERS = ("30.5337, 47.9929", "30.5337, 47.9941", "30.5325, 47.9941", "30.5325, 47.9929")
ELSEWHERE = "30.5400, 48.0000"


@dataclass
class Hours:
    """A clock that goes on a minute whenever somebody looks."""

    at: Moment = MORNING

    def now(self) -> Moment:
        self.at = Moment(self.at.instant + timedelta(minutes=1), self.at.offset_minutes)
        return self.at


@dataclass
class Fieldwork:
    """An operation below `folder`, with as many laptops as were asked for."""

    folder: Path
    books: str = "A"
    clock: Hours = field(default_factory=Hours)
    hq: Desk = field(init=False)
    laptops: dict[str, Desk] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    root_passphrase: str | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        headquarters = create_headquarters(
            self.folder / "hq.athar",
            self.beginning("H", roles=("HQA", "HQD")),
            operation={"number": "TST26", "name": "Test", "default_exclusion_radius_m": 50},
            root_passphrase=self.root_passphrase,
        )
        self.hq = headquarters.desk
        self.recovery_sheets = headquarters.recovery_sheets
        write_whole(self.root_file, to_pem([self.hq.keys.root]))
        write_whole(self.identity_file, key_file_of(self.hq.keys.identity).encode())
        for book in self.books:
            self.laptops[book] = self.enrolled(self.stranger(book), book)

    @property
    def laptop(self) -> Desk:
        return self.laptops[self.books[0]]

    @property
    def root_file(self) -> Path:
        return self.folder / "root.pem"

    @property
    def identity_file(self) -> Path:
        return self.folder / "identity.txt"

    @property
    def stick(self) -> Path:
        place = self.folder / "stick"
        place.mkdir(exist_ok=True)
        return place

    def beginning(self, book: str, roles: tuple[str, ...] = ("TL", "EOD")) -> Beginning:
        return Beginning(
            founder=Founder(f"قائد {book}", f"Leader {book}", f"P{book}", roles),
            passphrase=PASSPHRASE,
            name=f"Laptop {book}",
            book=book,
            cost=TEST_COST,
            clock=self.clock,
        )

    def stranger(self, book: str) -> Desk:
        """A laptop that nobody has enrolled."""
        return create_laptop(self.folder / f"{book.lower()}.athar", self.beginning(book))

    def enrolled(self, desk: Desk, book: str) -> Desk:
        request = write_request(desk, self.stick)
        passphrase = self.root_passphrase or PASSPHRASE
        answer = enrol(self.hq, request.path, self.stick, passphrase=passphrase, book=book)
        return accept_enrolment(desk, answer.path, answer.words)

    def close(self) -> None:
        for desk in (*self.laptops.values(), self.hq):
            close_desk(desk)

    # --- what people do -------------------------------------------------------------------------

    def save(
        self, kind: str, name: str, draft: Mapping[str, Any], desk: Desk | None = None
    ) -> Record:
        record = save_record(desk or self.laptop, kind, None, draft).record
        self.known[name] = record.uid
        return record

    def change(self, name: str, draft: Mapping[str, Any], desk: Desk | None = None) -> Record:
        at = desk or self.laptop
        with at.store.reading() as view:
            record = view.records.get(self.known[name])
        assert record is not None
        return save_record(at, record.kind, record.uid, draft).record

    def finish(self, name: str, desk: Desk | None = None) -> Record:
        """Fill in plainly what a record lacks, and make it final."""
        at, uid = desk or self.laptop, self.known[name]
        with at.store.reading() as view:
            record = view.records.get(uid)
        assert record is not None
        save_record(at, record.kind, uid, lacking(record))
        return make_final(at, uid).record

    def report_a_site(self) -> None:
        self.save("site", "site", {"number": "TST01", "name": "Canal", "geo_safe": True})

    def clear_the_ground(self) -> None:
        """A hazard, and the certificate that closes it."""
        site = self.known["site"]
        draft = {
            "site": site,
            "hazard_class": "ITEM",
            "status": "OPEN",
            "observer_position": position(GRAVE),
            "bearing_deg": 90,
            "distance_m": Decimal(20),
        }
        self.save("hazard", "hazard", draft)
        draft = {"name": "Mine Action", "organisation_type": "CLR", "country": "IQ"}
        agency = self.save("organisation", "agency", draft)
        at = self.clock.now()
        signature = {"signer": self.laptop.person, "role": "ISSUE", "method": "KEY", "at": at}
        draft = {
            "site": site,
            "hazards": (self.known["hazard"],),
            "outcome": "CLEARED",
            "agency": agency.uid,
            "methods": ("VISUAL",),
            "not_cleared": "The canal bank.",
            "residual_risk": "Small-arms ammunition in the fill.",
            "paper": keep_drawing(self.laptop, b"a scanned certificate"),
            "area": area(CORNERS),
            "cleared_depth_m": Decimal("1.50"),
            "valid_from": at,
            "signatures": (Signature(signature),),
        }
        make_final(self.laptop, self.save("clearance_certificate", "certificate", draft).uid)
        self.change("hazard", {"status": "CLEARED"})

    def open_the_grave(self) -> None:
        draft = {
            "number": "TST01-G01",
            "site": self.known["site"],
            "grave_kind": "PIT",
            "phase": "EXCAVATING",
            "position": position(GRAVE),
            "depth_m": Decimal("1.20"),
        }
        self.save("grave", "grave", draft)

    def recover(self, name: str) -> None:
        """A case lifted, collected, packed and sealed."""
        site, person = self.known["site"], self.laptop.person
        draft = {
            "case_type": "B",
            "site": site,
            "grave": self.known["grave"],
            "depth_m": Decimal("1.10"),
            "occurred_at": self.clock.now(),
            "lifted_at": self.clock.now(),
        }
        case = self.save("remains_case", name, draft)
        collected = ItemDraft(case.uid, seal_condition="NOT_SEALED", item_condition="GOOD")
        transfer_custody(
            self.laptop,
            TransferDraft(
                "COL", (collected,), to_person=person, to_place=site, purpose="COLLECTION"
            ),
        )
        draft = {
            "site": site,
            "container_kind": "BAG",
            "contents": (case.uid,),
            "inner_label": True,
        }
        bag = self.save("container", f"bag of {name}", draft)
        sealed = ItemDraft(
            bag.uid,
            seal_condition="NOT_SEALED",
            seal_after=f"S-{name}".replace(" ", "").upper(),
            item_condition="GOOD",
        )
        transfer_custody(
            self.laptop, TransferDraft("SEA", (sealed,), to_person=person, purpose="STORAGE")
        )

    def work(self, *cases: str) -> Fieldwork:
        """The whole day, up to the sealed bags."""
        self.report_a_site()
        self.clear_the_ground()
        self.open_the_grave()
        for case in cases or ("case 1",):
            self.recover(case)
        return self

    # --- sticks that go back and forth ----------------------------------------------------------

    def bundle(self, desk: Desk | None = None, to: str = "hq") -> Path:
        (written,) = write_bundle(desk or self.laptop, self.stick, to=to)
        return written.path

    def deliver(self, path: Path | None = None, desk: Desk | None = None) -> ReadReport:
        """Headquarters reads a bundle, in this process for speed; the worker has its own tests."""
        return read_bundle(self.hq, path or self.bundle(desk), is_isolated=False)

    def confirm(self, report: ReadReport, desk: Desk | None = None) -> None:
        assert report.receipt is not None
        read_receipt_file(desk or self.laptop, report.receipt)


def position(text: str) -> Position:
    return read_position_text(text).position(
        Method.RTK, accuracy_m=Decimal("0.05"), accuracy_kind=AccuracyKind.P95
    )


def area(corners: tuple[str, ...]) -> Area:
    read = [read_position_text(corner) for corner in corners]
    return Area(tuple(Point(corner.lat, corner.lon) for corner in read))


def holds(desk: Desk) -> dict[str, object]:
    """Everything that a store holds and that a refused file may not touch."""
    with desk.store.reading() as view:
        records = {
            (record.kind, record.uid): dict(record.values)
            for kind in KIND
            for record in view.records.all_of(kind, include_withdrawn=True)
        }
        journals = {state.uid: (state.ranges, state.head) for state in view.lines.journals()}
        papers = len(view.papers.parcels("in"))
    return {
        "records": records,
        "journals": journals,
        "read": papers,
        "media": sorted(desk.vault.digests()),
    }


def holder_of(desk: Desk, uid: str) -> str:
    return custody_of(desk, uid).holder
