"""What pyHanko thinks of a signature. Imported only once there is one to check.

Importing pyHanko takes half a second, which the window's start must not pay: `signatures` and
`pdf` reach for this module inside their functions.

What is read must have just the shape that `cades` writes before pyHanko sees it: strict DER, one
signer, SHA-256 with P-256, and nothing that the signature does not cover.
"""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import TypeVar

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.crypto import der
from app.crypto.certificates import Certificate, is_p256

T = TypeVar("T")

MAX_SIGNATURE_BYTES = 64 << 10
MAX_CHAIN = 8

# asn1crypto fills its tables and its parsed values lazily and takes no lock, so two threads that
# meet in it for the first time could each see the other's half of the work.
ASN1_LOCK = RLock()

# RFC 5754 allows both; openssl leaves the parameters out.
_SHA256_NAME = der.object_identifier("2.16.840.1.101.3.4.2.1")
_SHA256 = {der.sequence(_SHA256_NAME), der.sequence(_SHA256_NAME, der.encoded(der.NULL))}
_ECDSA_WITH_SHA256 = der.sequence(der.object_identifier("1.2.840.10045.4.3.2"))
_NEEDED_ATTRIBUTES = {"content_type", "message_digest", "signing_certificate_v2"}

# Both log the names of signers, and nobody's name belongs in a log.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Whose signature it is; whether it fits the data; whether a root stands behind the signer."""

    signer: Certificate
    is_sound: bool
    is_trusted: bool


def examined(
    data: bytes, signature: bytes, roots: Sequence[Certificate], extra: Sequence[Certificate]
) -> Finding:
    """What there is to say of a detached signature.

    Raises:
        Exception: pyHanko and asn1crypto raise many kinds over malformed input.
    """
    with ASN1_LOCK:
        signed = signed_data_in(signature)
        signer = signer_of(signed)
        status = completed(
            async_validate_detached_cms(
                data, signed, signer_validation_context=trust_in(roots, signer, extra)
            )
        )
        return finding(status, signer, signed)


def finding(
    status: StandardCMSSignatureStatus, signer: Certificate, signed: cms.SignedData
) -> Finding:
    """PyHanko's status of `signed`, in three words."""
    is_sound = status.intact and status.valid and is_p256(signer.public_key())
    is_trusted = is_sound and status.bottom_line
    if is_trusted and status.validation_path is not None:
        # Certificates that have no part in the proof are covered by nothing and may say anything.
        path = {one.sha256 for one in status.validation_path.iter_certs(include_root=True)}
        sent = {choice.chosen.untag().sha256 for choice in signed["certificates"]}
        is_sound = is_trusted = sent <= path
    return Finding(signer, is_sound, is_trusted)


def signed_data_in(signature: bytes) -> cms.SignedData:
    """The parsed signature, if it has the one shape.

    Raises:
        ValueError: it is too large, damaged, or of another shape.
    """
    if len(signature) > MAX_SIGNATURE_BYTES or not der.is_strict(signature):
        raise ValueError("too large, or not strict DER")
    info = cms.ContentInfo.load(signature, strict=True)
    if info["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    signed = info["content"]
    content, certificates = signed["encap_content_info"], signed["certificates"]
    is_ours = (
        signed["version"].native == "v1"
        and content["content_type"].native == "data"
        and _is_absent(content["content"])
        and len(signed["digest_algorithms"]) == 1
        and signed["digest_algorithms"][0].dump() in _SHA256
        and 0 < len(certificates) <= MAX_CHAIN
        and all(choice.name == "certificate" for choice in certificates)
        and _is_absent(signed["crls"])
        and len(signed["signer_infos"]) == 1
        and _is_our_kind_of_signer(signed["signer_infos"][0])
    )
    if not is_ours:
        raise ValueError("of another shape")
    return signed


def signer_of(signed: cms.SignedData) -> Certificate:
    """The certificate that a signature says it was made with.

    Raises:
        ValueError: it was not sent along, or is not strict DER.
    """
    certificate = extract_certificate_info(signed).signer_cert
    # pyHanko compares names as people do; here one spelling is enough.
    if certificate.issuer.dump() != signed["signer_infos"][0]["sid"].chosen["issuer"].dump():
        raise ValueError("names its signer otherwise than the certificate does")
    return x509.load_der_x509_certificate(certificate.dump())


def trust_in(
    roots: Sequence[Certificate], signer: Certificate, extra: Sequence[Certificate] = ()
) -> ValidationContext:
    """Trust in exactly `roots`, judged at the moment when the signer's certificate began.

    No clock is asked: the answer for the same bytes is the same on every laptop and in every year.
    """
    return ValidationContext(
        trust_roots=[_as_asn1(root) for root in roots],
        other_certs=[_as_asn1(one) for one in extra],
        moment=signer.not_valid_before_utc,
        allow_fetching=False,
    )


def completed(coroutine: Coroutine[object, object, T]) -> T:
    """The result of one of pyHanko's coroutines, which have nothing to wait for offline.

    So no event loop is needed, nor the pair of sockets that one opens.
    """
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    coroutine.close()
    raise RuntimeError("pyHanko waits for something, although it may not fetch anything")


def _is_our_kind_of_signer(signer: cms.SignerInfo) -> bool:
    kinds = [attribute["type"].native for attribute in signer["signed_attrs"]]
    return (
        signer["version"].native == "v1"
        and signer["sid"].name == "issuer_and_serial_number"
        and signer["digest_algorithm"].dump() in _SHA256
        and signer["signature_algorithm"].dump() == _ECDSA_WITH_SHA256
        and _is_absent(signer["unsigned_attrs"])
        and set(kinds) >= _NEEDED_ATTRIBUTES
        and len(kinds) == len(set(kinds))
    )


def _is_absent(value: core.Asn1Value) -> bool:
    return isinstance(value, core.Void)


@lru_cache(maxsize=64)
def _as_asn1(certificate: Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
