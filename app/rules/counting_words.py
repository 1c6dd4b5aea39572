"""The minimum number in words: the bone that drives it, what was found of it, pairs and hints.

Window, command line and print say the same sentences. `code` keeps a number in its own order
within a line, as the place where it is read needs it.
"""

from __future__ import annotations

from collections.abc import Callable

from app.core.wording import Wording, Words
from app.rules.commingling import Bone, Sign
from app.rules.inventory import Age
from app.rules.minimum import Minimum, Reason
from app.rules.pairs import Pairing
from app.rules.skeleton import BONES, PAIRED, TEETH, Side

Code = Callable[[object], str]


def explanation(say: Wording, code: Code, least: Minimum) -> str:
    """Why the number is what it is."""
    if not least.people:
        return say("Nothing was found.")
    sentences = [_because(say, code, reason) for reason in least.reasons]
    if least.is_by_age or len(sentences) > 1:
        sentences.append(say("Adults and subadults are different people."))
    return " ".join(sentences)


def by_pairs(say: Wording, code: Code, pairing: Pairing) -> str:
    """The two numbers that matched pairs of a bone give."""
    return say(
        "{bone}: {left} left, {right} right, {pairs} pairs. L + R − P is {by_pairs}; most likely "
        "are {most_likely}.",
        bone=say(BONES.label(pairing.bone)),
        left=code(pairing.left),
        right=code(pairing.right),
        pairs=code(pairing.pairs),
        by_pairs=code(pairing.by_pairs),
        most_likely=code(pairing.most_likely),
    )


def bone_words(say: Wording, bone: str, side: Side | None) -> str:
    """A bone, and of which side of the person it is where it can be of two."""
    named = say(BONES.label(bone))
    if side is None or side is Side.MIDLINE or bone in TEETH:
        return named
    return say("{bone}, {side}", bone=named, side=_sides(say)[side])


def sign_words(say: Wording, code: Code, sign: Sign, *, has_codes: bool = False) -> tuple[str, str]:
    """What a case cannot be if it is one person, and what to do about it; with codes if asked."""

    def said(value: object) -> object:
        if isinstance(value, Bone):
            words = bone_words(say, value.code, value.side)
            return f"{words} ({code(value)})" if has_codes else words
        return value if isinstance(value, Words) else code(value)

    values = {name: said(value) for name, value in sign.values.items()}
    return say(sign.message, **values), say(sign.hint, **values)


def _because(say: Wording, code: Code, reason: Reason) -> str:
    values = {
        "bone": say(BONES.label(reason.bone)),
        "zone": code(reason.zone),
        "each": code(reason.each),
        "parts": ", ".join(_part(say, code, *part) for part in reason.found),
    }
    if reason.is_loose and not reason.found:
        return say("{bone}: pieces that may all be of one person.", **values)
    if reason.is_loose:
        return say("{bone}: {parts} whole, and pieces that are of none of these.", **values)
    match reason.zone is not None, reason.bone in PAIRED:
        case True, True:
            return say("{bone}, zone {zone}: {parts}. A person has {each} a side.", **values)
        case True, False:
            return say("{bone}, zone {zone}: {parts}. A person has {each}.", **values)
        case False, True:
            return say("{bone}: {parts}. A person has {each} a side.", **values)
        case _:
            return say("{bone}: {parts}. A person has {each}.", **values)


def _part(say: Wording, code: Code, age: Age, side: Side, number: int) -> str:
    ages = {Age.ADULT: say("adult"), Age.SUBADULT: say("subadult"), Age.UNKNOWN: ""}
    return " ".join(filter(None, (code(number), _sides(say)[side], ages[age])))


def _sides(say: Wording) -> dict[Side, str]:
    return {
        Side.LEFT: say("left"),
        Side.RIGHT: say("right"),
        Side.UNKNOWN: say("of unknown side"),
        Side.MIDLINE: "",
    }
