"""A field under its label, as forms and dialogs show it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.labels import Label
from app.ui.theme import GRID


def labelled(words: str, field: QWidget) -> QWidget:
    """The field with its label above it; both ears and eyes learn what it is called."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID // 2)
    label = Label(words, "label")
    label.setBuddy(field)
    field.setAccessibleName(words)
    column.addWidget(label)
    column.addWidget(field)
    return box
