"""Whose lines are believed, and up to which one.

A revocation counts in journal lines, not in days, because field clocks are wrong by years: up to a
line that somebody has witnessed a laptop's journal stays good, and what follows is kept aside.
Every bundle carries the newest statement its sender knows; its version only ever rises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from app.sync.documents import FORMAT, decode, encode
from app.sync.fields import Hash, Position, Short, Uid, Whole
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.signed import Anchors, SignedBytes, Signer


class Revocation(msgspec.Struct, frozen=True):
    """A replica's journal is believed up to line `up_to_size`, hashed `up_to_head`, if at all.

    Size 0 and no head: none of it is. Journals of the replica that no entry names are not believed
    either.
    """

    replica: Uid
    journal: Uid
    up_to_size: Whole
    up_to_head: Annotated[str, Meta(pattern=r"\A([0-9a-f]{64})?\Z")]
    reason: Short


class Revocations(
    msgspec.Struct, frozen=True, kw_only=True, tag="athar-revocations", tag_field="type"
):
    """Everything an operation has revoked, as of one version."""

    format: Annotated[int, Meta(ge=1)] = FORMAT
    operation: Hash
    version: Position
    entries: Annotated[tuple[Revocation, ...], Meta(max_length=20_000)]

    def revokes(self, replica: str) -> bool:
        """Whether anything of the replica's is no longer believed."""
        return any(entry.replica == replica for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Limit:
    """A journal is believed up to the line numbered `size`, if that line has the hash `head`."""

    size: int
    head: str


@dataclass(frozen=True, slots=True)
class Run:
    """Lines `first` to `last` that follow one another, and the hash of the line at the limit."""

    first: int
    last: int
    hash_at_limit: str | None = None


def sign_revocations(statement: Revocations, root: Signer) -> SignedBytes:
    """The statement that headquarters makes with the operation's root."""
    return root.signed(encode(statement))


def read_revocations(signed: SignedBytes, anchors: Anchors) -> Revocations:
    """What a statement revokes.

    Raises:
        BundleRefusedError: not signed by a root, for another operation, or altered.
    """
    root = anchors.root_of(signed, "revocations")
    statement = decode(signed.data, Revocations)
    anchors.require_operation(statement.operation, root)
    for entry in statement.entries:
        if (entry.up_to_size == 0) != (not entry.up_to_head):
            raise BundleRefusedError(Reason.MALFORMED, "revocation without a head")
    return statement


def newer(known: Revocations | None, offered: Revocations | None) -> Revocations | None:
    """`offered`, if it says more than what is known already."""
    if offered is None or (known is not None and offered.version <= known.version):
        return None
    return offered


def limit_of(statements: Iterable[Revocations | None], replica: str, journal: str) -> Limit | None:
    """How far a replica's journal is believed; None: all of it.

    The strictest of the statements counts, so that two of the same version cannot undo each other.
    """
    limits: set[Limit] = set()
    for statement in statements:
        if statement is None or not statement.revokes(replica):
            continue
        entries = [
            Limit(entry.up_to_size, entry.up_to_head)
            for entry in statement.entries
            if entry.replica == replica and entry.journal == journal
        ]
        limits |= set(entries or [Limit(0, "")])
    if not limits:
        return None
    strictest = min(limit.size for limit in limits)
    heads = {limit.head for limit in limits if limit.size == strictest}
    return Limit(strictest, heads.pop()) if len(heads) == 1 else Limit(0, "")


def believed_up_to(limit: Limit | None, runs: Sequence[Run]) -> list[int]:
    """For each run of one journal, in order, the last line that is believed.

    A number before the run's first line means none. Lines before the limit count only if the chain
    from them to the witnessed line is here: else a thief could have written another beginning.
    """
    if limit is None:
        return [run.last for run in runs]
    believed = [run.first - 1 for run in runs]
    for place, run in enumerate(runs):
        if run.first <= limit.size <= run.last and run.hash_at_limit == limit.head:
            believed[place] = limit.size
            for earlier in range(place - 1, -1, -1):
                if runs[earlier].last + 1 != runs[earlier + 1].first:
                    break
                believed[earlier] = runs[earlier].last
    return believed
