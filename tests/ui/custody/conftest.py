"""Two sealed bags, held by the person at this laptop, and somebody to receive them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.models.record import Record
from app.services.custody import ItemDraft, TransferDraft, transfer_custody
from app.services.desk import Desk
from app.services.recording import save_record
from app.ui.custody.actions import CustodyActions, custody_at
from app.ui.seat import Seat

SEALS = ("IQ-204470", "IQ-204481")


@dataclass(frozen=True)
class Store:
    """What stands on the shelf before the test."""

    desk: Desk
    site: Record
    keeper: Record
    mortuary: Record
    bags: tuple[Record, ...]


@pytest.fixture
def store(desk: Desk) -> Store:
    site = save_record(desk, "site", None, {"number": "SNJ03", "name": "Old canal"}).record
    person = {"number": "ST1", "full_name": "أيمن المحجوب", "latin_name": "Ayman al-Mahjub"}
    keeper = save_record(desk, "person", None, person).record
    facility = {"number": "MOR1", "name": "Mortuary"}
    mortuary = save_record(desk, "storage_facility", None, facility).record
    draft = {"site": site.uid, "container_kind": "BODY_BAG"}
    bags = tuple(save_record(desk, "container", None, draft).record for _ in SEALS)
    for bag, seal in zip(bags, SEALS, strict=True):
        item = ItemDraft(
            bag.uid, seal_condition="NOT_SEALED", seal_after=seal, item_condition="GOOD"
        )
        event = TransferDraft("SEA", (item,), to_person=desk.person, purpose="STORAGE")
        transfer_custody(desk, event)
    return Store(desk, site, keeper, mortuary, bags)


@pytest.fixture
def custody(desk: Desk) -> CustodyActions:
    return custody_at(Seat(desk))
