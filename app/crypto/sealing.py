"""Sealing: what leaves the laptop can be opened by its recipients only, with stock `age` too.

The format is age v1 with X25519 recipients (age-encryption.org/v1), read and written by rage
through pyrage. Age does not say who sealed a file; that is what the signature inside is for.
Streams of any size are sealed and opened in a megabyte of memory, and plaintext never touches a
disk.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

import pyrage

from app.core.errors import AppError
from app.core.files import trouble
from app.crypto.pipes import Sink, Source, read_from, write_into

MAX_HEADER_BYTES = 64 << 10
MAX_RECIPIENTS = 256
MAX_KEY_FILE_CHARACTERS = 64 << 10

_MAGIC = b"age-encryption.org/v1\n"
_HEADER_ENDS = b"\n--- "
_PASSPHRASE_MARK = b"\n-> scrypt "
_NO_KEY_FITS = "No matching keys found"  # pyrage has one exception type for everything


class SealError(AppError):
    """A sealed file that cannot be opened, or a key that is none."""


class NotForUsError(SealError):
    """No key at hand opens the seal."""


class DamagedSealError(SealError):
    """Cut short, altered, or not a sealed file at all."""


class SealKeyError(SealError):
    """A recipient or a secret key that cannot be one."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An X25519 key pair in age's own text: `secret` opens what is sealed to `recipient`."""

    recipient: str
    secret: str = field(repr=False)


def new_identity() -> Identity:
    """A fresh key pair."""
    return _identity(pyrage.x25519.Identity.generate())


def identity_from(secret: str) -> Identity:
    """The key pair of an `AGE-SECRET-KEY-1…` text.

    Raises:
        SealKeyError: it is not such a text.
    """
    try:
        return _identity(pyrage.x25519.Identity.from_str(secret.strip()))
    except pyrage.IdentityError as error:
        raise SealKeyError(
            "This is not a secret key for opening bundles.",
            hint="It is one line that begins with AGE-SECRET-KEY-1. Open the right key file.",
        ) from error


def identities_in(key_file: str) -> tuple[Identity, ...]:
    """All key pairs of a key file as `age-keygen` writes it: one per line, # before remarks.

    Raises:
        SealKeyError: a line is not a key, or there is none.
    """
    lines = [line.strip() for line in key_file[: MAX_KEY_FILE_CHARACTERS + 1].splitlines()]
    secrets = [line for line in lines if line and not line.startswith("#")]
    if len(key_file) > MAX_KEY_FILE_CHARACTERS or not secrets:
        raise SealKeyError(
            "There is no secret key in this file.",
            hint="A key file has a line that begins with AGE-SECRET-KEY-1. Open the right file.",
        )
    return tuple(identity_from(secret) for secret in secrets)


def key_file_of(identity: Identity) -> str:
    """The text of a key file that stock `age -i` reads."""
    return f"# public key: {identity.recipient}\n{identity.secret}\n"


def checked_recipient(text: str) -> str:
    """An `age1…` recipient in its one spelling.

    Raises:
        SealKeyError: it is not one.
    """
    return str(_recipient(text))


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """`plain`, sealed.

    Raises:
        SealKeyError: a recipient is not one, or there are none or too many.
    """
    sealed: bytes = pyrage.encrypt(plain, _recipients(recipients))
    return sealed


def unseal(sealed: bytes, identities: Iterable[Identity]) -> bytes:
    """What was sealed.

    Raises:
        NotForUsError: no identity opens it.
        DamagedSealError: cut short, altered, or not a sealed file.
    """
    plain = io.BytesIO()
    unseal_stream(io.BytesIO(sealed), plain, identities)
    return plain.getvalue()


def seal_stream(reader: Source, writer: Sink, recipients: Sequence[str]) -> None:
    """Seal everything in `reader` into `writer`.

    Raises:
        SealKeyError: a recipient is not one, or there are none or too many.
        FileTroubleError: the disk failed or is full.
    """
    keys = _recipients(recipients)
    with _telling_whose_fault(reader, writer) as (source, sink):
        pyrage.encrypt_io(source, sink, keys)


def unseal_stream(reader: Source, writer: Sink, identities: Iterable[Identity]) -> None:
    """Open everything in `reader` into `writer`.

    Plaintext reaches `writer` before the end of the stream is known to be whole: believe none of
    it until this function has returned.

    Raises:
        NotForUsError: no identity opens it.
        DamagedSealError: cut short, altered, or not a sealed file.
        FileTroubleError: the disk failed or is full.
    """
    keys = [pyrage.x25519.Identity.from_str(identity.secret) for identity in identities]
    with _telling_whose_fault(reader, writer) as (source, sink):
        source.put_back(_header(source))
        pyrage.decrypt_io(source, sink, keys)


def opened(file: Source, identities: Iterable[Identity]) -> AbstractContextManager[BinaryIO]:
    """Read the plaintext of a sealed stream while it is being opened, in constant memory.

    Only a read that returned nothing proves the stream whole; a cut shows as an error there, after
    plaintext was given out. Leave the `with` early to stop. Reading raises what `unseal_stream`
    does.
    """
    return read_from(partial(_unseal_into, file, tuple(identities)))


