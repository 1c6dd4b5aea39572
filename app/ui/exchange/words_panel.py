"""Eight words in type that can be read out over a bad line, and eight boxes to type them into."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.core.letters import ascii_digits
from app.core.wording import Wording, isolated
from app.ui.labels import Label
from app.ui.theme import GRID

COUNT = 8
_COLUMNS = 4


class EightWords(QWidget):
    """The words of a fingerprint, numbered in the order in which they are read."""

    def __init__(self, say: Wording, words: Sequence[str]) -> None:
        super().__init__()
        self.words = tuple(words)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(say("Eight words: {words}", words=" ".join(words)))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GRID, 0, GRID)
        grid.setHorizontalSpacing(GRID * 4)
        grid.setVerticalSpacing(GRID)
        for place, word in enumerate(words):
            row, column = divmod(place, _COLUMNS)
            for offset, label in enumerate(
                (Label(str(place + 1), "small"), Label(isolated(word), "title"))
            ):
                label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(label, row, column * 2 + offset + 1)
        # The words run from left to right and stand at the reading side of the page.
        grid.setColumnStretch(0 if say.is_right_to_left else _COLUMNS * 2 + 1, 1)


class WordBoxes(QWidget):
    """Eight boxes; a blank goes on to the next. `changed` says that something was typed."""

    changed = Signal()

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.boxes = [QLineEdit() for _ in range(COUNT)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, GRID, 0, GRID)
        grid.setSpacing(GRID)
        for place, box in enumerate(self.boxes):
            box.setPlaceholderText(str(place + 1))
            box.setAccessibleName(say("Word {number}", number=place + 1))
            box.textEdited.connect(self._on_edited)
            grid.addWidget(box, *divmod(place, _COLUMNS))

    def words(self) -> tuple[str, ...]:
        """What was typed, in small letters."""
        return tuple(ascii_digits(box.text()).strip().casefold() for box in self.boxes)

    @property
    def is_complete(self) -> bool:
        """Whether every box holds something."""
        return all(self.words())

    def clear(self) -> None:
        """Empty all boxes."""
        for box in self.boxes:
            box.clear()

    def _on_edited(self, text: str) -> None:
        """Spread words that were typed or pasted in one go over the boxes that follow."""
        sender = self.focusWidget()
        place = next((i for i, box in enumerate(self.boxes) if box is sender), 0)
        parts = text.split()
        is_finished = text.endswith(" ") or len(parts) > 1
        if is_finished:
            for offset, word in enumerate(parts[: COUNT - place]):
                self.boxes[place + offset].setText(word)
            self.boxes[min(place + max(len(parts), 1), COUNT - 1)].setFocus()
        self.changed.emit()
