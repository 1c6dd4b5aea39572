"""Words in every language: nothing that is said lacks its Arabic, and no placeholder is lost."""

from __future__ import annotations

import json
import string

import pytest

from app.core.resources import resource
from app.core.wording import LANGUAGES
from tests.house.strings import declared, literals, spoken

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")


def _catalogue(language: str) -> dict[str, str]:
    path = resource("translations", f"{language}.json")
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_declared_word_is_translated(language: str) -> None:
    missing = declared() - set(_catalogue(language))
    assert not missing, sorted(missing)[:20]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_spoken_sentence_is_translated(language: str) -> None:
    known = _catalogue(language)
    missing = {text: where for text, where in spoken().items() if text not in known}
    assert not missing, list(missing.items())[:20]


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_survive(language: str) -> None:
    broken = {
        text: said
        for text, said in _catalogue(language).items()
        if _placeholders(text) != _placeholders(said)
    }
    assert not broken, list(broken.items())[:5]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty(language: str) -> None:
    assert all(said.strip() for said in _catalogue(language).values())


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    dead = set(_catalogue(language)) - declared() - literals()
    assert not dead, sorted(dead)
