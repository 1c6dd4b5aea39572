"""Who may sign: the operation's root, and the laptops and people it has issued certificates to.

Keys are P-256 and certificates X.509, because courts, PDF readers and smart cards know them. A
certificate begins in the year 2000 and never expires: a laptop with a dead clock, or a root made
on one, must not stop a team. Whom to believe from when on is said by revocations, which count in
journal lines and not in days. Names are ASCII, since some readers garble anything else.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias, cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID, ObjectIdentifier
from shamir_mnemonic.wordlist import WORDLIST

from app.core.errors import AppError
from app.core.ids import is_uid
from app.crypto.digests import sha256, sha256_hex

Certificate: TypeAlias = x509.Certificate
PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = ec.EllipticCurvePublicKey
Role: TypeAlias = Literal["laptop", "person"]

MAX_CERTIFICATES = 5_000
MAX_CERTIFICATES_BYTES = 8 << 20
MAX_REQUEST_BYTES = 8 << 10

# What cryptography says it will refuse one day is refused today.
warnings.filterwarnings("error", "Parsed a serial number", CryptographyDeprecationWarning)

_BEGINS = datetime(2000, 1, 1, tzinfo=UTC)
_ENDS = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280 section 4.1.2.5: no expiry
_MAX_NAME = 64  # X.520's bound for a common name
_PEM_HEAD = b"-----BEGIN CERTIFICATE-----"
_WRITE_LATIN = (
    "Write it in Latin letters and digits, at most 64. The record keeps the name as it is."
)


class CertificateError(AppError):
    """Certificates or requests that cannot be read, or are not of our kind."""


class CertificateNameError(AppError):
    """A name that cannot stand in a certificate."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a laptop or a person asks the root to certify; who asks is proven by nothing but words.

    `digest` is what both sides read out as `eight_words`.
    """

    name: str
    uid: str
    public_key: PublicKey
    digest: bytes


def new_key() -> PrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def new_root(key: PrivateKey, *, operation_name: str) -> Certificate:
    """The self-signed certificate everything in an operation is verified up to.

    It certifies laptops and people only (path length 0), and signs revocations itself.

    Raises:
        CertificateNameError: the name is not short ASCII.
    """
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, _certifiable(operation_name)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "root"),
        ]
    )
    return _certificate(name, key.public_key(), issuer=name, issuer_key=key, is_root=True)


def new_request(key: PrivateKey, name: str, uid: str) -> bytes:
    """A PEM request to certify `key` for a laptop's or person's name and uid.

    Raises:
        CertificateNameError: the name is not short ASCII.
    """
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, _certifiable(name)),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, _own_uid(uid)),
        ]
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def read_request(pem: bytes) -> Request:
    """What a request asks for, after checking that its author holds the key.

    Raises:
        CertificateError: not a request, damaged, too large, or not for a P-256 key.
    """
    if len(pem) > MAX_REQUEST_BYTES:
        raise _unreadable_request()
    try:
        request = x509.load_pem_x509_csr(pem)
        public_key = request.public_key()
        name = _attribute(request.subject, NameOID.COMMON_NAME)
        uid = _attribute(request.subject, NameOID.SERIAL_NUMBER)
        is_sound = request.is_signature_valid and bool(_certifiable(name)) and is_uid(uid)
    except (ValueError, UnsupportedAlgorithm, CertificateNameError) as error:
        raise _unreadable_request() from error
    if not is_sound or not is_p256(public_key):
        raise _unreadable_request()
    der = request.public_bytes(serialization.Encoding.DER)
    return Request(name, uid, cast("PublicKey", public_key), sha256(der))


def issue(
    root_key: PrivateKey,
    root: Certificate,
    subject: bytes | PublicKey,
    *,
    name: str,
    role: Role,
    uid: str,
) -> Certificate:
    """A certificate for a PEM request or a public key; `name` and `uid` are the registrar's word.

    Raises:
        CertificateError: the request cannot be read, or `root_key` is not the root's.
        CertificateNameError: the name is not short ASCII.
    """
    if root_key.public_key() != root.public_key():
        raise CertificateError(
            "This key does not belong to the operation's root certificate.",
            hint="Nothing was issued. Open the key of this operation.",
        )
    public_key = read_request(subject).public_key if isinstance(subject, bytes) else subject
    full_name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, _certifiable(name)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, role),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, _own_uid(uid)),
        ]
    )
    return _certificate(
        full_name, public_key, issuer=root.subject, issuer_key=root_key, is_root=False
    )


def is_issued_by(certificate: Certificate, root: Certificate) -> bool:
    """Whether `root` itself signed `certificate`, and is a root."""
    try:
        certificate.verify_directly_issued_by(root)
        limits = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return limits.ca


def is_p256(key: object) -> bool:
    """Whether a public key is of the one kind in use."""
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def fingerprint(certificate: Certificate) -> str:
    """The name a certificate goes by everywhere: SHA-256 of its DER bytes, 64 hex digits."""
    return sha256_hex(certificate.public_bytes(serialization.Encoding.DER))


def key_fingerprint(key: PublicKey) -> str:
    """The name a key goes by in a person's record: SHA-256 of its DER bytes, 64 hex digits.

    The same for every certificate of the key, and known before there is one.
    """
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256_hex(der)


def to_pem(certificates: Iterable[Certificate]) -> bytes:
    """Certificates in PEM, one after another."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def from_pem(pem: bytes) -> tuple[Certificate, ...]:
    """All certificates of a PEM file, at most `MAX_CERTIFICATES`; none is believed yet.

    Raises:
        CertificateError: damaged, too large, or something other than P-256 certificates.
    """
    count = pem.count(_PEM_HEAD)
    if len(pem) > MAX_CERTIFICATES_BYTES or count > MAX_CERTIFICATES:
        raise CertificateError(
            "The file holds more than the {limit} certificates that are read at once.",
            hint="Nothing was taken in. Ask the sender for the right file.",
            limit=MAX_CERTIFICATES,
        )
    try:
        certificates = tuple(x509.load_pem_x509_certificates(pem)) if count else ()
        are_ours = all(is_p256(one.public_key()) for one in certificates)
    except (ValueError, UnsupportedAlgorithm, CryptographyDeprecationWarning) as error:
        raise _unreadable_certificates() from error
    if len(certificates) != count or not are_ours or (pem.strip() and not count):
        raise _unreadable_certificates()
    return certificates


