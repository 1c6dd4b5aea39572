"""Drawn placeholders for photos: bare ground, a scale, a north arrow and the photo board.

They show no remains. The board carries number, date, operation, team and the code of the site, and
never a place or a coordinate, since a photo that gets out must not tell where the grave is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from app.core.clock import Moment
from app.core.resources import resource

WIDTH, HEIGHT = 1200, 800
_JPEG_QUALITY = 82
_EXIF_TAKEN, _EXIF_CAMERA, _EXIF_ORIENTATION = 0x9003, 0x0110, 0x0112
_EXIF_IFD = 0x8769
CAMERA = "Practice camera"

_SOIL = ((150, 124, 92), (136, 110, 80), (120, 96, 70))
_PIT, _PIT_EDGE = (98, 78, 58), (70, 54, 40)
_INK, _PAPER, _STRIPE = (31, 35, 40), (250, 249, 246), (138, 90, 0)


@dataclass(frozen=True, slots=True)
class Board:
    """What stands on the photo board."""

    number: str
    at: Moment
    operation: str
    team: str
    site: str
    subject: str

    def lines(self) -> tuple[str, ...]:
        """From the largest to the smallest."""
        return (
            self.number,
            f"{self.at.local:%Y-%m-%d %H:%M}",
            f"{self.operation} · {self.team} · {self.site}",
            self.subject,
        )


def photo(board: Board, *, has_pit: bool = True) -> bytes:
    """A JPEG with the board in it, and with the time a camera would write."""
    image = _ground(has_pit=has_pit).copy()
    draw = ImageDraw.Draw(image)
    _draw_scale(draw)
    _draw_north(draw)
    _draw_board(draw, board)
    _draw_stripes(image)
    exif = Image.Exif()
    exif[_EXIF_CAMERA] = CAMERA
    exif[_EXIF_ORIENTATION] = 1
    exif.get_ifd(_EXIF_IFD)[_EXIF_TAKEN] = f"{board.at.local:%Y:%m:%d %H:%M:%S}"
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_JPEG_QUALITY, exif=exif)
    return target.getvalue()


def signed_paper(board: Board, signers: tuple[str, ...]) -> bytes:
    """A PNG that stands for the scan of a signed form."""
    image = Image.new("RGB", (900, 640), _PAPER)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(board.lines()):
        draw.text((60, 50 + 44 * row), line, font=_font(26), fill=_INK)
    for place, signer in enumerate(signers):
        left, base = 60 + 280 * place, 480
        draw.line(_flourish(left, base, signer), fill=_INK, width=3, joint="curve")
        draw.line((left, base + 30, left + 230, base + 30), fill=_INK, width=1)
        draw.text((left, base + 40), signer, font=_font(20), fill=_INK)
    _draw_stripes(image)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _flourish(left: int, base: int, signer: str) -> list[tuple[int, int]]:
    """A line that goes up and down as the letters of the name do."""
    return [
        (left + 12 * step, base - 34 + (ord(mark) * (step + 3)) % 56)
        for step, mark in enumerate(signer[:18])
    ]


@cache
def _ground(*, has_pit: bool) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), _SOIL[0])
    draw = ImageDraw.Draw(image)
    for clod in range(900):
        left, top = clod * 7919 % WIDTH, clod * 104_729 % HEIGHT
        size = 6 + clod * 31 % 26
        draw.ellipse((left, top, left + size, top + size // 2), fill=_SOIL[1 + clod % 2])
    if has_pit:
        corners = ((250, 250), (860, 220), (910, 560), (300, 610))
        draw.polygon(corners, fill=_PIT, outline=_PIT_EDGE, width=8)
        for band in range(5):
            top = 300 + 58 * band
            draw.line((300 + 6 * band, top, 850 + 8 * band, top - 20), fill=_PIT_EDGE, width=2)
    return image


def _draw_scale(draw: ImageDraw.ImageDraw) -> None:
    """A rod of one metre in ten parts."""
    for part in range(10):
        left = 300 + 50 * part
        fill = _INK if part % 2 == 0 else _PAPER
        draw.rectangle((left, 650, left + 50, 668), fill=fill, outline=_INK)
    draw.text((810, 640), "1 m", font=_font(26), fill=_PAPER)


def _draw_north(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon(((1080, 250), (1050, 340), (1080, 318), (1110, 340)), fill=_PAPER, outline=_INK)
    draw.text((1068, 205), "N", font=_font(36), fill=_PAPER)


def _draw_board(draw: ImageDraw.ImageDraw, board: Board) -> None:
    draw.rectangle((40, 40, 640, 226), fill=_PAPER, outline=_INK, width=3)
    for row, (line, size) in enumerate(zip(board.lines(), (40, 30, 28, 26), strict=True)):
        draw.text((60, 48 + 44 * row), line, font=_font(size), fill=_INK)


def _draw_stripes(image: Image.Image) -> None:
    """A striped band along the lower edge, as on everything that is practice."""
    draw = ImageDraw.Draw(image)
    top, bottom = image.height - 56, image.height
    draw.rectangle((0, top, image.width, bottom), fill=_PAPER)
    for left in range(-60, image.width, 56):
        draw.polygon(
            ((left, bottom), (left + 28, bottom), (left + 84, top), (left + 56, top)), fill=_STRIPE
        )
    width = 260
    draw.rectangle(
        (image.width // 2 - width // 2, top, image.width // 2 + width // 2, bottom), fill=_PAPER
    )
    draw.text(
        (image.width // 2, (top + bottom) // 2), "PRACTICE", font=_font(34), fill=_INK, anchor="mm"
    )


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource("fonts", "NotoSans-Bold.ttf")), size)
