"""What the window can ask to be done: the services, bound to an open store.

`bootstrap` builds one `Actions`; pages and editors call nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.core.changes import Changes
from app.core.jobs import Ticket
from app.core.wording import Wording
from app.models.record import Record

if TYPE_CHECKING:
    from app.rules.approach import Alarm
    from app.rules.hazards import HazardNotice
    from app.rules.holding import CustodyState
    from app.rules.margins import Margins
    from app.services.findings import Finding
    from app.services.flags import Flag
    from app.services.grave_plans import GravePlan
    from app.services.listing import Listing
    from app.services.reading import HistoryEntry, Hit
    from app.services.recording import Saved
    from app.services.status import Status, TodayItem
    from app.ui.clearance.actions import ClearanceActions
    from app.ui.skeleton.actions import InventoryActions
    from app.ui.taking_over_actions import TakingOverActions

Draft = Mapping[str, Any]


class SaveRecord(Protocol):
    """Saves the fields of a draft; `uid` None creates the record."""

    def __call__(self, kind: str, uid: str | None, draft: Draft, *, why: str = "") -> Saved:
        """What was saved, what changed, and what the rules say about it."""
        ...


class RestoreValue(Protocol):
    """Gives a field again what it held before a line of its history changed it."""

    def __call__(self, uid: str, line: str, field: str, *, why: str = "") -> Saved:
        """What was saved."""
        ...


class ListRecords(Protocol):
    """Lists the records of a kind."""

    def __call__(self, kind: str, *, include_withdrawn: bool = False) -> list[Record]:
        """Detached records."""
        ...


class ListOf(Protocol):
    """Lists the records of a kind for who looks at some of them."""

    def __call__(self, kind: str, *, include_withdrawn: bool = False) -> Listing:
        """Which there are; what they say is read when it is asked for."""
        ...


class NoteBeside(Protocol):
    """Writes a certainty mark, a note, or both, beside a field; "" is the whole record."""

    def __call__(self, uid: str, field: str, *, certainty: str = "", text: str = "") -> Saved:
        """The note as it was saved."""
        ...


class PhotoPreview(Protocol):
    """Makes a small picture of a photo."""

    def __call__(self, sha256: str, width: int, *, is_blurred: bool = False) -> bytes:
        """A PNG, `width` pixels wide."""
        ...


class TitlesOf(Protocol):
    """What records of some kinds are called, in a language."""

    def __call__(self, kinds: Iterable[str], *, say: Wording = ...) -> dict[str, str]:
        """Title by uid."""
        ...


class Find(Protocol):
    """The records that hold what was typed, called as a language calls them."""

    def __call__(self, text: str, *, say: Wording) -> list[Hit]:
        """Some dozens at most."""
        ...


@dataclass(frozen=True, slots=True)
class Actions:
    """The functions of `app.services`, each already bound to the desk."""

    save_record: SaveRecord
    make_final: Callable[[str], Saved]
    withdraw_record: Callable[[str, str], Saved]
    restore_record: Callable[[str, str], Saved]
    restore_value: RestoreValue
    undo_last: Callable[[], Saved | None]
    resolve_conflict: Callable[[str, str, Any, str], Saved]
    list_records: ListRecords
    listing: ListOf
    get_record: Callable[[str], Record | None]
    titles: TitlesOf
    history: Callable[[str], list[HistoryEntry]]
    known_already: Callable[[str], frozenset[str]]
    marks_of: Callable[[str, str], Margins]
    marks_of_kind: Callable[[str], Mapping[str, Margins]]
    note_beside: NoteBeside
    findings: Callable[[Wording], list[Finding]]
    find: Find
    today: Callable[[], list[TodayItem]]
    status: Callable[[], Status]
    hazard_notice: Callable[[str | None], HazardNotice]
    hazard_alarm: Callable[[], Alarm]
    custody_of: Callable[[str], CustodyState]
    flags: Callable[[Wording], list[Flag]]
    is_waiting: Callable[[], bool]
    look_over: Callable[[Ticket], Changes]
    add_photo: Callable[[Path, Draft], Saved]
    photo_preview: PhotoPreview
    clearance: ClearanceActions | None = None
    inventory: InventoryActions | None = None
    grave_plan: Callable[[str], GravePlan] | None = None
    taking_over: TakingOverActions | None = None
    is_headquarters: bool = False
    keep_draft: Callable[[str, str, str, str], None] | None = None
    kept_drafts: Callable[[str, str], dict[str, str]] | None = None
