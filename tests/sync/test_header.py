"""What a header announces makes sense in itself."""

from __future__ import annotations

import msgspec
import pytest

from app.core.ids import new_uid
from app.sync.documents import encode
from app.sync.header import Header, SegmentEntry, decode_header, recipient_digest
from app.sync.refusals import BundleRefusedError, Reason

A, B, C = "aa" * 32, "bb" * 32, "cc" * 32
FIRST, SECOND = sorted([new_uid(), new_uid()])


def entry(journal: str, first: int, last: int, before: str, head: str) -> SegmentEntry:
    return SegmentEntry(
        journal=journal,
        first=first,
        last=last,
        previous_hash=before,
        head=head,
        lines=last - first + 1,
        raw_bytes=9,
    )


def header(*segments: SegmentEntry) -> Header:
    return Header(
        operation=A,
        bundle="0" * 32,
        sender=FIRST,
        number=1,
        previous="",
        to=(A,),
        made="",
        app="",
        schema=1,
        segments=segments,
        have=(),
        media=(),
        media_elsewhere=(),
        want_media=(),
        state_digest="",
        audience="",
        trust_version=0,
    )


@pytest.mark.parametrize(
    "segments",
    [
        [],
        [entry(FIRST, 1, 3, A, B), entry(FIRST, 4, 4, B, C)],
        [entry(FIRST, 1, 3, A, B), entry(FIRST, 5, 9, C, A)],
        [entry(FIRST, 1, 3, A, B), entry(SECOND, 1, 3, A, B)],
    ],
    ids=["none", "joined", "with a gap", "of two journals"],
)
def test_segments_in_order(segments: list[SegmentEntry]) -> None:
    said = header(*segments)
    assert decode_header(encode(said)) == said


@pytest.mark.parametrize(
    ("segments", "reason"),
    [
        ([entry(FIRST, 1, 3, A, B), entry(FIRST, 4, 4, C, A)], Reason.CHAIN_BROKEN),
        ([entry(FIRST, 1, 3, A, B), entry(FIRST, 3, 4, B, C)], Reason.MALFORMED),
        ([entry(FIRST, 5, 9, A, B), entry(FIRST, 1, 3, A, B)], Reason.MALFORMED),
        ([entry(SECOND, 1, 3, A, B), entry(FIRST, 1, 3, A, B)], Reason.MALFORMED),
        (
            [entry(FIRST, 1, 3, A, B), entry(SECOND, 1, 3, A, B), entry(FIRST, 4, 4, B, C)],
            Reason.MALFORMED,
        ),
        ([entry(FIRST, 3, 1, A, B)], Reason.MALFORMED),
    ],
    ids=["not joined", "overlapping", "backwards", "journals backwards", "mixed", "negative"],
)
def test_segments_out_of_order(segments: list[SegmentEntry], reason: Reason) -> None:
    with pytest.raises(BundleRefusedError) as caught:
        decode_header(encode(header(*segments)))
    assert caught.value.reason is reason


def test_the_header_says_nothing_of_what_was_found() -> None:
    keys = {field.encode_name for field in msgspec.structs.fields(Header)}
    assert not keys & {"place", "site", "name", "people", "coordinates", "counts", "kinds"}


def test_a_recipient_goes_by_the_digest_that_sha256sum_gives() -> None:
    assert recipient_digest("age1abc").startswith("87a7f3079f95a7fc")
