"""Choosing one of many by typing a part of its name, in any of the region's spellings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPointF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QWidget,
)
from typing_extensions import override

from app.core.letters import folded
from app.ui.labels import leading
from app.ui.qt_types import Index
from app.ui.theme import TARGET

_ARROW_FROM_EDGE = 16  # px
_LETTERS = 8
_FOLDED = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen: a key for the record, a label for people, a note shown beside it."""

    key: str
    label: str
    note: str = ""


Source = Callable[[], Sequence[Option]]


class _Options(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.options: list[Option] = []
        self._folded: list[str] | None = None

    def replace(self, options: Sequence[Option]) -> None:
        self.beginResetModel()
        self.options = list(options)
        self._folded = None
        self.endResetModel()

    def clear(self) -> None:
        if self.options:  # most pickers of a form hold nothing
            self.replace([])

    @property
    def folded(self) -> list[str]:
        """What a typed part is looked for in, made when somebody types."""
        if self._folded is None:
            self._folded = [folded(f"{option.label} {option.key}") for option in self.options]
        return self._folded

    def rows_with(self, part: str) -> list[int]:
        """The rows of options in which a folded part of a name or a key occurs."""
        return [row for row, text in enumerate(self.folded) if part in text]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.options)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        option = self.options[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return option.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return option.note or None
        if role == _FOLDED:
            return self.folded[index.row()]
        return None


class _FoldedCompleter(QCompleter):
    @override
    def splitPath(self, path: str) -> list[str]:
        return [folded(path)]

    @override
    def pathFromIndex(self, index: Index) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class Picker(QComboBox):
    """One of a list of `Option`, found by typing; the wheel never changes it by accident.

    `picked` says that the person settled on an option (perhaps none), by list or by keyboard. One
    with a source holds what is chosen alone until somebody comes to choose: a form has dozens of
    pickers, and a season thousands of records to pick from.
    """

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = _Options(self)
        self._source: Source | None = None
        self._is_filled = True
        self._has_list = False
        self.setModel(self._options)
        # Neither `setEditable` nor a policy for its size: both make the list that drops down, and
        # most pickers are never opened.
        self.setLineEdit(QLineEdit(self))
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumHeight(TARGET)
        self.setMaxVisibleItems(12)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._on_activated)
        line = self.lineEdit()
        if line is not None:
            line.setAlignment(leading())

    @override
    def sizeHint(self) -> QSize:
        """As wide as a few letters, whatever there is to choose from."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        words = self.fontMetrics()
        letters = QSize(_LETTERS * words.horizontalAdvance("X"), words.height())
        return self.style().sizeFromContents(
            QStyle.ContentsType.CT_ComboBox, option, letters, self
        )  # fmt: skip

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        # Most pickers of a form are never used: the completer is made by the first who comes.
        if not isinstance(self.completer(), _FoldedCompleter):
            self._make_completer()
        self._fill()
        super().focusInEvent(event)

    @override
    def showPopup(self) -> None:
        self._fill()
        if not self._has_list:
            self._has_list = True
            self.setItemDelegate(QStyledItemDelegate(self))
        super().showPopup()

    def _make_completer(self) -> None:
        completer = _FoldedCompleter(self._options, self)
        completer.setCompletionRole(_FOLDED)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setMaxVisibleItems(12)
        popup = QListView()
        popup.setProperty("role", "popup")
        popup.setItemDelegate(QStyledItemDelegate(popup))
        completer.setPopup(popup)
        self.setCompleter(completer)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these; what was chosen or typed stays."""
        key, typed = self.chosen(), self.currentText()
        with QSignalBlocker(self):
            self._options.replace([Option("", ""), *options])
            self.setCurrentIndex(self._row_of(key))
            if not key:
                self.setEditText(typed)
        if key:
            self.set_chosen(key)

    def set_source(self, source: Source) -> None:
        """Offer what `source` gives, which is asked when somebody comes to choose."""
        self._source = source
        self.ask_again()

    def ask_again(self) -> None:
        """Note that the source offers something else by now."""
        self._is_filled = self._source is None
        if self.hasFocus():
            self._fill()

    def offers(self, key: str) -> bool:
        """Whether there is an option with this key."""
        self._fill()
        return self._row_of(key) >= 0

    def _fill(self) -> None:
        if self._source is not None and not self._is_filled:
            self._is_filled = True
            self.set_options(self._source())

    def set_placeholder(self, text: str) -> None:
        """What is shown where nothing is chosen."""
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText(text)

    def set_chosen(self, key: str, label: str = "") -> None:
        """Show the option with this key; one that is not offered is shown by `label` or its key."""
        with QSignalBlocker(self):
            if self._source is not None and not self.hasFocus():
                self._is_filled = False
                self._options.clear()  # Qt makes the list as soon as there is something in it
            if key and self._row_of(key) < 0:
                known = self._options.options or [Option("", "")]
                self._options.replace([*known, Option(key, label or key)])
            self.setCurrentIndex(self._row_of(key))
            self.setEditText(self._label_of(key))

    def chosen(self) -> str:
        """The key of what is typed or selected; empty where that is no option, or nothing."""
        typed = folded(self.currentText().strip())
        if not typed:
            return ""
        current = self.currentIndex()
        if current >= 0 and folded(self._options.options[current].label) == typed:
            return self._options.options[current].key
        self._fill()
        matches = [
            option.key
            for option in self._options.options
            if typed in {folded(option.label), folded(option.key)}
        ]
        return matches[0] if matches else ""

    def complete(self) -> bool:
        """Take the only option that a part of a name can mean, of several none; whether it did."""
        if not self.is_unclear():
            return False
        fitting = self._options.rows_with(folded(self.currentText().strip()))
        if len(fitting) == 1:
            self.setCurrentIndex(fitting[0])
        return len(fitting) == 1

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.complete():
            self.picked.emit()
        super().focusOutEvent(event)

    def is_unclear(self) -> bool:
        """Whether something is typed that is no option."""
        return bool(self.currentText().strip()) and not self.chosen()

    def _row_of(self, key: str) -> int:
        return next((i for i, option in enumerate(self._options.options) if option.key == key), -1)

    def _label_of(self, key: str) -> str:
        row = self._row_of(key)
        return self._options.options[row].label if row >= 0 else ""

    def _on_activated(self) -> None:
        self.picked.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # A style sheet that gives the box an edge takes Qt's own arrow away.
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = _ARROW_FROM_EDGE if is_mirrored else self.width() - _ARROW_FROM_EDGE
        y = self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText(), 1.6))
        painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])
        painter.end()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
