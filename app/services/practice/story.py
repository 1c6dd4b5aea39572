"""The story of the practice operation, day by day, from the order to the mortuary's shelf."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.core.jobs import Ticket
from app.services.desk import Desk
from app.services.practice import digging, ground, hands, notebook
from app.services.practice.camera import Camera, Shot
from app.services.practice.clock import WorkingClock
from app.services.practice.digging import DIG_A, DIG_B, Dig
from app.services.practice.exchange import Delivered, Office, answer, confirm, deliver
from app.services.practice.founding import Desks, found, introduce_leads
from app.services.practice.scene import Scene
from app.services.receipts import ReceiptRead
from app.services.receiving import ReadReport, read_bundle
from app.services.recording import DraftRejectedError

BEGINS = "2026-11-01 08:00+03:00"
FIRST_SEAL_A, FIRST_SEAL_B = 204_470, 204_500


@dataclass
class Told:
    """What happened: who worked where, what travelled, what was stopped, what was confirmed."""

    desks: Desks
    scene: Scene
    stopped: DraftRejectedError
    delivered: list[Delivered] = field(default_factory=list)
    receipts: dict[str, ReceiptRead] = field(default_factory=dict)
    repeated: ReadReport = field(default_factory=ReadReport)


def tell(folder: Path, card: Path, ticket: Ticket) -> Told:
    """Live through the eleven days; everything is written below `folder`.

    `card` is where the cameras' files lie meanwhile.
    """
    scene = Scene(WorkingClock(BEGINS))
    ticket.checkpoint("the operation is ordered and two laptops are enrolled")
    desks = found(scene, folder)
    (folder / "bundles").mkdir()
    office = Office(desks.hq, folder / "hq", folder / "bundles")
    scene.clock.turn_to("2026-11-02 10:00+03:00")
    for desk, place in ((desks.a, "field-a"), (desks.b, "field-b")):
        answer(office, desk, folder / place / "received", ticket)
    introduce_leads(scene, desks)
    cameras = {
        book: Camera(scene, desk, team=team, book=book, card=_card(card, book))
        for book, desk, team in (
            ("A", desks.a, "Team A"),
            ("B", desks.b, "Team B"),
            ("H", desks.hq, "Mortuary"),
        )
    }
    ticket.checkpoint("hazards are reported, and EOD clears the ground around two graves")
    ground.report_hazards(scene, desks)
    ground.clear_site_1(scene, desks.a, cameras["A"])
    told = Told(desks, scene, ground.try_to_dig_at_site_2(scene, desks.b))
    told.delivered += deliver("A", desks.a, office, ticket)
    confirm(told.delivered[-1], desks.a)
    answer(office, desks.b, folder / "field-b" / "received", ticket)
    ticket.checkpoint("two graves are excavated")
    digging.set_out(scene, desks.a)
    for day, desk, dig, book, first_seal in (
        ("2026-11-08", desks.a, DIG_A, "A", FIRST_SEAL_A),
        ("2026-11-09", desks.b, DIG_B, "B", FIRST_SEAL_B),
    ):
        scene.clock.turn_to(f"{day} 06:30+03:00")
        _work(scene, desk, dig, cameras[book], first_seal)
    _disagree(scene, desks)
    ticket.checkpoint("bags are released, and the bundles travel to headquarters")
    scene.clock.turn_to("2026-11-10 13:00+03:00")
    for sender, desk, dig in (("A", desks.a, DIG_A), ("B", desks.b, DIG_B)):
        hands.release(scene, desk, dig, cameras[sender])
        told.delivered += deliver(sender, desk, office, ticket)
        receipt = confirm(told.delivered[-1], desk)
        if receipt is not None:
            told.receipts[sender] = receipt
    told.repeated = read_bundle(desks.hq, told.delivered[-1].path, ticket)
    ticket.checkpoint("the mortuary receives, stores and counts")
    _at_the_mortuary(scene, desks.hq, cameras["H"])
    return told


def _card(card: Path, book: str) -> Path:
    place = card / book
    place.mkdir(parents=True)
    return place


def _work(scene: Scene, desk: Desk, dig: Dig, camera: Camera, first_seal: int) -> None:
    """One team's day at one grave, from the cut to the sealed bags."""
    notebook.begin_day(scene, desk, dig)
    digging.open_grave(scene, desk, dig, camera)
    notebook.describe_ground(scene, desk, dig)
    digging.recover(scene, desk, dig, camera)
    notebook.list_finds(scene, desk, dig)
    if dig is DIG_A:
        digging.measure(scene, desk)
    hands.collect(scene, desk, dig, camera)
    digging.pack(scene, desk, dig)
    notebook.pack_finds(scene, desk, dig)
    digging.close_grave(scene, desk, dig, camera)
    hands.seal(scene, desk, dig, first_seal, camera)
    digging.close_records(scene, desk, dig)
    notebook.write_in_the_margins(scene, desk, dig)
    notebook.end_day(scene, desk, dig)


def _disagree(scene: Scene, desks: Desks) -> None:
    """Both leaders revise one estimate without having seen each other: headquarters will ask."""
    scene.clock.turn_to("2026-11-10 11:00+03:00")
    scene.change(desks.a, "site 2", {"estimated_persons_max": 8})
    scene.change(desks.b, "site 2", {"estimated_persons_max": 14})


def _at_the_mortuary(scene: Scene, hq: Desk, camera: Camera) -> None:
    scene.clock.turn_to("2026-11-11 09:00+03:00")
    for dig, shelf in ((DIG_A, "R1-K1-S1"), (DIG_B, "R1-K1-S2")):
        hands.receive(scene, hq, dig, camera)
        hands.store(scene, hq, dig, shelf)
    camera.take(Shot("Shelves", ("mortuary",), "MID", has_pit=False))
    notebook.take_sample(scene, hq)
    scene.clock.turn_to("2026-11-11 15:00+03:00")
    hands.count(scene, hq, (DIG_A, DIG_B), camera)
