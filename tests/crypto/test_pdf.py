"""Signed PDFs: every byte of the page counts, and poppler and qpdf agree."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from reportlab.pdfgen.canvas import Canvas

from app.core.clock import Moment
from app.core.errors import AppError
from app.crypto import der, pades, pdf
from app.crypto.certificates import to_pem
from app.crypto.pdf import NotSignedError, sign_pdf, verify_pdf
from app.crypto.signatures import BadSignatureError, SignatureError, UnknownSignerError
from tests.crypto.conftest import Operation, founded


def drawn(text: str) -> bytes:
    file = io.BytesIO()
    page = Canvas(file, invariant=1)
    page.drawString(100, 700, text)
    page.save()
    return file.getvalue()


OPERATION = founded("Basra practice")
ROOTS = [OPERATION.root]
PLAIN = drawn("Chain of custody")
AT = Moment.parse("2026-11-21T10:02:03+03:00")


def signed(plain: bytes, operation: Operation = OPERATION) -> bytes:
    return sign_pdf(
        plain,
        operation.laptop_key,
        operation.laptop,
        [operation.root],
        reason="Printed form F1 · نموذج",
        location="Basra",
        at=AT,
    )


SIGNED = signed(PLAIN)


def test_a_signed_form_verifies() -> None:
    found = verify_pdf(SIGNED, ROOTS)
    assert found.signer == OPERATION.laptop
    assert found.covers_whole_file


def test_signing_only_appends() -> None:
    assert SIGNED.startswith(PLAIN)


def test_what_pikepdf_writes_can_be_signed() -> None:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(PLAIN)) as document:
        document.attachments["record.json"] = b"{}"
        document.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert verify_pdf(signed(file.getvalue()), ROOTS).covers_whole_file


def test_without_a_time_given_it_claims_the_laptops() -> None:
    document = sign_pdf(PLAIN, OPERATION.person_key, OPERATION.person, reason="x")
    assert verify_pdf(document, ROOTS).signer == OPERATION.person
    with pikepdf.open(io.BytesIO(SIGNED)) as opened:
        assert str(opened.Root.AcroForm.Fields[0].V.M) == "D:20261121100203+03'00'"


def test_poppler_and_qpdf_find_nothing_wrong(stock: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(SIGNED)
    said = stock("pdfsig", "form.pdf")
    for line in (
        "Signature Field Name: AtharSignature",
        "Signer Certificate Common Name: Laptop 7",
        "Signature Type: ETSI.CAdES.detached",
        "Total document signed",
        "Signature Validation: Signature is Valid.",
        "Certificate Validation: Certificate issuer isn't Trusted.",
    ):
        assert line in said
    assert "No syntax or stream encoding errors found" in stock("qpdf", "--check", "form.pdf")


def test_poppler_trusts_whom_the_root_certified(stock: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "form.pdf").write_bytes(SIGNED)
    (tmp_path / "root.pem").write_bytes(to_pem(ROOTS))
    (tmp_path / "nss").mkdir()
    stock("certutil", "-N", "-d", "sql:nss", "--empty-password")
    stock("certutil", "-A", "-d", "sql:nss", "-n", "operation", "-t", ",C,", "-i", "root.pem")
    assert "Certificate is Trusted." in stock("pdfsig", "-nssdir", "nss", "form.pdf")


def test_a_strangers_form_is_unknown(stranger: Operation) -> None:
    with pytest.raises(UnknownSignerError) as caught:
        verify_pdf(signed(PLAIN, stranger), ROOTS)
    assert caught.value.signer == stranger.laptop


@given(st.data())
def test_every_byte_counts(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SIGNED) - 1))
    altered = bytearray(SIGNED)
    altered[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((SignatureError, NotSignedError)):
        verify_pdf(bytes(altered), ROOTS)


@given(st.integers(0, len(SIGNED) - 1))
def test_every_cut_is_refused(place: int) -> None:
    with pytest.raises((SignatureError, NotSignedError)):
        verify_pdf(SIGNED[:place], ROOTS)


def test_the_letters_of_the_signature_have_one_case() -> None:
    place = SIGNED.index(b"<30") + 1
    end = SIGNED.index(b">", place)
    lower = SIGNED[:place] + SIGNED[place:end].lower() + SIGNED[end:]
    with pytest.raises(BadSignatureError):
        verify_pdf(lower, ROOTS)


@pytest.mark.parametrize("tail", [b"\n", b"% a remark\n", SIGNED])
def test_what_is_appended_shows(tail: bytes) -> None:
    assert not verify_pdf(SIGNED + tail, ROOTS).covers_whole_file


def test_a_page_changed_afterwards_is_refused() -> None:
    """An incremental update leaves the signed bytes alone, and still changes what is read."""
    writer = IncrementalPdfFileWriter(io.BytesIO(SIGNED))
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 100 600 Td (forged) Tj ET")
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(stream)])
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    assert output.getvalue().startswith(SIGNED)
    with pytest.raises(BadSignatureError):
        verify_pdf(output.getvalue(), ROOTS)


@pytest.mark.parametrize(
    "junk",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04", id="a zip renamed"),
        pytest.param(PLAIN, id="never signed"),
    ],
)
def test_what_is_not_signed(junk: bytes) -> None:
    with pytest.raises(NotSignedError, match="does not bear"):
        verify_pdf(junk, ROOTS)


def test_a_signature_in_another_field_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pades, "FIELD", "Signature1")
        document = signed(PLAIN)
        assert verify_pdf(document, ROOTS).signer == OPERATION.laptop
    with pytest.raises(NotSignedError):
        verify_pdf(document, ROOTS)


def test_nothing_too_large_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PDF_BYTES", len(SIGNED) - 1)
    with pytest.raises(NotSignedError):
        verify_pdf(SIGNED, ROOTS)


@given(st.binary(max_size=300))
def test_any_bytes_instead_of_a_pdf(junk: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n"):
        with pytest.raises(AppError):
            verify_pdf(start + junk, ROOTS)


def test_padding_is_zeros_only() -> None:
    value = der.integer(7)
    assert der.without_padding(value + bytes(5)) == value
    for data in (value + b"\x00\x01", b"\x30\x80", b""):
        assert der.without_padding(data) == data
