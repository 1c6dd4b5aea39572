"""Signatures: only the bytes signed, only by whom they say, and openssl agrees both ways."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.crypto import cades, der, validation
from app.crypto.certificates import Certificate, PrivateKey, issue, new_key, to_pem
from app.crypto.digests import sha256
from app.crypto.signatures import (
    SEAL_PREFIX,
    BadSignatureError,
    SignatureError,
    UnknownSignerError,
    raw_sign,
    raw_verify,
    sign,
    verify,
)
from tests.crypto.conftest import Operation, founded

OPERATION = founded("Basra practice")
ROOTS = [OPERATION.root]
DATA = b"64 hex digits  bundle.json\n" * 40
SIGNATURE = sign(DATA, OPERATION.laptop_key, OPERATION.laptop, [OPERATION.root])


def signed_by_laptop(data: bytes, *chain: Certificate) -> bytes:
    return sign(data, OPERATION.laptop_key, OPERATION.laptop, chain)


@given(st.binary(max_size=2000))
def test_what_is_signed_verifies(data: bytes) -> None:
    signature = signed_by_laptop(data, OPERATION.root)
    assert verify(data, signature, roots=ROOTS).signer == OPERATION.laptop


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_other_bytes_do_not_verify(data: bytes, other: bytes) -> None:
    signature = signed_by_laptop(data)
    if data == other:
        verify(other, signature, roots=ROOTS)
    else:
        with pytest.raises(BadSignatureError):
            verify(other, signature, roots=ROOTS)


def test_the_root_need_not_be_sent_along() -> None:
    assert verify(DATA, signed_by_laptop(DATA), roots=ROOTS).signer == OPERATION.laptop


def test_the_root_itself_may_sign() -> None:
    signature = sign(DATA, OPERATION.root_key, OPERATION.root)
    assert verify(DATA, signature, roots=ROOTS).signer == OPERATION.root


def test_any_of_several_roots_will_do(stranger: Operation) -> None:
    both = [stranger.root, OPERATION.root]
    assert verify(DATA, SIGNATURE, roots=both).signer == OPERATION.laptop


def test_a_stranger_of_the_same_name_is_unknown(stranger: Operation) -> None:
    signature = sign(DATA, stranger.laptop_key, stranger.laptop, [stranger.root])
    with pytest.raises(UnknownSignerError) as caught:
        verify(DATA, signature, roots=ROOTS)
    assert caught.value.signer == stranger.laptop
    assert "eight words" in caught.value.advice
    with pytest.raises(UnknownSignerError):
        verify(DATA, SIGNATURE, roots=[])


def test_certificates_at_hand_do_not_make_a_stranger_known(stranger: Operation) -> None:
    signature = sign(DATA, stranger.laptop_key, stranger.laptop)
    with pytest.raises(UnknownSignerError):
        verify(DATA, signature, roots=ROOTS, extra=[stranger.root, stranger.laptop])


def test_a_laptop_cannot_certify_another() -> None:
    key = new_key()
    forged = issue(
        OPERATION.laptop_key,
        OPERATION.laptop,
        key.public_key(),
        name="Forged",
        role="laptop",
        uid=new_uid(),
    )
    with pytest.raises(UnknownSignerError):
        verify(DATA, sign(DATA, key, forged, [OPERATION.laptop]), roots=ROOTS)


def test_anothers_certificate_cannot_be_put_over_a_signature() -> None:
    signature = sign(DATA, OPERATION.laptop_key, OPERATION.person)
    with pytest.raises(BadSignatureError):
        verify(DATA, signature, roots=ROOTS)


def test_two_certificates_for_one_key_are_told_apart() -> None:
    """Only the attribute that names the certificate keeps a laptop's word from being a person's."""
    twin = issue(
        OPERATION.root_key,
        OPERATION.root,
        OPERATION.laptop.public_key(),  # type: ignore[arg-type] # P-256, as issued
        name="Twin",
        role="person",
        uid=new_uid(),
    )
    swapped = _with_signer_certificate(SIGNATURE, twin)
    with pytest.raises(BadSignatureError):
        verify(DATA, swapped, roots=ROOTS)


def _with_signer_certificate(signature: bytes, certificate: Certificate) -> bytes:
    info = cms.ContentInfo.load(signature)
    encoded = certificate.public_bytes(serialization.Encoding.DER)
    signed = info["content"]
    signed["certificates"] = [cms.Certificate.load(encoded)]
    identity = cms.Certificate.load(encoded)
    signed["signer_infos"][0]["sid"] = cms.SignerIdentifier(
        "issuer_and_serial_number",
        {"issuer": identity.issuer, "serial_number": identity.serial_number},
    )
    changed: bytes = info.dump(force=True)
    return changed


@pytest.mark.parametrize("eighth", range(8))
def test_every_byte_counts(eighth: int) -> None:
    """One bit of every byte; which bit, depends on the byte, so that all kinds come up."""
    for place in range(eighth, len(SIGNATURE), 8):
        flipped = bytearray(SIGNATURE)
        flipped[place] ^= 1 << (place * 5 + place // 8) % 8
        with pytest.raises(SignatureError):
            verify(DATA, bytes(flipped), roots=ROOTS)


def test_every_cut_insertion_and_deletion_is_refused() -> None:
    for place in range(len(SIGNATURE)):
        before, after = SIGNATURE[:place], SIGNATURE[place:]
        for changed in (before, before + b"\x00" + after, before + after[1:]):
            with pytest.raises(BadSignatureError):
                verify(DATA, changed, roots=ROOTS)
    with pytest.raises(BadSignatureError):
        verify(DATA, SIGNATURE + b"\x00", roots=ROOTS)


@given(st.binary(max_size=300))
def test_any_bytes_instead_of_a_signature(junk: bytes) -> None:
    with pytest.raises(BadSignatureError):
        verify(DATA, junk, roots=ROOTS)


def test_nothing_large_is_parsed() -> None:
    padding = der.encoded(der.OCTET_STRING, bytes(validation.MAX_SIGNATURE_BYTES))
    with pytest.raises(ValueError, match="too large"):
        validation.signed_data_in(der.sequence(padding))


def _changed(change: Callable[[cms.SignedData], None]) -> bytes:
    info = cms.ContentInfo.load(SIGNATURE)
    change(info["content"])
    encoded: bytes = info.dump(force=True)
    return encoded


def _content_inside(signed: cms.SignedData) -> None:
    signed["encap_content_info"] = {"content_type": "data", "content": DATA}


def _content_of_another_type(signed: cms.SignedData) -> None:
    signed["encap_content_info"] = {"content_type": "enveloped_data"}


def _two_digests(signed: cms.SignedData) -> None:
    signed["digest_algorithms"].append({"algorithm": "sha512"})


def _another_digest(signed: cms.SignedData) -> None:
    signed["digest_algorithms"] = [{"algorithm": "sha512"}]


def _second_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"].append(signed["signer_infos"][0].copy())


def _no_signer(signed: cms.SignedData) -> None:
    signed["signer_infos"] = []


def _no_certificates(signed: cms.SignedData) -> None:
    signed["certificates"] = []


def _too_many_certificates(signed: cms.SignedData) -> None:
    for _ in range(validation.MAX_CHAIN):
        signed["certificates"].append(signed["certificates"][0].copy())


def _a_certificate_of_another_kind(signed: cms.SignedData) -> None:
    other = cms.OtherCertificateFormat({"other_cert_format": "1.2.3", "other_cert": core.Null()})
    signed["certificates"].append(cms.CertificateChoices("other", other))


def _a_revocation_list(signed: cms.SignedData) -> None:
    other = cms.OtherRevocationInfoFormat(
        {"other_rev_info_format": "1.2.3", "other_rev_info": core.Null()}
    )
    signed["crls"] = [cms.RevocationInfoChoice("other", other)]


def _another_version(signed: cms.SignedData) -> None:
    signed["version"] = "v3"


def _another_signer_version(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["version"] = "v3"


def _signer_by_key(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["sid"] = cms.SignerIdentifier("subject_key_identifier", bytes(20))


def _another_signer_digest(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha512"}


def _another_signature_algorithm(signed: cms.SignedData) -> None:
    signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha512_ecdsa"}


def _an_attribute_twice(signed: cms.SignedData) -> None:
    attributes = signed["signer_infos"][0]["signed_attrs"]
    attributes.append(attributes[0].copy())


def _unsigned_attribute(signed: cms.SignedData) -> None:
    attribute = {"type": "message_digest", "values": [sha256(b"anything")]}
    signed["signer_infos"][0]["unsigned_attrs"] = [attribute]


@pytest.mark.parametrize(
    "change",
    [
        _content_inside,
        _content_of_another_type,
        _two_digests,
        _another_digest,
        _second_signer,
        _no_signer,
        _no_certificates,
        _too_many_certificates,
        _a_certificate_of_another_kind,
        _a_revocation_list,
        _another_version,
        _another_signer_version,
        _signer_by_key,
        _another_signer_digest,
        _another_signature_algorithm,
        _an_attribute_twice,
        _unsigned_attribute,
    ],
)
def test_other_shapes_are_refused_before_pyhanko_sees_them(
    change: Callable[[cms.SignedData], None],
) -> None:
    changed = _changed(change)
    with pytest.raises(ValueError, match="of another shape"):
        validation.signed_data_in(changed)
    with pytest.raises(BadSignatureError):
        verify(DATA, changed, roots=ROOTS)


def test_a_certificate_that_has_no_part_in_the_proof_is_refused(stranger: Operation) -> None:
    with pytest.raises(BadSignatureError):
        verify(DATA, signed_by_laptop(DATA, OPERATION.root, stranger.root), roots=ROOTS)


def test_a_signer_named_in_another_case_is_refused() -> None:
    assert SIGNATURE.count(b"Basra") == 5  # in certificates, in the attribute, and in the sid
    place = SIGNATURE.rindex(b"Basra", 0, SIGNATURE.rindex(b"Basra"))
    changed = SIGNATURE[:place] + b"BASRA" + SIGNATURE[place + 5 :]
    with pytest.raises(ValueError, match="otherwise"):
        validation.signer_of(validation.signed_data_in(changed))
    with pytest.raises(BadSignatureError):
        verify(DATA, changed, roots=ROOTS)


def test_what_is_not_strict_der_is_refused_before_it_is_parsed() -> None:
    contents = cms.ContentInfo.load(SIGNATURE).contents
    indefinite = b"\x30\x80" + contents + b"\x00\x00"
    assert cms.ContentInfo.load(indefinite)["content_type"].native == "signed_data"
    with pytest.raises(ValueError, match="strict"):
        validation.signed_data_in(indefinite)


def test_another_kind_of_message_is_refused() -> None:
    envelope = cms.ContentInfo({"content_type": "data", "content": DATA}).dump()
    with pytest.raises(ValueError, match="not signed data"):
        validation.signed_data_in(envelope)
    with pytest.raises(BadSignatureError):
        verify(DATA, envelope, roots=ROOTS)


@pytest.mark.parametrize("left_out", ["message_digest", "content_type", "signing_certificate_v2"])
def test_each_signed_attribute_is_needed(left_out: str) -> None:
    def without(signed: cms.SignedData) -> None:
        signer = signed["signer_infos"][0]
        kept = [one for one in signer["signed_attrs"] if one["type"].native != left_out]
        signer["signed_attrs"] = attributes = cms.CMSAttributes(kept)
        signer["signature"] = OPERATION.laptop_key.sign(
            attributes.untag().dump(), ec.ECDSA(hashes.SHA256())
        )

    with pytest.raises(BadSignatureError):
        verify(DATA, _changed(without), roots=ROOTS)


def test_a_key_of_another_curve_is_not_accepted(stock: Callable[..., str], tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    certificate = issue(
        OPERATION.root_key, OPERATION.root, key.public_key(), name="x", role="laptop", uid=new_uid()
    )
    signature = cades.signature_over(sha256(DATA), key, certificate, [])
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "p7s").write_bytes(signature)
    (tmp_path / "root.pem").write_bytes(to_pem(ROOTS))
    stock(*OPENSSL_VERIFY)  # sound as such, and still not ours
    with pytest.raises(BadSignatureError):
        verify(DATA, signature, roots=ROOTS)


OPENSSL_VERIFY = (
    "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "p7s", "-content", "data",
    "-CAfile", "root.pem", "-purpose", "any", "-out", "/dev/null",
)  # fmt: skip


def test_openssl_verifies_ours(stock: Callable[..., str], tmp_path: Path) -> None:
    for name, content in (("p7s", SIGNATURE), ("data", DATA), ("root.pem", to_pem(ROOTS))):
        (tmp_path / name).write_bytes(content)
    assert stock(*OPENSSL_VERIFY) == "CMS Verification successful\n"
    assert "CAdES Verification successful" in stock(*OPENSSL_VERIFY, "-cades")
    (tmp_path / "data").write_bytes(DATA + b"\n")
    assert "verification failure" in stock(*OPENSSL_VERIFY, accept=(4,))
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "root.pem").write_bytes(to_pem([founded("Basra practice").root]))
    assert "certificate verify error" in stock(*OPENSSL_VERIFY, accept=(4,))


def test_we_verify_openssls(stock: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(_key_pem(OPERATION.laptop_key))
    (tmp_path / "laptop.pem").write_bytes(to_pem([OPERATION.laptop]))
    (tmp_path / "data").write_bytes(DATA)
    command = ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256"]
    command += ["-signer", "laptop.pem", "-inkey", "key.pem", "-in", "data", "-out", "p7s"]
    stock(*command, "-cades")
    assert verify(DATA, (tmp_path / "p7s").read_bytes(), roots=ROOTS).signer == OPERATION.laptop
    stock(*command)  # without the attribute that names the certificate
    with pytest.raises(BadSignatureError):
        verify(DATA, (tmp_path / "p7s").read_bytes(), roots=ROOTS)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def test_no_name_reaches_a_log(stranger: Operation, caplog: pytest.LogCaptureFixture) -> None:
    signature = sign(DATA, stranger.person_key, stranger.person)
    with caplog.at_level(logging.DEBUG), pytest.raises(UnknownSignerError):
        verify(DATA, signature, roots=ROOTS)
    assert "Zahra" not in caplog.text


def test_many_threads_at_once() -> None:
    found: list[x509.Certificate] = []

    def check() -> None:
        for _ in range(5):
            found.append(verify(DATA, SIGNATURE, roots=ROOTS).signer)  # noqa: PERF401

    threads = [threading.Thread(target=check) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [OPERATION.laptop] * 20


@given(st.binary(max_size=200))
def test_seals_hold(data: bytes) -> None:
    seal = raw_sign(OPERATION.person_key, data)
    assert raw_verify(OPERATION.person, data, seal)
    assert not raw_verify(OPERATION.person, data + b"\x00", seal)
    assert not raw_verify(OPERATION.laptop, data, seal)


@given(st.binary(max_size=90))
def test_any_bytes_instead_of_a_seal(junk: bytes) -> None:
    assert not raw_verify(OPERATION.person, DATA, junk)


def test_a_seal_can_not_be_turned_into_a_signature() -> None:
    """What the CMS signature covers begins with the tag of a set, and no seal ever does."""
    signed = cms.ContentInfo.load(SIGNATURE)["content"]["signer_infos"][0]
    covered = signed["signed_attrs"].untag().dump()
    assert covered[0] != SEAL_PREFIX[0]
    assert not raw_verify(OPERATION.laptop, covered, signed["signature"].native)


def test_seals_of_another_kind_of_key_do_not_hold() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    certificate = issue(
        OPERATION.root_key, OPERATION.root, key.public_key(), name="x", role="person", uid=new_uid()
    )
    assert not raw_verify(certificate, DATA, raw_sign(key, DATA))


def test_openssl_verifies_a_seal(stock: Callable[..., str], tmp_path: Path) -> None:
    seal = raw_sign(OPERATION.person_key, DATA)
    for name, content in (
        ("seal", seal),
        ("sealed", SEAL_PREFIX + DATA),
        ("person.pem", to_pem([OPERATION.person])),
    ):
        (tmp_path / name).write_bytes(content)
    stock("openssl", "x509", "-in", "person.pem", "-pubkey", "-noout", "-out", "public.pem")
    command = ("openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "seal")
    assert stock(*command, "sealed") == "Verified OK\n"


def test_pyhanko_may_not_wait() -> None:
    class Waiting:
        def __await__(self) -> Generator[str]:
            yield "for the network"

    async def waits() -> None:
        await Waiting()

    with pytest.raises(RuntimeError, match="may not fetch"):
        validation.completed(waits())


def test_the_windows_start_does_not_wait_for_pyhanko(pytestconfig: pytest.Config) -> None:
    look = "import sys, app.crypto.signatures, app.crypto.pdf; print('pyhanko' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
