"""The check character: published examples, then which slips it catches."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.check_characters import check_character, with_check

CHARACTERS = string.digits + string.ascii_uppercase
texts = st.text(CHARACTERS, min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("number", "check"),
    [
        ("A1-2425G-ABC1234002", "M"),  # Global Release Identifier Standard
        ("0000-0000-3A8D-0000", "Z"),  # ISO 15706, ISAN
        ("0000-0000-D07A-0090", "Q"),  # ISO 15706-2, ISAN with its version
        ("0000-0000-D07A-0090-0000-0000", "X"),
    ],
)
def test_agrees_with_the_published_examples(number: str, check: str) -> None:
    assert check_character(number) == check


@given(texts, st.data())
def test_one_wrong_character_is_always_caught(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(CHARACTERS.replace(text[at], "")))
    assert check_character(text[:at] + other + text[at + 1 :]) != check_character(text)


def test_neighbours_changed_round_are_nearly_always_caught() -> None:
    missed = [
        (before, first, second)
        for before in CHARACTERS
        for first in CHARACTERS
        for second in CHARACTERS
        if first < second
        and check_character(before + first + second) == check_character(before + second + first)
    ]
    assert len(missed) * 500 < 36 * 36 * 35 / 2


@given(texts)
def test_a_check_character_is_one_digit_or_capital(text: str) -> None:
    assert check_character(text) in CHARACTERS


@given(texts, st.text("-/ .", max_size=4))
def test_hyphens_and_case_do_not_count(text: str, marks: str) -> None:
    assert check_character(marks.join(text.lower())) == check_character(text)


def test_is_printed_after_a_dot() -> None:
    assert with_check("SNJ03-01-A0003B") == "SNJ03-01-A0003B.Y"
