"""Receipts: a proof, held by the sender, of what arrived.

"Sent" is never claimed here; a bundle is offered again until a signed receipt covers its lines. A
receipt is signed by the replica that gives it and says which store it speaks for: a store restored
from a backup has another epoch, knows less, and must be offered everything again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from app.core.ids import new_file_stem
from app.sync.documents import DOCUMENT_LIMIT, FORMAT, decode, encode
from app.sync.fields import Hash, Position, Short, Uid
from app.sync.names import MEMBERS_LIMIT
from app.sync.ranges import Range, from_the_beginning, gaps, is_spelled_well
from app.sync.refusals import BundleRefusedError, Reason, refusing
from app.sync.signed import Anchors, SignedBytes, Signer, packed, unpacked

IMPORTED, BACKED_UP = 1, 2
SUFFIX = ".athar-receipt"
FILE_LIMIT = DOCUMENT_LIMIT + (1 << 20)
_DOCUMENT = "receipt.json"


class Holding(msgspec.Struct, frozen=True):
    """What is held of a journal at one level: runs of lines, and the hash that ends the first."""

    journal: Uid
    level: Annotated[int, Meta(ge=IMPORTED, le=BACKED_UP)]
    ranges: Annotated[tuple[tuple[Position, Position], ...], Meta(min_length=1)]
    head: Hash

    @property
    def size(self) -> int:
        """How many lines are held without a gap from the beginning."""
        return from_the_beginning(self.ranges)

    @property
    def gaps(self) -> tuple[Range, ...]:
        """The lines missing before the last one held."""
        return gaps(self.ranges)


class Receipt(msgspec.Struct, frozen=True, kw_only=True, tag="athar-receipt", tag_field="type"):
    """The `number`-th receipt that the replica `issuer` gives for the store of `store_epoch`."""

    format: Annotated[int, Meta(ge=1)] = FORMAT
    operation: Hash
    issuer: Uid
    number: Position
    store_epoch: Short
    journals: Annotated[tuple[Holding, ...], Meta(max_length=MEMBERS_LIMIT)]
    media_held: Annotated[tuple[Hash, ...], Meta(max_length=MEMBERS_LIMIT)]
    media_wanted: Annotated[tuple[Hash, ...], Meta(max_length=MEMBERS_LIMIT)]
    made: Short


class Doubt(StrEnum):
    """Why a receipt makes the sender offer everything again."""

    OTHER_EPOCH = "other_epoch"
    KNOWS_LESS = "knows_less"
    OTHER_HISTORY = "other_history"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """How many of a journal's lines need not be offered again, and why not more.

    `head` is the hash of the last of them: of a forked journal, it tells the branch.
    """

    size: int
    doubt: Doubt | None = None
    head: str = field(default="", compare=False)


def sign_receipt(receipt: Receipt, issuer: Signer) -> SignedBytes:
    """The receipt, signed by the replica that gives it."""
    return issuer.signed(encode(receipt))


def read_receipt(signed: SignedBytes, anchors: Anchors) -> Receipt:
    """What a receipt confirms.

    Raises:
        StrangerError: its issuer is not certified.
        BundleRefusedError: it is none, altered, or for another operation.
    """
    replica, _ = anchors.laptop_of(signed, "receipt")
    receipt = decode(signed.data, Receipt)
    anchors.require_operation(receipt.operation)
    if receipt.issuer != replica:
        raise BundleRefusedError(Reason.UNTRUSTED, "receipt's issuer")
    if not all(is_spelled_well(holding.ranges) for holding in receipt.journals):
        raise BundleRefusedError(Reason.MALFORMED, "receipt's ranges")
    return receipt


def receipt_file(signed: SignedBytes) -> tuple[str, bytes]:
    """A name and the bytes of a receipt on its own, for a stick or a message."""
    return new_file_stem() + SUFFIX, packed(_DOCUMENT, signed)


def open_receipt_file(file: bytes, anchors: Anchors) -> tuple[Receipt, SignedBytes]:
    """The receipt in a file that `receipt_file` made.

    Raises:
        StrangerError: its issuer is not certified.
        BundleRefusedError: it is no such file, altered, or for another operation.
    """
    with refusing():
        signed = unpacked(_DOCUMENT, file, limit=DOCUMENT_LIMIT)
        return read_receipt(signed, anchors), signed


def require_fresh(known: Iterable[Receipt], offered: Receipt) -> None:
    """Check that a receipt says more than those already here.

    Raises:
        BundleRefusedError: one from the same store with the same or a higher number is known.
    """
    store = (offered.issuer, offered.store_epoch)
    if any(
        (one.issuer, one.store_epoch) == store and one.number >= offered.number for one in known
    ):
        raise BundleRefusedError(Reason.STALE, "receipt's number")


def acknowledged(
    receipts: Iterable[Receipt],
    journal: str,
    *,
    hashes_at: Callable[[int], Collection[str]],
    level: int = IMPORTED,
) -> Acknowledged:
    """From where on a journal must be offered to the issuer of `receipts`, in order of arrival.

    `hashes_at` tells the hashes that are held here of the line with a number: none, one, or several
    of a forked journal. A receipt that arrives late, of an epoch that has ended or with a number
    already passed, counts for nothing. One that speaks of more lines than are held here proves
    nothing of them, but what its store confirmed before it still holds.
    """
    current: Receipt | None = None
    known = Acknowledged(0)
    ended: set[str] = set()
    for receipt in receipts:
        is_late = current is not None and (
            receipt.store_epoch in ended
            or (receipt.store_epoch == current.store_epoch and receipt.number <= current.number)
        )
        if is_late:
            continue
        size, head = _held(receipt.journals, journal, level)
        here = hashes_at(size) if size else ()
        if current is not None and receipt.store_epoch != current.store_epoch:
            ended.add(current.store_epoch)
            known = Acknowledged(0, Doubt.OTHER_EPOCH)
        elif current is not None and size < _held(current.journals, journal, level)[0]:
            known = Acknowledged(0, Doubt.KNOWS_LESS)
        elif head in here:
            known = Acknowledged(size, head=head)
        elif here or (size and not known.size):
            known = Acknowledged(0, Doubt.OTHER_HISTORY)
        current = receipt
    return known


def _held(holdings: Sequence[Holding], journal: str, level: int) -> tuple[int, str]:
    sizes = [
        (holding.size, holding.head)
        for holding in holdings
        if holding.journal == journal and holding.level >= level
    ]
    return max(sizes, default=(0, ""))
