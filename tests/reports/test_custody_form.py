"""F1 as a court would check it: nothing is lost, everything is marked, the file proves itself."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.clock import Moment
from app.core.ids import new_uid
from app.core.wording import LANGUAGES, Wording, wording
from app.crypto.certificates import issue, new_key, new_root
from app.crypto.pdf import sign_pdf, verify_pdf
from app.reports.custody import CustodyForm, Party, Printing
from app.reports.custody_form import (
    NothingToPrintError,
    render_custody_form,
    render_custody_forms,
)
from app.reports.legible import UnprintableTextError, legible
from app.reports.times import clock, day
from app.reports.words import Bilingual
from app.rules.labels import encode_label
from tests.reports.forms import PEOPLE, UID, everything, one_event, twelve_events
from tests.reports.reading import by_poppler, by_pypdf, plain, run, spaceless

ENGLISH = wording("en")
PAIRS = [(ENGLISH, None if language == "en" else wording(language)) for language in LANGUAGES]
LONG = everything()


def texts(value: object) -> Iterator[str]:
    """Every text of a form, as it should be readable on paper."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Moment):
        yield from (day(value), clock(value))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in {"uid", "journal_head"}:
                yield from texts(getattr(value, field.name))


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=LANGUAGES)
def test_every_text_of_the_record_is_on_the_form(left: Wording, right: Wording | None) -> None:
    pdf = render_custody_form(LONG, left, right)
    words = {spaceless(word) for text in texts(LONG) for word in plain(text).split()}
    read = spaceless("".join(by_pypdf(pdf)))
    assert not {word for word in words if word not in read}
    # Poppler takes a comma for a number, and where a page runs right parts Arabic lines there.
    seen = spaceless("".join(by_poppler(pdf)))
    assert not {core for word in words for core in re.findall(r"[\w-]+", word) if core not in seen}


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=LANGUAGES)
def test_labels_stand_in_both_languages(left: Wording, right: Wording | None) -> None:
    read = "".join(by_poppler(render_custody_form(one_event(), left, right)))
    for label in ("Chain of custody", "Released by", "Seal history", "Final disposition"):
        assert label in read
        if right is not None:
            assert plain(right(label)) in read
            assert plain(right(label)) != label


def test_a_sentence_of_the_form_reads_in_order() -> None:
    read = " ".join(by_poppler(render_custody_form(LONG, ENGLISH, wording("ar"))))
    assert "لم يُستلم السطر 9." in read
    assert "Line 9 was never received." in read
    assert "Superseded on 2026-11-12 09:15 +03:00 by Sara Mohammed Rasul" in read


@given(st.text(max_size=60))
@settings(max_examples=12)
def test_any_text_can_stand_anywhere(text: str) -> None:
    form = replace(
        one_event(),
        number=text,
        organisation=Bilingual(text, text),
        description=text,
        sensitivity=text,
        collected_by=Party(text, text, text, text),
        printing=replace(one_event().printing, by=text, head=text),
        hazard=text,
        transfers=(replace(LONG.transfers[3], remarks=text, seal=text, event=text),),
    )
    read = spaceless("".join(by_pypdf(render_custody_form(form, ENGLISH, wording("ar")))))
    for word in plain(legible(text)).split():
        if word.isalnum() and word.isascii():
            assert word in read


@pytest.mark.parametrize(
    "text",
    [
        "<b>&amp;</b> ]]> %PDF \\( <<",
        "\U0001f600 \x00\x1b\x7f \ufffe \ue000",
        "a" * 3000,
        "ب" * 3000,
        "\u2068" * 400 + "ا",
        "כתב ყვ 漢字 ไทย हिन्दी",
        "\u0301\u0651\u200d",
        "\n\n\t\r\n",
        ("قبر " * 2000),
    ],
)
def test_no_text_is_too_strange_to_print(text: str) -> None:
    form = replace(one_event(), description=text, quantity=text)
    pdf = render_custody_form(form, ENGLISH, wording("ar"))
    read = spaceless("".join(by_pypdf(pdf)))
    if text.isalpha():
        assert read.count(text[0]) >= 2 * len(text)


