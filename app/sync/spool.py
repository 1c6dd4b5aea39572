"""Taking a bundle off a stick: copied as it is, still sealed, so that the stick may go at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.files import opened_for_reading, require_space, trouble, writing_whole
from app.core.ids import new_file_stem
from app.core.jobs import Ticket
from app.crypto.digests import Sha256
from app.sync.foreign import refuse_foreign
from app.sync.names import FILE_LIMIT, SUFFIX
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.stages import Stage
from app.sync.streams import PIECE

_IN_MEMORY = 32 << 20
"""A file up to this size is not written anywhere before it is known to be new."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A sealed file and the copy of it; there is no copy of a file that was seen before."""

    sha256: str
    bytes: int
    path: Path | None


def spool_bundle(
    source: Path, folder: Path, is_known: Callable[[str], bool], ticket: Ticket | None = None
) -> Spooled:
    """Copy a bundle into `folder`, unless `is_known` says of its SHA-256 that it was read before.

    Raises:
        BundleRefusedError: at first sight it is not a bundle, or it is too large.
        FileTroubleError: it cannot be read, or the folder has too little room.
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    digest = Sha256()
    with opened_for_reading(source) as file:
        try:
            begun = file.read(_IN_MEMORY)
            size = os.fstat(file.fileno()).st_size
        except OSError as error:
            raise trouble(error) from error
        refuse_foreign(begun[:64])
        if size > FILE_LIMIT:
            raise BundleRefusedError(Reason.TOO_LARGE, "file")
        digest.update(begun)
        if len(begun) >= size and is_known(digest.hexdigest()):
            return Spooled(digest.hexdigest(), len(begun), None)
        require_space(folder, size)
        path = folder / (new_file_stem() + SUFFIX)
        done = len(begun)
        with writing_whole(path) as copy:
            copy.write(begun)
            while data := file.read(PIECE):
                ticket.checkpoint(Stage.COPYING, done, size)
                copy.write(data)
                digest.update(data)
                done += len(data)
    if is_known(digest.hexdigest()):
        path.unlink()
        return Spooled(digest.hexdigest(), done, None)
    return Spooled(digest.hexdigest(), done, path)
