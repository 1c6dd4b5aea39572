"""Remains: one list of cases, each with the custody of what was lifted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.remains import RemainsCase
from app.ui.page import RecordPage
from app.ui.pages.custody import CUSTODY
from app.ui.workbench import Workbench

KINDS = (RemainsCase.kind,)


def remains_page(bench: Workbench) -> QWidget:
    """The list of cases."""
    return RecordPage(RemainsCase, bench, (CUSTODY,))
