"""Bytes that can only be read forwards, once."""

from __future__ import annotations

from typing import Protocol

from app.sync.refusals import BundleRefusedError, Reason

PIECE = 1 << 18


class Source(Protocol):
    """Whatever bytes come from. `read` gives at least one byte, except at the end."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


def exactly(source: Source, size: int) -> bytes:
    """The next `size` bytes.

    Raises:
        BundleRefusedError: the source ends before.
    """
    data = source.read(size)
    while len(data) < size:
        more = source.read(size - len(data))
        if not more:
            raise BundleRefusedError(Reason.MALFORMED, "ends too early")
        data += more
    return data
