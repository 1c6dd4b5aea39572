"""One spelling for digits and letters that keyboards write in several ways.

Arabic, Sorani and Persian keyboards give different code points for what a reader takes to be the
same digit or letter. Numbers are folded before parsing; search text is folded before indexing.
"""

from __future__ import annotations

import unicodedata

_DIGITS: dict[int, str | None] = {
    ord(mark): str(value)
    for zero in ("\u0660", "\u06f0")
    for value in range(10)
    for mark in [chr(ord(zero) + value)]
}
_NUMBER_MARKS: dict[int, str | None] = {ord("٫"): ".", ord("٬"): None, ord("−"): "-"}
_FIGURES = _DIGITS | _NUMBER_MARKS
_LETTERS: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    **dict.fromkeys(map(ord, "ىیې"), "ي"),
    ord("ۆ"): "و",
    ord("ؤ"): "و",
    ord("ئ"): "ي",
    ord("ة"): "ه",
    ord("ە"): "ه",
    ord("ک"): "ك",
    ord("ڕ"): "ر",
    ord("ڵ"): "ل",
    ord("ə"): "e",
    ord("ı"): "i",
    ord("ـ"): None,
    ord("\u200c"): None,
}


class _Plain(dict[int, int | str | None]):
    """Every character as it is compared: combining marks are left out, others stay as they are."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_PLAIN = _Plain(_FIGURES | _LETTERS)


def ascii_digits(text: str) -> str:
    """`text` with Arabic-Indic and Persian digits, ٫ and the minus sign written in ASCII."""
    return text.translate(_FIGURES)


def folded(text: str) -> str:
    """`text` as the search compares it: no case, marks, tatweel or letter variants."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
