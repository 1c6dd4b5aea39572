"""Checking a store from end to end: `athar store check`.

Every hash is computed again, the tables are made anew from the journals and compared, the seals of
people's sessions are checked, every photo is opened and hashed. It changes nothing; what it finds
is told, not mended.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import AppError
from app.core.jobs import Ticket
from app.crypto.digests import Sha256
from app.services.desk import Desk
from app.services.originals import wanted_media
from app.services.people import person_title
from app.services.reading import laptop_names
from app.services.vouching import attributions
from app.store.lines import JournalDamagedError

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """A person's word for what stands in their name in a laptop's journal; both by their titles."""

    person: str
    laptop: str


@dataclass(frozen=True, slots=True)
class Words:
    """Whose word does not stand for the lines in their name.

    `false` seals were made with another key, or on another history. `unproven` ones wait for their
    person's certificate. The last lines of the `unvouched` bear no seal yet.
    """

    false: tuple[Word, ...] = ()
    unproven: tuple[Word, ...] = ()
    unvouched: tuple[Word, ...] = ()


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
    words: Words = Words()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; what has not arrived or not been sealed yet is not an error."""
        is_whole = self.is_journal_whole and not self.tables_differing
        return is_whole and not self.words.false and not self.media_damaged


def check_store(desk: Desk, ticket: Ticket | None = None) -> CheckReport:
    """Look over everything that is kept.

    Raises:
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    ticket.checkpoint("checking the journals")
    differing, is_whole = _records(desk)
    words = _words(desk, ticket) if is_whole else Words()
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
        words=words,
    )


def _records(desk: Desk) -> tuple[tuple[str, ...], bool]:
    try:
        return tuple(desk.store.check()), True
    except JournalDamagedError:
        return (), False


def _words(desk: Desk, ticket: Ticket) -> Words:
    with desk.store.reading() as view:
        laptops = laptop_names(view)
        own = view.tip.journal
        false, unproven, unvouched = set[Word](), set[Word](), set[Word]()
        for found in attributions(view, ticket):
            # Who sits here seals their own lines when this session ends.
            sealing = {desk.person} if found.journal == own and desk.keys.person_key else set()
            for words, people in (
                (false, {seal.person for seal in found.false}),
                (unproven, {seal.person for seal in found.unproven}),
                (unvouched, found.unvouched.keys() - sealing),
            ):
                laptop = laptops.get(found.journal, found.journal[:8])
                words.update(Word(person_title(view.records, one), laptop) for one in people)
    return Words(tuple(sorted(false)), tuple(sorted(unproven)), tuple(sorted(unvouched)))


def _is_original(desk: Desk, digest: str) -> bool:
    found = Sha256()
    try:
        with desk.vault.opened(digest) as stream:
            while piece := stream.read(_PIECE):
                found.update(piece)
    except AppError:
        return False
    return found.hexdigest() == digest
