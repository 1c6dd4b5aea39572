"""Putting pages on paper with whatever printer the system knows."""

from __future__ import annotations

from collections.abc import Iterable

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


class PaperRun:
    """Pages going to paper one after the other, so that no more than one is held at a time."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer
        self._painter = QPainter(printer)
        self._pages = 0

    def add(self, picture: QImage) -> None:
        """Put a picture on the next page, as large as the paper lets it be."""
        if self._pages:
            self._printer.newPage()
        self._pages += 1
        room = QRectF(self._printer.pageLayout().fullRectPixels(self._printer.resolution()))
        size = picture.size().toSizeF()
        factor = min(room.width() / size.width(), room.height() / size.height())
        target = QRectF(0, 0, size.width() * factor, size.height() * factor)
        self._painter.drawImage(target, picture)

    def finish(self) -> None:
        """Let the printer have it."""
        self._painter.end()


def print_pages(printer: QPrinter, pages: Iterable[QImage]) -> None:
    """Put each picture on a page of its own."""
    run = PaperRun(printer)
    for picture in pages:
        run.add(picture)
    run.finish()
