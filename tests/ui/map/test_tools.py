"""Drawing on the map: corners meet corners, nothing that is no area is taken, keys take back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from app.geo.area import Area
from app.geo.distance import distance_m
from app.geo.mercator import Spot, Viewport
from app.geo.point import Point
from app.geo.rings import corners_of
from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning
from app.ui.map.asking import AreaDialog, SightingDialog
from app.ui.map.pointing import LEAST_M, accuracy_m, read_from_map
from app.ui.map.sighting import Sighting
from app.ui.map.snapping import REACH_PX, Catch, Snapper
from app.ui.map.tools import Outline, pixel
from app.ui.workbench import Workbench

LAT, LON = 30.5, 47.78
VIEW = Viewport.around([LAT - 0.001, LAT + 0.001], [LON - 0.001, LON + 0.001], 800, 600)
FIELD = Ground(
    "site",
    "s",
    "SNJ03",
    Meaning.EXTENT,
    ((LAT, LON), (LAT, LON + 0.0005), (LAT + 0.0005, LON + 0.0005)),
)
PLAN = GroundPlan((Mark("grave", "g", "G1", LAT - 0.0005, LON, 3.0),), (FIELD,))


def before() -> Area:
    return Area(
        tuple(
            Point(Decimal(lat), Decimal(lon))
            for lat, lon in (("30.4995", "47.7795"), ("30.4995", "47.7805"), ("30.5005", "47.78"))
        )
    )


@given(across=st.floats(0, 800), down=st.floats(0, 600))
@settings(max_examples=100)
def test_what_is_caught_is_never_farther_than_the_reach(across: float, down: float) -> None:
    caught = Snapper(PLAN).caught(across, down, VIEW)
    away = pixel(caught.spot, VIEW) - QPointF(across, down)
    assert abs(away.x()) <= REACH_PX + 0.01
    assert abs(away.y()) <= REACH_PX + 0.01


@given(angle=st.sampled_from([(8, 0), (-8, 0), (0, 8), (5, -5)]))
def test_corners_and_marks_give_their_exact_figures(angle: tuple[int, int]) -> None:
    for lat, lon in (*FIELD.corners, (PLAN.marks[0].lat, PLAN.marks[0].lon)):
        at = pixel(Spot(lat, lon), VIEW)
        caught = Snapper(PLAN).caught(at.x() + angle[0], at.y() + angle[1], VIEW)
        assert (caught.spot.lat_float, caught.spot.lon_float) == (lat, lon)
        assert caught.by is Catch.POINT


def test_an_edge_takes_what_is_near_it() -> None:
    middle = Spot(LAT, LON + 0.00025)
    at = pixel(middle, VIEW)
    caught = Snapper(PLAN).caught(at.x(), at.y() + 6, VIEW)
    assert caught.by is Catch.EDGE
    assert caught.spot.lat_float == pytest.approx(LAT, abs=1e-9)


def drawn(*points: tuple[float, float]) -> Outline:
    outline = Outline(GroundPlan())
    for point in points:
        outline.press(QPointF(*point), VIEW)
        outline.click(QPointF(*point), VIEW)
    return outline


def test_the_first_corner_closes_an_outline(qapp: object) -> None:
    outline = drawn((100, 100), (300, 100), (300, 300), (102, 101))
    assert outline.is_closed
    assert len(outline.area().ring) == 3
    side = distance_m(VIEW.place(100, 100).point(), VIEW.place(300, 100).point())
    assert outline.perimeter_m == pytest.approx(side * (2 + 2**0.5), rel=0.01)


def test_backspace_takes_corners_back_and_escape_all_of_them(qapp: object) -> None:
    outline = drawn((100, 100), (300, 100), (300, 300))
    left: list[bool] = []
    outline.left.connect(lambda: left.append(True))
    outline.key(Qt.Key.Key_Backspace)
    assert len(outline.corners) == 2
    outline.key(Qt.Key.Key_Escape)
    assert not outline.corners
    assert not left
    outline.key(Qt.Key.Key_Escape)
    assert left


def test_enter_closes_and_then_takes(qapp: object) -> None:
    outline = drawn((100, 100), (300, 100), (300, 300))
    taken: list[bool] = []
    outline.finished.connect(lambda: taken.append(True))
    outline.key(Qt.Key.Key_Return)
    assert outline.is_closed
    assert not taken
    outline.key(Qt.Key.Key_Return)
    assert taken


def test_an_outline_that_crosses_itself_is_refused_in_a_sentence(qapp: object) -> None:
    outline = drawn((100, 100), (300, 300), (300, 100), (100, 300))
    error = outline.refusal()
    assert error is not None
    assert "crosses" in str(error)


def test_corners_that_were_not_touched_keep_their_figures(qapp: object) -> None:
    area = before()
    outline = Outline(GroundPlan(), area)
    assert outline.area() == area
    at = pixel(outline.corners[2], VIEW)
    assert outline.press(at, VIEW)
    outline.drag(at + QPointF(0, -60), VIEW)
    assert outline.area().ring[:2] == area.ring[:2]
    assert outline.area().ring[2] != area.ring[2]
    outline.begin_again()
    assert outline.area() == area


def test_a_click_on_an_edge_puts_a_corner_in(qapp: object) -> None:
    outline = Outline(GroundPlan(), before())
    first, second = (pixel(corner, VIEW) for corner in outline.corners[:2])
    outline.click((first + second) / 2, VIEW)
    assert len(outline.corners) == 4
    outline.key(Qt.Key.Key_Backspace)
    assert outline.area() == before()


@given(ground_m=st.floats(0.001, 10_000))
def test_a_click_is_never_better_than_ten_metres(ground_m: float) -> None:
    assert accuracy_m(ground_m) >= max(LEAST_M, 3 * ground_m)
    error_m = read_from_map(VIEW.place(1, 1), ground_m).error_95_m()
    assert error_m is not None
    assert float(error_m) >= LEAST_M


@given(
    across=st.integers(0, 800),
    down=st.integers(0, 600),
    there=st.tuples(st.integers(0, 800), st.integers(0, 600)),
)
@settings(max_examples=60)
def test_the_place_of_a_sighting_holds_what_was_clicked(
    qapp: object, across: int, down: int, there: tuple[int, int]
) -> None:
    """Rounded bearing and distance never lead farther from the click than the error told."""
    sighting = Sighting()
    sighting.click(QPointF(across, down), VIEW)
    sighting.click(QPointF(*there), VIEW)
    estimate = sighting.estimate()
    assert estimate is not None
    assert sighting.seen is not None
    apart = abs(float(estimate.distance_m) - distance_m(VIEW.place(across, down), sighting.seen))
    assert apart <= 1
    assert estimate.error_m >= LEAST_M + 0.2 * float(estimate.distance_m) - 0.01


def test_a_hazard_is_begun_only_after_a_yes(bench: Workbench, qtbot: QtBot) -> None:
    dialog = SightingDialog(bench, view=VIEW)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.stack.currentWidget() is dialog.safety
    dialog.safety.no.click()
    dialog.safety.leave.click()
    assert dialog.prefilled == {"safe_to_record": False}


def test_a_hazard_is_placed_from_where_one_stands(bench: Workbench, qtbot: QtBot) -> None:
    dialog = SightingDialog(bench, view=VIEW)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.safety.yes.click()
    assert not dialog.accept_it.isEnabled()
    for at in (QPointF(300, 300), QPointF(500, 300)):
        dialog.sighting.click(at, VIEW)
    assert "090" in dialog.state.text()
    dialog.accept_it.click()
    told = dialog.prefilled
    assert (told["safe_to_record"], told["bearing_deg"]) == (True, 90)
    assert set(told) == {"safe_to_record", "observer_position", "bearing_deg", "distance_m"}


def test_an_area_is_taken_only_when_it_is_one(bench: Workbench, qtbot: QtBot) -> None:
    dialog = AreaDialog(bench, "Outline", view=VIEW)
    qtbot.addWidget(dialog)
    dialog.show_plan(PLAN)
    dialog.show()
    assert not dialog.accept_it.isEnabled()
    for x, y in ((100, 100), (300, 300), (300, 100), (100, 300)):
        dialog.outline.click(QPointF(x, y), VIEW)
    assert "crosses" in dialog.refusal.text()
    assert not dialog.accept_it.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Backspace)
    assert "ha" in dialog.state.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.area is not None
    assert len(dialog.area.ring) == 3
    assert not dialog.isVisible()


def test_the_middle_of_an_edge_becomes_a_corner_that_is_dragged(qapp: object) -> None:
    assert qapp
    outline = Outline(GroundPlan(), before())
    one, other = (pixel(spot, VIEW) for spot in outline.corners[:2])
    middle = (one + other) / 2
    assert outline.press(middle, VIEW)
    outline.drag(middle + QPointF(0, 40), VIEW)
    assert len(outline.corners) == 4
    assert outline.corners[0] == Outline(GroundPlan(), before()).corners[0]
    assert pixel(outline.corners[1], VIEW).y() == pytest.approx(middle.y() + 40, abs=0.5)
    outline.key(Qt.Key.Key_Delete)
    assert outline.area() == before()


def test_an_area_does_not_catch_its_own_corners(qapp: object) -> None:
    assert qapp
    own = Ground("site", "s", "S", Meaning.EXTENT, corners_of(before()))
    outline = Outline(GroundPlan((), (own,)), before())
    at = pixel(outline.corners[0], VIEW)
    assert outline.press(at, VIEW)
    outline.drag(at + QPointF(4, 0), VIEW)
    assert pixel(outline.corners[0], VIEW).x() == pytest.approx(at.x() + 4, abs=0.1)


def test_the_other_button_takes_a_corner_away(qapp: object) -> None:
    assert qapp
    outline = drawn((100, 100), (300, 100), (300, 300), (100, 300))
    outline.other_click(QPointF(301, 299), VIEW)
    assert len(outline.corners) == 3
    outline.other_click(QPointF(700, 500), VIEW)
    assert len(outline.corners) == 3


def test_undo_puts_a_dragged_corner_back_and_what_escape_gave_up(qapp: object) -> None:
    assert qapp
    outline = Outline(GroundPlan(), before())
    at = pixel(outline.corners[0], VIEW)
    outline.press(at, VIEW)
    outline.drag(at + QPointF(30, 30), VIEW)
    dragged = list(outline.corners)
    outline.key(Qt.Key.Key_Escape)
    assert outline.area() == before()
    outline.undo()
    assert outline.corners == dragged
    outline.undo()
    assert outline.area() == before()
    outline.undo()  # nothing is left to undo
    assert outline.area() == before()
