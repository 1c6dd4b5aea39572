"""The codes on a form, drawn as shapes: sharp at any size, and smaller than a picture."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, cast

import zxingcpp
from typing_extensions import Buffer

from app.reports.pen import Pen, Point

QUIET_MODULES = 4  # the white border that scanners need around a QR code

_DARK = re.compile(b"\0+")


class Modules(NamedTuple):
    """The dark runs of a code, (x, y, length), y from the top, on a grid of `width` by `height`."""

    runs: tuple[tuple[int, int, int], ...]
    width: int
    height: int


@lru_cache(64)
def qr_modules(payload: str) -> Modules:
    """`payload` as a QR code of level Q, which survives a quarter of it being dirty or torn."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return _modules(code.to_image(scale=1, add_quiet_zones=False))


@lru_cache(64)
def bar_modules(text: str) -> Modules:
    """`text`, which must be ASCII, as the bars of a Code 128."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    return _modules(code.to_image(scale=1, add_quiet_zones=False), rows=1)


def draw_qr(pen: Pen, payload: str, corner: Point, side: float) -> None:
    """Draw a QR code `side` points wide below `corner`, its upper left.

    Leave `QUIET_MODULES` of its modules white around it.
    """
    modules = qr_modules(payload)
    unit = side / modules.width
    pen.cells(modules.runs, corner, (unit, unit))


def draw_bars(pen: Pen, text: str, corner: Point, size: Point) -> None:
    """Draw a Code 128 of `size` below `corner`, its upper left."""
    modules = bar_modules(text)
    pen.cells(modules.runs, corner, (size[0] / modules.width, size[1]))


def _modules(image: zxingcpp.Image, rows: int | None = None) -> Modules:
    height, width = image.shape
    height = rows or height
    pixels = bytes(cast("Buffer", image))
    runs = tuple(
        (run.start(), y, run.end() - run.start())
        for y in range(height)
        for run in _DARK.finditer(pixels[y * width : (y + 1) * width])
    )
    return Modules(runs, width, height)
