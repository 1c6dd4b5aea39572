"""Certificates: what the root issues is verified up to it and to nothing else, by openssl too."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.crypto import certificates as subject
from app.crypto.certificates import (
    Certificate,
    CertificateError,
    CertificateNameError,
    eight_words,
    fingerprint,
    from_pem,
    is_issued_by,
    issue,
    issuer_name,
    issuing_key,
    new_key,
    new_request,
    new_root,
    own_key,
    read_request,
    subject_name,
    subject_role,
    subject_uid,
    to_pem,
)
from app.crypto.digests import sha256
from tests.crypto.conftest import Operation

UID = "3f1c9a52-0b7e-4c55-9d1e-6a2f8c4b7d10"


def test_issued_is_verified_up_to_its_own_root_only(
    operation: Operation, stranger: Operation
) -> None:
    for certificate in (operation.laptop, operation.person, operation.root):
        assert is_issued_by(certificate, operation.root)
        assert not is_issued_by(certificate, stranger.root)
        assert not is_issued_by(certificate, operation.laptop)


def test_a_laptop_cannot_issue(operation: Operation) -> None:
    forged = issue(
        operation.laptop_key,
        operation.laptop,
        new_key().public_key(),
        name="Forged",
        role="laptop",
        uid=new_uid(),
    )
    assert not is_issued_by(forged, operation.laptop)
    assert not is_issued_by(forged, operation.root)


def test_what_a_certificate_says() -> None:
    key = new_key()
    root = new_root(key, operation_name="Faw 1986")
    person = issue(key, root, new_key().public_key(), name="S. Ameri", role="person", uid=UID)
    assert (subject_name(person), subject_role(person), subject_uid(person)) == (
        "S. Ameri",
        "person",
        UID,
    )
    assert (subject_name(root), subject_role(root)) == ("Faw 1986", "root")
    with pytest.raises(CertificateError, match="whom it was issued to"):
        subject_uid(root)


def test_a_certificate_tells_which_root_it_claims(
    operation: Operation, stranger: Operation
) -> None:
    for certificate in (operation.root, operation.laptop, operation.person):
        assert issuing_key(certificate) == own_key(operation.root)
        assert issuer_name(certificate) == subject_name(operation.root)
    assert own_key(operation.laptop) != own_key(operation.root) != own_key(stranger.root)
    assert len(own_key(operation.root)) == 40


def test_no_clock_can_make_a_certificate_expire(operation: Operation) -> None:
    for certificate in (operation.root, operation.laptop):
        assert certificate.not_valid_before_utc.year == 2000
        assert certificate.not_valid_after_utc.year == 9999


def test_openssl_verifies_the_chain(
    operation: Operation, stock: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "root.pem").write_bytes(to_pem([operation.root]))
    (tmp_path / "laptop.pem").write_bytes(to_pem([operation.laptop]))
    said = stock("openssl", "verify", "-x509_strict", "-CAfile", "root.pem", "laptop.pem")
    assert said == "laptop.pem: OK\n"
    printed = stock("openssl", "x509", "-in", "laptop.pem", "-noout", "-text")
    for line in ("Digital Signature, Non Repudiation", "OU = laptop", "CA:FALSE"):
        assert line in printed
    assert "CA:TRUE, pathlen:0" in stock("openssl", "x509", "-in", "root.pem", "-noout", "-text")
    assert (
        fingerprint(operation.laptop)
        == stock("openssl", "x509", "-in", "laptop.pem", "-noout", "-sha256", "-fingerprint")
        .split("=")[1]
        .strip()
        .replace(":", "")
        .lower()
    )


def test_a_request_becomes_a_certificate_for_its_key(
    operation: Operation, stock: Callable[..., str], tmp_path: Path
) -> None:
    key = new_key()
    pem = new_request(key, "Laptop 9", UID)
    request = read_request(pem)
    assert (request.name, request.uid) == ("Laptop 9", UID)
    issued = issue(operation.root_key, operation.root, pem, name="Laptop 9", role="laptop", uid=UID)
    assert issued.public_key() == key.public_key() == request.public_key
    assert is_issued_by(issued, operation.root)
    (tmp_path / "request.pem").write_bytes(pem)
    assert "OK" in stock("openssl", "req", "-in", "request.pem", "-noout", "-verify")


def test_both_sides_read_out_the_same_words() -> None:
    pem = new_request(new_key(), "Laptop 9", UID)
    other = new_request(new_key(), "Laptop 9", UID)
    assert eight_words(read_request(pem).digest) == eight_words(read_request(pem).digest)
    assert eight_words(read_request(pem).digest) != eight_words(read_request(other).digest)


def test_the_root_key_must_be_the_root_s(operation: Operation, stranger: Operation) -> None:
    with pytest.raises(CertificateError, match="does not belong"):
        issue(
            stranger.root_key,
            operation.root,
            new_key().public_key(),
            name="x",
            role="laptop",
            uid=UID,
        )


@pytest.mark.parametrize("name", ["", " x", "x ", "علي", "a\nb", "a\x00b", "x" * 65, "Zoë"])
def test_names_that_cannot_be_certified(name: str) -> None:
    with pytest.raises(CertificateNameError):
        new_request(new_key(), name, UID)
    with pytest.raises(CertificateNameError):
        new_root(new_key(), operation_name=name)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64))
def test_any_short_ascii_name_comes_back(name: str) -> None:
    assert read_request(new_request(KEY, name, UID)).name == name


KEY = new_key()
PEM = to_pem([new_root(KEY, operation_name="x")])


def _foreign_request(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *names: str, uid: str = UID
) -> bytes:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name) for name in names]
    if uid:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, uid))
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(attributes))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="not PEM"),
        pytest.param(new_request(KEY, "x", UID)[:-40], id="cut short"),
        pytest.param(b"x\n" * 5_000 + new_request(KEY, "x", UID), id="too large"),
        pytest.param(_foreign_request(KEY, "x", uid=""), id="no uid"),
        pytest.param(_foreign_request(KEY, "x", uid="42"), id="a uid that was never given out"),
        pytest.param(_foreign_request(KEY), id="no name"),
        pytest.param(_foreign_request(KEY, "زهرا"), id="a name that is not ASCII"),
        pytest.param(_foreign_request(KEY, "x", "y"), id="two names"),
        pytest.param(_foreign_request(rsa.generate_private_key(65537, 2048), "x"), id="an RSA key"),
        pytest.param(
            _foreign_request(ec.generate_private_key(ec.SECP384R1()), "x"), id="another curve"
        ),
    ],
)
def test_bad_requests(pem: bytes) -> None:
    with pytest.raises(CertificateError, match="not a request"):
        read_request(pem)


def test_a_request_of_another_maker_is_read() -> None:
    assert read_request(_foreign_request(KEY, "Laptop 9")).name == "Laptop 9"
    assert read_request(b"remarks\n" * 10 + new_request(KEY, "x", UID)).uid == UID


def test_a_request_signed_by_another_key_is_refused() -> None:
    own, other = (
        x509.load_pem_x509_csr(new_request(key, "Laptop 9", UID)) for key in (KEY, new_key())
    )
    der = own.public_bytes(serialization.Encoding.DER)
    forged = der[: -len(own.signature)] + other.signature
    pem = b"-----BEGIN CERTIFICATE REQUEST-----\n" + base64.encodebytes(forged)
    with pytest.raises(CertificateError, match="not a request"):
        read_request(pem + b"-----END CERTIFICATE REQUEST-----\n")


def test_certificates_travel_as_pem(operation: Operation) -> None:
    sent = (operation.root, operation.laptop, operation.person)
    assert from_pem(to_pem(sent)) == sent
    assert from_pem(b"") == ()


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(b"hello", id="not PEM"),
        pytest.param(new_request(KEY, "x", UID), id="a request"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", id="junk"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\n", id="only a head"),
        pytest.param(
            PEM[:48] + b"/" + PEM[49:],
            id="a serial number below zero",
        ),
        pytest.param(b"-----BEGIN CERTIFICATE-----" * 5_001, id="too many"),
        pytest.param(b" " * (8 << 20) + PEM, id="too large"),
        pytest.param(PEM + PEM.replace(b"CERTIFICATE", b"X509 CERTIFICATE"), id="another label"),
    ],
)
def test_bad_certificates(pem: bytes) -> None:
    with pytest.raises(CertificateError):
        from_pem(pem)


def test_a_certificate_of_another_kind_is_refused() -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    foreign = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(subject._BEGINS)
        .not_valid_after(subject._ENDS)
        .sign(key, hashes.SHA256())
    )
    with pytest.raises(CertificateError):
        from_pem(to_pem([foreign]))


@given(st.data())
def test_a_damaged_certificate_file_raises_nothing_else(data: st.DataObject) -> None:
    pem = bytearray(PEM)
    place = data.draw(st.integers(0, len(pem) - 1))
    pem[place] = data.draw(st.integers(0, 255))
    try:
        read = from_pem(bytes(pem))
    except CertificateError:
        return
    assert all(isinstance(one, Certificate) for one in read)


def test_a_uid_that_was_never_given_out_is_refused() -> None:
    with pytest.raises(CertificateError, match="identity to certify"):
        new_request(KEY, "x", "42")


@given(st.binary(min_size=32, max_size=32), st.integers(0, 79))
def test_each_of_the_80_bits_changes_a_word(digest: bytes, bit: int) -> None:
    flipped = bytearray(digest)
    flipped[bit // 8] ^= 1 << bit % 8
    words, others = eight_words(digest), eight_words(bytes(flipped))
    assert len(words) == 8
    assert sum(one != other for one, other in zip(words, others, strict=True)) == 1


def test_words_that_will_never_change() -> None:
    assert (
        " ".join(eight_words(sha256(b"athar")))
        == "empty armed peasant helpful extend taste stay equation"
    )
