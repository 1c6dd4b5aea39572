"""Every question that stops the person, and the only door to the system's file choosers.

Pages get a `Dialogs` by constructor, so tests answer in its place and nothing ever blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.wording import Wording
from app.ui.labels import Button, Label
from app.ui.theme import GRID


class Dialogs(Protocol):
    """What a page may ask."""

    def ask_reason(self, parent: QWidget, title: str, text: str) -> str | None:
        """A reason in the person's words, or nothing if they changed their mind."""
        ...

    def ask_name(self, parent: QWidget, title: str, text: str, label: str) -> str | None:
        """A name in one line, or nothing if they changed their mind."""
        ...

    def confirm(self, parent: QWidget, title: str, text: str, action: str) -> bool:
        """Whether the person chose the button named `action`."""
        ...

    def open_file(self, parent: QWidget, title: str, pattern: str) -> Path | None:
        """A file to read, such as one of `"Photos (*.jpg *.png)"`."""
        ...

    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]:
        """Any number of files to read."""
        ...

    def save_file(self, parent: QWidget, title: str, name: str) -> Path | None:
        """A file to write, called `name` unless the person says otherwise."""
        ...

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        """A folder to write into."""
        ...


class QuestionDialog(QDialog):
    """A heading, sentences, and a reason to type; the action waits for the reason."""

    def __init__(
        self, parent: QWidget, say: Wording, title: str, sentences: Sequence[str], action: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(GRID * 60)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        self.body.setSpacing(GRID * 2)
        self.body.addWidget(Label(title, "heading"))
        for sentence in sentences:
            self.body.addWidget(Label(sentence, wraps=True))
        self.buttons = QDialogButtonBox()
        self.action = Button(action, role="primary")
        self.buttons.addButton(self.action, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(say("Go back"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.body.addWidget(self.buttons)

    def add(self, label: str, widget: QWidget) -> None:
        """Put a labelled widget above the buttons."""
        words = Label(label, "label")
        words.setBuddy(widget)
        widget.setAccessibleName(label)
        self.body.insertWidget(self.body.count() - 1, words)
        self.body.insertWidget(self.body.count() - 1, widget)


class ReasonDialog(QuestionDialog):
    """Asks why; the reason becomes part of the record's history."""

    def __init__(
        self, parent: QWidget, say: Wording, title: str, sentences: Sequence[str], action: str
    ) -> None:
        super().__init__(parent, say, title, sentences, action)
        self.why = QPlainTextEdit()
        self.why.setTabChangesFocus(True)
        self.why.setFixedHeight(GRID * 12)
        self.add(say("Reason"), self.why)
        self.why.textChanged.connect(self._on_typed)
        self._on_typed()
        self.why.setFocus()

    @property
    def reason(self) -> str:
        """What was typed, without blanks around it."""
        return self.why.toPlainText().strip()

    def _on_typed(self) -> None:
        self.action.setEnabled(self.is_complete())

    def is_complete(self) -> bool:
        """Whether the action may be taken."""
        return bool(self.reason)


class NameDialog(QuestionDialog):
    """Asks what to call something; the action waits for the name."""

    def __init__(self, parent: QWidget, say: Wording, title: str, text: str, label: str) -> None:
        super().__init__(parent, say, title, [text], title)
        self.line = QLineEdit()
        self.line.setMaxLength(200)
        self.add(label, self.line)
        self.line.textChanged.connect(self._on_typed)
        self._on_typed()
        self.line.setFocus()

    @property
    def name(self) -> str:
        """What was typed, without blanks around it."""
        return self.line.text().strip()

    def _on_typed(self) -> None:
        self.action.setEnabled(bool(self.name))


class QtDialogs:
    """The dialogs of a real window."""

    def __init__(self, say: Wording) -> None:
        self._say = say

    def ask_reason(self, parent: QWidget, title: str, text: str) -> str | None:
        """A reason in the person's words, or nothing if they changed their mind."""
        dialog = ReasonDialog(parent, self._say, title, [text], title)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        return dialog.reason if accepted else None

    def ask_name(self, parent: QWidget, title: str, text: str, label: str) -> str | None:
        """A name in one line, or nothing if they changed their mind."""
        dialog = NameDialog(parent, self._say, title, text, label)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        return dialog.name if accepted else None

    def confirm(self, parent: QWidget, title: str, text: str, action: str) -> bool:
        """Whether the person chose the button named `action`."""
        dialog = QuestionDialog(parent, self._say, title, [text], action)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def open_file(self, parent: QWidget, title: str, pattern: str) -> Path | None:
        """A file to read."""
        name, _ = QFileDialog.getOpenFileName(parent, title, "", pattern)
        return Path(name) if name else None

    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]:
        """Any number of files to read."""
        names, _ = QFileDialog.getOpenFileNames(parent, title, "", pattern)
        return [Path(name) for name in names]

    def save_file(self, parent: QWidget, title: str, name: str) -> Path | None:
        """A file to write, called `name` unless the person says otherwise."""
        chosen, _ = QFileDialog.getSaveFileName(parent, title, name)
        return Path(chosen) if chosen else None

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        """A folder to write into."""
        chosen = QFileDialog.getExistingDirectory(parent, title)
        return Path(chosen) if chosen else None
