"""What records are called: by number or name in every language, or by what they say."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.wording import LANGUAGES, wording
from app.models.strata import ContextRelation
from app.rules.titles import title_in
from tests.rules.world import make, uid

NUMBERS = {uid("later"): "SNJ03-CA0114", uid("earlier"): "SNJ03-CA0115"}


def relation(**values: Any) -> ContextRelation:
    told: dict[str, Any] = {
        "context": uid("later"),
        "other_context": uid("earlier"),
        "relation": "ABOVE",
    }
    return make(ContextRelation, "line", **told | values)


def called(record: ContextRelation, language: str = "en") -> str:
    return title_in(wording(language), record, NUMBERS.__getitem__)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*(one.code for one in ContextRelation.relation.codes.codes), "?"])
def test_a_relation_is_called_by_what_it_says(language: str, code: str) -> None:
    name = called(relation(relation=code), language)
    assert all(number in name for number in NUMBERS.values())
    assert (name == called(relation(relation=code))) == (language == "en")


def test_it_is_said_from_the_later_side() -> None:
    assert called(relation()) == "SNJ03-CA0114 lies above SNJ03-CA0115"
    assert called(relation(relation="CUTS")) == "SNJ03-CA0114 cuts SNJ03-CA0115"


def test_what_has_a_number_or_says_nothing_yet_is_called_as_ever() -> None:
    assert called(relation(number="R 7")) == "R 7"
    assert called(relation(other_context=None)) == uid("line")[:8]
