"""Putting a signature into a PDF, and finding it there, with pyHanko's reader and writer.

Imported only once there is a PDF to sign or to check, since loading pyHanko takes half a second.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from app.crypto import der
from app.crypto.cades import signature_over
from app.crypto.certificates import Certificate, PrivateKey
from app.crypto.validation import (
    ASN1_LOCK,
    Finding,
    completed,
    finding,
    signed_data_in,
    signer_of,
    trust_in,
)

FIELD = "AtharSignature"

_SPARE_BYTES = 16  # an ECDSA signature varies by a few bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """What the signer says beside the signature, and nobody vouches for."""

    reason: str
    location: str
    moment: datetime


def embedded(
    pdf: bytes,
    key: PrivateKey,
    certificate: Certificate,
    chain: Sequence[Certificate],
    claim: Claim,
) -> bytes:
    """`pdf` and, appended to it, a signature over all of it."""
    with ASN1_LOCK:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        writer.register_extension(ESIC_EXTENSION_1)
        size = len(signature_over(bytes(32), key, certificate, chain)) + _SPARE_BYTES
        placeholder = SignatureObject(
            timestamp=claim.moment,
            subfilter=SigSeedSubFilter.PADES,
            reason=claim.reason,
            location=claim.location,
            bytes_reserved=2 * size,  # written in hexadecimal
        )
        # pyHanko's protocol: field, signature object, digest of the bytes around the gap.
        steps = PdfCMSEmbedder(SigFieldSpec(FIELD)).write_cms(FIELD, writer)
        next(steps)
        steps.send(SigObjSetup(placeholder))
        prepared, output = steps.send(SigIOSetup("sha256"))
        signature = signature_over(prepared.document_digest, key, certificate, chain)
        prepared.fill_with_cms(output, signature)
        signed: bytes = output.getvalue()
        return signed


def examined_pdf(pdf: bytes, roots: Sequence[Certificate]) -> tuple[Finding, bool] | None:
    """What there is to say of our signature in a PDF, and whether it covers the whole file.

    Nothing, if there is none.

    Raises:
        Exception: pyHanko and asn1crypto raise many kinds over malformed input.
    """
    if not pdf.startswith(b"%PDF-"):
        return None
    with ASN1_LOCK:
        found = [
            one
            for one in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
            if one.field_name == FIELD
        ]
        if not found:
            return None
        (embedded_signature,) = found  # or it is a forger's PDF
        contents = embedded_signature.pkcs7_content
        _, gap_begins, gap_ends, _ = embedded_signature.byte_range
        if pdf[gap_begins:gap_ends] != b"<" + contents.hex().upper().encode() + b">":
            raise ValueError("a second spelling of the same signature")
        signed = signed_data_in(der.without_padding(contents))
        signer = signer_of(signed)
        status = completed(
            async_validate_pdf_signature(
                embedded_signature, signer_validation_context=trust_in(roots, signer)
            )
        )
        verdict = finding(status, signer, signed)
        if not status.docmdp_ok:  # something that is read was changed after signing
            verdict = Finding(signer, is_sound=False, is_trusted=False)
        return verdict, status.coverage == SignatureCoverageLevel.ENTIRE_FILE
