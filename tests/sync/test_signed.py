"""Whose signature counts, and what a small signed file may hold."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from app.crypto.certificates import new_key
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.signed import SignedBytes, Signer, packed, replica_of, unpacked
from tests.sync.scene import Scene


def test_a_laptop_is_told_from_everybody_else(scene: Scene) -> None:
    assert replica_of(scene.laptop.signer.certificate) == scene.laptop.uid
    assert replica_of(scene.operation.root) is None


def test_a_certificate_without_a_role_is_nobodys(scene: Scene) -> None:
    key, root = new_key(), scene.operation.root
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Laptop 7")]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(root.not_valid_before_utc)
        .not_valid_after(root.not_valid_after_utc)
        .sign(scene.operation.key, hashes.SHA256())
    )
    assert replica_of(certificate) is None
    signed = Signer(key, certificate, (root,)).signed(b"x")
    with pytest.raises(BundleRefusedError) as caught:
        scene.operation.anchors.laptop_of(signed, "x")
    assert caught.value.reason in {Reason.UNTRUSTED, Reason.BAD_SIGNATURE}


def test_what_was_packed_is_unpacked() -> None:
    signed = SignedBytes(b"{}", b"signature")
    assert unpacked("x.json", packed("x.json", signed), limit=2) == signed


@pytest.mark.parametrize(
    ("signed", "limit"), [(SignedBytes(b"{} ", b"s"), 2), (SignedBytes(b"{}", bytes(65_537)), 2)]
)
def test_what_is_too_large_is_not_unpacked(signed: SignedBytes, limit: int) -> None:
    with pytest.raises(BundleRefusedError) as caught:
        unpacked("x.json", packed("x.json", signed), limit=limit)
    assert caught.value.reason is Reason.TOO_LARGE
