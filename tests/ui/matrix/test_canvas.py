"""The picture in the window: walked through, moved about, and the same way round everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.wording import wording
from app.models.strata import ContextRelation
from app.rules.stratigraphy import stratigraphy
from app.ui.matrix.canvas import MatrixCanvas
from app.ui.matrix.material import Material
from app.ui.matrix.painting import Painting
from app.ui.theme import LIGHT, SUN, Theme
from tests.reports.reading import plain
from tests.rules.site import ground

FILL, FIRST, SECOND, CUT = "context-0003", "context-0004", "context-0005", "context-0007"


def shown(
    qtbot: QtBot, graves: int = 1, *more: ContextRelation, theme: Theme = LIGHT
) -> MatrixCanvas:
    contexts, relations, titles = ground(graves)
    picture = stratigraphy(contexts, [*relations, *more], titles, shows_all=bool(more))
    canvas = MatrixCanvas(theme, "matrix")
    qtbot.addWidget(canvas)
    canvas.resize(700, 600)
    material = Material(picture, titles)
    painting = Painting(material, wording("en"), theme, canvas.font())
    canvas.show_picture(picture.matrix, painting, keeps_view=False)
    return canvas


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(before)


def picture(canvas: MatrixCanvas) -> QImage:
    return canvas.grab().toImage()


def test_a_click_chooses_and_two_open(qtbot: QtBot) -> None:
    canvas = shown(qtbot)
    with qtbot.waitSignal(canvas.chosen) as chosen:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.middle_of(CUT).toPoint())
    assert chosen.args == [CUT]
    assert canvas.uid == CUT
    with qtbot.waitSignal(canvas.asked) as asked:
        qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.middle_of(FILL).toPoint())
    assert asked.args == [FILL]


def test_a_drag_moves_the_picture_and_chooses_nothing(qtbot: QtBot) -> None:
    canvas = shown(qtbot)
    start = canvas.middle_of(CUT)
    with qtbot.assertNotEmitted(canvas.chosen):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
        end = start + QPointF(60, 40)
        canvas.mouseMoveEvent(dragged_to(end))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end.toPoint())
    assert canvas.middle_of(CUT).x() == pytest.approx(end.x(), abs=1)
    assert canvas.middle_of(CUT).y() == pytest.approx(end.y(), abs=1)


def dragged_to(place: QPointF) -> QMouseEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    move, plainly = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    return QMouseEvent(move, place, place, none, left, plainly)


def test_a_box_too_small_to_read_tells_its_name(qtbot: QtBot) -> None:
    canvas = shown(qtbot, 30)
    canvas.fit()
    canvas.mouseMoveEvent(hovering(canvas.middle_of(CUT)))
    assert plain(canvas.toolTip()) == "CA0007 · Cut · G01"
    canvas.mouseMoveEvent(hovering(QPointF(1, 1)))
    assert canvas.toolTip() == ""


def hovering(place: QPointF) -> QMouseEvent:
    none, plainly = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    return QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, plainly)


def test_up_is_later_and_down_is_earlier(qtbot: QtBot) -> None:
    canvas = shown(qtbot)
    canvas.choose(FIRST)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.uid == FILL
    canvas.choose(SECOND)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.uid == CUT
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.uid == "context-0002"


def test_sideways_goes_to_the_next_number_and_the_next_box(qtbot: QtBot) -> None:
    canvas = shown(qtbot)
    canvas.choose("context-0001")
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.uid == "context-0010"
    canvas.choose(FIRST)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.uid == "context-0006"
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.uid == FIRST


def test_enter_opens_what_is_chosen(qtbot: QtBot) -> None:
    canvas = shown(qtbot)
    canvas.choose(CUT)
    with qtbot.waitSignal(canvas.asked):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)


def test_what_is_larger_keeps_its_place_below_the_hand(qtbot: QtBot) -> None:
    canvas = shown(qtbot, 4)
    at = canvas.middle_of(CUT)
    canvas.zoom(1.25, at)
    assert canvas.middle_of(CUT).x() == pytest.approx(at.x())
    assert canvas.middle_of(CUT).y() == pytest.approx(at.y())
    for _ in range(40):
        qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.scale == 2.0
    for _ in range(40):
        qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.scale == 0.05


def test_the_whole_fits_and_what_is_chosen_comes_into_view(qtbot: QtBot) -> None:
    canvas = shown(qtbot, 12)
    room = QRectF(canvas.rect())
    last = f"context-{2 + 5 * 12:04}"
    assert not room.contains(canvas.middle_of(last))
    canvas.choose(last)
    assert room.contains(canvas.middle_of(last))
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert all(room.contains(canvas.middle_of(f"context-{n:04}")) for n in range(1, 63))


def test_a_large_picture_begins_where_it_can_be_read(qtbot: QtBot) -> None:
    assert shown(qtbot, 40).scale > 0.8


@pytest.mark.usefixtures("mirrored")
def test_time_runs_down_and_left_is_left_in_every_language(qtbot: QtBot) -> None:
    canvas = shown(qtbot, 2)
    assert canvas.middle_of(FIRST).x() < canvas.middle_of("context-0006").x()
    canvas.choose(FIRST)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.uid == "context-0006"


def test_no_kind_is_told_by_colour_alone(qtbot: QtBot) -> None:
    """Below its left corner a fill has its edge, and a cut, which narrows, has none."""
    canvas = shown(qtbot)
    canvas.zoom(2.0 / canvas.scale)
    edges = {}
    for uid in (FILL, CUT):
        canvas.choose(uid)
        canvas.uid = ""
        x, y = (canvas.middle_of(uid) + QPointF(-84, 40)).toTuple()
        grey = picture(canvas).convertToFormat(QImage.Format.Format_Grayscale8)
        edges[uid] = min(grey.pixelColor(int(x), int(y) + at).lightness() for at in range(-2, 3))
    assert edges[FILL] < 140 < edges[CUT]


def test_what_contradicts_itself_is_drawn_with_the_rest(qtbot: QtBot) -> None:
    told = {"context": CUT, "relation": "ABOVE", "other_context": FIRST}
    for theme in (LIGHT, SUN):
        orderly = picture(shown(qtbot, 1, theme=theme))
        circular = picture(shown(qtbot, 1, ContextRelation("z", told), theme=theme))
        red = theme.colour("hazard_ink").rgb()
        assert not _has(orderly, red)
        assert _has(circular, red)


def _has(image: QImage, rgb: int) -> bool:
    """Whether any dot has this very colour."""
    dots = bytes(image.convertToFormat(QImage.Format.Format_RGB32).constBits())
    return rgb.to_bytes(4, "little") in (dots[at : at + 4] for at in range(0, len(dots), 4))
