"""DER: what is written is read back by asn1crypto, and no second spelling passes."""

from __future__ import annotations

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import der

values = st.recursive(
    st.binary(max_size=300).map(lambda data: der.encoded(der.OCTET_STRING, data)),
    lambda inner: st.lists(inner, max_size=4).map(lambda parts: der.sequence(*parts)),
    max_leaves=8,
)


@given(values)
def test_what_is_written_is_strict(data: bytes) -> None:
    assert der.is_strict(data)


@given(values, st.binary(min_size=1, max_size=3))
def test_nothing_may_follow_or_be_missing(data: bytes, tail: bytes) -> None:
    assert not der.is_strict(data + tail)
    assert not der.is_strict(data[:-1])


@given(st.binary(max_size=40))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert der.is_strict(data) in (True, False)


@given(st.integers(0, 2**200))
def test_whole_numbers(number: int) -> None:
    assert der.integer(number) == core.Integer(number).dump()


@given(st.lists(st.integers(0, 2**40), max_size=8))
def test_names(rest: list[int]) -> None:
    dotted = ".".join(map(str, [1, 2, *rest]))
    assert der.object_identifier(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.binary(max_size=70_000))
def test_lengths(data: bytes) -> None:
    assert der.encoded(der.OCTET_STRING, data) == core.OctetString(data).dump()


def test_sets_have_one_order() -> None:
    one, two = der.integer(1), der.integer(2)
    assert der.set_of(two, one) == der.set_of(one, two) == bytes.fromhex("3106020101020102")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("04", id="no length"),
        pytest.param("0402aa", id="cut short"),
        pytest.param("3080040100000000", id="indefinite length"),
        pytest.param("048101aa", id="longer length than need be"),
        pytest.param("04820001aa", id="length with a leading zero"),
        pytest.param("0484", id="length cut short"),
        pytest.param("1f8101", id="tag of many bytes"),
        pytest.param("30020402", id="reaches past its parent"),
        pytest.param("0400" * 2, id="two values"),
    ],
)
def test_not_strict(text: str) -> None:
    assert not der.is_strict(bytes.fromhex(text))


def test_no_value_is_deeper_than_a_parser_can_bear() -> None:
    data = b""
    for _ in range(der.MAX_DEPTH):
        data = der.sequence(data)
    assert der.is_strict(data)
    assert not der.is_strict(der.sequence(data))
