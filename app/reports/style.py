"""The look of every form: colours, sizes and distances, in points, and nothing else.

A well-set record card: ink on white, stone greys, one teal for what names the form, red only for
danger and dispute and never without a word, since forms are copied and faxed.
"""

from __future__ import annotations

from dataclasses import dataclass


class Colour(str):
    """Red, green and blue as PDF says them: three numbers from 0 to 1."""

    __slots__ = ()

    @classmethod
    def of(cls, code: str) -> Colour:
        """The colour of a code such as `#0F5C63`."""
        return cls(" ".join(f"{part / 255:.3g}" for part in bytes.fromhex(code[1:])))


INK = Colour.of("#1F2328")
QUIET = Colour.of("#555A60")
HAIRLINE = Colour.of("#B9B5AC")
TINT = Colour.of("#F2F0EB")
GHOST = Colour.of("#EFEDE9")
BONE = Colour.of("#A9A69F")
ACCENT = Colour.of("#0F5C63")
HAZARD = Colour.of("#B3261E")
WHITE = Colour.of("#FFFFFF")


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """How a text is set: size and leading in points, bold or not, in one colour."""

    size: float
    leading: float
    colour: Colour = INK
    is_bold: bool = False


ORGANISATION = Type(9, 12, is_bold=True)
TITLE = Type(17, 22, ACCENT, is_bold=True)
NUMBER = Type(18, 24, is_bold=True)
SECTION = Type(9.5, 13, ACCENT, is_bold=True)
LABEL = Type(6.75, 9, QUIET)
VALUE = Type(8.5, 11.5)
STRONG = Type(8.5, 11.5, is_bold=True)
SMALL = Type(7.5, 10)
SMALL_STRONG = Type(7.5, 10, is_bold=True)
QUIET_SMALL = Type(7.5, 10, QUIET)
COLUMN_HEAD = Type(7, 9.5, QUIET, is_bold=True)
BANNER = Type(8.5, 11.5, WHITE, is_bold=True)
ALARM = Type(8.5, 11.5, HAZARD, is_bold=True)
ALARM_SMALL = Type(7.5, 10, HAZARD, is_bold=True)
LINE_NUMBER = Type(11, 14, ACCENT, is_bold=True)
WARNING = Type(8.5, 11.5, INK, is_bold=True)
WATERMARK = Type(92, 110, GHOST, is_bold=True)

MM = 72 / 25.4
BINDING = 20 * MM  # the left margin, for the binding of the file
_MARGIN = 12 * MM


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, and the part of it that is printed on, counted from its lower left corner."""

    width: float
    height: float
    left: float = BINDING
    bottom: float = _MARGIN

    @property
    def right(self) -> float:
        """The right edge of what is printed."""
        return self.width - _MARGIN

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.height - _MARGIN

    @property
    def room(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def turned(self) -> Paper:
        """The same sheet, wide instead of high."""
        return Paper(self.height, self.width)


A4, A3 = Paper(210 * MM, 297 * MM), Paper(297 * MM, 420 * MM)
PAGE_WIDTH, PAGE_HEIGHT = A4.width, A4.height
LEFT, RIGHT, TOP, BOTTOM, WIDTH = A4.left, A4.right, A4.top, A4.bottom, A4.room

GRID = 8.0
HALF = GRID / 2
GUTTER = 1.5 * GRID
THIN, FINE, FIRM = 0.4, 0.6, 1.0
QR_SIDE = 22 * MM  # 20 mm is the least that a scanner reads off crumpled paper

PAIR_GAP = 10.0  # the least between two languages on one line
SIGNING_SPACE = 20.0
ORPHAN_HEIGHT = 36.0  # less than this of a tall row is not left alone on a page
BAND_SIGN = 26.0  # the hatched part of a warning
STRIPES, STRIPES_OFF_EDGE = 11.0, 14.0  # printers leave a margin of some 12 points white
BARS_WIDTH, BARS_HEIGHT = 210.0, 20.0
