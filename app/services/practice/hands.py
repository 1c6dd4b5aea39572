"""Who held what: thirty custody events from the grave to the mortuary's shelf.

Twelve collections, eight sealings and one more that corrects a number misread, two releases, three
receipts, one of them with a seal that differs, two storings and a count by two people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.models.media import Photo
from app.models.signatures import Signature
from app.rules.labels import encode_label
from app.services.custody import ItemDraft, TransferDraft, custody_of, transfer_custody
from app.services.desk import Desk
from app.services.practice.camera import Camera, Shot
from app.services.practice.digging import Dig
from app.services.practice.scene import Scene

MISREAD_BAG, WRONG_SEAL, RIGHT_SEAL = "bag A2", "IQ-204418", "IQ-204481"
TORN_BAG, TORN_SEAL = "bag B3", "IQ-204533"


@dataclass(frozen=True, slots=True)
class Step:
    """One event as the story tells it; `people` are who releases and who receives."""

    event: str
    items: Sequence[ItemDraft]
    purpose: str
    people: tuple[str, str] = ("", "")
    places: tuple[str, str] = ("", "")
    half: str = "BOTH"
    signed: tuple[tuple[str, str], ...] = ()
    paper: Photo | None = None


def collect(scene: Scene, desk: Desk, dig: Dig, camera: Camera) -> None:
    """The exhibits officer takes each case into custody, and signs the day's list."""
    signed = ((dig.exhibits, "RECEIVE"), (dig.lead, "WITNESS"))
    paper = _signed_paper(scene, desk, camera, "List of collection", signed)
    for find in dig.finds:
        step = Step(
            "COL",
            [ItemDraft(scene[find.name], seal_condition="NOT_SEALED", item_condition="GOOD")],
            "COLLECTION",
            people=("", dig.exhibits),
            places=("", "site 1"),
            signed=signed,
            paper=paper,
        )
        _record(scene, desk, f"collect {find.name}", step)


def seal(scene: Scene, desk: Desk, dig: Dig, first_seal: int, camera: Camera) -> None:
    """Close each bag with a numbered seal; one number is misread and put right at once."""
    signed = ((dig.exhibits, "RECEIVE"), (dig.lead, "WITNESS"))
    paper = _signed_paper(scene, desk, camera, "List of seals", signed)
    for place, (bag, _) in enumerate(dig.bags):
        number = f"IQ-{first_seal + 11 * place}"
        typed = WRONG_SEAL if bag == MISREAD_BAG else number
        draft = {"number": number, "seal_kind": "NUMBERED", "stock_batch": "PR-7"}
        scene.save(desk, "seal", f"seal of {bag}", draft)
        _record(scene, desk, f"seal {bag}", _sealing(scene, desk, dig, (bag, typed), paper))
        camera.take(Shot("Label and seal", (bag,), "LBL", has_pit=False))
        if bag == MISREAD_BAG:
            _correct(scene, desk, bag)
            again = _sealing(scene, desk, dig, (bag, RIGHT_SEAL), paper)
            _record(scene, desk, f"seal {bag} again", again)


def _sealing(scene: Scene, desk: Desk, dig: Dig, closed: tuple[str, str], paper: Photo) -> Step:
    """A bag is closed with a seal: its label is scanned first, then the seal is read."""
    bag, number = closed
    item = ItemDraft(
        scene[bag],
        scanned=encode_label(scene.record(desk, bag).number or "", scene[bag]),
        seal_condition="NOT_SEALED",
        seal_after=number,
        item_condition="GOOD",
    )
    return Step(
        "SEA",
        [item],
        "STORAGE",
        people=("", dig.exhibits),
        places=("", "site 1"),
        signed=((dig.exhibits, "RECEIVE"), (dig.lead, "WITNESS")),
        paper=paper,
    )


def _correct(scene: Scene, desk: Desk, bag: str) -> None:
    """A wrong event stays, struck through; another says why, and a third person approves it."""
    saved = transfer_custody(
        desk,
        TransferDraft(
            "SUP",
            (ItemDraft(scene[bag], seal_condition="NOT_SEALED", item_condition="UNCHANGED"),),
            purpose="CORRECTION",
            supersedes=scene[f"seal {bag}"],
            approved_by=scene["HQ1"],
            remarks="The last two digits of the seal were read the wrong way round.",
        ),
    )
    scene.note(f"correct {bag}", saved)


def release(scene: Scene, desk: Desk, dig: Dig, camera: Camera) -> None:
    """The exhibits officer releases every bag to the mortuary's store keeper."""
    signed = ((dig.exhibits, "RELEASE"), ("DRV1", "WITNESS"))
    step = Step(
        "OUT",
        [_as_found(scene, desk, bag) for bag, _ in dig.bags],
        "TRANSPORT",
        people=(dig.exhibits, "STK1"),
        places=("site 1", "mortuary"),
        half="OUT",
        signed=signed,
        paper=_signed_paper(scene, desk, camera, "Release", signed),
    )
    _record(scene, desk, f"release {dig.grave}", step)


