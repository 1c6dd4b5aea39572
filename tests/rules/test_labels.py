"""The code on a label: what goes in comes out, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.containers import Container
from app.rules.labels import (
    PAYLOAD_LIMIT,
    Label,
    encode_label,
    parse_label,
    the_label_is_that_of_the_item,
)
from app.rules.numbering import NumberError
from tests.models.strategies import uids
from tests.rules.world import sentences, stopping

UID = "6f1c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f"
PAYLOAD = "FX1|SNJ03-KA0031|N4OB2LR3JJGF3DTPPKFZYDI6F4|G"

numbers = st.text("0123456789ABCDEFGHJKLMN-/ ", min_size=1, max_size=32)


@given(numbers, uids)
def test_what_is_printed_is_scanned(number: str, uid: str) -> None:
    payload = encode_label(number, uid)
    assert parse_label(payload) == Label(number, uid)
    assert parse_label(f" {payload}\r\n") == Label(number, uid)
    assert len(payload) <= PAYLOAD_LIMIT


LETTERS_AND_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
places = st.sampled_from([at for at, mark in enumerate(PAYLOAD) if mark in LETTERS_AND_DIGITS])


@given(places, st.sampled_from(LETTERS_AND_DIGITS))
def test_a_misread_character_never_names_another_item(at: int, other: str) -> None:
    misread = PAYLOAD[:at] + other + PAYLOAD[at + 1 :]
    try:
        label = parse_label(misread)
    except NumberError:
        return
    # The uid carries no check of its own: a misread one is a record that nobody has.
    assert label.number == "SNJ03-KA0031"
    assert (label.uid == UID) is (misread == PAYLOAD)


def test_looks_as_the_labels_in_the_field_do() -> None:
    assert encode_label("SNJ03-KA0031", UID) == PAYLOAD


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "SNJ03-KA0031",
        "FX2" + PAYLOAD[3:],
        PAYLOAD.lower(),
        PAYLOAD + "|",
        PAYLOAD.replace("|G", "|H"),
        PAYLOAD.replace("6F4|", "6F5|"),  # the same bytes, spelled a second way
        "FX1|SNJ03-KA0031||G",
        "FX1||N4OB2LR3JJGF3DTPPKFZYDI6F4|1",
        "FX1|SNJ03-KA0031|AAAAAAAAAAAAAAAAAAAAAAAAAA|G",  # no random uid
        "FX1|SNJ03-KA0031|N4OB2LR3JJGF3DTPPKFZYDI6F4AAAAAA|G",
        "FX1|SNJ03-KA0031|é4OB2LR3JJGF3DTPPKFZYDI6F4|G",
        PAYLOAD * 1000,
    ],
)
def test_what_is_no_label_is_refused(scanned: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_label(scanned)
    assert "Scan again" in caught.value.advice


@pytest.mark.parametrize(
    ("number", "uid"),
    [("", UID), ("A|B", UID), ("قبر", UID), ("A\nB", UID), ("A", "x"), ("A" * 200, UID)],
)
def test_what_cannot_stand_on_a_label_is_not_printed(number: str, uid: str) -> None:
    with pytest.raises(NumberError):
        encode_label(number, uid)


@given(numbers, uids, uids)
def test_only_its_own_label_is_that_of_an_item(number: str, own: str, other: str) -> None:
    item = Container(own, {"number": number})
    assert not list(the_label_is_that_of_the_item(item, encode_label(number, own)))
    if other != own:
        assert list(the_label_is_that_of_the_item(item, encode_label(number, other)))


@pytest.mark.parametrize(
    ("scanned", "is_its_own"),
    [
        ("SNJ03-KA0031.G", True),
        ("snj03ka٠٠٣١.g", True),
        ("SNJ03-KA0031.H", False),
        ("SNJ03-KA0031", False),
        ("SNJ03-KA0032.E", False),
        ("IQ-204470", False),
        ("", False),
    ],
)
def test_a_typed_number_counts_with_its_check_character(scanned: str, is_its_own: bool) -> None:
    verdicts = list(
        the_label_is_that_of_the_item(Container(UID, {"number": "SNJ03-KA0031"}), scanned)
    )
    assert stopping(verdicts) == ([] if is_its_own else ["BR-11"])
    assert len(sentences(verdicts)) == len(verdicts)


def test_an_item_without_a_number_has_no_typed_label() -> None:
    assert stopping(the_label_is_that_of_the_item(Container(UID, {}), "")) == ["BR-11"]
