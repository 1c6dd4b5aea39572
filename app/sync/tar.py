"""The container: POSIX ustar, one spelling only, read and written as a stream.

The standard library's tarfile reads a dozen dialects, links, devices and sparse files, and repairs
what it can; for evidence there must be one way to write a thing and no other way to read it. So a
header is read by writing it again and comparing all 512 bytes. What this module writes, GNU tar
writes too, byte for byte (docs/bundle-format.md says with which options), and any tar reads it.

Names are at most 100 bytes, and nothing here is ever used as a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from app.sync.refusals import BundleRefusedError, Reason
from app.sync.streams import PIECE, Source, exactly

BLOCK = 512
NAME_LIMIT = 100
SIZE_LIMIT = 8**11 - 1  # eleven octal digits
END = bytes(2 * BLOCK)

_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9._-]+)*")
_SIZE = slice(124, 136)
_OCTAL = re.compile(rb"[0-7]{11}\x00")


def header(name: str, size: int) -> bytes:
    """The 512 bytes before a member.

    Raises:
        ValueError: the name or size is not one that a bundle may hold.
    """
    spelled = name.encode("ascii")
    if not _is_plain(spelled) or not 0 <= size <= SIZE_LIMIT:
        raise ValueError(name)
    fields = b"".join(
        (
            spelled.ljust(NAME_LIMIT, b"\0"),
            b"0000644\0" + b"0000000\0" * 2,  # mode, uid, gid
            b"%011o\0" % size,
            b"00000000000\0",  # mtime
            b" " * 8,  # the checksum counts itself as spaces
            b"0" + bytes(100),  # regular file, no link
            b"ustar\x0000" + bytes(64),  # no user or group name
            b"0000000\0" * 2,  # devmajor, devminor, as GNU tar has them
            bytes(155 + 12),  # no prefix
        )
    )
    return fields[:148] + b"%06o\0 " % sum(fields) + fields[156:]


def padding(size: int) -> int:
    """How many zero bytes follow `size` bytes of content."""
    return -size % BLOCK


def room(size: int) -> int:
    """How many bytes a member of `size` takes, header and padding included."""
    return BLOCK + size + padding(size)


class TarWriter:
    """Writes members to a stream one after another; `close` writes the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = 0
        self._padding = 0

    def begin(self, name: str, size: int) -> None:
        """Start a member; exactly `size` bytes must follow."""
        self._finish_member()
        self._file.write(header(name, size))
        self._left, self._padding = size, padding(size)

    def write(self, data: bytes) -> None:
        """More of the member's content.

        Raises:
            ValueError: more than was announced.
        """
        if len(data) > self._left:
            raise ValueError(len(data))
        self._file.write(data)
        self._left -= len(data)

    def add(self, name: str, data: bytes) -> None:
        """A whole member."""
        self.begin(name, len(data))
        self.write(data)

    def close(self) -> None:
        """Write the two empty blocks that end the archive."""
        self._finish_member()
        self._file.write(END)

    def _finish_member(self) -> None:
        if self._left:
            raise ValueError(self._left)
        self._file.write(bytes(self._padding))
        self._padding = 0


class Member:
    """A member that is being read; valid until the next one is asked for."""

    def __init__(self, name: str, size: int, source: Source) -> None:
        self.name = name
        self.size = size
        self._left = size
        self._source = source

    def read(self, size: int, /) -> bytes:
        """At most `size` of the member's bytes; none at its end."""
        data = self._source.read(min(size, self._left, PIECE)) if size and self._left else b""
        if not data and size and self._left:
            raise BundleRefusedError(Reason.MALFORMED, "tar ends inside a member")
        self._left -= len(data)
        return data

    def blocks(self) -> Iterator[bytes]:
        """The member's bytes, piece by piece."""
        while data := self.read(PIECE):
            yield data


class TarReader:
    """Reads the members of a stream in order, and refuses every other spelling."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __iter__(self) -> Iterator[Member]:
        """The members; what is left of one is skipped before the next.

        Raises:
            BundleRefusedError: anything but the canonical spelling, up to and after the end.
        """
        while True:
            head = exactly(self._source, BLOCK)
            if head == bytes(BLOCK):
                self._check_end()
                return
            member = _member_of(head, self._source)
            yield member
            for _ in member.blocks():
                pass
            if any(exactly(self._source, padding(member.size))):
                raise BundleRefusedError(Reason.MALFORMED, "tar padding")

    def _check_end(self) -> None:
        if any(exactly(self._source, BLOCK)) or self._source.read(1):
            raise BundleRefusedError(Reason.MALFORMED, "tar end")


def _member_of(head: bytes, source: Source) -> Member:
    spelled = head[:NAME_LIMIT].rstrip(b"\0")
    digits = head[_SIZE]
    if not _is_plain(spelled) or not _OCTAL.fullmatch(digits):
        raise BundleRefusedError(Reason.MALFORMED, "tar header")
    name, size = spelled.decode("ascii"), int(digits[:11], 8)
    if header(name, size) != head:
        raise BundleRefusedError(Reason.MALFORMED, "tar header")
    return Member(name, size, source)


def _is_plain(name: bytes) -> bool:
    return len(name) <= NAME_LIMIT and b".." not in name and _NAME.fullmatch(name) is not None
