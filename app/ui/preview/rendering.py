"""Pages of a PDF as pictures; PDFium is not made for several threads, so one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import pypdfium2

from app.core.errors import AppError

POINTS_PER_INCH = 72
_MOST_PAGES = 400
_PDFIUM = Lock()


class UnreadablePdfError(AppError):
    """What should be shown is no PDF that can be shown."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page as rows of blue, green, red and an unused byte."""

    width: int
    height: int
    stride: int
    data: bytes


def page_pictures(pdf: bytes, dots_per_inch: float) -> list[PagePicture]:
    """Every page of `pdf`, so many dots to the inch.

    Raises:
        UnreadablePdfError: it is no PDF, or has more pages than anybody looks at.
    """
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        try:
            if len(document) > _MOST_PAGES:
                raise _unreadable()
            return [_picture(page, dots_per_inch / POINTS_PER_INCH) for page in document]
        finally:
            document.close()


def _picture(page: pypdfium2.PdfPage, scale: float) -> PagePicture:
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
    return PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def _unreadable() -> UnreadablePdfError:
    return UnreadablePdfError(
        "This form cannot be shown.",
        hint="Save it and open it with another program, and tell your data manager.",
    )
