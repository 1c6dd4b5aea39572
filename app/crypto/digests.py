"""Digests: what a line, a file and a whole journal are known by.

A journal line's hash is at once the link of the chain, the leaf of the RFC 6962 tree and the name
by which other lines refer to it. The leading zero and one bytes keep leaves and nodes of the tree
from ever being taken for one another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import BinaryIO

GENESIS = bytes(32)
"""What stands before the first line of a journal."""

_LEAF, _NODE = b"\x00", b"\x01"
_BLOCK = 1 << 18


def sha256(data: bytes) -> bytes:
    """The SHA-256 digest of `data`, 32 bytes."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """The SHA-256 digest of `data`, 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of(file: BinaryIO) -> bytes:
    """The SHA-256 digest of everything still unread in `file`, whatever its size."""
    digest = Sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.digest()


class Sha256:
    """A SHA-256 digest taken piece by piece."""

    __slots__ = ("_state",)

    def __init__(self) -> None:
        self._state = hashlib.sha256()

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Take in the next piece."""
        self._state.update(data)

    def digest(self) -> bytes:
        """The digest of all pieces so far, 32 bytes."""
        return self._state.digest()

    def hexdigest(self) -> str:
        """The digest of all pieces so far, 64 lower-case hex digits."""
        return self._state.hexdigest()


def line_hash(previous: bytes, line: bytes) -> bytes:
    """The hash of a journal line that follows the line hashed as `previous`, or `GENESIS`."""
    return hashlib.sha256(_LEAF + previous + line).digest()


def merkle_root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The RFC 6962 tree head over leaves that are already hashed."""
    tree = MerkleTree()
    for leaf_hash in leaf_hashes:
        tree.add(leaf_hash)
    return tree.root()


class MerkleTree:
    """An RFC 6962 tree that grows to the right and remembers only its O(log n) right edge."""

    __slots__ = ("_edge", "_size")

    def __init__(self) -> None:
        self._edge: list[bytes] = []  # roots of complete subtrees, the largest first
        self._size = 0

    @property
    def size(self) -> int:
        """How many leaves were added."""
        return self._size

    def add(self, leaf_hash: bytes) -> None:
        """Append a leaf, given by its 32-byte hash."""
        complete = leaf_hash
        # Each trailing one bit of the size is a complete subtree that this leaf doubles.
        merging = self._size
        while merging & 1:
            complete = _node_hash(self._edge.pop(), complete)
            merging >>= 1
        self._edge.append(complete)
        self._size += 1

    def root(self) -> bytes:
        """The tree head over all leaves so far, 32 bytes; of no leaves, the hash of nothing."""
        if not self._edge:
            return sha256(b"")
        *rest, head = self._edge
        for left in reversed(rest):
            head = _node_hash(left, head)
        return head


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
