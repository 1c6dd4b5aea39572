"""A PDF read back as others read it: by pypdf, in the order of the file; by poppler, as seen."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata

import pytest
from pypdf import PdfReader

from app.reports.lines import set_lines
from app.reports.pen import Pen
from app.reports.style import Type

_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """`text` without marks of direction, presentation forms and the breaks of lines."""
    kept = "".join(character for character in text if character not in _DIRECTIONS)
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def by_pypdf(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def by_poppler(pdf: bytes) -> list[str]:
    """The text of each page."""
    told = run("pdftotext", "-", "-", given=pdf).decode("utf-8")
    return [plain(page) for page in told.split("\f")[:-1]]


def run(*command: str, given: bytes = b"") -> bytes:
    """What a tool of the Debian packages writes; the test is skipped where it is not installed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    return done.stdout


def printed(texts: list[str], *, size: float = 9, width: float = 380) -> bytes:
    """Each text on a page of its own, broken to `width` points."""
    pen = Pen(is_rtl=True)
    for text in texts:
        y = 780.0
        for line in set_lines(text, width * 1000 / size):
            left = 60 + width - line.width * size / 1000 if line.is_rtl else 60
            pen.text(line, left, y, Type(size, size * 1.4))
            y -= size * 1.4
        pen.end_page()
    return pen.finish()


def spaceless(text: str) -> str:
    """For comparing what was broken within words."""
    return re.sub(r"\s", "", plain(text))
