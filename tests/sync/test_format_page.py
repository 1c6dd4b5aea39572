"""The page about the format leaves nothing out, and says the numbers that the program goes by."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.crypto.certificates import MAX_CERTIFICATES
from app.models.journal import LINE_LIMIT
from app.sync import names
from app.sync.checkpoints import CHECKPOINT_LIMIT, _Statement
from app.sync.documents import DEPTH_LIMIT, DOCUMENT_LIMIT, INTEGER_LIMIT
from app.sync.enrolment import Enrolment, EnrolmentRequest
from app.sync.frames import ALWAYS_ALLOWED, RATIO_LIMIT, RAW_LIMIT, WINDOW_LIMIT
from app.sync.header import LINES_LIMIT, Have, Header, MediumEntry, SegmentEntry
from app.sync.outgoing import PART_LIMIT, TOGETHER_LIMIT
from app.sync.receipts import Holding, Receipt
from app.sync.refusals import WORDS, Reason
from app.sync.trust import Revocation, Revocations

PAGE = (Path(__file__).parents[2] / "docs" / "bundle-format.md").read_text("utf-8")
DOCUMENTS: list[type[msgspec.Struct]] = [
    Header,
    SegmentEntry,
    Have,
    MediumEntry,
    _Statement,
    Revocations,
    Revocation,
    Receipt,
    Holding,
    EnrolmentRequest,
    Enrolment,
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.__name__)
def test_every_key_is_described(document: type[msgspec.Struct]) -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(document)}
    words = set(
        PAGE.replace("`", " ").replace("{", " ").replace("}", " ").replace(",", " ").split()
    )
    assert fields <= words
    tag = document.__struct_config__.tag
    assert tag is None or f"`{tag}`" in PAGE


def test_every_reason_is_described_and_has_words() -> None:
    assert set(WORDS) == set(Reason)
    assert not [reason for reason in Reason if f"`{reason}`" not in PAGE]


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_says_that_nothing_changed(reason: Reason) -> None:
    words = WORDS[reason]
    assert "othing was changed" in words.hint
    assert words.message.endswith(".")
    assert len(words.message) < 120


def test_the_numbers_are_the_ones_on_the_page() -> None:
    assert names.FILE_LIMIT == 4_294_967_295
    assert names.MEMBERS_LIMIT == 65_536
    assert DOCUMENT_LIMIT == 8 << 20
    assert names.SIGNATURE_LIMIT == 64 << 10
    assert CHECKPOINT_LIMIT == 4 << 10
    assert LINE_LIMIT == 256 << 10
    assert (RAW_LIMIT, RATIO_LIMIT, ALWAYS_ALLOWED) == (64 << 20, 200, 1 << 20)
    assert WINDOW_LIMIT == 8 << 20
    assert LINES_LIMIT == 1_048_576
    assert MAX_CERTIFICATES == 5_000
    assert names.MEDIUM_LIMIT == 2 << 30
    assert (DEPTH_LIMIT, INTEGER_LIMIT) == (16, 9_007_199_254_740_991)
    assert (PART_LIMIT, TOGETHER_LIMIT) == (3_900_000_000, 8 << 20)
    for said in ("4,294,967,295", "65,536", "1,048,576", "9,007,199,254,740,991", "3.9 GB"):
        assert said in PAGE
