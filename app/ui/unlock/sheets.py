"""The recovery sheets of a new operation: shown once, copied by hand, kept by three people.

Any two of them open everything that was ever sent to headquarters, so each is printed or saved by
itself, and each is only left once somebody shows that it is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColorConstants, QFont, QImage, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.core.files import write_whole
from app.core.wording import Wording, isolated
from app.ui.dialogs import Dialogs
from app.ui.labelled import labelled
from app.ui.labels import Button, Label
from app.ui.theme import GRID

_COLUMNS = 5
_KNOWN_BY = 4  # letters that tell a word of a sheet from any other
_PAGE = QSize(1240, 1754)  # A4 at 150 dpi
_MARGIN = 140
_LINE = 62
_PRINTED_COLUMNS = 3

Print = Callable[[QWidget, QImage], None]


class RecoverySheets(QWidget):
    """One sheet after the other; `finished` follows the last, `failed` carries an `AppError`."""

    finished = Signal()
    failed = Signal(object)

    def __init__(
        self, say: Wording, sheets: Sequence[str], dialogs: Dialogs, put_on_paper: Print
    ) -> None:
        super().__init__()
        self._say = say
        self._sheets = [sheet.split() for sheet in sheets]
        self._dialogs = dialogs
        self._put_on_paper = put_on_paper
        self._at = 0
        self.heading = Label("", "heading")
        self.words = QWidget()
        self.words.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = QGridLayout(self.words)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.last = QLineEdit()
        self.last.textChanged.connect(self._refresh)
        self.last.returnPressed.connect(self._on_next)
        self.print = Button(say("Print this sheet"))
        self.print.clicked.connect(self._on_print)
        self.save = Button(say("Save this sheet to a stick"))
        self.save.clicked.connect(self._on_save)
        self.next = Button("", role="primary")
        self.next.clicked.connect(self._on_next)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        say = self._say
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.heading)
        column.addWidget(
            Label(
                say(
                    "Copy the words by hand. Three people keep the three sheets in three places: "
                    "any two of them open everything ever sent to headquarters, also without this "
                    "laptop. They are shown only now."
                ),
                wraps=True,
            )
        )
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(self.print)
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(GRID)
        words = say("Once it is written down: type the last word of this sheet from your copy")
        column.addWidget(labelled(words, self.last))
        row = QHBoxLayout()
        row.addWidget(self.next)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def _show(self) -> None:
        say, words = self._say, self._sheets[self._at]
        is_last = self._at == len(self._sheets) - 1
        self.heading.setText(
            say(
                "Recovery sheet {number} of {count}",
                number=isolated(self._at + 1),
                count=isolated(len(self._sheets)),
            )
        )
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        lines = -(-len(words) // _COLUMNS)
        for place, word in enumerate(words):
            label = Label(f"{place + 1}  {word}")
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
            self._grid.addWidget(label, place % lines, place // lines)
        self.words.setAccessibleName(" ".join(words))
        self.next.set_word(say("Open headquarters") if is_last else say("Next sheet"))
        self.last.clear()
        self.last.setFocus()
        self._refresh()

    def _refresh(self) -> None:
        self.next.setEnabled(_is_same(self.last.text(), self._sheets[self._at][-1]))

    def _on_next(self) -> None:
        if not self.next.isEnabled():
            return
        if self._at == len(self._sheets) - 1:
            self.finished.emit()
            return
        self._at += 1
        self._show()

    def _on_print(self) -> None:
        picture = page_of(self.heading.text(), self._sheets[self._at], self._say)
        self._put_on_paper(self, picture)

    def _on_save(self) -> None:
        name = f"recovery-sheet-{self._at + 1}.txt"
        path = self._dialogs.save_file(self, self.save.accessibleName(), name)
        if path is not None:
            self._write(path)

    def _write(self, path: Path) -> None:
        words = self._sheets[self._at]
        numbered = (f"{place}\t{word}" for place, word in enumerate(words, 1))
        text = "\n".join([f"Athar {self._at + 1}/{len(self._sheets)}", "", *numbered, ""])
        try:
            write_whole(path, text.encode())
        except AppError as error:
            self.failed.emit(error)


def page_of(heading: str, words: Sequence[str], say: Wording) -> QImage:
    """A sheet as it is printed: its number and its words, and nothing about the operation."""
    page = QImage(_PAGE, QImage.Format.Format_RGB32)
    page.fill(QColorConstants.White)
    painter = QPainter(page)
    painter.setPen(QColorConstants.Black)
    font = QFont(painter.font())
    font.setPixelSize(44)
    font.setBold(True)
    painter.setFont(font)
    wide = _PAGE.width() - 2 * _MARGIN
    wraps = Qt.TextFlag.TextWordWrap
    painter.drawText(QRectF(_MARGIN, _MARGIN, wide, 2 * _LINE), wraps, heading)
    font.setBold(False)
    font.setPixelSize(30)
    painter.setFont(font)
    advice = say("Keep this sheet apart from the other two, where no laptop of the operation is.")
    painter.drawText(QRectF(_MARGIN, _MARGIN + 2 * _LINE, wide, 2 * _LINE), wraps, advice)
    lines = -(-len(words) // _PRINTED_COLUMNS)
    for place, word in enumerate(words):
        x = _MARGIN + place // lines * wide // _PRINTED_COLUMNS
        y = _MARGIN + (5 + place % lines) * _LINE
        painter.drawText(x, y, f"{place + 1}  {word}")
    painter.end()
    return page


def _is_same(typed: str, word: str) -> bool:
    """Whether a word was typed, or as much of it as makes it known."""
    typed = typed.strip().casefold()
    return len(typed) >= min(_KNOWN_BY, len(word)) and word.startswith(typed)
