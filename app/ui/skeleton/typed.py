"""Letters typed on the chart: the code of a bone, and after it perhaps its side.

There is no box to type into. FEM goes to the femur, FEML to the left one; letters that lead nowhere
begin anew with the last of them that do. Hyphens need not be typed.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.rules.chart import Slot
from app.rules.skeleton import BONES, Side, as_possible, sides_of

_SIDES = (Side.LEFT, Side.RIGHT, Side.UNKNOWN)


class TypedCode:
    """What was typed so far. `text` is empty where nothing was, or where it was ended."""

    def __init__(self) -> None:
        self.text = ""
        self._words = {_word(code.code): code.code for code in BONES.codes}

    def end(self) -> None:
        """What comes next begins a new code."""
        self.text = ""

    def back(self) -> None:
        """Take the last letter away."""
        self.text = self.text[:-1]

    def takes(self, mark: str) -> bool:
        """Whether a digit goes on with the code that is being typed."""
        return bool(self.text) and self._leads(self.text + _word(mark))

    def type(self, mark: str) -> bool:
        """Add a letter or a digit; whether it leads to any bone."""
        text = self.text + _word(mark)
        while text and not self._leads(text):
            text = text[1:]
        self.text = text
        return bool(text)

    @property
    def says_side(self) -> bool:
        """Whether the last letter is a side."""
        return self._parted()[1] is not None

    def slot(self, near: Side, offered: Iterable[Slot]) -> Slot | None:
        """What the letters mean: on the side that was said, else on `near` where it can be.

        Until they are a whole code, the first of the bones `offered` that begins so.
        """
        code, side = self._parted()
        if code is None:
            begun = [slot for slot in offered if _word(slot.bone).startswith(self.text)]
            return next((slot for slot in begun if slot.side is near), begun[0] if begun else None)
        if side is None:  # of a bone that nobody can number, nobody knows the side unasked
            is_drawn = any(slot.bone == code for slot in offered)
            side = near if is_drawn else Side.UNKNOWN
        return Slot(code, as_possible(code, side))

    def _parted(self) -> tuple[str | None, Side | None]:
        if self.text in self._words:
            return self._words[self.text], None
        code = self._words.get(self.text[:-1])
        side = self.text[-1:]
        if code is not None and side in sides_of(code):
            return code, Side(side)
        return None, None

    def _leads(self, text: str) -> bool:
        if any(word.startswith(text) for word in self._words):
            return True
        code = self._words.get(text[:-1])
        return code is not None and text[-1] in _SIDES and text[-1] in sides_of(code)


def _word(text: str) -> str:
    return text.upper().replace("-", "")
