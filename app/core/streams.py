"""Streams made of pieces, for libraries that want something to read from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from typing_extensions import override

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def stream_of(blocks: Iterator[bytes]) -> BinaryIO:
    """A stream to read `blocks` from, one after another; what they raise comes through."""
    return io.BufferedReader(_Blocks(blocks), 1 << 20)


class _Blocks(io.RawIOBase):
    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        if not self._rest:
            self._rest = next((block for block in self._blocks if block), b"")
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
