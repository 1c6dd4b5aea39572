"""Setting lines: nothing is lost, nothing is wider than its column, no text is too strange."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.reports.bidi import CONTROLS
from app.reports.legible import UnprintableTextError, legible
from app.reports.lines import Line, set_lines
from app.reports.typefaces import typeface

WORDS = "رفات المقبرة مَقبَرَة ڕوفات می‌رود Əliyev office SNJ03-01-A0003B.7 (12) ٢٠٢٦ ۱۲ — ، « » é \n"
mixed = st.lists(st.sampled_from(WORDS.split(" ")), max_size=20).map(" ".join)
any_text = st.one_of(st.text(max_size=80), mixed)
any_width = st.floats(200, 40_000)


def said(line: Line) -> str:
    """What a line's glyphs stand for, in reading order."""
    parts = []
    for piece in line.pieces:
        glyphs = [typeface(piece.font).glyphs[place].text for place in piece.shape.glyphs]
        letters = {unicodedata.bidirectional(character) for text in glyphs for character in text}
        turned = "AL" in letters or (letters & {"R", "NSM"} and "L" not in letters)
        parts.append("".join(reversed(glyphs) if turned else glyphs))
    return "".join(parts)


def words(text: str) -> str:
    """`text` without spaces and marks of direction, which a break may swallow."""
    return "".join(c for c in text if c not in CONTROLS and not c.isspace())


@given(any_text, any_width, st.booleans(), st.booleans())
@example("\u0301", 200, True, False)
@example("ب" * 500, 300, False, False)
def test_every_character_is_set_once_and_in_order(
    text: str, width: float, bold: bool, ours: bool
) -> None:
    lines = set_lines(text, width, is_bold=bold, is_ours=ours)
    assert sorted(words("".join(map(said, lines)))) == sorted(words(legible(text)))
    if words(legible(text)).isascii():
        assert words("".join(map(said, lines))) == words(legible(text))


@given(any_text, st.floats(3_000, 40_000), st.booleans())
def test_no_line_is_wider_than_its_column(text: str, width: float, bold: bool) -> None:
    for line in set_lines(text, width, is_bold=bold):
        assert line.width <= width + 0.01
        for piece in line.pieces:
            assert -0.01 <= piece.x <= line.width - piece.shape.width + 0.01


@given(mixed, st.floats(3_000, 40_000))
def test_pieces_lie_side_by_side(text: str, width: float) -> None:
    for line in set_lines(text, width):
        edge = 0.0
        for piece in sorted(line.pieces, key=lambda piece: (piece.x, piece.shape.width)):
            assert piece.x == pytest.approx(edge, abs=0.05)
            edge += piece.shape.width
        assert line.width == pytest.approx(edge, abs=0.05)


@given(st.text(max_size=40))
def test_legible_text_stays_as_it_is(text: str) -> None:
    assert legible(legible(text)) == legible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", "a b"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("\U0001f600", "[U+1F600]"),
        ("\x00\x1b", "[U+0000][U+001B]"),
        ("\ue000\uffff", "[U+E000][U+FFFF]"),
        ("e\u0301", "é"),
        ("\uff21\u2460", "A1"),
        ("soft\u00adhyphen\ufeff", "softhyphen"),
        ("می\u200cرود", "می\u200cرود"),
        ("\u2066SNJ03\u2069", "\u2066SNJ03\u2069"),
    ],
)
def test_what_is_shown_for_what_cannot_be_drawn(text: str, shown: str) -> None:
    assert legible(text) == shown


@pytest.mark.parametrize("text", ["a\ud800", "a\udfffb", "\udc80 "])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(UnprintableTextError):
        set_lines(text, 10_000)


def test_a_code_breaks_after_a_hyphen_not_within_a_part() -> None:
    lines = set_lines("SNJ03-01-A0003B", 6_000)
    assert [said(line) for line in lines] == ["SNJ03-01-", "A0003B"]


def test_ours_runs_as_its_language_whatever_comes_first() -> None:
    assert set_lines("C2 · سري", 9_000, is_ours=True)[0].is_rtl
    assert not set_lines("C2 · سري", 9_000)[0].is_rtl
    assert not set_lines("Hand to \u2068سارا\u2069.", 30_000, is_ours=True)[0].is_rtl


def test_letters_join_and_digits_do_not_turn() -> None:
    [line] = set_lines("عدد ١٢٣", 9_000)
    digits = [piece for piece in line.pieces if said_one(piece.shape.glyphs, piece.font) in "١٢٣"]
    assert [piece.x for piece in digits] == sorted(piece.x for piece in digits)
    joined, alone = set_lines("بب", 9_000)[0].width, set_lines("ب", 9_000)[0].width
    assert joined < 2 * alone


def said_one(glyphs: tuple[int, ...], font: str) -> str:
    return "".join(typeface(font).glyphs[place].text for place in glyphs)


@pytest.mark.parametrize("text", ["x" * 60_000, "ب" * 60_000, "\u0651" * 20_000, "ا 1 " * 12_000])
def test_a_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    begun = time.process_time()
    assert set_lines(text, 10_000)
    assert time.process_time() - begun < 20
