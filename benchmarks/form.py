"""A chain-of-custody form, against a raw reportlab canvas that draws the same amount.

The form is printed, then read as any PDF reader reads it: each run of text with its font, size and
place, and each rule. The canvas draws just that, with the same fonts embedded: no shaping, no
layout, no codes, no attachment. It is what a program would pay that knew already where everything
goes.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.core.resources import resource
from app.core.wording import wording
from app.reports.custody import CustodyForm
from app.reports.custody_form import render_custody_form, write_custody_forms
from benchmarks.measuring import Facts, Job, Task
from tests.reports.forms import twelve_events

SEPARATE, BATCH = 20, 100


@dataclass(frozen=True, slots=True)
class _Run:
    font: str
    size: float
    x: float
    y: float
    width: float
    text: str

    def runs_on_in(self, other: _Run) -> bool:
        """Whether both stand in one line of one font, next to each other in either direction."""
        apart = max(self.x, other.x) - min(self.x + self.width, other.x + other.width)
        is_same = (self.font, self.size) == (other.font, other.size)
        return is_same and abs(self.y - other.y) < 0.1 and apart < self.size

    def joined(self, other: _Run) -> _Run:
        """Both as one run, as a person would write the line."""
        x = min(self.x, other.x)
        width = max(self.x + self.width, other.x + other.width) - x
        return replace(self, x=x, width=width, text=self.text + other.text)


@dataclass(frozen=True, slots=True)
class _Page:
    width: float
    height: float
    runs: tuple[_Run, ...]
    rules: tuple[tuple[float, float, float, float], ...]


def form_jobs() -> dict[str, Job]:
    """One form after the other, and many in one file."""
    return {"canvas": _raw_canvas, "form": _forms}


def _forms() -> Iterator[Task]:
    form, left, right = twelve_events(), wording("en"), wording("ar")
    size = len(render_custody_form(form, left, right))

    def separate() -> Facts:
        for _ in range(SEPARATE):
            render_custody_form(form, left, right)
        return {"bytes": size}

    def batch() -> Facts:
        file = io.BytesIO()
        write_custody_forms(file, _season(form), left, right)
        return {"bytes": file.tell() / BATCH}

    yield Task("one custody form", separate, SEPARATE)
    yield Task("a form of a batch", batch, BATCH)


def _season(form: CustodyForm) -> Iterator[CustodyForm]:
    """Forms that differ where a season's forms do."""
    for place in range(BATCH):
        transfers = tuple(
            replace(
                one, number=f"A7F3-{place * 12 + one.line:06}", remarks=f"{one.remarks} {place}"
            )
            for one in form.transfers
        )
        number = f"SNJ03-01-A{place:04}B"
        yield replace(
            form, number=number, description=f"{form.description} {place}", transfers=transfers
        )


def _raw_canvas() -> Iterator[Task]:
    pages = _read(render_custody_form(twelve_events(), wording("en"), wording("ar")))
    for name in {run.font for page in pages for run in page.runs}:
        file = str(resource("fonts", f"{name}.ttf"))
        pdfmetrics.registerFont(TTFont(name, file, shapable=False))
    size = len(_drawn(pages, 1))

    def separate() -> Facts:
        for _ in range(SEPARATE):
            _drawn(pages, 1)
        return {"bytes": size}

    yield Task("raw canvas, one form", separate, SEPARATE)
    yield Task("raw canvas, a batch", lambda: {"bytes": len(_drawn(pages, BATCH)) / BATCH}, BATCH)


def _drawn(pages: list[_Page], times: int) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1, invariant=1)
    for _ in range(times):
        for page in pages:
            canvas.setPageSize((page.width, page.height))
            for x1, y1, x2, y2 in page.rules:
                canvas.line(x1, y1, x2, y2)
            for run in page.runs:
                canvas.setFont(run.font, run.size)
                canvas.drawString(run.x, run.y, run.text)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def _read(file: bytes) -> list[_Page]:
    """What stands on each page."""
    with pypdfium2.PdfDocument(file) as document:
        return [_read_page(page) for page in document]


def _read_page(page: pypdfium2.PdfPage) -> _Page:
    texts = page.get_textpage()
    runs: list[_Run] = []
    rules: list[tuple[float, float, float, float]] = []
    for thing in page.get_objects(max_depth=5):
        left, bottom, right, top = thing.get_bounds()
        if thing.type == pdfium.FPDF_PAGEOBJ_PATH:
            rules.append((left, bottom, right, top))
        elif thing.type == pdfium.FPDF_PAGEOBJ_TEXT and (text := _text_of(thing, texts)):
            size = ctypes.c_float()
            pdfium.FPDFTextObj_GetFontSize(thing.raw, ctypes.byref(size))
            at = thing.get_matrix()
            run = _Run(_font_of(thing), round(size.value, 2), at.e, at.f, right - left, text)
            if runs and runs[-1].runs_on_in(run):
                runs[-1] = runs[-1].joined(run)
            else:
                runs.append(run)
    width, height = page.get_size()
    return _Page(width, height, tuple(runs), tuple(rules))


def _text_of(thing: pypdfium2.PdfObject, texts: pypdfium2.PdfTextPage) -> str:
    length = pdfium.FPDFTextObj_GetText(thing.raw, texts.raw, None, 0)
    buffer = ctypes.create_string_buffer(length)
    got = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFTextObj_GetText(thing.raw, texts.raw, got, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _font_of(thing: pypdfium2.PdfObject) -> str:
    """The name of the bundled font, without the mark of a subset."""
    font = pdfium.FPDFTextObj_GetFont(thing.raw)
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    return buffer.value.decode("ascii").rpartition("+")[2]
