"""Signed JSON has one spelling."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync.documents import decode, encode, is_bounded
from app.sync.refusals import BundleRefusedError, Reason

TEXT = st.text(max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


class Note(msgspec.Struct, frozen=True, kw_only=True, tag="note", tag_field="type"):
    format: int = 1
    text: str
    extra: object = None


def refusal(data: bytes, limit: int = 10_000) -> Reason:
    with pytest.raises(BundleRefusedError) as caught:
        decode(data, Note, limit=limit)
    return caught.value.reason


@given(TEXT, JSON)
def test_what_is_encoded_is_decoded(text: str, extra: object) -> None:
    note = Note(text=text, extra=extra)
    assert decode(encode(note), Note) == note


@given(TEXT, JSON)
def test_the_spelling_is_the_one_in_the_documentation(text: str, extra: object) -> None:
    plain = {"format": 1, "type": "note", "text": text, "extra": extra}
    spelled = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Python spells DEL as it is and the other control characters as we do.
    assert encode(Note(text=text, extra=extra)) == spelled.encode()


def test_unknown_keys_are_allowed() -> None:
    assert decode(b'{"format":1,"mood":[1],"text":"x","type":"note"}', Note).text == "x"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.MALFORMED),
        (b"[]", Reason.MALFORMED),
        (b'{"format":1,"text":"x","type":"note"} ', Reason.MALFORMED),
        (b'{"format":1, "text":"x","type":"note"}', Reason.MALFORMED),
        (b'{"text":"x","format":1,"type":"note"}', Reason.MALFORMED),
        (b'{"format":1,"format":1,"text":"x","type":"note"}', Reason.MALFORMED),
        (b'{"format":1,"text":"\\u0078","type":"note"}', Reason.MALFORMED),
        (b'{"format":1,"text":"\\/","type":"note"}', Reason.MALFORMED),
        (b'{"format":1.0,"text":"x","type":"note"}', Reason.MALFORMED),
        (b'{"format":1,"text":"x","type":"other"}', Reason.MALFORMED),
        (b'{"format":1,"text":"x"}', Reason.MALFORMED),
        (b'{"text":"x","type":"note"}', Reason.MALFORMED),
        (b'{"extra":9007199254740992,"format":1,"text":"x","type":"note"}', Reason.MALFORMED),
        (b'{"extra":1e3,"format":1,"text":"x","type":"note"}', Reason.MALFORMED),
        (b'{"format":2,"text":"x","type":"note"}', Reason.NEWER_VERSION),
        (b'{"format":2,"min_reader":2,"type":"note"}', Reason.NEWER_VERSION),
        (b'{"format":1,"text":"\xff","type":"note"}', Reason.MALFORMED),
        (b'{"format":1,"text":"\xed\xa0\x80","type":"note"}', Reason.MALFORMED),
        (b'{"format":1,"text":"' + b"x" * 10_000 + b'","type":"note"}', Reason.TOO_LARGE),
    ],
)
def test_every_other_spelling_is_refused(data: bytes, reason: Reason) -> None:
    assert refusal(data) is reason


def test_a_later_format_that_we_may_read_is_read() -> None:
    assert decode(b'{"format":3,"min_reader":1,"text":"x","type":"note"}', Note).format == 3


def test_depth_is_bounded() -> None:
    def deep(levels: int) -> object:
        return [deep(levels - 1)] if levels else 0

    assert is_bounded(deep(16))
    assert not is_bounded(deep(17))
    assert not is_bounded({"a": deep(16)})


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    assert refusal(noise) is Reason.MALFORMED
