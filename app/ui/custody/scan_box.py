"""The box that scanners type into.

A wedge scanner is a keyboard: it types a code and presses Enter. With an Arabic or Persian layout
switched on, the same keys give other letters, and Enter would press the dialog's main button.
Numbers and codes are Latin, so a key that gives anything else is read by its place on the keyboard.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from app.core.letters import ascii_digits
from app.ui.theme import GRID, HEADING_PT

# The scan codes of the main block, as keyboards have sent them since the AT.
_ROWS = (
    (2, "1234567890-", "!@#$%^&*()_"),
    (16, "qwertyuiop", "QWERTYUIOP"),
    (30, "asdfghjkl", "ASDFGHJKL"),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
_PLAIN = {start + at: mark for start, plain, _ in _ROWS for at, mark in enumerate(plain)}
_SHIFTED = {start + at: mark for start, _, shifted in _ROWS for at, mark in enumerate(shifted)}
_X11_OFFSET = 0 if sys.platform == "win32" else 8  # X11 and Wayland count from eight
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def latin_mark(scan_code: int, *, is_shifted: bool) -> str:
    """What the key at this place gives on a Latin keyboard; empty for keys outside the block."""
    return (_SHIFTED if is_shifted else _PLAIN).get(scan_code - _X11_OFFSET, "")


class ScanBox(QLineEdit):
    """`scanned` carries each line that ended with Enter; nothing else ever sees that Enter."""

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        font = self.font()
        font.setPointSizeF(HEADING_PT)
        self.setFont(font)
        self.setMinimumHeight(GRID * 6)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            event.accept()
            text = self.text().strip()
            self.clear()
            if text:
                self.scanned.emit(text)
            return
        typed = ascii_digits(event.text())
        if typed and not event.modifiers() & _COMMANDS and typed.isprintable():
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if not typed.isascii():
                typed = latin_mark(event.nativeScanCode(), is_shifted=is_shifted) or typed
            self.insert(typed)
            event.accept()
            return
        super().keyPressEvent(event)
