"""Private keys in files: beside the database, never in it, and in no backup.

A key file is PKCS #8 sealed under a 32-byte secret that lives in the encrypted database, so a thief
needs both, and who restores a backup of the database gets no key: a restored laptop enrols anew.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import AppError
from app.core.files import FileTooLargeError, read_bounded, write_whole
from app.core.ids import random_bytes
from app.crypto.certificates import PrivateKey, is_p256

MAX_KEY_FILE_BYTES = 4 << 10

_MAGIC = b"athar-key/1\n"
_NONCE_BYTES = 12


class KeyFileError(AppError):
    """A key file that is damaged, or that belongs to another store."""


def save_key(path: Path, key: PrivateKey, secret: bytes) -> None:
    """Write `key` sealed under the 32-byte `secret`, readable by this user only.

    Raises:
        FileTroubleError: the folder cannot be written to, or the disk is full.
    """
    write_whole(path, sealed_key(key, secret), mode=0o600)


def load_key(path: Path, secret: bytes) -> PrivateKey:
    """The key that `save_key` wrote.

    Raises:
        KeyFileError: damaged, or sealed under another secret.
        FileTroubleError: the file is missing or cannot be read.
    """
    try:
        return key_in(read_bounded(path, MAX_KEY_FILE_BYTES), secret)
    except FileTooLargeError as error:
        raise _unusable() from error


def sealed_key(key: PrivateKey, secret: bytes) -> bytes:
    """`key`, sealed under a 32-byte `secret`."""
    nonce = random_bytes(_NONCE_BYTES)
    return _MAGIC + nonce + AESGCM(secret).encrypt(nonce, key_der(key), _MAGIC)


def key_in(sealed: bytes, secret: bytes) -> PrivateKey:
    """The key that `sealed_key` sealed.

    Raises:
        KeyFileError: damaged, or sealed under another secret.
    """
    nonce, wrapped = sealed[len(_MAGIC) :][:_NONCE_BYTES], sealed[len(_MAGIC) + _NONCE_BYTES :]
    if not sealed.startswith(_MAGIC) or len(nonce) != _NONCE_BYTES:
        raise _unusable()
    try:
        der = AESGCM(secret).decrypt(nonce, wrapped, _MAGIC)
    except InvalidTag as error:
        raise _unusable() from error
    return key_from_der(der)


def key_der(key: PrivateKey) -> bytes:
    """`key` in PKCS #8, unprotected, as openssl reads it: to be sealed at once."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def key_from_der(der: bytes) -> PrivateKey:
    """The key that `key_der` wrote.

    Raises:
        KeyFileError: it is not a P-256 key.
    """
    try:
        key = serialization.load_der_private_key(der, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable() from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not is_p256(key.public_key()):
        raise _unusable()
    return key


def _unusable() -> KeyFileError:
    return KeyFileError(
        "The key file is damaged, or belongs to another laptop's store.",
        hint="Nothing was changed. Keys are not kept in backups: ask headquarters to enrol "
        "this laptop again.",
    )