def test_half_a_character_is_refused_in_words() -> None:
    with pytest.raises(UnprintableTextError, match="half a character") as caught:
        render_custody_form(replace(one_event(), description="a\ud800"), ENGLISH)
    assert "write the text again" in caught.value.hint


def test_a_long_text_goes_on_over_pages_and_loses_nothing() -> None:
    words = [f"w{number:04}" for number in range(2500)]
    form = replace(one_event(), transfers=(replace(LONG.transfers[0], remarks=" ".join(words)),))
    pages = by_pypdf(render_custody_form(form, ENGLISH))
    assert len(pages) > 8
    assert re.findall(r"w\d{4}", " ".join(pages)) == words


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=LANGUAGES)
def test_pages_are_counted(left: Wording, right: Wording | None) -> None:
    pages = by_poppler(render_custody_form(LONG, left, right))
    for number, page in enumerate(pages, 1):
        assert f"{number} of {len(pages)}" in page
        if right is not None:
            count = right("{page} of {pages}", page=number, pages=len(pages))
            assert spaceless(count) in spaceless(page)


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=LANGUAGES)
def test_every_page_says_why_it_may_not_be_relied_on(left: Wording, right: Wording | None) -> None:
    for page in by_poppler(render_custody_form(LONG, left, right)):
        for mark in (
            "DRAFT: this record is not final yet.",
            "PRACTICE: invented data, no evidence",
        ):
            assert mark in page
            assert right is None or plain(right(mark)) in page
        assert "DISPUTED. Questions that nobody has decided yet: 1." in page
        assert "WITHDRAWN: counted twice" in page
        assert "2 open hazards · nearest 43 m NE" in page
        assert "C2 · Confidential" in page
        assert "3f9a01bc77e24d55" in page
        assert "2026-11-21 18:02 +03:00 = 2026-11-21 15:02 UTC" in page


def test_a_form_without_marks_has_none() -> None:
    read = "".join(by_poppler(render_custody_form(one_event(), ENGLISH, wording("ar"))))
    for mark in ("DRAFT", "PRACTICE", "DISPUTED", "WITHDRAWN", "hazard"):
        assert mark not in read


@pytest.mark.parametrize(("left", "right"), PAIRS, ids=LANGUAGES)
def test_a_half_says_where_the_other_one_is_signed(left: Wording, right: Wording | None) -> None:
    form = replace(one_event(), transfers=(LONG.transfers[5],))
    read = " ".join(by_pypdf(render_custody_form(form, left, right)))
    for words in ("Signed on line 7", "Disputed"):
        assert words in read
    assert right is None or spaceless(plain(right("Disputed"))) in spaceless(read)


def test_codes_are_read_by_a_scanner() -> None:
    pdf = render_custody_form(one_event(), ENGLISH, wording("ar"))
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    codes = {code.format: code.text for code in zxingcpp.read_barcodes(picture)}
    assert codes[zxingcpp.BarcodeFormat.QRCode] == encode_label("SNJ03-01-A0003B", UID)
    assert codes[zxingcpp.BarcodeFormat.Code128] == "SNJ03-01-A0003B.Y"


def test_a_number_that_no_label_carries_is_printed_without_codes() -> None:
    form = replace(one_event(), number="قبر 7")
    pdf = render_custody_form(form, ENGLISH)
    assert "قبر 7" in by_pypdf(pdf)[0]
    assert not zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil())


def test_the_record_is_attached_and_the_file_says_nothing_of_persons() -> None:
    pdf = render_custody_form(one_event(), ENGLISH, wording("ar"))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        [(name, spec)] = file.attachments.items()
        assert name == "SNJ03-01-A0003B.json"
        assert json.loads(spec.get_file().read_bytes()) == {"number": "SNJ03-01-A0003B"}
        assert spec.obj.AFRelationship == pikepdf.Name.Source
        assert [entry.F for entry in file.Root.AF] == [name]
        assert file.Root.Lang == "ar"
        assert file.Root.ViewerPreferences.Direction == pikepdf.Name.R2L
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == file.docinfo["/Title"] == "F1 SNJ03-01-A0003B"
        said = f"{file.docinfo} {file.Root.Metadata.read_bytes().decode()}"
    assert not [word for person in PEOPLE for word in " ".join(person).split() if word in said]


