"""The way from a record to the preview of its form."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.wording import embedded
from app.models.record import Record
from app.services.printing import Printed, print_record
from app.ui.preview.dialog import PreviewDialog
from app.ui.seat import Seat
from app.ui.workbench import Workbench


def show_form(bench: Workbench, seat: Seat, parent: QWidget, record: Record) -> None:
    """Show the chain of custody of a case or a container before it is printed."""
    title = bench.say("Chain of custody of {item}", item=embedded(record.title))
    dialog = PreviewDialog(bench, title, partial(_print, seat, record), parent)
    dialog.exec()
    dialog.deleteLater()


def _print(seat: Seat, record: Record, language: str) -> Printed:
    return print_record(seat.desk, record, language)