def receive(scene: Scene, desk: Desk, dig: Dig, camera: Camera) -> None:
    """The store keeper reads every seal; one is not what was left, and that is told."""
    whole = [bag for bag, _ in dig.bags if bag != TORN_BAG]
    signed = (("STK1", "RECEIVE"), ("DRV1", "WITNESS"))
    paper = _signed_paper(scene, desk, camera, "Receipt", signed)
    items = [_as_found(scene, desk, bag) for bag in whole]
    _record(scene, desk, f"receive {dig.grave}", _receipt(dig, items, signed, paper))
    if len(whole) < len(dig.bags):
        _receive_torn(scene, desk, dig, camera)


def _receive_torn(scene: Scene, desk: Desk, dig: Dig, camera: Camera) -> None:
    picture = camera.take(Shot("Seal as found", (TORN_BAG,), "LBL", has_pit=False))
    item = ItemDraft(
        scene[TORN_BAG],
        seal_before=TORN_SEAL,
        seal_condition="NUMBER_MISMATCH",
        item_condition="GOOD",
        remarks="Another number than on the list; the bag itself is whole.",
    )
    signed = (("STK1", "RECEIVE"), ("FA2", "WITNESS"))
    paper = _signed_paper(scene, desk, camera, "Receipt with a discrepancy", signed)
    more = {
        "discrepancy": "SEAL",
        "discrepancy_note": "The seal bears another number than the one that was left on the bag.",
        "photos": (picture.uid,),
    }
    _record(scene, desk, f"receive {TORN_BAG}", _receipt(dig, [item], signed, paper), more)


def _receipt(
    dig: Dig, items: Sequence[ItemDraft], signed: tuple[tuple[str, str], ...], paper: Photo
) -> Step:
    return Step(
        "IN",
        items,
        "STORAGE",
        people=(dig.exhibits, "STK1"),
        places=("site 1", "mortuary"),
        half="IN",
        signed=signed,
        paper=paper,
    )


def store(scene: Scene, desk: Desk, dig: Dig, shelf: str) -> None:
    """Every bag of a grave goes onto one shelf."""
    step = Step(
        "STO", [_as_found(scene, desk, bag) for bag, _ in dig.bags], "STORAGE", places=("", shelf)
    )
    _record(scene, desk, f"store {dig.grave}", step)


def count(scene: Scene, desk: Desk, digs: Iterable[Dig], camera: Camera) -> None:
    """Two people count what stands on the shelves and read every seal."""
    signed = (("STK1", "RECEIVE"), ("FA2", "WITNESS"))
    step = Step(
        "CHK",
        [_as_found(scene, desk, bag) for dig in digs for bag, _ in dig.bags],
        "INSPECTION",
        signed=signed,
        paper=_signed_paper(scene, desk, camera, "Count", signed),
    )
    _record(scene, desk, "count", step)


def _signed_paper(
    scene: Scene, desk: Desk, camera: Camera, subject: str, signed: tuple[tuple[str, str], ...]
) -> Photo:
    names = [str(scene.record(desk, who).values["latin_name"]) for who, _ in signed]
    return camera.scan(subject, names)


def _as_found(scene: Scene, desk: Desk, bag: str) -> ItemDraft:
    """A bag whose seal is read and is what the record says."""
    number = custody_of(desk, scene[bag]).own_seal
    return ItemDraft(
        scene[bag], seal_before=number, seal_condition="INTACT", item_condition="UNCHANGED"
    )


def _record(
    scene: Scene, desk: Desk, name: str, step: Step, more: Mapping[str, object] | None = None
) -> None:
    at = scene.clock.now()
    given: dict[str, object] = dict(more or {})
    if step.paper is not None:
        given["paper"] = (step.paper.uid,)
    signatures = tuple(
        Signature(
            {
                "signer": scene[who],
                "role": role,
                "method": "INK_SCANNED",
                "at": at,
                "media": step.paper.file if step.paper else None,
            }
        )
        for who, role in step.signed
    )
    saved = transfer_custody(
        desk,
        TransferDraft(
            step.event,
            tuple(step.items),
            occurred_at=at,
            from_person=scene.known.get(step.people[0], ""),
            to_person=scene.known.get(step.people[1], ""),
            from_place=scene.known.get(step.places[0], ""),
            to_place=scene.known.get(step.places[1], ""),
            purpose=step.purpose,
            half=step.half,
            signatures=signatures,
            more=given,
        ),
    )
    scene.note(name, saved)
