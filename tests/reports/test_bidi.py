"""Directions of text: held against another implementation, then lines that a form prints."""

from __future__ import annotations

import time

import pytest
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from hypothesis import example, given
from hypothesis import strategies as st

from app.reports.bidi import is_rtl, levels, visual_order

SIGNS = "aB ا ب ە ۆ א 1 2 ٣ ٤ ۵ , : / + - % # ( ) [ ] « » . \u0651 \u200c \u00ad \t"
CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
texts = st.text(st.sampled_from(SIGNS + CONTROLS), max_size=24)


@given(texts, st.booleans())
@example("\u2067\u2066a\u2069", False)
@example("(ا\u2066b\u2069)", False)
def test_every_character_runs_as_the_standard_says(text: str, rtl: bool) -> None:
    direction = TextDirection.RTL if rtl else TextDirection.LTR
    oracle = BidiParagraph(text, base_direction=direction).get_characters_with_embedding_level()
    ours = levels(text, is_rtl=rtl)
    assert [(c.character_index, c.embedding_level) for c in oracle] == [
        (c.character_index, ours[c.character_index]) for c in oracle
    ]


@given(st.lists(st.integers(0, 4), max_size=12))
def test_reordering_loses_nothing_and_keeps_what_runs_right(found: list[int]) -> None:
    order = visual_order(found)
    assert sorted(order) == list(range(len(found)))
    if all(level == 0 for level in found):
        assert order == sorted(order)
    if found and all(level == 1 for level in found):
        assert order == sorted(order, reverse=True)


@given(st.text(max_size=60), st.booleans())
def test_any_text_has_a_level_for_each_character(text: str, rtl: bool) -> None:
    found = levels(text, is_rtl=rtl)
    assert len(found) == len(text)
    assert all(level >= rtl or not rtl for level in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("رفات SNJ03", True),
        ("SNJ03 رفات", False),
        ("\u2066SNJ03\u2069 رفات", True),
        ("123 (رفات)", True),
        ("\u2069رفات", True),
        ("12:30", False),
        ("", False),
    ],
)
def test_the_first_letter_decides(text: str, expected: bool) -> None:
    assert is_rtl(text) is expected


def test_a_text_without_letters_runs_as_the_page_does() -> None:
    assert is_rtl("12:30", otherwise=True)


def _drawn(text: str, *, rtl: bool) -> str:
    return "".join(text[place] for place in visual_order(levels(text, is_rtl=rtl)))


def test_an_isolated_number_keeps_its_order() -> None:
    assert "#77-AB/9" in _drawn("ختم \u2066#77-AB/9\u2069 سليم", rtl=True)
    assert "2026-02-21 14:35" in _drawn("في \u20662026-02-21 14:35\u2069.", rtl=True)


def test_arabic_digits_run_right_within_a_line_that_runs_left() -> None:
    assert _drawn("عدد ١٢٣", rtl=True) == "١٢٣ ددع"


@pytest.mark.parametrize(
    "text", ["-" * 50_000 + "ا1", "\u2068" * 20_000 + "ا", "ا (b) 1%" * 6_000, "(ا" * 20_000]
)
def test_a_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    begun = time.process_time()
    assert len(levels(text, is_rtl=False)) == len(text)
    assert time.process_time() - begun < 5
