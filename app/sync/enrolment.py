"""How a laptop joins an operation, with two files and eight words read out over any line.

The laptop makes its key and a request; headquarters reads the request's words back by voice, issues
a certificate and answers. The answer is signed by the operation's root, and the laptop's people
compare the root's own eight words in the same call: from then on the root is believed.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.core.ids import new_file_stem
from app.crypto.certificates import (
    Certificate,
    CertificateError,
    eight_words,
    fingerprint,
    from_pem,
    read_request,
    to_pem,
)
from app.crypto.digests import sha256
from app.crypto.sealing import SealKeyError, checked_recipient
from app.sync.documents import DOCUMENT_LIMIT, FORMAT, decode, encode
from app.sync.fields import Hash, Short, Uid, Whole
from app.sync.foreign import HEAD_BYTES, refuse_foreign
from app.sync.refusals import BundleRefusedError, Reason, refusing
from app.sync.signed import Anchors, SignedBytes, Signer, packed, replica_of, unpacked

REQUEST_SUFFIX = ".athar-request"
RESPONSE_SUFFIX = ".athar-enrolment"
REQUEST_LIMIT = 32 << 10
RESPONSE_LIMIT = DOCUMENT_LIMIT + (1 << 20)
_DOCUMENT = "enrolment.json"

Pem = Annotated[str, Meta(max_length=DOCUMENT_LIMIT)]
Requests = Annotated[tuple[Pem, ...], Meta(max_length=16)]
Book = Annotated[str, Meta(pattern=r"\A[A-HJ-NPR-Z]?\Z")]
Recipient = Annotated[str, Meta(pattern=r"\Aage1[0-9a-z]{1,200}\Z")]


class EnrolmentRequest(
    msgspec.Struct, frozen=True, kw_only=True, tag="athar-enrolment-request", tag_field="type"
):
    """What a laptop asks for: a certificate for its key, and to be sealed for at `recipient`.

    `book` is the letter of the number book that it has used so far, or nothing. `people` are the
    requests of those who seal their sessions on it, `earlier` those that it would have made as what
    it was before it was copied or restored, if nobody had enrolled it by then.
    """

    format: Annotated[int, Meta(ge=1)] = FORMAT
    replica: Uid
    name: Short
    book: Book
    request: Pem
    recipient: Recipient
    people: Requests = ()
    earlier: Requests = ()
    made: Short

    def words(self) -> tuple[str, ...]:
        """What both sides read out; they cover everything in the request."""
        return eight_words(sha256(encode(self)))


class Enrolment(msgspec.Struct, frozen=True, kw_only=True, tag="athar-enrolment", tag_field="type"):
    """The answer: the laptop's certificate first, then others it should know, and its number book.

    `recipients` are the age recipients that its bundles are sealed for: headquarters, its recovery
    key, perhaps other replicas.
    """

    format: Annotated[int, Meta(ge=1)] = FORMAT
    operation: Hash
    operation_name: Short
    root: Pem
    replica: Uid
    book: Book
    certificates: Pem
    recipients: Annotated[tuple[Recipient, ...], Meta(min_length=1, max_length=64)]
    trust_version: Whole
    made: Short

    def root_words(self) -> tuple[str, ...]:
        """What the laptop's people and headquarters compare before the root is believed."""
        return eight_words(bytes.fromhex(self.operation))


def request_file(request: EnrolmentRequest) -> tuple[str, bytes]:
    """A name and the bytes of the file that the laptop hands out."""
    return new_file_stem() + REQUEST_SUFFIX, encode(request)


def open_request_file(file: bytes) -> EnrolmentRequest:
    """What a laptop asks for; nothing but its words says which laptop.

    Raises:
        BundleRefusedError: it is no request, or does not fit together.
    """
    with refusing():
        refuse_foreign(file[:HEAD_BYTES], b"{")
        request = decode(file, EnrolmentRequest, limit=REQUEST_LIMIT)
        try:
            asked = read_request(request.request.encode("ascii"))
            for other in (*request.people, *request.earlier):
                read_request(other.encode("ascii"))
            recipient = checked_recipient(request.recipient)
        except (CertificateError, SealKeyError, UnicodeEncodeError) as error:
            raise BundleRefusedError(Reason.MALFORMED, "request") from error
        if (asked.uid, asked.name, recipient) != (
            request.replica,
            request.name,
            request.recipient,
        ):
            raise BundleRefusedError(Reason.MALFORMED, "request")
        return request


def enrolment_file(enrolment: Enrolment, root: Signer) -> tuple[str, bytes]:
    """A name and the bytes of headquarters' answer."""
    return new_file_stem() + RESPONSE_SUFFIX, packed(_DOCUMENT, root.signed(encode(enrolment)))


def open_enrolment_file(file: bytes) -> tuple[Enrolment, tuple[Certificate, ...], SignedBytes]:
    """Headquarters' answer and its certificates, the laptop's own first.

    All of it hangs on the root inside: compare `root_words` by voice before believing any.

    Raises:
        BundleRefusedError: it is no answer, or does not fit together.
    """
    with refusing():
        signed = unpacked(_DOCUMENT, file, limit=DOCUMENT_LIMIT)
        enrolment = decode(signed.data, Enrolment)
        try:
            (root,) = from_pem(enrolment.root.encode("ascii"))
            certificates = from_pem(enrolment.certificates.encode("ascii"))
        except (CertificateError, UnicodeEncodeError, ValueError) as error:
            raise BundleRefusedError(Reason.MALFORMED, "certificates") from error
        if fingerprint(root) != enrolment.operation:
            raise BundleRefusedError(Reason.WRONG_OPERATION, "root")
        anchors = Anchors((root,))
        anchors.root_of(signed, _DOCUMENT)
        if not certificates or not all(map(anchors.certified, certificates)):
            raise BundleRefusedError(Reason.UNTRUSTED, "certificates")
        if replica_of(certificates[0]) != enrolment.replica:
            raise BundleRefusedError(Reason.MALFORMED, "own certificate")
        return enrolment, certificates, signed


def certificates_pem(certificates: tuple[Certificate, ...]) -> str:
    """Certificates as an enrolment carries them."""
    return to_pem(certificates).decode("ascii")
