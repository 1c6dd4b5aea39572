"""The order of an item's events, by the event that each one names before it; clocks decide nothing.

Superseded events, and those that only supersede, are seen through. Two events after the same one
are a fork (C3): nobody knows where the item is until a person supersedes one of them. A release and
a receipt recorded on two laptops are joined by item, seal and time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from app.models.custody import CustodyEvent, CustodyLine
from app.rules.declared import rule
from app.rules.holding import TERMINAL, half_of, line_of, seal_key
from app.rules.roles import Act, may
from app.rules.world import Records, naming

SUPERSEDING = "SUP"

_BEGINNING_OF_TIME = datetime.min.replace(tzinfo=UTC)


class Link(NamedTuple):
    """An event, and what it says of the item."""

    event: CustodyEvent
    line: CustodyLine


@dataclass(frozen=True, slots=True)
class Chain:
    """An item's events in order.

    `pieces` are unbroken runs, each with the event that its first one names, "" for none; more than
    one means that the item moved inside a container between them, or that events have not arrived.
    `rivals` are the events of which each names the same one before it. `is_circular` means that
    events name each other.
    """

    pieces: tuple[tuple[str, tuple[Link, ...]], ...]
    events: tuple[CustodyEvent, ...]
    superseded: frozenset[str]
    rivals: frozenset[str]
    is_circular: bool

    @property
    def is_broken(self) -> bool:
        """Whether events stand against each other."""
        return bool(self.rivals) or self.is_circular


def chain_of(item: str, records: Records) -> Chain:
    """What is known of an item, whatever the order in which it became known."""
    links = {
        event.uid: Link(event, line)
        for event in naming(records, CustodyEvent, "lines", item)
        if (line := line_of(event, item)) is not None
    }
    corrections: dict[str, list[CustodyEvent]] = {}
    for link in links.values():
        if link.event.supersedes:
            corrections.setdefault(link.event.supersedes, []).append(link.event)
    superseded = frozenset(
        uid
        for uid in corrections.keys() & links.keys()
        if is_superseded(links[uid].event, corrections, records)
    )
    silent = superseded | {u for u, link in links.items() if link.event.event_type == SUPERSEDING}
    live = {uid: link for uid, link in links.items() if uid not in silent}
    before = {uid: _before(link.line, links, silent) for uid, link in live.items()}
    before |= dict(_joined_halves(live, before))
    following: dict[str, list[Link]] = {}
    for uid, link in live.items():
        following.setdefault(before[uid], []).append(link)
    starts = [uid for uid in following if uid not in live]
    pieces = [(start, tuple(_run(start, following))) for start in starts]
    reached = sum(len(run) for _, run in pieces)
    forks = [nexts for nexts in following.values() if len(nexts) > 1]
    rivals = frozenset(link.event.uid for nexts in forks for link in nexts)
    return Chain(
        tuple(sorted(pieces, key=lambda piece: (bool(piece[0]), *by_time(piece[1][0].event)))),
        tuple(sorted((link.event for link in links.values()), key=by_time)),
        superseded,
        rivals,
        is_circular=not rivals and reached < len(live),
    )


def by_time(event: CustodyEvent) -> tuple[datetime, str]:
    """For display, and where nothing else orders events."""
    at = event.occurred_at
    return (at.instant if at else _BEGINNING_OF_TIME, event.uid)


@rule(
    "BR-16",
    at="whenever custody is read",
    test="test_corrections.py::test_a_superseded_event_is_kept_and_counts_for_nothing",
)
def is_superseded(
    event: CustodyEvent,
    corrections: Mapping[str, Sequence[CustodyEvent]],
    records: Records,
    path: frozenset[str] = frozenset(),
) -> bool:
    """Whether a correction that counts, and itself stands, replaces the event.

    `corrections` are those that name the item as well, by the event that they supersede.
    """
    if event.uid in path:
        return False
    return any(
        correction.uid != event.uid
        and is_approved(correction, event, records)
        and not is_superseded(correction, corrections, records, path | {event.uid})
        for correction in corrections.get(event.uid, ())
    )


def is_approved(
    correction: CustodyEvent, wrong: CustodyEvent, records: Records, author: str = ""
) -> bool:
    """Whether a correction counts: a reason, approval by one who had no part, and by headquarters.

    The last of an end of custody alone.
    """
    approver, at = correction.approved_by, correction.occurred_at
    had_a_part = {author or correction.origin.by, *parties_of(wrong)}
    if not approver or approver in had_a_part or not reason_of(correction):
        return False
    if wrong.event_type not in TERMINAL:
        return True
    return at is not None and may(Act.END_AGAIN, records, approver, at)


def parties_of(event: CustodyEvent) -> frozenset[str]:
    """Who let go, who took over, and who wrote it."""
    named = {event.from_custodian, event.to_custodian, event.origin.by}
    return frozenset(person for person in named if person)


def reason_of(event: CustodyEvent) -> str:
    """Why an event corrects another, in words."""
    return (event.reason or event.remarks or event.purpose_note or "").strip()


def _before(line: CustodyLine, links: Mapping[str, Link], silent: frozenset[str]) -> str:
    """The event before, those that do not count seen through."""
    seen: set[str] = set()
    uid = line.previous or ""
    while uid in silent and uid not in seen:
        seen.add(uid)
        uid = links[uid].line.previous or ""
    return uid


def _joined_halves(
    live: Mapping[str, Link], before: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Receipts that do not name their release, and the one release that fits each."""
    for uid, receipt in live.items():
        named = live.get(before[uid])
        if half_of(receipt.event) != "IN" or (named and half_of(named.event) == "OUT"):
            continue
        fitting = [
            release.event.uid
            for release in live.values()
            if half_of(release.event) == "OUT"
            and before[uid] in {"", before[release.event.uid]}
            and _fit(release, receipt)
        ]
        if len(fitting) == 1:
            yield uid, fitting[0]


