"""What is printed can be searched and copied: a law of mixed lines, then lines of each language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.reading import by_poppler, by_pypdf, plain, printed

RIGHT_TO_LEFT = (
    "رفات ختم المقبرة تسليم الله لا إلى مَقبَرَة شدّة كتابٌ",
    "ڕوفات گۆڕ هەڵکەندن ژمارەیەک",
    "می‌رود خانهٔ پیکر گچ ۀ",
)
LEFT_TO_RIGHT = ("custody of the office AV To étude", "Əliyev qalıqları şəxs İğdır")
CODES = (
    "SNJ03-01-A0003B.7",
    "2026-11-21 14:35 +03:00",
    "#77-AB/9",
    "33.3152°N 44.3661°E",
    "٢٠٢٦",
    "۱۲۳",
    "٣/٤",
    "12",
    "5%",
    "A7F3-000123",
)


@st.composite
def sentences(draw: st.DrawFn, own: tuple[str, ...], other: tuple[str, ...], comma: str) -> str:
    """Words of one direction, with codes, brackets, and now and then a word of the other."""
    word = st.sampled_from(" ".join(own).split())
    others = " ".join(other).split()
    part = st.one_of(
        word,
        word,
        word,
        st.sampled_from(CODES).map("\u2066{}\u2069".format),
        word.map(f"{{}}{comma}".format),
        word.map("({})".format),
        word.map("“{}”".format),
        st.sampled_from(CODES).map("(\u2066{}\u2069)".format),
        st.sampled_from(others).map("\u2068{}\u2069".format),
        st.sampled_from(others).map("(\u2068{}\u2069)".format),
    )
    return " ".join([draw(word), *draw(st.lists(part, min_size=1, max_size=24)), draw(word)]) + "."


to_the_left = sentences(RIGHT_TO_LEFT, LEFT_TO_RIGHT, "،")
to_the_right = sentences(LEFT_TO_RIGHT, RIGHT_TO_LEFT, ",")
pages = st.lists(st.one_of(to_the_left, to_the_right), min_size=6, max_size=6)


@given(pages)
@settings(max_examples=25)
def test_a_sentence_comes_back_in_the_order_it_was_written(texts: list[str]) -> None:
    pdf = printed(texts)
    assert by_pypdf(pdf) == [plain(text) for text in texts]
    assert by_poppler(pdf) == [plain(text) for text in texts]


LINES = [
    "استلام رفات رقم \u2066SNJ03-01-A0003B.7\u2069 من الموقع.",
    "التاريخ ٢١/٢/٢٠٢٦ الساعة ١٤:٣٥",
    "\u2066#77-AB/9\u2069 — الختم سليم (نعم)",
    "ڕادەستکردنی ڕوفات بە ژمارە ١٢٣٤٥ لە هەولێر، گۆڕی بەکۆمەڵ",
    "تحویل پیکر شماره ۱۲۳۴۵ در شلمچه — ۲۰۲۶/۰۲/۲۱",
    "لا إله إلا الله محمد رسول الله",
    "التاريخ \u20662026-02-21 14:35\u2069 إحداثيات \u206633.3152°N 44.3661°E\u2069",
    "المَقبَرَةُ الجَماعِيَّة، والشدّةُ على الحرفِ",
    "منطقهٔ آلوده: خانۀ گچی، ژاله می‌رود",
    "Insan qalıqları, məzar Əliyev — custody of SNJ03 (رفات).",
    "Transfer office AV To file.",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("width", [420.0, 120.0])
def test_a_line_of_each_language(line: str, width: float) -> None:
    pdf = printed([line], width=width)
    assert by_pypdf(pdf) == [plain(line)]
    assert by_poppler(pdf) == [plain(line)]


def test_what_no_font_has_is_told_by_its_code() -> None:
    assert by_pypdf(printed(["bag \U0001f600 <b>& \x07 ok"])) == ["bag [U+1F600] <b>& [U+0007] ok"]


def test_a_page_of_both_runs_as_most_of_its_mixed_lines() -> None:
    english = "Released to the store in the town and sealed again there."
    pdf = printed(["\n \n".join([LINES[0], LINES[6], *[english] * 8])])
    assert plain(LINES[0]) in by_poppler(pdf)[0]
    assert plain(LINES[6]) in by_poppler(pdf)[0]
    assert english in by_poppler(pdf)[0]