def test_the_same_form_gives_the_same_bytes_whatever_was_printed_before() -> None:
    first = render_custody_form(LONG, ENGLISH, wording("ar"))
    render_custody_form(one_event(), ENGLISH, wording("fa"))
    assert render_custody_form(everything(), ENGLISH, wording("ar")) == first


@pytest.mark.parametrize("form", [one_event(), LONG], ids=["one", "long"])
def test_qpdf_finds_nothing_wrong(form: CustodyForm, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(render_custody_form(form, ENGLISH, wording("ckb")))
    assert b"No syntax or stream encoding errors" in run("qpdf", "--check", str(path))
    fonts = run("pdffonts", str(path)).decode().splitlines()[2:]
    assert all(" yes yes yes " in font for font in fonts), "embedded, subset, with meanings"
    assert {font.split("+")[1].split()[0] for font in fonts} == {
        "NotoSans-Regular",
        "NotoSans-Bold",
        "Vazirmatn-Regular",
        "Vazirmatn-Bold",
    }


def test_it_can_be_signed() -> None:
    root_key, key = new_key(), new_key()
    root = new_root(root_key, operation_name="Basra practice")
    person = issue(root_key, root, key.public_key(), name="Sara", role="person", uid=new_uid())
    pdf = render_custody_form(one_event(), ENGLISH, wording("ar"))
    signed = sign_pdf(pdf, key, person, [root], reason="Printed", at=one_event().printing.at)
    assert signed.startswith(pdf)
    assert verify_pdf(signed, [root]).covers_whole_file
    assert by_pypdf(signed) == by_pypdf(pdf)


def test_many_forms_make_one_file() -> None:
    forms = [replace(one_event(), number=f"SNJ03-01-A{n:04}B") for n in range(33)]
    alone = len(by_poppler(render_custody_form(forms[0], ENGLISH, wording("ar"))))
    pdf = render_custody_forms(iter(forms), ENGLISH, wording("ar"))
    pages = by_poppler(pdf)
    assert len(pages) == 33 * alone
    assert all(f"{1 + n % alone} of {alone}" in page for n, page in enumerate(pages))
    assert all(forms[n // alone].number in page for n, page in enumerate(pages))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert sorted(file.attachments) == sorted(f"{form.number}.json" for form in forms)
        assert file.docinfo["/Title"] == "F1"


def test_two_prints_of_one_item_keep_both_records() -> None:
    forms = [replace(one_event(), attachment=b"1"), replace(one_event(), attachment=b"2")]
    with pikepdf.open(io.BytesIO(render_custody_forms(forms, ENGLISH))) as file:
        kept = {name: spec.get_file().read_bytes() for name, spec in file.attachments.items()}
    assert kept == {"SNJ03-01-A0003B.json": b"1", "SNJ03-01-A0003B-2.json": b"2"}


def test_no_form_is_nothing_to_print() -> None:
    with pytest.raises(NothingToPrintError):
        render_custody_forms([], ENGLISH)


def test_a_form_of_twelve_events_is_small() -> None:
    form = replace(twelve_events(), attachment=b"")
    assert len(render_custody_form(form, ENGLISH, wording("ar"))) <= 60_000
    batch = [replace(form, number=f"SNJ03-01-A{n:04}B") for n in range(16)]
    assert len(render_custody_forms(batch, ENGLISH, wording("ar"))) / len(batch) <= 20_000


def test_an_empty_form_is_struck_and_says_so() -> None:
    form = CustodyForm(
        "SNJ03-01-A0001B", UID, "", "", "", "", Printing(one_event().printing.at, "", "")
    )
    read = " ".join(by_pypdf(render_custody_form(form, ENGLISH)))
    for words in ("No transfer is recorded.", "No seal is recorded.", "None is recorded."):
        assert words in read
