"""Putting pages on paper with whatever printer the system knows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

PRINT_DPI = 300


def ask_printer(parent: QWidget) -> QPrinter | None:
    """The printer and the copies that the person chose, or nothing."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_pages(printer: QPrinter, pages: Sequence[QImage]) -> None:
    """Put each picture on a page of its own, as large as the paper lets it be."""
    painter = QPainter(printer)
    for place, picture in enumerate(pages):
        if place:
            printer.newPage()
        room = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
        size = picture.size().toSizeF()
        factor = min(room.width() / size.width(), room.height() / size.height())
        painter.drawImage(QRectF(0, 0, size.width() * factor, size.height() * factor), picture)
    painter.end()
