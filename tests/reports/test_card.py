"""The card of a record on paper: what was amended is struck and legible, what is wanted says so."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from app.core.wording import LANGUAGES, wording
from app.reports.card import (
    Before,
    Card,
    Cells,
    Footnote,
    Line,
    Noted,
    Objection,
    Part,
    Picture,
)
from app.reports.card_sections import body, render_card
from app.reports.custody import Dispute, DisputedValue, Printing
from app.reports.press import Cover
from app.reports.style import ALARM_SMALL, LEFT
from app.reports.words import Bilingual, Tongues
from tests.reports.forms import HEAD, UID, at
from tests.reports.reading import by_poppler, by_pypdf, plain
from tests.reports.test_marks import Watched, through

SAY = Tongues(wording("en"), wording("ar"))
DEPTH = Bilingual("Depth below ground", "العمق تحت سطح الأرض")
RIVALS = (DisputedValue("Supine", "Sara", at(2, 8)), DisputedValue("Prone", "Rəşad", at(2, 9)))
COVER = Cover(
    code="CARD",
    version=1,
    number="SNJ03-01-A0003B.7",
    organisation="Mass Graves Department · دائرة شؤون وحماية المقابر الجماعية",
    operation="BSR26",
    site="SNJ03",
    sensitivity=Bilingual("C2 confidential", "C2 سري"),
    printing=Printing(at(3, 12), "Sara", HEAD, HEAD, 41, "4f9a01bc77e24d55"),
    attachment=b"{}",
    attachment_name="SNJ03-01-A0003B",
)


def card(**changed: Any) -> Card:
    """Remains with everything that can stand on a card."""
    amended = Line(DEPTH, ("1.45 m",), before=(Before(1, "1.60 m"), Before(2, "")))
    footnotes = (
        Footnote(1, DEPTH, "Measured anew from S02.", "Sara", at(2, 10), "Ahmad"),
        Footnote(2, DEPTH, "كُتب سهواً", "Rəşad", at(2, 11)),
    )
    wanted = Line(Bilingual("Exposed by", "كشفه"), is_wanted=True)
    disputed = Line(Bilingual("Position of the body", "وضعية الجثمان"), rivals=RIVALS)
    doubted = Line(
        Bilingual("Articulation", "التمفصل"),
        (Bilingual("Fully articulated", "متمفصل كلياً"),),
        margin=(Noted("Uncertain", "Roots over the left foot.", "Sara", at(2, 12)),),
    )
    relations = Line(
        Bilingual("Relations", "العلاقات"),
        cells=Cells(
            (Bilingual("Other remains"), Bilingual("Lies")),
            ((("SNJ03-01-A0004B",), ("above",)), (("SNJ03-01-A0005B",), ())),
        ),
    )
    made = Card(
        cover=COVER,
        title=Bilingual("Remains", "رفات"),
        number="SNJ03-01-A0003B",
        uid=UID,
        parts=(
            Part(Bilingual("General", "عام"), (amended, wanted), footnotes),
            Part(Bilingual("Body position", "وضعية الجثمان"), (disputed, doubted, relations)),
        ),
        objections=(Objection("BR-24", "4 of the six views are in no photo."),),
        disputes=(Dispute("Position of the body", RIVALS),),
        origin=(Line(Bilingual("On the laptop"), ("Laptop A",)),),
    )
    return replace(made, **changed)


def drawn(printed: Card) -> Watched:
    pen = Watched()
    for item in body(printed, SAY):
        item.block.draw(pen, LEFT, 700)
    return pen


def text_of(printed: Card, language: str = "ar") -> str:
    right = None if language == "en" else wording(language)
    return plain(" ".join(by_pypdf(render_card(printed, wording("en"), right))))


def test_what_was_amended_is_struck_through_and_legible() -> None:
    pen = drawn(card())
    assert through(pen, "1.60 m")
    assert not through(pen, "1.45 m")
    told = text_of(card())
    assert "1.60 m" in told
    assert "1.45 m" in told


def test_a_footnote_says_why_who_when_and_with_whose_approval() -> None:
    told = text_of(card(), "en")
    assert "Note 1. Depth below ground, amended by Sara, 2026-11-02 10:00 +03:00." in told
    assert "Reason Measured anew from S02." in told
    assert "Approved by Ahmad" in told
    assert "Before, see note 2" in told


def test_what_is_wanted_disputed_or_doubted_says_so() -> None:
    pen = drawn(card())
    styles = {said: style for said, _, _, style in pen.texts}
    assert styles["To complete"] is ALARM_SMALL
    assert styles["Disputed"] is ALARM_SMALL
    told = text_of(card(), "en")
    for said in ("Supine", "Prone", "In doubt: Uncertain", "Roots over the left foot.", "BR-24"):
        assert said in told
    assert "DISPUTED. Questions that nobody has decided yet: 1." in text_of(
        card(cover=replace(COVER, disputes=1)), "en"
    )


def test_a_table_of_many_columns_stands_as_groups_of_fields() -> None:
    heads = tuple(Bilingual(f"Column {place}") for place in range(9))
    row = tuple((f"Value {place}",) for place in range(9))
    line = Line(Bilingual("Lines"), cells=Cells(heads, (row, row)))
    told = text_of(card(parts=(Part(Bilingual("Lines"), (line,)),)), "en")
    assert told.count("Value 8") == 2
    assert "Line 2" in told


def test_two_hundred_rows_go_on_over_pages_below_their_heads() -> None:
    heads = (Bilingual("Number"), Bilingual("What"))
    rows = tuple(((f"SNJ03-01-A{n:04}B",), ("a bone " * 9,)) for n in range(200))
    line = Line(Bilingual("Items"), cells=Cells(heads, rows))
    pages = by_pypdf(render_card(card(parts=(Part(Bilingual("Items"), (line,)),)), wording("en")))
    assert len(pages) > 4
    assert all(f"SNJ03-01-A{n:04}B" in " ".join(pages) for n in range(200))
    assert all("Number What" in page for page in pages[:4])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_text_loses_nothing_in_any_language(language: str) -> None:
    sentence = "رفات في وضع منثنٍ، ۱۲۳، ڕوفاتەکە لەسەر لا. The left arm lies under the trunk. "
    line = Line(Bilingual("Remarks"), (sentence * 120 + "END",))
    told = text_of(card(parts=(Part(Bilingual("General"), (line,)),)), language)
    assert told.count("left arm") == 120
    assert "END" in told


def test_a_photo_stands_on_the_card_small_and_the_others_by_number() -> None:
    target = io.BytesIO()
    Image.new("RGB", (400, 300), "#806040").save(target, "JPEG")
    photo = Picture("SNJ03-PA00412", "In place", "Blurred", target.getvalue(), (400, 300))
    pdf = render_card(card(pictures=(photo,), other_photos=("SNJ03-PA00500",)), wording("en"))
    told = " ".join(by_pypdf(pdf))
    assert "Blurred" in told
    assert "Further photos: SNJ03-PA00500" in told
    images = [image.image for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]
    assert [image.size for image in images if image is not None] == [(400, 300)]


def test_the_foot_names_the_newest_bundle_where_there_is_one() -> None:
    assert "Last bundle 4f9a01bc77e2" in text_of(card(), "en")
    none = replace(COVER, printing=replace(COVER.printing, bundle=""))
    assert "Last bundle" not in text_of(card(cover=none), "en")


def test_the_same_card_gives_the_same_bytes() -> None:
    say = wording("en"), wording("ckb")
    assert render_card(card(), *say) == render_card(card(), *say)


def test_a_record_without_a_number_of_its_own_bears_no_code() -> None:
    labelled, bare = card(), card(is_labelled=False, number="6f1d0e0a")
    assert body(labelled, SAY)[0].block.height > body(bare, SAY)[0].block.height
    assert any("6f1d0e0a" in page for page in by_poppler(render_card(bare, wording("en"))))
