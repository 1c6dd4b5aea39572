"""The drawing itself, without a store: what lies where, and how it looks in every light."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.core.wording import wording
from app.rules.chart import Growth, Slot, chart
from app.rules.marks import Mark
from app.rules.skeleton import Side
from app.ui.skeleton.brushes import LOOKS
from app.ui.skeleton.canvas import Reading, SkeletonCanvas
from app.ui.skeleton.legend import ORDER, swatch
from app.ui.skeleton.outlines import drawn
from app.ui.theme import DARK, LIGHT, SUN, Theme, contrast

MOST_COVERED = 0.4  # of an element by those drawn over it
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, SUN], ids=lambda theme: theme.name)


@pytest.fixture
def canvas(qapp: QApplication) -> Generator[SkeletonCanvas]:
    reading = Reading(lambda _: None, lambda _: 0, lambda slot: slot.bone)
    made = SkeletonCanvas(wording("en"), LIGHT, reading)
    made.resize(760, 640)
    yield made
    made.deleteLater()
    qapp.processEvents()


@pytest.mark.parametrize("growth", list(Growth))
def test_no_element_hides_another(canvas: SkeletonCanvas, growth: Growth) -> None:
    canvas.show_growth(growth)
    hidden = [
        shape.slot
        for shape in chart(growth).shapes
        if canvas.slot_near(canvas.place_of(shape.slot)) != shape.slot
    ]
    assert hidden == []


@pytest.mark.parametrize("growth", list(Growth))
def test_what_lies_over_an_element_leaves_most_of_it(growth: Growth) -> None:
    shapes = list(drawn(growth).items())
    covered = {}
    for place, (slot, one) in enumerate(shapes):
        box = one.area.boundingRect()
        points = [
            QPointF(box.x() + box.width() * x / 20, box.y() + box.height() * y / 20)
            for x in range(1, 20)
            for y in range(1, 20)
        ]
        own = [point for point in points if one.area.contains(point)]
        above = [
            other.area
            for _, other in shapes[place + 1 :]
            if other.area.boundingRect().intersects(box)
        ]
        under = sum(any(area.contains(point) for area in above) for point in own)
        if under > MOST_COVERED * len(own):
            covered[slot] = round(under / len(own), 2)
    assert covered == {}


def test_a_click_beside_a_bone_means_it_and_far_away_means_none(canvas: SkeletonCanvas) -> None:
    assert canvas.slot_near(QPointF(1, canvas.height() - 1)) is None
    place = canvas.place_of(Slot("FIB", Side.RIGHT))
    beside = QPointF(place.x() - 6, place.y())  # the person's right lies to the left
    assert canvas.slot_near(beside) == Slot("FIB", Side.RIGHT)


def test_the_small_hand_on_the_body_means_the_large_one(canvas: SkeletonCanvas) -> None:
    echo = drawn(Growth.ADULT)[Slot("MC3", Side.LEFT)].echo.boundingRect().center()
    scale = canvas.scale
    left = (canvas.width() - chart(Growth.ADULT).width * scale) / 2
    top = (canvas.height() - chart(Growth.ADULT).height * scale) / 2
    slot = canvas.slot_near(QPointF(left + echo.x() * scale, top + echo.y() * scale))
    assert slot is not None
    assert slot.region == Slot("MC3", Side.LEFT).region


def test_the_chart_keeps_its_direction_whatever_the_language(
    qapp: QApplication, canvas: SkeletonCanvas
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert not canvas.isRightToLeft()
        assert (
            canvas.place_of(Slot("HUM", Side.RIGHT)).x()
            < canvas.place_of(Slot("HUM", Side.LEFT)).x()
        )
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@THEMES
def test_what_is_present_stands_out_and_its_lines_are_seen(theme: Theme) -> None:
    least = theme.least_contrast if theme is SUN else 3.0
    assert contrast(theme.bone, theme.surface) >= least
    assert contrast(theme.on_bone, theme.bone) >= least
    assert contrast(theme.ink, theme.surface) >= theme.least_contrast


@THEMES
def test_no_mark_is_told_by_colour_alone(qapp: QApplication, theme: Theme) -> None:
    assert qapp is not None
    looks = {mark: _in_grey(theme, mark) for mark in ORDER}
    alike = {
        (one, other)
        for place, one in enumerate(ORDER)
        for other in ORDER[place + 1 :]
        if _difference(looks[one], looks[other]) < 12
    }
    assert alike == set()


def test_absent_is_crossed_out_and_not_examined_is_empty() -> None:
    assert LOOKS[Mark.ABSENT].is_crossed
    assert LOOKS[Mark.ABSENT].style is not LOOKS[None].style
    assert not LOOKS[None].is_crossed


def _in_grey(theme: Theme, mark: Mark | None) -> list[int]:
    picture = swatch(theme, mark).pixmap(24, 18).toImage()
    grey = QImage(picture.size(), QImage.Format.Format_Grayscale8)
    grey.fill(QColor(theme.surface))
    painter = QPainter(grey)
    painter.drawImage(0, 0, picture)
    painter.end()
    return [
        grey.pixelColor(x, y).value() for y in range(grey.height()) for x in range(grey.width())
    ]


def _difference(one: list[int], other: list[int]) -> int:
    """How many dots differ so that an eye sees it."""
    return sum(abs(left - right) > 40 for left, right in zip(one, other, strict=True))
