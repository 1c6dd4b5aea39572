"""What identifies a form from arm's length: its title, the number, and the codes that hold it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.wording import isolated
from app.reports.codes import draw_bars, draw_qr
from app.reports.pen import Pen
from app.reports.strips import Strips, paragraph, spoken
from app.reports.style import BARS_HEIGHT, BARS_WIDTH, GRID, HALF, NUMBER, QR_SIDE, TITLE, WIDTH
from app.reports.words import Words
from app.rules.check_characters import with_check
from app.rules.labels import encode_label
from app.rules.numbering import NumberError


@dataclass(frozen=True, slots=True)
class Opening:
    """Title, number and codes, drawn at the top of the first page."""

    title: Strips
    number: Strips
    bars: str
    payload: str

    @classmethod
    def of(cls, title: Words, number: str, uid: str, *, is_labelled: bool = True) -> Opening:
        """The opening of a form about the item of this number; only what has a label has codes."""
        printed = with_check(number) if is_labelled else number
        try:
            payload = encode_label(number, uid) if is_labelled else ""
        except NumberError:  # a number that no label can carry is printed all the same
            payload = ""
        width = _room(payload)
        return cls(
            title=spoken(title, width, TITLE),
            number=paragraph(isolated(printed), width, NUMBER),
            bars=printed if payload else "",
            payload=payload,
        )

    @property
    def height(self) -> float:
        """That of the text, and never less than the code beside it."""
        text = sum(strip.height for strip in (*self.title, *self.number))
        return max(text + BARS_HEIGHT + GRID, QR_SIDE + HALF) if self.bars else text

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the text at the left, the QR code in the right corner."""
        width = _room(self.payload)
        y = top
        for strip in (*self.title, *self.number):
            strip.draw(pen, x, y, width)
            y -= strip.height
        if self.bars:
            draw_bars(pen, self.bars, (x, y - HALF), (BARS_WIDTH, BARS_HEIGHT))
            draw_qr(pen, self.payload, (x + WIDTH - QR_SIDE, top - HALF), QR_SIDE)

    def parted(self, room: float) -> None:
        """Never."""


def _room(payload: str) -> float:
    """How wide the text may be beside the code, if there is one."""
    return WIDTH - QR_SIDE - 3 * GRID if payload else WIDTH
