"""What the field does not decide has no field, and no place in its words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.days import DiaryEntry
from app.models.documents import Document
from app.models.kinds import KINDS
from app.models.observations import Damage
from app.models.record import Record
from app.models.remains import RemainsCase
from tests.rules.asked import said
from tests.rules.world import World, make

DECIDED_ELSEWHERE = re.compile(
    r"cause_of|manner_of|death|perpetrator|culprit|identity|identified_as|genotype|religion|tribe|"
    r"sect$|ethnic"
)


def test_no_declaration_has_a_field_for_it() -> None:
    names = {
        f"{kind.kind}.{name}"
        for kind in KINDS
        for name, field in kind.fields.items()
        for name in [name, *getattr(getattr(field, "row", None), "columns", ())]
    }
    assert len(names) > 500
    assert not [name for name in names if DECIDED_ELSEWHERE.search(name)]


def case(**values: Any) -> RemainsCase:
    return make(RemainsCase, "case", **values)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Cause of  death: shot".replace("  ", " "), "cause of death"),
        ("killed by soldiers", "killed by"),
        ("يُرجَّح أنّ سبب الوفاة طلق ناري", "سبب الوفاة"),
        ("هۆکاری مردن نازانرێت", "هۆکاری مردن"),
        ("علت مرگ نامعلوم", "علت مرگ"),
        ("ÖLÜMÜN SƏBƏBİ məlum deyil", "ölümün səbəbi"),
    ],
)
def test_what_others_decide_is_not_written(text: str, phrase: str) -> None:
    stopped = [f"block: “{phrase}”: this is decided elsewhere, and has no place in a field record."]
    assert said(case(remarks=text), None, World(), "BR-27") == stopped
    rows = (Damage({"bone": "CRA", "note": text}),)
    assert said(case(damage=rows), None, World(), "BR-27") == stopped
    diary = make(DiaryEntry, "day", work_done=text)
    assert said(diary, None, World(), "BR-27") == stopped
    assert said(case(remarks="Lay on the left side."), None, World(), "BR-27") == []


@pytest.mark.parametrize(
    "draft",
    [
        case(remarks="Round hole, 9 mm, in the left temporal; edges bevelled inwards."),
        case(remarks="Hands tied behind the back with wire."),
        case(remarks="ثقب دائري في العظم الصدغي الأيسر"),
        make(Document, "finding", name="Cause of death, by the court"),
    ],
)
def test_what_was_seen_is_written(draft: Record) -> None:
    assert said(draft, None, World(), "BR-27") == []


def test_old_words_do_not_stop_new_ones() -> None:
    before = case(remarks="killed by soldiers")
    after = case(remarks="killed by soldiers", clothing_summary="Grey shirt.")
    assert said(after, before, World([before]), "BR-27") == []


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    assert len(said(case(remarks=text), None, World(), "BR-27")) <= 1
