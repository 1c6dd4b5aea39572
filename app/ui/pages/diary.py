"""The papers of the day: the diary, the morning's briefing, and who was on the site."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.pages.tabs import TabbedPage
from app.ui.workbench import Workbench

KINDS = ("diary_entry", "safety_briefing", "attendance")


def diary_page(bench: Workbench) -> QWidget:
    """One list under each tab."""
    return TabbedPage(bench.say("Diary"), KINDS, bench)
