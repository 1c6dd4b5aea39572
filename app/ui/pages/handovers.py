"""Handovers: the lists of what is given, and the ceremonies at which it is given."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.pages.tabs import TabbedPage
from app.ui.workbench import Workbench

KINDS = ("handover_list", "handover_ceremony")


def handovers_page(bench: Workbench) -> QWidget:
    """One list under each tab."""
    return TabbedPage(bench.say("Handovers"), KINDS, bench)
