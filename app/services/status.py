"""What must never be in doubt: what is only on this laptop, what was confirmed, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.clock import Moment
from app.models.journal import decode_line
from app.models.record import Record
from app.rules.clearance import situation_of
from app.rules.declared import rule
from app.rules.verdicts import Level
from app.services.desk import Desk
from app.services.findings import findings
from app.services.open_custody import NOT_RECEIVED, NOT_SEALED
from app.services.reading import moment_or_none
from app.services.receipts import acknowledged_of, own_confirmed, receipts_of
from app.services.returning import came_back
from app.store.transactions import Tip, View


@dataclass(frozen=True, slots=True)
class Status:
    """What the bottom strip and the bands of the window say."""

    records_only_here: int
    lines_only_here: int
    last_bundle_at: Moment | None
    received_up_to: Moment | None
    operation_code: str
    operation_title: str
    is_practice: bool
    is_enrolled: bool
    role: str
    laptop: str
    book: str
    came_back: str


CONFLICTS, EXCHANGE, DRAFTS = "conflicts", "exchange", "drafts"


@dataclass(frozen=True, slots=True)
class TodayItem:
    """Something open; the lower the `order`, the graver. `kind` and `uid` name the record.

    `place` says where something is done about it, where that is not at the record alone: one of
    `CONFLICTS`, `EXCHANGE` and `DRAFTS`.
    """

    order: int
    sentence: str
    kind: str = ""
    uid: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    place: str = ""


def status(desk: Desk) -> Status:
    """Where this laptop stands."""
    with desk.store.reading() as view:
        operation = next(iter(view.records.all_of("operation")), None)
        parcels = view.papers.parcels("out")
        lines, records, confirmed_at = _unconfirmed(view)
        return Status(
            records_only_here=records,
            lines_only_here=lines,
            last_bundle_at=moment_or_none(parcels[-1].at) if parcels else None,
            received_up_to=confirmed_at,
            operation_code=(operation.number or "") if operation else "",
            operation_title=str(operation.values.get("name", "")) if operation else "",
            is_practice=bool(operation and operation.values.get("practice")),
            is_enrolled=bool(view.setting("operation")),
            role=view.setting("role"),
            laptop=view.setting("laptop_name"),
            book=view.setting("book"),
            came_back=came_back(view),
        )


def _unconfirmed(view: View) -> tuple[int, int, Moment | None]:
    """Own lines and records that headquarters has not confirmed; the time of the last it has.

    Own are also the journals that this store wrote before it was restored or copied.
    """
    tip = view.tip
    if view.setting("role") == "hq" or not tip.journal:
        return 0, 0, None
    size = own_confirmed(view, view.setting("hq_replica"))
    lines, unconfirmed = tip.size - size, _ids(view, size + 1, tip)
    receipts = receipts_of(view, view.setting("hq_replica"))
    for state in view.lines.journals():
        if state.is_own and state.uid != tip.journal:
            known = acknowledged_of(view, receipts, state.uid).size
            lines += max(0, state.size - known)
            unconfirmed += _ids(view, known + 1, Tip(state.uid, state.size, state.head))
    confirmed = None
    if size:
        run = next(view.lines.walk(tip.journal, size, tip.size, tip.head))
        confirmed = moment_or_none(decode_line(run.lines[0]).wall)
    return lines, view.records.count_touched(unconfirmed), confirmed


def _ids(view: View, first: int, tip: Tip) -> list[tuple[int, int]]:
    """The local ids of the lines from `first` to the end of a journal."""
    return view.lines.ids_of(tip.journal, first, tip.size, tip.head)


def today(desk: Desk) -> list[TodayItem]:
    """What is open, in order of consequence."""
    with desk.store.reading() as view:
        items = [*_hazards(view, desk), *_custody(view, desk), *_drafts(view)]
    items += [
        TodayItem(
            _CONFLICT_ORDER[item.severity],
            _CONFLICT_WORDS[item.code],
            item.kind,
            item.uid,
            {"title": item.title},
            CONFLICTS,
        )
        for item in findings(desk)
        if item.code in _CONFLICT_WORDS
    ]
    items += what_is_only_here_is_said(status(desk))
    return sorted(items, key=lambda item: (item.order, item.sentence, str(item.values)))


@rule(
    "BR-35",
    levels=(Level.WARN,),
    at="Today, until the receipt is read",
    test="test_status.py::test_what_has_no_receipt_is_said_to_be_only_here",
)
def what_is_only_here_is_said(now: Status) -> Iterator[TodayItem]:
    """What headquarters has not confirmed is only on this laptop; and nothing is ever purged."""
    if now.records_only_here:
        yield TodayItem(
            60,
            "Records that are only on this laptop: {count}. Write a bundle.",
            values={"count": now.records_only_here},
            place=EXCHANGE,
        )


_CONFLICT_ORDER = {1: 5, 2: 40, 3: 50}
_CONFLICT_WORDS = {
    "C1": "Two laptops disagree about {title}. Decide which value stands.",
    "C2": "{title} was withdrawn on one laptop and changed on another. Decide.",
    "C3": "Custody of {title} is forked: two laptops each recorded another holder. Find the bag.",
    "C5": "Two records carry the number {title}. Headquarters decides.",
    "C7": "{title} never changes, but was written twice. Compare both.",
    "C8": "The journal {title} has two branches: a disk was copied. Tell headquarters.",
    "C10": "A session bears a false seal in the name of {title}. Tell headquarters.",
}


def _hazards(view: View, desk: Desk) -> list[TodayItem]:
    situation = situation_of(view.records)
    return [
        TodayItem(
            10,
            "Hazard {title} is open and not cleared.",
            "hazard",
            zone.hazard.uid,
            {"title": zone.hazard.title},
        )
        for zone in situation.open_zones(desk.now())
    ]


def _custody(view: View, desk: Desk) -> list[TodayItem]:
    return [
        _about(_CUSTODY_ORDER[sentence], sentence, case)
        for sentence, case in desk.open_custody.waiting(view)
    ]


_CUSTODY_ORDER = {NOT_SEALED: 20, NOT_RECEIVED: 25}


def _about(order: int, sentence: str, record: Record) -> TodayItem:
    return TodayItem(order, sentence, record.kind, record.uid, {"title": record.title})


def _drafts(view: View) -> list[TodayItem]:
    waiting = sum(
        view.records.count_drafts(kind)
        for kind in ("site", "grave", "remains_case", "hazard", "clearance_certificate")
    )
    if not waiting:
        return []
    return [
        TodayItem(
            70,
            "Drafts to be completed before handover: {count}.",
            values={"count": waiting},
            place=DRAFTS,
        )
    ]
