"""The program's own typefaces, because those of the machine differ from laptop to laptop.

Noto Sans sets Latin, Vazirmatn sets Arabic, Sorani and Persian; Qt takes each letter from the first
family that has it. Figures are tabular, so that numbers stand under each other.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from app.core.resources import resource
from app.ui.theme import BODY_PT, Theme

FAMILIES = ("Noto Sans", "Vazirmatn")
_FILES = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "Vazirmatn-Regular.ttf",
    "Vazirmatn-Medium.ttf",
    "Vazirmatn-SemiBold.ttf",
    "Vazirmatn-Bold.ttf",
)


@cache
def load_fonts() -> None:
    """Make the bundled families known to Qt; needs a running application."""
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def body_font(theme: Theme) -> QFont:
    """The font of everything that does not ask for another size."""
    load_fonts()
    font = QFont(list(FAMILIES))
    font.setPointSizeF(BODY_PT)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    if theme.is_bold:
        font.setWeight(QFont.Weight.Medium)
    return font
