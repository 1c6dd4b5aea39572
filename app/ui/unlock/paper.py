"""Putting a recovery sheet on paper; loaded when somebody prints one."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.ui.preview.paper import ask_printer, print_pages


def put_on_paper(parent: QWidget, page: QImage) -> None:
    """Print a page, if the person chooses a printer."""
    printer = ask_printer(parent)
    if printer is not None:
        print_pages(printer, [page])
