"""Words in the reader's language.

A string is written once, in English, where it is used; the catalogue of a language maps that
English sentence to its own. What has no translation yet is shown in English, never left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from typing_extensions import override

from app.core.errors import AppError
from app.core.resources import resource

LANGUAGES = ("en", "ar", "ckb", "fa", "az")
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa"})

_FIRST_STRONG_ISOLATE, _LEFT_TO_RIGHT_ISOLATE, _POP = "\u2068", "\u2066", "\u2069"


def isolated(code: object) -> str:
    """A number, code, date or coordinate that keeps its own left-to-right order in any line."""
    return f"{_LEFT_TO_RIGHT_ISOLATE}{code}{_POP}"


def embedded(text: object) -> str:
    """Free text of unknown direction that must not disturb the line around it."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP}"


class Words(tuple[str, ...]):
    """English words that a sentence lists; each is said in the language of the sentence."""

    __slots__ = ()

    @override
    def __str__(self) -> str:
        return ", ".join(self)

    @override
    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class Wording:
    """Says an English sentence in one language: `say("{count} open hazards", count=2)`."""

    def __init__(self, language: str, catalogue: Mapping[str, str]) -> None:
        self.language = language
        self._catalogue = catalogue

    @property
    def is_right_to_left(self) -> bool:
        """Whether lines of this language begin at the right."""
        return self.language in RIGHT_TO_LEFT

    def __call__(self, text: str, /, **values: object) -> str:
        """The sentence in this language, with its values filled in."""
        sentence = self._catalogue.get(text, text)
        if not values:
            return sentence
        return sentence.format(**{name: self._said(value) for name, value in values.items()})

    def _said(self, value: object) -> object:
        if isinstance(value, Words):
            return self(", ").join(embedded(self(word)) for word in value)
        return value

    def error(self, error: AppError) -> tuple[str, str]:
        """An error's sentence and hint."""
        return self(error.message, **error.values), self(error.hint, **error.values)


@cache
def wording(language: str) -> Wording:
    """The words of one of `LANGUAGES`."""
    path = resource("translations", f"{language}.json")
    catalogue = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return Wording(language, catalogue)
