"""Hazards, the work that clears them, the certificates, and leave to work in spite of them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.pages.tabs import TabbedPage
from app.ui.workbench import Workbench

KINDS = (
    "hazard",
    "hazard_observation",
    "clearance_task",
    "clearance_certificate",
    "hazard_override",
    "explosive_accident",
)


def hazards_page(bench: Workbench) -> QWidget:
    """One list under each tab."""
    return TabbedPage(bench.say("Hazards"), KINDS, bench)
