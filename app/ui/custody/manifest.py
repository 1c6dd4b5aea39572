"""The list that grows while bags go by: what was scanned, what was expected, what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from app.core.wording import Wording, isolated
from app.models.record import Record
from app.rules.holding import CustodyState, seal_key
from app.services.custody import ItemDraft


class Outcome(Enum):
    """What the big sign says of a scan."""

    EXPECTED = "expected"
    NOT_EXPECTED = "not expected"
    ALREADY = "already scanned"
    NOT_READ = "not read"


@dataclass(frozen=True, slots=True)
class Parties:
    """What the form says so far: which event, which half of it, and between whom."""

    event_type: str = ""
    half: str = "BOTH"
    from_person: str = ""
    to_person: str = ""


@dataclass
class Entry:
    """One item of the list; the person reads its seal and looks at it.

    `label` is the label as it was read from the item; "" where it was chosen on the screen.
    """

    record: Record
    state: CustodyState
    label: str = ""
    seal_read: str = ""
    seal_condition: str = ""
    seal_left: str = ""
    item_condition: str = ""

    @property
    def is_seal_expected(self) -> bool:
        """Whether the seal read is the one that was left on the item."""
        return seal_key(self.seal_read) == self.state.own_seal

    def read_seal(self, text: str) -> None:
        """Take what was read on the seal; another number than expected says so by itself."""
        self.seal_read = text.strip()
        if self.seal_read:
            self.seal_condition = "INTACT" if self.is_seal_expected else "NUMBER_MISMATCH"

    def draft(self) -> ItemDraft:
        """The item as one line of the event."""
        return ItemDraft(
            self.record.uid,
            scanned=self.label,
            seal_before=self.seal_read,
            seal_condition=self.seal_condition,
            seal_after=self.seal_left.strip(),
            item_condition=self.item_condition,
        )


@dataclass
class Manifest:
    """The items scanned so far, in the order in which they went by."""

    entries: dict[str, Entry] = field(default_factory=dict)
    newest: str = ""

    def add(self, record: Record, state: CustodyState, label: str = "") -> Entry:
        """Take an item onto the list, and note its label as it was read."""
        entry = self.entries[record.uid] = Entry(record, state, label)
        if not state.own_seal:
            entry.seal_condition = "NOT_SEALED"
        self.newest = record.uid
        return entry

    def remove(self, uid: str) -> None:
        """Take an item off the list."""
        self.entries.pop(uid, None)
        self.newest = next(reversed(self.entries), "")

    def waits_for_seal(self) -> Entry | None:
        """The newest item, if its seal has not been read yet."""
        entry = self.entries.get(self.newest)
        is_waiting = entry is not None and entry.state.own_seal and not entry.seal_read
        return entry if is_waiting else None

    def not_scanned(self, parties: Parties) -> list[str]:
        """The uids of items that were released together with these and have not gone by."""
        if parties.half != "IN":
            return []
        releases = {
            event.uid: event
            for entry in self.entries.values()
            for event in entry.state.events
            if entry.state.is_released and event.uid == entry.state.last
        }
        released = (line.item for event in releases.values() for line in event.lines or ())
        return [uid for uid in dict.fromkeys(released) if uid and uid not in self.entries]

    def with_wrong_seal(self) -> list[Entry]:
        """The items whose seal was read and is not what was left on them."""
        return [
            entry
            for entry in self.entries.values()
            if (entry.seal_read and not entry.is_seal_expected)
            or entry.seal_condition in {"BROKEN", "NUMBER_MISMATCH", "MISSING"}
        ]


def objection(state: CustodyState, parties: Parties) -> tuple[str, str]:
    """Why an item is not expected here: a sentence to translate, and the uid it may name.

    Empty where it is expected. The rules decide when the event is recorded; this only tells while
    the bag is still in somebody's hand.
    """
    if state.is_disputed:
        return "Two laptops recorded different events: nobody knows where it is.", ""
    if state.is_lost and parties.event_type != "FND":
        return "It is recorded as lost.", ""
    if state.is_terminal and not state.is_released:
        return "Its custody has ended.", ""
    if state.container:
        return "It is in {name} and moves with it.", state.container
    return _not_theirs(state, parties)


def _not_theirs(state: CustodyState, parties: Parties) -> tuple[str, str]:
    if parties.half == "IN":
        if not state.is_released:
            return "No release of it is recorded here.", ""
        is_another = state.released_to and parties.to_person not in {"", state.released_to}
        return ("It was released to {name}.", state.released_to) if is_another else ("", "")
    if state.is_released:
        return "It has been released and not been received yet.", ""
    if state.holder and parties.from_person not in {"", state.holder}:
        return "It is held by {name}.", state.holder
    return "", ""


def seal_in_words(say: Wording, entry: Entry) -> str:
    """Which seal was left on an item, and which was read."""
    return say(
        "{item}: seal {expected} expected, {read} read.",
        item=isolated(entry.record.title),
        expected=isolated(entry.state.own_seal or "–"),
        read=isolated(entry.seal_read or "–"),
    )


def discrepancies_in_words(
    say: Wording, entries: Iterable[Entry], not_scanned: Iterable[str]
) -> list[str]:
    """What differs from the record, one sentence each; `not_scanned` are titles."""
    words = [seal_in_words(say, entry) for entry in entries]
    return words + [say("{item}: released, but not scanned.", item=title) for title in not_scanned]
