"""Remains: the cases, the bones of each, and what was found with them or taken from them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.custody import ITEM_KINDS
from app.ui.pages.custody import CUSTODY
from app.ui.pages.tabs import TabbedPage
from app.ui.workbench import Workbench

KINDS = ("remains_case", "element", "artefact", "sample", "case_link")


def remains_page(bench: Workbench) -> QWidget:
    """One list under each tab; what can change hands has its custody beside it."""
    extras = {kind: (CUSTODY,) for kind in KINDS if kind in ITEM_KINDS}
    return TabbedPage(bench.say("Remains"), KINDS, bench, extras)
