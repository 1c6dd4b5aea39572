"""Documents with a signature beside them, and whose signatures count here."""

from __future__ import annotations

import io
from dataclasses import dataclass

from app.crypto.certificates import (
    Certificate,
    CertificateError,
    PrivateKey,
    fingerprint,
    is_issued_by,
    subject_role,
    subject_uid,
)
from app.crypto.signatures import BadSignatureError, UnknownSignerError, sign, verify
from app.sync.foreign import HEAD_BYTES, refuse_foreign
from app.sync.names import SIGNATURE_LIMIT, signature_of
from app.sync.refusals import BundleRefusedError, Reason, StrangerError
from app.sync.tar import TarReader, TarWriter


@dataclass(frozen=True, slots=True)
class SignedBytes:
    """Bytes exactly as they were signed, and the detached CMS signature over them."""

    data: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A key with its certificate and the certificates up to the root."""

    key: PrivateKey
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    def signed(self, data: bytes) -> SignedBytes:
        """`data` with this signer's signature."""
        return SignedBytes(data, sign(data, self.key, self.certificate, self.chain))


@dataclass(frozen=True, slots=True)
class Anchors:
    """Whose signatures count: the operation's roots, and what they have certified.

    `enrolled` are certificates already known here. A laptop signs with its key before a root has
    certified it; once its certificate is among `enrolled`, what it signed before counts too.
    """

    roots: tuple[Certificate, ...]
    enrolled: tuple[Certificate, ...] = ()

    def operations(self) -> frozenset[str]:
        """The fingerprints that the operations of these roots go by."""
        return frozenset(map(fingerprint, self.roots))

    def of(self, operation: str) -> Anchors:
        """The same for one of the operations alone."""
        return Anchors(
            tuple(root for root in self.roots if fingerprint(root) == operation), self.enrolled
        )

    def certified(self, certificate: Certificate) -> bool:
        """Whether one of the roots issued the certificate."""
        return any(is_issued_by(certificate, root) for root in self.roots)

    def signer_of(self, signed: SignedBytes, where: str) -> Certificate:
        """Who signed.

        Raises:
            StrangerError: nobody whom the roots have certified.
            BundleRefusedError: the signature does not fit.
        """
        try:
            return verify(signed.data, signed.signature, roots=self.roots).signer
        except BadSignatureError as error:
            raise BundleRefusedError(Reason.BAD_SIGNATURE, where) from error
        except UnknownSignerError as error:
            key = error.signer.public_key()
            for certificate in self.enrolled:
                if certificate.public_key() == key and self.certified(certificate):
                    return certificate
            raise StrangerError(error.signer, where) from error

    def root_of(self, signed: SignedBytes, where: str) -> Certificate:
        """The root that signed, for what only a root may say.

        Raises:
            BundleRefusedError: anybody else did, or the signature does not fit.
        """
        signer = self.signer_of(signed, where)
        if fingerprint(signer) not in self.operations():
            raise BundleRefusedError(Reason.UNTRUSTED, where)
        return signer

    def require_operation(self, operation: str, root: Certificate | None = None) -> None:
        """Check that something is for this operation; if `root` signed it, for that root's.

        Raises:
            BundleRefusedError: it is for another.
        """
        expected = self.operations() if root is None else {fingerprint(root)}
        if operation not in expected:
            raise BundleRefusedError(Reason.WRONG_OPERATION, "operation")

    def laptop_of(self, signed: SignedBytes, where: str) -> tuple[str, Certificate]:
        """The replica whose laptop signed, for what only laptops say.

        Raises:
            StrangerError: nobody whom the roots have certified.
            BundleRefusedError: a person or a root did, or the signature does not fit.
        """
        signer = self.signer_of(signed, where)
        replica = replica_of(signer)
        if replica is None:
            raise BundleRefusedError(Reason.UNTRUSTED, where)
        return replica, signer


def replica_of(certificate: Certificate) -> str | None:
    """The replica that a laptop's certificate was issued to; None if it is not a laptop's."""
    try:
        is_laptop = subject_role(certificate) == "laptop"
        return subject_uid(certificate) if is_laptop else None
    except CertificateError:
        return None


def packed(name: str, signed: SignedBytes) -> bytes:
    """A small file of its own: a tar of the document and its signature."""
    file = io.BytesIO()
    writer = TarWriter(file)
    writer.add(name, signed.data)
    writer.add(signature_of(name), signed.signature)
    writer.close()
    return file.getvalue()


def unpacked(name: str, file: bytes, *, limit: int) -> SignedBytes:
    """What `packed` put together; nothing in it is believed yet.

    Raises:
        BundleRefusedError: it is not such a file.
    """
    refuse_foreign(file[:HEAD_BYTES], name.encode("ascii") + b"\0")
    bounds = {name: limit, signature_of(name): SIGNATURE_LIMIT}
    names = iter(bounds)
    contents = []
    for member in TarReader(io.BytesIO(file)):
        if member.name != next(names, None):
            raise BundleRefusedError(Reason.UNEXPECTED_MEMBER, member.name)
        if member.size > bounds[member.name]:
            raise BundleRefusedError(Reason.TOO_LARGE, member.name)
        contents.append(b"".join(member.blocks()))
    if len(contents) != len(bounds):
        raise BundleRefusedError(Reason.MISSING_MEMBER, name)
    return SignedBytes(*contents)
