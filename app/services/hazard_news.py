"""What bundles bring of hazards, told before anything else (BR-04).

Which hazards were touched is noted in the transaction that touches them. So whoever pulls the stick
half-way, fills the disk or loses power is told of them at the next reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from app.models.fields import Field, Merge
from app.models.hazards import Hazard
from app.models.record import Record
from app.rules.zones import CLOSED_STATUSES
from app.store.projection import Named
from app.store.transactions import Pen

_UNTOLD = "hazards_untold"
_WHERE = frozenset({"observer_position", "bearing_deg", "distance_m", "extent"})


class _Untold(msgspec.Struct):
    """Hazards that lines after the local id `begun` touched, and that nobody was told of."""

    begun: int
    uids: list[str]


def watch(pen: Pen, touched: Iterable[Named], begun: int) -> None:
    """Note the hazards among records that lines after the local id `begun` touched."""
    uids = [uid for kind, uid in touched if kind == Hazard.kind]
    if uids:
        untold = _untold(pen) or _Untold(begun, [])
        untold.uids = sorted({*untold.uids, *uids})
        pen.set(_UNTOLD, msgspec.json.encode(untold).decode())


def worsened(pen: Pen) -> tuple[str, ...]:
    """The open hazards among them that are new here, worse, elsewhere, or taken away; told once."""
    untold = _untold(pen)
    if untold is None:
        return ()
    pen.set(_UNTOLD, "")
    before = pen.records.as_of(Hazard.kind, untold.uids, untold.begun)
    return tuple(
        hazard.uid
        for hazard in pen.records.some_of(Hazard.kind, untold.uids)
        if hazard.values.get("status") not in CLOSED_STATUSES
        and (hazard.uid not in before or _is_worse(hazard, before[hazard.uid]))
    )


def _untold(pen: Pen) -> _Untold | None:
    told = pen.setting(_UNTOLD)
    return msgspec.json.decode(told, type=_Untold) if told else None


def _is_worse(hazard: Record, before: Record) -> bool:
    if hazard.is_withdrawn and not before.is_withdrawn:
        return True
    return any(
        _is_graver(item, hazard.values.get(name), before.values.get(name))
        for name, item in hazard.fields.items()
    )


def _is_graver(item: Field[Any], now: object, then: object) -> bool:
    """Whether a field moves the hazard, or says more of its danger; the unknown may be worse."""
    if now == then:
        return False
    if item.name in _WHERE:
        return True
    if item.merge is not Merge.SEVEREST_SHOWN:
        return False
    if now is None or then is None:
        return True
    return bool(item.severity(item.encode(now)) > item.severity(item.encode(then)))
