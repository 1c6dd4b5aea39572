"""The way from an item to a transfer of it, and from an event to its correction."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.custody import CustodyEvent
from app.ui.custody.actions import CustodyActions
from app.ui.custody.correction import CorrectionDialog
from app.ui.custody.transfer import TransferDialog
from app.ui.workbench import Workbench


def transfer_items(
    bench: Workbench, actions: CustodyActions, parent: QWidget, items: tuple[str, ...]
) -> None:
    """Open a transfer with these items on its list."""
    dialog = TransferDialog(bench, actions, items, parent)
    dialog.exec()
    dialog.deleteLater()


def correct_event(
    bench: Workbench, actions: CustodyActions, parent: QWidget, event: CustodyEvent
) -> None:
    """Supersede an event, and then, if the person wants it, record what really happened."""
    dialog = CorrectionDialog(bench, actions, event, parent)
    dialog.exec()
    goes_on = dialog.goes_on
    dialog.deleteLater()
    if goes_on:
        transfer_items(bench, actions, parent, dialog.items)
