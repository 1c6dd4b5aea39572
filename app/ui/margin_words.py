"""Certainty marks and margin notes in words, for labels, cells and tool tips."""

from __future__ import annotations

from html import escape

from app.core.wording import Wording, embedded
from app.models.codes import CodeList
from app.rules.margins import Margin, Noted
from app.ui.shown import date_and_time

CERTAINTY = CodeList("certainty")
_ARABIC_QUESTION = "؟"


def sign_of(margin: Margin, say: Wording) -> str:
    """What stands after a value in a cell; "" where nothing is in its margin."""
    return margin.sign.replace("?", _question(say))


def mark_of(margin: Margin, say: Wording) -> str:
    """What stands at a label: the doubt in a word, and whether there is a note to read."""
    parts = []
    if margin.certainty:
        parts.append(f"{_question(say)} {say(CERTAINTY.label(margin.certainty))}")
    if any(noted.text for noted in margin.notes):
        parts.append("* " + say("note"))
    return "  ".join(parts)


def said(noted: Noted, say: Wording) -> str:
    """What somebody noted."""
    doubt = say(CERTAINTY.label(noted.certainty)) if noted.certainty else ""
    if doubt and noted.text:
        return _led(say("{label}: {value}", label=doubt, value=embedded(noted.text)), say)
    return doubt or embedded(noted.text)


def signed(noted: Noted, say: Wording) -> str:
    """Who noted it, and when."""
    if noted.at is None:
        return embedded(noted.by)
    time = date_and_time(noted.at)
    return _led(say("{person}, {time}", person=embedded(noted.by), time=time), say)


def told(margin: Margin, say: Wording) -> str:
    """All that stands in the margin, a line for each note."""
    return "\n".join(
        _led(f"{said(one, say)} ({embedded(signed(one, say))})", say) for one in margin.notes
    )


def tip_of(margin: Margin, say: Wording) -> str:
    """The same for a tool tip; Qt would take text with tags for markup, and record text is not."""
    return f"<qt>{escape(told(margin, say)).replace(chr(10), '<br>')}</qt>"


def _led(words: str, say: Wording) -> str:
    """Words that Qt begins at the reading side: it looks at the first letter not embedded."""
    return f"\u200f{words}" if say.is_right_to_left else words


def _question(say: Wording) -> str:
    return _ARABIC_QUESTION if say.is_right_to_left else "?"
