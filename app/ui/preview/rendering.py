"""Pages of a PDF as pictures; PDFium is not made for several threads, so one at a time."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2

from app.core.errors import AppError

POINTS_PER_INCH = 72
_MOST_PAGES = 2_000
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


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """The width and height of every page of `pdf`, in points.

    Raises:
        UnreadablePdfError: it is no PDF, or has more pages than anybody looks at.
    """
    with _opened(pdf) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def page_picture(pdf: bytes, number: int, dots_per_inch: float) -> PagePicture:
    """One page of `pdf`, counted from 0, so many dots to the inch.

    Raises:
        UnreadablePdfError: it is no PDF, or has more pages than anybody looks at.
    """
    with _opened(pdf) as document:
        return _picture(document[number], dots_per_inch / POINTS_PER_INCH)


def page_pictures(pdf: bytes, dots_per_inch: float) -> list[PagePicture]:
    """Every page of a form of few pages.

    Raises:
        UnreadablePdfError: it is no PDF, or has more pages than anybody looks at.
    """
    return [page_picture(pdf, number, dots_per_inch) for number in range(len(page_sizes(pdf)))]


@contextmanager
def _opened(pdf: bytes) -> Generator[pypdfium2.PdfDocument]:
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        try:
            if len(document) > _MOST_PAGES:
                raise _unreadable()
            yield document
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
