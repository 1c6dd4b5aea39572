"""The one shape of signature that Athar writes: CMS as CAdES-BES, which is ETSI EN 319 122's.

Written out field by field rather than with pyHanko's signer, which wants an event loop, puts the
laptop's clock into every signature and takes a hundred times as long. `validation` reads them.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto import der
from app.crypto.certificates import Certificate, PrivateKey
from app.crypto.digests import sha256

_DATA = der.object_identifier("1.2.840.113549.1.7.1")
_SIGNED_DATA = der.object_identifier("1.2.840.113549.1.7.2")
_CONTENT_TYPE = der.object_identifier("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.object_identifier("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = der.object_identifier("1.2.840.113549.1.9.16.2.47")
_SHA256 = der.sequence(der.object_identifier("2.16.840.1.101.3.4.2.1"), der.encoded(der.NULL))
_ECDSA_WITH_SHA256 = der.sequence(der.object_identifier("1.2.840.10045.4.3.2"))
_VERSION_1 = der.integer(1)
_TAG_0, _TAG_4 = 0xA0, 0xA4  # context-specific, constructed

_ECDSA_SHA256 = ec.ECDSA(hashes.SHA256())


def signature_over(
    digest: bytes, key: PrivateKey, certificate: Certificate, chain: Sequence[Certificate]
) -> bytes:
    """Detached CMS in DER over content whose SHA-256 is `digest`; it tells no time."""
    # RFC 5652 section 5, read from the inside out.
    attributes = (
        _attribute(_CONTENT_TYPE, _DATA),
        _attribute(_MESSAGE_DIGEST, der.encoded(der.OCTET_STRING, digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, _naming(certificate)),
    )
    signed_attributes = der.set_of(*attributes)
    signer = der.sequence(
        _VERSION_1,
        der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number)),
        _SHA256,
        bytes((_TAG_0,)) + signed_attributes[1:],  # signed as a SET, sent as field 0
        _ECDSA_WITH_SHA256,
        der.encoded(der.OCTET_STRING, key.sign(signed_attributes, _ECDSA_SHA256)),
    )
    everyone = {_der_of(one) for one in (certificate, *chain)}
    signed_data = der.sequence(
        _VERSION_1,
        der.set_of(_SHA256),
        der.sequence(_DATA),
        der.encoded(_TAG_0, *sorted(everyone)),
        der.set_of(signer),
    )
    return der.sequence(_SIGNED_DATA, der.encoded(_TAG_0, signed_data))


def _naming(certificate: Certificate) -> bytes:
    """Binds the certificate into what is signed, so that no other can take its place (RFC 5035)."""
    directory_name = der.encoded(_TAG_4, certificate.issuer.public_bytes())
    return der.sequence(
        der.sequence(
            der.sequence(
                der.encoded(der.OCTET_STRING, sha256(_der_of(certificate))),
                der.sequence(der.sequence(directory_name), der.integer(certificate.serial_number)),
            )
        )
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.sequence(kind, der.set_of(value))


def _der_of(certificate: Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
