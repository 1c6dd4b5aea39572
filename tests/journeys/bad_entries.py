"""What people enter wrongly, each made ready on a real store up to the one entry that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from typing_extensions import override

from app.core.clock import Moment
from app.models.handovers import HandoverLine
from app.models.record import Record
from app.models.signatures import Signature
from app.services.custody import ItemDraft, TransferDraft, transfer_custody
from app.services.desk import Desk
from app.services.recording import save_record

MORNING = Moment.parse("2026-11-08T06:00:00+03:00")


@dataclass(frozen=True)
class Wrong:
    """A record as it stands (None: new), and what is entered into it."""

    record: Record | None
    draft: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One kind of wrong entry: into which kind of record, and what is said of it at which field.

    `sentence` is how the sentence begins. What does not stop is saved, with the same sentence.
    """

    name: str
    kind: str
    make: Callable[[Desk], Wrong]
    field: str
    rule: str
    sentence: str
    stops: bool = True

    @override
    def __str__(self) -> str:
        return self.name


def made(desk: Desk, kind: str, **values: Any) -> Record:
    return save_record(desk, kind, None, values).record


def _site(desk: Desk) -> str:
    return made(desk, "site", number="TST01", name="Canal", geo_safe=True).uid


def _case(desk: Desk, **values: Any) -> Record:
    return made(desk, "remains_case", site=_site(desk), case_type="B", occurred_at=MORNING,
                **values)  # fmt: skip


def _circle(desk: Desk) -> Wrong:
    site = _site(desk)
    one, two, three = (made(desk, "context", site=site, context_kind="FILL").uid for _ in range(3))
    told = {"site": site, "relation": "ABOVE"}
    made(desk, "context_relation", context=one, other_context=two, **told)
    made(desk, "context_relation", context=two, other_context=three, **told)
    return Wrong(None, {**told, "context": three, "other_context": one})


def _left_mandible(desk: Desk) -> Wrong:
    bone = made(desk, "element", remains_case=_case(desk).uid, bone="MAN", side="M",
                element_state="PRESENT", completeness="COMPLETE", count=1)  # fmt: skip
    return Wrong(bone, {"side": "L"})


def _counted_twice(desk: Desk) -> Wrong:
    told = {"remains_case": _case(desk).uid, "side": "L", "element_state": "PRESENT",
            "completeness": "COMPLETE", "count": 1}  # fmt: skip
    made(desk, "element", bone="FEM", **told)
    return Wrong(made(desk, "element", bone="TIB", **told), {"bone": "FEM"})


def _lifted_before_found(desk: Desk) -> Wrong:
    earlier = Moment(MORNING.instant - timedelta(hours=1), MORNING.offset_minutes)
    return Wrong(_case(desk), {"lifted_at": earlier})


def _sample_mistyped(desk: Desk) -> Wrong:
    case = _case(desk)
    draft = {"site": case.values["site"], "remains_case": case.uid, "sample_kind": "BONE"}
    return Wrong(None, {**draft, "number": "TST01-01-A0001/S1.9"})


def _anothers_book(desk: Desk) -> Wrong:
    site = _site(desk)
    with desk.store.reading() as view:
        letters = {str(book.values["letter"]) for book in view.records.all_of("number_book")}
    if "B" not in letters:
        made(desk, "number_book", letter="B", holder="another", opened_at=MORNING)
    draft = {"site": site, "container_kind": "BAG"}
    return Wrong(None, {**draft, "number": "TST01-KB0004"})


def _sealed_bag(desk: Desk, site: str) -> Record:
    bag = made(desk, "container", site=site, container_kind="BAG", occurred_at=MORNING)
    seal = ItemDraft(bag.uid, seal_condition="NOT_SEALED", seal_after="S-1", item_condition="GOOD")
    who: dict[str, Any] = {"to_person": desk.person, "to_place": site, "purpose": "STORAGE"}
    transfer_custody(desk, TransferDraft("SEA", (seal,), **who))
    return bag


def _broken_seal(desk: Desk) -> Wrong:
    site = _site(desk)
    bag = _sealed_bag(desk, site)
    second = made(desk, "person", full_name="سارة").uid
    made(desk, "role", person=second, role="EX")
    photo = made(desk, "photo", site=site, subjects=(bag.uid,)).uid
    found = ItemDraft(bag.uid, seal_before="S-1", seal_condition="BROKEN", item_condition="GOOD")
    names = ((desk.person, "RECEIVE"), (second, "WITNESS"))
    signed = tuple(
        Signature({"signer": signer, "role": role, "method": "DRAWN", "media": "5e" * 32})
        for signer, role in names
    )
    look: dict[str, Any] = {"to_person": desk.person, "to_place": site, "purpose": "INSPECTION"}
    more = {"discrepancy": "SEAL", "photos": (photo,)}
    transfer_custody(
        desk, TransferDraft("CHK", (found,), signatures=signed, remarks="Torn.", more=more, **look)
    )
    line = HandoverLine({"container": bag.uid, "seal": "S-1", "sets": 1,
                         "ticked_by_delivering": True, "ticked_by_receiving": True})  # fmt: skip
    at = {"frozen_at": desk.now(), "counted_at": desk.now()}
    listed = made(desk, "handover_list", list_type="FAMILY", list_state="COUNTED",
                  lines=(line,), **at)  # fmt: skip
    return Wrong(listed, {"list_state": "SIGNED"})


ENTRIES = (
    Entry("a cycle in the matrix", "context_relation", _circle, "other_context", "BR-23",
          "These contexts would be later than themselves: TST01-CA0003"),
    Entry("a left mandible", "element", _left_mandible, "side", "CL-BONE",
          "MAN cannot be of side L"),
    Entry("a bone counted twice", "element", _counted_twice, "bone", "CL-BONE",
          "FEM L is counted in", stops=False),
    Entry("a time before discovery", "remains_case", _lifted_before_found, "lifted_at", "BR-12",
          "What comes after is earlier than what comes before"),
    Entry("a sample number mistyped", "sample", _sample_mistyped, "number", "BR-10",
          "“TST01-01-A0001/S1.9” is not a number of this kind"),
    Entry("a list signed with a broken seal", "handover_list", _broken_seal, "lines", "BR-30",
          "Line 1: TST01-KA0001 is not under the seal that the list names"),
    Entry("a number from another laptop's book", "container", _anothers_book, "number", "BR-10",
          "TST01-KB0004 is of book B, which another laptop holds"),
)  # fmt: skip
