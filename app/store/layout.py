"""One operation on the disk: the encrypted file, and beside it a folder of what is not in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".athar"


@dataclass(frozen=True, slots=True)
class Layout:
    """The places that belong to the store `file`; none of their names tells what is inside.

    However the file is spelled, also through links, it is kept as the one path that it really has.
    """

    file: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", Path(os.path.realpath(self.file)))

    @property
    def folder(self) -> Path:
        """What lies beside the file; copy both, or use the backup command."""
        return self.file.with_name(self.file.stem + ".files")

    @property
    def slots(self) -> Path:
        """The file's key, wrapped once for each passphrase and once for recovery."""
        return self.folder / "slots.json"

    @property
    def keys(self) -> Path:
        """The laptop's own keys; never in a backup, so that a copy cannot sign as the original."""
        return self.folder / "keys"

    @property
    def mark(self) -> Path:
        """How far the own journal has come: a restored file is behind it."""
        return self.keys / "mark.json"

    @property
    def media(self) -> Path:
        """Photos and documents, sealed, named by the digest of their original bytes."""
        return self.folder / "media"

    @property
    def outbox(self) -> Path:
        """Bundles written, kept until headquarters confirms them."""
        return self.folder / "outbox"

    @property
    def spool(self) -> Path:
        """Bundles being read, still sealed."""
        return self.folder / "spool"

    @property
    def quarantine(self) -> Path:
        """Bundles of strangers, still sealed, until headquarters enrols or refuses them."""
        return self.folder / "quarantine"

    def make(self) -> None:
        """Create the folders, readable by this user alone."""
        for folder in (self.keys, self.media, self.outbox, self.spool, self.quarantine):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
