"""Photos and documents at rest: sealed chunk by chunk under the vault's key.

The construction is age's STREAM with AES-256-GCM, which laptops have in silicon: each file gets its
own key, each chunk is numbered, and the last one says that it is the last. So a chunk cannot be
dropped, repeated, moved or carried over into another file without the reader noticing.
"""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import AppError
from app.core.ids import random_bytes
from app.crypto.pipes import Sink, Source

CHUNK_BYTES = 256 << 10

_MAGIC = b"athar-medium/1\n"
_SALT_BYTES, _TAG_BYTES = 32, 16


class DamagedMediumError(AppError):
    """A sealed photo or document is cut short, altered, or under another key."""


def seal_medium(reader: Source, writer: Sink, key: bytes) -> None:
    """Seal everything in `reader` into `writer` under a 32-byte key."""
    salt = random_bytes(_SALT_BYTES)
    cipher = _cipher(key, salt)
    writer.write(_MAGIC + salt)
    chunk, number = _read_up_to(reader, CHUNK_BYTES), 0
    while True:
        following = _read_up_to(reader, CHUNK_BYTES)
        is_last = not following
        writer.write(cipher.encrypt(_nonce(number, is_last=is_last), chunk, None))
        if is_last:
            return
        chunk, number = following, number + 1


def open_medium(reader: Source, key: bytes) -> Iterator[bytes]:
    """The plaintext of a sealed medium, chunk by chunk; only the end proves that it is whole.

    Raises:
        DamagedMediumError: cut short, altered, under another key, or not a sealed medium.
    """
    head = _read_up_to(reader, len(_MAGIC) + _SALT_BYTES)
    if len(head) != len(_MAGIC) + _SALT_BYTES or not head.startswith(_MAGIC):
        raise _damaged()
    cipher = _cipher(key, head[len(_MAGIC) :])
    sealed, number = _read_up_to(reader, CHUNK_BYTES + _TAG_BYTES), 0
    while sealed or number == 0:
        following = _read_up_to(reader, CHUNK_BYTES + _TAG_BYTES)
        try:
            chunk = cipher.decrypt(_nonce(number, is_last=not following), sealed, None)
        except InvalidTag as error:
            raise _damaged() from error
        if not chunk and number > 0:
            raise _damaged()  # an empty chunk at the end would be a second spelling
        yield chunk
        sealed, number = following, number + 1


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), length=32, salt=salt, info=_MAGIC).derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((is_last,))


def _read_up_to(reader: Source, size: int) -> bytes:
    """`size` bytes, or what there is before the end."""
    first = reader.read(size)
    if not first or len(first) == size:
        return first
    pieces, missing = [first], size - len(first)
    while missing and (piece := reader.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _damaged() -> DamagedMediumError:
    return DamagedMediumError(
        "A photo or document in the vault is damaged.",
        hint="Everything else is kept. Fetch the file again from a backup or from another laptop.",
    )
