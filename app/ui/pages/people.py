"""People: who works here and in which role, for whom, under which operation, with which numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.operations import Operation
from app.ui.page import RecordPage
from app.ui.pages.tabs import TabbedPage
from app.ui.workbench import Workbench

KINDS = ("person", "role", "team", "organisation", "operation", "number_register")


class OperationPage(RecordPage):
    """The operation of this file. There is one; headquarters begins it, and nobody a second."""

    @override
    def begin(self, prefilled: Mapping[str, Any] | None = None) -> None:
        """Nothing is begun here."""

    @property
    @override
    def can_begin(self) -> bool:
        return False


def people_page(bench: Workbench) -> QWidget:
    """One list under each tab."""
    return TabbedPage(bench.say("People"), KINDS, bench, pages={Operation.kind: OperationPage})
