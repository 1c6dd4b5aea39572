"""The map: hazards are always seen, errors are drawn at true size, and keys reach everything."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Never

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QKeySequence, QPainter, QShortcut
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.core.wording import wording
from app.geo.mercator import Viewport, eastings, northings
from app.geo.point import Point
from app.geo.rings import circle
from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning
from app.ui.map.canvas import MapCanvas
from app.ui.map.painting import ONE_BY_ONE, Style, Words, word_grounds
from app.ui.map.tools import Track
from app.ui.theme import THEMES

LAT, LON = 30.5, 47.78
HERE = Point(Decimal(str(LAT)), Decimal(str(LON)))
HAZARD = Ground(
    "hazard", "h", "H1", Meaning.HAZARD, circle(HERE, 50), "HAZARD {title}", {"title": "H1"}
)


def mark(at: int = 0, *, kind: str = "grave", error_m: float | None = 5.0) -> Mark:
    return Mark(kind, f"u{at}", f"G{at:02d}", LAT + at * 1e-5, LON + at * 1e-5, error_m)


class Unasked(Sequence[Mark]):
    """Marks that nobody may look at one by one."""

    @override
    def __len__(self) -> int:
        return 0

    @override
    def __getitem__(self, at: object) -> Never:
        raise AssertionError(at)


def shown(qtbot: QtBot, plan: GroundPlan, theme: str = "light") -> MapCanvas:
    canvas = MapCanvas(wording("en"), THEMES[theme], "en")
    qtbot.addWidget(canvas)
    canvas.resize(800, 600)
    canvas.show_plan(plan)
    canvas.show()
    canvas.go(LAT, LON, across_m=300)
    return canvas


def count(image: QImage, colour: str) -> int:
    """How many pixels have exactly this colour."""
    wanted = int(colour.removeprefix("#"), 16) | 0xFF000000
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_hazard_is_seen_whatever_is_hidden(qtbot: QtBot, theme: str) -> None:
    canvas = shown(qtbot, GroundPlan((mark(kind="hazard"),), (HAZARD,)), theme)
    canvas.hide_kinds(frozenset({"hazard", "grave"}))
    before = count(canvas.picture(), THEMES[theme].hazard_ink)
    assert before > 200
    canvas.show_plan(GroundPlan())
    assert count(canvas.picture(), THEMES[theme].hazard_ink) == 0


def test_thousands_of_marks_cover_no_hazard(qtbot: QtBot) -> None:
    many = tuple(
        Mark("grave", f"u{at}", "G", LAT + at % 60 * 2e-5, LON + at // 60 * 2e-5, None)
        for at in range(3_600)
    )
    alone = count(shown(qtbot, GroundPlan((), (HAZARD,))).picture(), THEMES["light"].hazard_ink)
    covered = shown(qtbot, GroundPlan(many, (HAZARD,))).picture()
    assert count(covered, THEMES["light"].hazard_ink) > alone * 0.9


def test_ground_is_drawn_at_its_size_on_the_ellipsoid(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan((), (HAZARD,)))
    image, red = canvas.picture(), THEMES["light"].colour("hazard_ink").rgb()
    row = [x for x in range(800) if image.pixel(x, 300) == red]
    across_m = (max(row) - min(row)) * canvas.view.ground_m
    assert across_m == pytest.approx(100, abs=3 * canvas.view.ground_m)


def test_what_is_clicked_is_chosen_marks_before_ground(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan((mark(),), (HAZARD,)))
    canvas.picture()
    found: list[object] = []
    canvas.chosen.connect(found.append)
    canvas.grab()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(402, 301))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(440, 330))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert [getattr(one, "uid", "") for one in found] == ["u0", "h"]


def test_keys_pan_zoom_and_show_all(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan((mark(0), mark(9))))
    before = canvas.view
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.x > before.x
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.resolution < before.resolution
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    across = canvas.view.across_px(eastings([LON, LON + 9e-5]))
    assert 0 < min(across) < max(across) < 800


def test_what_is_dragged_follows_the_hand(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan((mark(),)))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    qtbot.mouseMove(canvas, QPoint(460, 280))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(460, 280))
    place = float(canvas.view.across_px(eastings(LON))), float(canvas.view.down_px(northings(LAT)))
    assert place == pytest.approx((460, 280), abs=1)


def test_clicks_are_for_a_tool_while_there_is_one(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan((mark(),)))
    chosen: list[object] = []
    canvas.chosen.connect(chosen.append)
    track = Track()
    canvas.take_up(track)
    canvas.grab()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    assert track.spots == [canvas.view.place(400, 300)]
    assert not chosen
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    assert not track.spots


def test_a_second_click_chooses_what_lies_below(qtbot: QtBot) -> None:
    below = replace(HAZARD, uid="below", meaning=Meaning.EXTENT, kind="site")
    canvas = shown(qtbot, GroundPlan((mark(),), (HAZARD, below)))
    found: list[object] = []
    canvas.chosen.connect(found.append)
    canvas.grab()
    for _ in range(4):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(401, 300))
    assert [getattr(one, "uid", "") for one in found] == ["u0", "h", "below", "u0"]


def test_east_is_on_the_right_in_every_language(qtbot: QtBot, qapp: object) -> None:
    canvas = shown(qtbot, GroundPlan((mark(),)))
    assert canvas.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert float(canvas.view.across_px(eastings(LON + 1e-4))) > 400


def test_many_marks_are_drawn_as_the_same_symbols(qtbot: QtBot) -> None:
    """Above a number they are put into the picture as arrays; nothing vanishes by that."""
    many = tuple(mark(at % 40, error_m=None) for at in range(ONE_BY_ONE + 1))
    canvas = shown(qtbot, GroundPlan(many))
    accent = THEMES["light"].accent
    assert count(canvas.picture(), accent) > 400


def test_a_frame_asks_of_each_mark_only_in_arrays(qtbot: QtBot) -> None:
    """At the season's size no frame walks through marks one by one."""
    canvas = shown(qtbot, GroundPlan(tuple(mark(at) for at in range(20_000))))
    canvas.look(Viewport.around([LAT, LAT + 0.2], [LON, LON + 0.2], 800, 600))
    canvas._scene.marks.marks = Unasked()
    canvas.picture()