def subject_name(certificate: Certificate) -> str:
    """The name in a certificate.

    Raises:
        CertificateError: it has none.
    """
    return _subject(certificate, NameOID.COMMON_NAME)


def subject_uid(certificate: Certificate) -> str:
    """The uid of the laptop or person a certificate was issued to.

    Raises:
        CertificateError: it has none, as a root does not.
    """
    return _subject(certificate, NameOID.SERIAL_NUMBER)


def subject_role(certificate: Certificate) -> str:
    """`laptop`, `person` or `root`.

    Raises:
        CertificateError: it has none.
    """
    return _subject(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)


def issuer_name(certificate: Certificate) -> str:
    """The name of whoever issued a certificate, as it says itself: the code of an operation.

    Raises:
        CertificateError: it says none, or more than a name.
    """
    return _certified_name(certificate.issuer)


def issuing_key(certificate: Certificate) -> str:
    """The key that a certificate says it was issued with, 40 hex digits; nothing where none.

    A root was issued with its own key, so a root and what it has certified agree. It proves
    nothing: `is_issued_by` does.
    """
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return ""
    return (found.value.key_identifier or b"").hex()


def own_key(certificate: Certificate) -> str:
    """The key that a certificate is for, told as `issuing_key` tells it."""
    return x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest.hex()


def eight_words(digest: bytes) -> tuple[str, ...]:
    """The first 80 bits of a digest as eight words to read out over a bad line.

    The list is SLIP-39's: 1,024 English words of four to eight letters, no two with the same first
    four. To pass off another key under the same words takes some 2 to the 80th attempts.
    """
    number = int.from_bytes(digest[:10], "big")
    return tuple(WORDLIST[number >> shift & 0x3FF] for shift in range(70, -1, -10))


def _certificate(
    subject: x509.Name,
    public_key: PublicKey,
    *,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    is_root: bool,
) -> Certificate:
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    limits = x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None)
    issuer_key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINS)
        .not_valid_after(_ENDS)
        .add_extension(limits, critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(issuer_key_id, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _certifiable(name: str) -> str:
    is_plain = name.isascii() and name.isprintable() and name == name.strip()
    if not (is_plain and 0 < len(name) <= _MAX_NAME):
        raise CertificateNameError("The name cannot be put into a certificate.", hint=_WRITE_LATIN)
    return name


def _own_uid(uid: str) -> str:
    if not is_uid(uid):
        raise CertificateError(
            "The identity to certify is not one that Athar has given out.",
            hint="Make the request on the laptop itself, and try again.",
        )
    return uid


def _attribute(name: x509.Name, oid: ObjectIdentifier) -> str:
    values = [attribute.value for attribute in name.get_attributes_for_oid(oid)]
    if len(values) != 1 or not isinstance(values[0], str):
        raise ValueError(oid.dotted_string)
    return values[0]


def _certified_name(name: x509.Name) -> str:
    try:
        return _certifiable(_attribute(name, NameOID.COMMON_NAME))
    except (ValueError, CertificateNameError) as error:
        raise _unnamed() from error


def _subject(certificate: Certificate, oid: ObjectIdentifier) -> str:
    try:
        return _attribute(certificate.subject, oid)
    except ValueError as error:
        raise _unnamed() from error


def _unnamed() -> CertificateError:
    return CertificateError(
        "The certificate does not say whom it was issued to.",
        hint="It was not issued by an operation. Ask headquarters for the right one.",
    )


def _unreadable_request() -> CertificateError:
    return CertificateError(
        "This is not a request for a certificate, or it is damaged.",
        hint="Nothing was issued. Make the request again on the laptop, and copy it again.",
    )


def _unreadable_certificates() -> CertificateError:
    return CertificateError(
        "The certificates cannot be read, or are not of the kind that an operation issues.",
        hint="Nothing was taken in. Ask the sender for the file again.",
    )
