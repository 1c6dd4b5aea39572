"""A sealed file on disk, opened as a stream; plaintext stays in memory."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.core.files import opened_for_reading, trouble
from app.core.jobs import Ticket
from app.crypto.sealing import DamagedSealError, Identity, NotForUsError, opened
from app.sync.foreign import HEAD_BYTES, refuse_foreign
from app.sync.names import FILE_LIMIT
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.stages import Stage
from app.sync.streams import Source


class _Followed:
    """Reports how much of a file was read, and stops when asked to."""

    def __init__(self, file: BinaryIO, size: int, stage: Stage, ticket: Ticket) -> None:
        self._file = file
        self._size = size
        self._stage = stage
        self._ticket = ticket
        self._done = 0

    def read(self, size: int, /) -> bytes:
        self._ticket.checkpoint(self._stage, self._done, self._size)
        data = self._file.read(size)
        self._done += len(data)
        return data


class _Plain:
    """Gives what a seal holds, and says in our words what is wrong with it."""

    def __init__(self, plain: BinaryIO) -> None:
        self._plain = plain

    def read(self, size: int, /) -> bytes:
        try:
            return self._plain.read(size)
        except NotForUsError as error:
            raise BundleRefusedError(Reason.NOT_SEALED_FOR_US, "age") from error
        except DamagedSealError as error:
            raise BundleRefusedError(Reason.DAMAGED, "age") from error


@contextmanager
def unsealed(
    path: Path, identities: Sequence[Identity], stage: Stage, ticket: Ticket
) -> Generator[Source]:
    """Read what is sealed in a bundle; only its very end proves that it is whole.

    Opening and reading raise the following; what the body raises on its own is left alone.

    Raises:
        BundleRefusedError: not a bundle, too large, sealed for others, or damaged.
        FileTroubleError: the file cannot be read.
        Cancelled: the person asked to stop.
    """
    with opened_for_reading(path) as file:
        try:
            head = file.read(HEAD_BYTES)
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
        except OSError as error:
            raise trouble(error) from error
        refuse_foreign(head)
        if size > FILE_LIMIT:
            raise BundleRefusedError(Reason.TOO_LARGE, "file")
        with opened(_Followed(file, size, stage, ticket), identities) as plain:
            yield _Plain(plain)
