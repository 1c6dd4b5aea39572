"""Tells views which kinds of record changed; knows no data and no view."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.changes import Changes


class Hub(QObject):
    """Views connect to `changed` and reload what they show of that kind.

    `changed` carries one kind; `announced` the whole of what an operation changed, once.
    """

    changed = Signal(str)
    announced = Signal(object)

    def announce(self, changes: Changes) -> None:
        """Say what an operation changed."""
        for kind in sorted(changes.kinds):
            self.changed.emit(kind)
        self.announced.emit(changes)
