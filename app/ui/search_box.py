"""Finding any record by number, name or note, in any script, from anywhere in the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget
from typing_extensions import override

from app.core.letters import folded
from app.core.wording import embedded, isolated
from app.models.kinds import KIND
from app.ui.filter_edit import FilterEdit
from app.ui.jobs import quick
from app.ui.places import Destination
from app.ui.qt_types import Index
from app.ui.theme import GRID, ROW
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.reading import Hit

_PAUSE_MS = 100
_SHOWN = 12


class _Hits(QAbstractListModel):
    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._say = bench.say
        self.hits: list[Hit] = []

    def replace(self, hits: list[Hit]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.hits)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and self._say.is_right_to_left:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
            return right | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        hit = self.hits[index.row()]
        kind = KIND.get(hit.kind)
        parts = [embedded(hit.title), self._say(kind.label) if kind else hit.kind]
        if hit.field:
            parts.append(self._say("Margin note: {field}", field=self._label(hit)))
        return "   ".join([*parts, embedded(hit.excerpt)] if hit.excerpt else parts)

    def _label(self, hit: Hit) -> str:
        kind = KIND.get(hit.kind)
        field = kind.fields.get(hit.field) if kind else None
        return self._say(field.label) if field else isolated(hit.field)


class SearchBox(FilterEdit):
    """A box and, below it, what it found. `chosen` carries the `Destination`.

    `way_asked` carries one, too, when somebody wants to be led there: Ctrl+Enter.
    """

    chosen = Signal(object)
    way_asked = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        words = bench.say("Find a number, name or note")
        super().__init__(words, bench.say, bench.icons)
        self._bench = bench
        self._asked = ""
        self.setToolTip(f"Ctrl+K, F3 · Ctrl+Enter: {bench.say('Navigate to')}")
        self._model = _Hits(bench)
        self.popup = QListView()
        self.popup.setProperty("role", "popup")
        self.popup.setModel(self._model)
        self.popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.popup.setUniformItemSizes(True)
        self.popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.popup.clicked.connect(self._on_clicked)
        self.popup.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._pause.start)
        self.installEventFilter(self)

    def attach(self, window: QWidget) -> None:
        """Let the list of hits lie over `window`."""
        self.popup.setParent(window)
        self.popup.hide()

    def dismiss(self) -> None:
        """Forget what was asked for, and show nothing that is still found for it."""
        self._pause.stop()
        self._asked = ""
        self.popup.hide()
        self.clear()

    def _ask(self) -> None:
        self._asked = self.text().strip()
        if not self._asked:
            self.popup.hide()
            return
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.find, self._asked, say=self._bench.say)),
            done=partial(self._on_found, self._asked),
            failed=self._bench.notices.report,
        )

    def _on_found(self, asked: str, hits: list[Hit]) -> None:
        if not asked or asked != self._asked:
            return
        sought = folded(asked)
        # Whoever types a whole number wants that record; what else holds the word comes after.
        self._model.replace(sorted(hits, key=lambda hit: folded(hit.title) != sought))
        self.popup.setVisible(bool(hits))
        if hits:
            self._place_popup(len(hits))
            self.popup.setCurrentIndex(self._model.index(0))
        else:
            self._bench.notices.tell(
                self._bench.say("Nothing found for “{words}”.", words=embedded(asked))
            )

    def _place_popup(self, count: int) -> None:
        window = self.popup.parentWidget()
        if window is None:
            return
        width = max(self.width(), GRID * 60)
        height = min(count, _SHOWN) * (ROW + 1) + GRID
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        x = min(max(0, corner.x() + self.width() - width), max(0, window.width() - width))
        self.popup.setGeometry(x, corner.y(), width, height)
        self.popup.raise_()

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            hit = self._model.hits[index.row()]
            self.popup.hide()
            self.clear()
            self.chosen.emit(Destination(hit.kind, hit.uid, at_field=hit.field))

    def _on_way(self, index: QModelIndex) -> None:
        if index.isValid():
            hit = self._model.hits[index.row()]
            self.popup.hide()
            self.clear()
            self.way_asked.emit(Destination(hit.kind, hit.uid))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event.key(), with_ctrl=_has_ctrl(event))
        return super().eventFilter(watched, event)

    def _on_key(self, key: int, *, with_ctrl: bool) -> bool:
        row = self.popup.currentIndex().row()
        if key == Qt.Key.Key_Escape:
            self.popup.hide()
            self.clear()
        elif not self.popup.isVisible():
            return False
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            act = self._on_way if with_ctrl else self._on_clicked
            act(self.popup.currentIndex())
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if key == Qt.Key.Key_Down else -1
            row = max(0, min(self._model.rowCount() - 1, row + step))
            self.popup.setCurrentIndex(self._model.index(row))
        else:
            return False
        return True


def _has_ctrl(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
