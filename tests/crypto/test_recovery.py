"""Recovery sheets: any two give it back, one alone cannot, and every slip of the pen is told."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from app.crypto import bech32
from app.crypto.recovery import (
    RecoveryError,
    combine,
    combine_identity,
    split,
    split_identity,
)
from app.crypto.sealing import new_identity, seal, unseal

SECRET = bytes(range(32))
SHEETS = split(SECRET)


@given(st.integers(8, 16).flatmap(lambda half: st.binary(min_size=2 * half, max_size=2 * half)))
@settings(max_examples=10)
def test_any_two_or_all_three_give_it_back(secret: bytes) -> None:
    sheets = split(secret)
    for pair in itertools.permutations(sheets, 2):
        assert combine(pair) == secret
    assert combine(sheets) == combine(sheets[::-1]) == secret


def test_what_opens_recovery_seals_comes_back() -> None:
    identity = new_identity()
    one, _, three = split_identity(identity)
    restored = combine_identity([three, one])
    assert restored == identity
    assert unseal(seal(b"database key", [identity.recipient]), [restored]) == b"database key"


def test_a_sheet_has_33_words() -> None:
    assert [len(sheet.split()) for sheet in SHEETS] == [33, 33, 33]


def test_four_letters_of_a_word_are_enough() -> None:
    assert len({word[:4] for word in WORDLIST}) == len(WORDLIST)
    short = [" ".join(word[:4] for word in sheet.split()) for sheet in SHEETS]
    assert combine(short[:2]) == SECRET
    assert combine([SHEETS[0].upper(), "\n".join(SHEETS[2].split())]) == SECRET


def _with_word(sheet: str, place: int, word: str) -> str:
    words = sheet.split()
    words[place] = word
    return " ".join(words)


@given(st.integers(0, 32), st.sampled_from(WORDLIST))
def test_every_wrong_word_is_noticed(place: int, word: str) -> None:
    changed = _with_word(SHEETS[0], place, word)
    if changed != SHEETS[0]:
        with pytest.raises(RecoveryError, match="Sheet 1 has a mistake"):
            combine([changed, SHEETS[1]])


def test_two_words_exchanged_are_noticed() -> None:
    words = SHEETS[1].split()
    words[5], words[6] = words[6], words[5]
    if words[5] != words[6]:
        with pytest.raises(RecoveryError, match="Sheet 2 has a mistake"):
            combine([SHEETS[0], " ".join(words)])


OTHERS = split(bytes(32))
SIXTEEN = split(bytes(16))


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ([], "Two different sheets"),
        ([SHEETS[0]], "Two different sheets"),
        ([SHEETS[0], SHEETS[0]], "Two different sheets"),
        ([SHEETS[0], SHEETS[1], SHEETS[0]], "Two different sheets"),
        ([SHEETS[0], OTHERS[1]], "do not belong together"),
        ([SHEETS[0], SHEETS[1], OTHERS[2]], "do not belong together"),
        ([SHEETS[0], SIXTEEN[1]], "do not belong together"),
        ([SHEETS[0], ""], "Sheet 2 has 0 words"),
        ([SHEETS[0], "academic " * 34], "Sheet 2 has 34 words"),
        ([SHEETS[0], "academic " * 25], "Sheet 2 has a mistake"),
        ([_with_word(SHEETS[0], 6, "xylophone"), SHEETS[1]], "Sheet 1: word 7 is not"),
        ([SHEETS[0], "قبر"], "Sheet 2: word 1 is not"),
        ([SHEETS[0], SHEETS[1].rsplit(" ", 1)[0]], "Sheet 2 has a mistake"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_sheets(sheets: list[str], sentence: str) -> None:
    with pytest.raises(RecoveryError, match=sentence) as caught:
        combine(sheets)
    assert caught.value.advice
    assert "academic" not in str(caught.value)


def test_sheets_of_another_scheme_are_refused() -> None:
    three_of_five = generate_mnemonics(1, [(3, 5)], SECRET, iteration_exponent=0)[0]
    with pytest.raises(RecoveryError, match="do not belong together"):
        combine(three_of_five[:3])
    slow = generate_mnemonics(1, [(2, 3)], SECRET, iteration_exponent=1)[0]
    with pytest.raises(RecoveryError, match="do not belong together"):
        combine(slow[:2])


def test_sheets_of_something_else_are_no_key() -> None:
    with pytest.raises(RecoveryError, match="do not belong together"):
        combine_identity(SIXTEEN[:2])


def test_two_sheets_that_only_look_alike_are_noticed() -> None:
    """Same set, same numbers, another secret: only the digest inside tells."""
    with patch("shamir_mnemonic.shamir._random_identifier", return_value=77):
        one, other = split(SECRET), split(bytes(32))
    with pytest.raises(RecoveryError, match="do not belong together"):
        combine([one[0], other[1]])
    with pytest.raises(RecoveryError, match="do not belong together"):
        combine([one[0], one[1], other[2]])


def test_three_sheets_must_all_agree() -> None:
    """The digest inside a pair is 32 bits, which somebody could meet by trying."""
    with (
        patch("app.crypto.recovery.combine_mnemonics", side_effect=[b"one", b"two", b"one"]),
        pytest.raises(RecoveryError, match="do not belong together"),
    ):
        combine(SHEETS)


def test_sheets_written_long_ago_still_work() -> None:
    first = (
        "inherit type academic acid ancestor soul rich infant cradle "
        "rocky coding desktop fatal estate august peasant lawsuit square "
        "erode remove luxury dominant frost twice fumes downtown always "
        "view saver august kitchen havoc resident "
    )
    third = (
        "inherit type academic always analysis havoc merchant dish charity "
        "apart craft tadpole adequate research flip mortgage index volume "
        "glen corner vitamins render garbage emerald museum kidney traffic "
        "episode acquire laser network civil famous "
    )
    assert combine([first, third]) == SECRET


@given(st.binary(max_size=50))
def test_bech32_comes_back(data: bytes) -> None:
    text = bech32.encoded("age", data)
    assert bech32.decoded("age", text) == bech32.decoded("age", text.upper()) == data


def test_bech32_is_ages() -> None:
    for _ in range(20):
        identity = new_identity()
        seed = bech32.decoded("age-secret-key-", identity.secret)
        assert len(seed) == 32
        assert bech32.encoded("age-secret-key-", seed).upper() == identity.secret


@given(st.data())
def test_bech32_notices_every_wrong_letter(data: st.DataObject) -> None:
    text = bech32.encoded("age", bytes(20))
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l1bio"))
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with pytest.raises(ValueError):  # noqa: PT011 - of one kind, whatever is wrong
            bech32.decoded("age", changed)


@pytest.mark.parametrize("text", ["", "age1", "age1qqq", "Age1qqqqqqqq", "x1qqqqqqqqq"])
def test_what_is_not_bech32(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of one kind, whatever is wrong
        bech32.decoded("age", text)


def test_bits_left_over_are_a_second_spelling() -> None:
    # BIP 173 fixes the checksum over whatever bits are there: 'p' for 'q' in the last letter of the
    # data, with its own checksum, would spell the same byte again.
    values = [0, 1]  # one byte of zero, and two bits that must be zero and are not
    check = bech32._checksum([*bech32._expanded("age"), *values, *[0] * 6]) ^ 1
    tail = [check >> shift & 31 for shift in range(25, -1, -5)]
    text = "age1" + "".join(bech32._LETTERS[value] for value in [*values, *tail])
    with pytest.raises(ValueError, match="left over"):
        bech32.decoded("age", text)
