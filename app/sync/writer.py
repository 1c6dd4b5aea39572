"""Writing a bundle so that it can be trusted to a stick: whole, read again, and only then named.

The checksums stand before what they cover, so everything small is put together first and media are
hashed twice: by the name they already bear, and once more on their way out. A file is called
`.part` until every byte of it has been read back from the disk and found to be what was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.core.errors import AppError
from app.core.files import part_path, require_space, writing_whole
from app.core.ids import new_file_stem
from app.core.jobs import Ticket
from app.crypto.digests import Sha256
from app.crypto.sealing import Identity, sealed_to
from app.sync.items import Item, bytes_item, items_of
from app.sync.names import FILE_LIMIT, SUFFIX, SUMS, signature_of
from app.sync.outgoing import PART_LIMIT, Outgoing, Part, parts
from app.sync.refusals import BundleRefusedError
from app.sync.stages import Stage
from app.sync.streams import PIECE
from app.sync.sums import expected_members, read_signed_sums, read_sums, write_sums
from app.sync.tar import END, TarReader, TarWriter, room
from app.sync.unsealing import unsealed


class MediumDamagedError(AppError):
    """Something to be sent is not what it was when it was recorded; `values["sha256"]` is what."""


class NotWrittenError(AppError):
    """What was read back from the disk is not what was written to it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle on the disk, read back and found whole."""

    path: Path
    bundle: str
    number: int
    sha256: str
    bytes: int
    lines: int
    media: int


def write_bundles(
    folder: Path,
    contents: Outgoing,
    ticket: Ticket | None = None,
    *,
    local: Identity | None = None,
    part_bytes: int = PART_LIMIT,
) -> Iterator[Written]:
    """Write what is to be sent, in as many files as it needs; each is whole once it is yielded.

    With `local`, the key of one of the recipients, what was written is opened again and every
    digest compared; without it, the sealed bytes are.

    Raises:
        FileTroubleError: the folder cannot be written to, or has too little room.
        MediumDamagedError: something to be sent changed since it was recorded.
        NotWrittenError: the stick does not hold what was written to it.
        Cancelled: the person asked to stop; the files already yielded stay.
    """
    ticket = ticket or Ticket()
    for part in parts(contents, part_bytes=part_bytes):
        yield _write(folder, part, ticket, local)


def sealed_size(plain_bytes: int, recipients: int) -> int:
    """At most how large a file becomes by sealing: age adds 16 bytes to every 64 KiB."""
    return plain_bytes + 16 * (plain_bytes // (64 << 10) + 1) + 256 * (recipients + 1)


class _Hashed:
    """A file that is hashed and counted while it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self.size = 0
        self._file = file
        self._digest = Sha256()

    def write(self, data: bytes, /) -> int:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _write(folder: Path, part: Part, ticket: Ticket, local: Identity | None) -> Written:
    ticket.checkpoint(Stage.PACKING)
    contents = part.contents
    items = items_of(part)
    sums = write_sums((item.name, item.sha256) for item in items)
    signature = contents.signer.signed(sums).signature
    items = [bytes_item(signature_of(SUMS), signature), bytes_item(SUMS, sums), *items]
    plain_bytes = sum(room(item.size) for item in items) + len(END)
    sealed_bytes = sealed_size(plain_bytes, len(contents.recipients))
    if sealed_bytes > FILE_LIMIT:
        raise ValueError("one member alone is larger than a bundle may be")
    require_space(folder, sealed_bytes)
    path = folder / (new_file_stem() + SUFFIX)
    with writing_whole(path) as file:
        hashed = _Hashed(file)
        with sealed_to(hashed, contents.recipients) as sealed:
            _write_members(sealed, items, plain_bytes, ticket)
        file.flush()
        os.fsync(file.fileno())
        _forget_cached(file)
        if local is None:
            is_kept = _is_same(part_path(path), hashed, ticket)
        else:
            is_kept = _opens_to(part_path(path), local, sums, ticket)
        if not is_kept:
            raise NotWrittenError(
                "The stick or disk did not keep what was written to it.",
                hint="Nothing is lost on this laptop. Write the bundle again, on another stick.",
            )
    return Written(
        path=path,
        bundle=part.header.bundle,
        number=part.header.number,
        sha256=hashed.hexdigest(),
        bytes=hashed.size,
        lines=sum(segment.entry.lines for segment in contents.segments),
        media=len(contents.media),
    )


def _write_members(sealed: BinaryIO, items: list[Item], total: int, ticket: Ticket) -> None:
    writer = TarWriter(sealed)
    done = 0
    for item in items:
        writer.begin(item.name, item.size)
        digest, left = Sha256(), item.size
        with item.open() as source:
            while data := source.read(PIECE):
                ticket.checkpoint(Stage.WRITING, done, total)
                left -= len(data)
                if left < 0:
                    break
                writer.write(data)
                digest.update(data)
                done += len(data)
        if left or digest.hexdigest() != item.sha256:
            raise MediumDamagedError(
                "A photo or file on this laptop is not what it was when it was recorded.",
                hint="No bundle was written. Restore the original from a backup or the camera's"
                " card, then write the bundle again.",
                sha256=item.sha256,
            )
    writer.close()


def _is_same(path: Path, written: _Hashed, ticket: Ticket) -> bool:
    """Whether the disk gives back the sealed bytes that went to it."""
    digest, done = Sha256(), 0
    with path.open("rb") as file:
        while data := file.read(PIECE):
            ticket.checkpoint(Stage.REREADING, done, written.size)
            digest.update(data)
            done += len(data)
    return digest.hexdigest() == written.hexdigest()


def _opens_to(path: Path, local: Identity, sums: bytes, ticket: Ticket) -> bool:
    """Whether what the disk gives back opens, and every member has the digest that was signed."""
    try:
        with unsealed(path, (local,), Stage.REREADING, ticket) as plain:
            members = iter(TarReader(plain))
            is_same = read_signed_sums(members).data == sums
            for member in expected_members(members, read_sums(sums)):
                member.finish()
    except BundleRefusedError:
        return False
    return is_same


def _forget_cached(file: BinaryIO) -> None:
    """Ask the system to forget the file's pages, so that reading it again asks the stick."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
