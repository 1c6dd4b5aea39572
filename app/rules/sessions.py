"""Whose word a journal's lines are: the seals with which people end their sessions.

A laptop signs for its journal; a person signs for what they wrote in it. At the end of a session
their own key seals the head of the journal as it stood, and with it every line up to there. So a
line is *vouched for* once its author has sealed the journal at that line or later: an insider who
holds the laptop can then no longer say that somebody else wrote it. A session that ended with the
battery is made good by the next seal of the same person; until then its lines are nobody's word.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from app.crypto.certificates import Certificate, subject_role, subject_uid
from app.crypto.digests import line_hash
from app.crypto.signatures import raw_verify
from app.models.journal import APPENDING_KINDS, Line, LineRefusedError, Segment, decode_line

SESSION = "session"
CLOSING = "close"
_SEAL_LIMIT = 256


class SealState(Enum):
    """What a seal is worth."""

    HOLDS = "holds"
    FALSE = "false"
    UNPROVEN = "unproven"


class Seal(NamedTuple):
    """A seal: the number of the line that carries it, whose it is said to be, what it is worth."""

    line: int
    person: str
    state: SealState


@dataclass(frozen=True, slots=True)
class Attribution:
    """What people have vouched for in one journal.

    `vouched` says up to which line each person's seals hold, `written` which is the last that they
    wrote. `false` seals fit neither the journal nor any key of their person: an alarm. `unproven`
    ones are of people whose certificate has not arrived.
    """

    journal: str
    seals: tuple[Seal, ...] = ()
    vouched: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[str, int] = field(default_factory=dict)

    @property
    def false(self) -> tuple[Seal, ...]:
        """The seals that are forged, or were put on another history."""
        return tuple(seal for seal in self.seals if seal.state is SealState.FALSE)

    @property
    def unproven(self) -> tuple[Seal, ...]:
        """The seals that nobody here can check yet."""
        return tuple(seal for seal in self.seals if seal.state is SealState.UNPROVEN)

    @property
    def unvouched(self) -> Mapping[str, int]:
        """Who wrote lines that they have not sealed, and up to which line they had."""
        return {
            person: self.vouched.get(person, 0)
            for person, last in self.written.items()
            if last > self.vouched.get(person, 0)
        }


def session_statement(journal: str, size: int, head: bytes) -> bytes:
    """What a person's key signs: the journal, how many lines it had, and the hash of the last."""
    return f"{journal}/{size}/{head.hex()}".encode("ascii")


def attributed(
    journal: str, segments: Iterable[Segment], certificates: Sequence[Certificate]
) -> Attribution:
    """Who has vouched for what in a journal, read from its segments in order.

    Lines that are missing between two segments leave the seals after them as good as they are: each
    holds by the hash of the line before it. `certificates` are those that the operation has issued.
    """
    known = _by_person(certificates)
    seals: list[Seal] = []
    vouched: dict[str, int] = {}
    written: dict[str, int] = {}
    for segment in segments:
        head = segment.previous_hash
        for number, data in enumerate(segment.lines, segment.first):
            before, head = head, line_hash(head, data)
            try:
                line = decode_line(data)
            except LineRefusedError:
                continue
            if line.k in APPENDING_KINDS and line.by:
                written[line.by] = number
            if line.k != SESSION or line.act != CLOSING or not line.seal:
                continue
            statement = session_statement(journal, number - 1, before)
            state = _judged(statement, line.seal, known.get(line.by, ()))
            seals.append(Seal(number, line.by, state))
            if state is SealState.HOLDS:
                vouched[line.by] = max(number - 1, vouched.get(line.by, 0))
    return Attribution(journal, tuple(seals), vouched, written)


def seals_in(
    journal: str, segments: Iterable[Segment], certificates: Sequence[Certificate]
) -> tuple[Seal, ...]:
    """The seals alone, as `attributed` finds them: most lines need only be hashed for that."""
    known = _by_person(certificates)
    seals = []
    for segment in segments:
        before = segment.previous_hash
        told = zip(segment.lines, segment.hashes(), strict=True)
        for number, (data, head) in enumerate(told, segment.first):
            if b'"seal"' in data and (line := _closing(data)) is not None:
                statement = session_statement(journal, number - 1, before)
                state = _judged(statement, line.seal, known.get(line.by, ()))
                seals.append(Seal(number, line.by, state))
            before = head
    return tuple(seals)


def _closing(data: bytes) -> Line | None:
    """The line, if it closes a session with a seal."""
    try:
        line = decode_line(data)
    except LineRefusedError:
        return None
    return line if line.k == SESSION and line.act == CLOSING and line.seal else None


def _by_person(certificates: Iterable[Certificate]) -> Mapping[str, list[Certificate]]:
    found: dict[str, list[Certificate]] = {}
    for certificate in certificates:
        if subject_role(certificate) == "person":
            found.setdefault(subject_uid(certificate), []).append(certificate)
    return found


def _judged(statement: bytes, seal: str, certificates: Sequence[Certificate]) -> SealState:
    if not certificates:
        return SealState.UNPROVEN
    try:
        signature = base64.b64decode(seal, validate=True) if len(seal) <= _SEAL_LIMIT else b""
    except (binascii.Error, ValueError):
        return SealState.FALSE
    holds = any(raw_verify(certificate, statement, signature) for certificate in certificates)
    return SealState.HOLDS if holds else SealState.FALSE
