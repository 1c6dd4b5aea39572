"""What a file is at first sight, before anybody is asked for the passphrase of a store.

An encrypted store has no mark of its own: it begins with random bytes. So it is known by the folder
of its keys, and a file without one is a store only if nothing speaks against it.
"""

from __future__ import annotations

import stat
from pathlib import Path

from app.core.files import trouble
from app.store.engines import NotAStoreError
from app.store.layout import Layout
from app.store.store import Store
from app.sync.foreign import AGE

_PAGE_BYTES = 4096  # SQLCipher writes whole pages of this size
_HEAD_BYTES = 32
_OTHERS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"-----BEGIN",
    b"AGE-SECRET-KEY-", b"# created:", b"SHA256SUMS", b"{",
)  # fmt: skip


def require_store(path: Path) -> None:
    """Return if `path` can be a store.

    Raises:
        NotAStoreError: it is something else; the sentence says what.
        StoreTroubleError: there is no such file, or it may not be written to.
        FileTroubleError: it cannot be read.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        Store.require_file(path)  # says so
        return
    except OSError as error:
        raise trouble(error) from error
    if stat.S_ISDIR(found.st_mode):
        raise NotAStoreError(
            "This is a folder, not a file.", hint="Choose a file that ends in .athar."
        )
    if not stat.S_ISREG(found.st_mode):
        raise NotAStoreError(
            "This is a device or a pipe, not a file.", hint="Choose a file that ends in .athar."
        )
    if found.st_size == 0:
        raise NotAStoreError(
            "The file is empty, so it is not an Athar store.",
            hint="Nothing was changed. Choose a file that ends in .athar, or open a backup.",
        )
    Store.require_file(path)
    try:
        has_keys = Layout(path).slots.is_file()
    except OSError as error:
        raise trouble(error) from error
    if not has_keys:
        _require_no_other(path, found.st_size)


def _require_no_other(path: Path, size: int) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise trouble(error) from error
    if head.startswith(AGE):
        raise NotAStoreError(
            "This is a bundle, not an Athar store.",
            hint="Nothing was changed. Choose your own store, and read the bundle into it.",
        )
    if head.startswith(_OTHERS) or size % _PAGE_BYTES:
        raise NotAStoreError(
            "This file is not an Athar store, or it is damaged.",
            hint="Nothing was changed. Choose a file that ends in .athar, or open a backup.",
        )
