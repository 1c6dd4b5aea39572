"""Checking a store from end to end: `athar store check`.

Every hash is computed again, the tables are made anew from the journals and compared, every photo
is opened and hashed. It changes nothing; what it finds is told, not mended.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import AppError
from app.core.jobs import Ticket
from app.crypto.digests import Sha256
from app.services.desk import Desk
from app.services.originals import wanted_media
from app.store.lines import JournalDamagedError

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what was wrong; `tables_differing` are kinds of record."""

    journals: int
    lines: int
    is_journal_whole: bool
    tables_differing: tuple[str, ...]
    media: int
    media_damaged: tuple[str, ...]
    media_missing: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; an original that has not arrived yet is not an error."""
        return self.is_journal_whole and not self.tables_differing and not self.media_damaged


def check_store(desk: Desk, ticket: Ticket | None = None) -> CheckReport:
    """Look over everything that is kept.

    Raises:
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    ticket.checkpoint("checking the journals")
    differing, is_whole = _records(desk)
    with desk.store.reading() as view:
        journals = view.lines.journals()
        missing = tuple(sorted(wanted_media(desk.vault, view)))
    digests = list(desk.vault.digests())
    damaged = []
    for done, digest in enumerate(digests):
        ticket.checkpoint("checking the photos", done, len(digests))
        if not _is_original(desk, digest):
            damaged.append(digest)
    return CheckReport(
        journals=len(journals),
        lines=sum(last - first + 1 for state in journals for first, last in state.ranges),
        is_journal_whole=is_whole,
        tables_differing=differing,
        media=len(digests),
        media_damaged=tuple(damaged),
        media_missing=missing,
    )


def _records(desk: Desk) -> tuple[tuple[str, ...], bool]:
    try:
        return tuple(desk.store.check()), True
    except JournalDamagedError:
        return (), False


def _is_original(desk: Desk, digest: str) -> bool:
    found = Sha256()
    try:
        with desk.vault.opened(digest) as stream:
            while piece := stream.read(_PIECE):
                found.update(piece)
    except AppError:
        return False
    return found.hexdigest() == digest
