"""What of a text can be printed, and how the rest is told."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from app.core.errors import AppError
from app.reports.bidi import CONTROLS
from app.reports.typefaces import typeface

JOINERS = frozenset("\u200c\u200d")
LATIN = {False: "NotoSans-Regular", True: "NotoSans-Bold"}
ARABIC = {False: "Vazirmatn-Regular", True: "Vazirmatn-Bold"}

_NEW_LINE = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


class UnprintableTextError(AppError):
    """A text that is none: half a character."""


@lru_cache(4096)
def legible(text: str) -> str:
    r"""`text` as it is printed: what the fonts cannot draw stands as its code, `[U+1F600]`.

    A reader sees that something stands there and can look it up; only what shows nothing on any
    screen is left out. Lines end in `\n`.

    Raises:
        UnprintableTextError: half of a surrogate pair, which no file may hold.
    """
    if _SURROGATE.search(text):
        raise UnprintableTextError(
            "A text holds half a character and cannot be printed.",
            hint="Open the record, write the text again and save it.",
        )
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", _NEW_LINE.sub("\n", text)))
    return plain if _drawable(plain) else "".join(map(_told, plain))


def _drawable(text: str) -> bool:
    return all(ord(character) in _characters() for character in set(text) - {"\n"} - CONTROLS)


@lru_cache(1)
def _characters() -> frozenset[int]:
    known = typeface(LATIN[False]).characters | typeface(ARABIC[False]).characters
    drawn = known | set(map(ord, JOINERS))
    return frozenset(c for c in drawn if unicodedata.category(chr(c)) != "Cc")


@lru_cache(4096)
def _told(character: str) -> str:
    if character == "\n" or character in CONTROLS or ord(character) in _characters():
        return character
    if character.isspace():
        return " "
    simple = unicodedata.normalize("NFKC", character)
    if simple != character and _drawable(simple):
        return simple
    return f"[U+{ord(character):04X}]"
