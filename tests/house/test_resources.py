"""Fonts can draw what people write, and icons take the theme's colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont

from app.core.resources import resource

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئةى ًٌٍَُِّْ"
SORANI = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەھیێ"
PERSIAN = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی\u200c"
AZERBAIJANI = "ABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZabcçdeəfgğhxıijkqlmnoöprsştuüvyz"
KURMANJI = "ÇÊÎŞÛçêîşû"
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪"
MARKS = "،؛؟“”‘’«»–—…±×°′″•№"
VAZIRMATN = [f"Vazirmatn-{weight}.ttf" for weight in ("Regular", "Medium", "SemiBold", "Bold")]
NOTO = [f"NotoSans-{style}.ttf" for style in ("Regular", "Bold", "Italic")]
LATIN = AZERBAIJANI + KURMANJI + "0123456789“”‘’«»–—…±×°′″•№"


@pytest.mark.parametrize(
    ("font", "letters"),
    [
        *((font, ARABIC + SORANI + PERSIAN + LATIN + DIGITS + MARKS) for font in VAZIRMATN),
        *((font, LATIN + "Баку") for font in NOTO),
    ],
)
def test_a_font_draws_every_letter(font: str, letters: str) -> None:
    with TTFont(resource("fonts", font), lazy=True) as face:
        drawn = face.getBestCmap()
        assert "".join(letter for letter in letters if ord(letter) not in drawn) == ""


def test_every_font_comes_with_its_licence() -> None:
    families = {path.name.partition("-")[0] for path in resource("fonts").glob("*.ttf")}
    for family in families:
        licence = resource("fonts", f"OFL-{family}.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_every_icon_takes_the_colour_of_its_theme() -> None:
    icons = list(resource("icons").glob("*.svg"))
    assert icons
    for icon in icons:
        text = icon.read_text("utf-8")
        svg = ET.fromstring(text)  # noqa: S314 - our own file
        assert svg.get("stroke") == "currentColor"
        assert svg.get("viewBox") == "0 0 24 24"
        assert not re.search(r'(?:stroke|fill)="#', text)