def sealed_to(file: Sink, recipients: Sequence[str]) -> AbstractContextManager[BinaryIO]:
    """Write plaintext that is sealed into `file` on its way, in constant memory.

    `file` holds a whole sealed stream once the `with` has ended well; if its body raises, what was
    written can never be opened to its end. Writing and leaving raise what `seal_stream` does.
    """
    checked = [checked_recipient(text) for text in recipients]
    return write_into(partial(_seal_from, file, checked))


def passphrase_seal(plain: bytes, passphrase: str) -> bytes:
    """`plain`, sealed by a passphrase (scrypt), in about a second. Stock `age -d` asks for it."""
    sealed: bytes = pyrage.passphrase.encrypt(plain, passphrase)
    return sealed


def passphrase_open(sealed: bytes, passphrase: str) -> bytes:
    """What was sealed by a passphrase.

    Raises:
        NotForUsError: it is another passphrase, or the file was altered; nobody can tell which.
        DamagedSealError: it is not a file sealed by a passphrase.
    """
    if _PASSPHRASE_MARK not in _header(io.BytesIO(sealed)):
        raise _damaged()
    try:
        plain: bytes = pyrage.passphrase.decrypt(sealed, passphrase)
    except pyrage.DecryptError as error:
        raise NotForUsError(
            "The passphrase does not open this file.",
            hint="Check the keyboard's language and the Caps Lock key, then try again. "
            "If it is surely right, the file is damaged: use another copy.",
        ) from error
    return plain


def _unseal_into(file: Source, identities: Sequence[Identity], sink: Sink) -> None:
    unseal_stream(file, sink, identities)


def _seal_from(file: Sink, recipients: Sequence[str], source: Source) -> None:
    seal_stream(source, file, recipients)


class _WatchedSource:
    """A source that remembers what went wrong with it, since pyrage may tell it as damage."""

    def __init__(self, source: Source) -> None:
        self.error: BaseException | None = None
        self._source = source
        self._ahead = b""

    def read(self, size: int, /) -> bytes:
        if self._ahead:
            piece, self._ahead = self._ahead[:size], self._ahead[size:]
            return piece
        try:
            return self._source.read(size)
        except BaseException as error:
            self.error = error
            raise

    def put_back(self, data: bytes) -> None:
        self._ahead = data


class _WatchedSink:
    """A sink that remembers what went wrong with it."""

    def __init__(self, sink: Sink) -> None:
        self.error: BaseException | None = None
        self._sink = sink

    def write(self, data: bytes, /) -> int:
        try:
            self._sink.write(data)
        except BaseException as error:
            self.error = error
            raise
        return len(data)


@contextmanager
def _telling_whose_fault(
    reader: Source, writer: Sink
) -> Generator[tuple[_WatchedSource, _WatchedSink]]:
    """Tell a failing disk, a wrong key and a damaged file apart, as pyrage does not."""
    source, sink = _WatchedSource(reader), _WatchedSink(writer)
    try:
        yield source, sink
        # pyrage passes over a disk that is full at its last write, where short streams have all
        # of theirs.
        if sink.error is not None:
            raise sink.error
    except (pyrage.DecryptError, pyrage.EncryptError, OSError) as error:
        cause = source.error or sink.error
        if isinstance(cause, OSError):
            raise trouble(cause) from error
        if cause is not None:
            raise cause from error
        if str(error) == _NO_KEY_FITS:
            raise NotForUsError(
                "This bundle is sealed for somebody else.",
                hint="Nothing was opened. Ask the sender to seal it for this laptop as well.",
            ) from error
        raise _damaged() from error


def _header(source: Source) -> bytes:
    """The first bytes of a sealed stream, among them its whole header.

    Raises:
        DamagedSealError: there is no header, or none that ends within `MAX_HEADER_BYTES`.
    """
    head = bytearray()
    while len(head) < MAX_HEADER_BYTES and (piece := source.read(MAX_HEADER_BYTES - len(head))):
        head += piece
        if _HEADER_ENDS in head:
            break
    if not head.startswith(_MAGIC) or _HEADER_ENDS not in head:
        raise _damaged()
    return bytes(head)


def _recipients(texts: Sequence[str]) -> list[object]:
    if not 0 < len(texts) <= MAX_RECIPIENTS:
        raise SealKeyError(
            "A bundle is sealed for at least one and at most {limit} recipients.",
            hint="Choose who shall be able to open it.",
            limit=MAX_RECIPIENTS,
        )
    return [_recipient(text) for text in texts]


def _recipient(text: str) -> object:
    try:
        recipient: object = pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise SealKeyError(
            "This is not a key that a bundle can be sealed for.",
            hint="It is one word that begins with age1. Copy all of it and nothing else.",
        ) from error
    return recipient


def _identity(key: Any) -> Identity:  # noqa: ANN401 - pyrage has no types
    return Identity(recipient=str(key.to_public()), secret=str(key))


def _damaged() -> DamagedSealError:
    return DamagedSealError(
        "The file is damaged, cut short, or not a sealed file.",
        hint="Nothing of it was kept. Copy it from the stick again, or ask the sender for another.",
    )
