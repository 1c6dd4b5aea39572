"""Sites, their graves, the contexts in them, and the points they are measured from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.pages.tabs import TabbedPage
from app.ui.workbench import Workbench

KINDS = (
    "site",
    "grave",
    "work_area",
    "context",
    "context_relation",
    "survey_control",
    "survey_point",
)


def sites_page(bench: Workbench) -> QWidget:
    """One list under each tab."""
    return TabbedPage(bench.say("Sites"), KINDS, bench)
