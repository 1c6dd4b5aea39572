"""The skeleton on paper: every element once, told apart without colour, in every language."""

from __future__ import annotations

from itertools import combinations

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from app.core.wording import LANGUAGES, wording
from app.reports.flow import Item, sheets
from app.reports.pen import Pen
from app.reports.skeleton import SkeletonFigure, skeleton_figure
from app.reports.style import LEFT, PAGE_HEIGHT, TOP, WIDTH
from app.reports.words import Tongues
from app.rules.chart import Growth, Slot, bounds, chart
from app.rules.marks import Mark
from app.rules.skeleton import Side
from tests.reports.reading import by_pypdf, spaceless

ROOM = 760.0
FEMUR = Slot("FEM", Side.LEFT)


def figure(
    growth: Growth = Growth.ADULT, language: str = "en", marks: dict[str, Mark] | None = None
) -> SkeletonFigure:
    told = {slot: marks[slot.bone] for slot in _slots(growth) if marks and slot.bone in marks}
    right = None if language == "en" else wording(language)
    return skeleton_figure(Tongues(wording("en"), right), growth, told, {FEMUR: 3})


def _slots(growth: Growth) -> list[Slot]:
    return [shape.slot for shape in chart(growth).shapes]


def page(shown: SkeletonFigure, *, is_rtl: bool = False) -> bytes:
    pen = Pen(is_rtl=is_rtl)
    (sheet,) = sheets([Item(shown)], ROOM)
    sheet.draw(pen, LEFT, TOP, ROOM)
    pen.end_page()
    return pen.finish()


def seen(data: bytes, shown: SkeletonFigure, slot: Slot) -> Image.Image:
    """How an element prints, in grey."""
    scale = 3
    bitmap = pypdfium2.PdfDocument(data)[0].render(scale=scale).to_pil().convert("L")
    x, y, across, down = bounds(chart(shown.growth).of_slot[slot].outline)
    unit = shown.width / chart(shown.growth).width
    edges = (LEFT + x * unit, PAGE_HEIGHT - TOP + y * unit)
    ends = (LEFT + across * unit, PAGE_HEIGHT - TOP + down * unit)
    left, upper, right, lower = (round(edge * scale) for edge in (*edges, *ends))
    cut: Image.Image = bitmap.crop((left, upper, right, lower))
    return cut


@pytest.mark.parametrize(
    ("growth", "language"),
    [(Growth.CHILD, "en"), *((Growth.ADULT, language) for language in LANGUAGES)],
)
def test_it_stands_on_one_page_with_its_words(growth: Growth, language: str) -> None:
    shown = figure(growth, language)
    assert shown.width == WIDTH
    assert shown.height < ROOM
    (text,) = by_pypdf(page(shown, is_rtl=wording(language).is_right_to_left))
    told = spaceless(text)
    for words in ("RIGHToftheperson", "LEFToftheperson", "Notexamined", "×3", "Teeth"):
        assert words in told


def test_no_two_marks_print_alike() -> None:
    told: list[dict[str, Mark]] = [{}, *({"FEM": mark} for mark in Mark)]
    prints = [seen(page(figure(marks=marks)), figure(), FEMUR) for marks in told]
    for one, other in combinations(prints, 2):
        apart = ImageChops.difference(one, other).point(lambda value: 255 * (value > 60))
        assert ImageStat.Stat(apart).mean[0] > 1.0


def test_the_same_marks_make_the_same_bytes() -> None:
    marks = {"FEM": Mark.PARTIAL, "CRA": Mark.PRESENT, "TIB": Mark.ABSENT, "SAC": Mark.HIDDEN}
    assert page(figure(marks=marks)) == page(figure(marks=marks))


def test_it_is_never_parted() -> None:
    assert figure().parted(100.0) is None  # type: ignore[func-returns-value] # that is what is tested
