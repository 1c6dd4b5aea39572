"""Photos and documents: the camera's original bytes, sealed, named by their SHA-256.

The file is written and flushed before the record that names it, so that no record ever points at
nothing; a file without a record is found by the check and does no harm.
"""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from app.core.errors import AppError
from app.core.files import require_space, trouble, writing_whole
from app.core.streams import stream_of
from app.crypto.digests import Sha256
from app.crypto.media import open_medium, seal_medium
from app.store.papers import Medium

MEDIUM_LIMIT = 2 * 1024**3
_CHUNK = 1 << 20


class MediumMissingError(AppError):
    """The vault does not hold this file."""


class Vault:
    """The folder of sealed media beside a store."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def add_file(self, path: Path) -> Medium:
        """Copy a file in; what it is follows from its name.

        Raises:
            FileTroubleError: it cannot be read, or the disk is full.
        """
        try:
            size = path.stat().st_size
            require_space(self._folder, size + (64 << 20))
            digest = _digest(path)
            with path.open("rb") as source:
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                return self.add(source, digest, size, kind)
        except OSError as error:
            raise trouble(error) from error

    def add_bytes(self, data: bytes, kind: str) -> Medium:
        """Keep bytes that were made here, such as a drawn signature."""
        digest = Sha256()
        digest.update(data)
        return self.add(io.BytesIO(data), digest.hexdigest(), len(data), kind)

    def add(self, source: BinaryIO, digest: str, size: int, kind: str) -> Medium:
        """Seal a stream under the digest it must have; one that is held already is left alone.

        Raises:
            MediumMissingError: the stream is not what the digest says; nothing was kept.
        """
        target = self.path(digest)
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            counting = _Counting(source)
            with writing_whole(target) as file:
                seal_medium(counting, file, self._key)
                if (counting.digest.hexdigest(), counting.size) != (digest, size):
                    raise MediumMissingError(
                        "A photo or document was not copied whole.",
                        hint="Nothing was kept of it. Copy it again from the card or the stick.",
                    )
        return Medium(digest, size, kind)

    def path(self, digest: str) -> Path:
        """Where a file lies; spread over 256 folders."""
        return self._folder / digest[:2] / digest

    def holds(self, digest: str) -> bool:
        """Whether the file is here."""
        return self.path(digest).is_file()

    @contextmanager
    def opened(self, digest: str) -> Generator[BinaryIO]:
        """The original bytes as a stream.

        Raises:
            MediumMissingError: the vault does not hold it.
        """
        if not self.holds(digest):
            raise MediumMissingError(
                "The original of this photo or document is not on this laptop.",
                hint="It arrives with a bundle from the laptop that took it.",
            )
        with self.path(digest).open("rb") as file:
            yield stream_of(open_medium(file, self._key))

    def read(self, digest: str, limit: int = 256 << 20) -> bytes:
        """All of a file, up to `limit` bytes."""
        with self.opened(digest) as stream:
            return stream.read(limit)

    def digests(self) -> Iterator[str]:
        """Every file in the vault."""
        for path in sorted(self._folder.glob("??/*")):
            if len(path.name) == 64:
                yield path.name


class _Counting(io.RawIOBase):
    """Passes a stream on, counting and hashing what goes by."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = Sha256()
        self.size = 0

    @override
    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


def _digest(path: Path) -> str:
    digest = Sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()
