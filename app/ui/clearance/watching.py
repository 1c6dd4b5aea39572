"""What stands in a form at this moment, settled or still being typed, for a picture beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import AppError
from app.ui.form import Form

_PAUSE_MS: Final = 200


class Watch(QObject):
    """Looks at some fields of a form several times a second, while it is in view.

    `changed` carries the uid of the record, "" for a new one, and all values as they now read: text
    that is no value counts as what was settled before.
    """

    changed = Signal(str, object)

    def __init__(self, form: Form, fields: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        self._fields = tuple(fields)
        self._seen: tuple[str, ...] = ()
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Tell of the form if it is in view and anything in it changed."""
        form = self._form
        uid = form.record.uid if form.record is not None else ""
        seen = (uid, self._state(), *(form.typed(name) for name in self._fields))
        if seen != self._seen and form.isVisible():
            self._seen = seen
            self.changed.emit(uid, self.values())

    def again(self) -> None:
        """Tell of the form even if nothing in it changed: what it is judged by did."""
        self._seen = ()

    def values(self) -> dict[str, Any]:
        """Every value of the form as it now reads."""
        told = {**self._form.draft(), "state": self._state() or None}
        for name in self._fields:
            editor = self._form.editors[name]
            if editor.is_pending():
                try:
                    told[name] = editor.read()
                except AppError:
                    continue
        return {name: value for name, value in told.items() if value is not None}

    def _state(self) -> str:
        """Draft, final or withdrawn: that is no field that anybody types in."""
        record = self._form.record
        return (record.state or "") if record is not None else ""