def _fit(release: Link, receipt: Link) -> bool:
    """Whether a receipt can be that of a release: later, for them, under the seal that was left."""
    to, organisation = release.event.to_custodian, release.event.to_organisation
    is_for_them = (
        receipt.event.to_custodian in {None, to}
        or to is None
        or (organisation is not None and receipt.event.to_organisation == organisation)
    )
    left = seal_key(release.line.seal_after) or seal_key(release.line.seal_before)
    return (
        is_for_them
        and by_time(receipt.event)[0] >= by_time(release.event)[0]
        and left == seal_key(receipt.line.seal_before)
    )


def _run(start: str, following: Mapping[str, list[Link]]) -> Iterator[Link]:
    at = start
    while nexts := following.get(at):
        link = min(nexts, key=lambda link: by_time(link.event))
        yield link
        at = link.event.uid


@rule(
    "BR-34",
    "C3",
    at="whenever custody is read, and the list of findings",
    test="test_custody.py::test_events_that_name_each_other_are_no_custody",
)
def forked_items(records: Records) -> list[str]:
    """Items whose events stand against each other, by uid."""
    links: dict[str, dict[str, str]] = {}
    corrected: set[str] = set()
    for record in records.all_of(CustodyEvent.kind):
        if isinstance(record, CustodyEvent):
            for line in record.lines or ():
                links.setdefault(line.item or "", {})[record.uid] = line.previous or ""
                if record.supersedes:
                    corrected.add(line.item or "")
    return sorted(
        item
        for item, before in links.items()
        if item
        and (item in corrected or not _is_a_run(before))
        and chain_of(item, records).is_broken
    )


def _is_a_run(before: Mapping[str, str]) -> bool:
    """Whether events simply follow one another, each after another, from a first one."""
    following = {start: uid for uid, start in before.items()}
    starts = [start for start in following if start not in before]
    steps = 0
    for start in starts:
        at = start
        while at in following:
            at, steps = following[at], steps + 1
    return len(following) == len(before) == steps