def test_it_says_what_it_does_not_show(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan((), (), ("SNJ03-HA001",)))
    assert "SNJ03-HA001" in canvas._notes(canvas.view)[0]
    canvas.zoom_by(1 / 4096, QPointF(400, 300))
    assert any("disputed" in note for note in canvas._notes(canvas.view))
    assert math.isfinite(canvas.view.resolution)


def test_sites_are_no_specks_in_the_area_of_their_operation(qtbot: QtBot) -> None:
    district = Ground(
        "operation", "o", "TST26", Meaning.EXTENT, ((30.0, 47.0), (31.0, 47.0), (31.0, 48.0))
    )
    canvas = shown(qtbot, GroundPlan((mark(0), mark(9)), (district,)))
    canvas.fit()
    assert canvas.view.ground_m < 2
    canvas.show_plan(GroundPlan((), (district,)))
    canvas.fit()
    assert canvas.view.ground_m > 100


def test_a_hazard_seen_in_part_is_named_where_it_is_seen(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan((), (HAZARD,)))
    west = min(lon for _, lon in HAZARD.corners)
    canvas.go(LAT, west, across_m=60)
    shapes, view = canvas._scene.shapes, canvas.view
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    style = Style(THEMES["light"], wording("en"))
    words = Words(painter, style, view)
    seen = shapes.seen(view.edges)
    assert not QRectF(0, 0, 800, 600).contains(shapes.spot(seen[0], view))
    assert word_grounds(shapes, seen, view, style, words) == {HAZARD.uid}
    painter.end()


def test_words_stand_whole_within_the_picture_and_beside_what_is_kept_free(qapp: object) -> None:
    assert qapp
    view = Viewport.around([LAT], [LON], 400, 300)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    kept = QRectF(200, 200, 200, 100)
    words = Words(painter, Style(THEMES["light"], wording("en")), view, [kept])
    assert words.put("a long name of a place", QPointF(0, 10), "ink")
    assert not words.put("under the bar", QPointF(300, 250), "ink", always=True)
    assert words.put("HAZARD H1", QPointF(300, 190), "hazard_ink", always=True)
    for room in words._taken:
        assert QRectF(0, 0, 400, 300).contains(room)
        assert room == kept or not room.intersects(kept)
    painter.end()


def test_undo_takes_the_last_corner_back_and_no_record(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan())
    undone: list[bool] = []
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), canvas)
    shortcut.activated.connect(lambda: undone.append(True))
    track = Track()
    canvas.take_up(track)
    canvas.setFocus()
    for x in (100, 200, 300):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, 100))
    qtbot.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (len(track.spots), undone) == (2, [])


def test_a_double_click_measures_no_stretch_of_nothing(qtbot: QtBot) -> None:
    canvas = shown(qtbot, GroundPlan())
    track = Track()
    canvas.take_up(track)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(301, 101))
    assert len(track.spots) == 2
