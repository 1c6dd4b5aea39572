"""Signatures over bytes: detached CMS that stock openssl verifies, and short ones for seals.

Bytes are signed, never objects, and verifying asks neither the clock nor the network. Who calls
decides what a signature by a known signer is worth; here it is only found out whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.errors import AppError
from app.crypto.cades import signature_over
from app.crypto.certificates import Certificate, PrivateKey, PublicKey, is_p256
from app.crypto.digests import sha256

SEAL_PREFIX = b"athar-seal/1\n"
"""Stands before what `raw_sign` signs, so that no seal can be passed off as a CMS signature."""

_ECDSA_SHA256 = ec.ECDSA(hashes.SHA256())


class SignatureError(AppError):
    """A signature that proves nothing here."""


class BadSignatureError(SignatureError):
    """The bytes are not what was signed, or the signature is not one."""


class UnknownSignerError(SignatureError):
    """The signature fits the bytes, but no root given stands behind its signer."""

    def __init__(self, signer: Certificate) -> None:
        super().__init__(
            "The signature is whole, but this operation does not know its signer.",
            hint="Nothing was believed. Ask headquarters to enrol the signer, "
            "and compare the eight words by voice.",
        )
        self.signer = signer


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: it fits the bytes, and a root stands behind the signer."""

    signer: Certificate


def sign(
    data: bytes, key: PrivateKey, certificate: Certificate, chain: Sequence[Certificate] = ()
) -> bytes:
    """A detached CMS signature (CAdES-BES, DER) with the certificates up to the root in `chain`."""
    return signature_over(sha256(data), key, certificate, chain)


def verify(
    data: bytes,
    signature: bytes,
    *,
    roots: Sequence[Certificate],
    extra: Sequence[Certificate] = (),
) -> Signed:
    """Find out who signed exactly `data`; `extra` are certificates that may complete the chain.

    Raises:
        BadSignatureError: it was not these bytes that were signed, or this is no signature.
        UnknownSignerError: the signature fits, but its signer is not certified by `roots`.
    """
    from app.crypto.validation import examined  # noqa: PLC0415 - loads pyHanko, half a second

    try:
        finding = examined(data, signature, roots, extra)
    except Exception as error:  # whatever a hostile file can provoke in a parser
        raise _bad_signature() from error
    if not finding.is_sound:
        raise _bad_signature()
    if not finding.is_trusted:
        raise UnknownSignerError(finding.signer)
    return Signed(finding.signer)


def raw_sign(key: PrivateKey, data: bytes) -> bytes:
    """A seal: ECDSA with SHA-256 over `SEAL_PREFIX` and `data`, DER, some 70 bytes."""
    return key.sign(SEAL_PREFIX + data, _ECDSA_SHA256)


def raw_verify(certificate: Certificate, data: bytes, signature: bytes) -> bool:
    """Whether `signature` is a seal over exactly `data` by the key of `certificate`."""
    key = certificate.public_key()
    if not is_p256(key):
        return False
    try:
        cast("PublicKey", key).verify(signature, SEAL_PREFIX + data, _ECDSA_SHA256)
    except InvalidSignature:
        return False
    return True


def _bad_signature() -> BadSignatureError:
    return BadSignatureError(
        "The signature does not fit: the bytes are not the ones that were signed.",
        hint="Nothing was believed. Ask the sender for a fresh copy.",
    )
