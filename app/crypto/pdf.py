"""Signed PDFs: a printed form proves who printed it, in any reader that knows PAdES.

The signature is invisible and covers every byte of the file; the page itself says in words what it
proves. Field `AtharSignature`, PAdES B-B (ETSI EN 319 142-1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.clock import Moment, SystemClock
from app.core.errors import AppError
from app.crypto.certificates import Certificate, PrivateKey
from app.crypto.signatures import BadSignatureError, UnknownSignerError

MAX_PDF_BYTES = 256 << 20


class NotSignedError(AppError):
    """A PDF without our signature."""


@dataclass(frozen=True, slots=True)
class PdfSigned:
    """A PDF whose signature holds; if it does not cover the whole file, something was added later.

    What may be added without breaking it is other people's signatures, and nothing that is read.
    """

    signer: Certificate
    covers_whole_file: bool


def sign_pdf(  # noqa: PLR0913 - by name, and all of it is what a signature says
    pdf: bytes,
    key: PrivateKey,
    certificate: Certificate,
    chain: Sequence[Certificate] = (),
    *,
    reason: str,
    location: str = "",
    at: Moment | None = None,
) -> bytes:
    """`pdf` with a signature over all of it; `at` is the time it claims, now unless given."""
    from app.crypto.pades import Claim, embedded  # noqa: PLC0415 - loads pyHanko, half a second

    claim = Claim(reason, location, (at or SystemClock().now()).local)
    return embedded(pdf, key, certificate, chain, claim)


def verify_pdf(pdf: bytes, roots: Sequence[Certificate]) -> PdfSigned:
    """Find out who signed a PDF.

    Raises:
        NotSignedError: it is not a PDF of ours, or was never signed.
        BadSignatureError: it is not what was signed.
        UnknownSignerError: it is, but its signer is not certified by `roots`.
    """
    from app.crypto.pades import examined_pdf  # noqa: PLC0415 - loads pyHanko, half a second

    try:
        found = None if len(pdf) > MAX_PDF_BYTES else examined_pdf(pdf, roots)
    except Exception as error:  # whatever a hostile file can provoke in a parser
        raise _bad_signature() from error
    if found is None:
        raise NotSignedError(
            "This file does not bear a signature of Athar.",
            hint="Check that it is the PDF itself, and not a scan or a reprint of it.",
        )
    finding, covers_whole_file = found
    if not finding.is_sound:
        raise _bad_signature()
    if not finding.is_trusted:
        raise UnknownSignerError(finding.signer)
    return PdfSigned(finding.signer, covers_whole_file)


def _bad_signature() -> BadSignatureError:
    return BadSignatureError(
        "This PDF is not what was signed: it was altered or damaged afterwards.",
        hint="Do not rely on it. Print the form again from the record.",
    )
