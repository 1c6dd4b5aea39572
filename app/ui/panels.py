"""What can be shown beside or above a record's form: custody, history, a picture."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.record import Record
from app.ui.workbench import Workbench


class Panel(QWidget):
    """Something more about the record on the form.

    `opened` carries the `Destination` of another record, if a person goes there from here.
    """

    opened = Signal(object)

    @abstractmethod
    def show_record(self, record: Record | None) -> None:
        """Show another record, or none."""

    def set_brief(self, *, is_brief: bool) -> None:
        """Leave room to what is below: only a panel that stands above the tabs has to."""


@dataclass(frozen=True, slots=True)
class Extra:
    """A tab that only some kinds have, or, with `is_above`, a panel that stands above the tabs."""

    word: str
    make: Callable[[Workbench], Panel]
    is_above: bool = False
