"""What a form says in one language or in two, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.wording import Wording, embedded


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in the form's two languages; `right` is empty on a form of one."""

    left: str
    right: str = ""

    def __bool__(self) -> bool:
        return bool(self.left or self.right)


_RUNS_LEFT = "\u200f"

# Words of ours and labels of codes come in both languages; what a person wrote stands as written.
Words = str | Bilingual


@dataclass(frozen=True, slots=True)
class Tongues:
    """Says an English sentence in the form's languages: the left one, and the right one if any."""

    left: Wording
    right: Wording | None = None

    def __call__(self, text: str, /, **values: object) -> Bilingual:
        """The sentence in both languages; a value may be in two languages itself."""
        left = self.left(text, **{name: _side(value, "left") for name, value in values.items()})
        if self.right is None:
            return Bilingual(left)
        values = {name: _side(value, "right") for name, value in values.items()}
        return Bilingual(left, self.right(text, **values))


def apart(words: Words) -> Words:
    """Words that a sentence takes in without either disturbing the order of the other."""
    if isinstance(words, str):
        return embedded(words)
    return Bilingual(embedded(words.left), embedded(words.right or words.left))


def paragraphs(*parts: Words) -> Words:
    """Words below one another, in each language."""
    left = "\n".join(one if isinstance(one, str) else one.left for one in parts)
    if not any(isinstance(one, Bilingual) and one.right for one in parts):
        return left
    rights = (one if isinstance(one, str) else one.right or one.left for one in parts)
    return Bilingual(left, "\n".join(rights))


def beside(parts: Sequence[Bilingual]) -> Bilingual:
    """Sentences one after the other on a line, a dot between them."""
    dot = " · "
    return Bilingual(
        dot.join(one.left for one in parts), dot.join(one.right for one in parts if one.right)
    )


def listed(say: Tongues, parts: Iterable[Words]) -> Words:
    """Names or labels one after the other, with commas as each language writes them."""
    told = list(parts)
    comma = say(", ")
    left = comma.left.join(embedded(one if isinstance(one, str) else one.left) for one in told)
    if all(isinstance(one, str) or not one.right for one in told):
        return left
    rights = (embedded(one if isinstance(one, str) else one.right or one.left) for one in told)
    # Embedded names say nothing of the way the line runs; a mark before them does.
    begins = _RUNS_LEFT if say.right is not None and say.right.is_right_to_left else ""
    return Bilingual(left, begins + comma.right.join(rights))


def _side(value: object, side: str) -> object:
    if not isinstance(value, Bilingual):
        return value
    return (value.right or value.left) if side == "right" else value.left
