"""The way from an item to a transfer of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.custody.actions import CustodyActions
from app.ui.custody.transfer import TransferDialog
from app.ui.workbench import Workbench


def transfer_items(
    bench: Workbench, actions: CustodyActions, parent: QWidget, items: tuple[str, ...]
) -> None:
    """Open a transfer with these items on its list."""
    dialog = TransferDialog(bench, actions, items, parent)
    dialog.exec()
    dialog.deleteLater()
