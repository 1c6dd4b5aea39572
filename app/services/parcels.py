"""The register of bundles as people see it: sent to whom, when, and whether it arrived."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.clock import Moment
from app.crypto.certificates import from_pem, subject_name, subject_role, subject_uid
from app.models.journal import decode_line
from app.services.desk import HEADQUARTERS, Desk
from app.services.reading import laptop_names, moment_or_none
from app.services.receipts import own_confirmed
from app.store.papers import Parcel
from app.store.transactions import View

_HQ, _RECOVERY = "hq", "recovery"


@dataclass(frozen=True, slots=True)
class Destination:
    """Whom a bundle can be written for: `key` is `hq` or a laptop's uid."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was written; `is_confirmed` once a receipt covers every entry made before."""

    number: int
    at: Moment | None
    to: str
    entries: int
    media: int
    is_confirmed: bool


def destinations(desk: Desk) -> list[Destination]:
    """Headquarters for a laptop; at headquarters, every laptop that was enrolled."""
    with desk.store.reading() as view:
        keys = [paper.key for paper in view.papers.all_of("recipient")]
        if view.setting("role") != HEADQUARTERS:
            return [Destination(key, "") for key in keys if key == _HQ]
        names = _certified(view)
    laptops = [key for key in keys if key not in {_HQ, _RECOVERY}]
    found = [Destination(key, names.get(key, key[:8])) for key in laptops]
    return sorted(found, key=lambda item: item.name)


def journal_names(desk: Desk) -> dict[str, str]:
    """What to call the laptop behind each journal."""
    with desk.store.reading() as view:
        return laptop_names(view)


def bundles_sent(desk: Desk) -> list[Sent]:
    """Every bundle written here, the newest first."""
    with desk.store.reading() as view:
        names = _certified(view)
        parcels = view.papers.parcels("out")
        waiting = {peer: _waiting_since(view, peer) for peer in {item.peer for item in parcels}}
    sent = [_sent(item, names, waiting[item.peer]) for item in parcels]
    return sorted(sent, key=lambda item: item.number, reverse=True)


def _sent(parcel: Parcel, names: dict[str, str], waiting: Moment | None) -> Sent:
    entries, _, media = parcel.note.partition("/")
    at = moment_or_none(parcel.at)
    return Sent(
        parcel.number,
        at,
        "" if parcel.peer == _HQ else names.get(parcel.peer, parcel.peer[:8]),
        int(entries or 0),
        int(media or 0),
        waiting is None or (at is not None and at.instant < waiting.instant),
    )


def _waiting_since(view: View, peer: str) -> Moment | None:
    """When the first own entry that the other side has not confirmed was made; None if all are."""
    tip = view.tip
    replica = view.setting("hq_replica") if peer == _HQ else peer
    size = own_confirmed(view, replica)
    if size >= tip.size:
        return None
    run = next(view.lines.walk(tip.journal, size + 1, tip.size, tip.head))
    return moment_or_none(decode_line(run.lines[0]).wall)


def _certified(view: View) -> dict[str, str]:
    return {
        subject_uid(certificate): subject_name(certificate)
        for paper in view.papers.all_of("certificate")
        for certificate in from_pem(paper.body)
        if subject_role(certificate) == "laptop"
    }
