"""An area changed where it lies: dragged, snapped, refused by the rules, saved with a reason."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from app.core.changes import Changes
from app.geo.area import Area
from app.geo.point import Point
from app.models.record import Record
from app.models.signatures import Signature
from app.services.desk import Desk
from app.services.drawings import keep_drawing
from app.services.reading import get_record, history
from app.services.recording import Saved, make_final, save_record
from app.ui.map.page import MapPage
from app.ui.places import MAP
from app.ui.shell import Shell
from tests.ui.conftest import Answers
from tests.ui.map.test_page import LAT, LON, pixel, position, square


@pytest.fixture
def site(desk: Desk) -> Saved:
    draft = {"name": "Salman", "site_status": "CONFIRMED", "position": position()}
    return save_record(desk, "site", None, {**draft, "boundary": square()})


@pytest.fixture
def page(shell: Shell, settled: Callable[[], None], site: Saved) -> MapPage:
    assert site.record.uid
    frame = shell.show(MAP)
    settled()
    found = frame.page()
    assert isinstance(found, MapPage)
    found.canvas.go(LAT, LON, across_m=300)
    found.canvas.grab()
    return found


def editing(page: MapPage, uid: str, settled: Callable[[], None]) -> None:
    """Choose the ground of a record, and begin to change it."""
    ground = next(one for one in page.plan.grounds if one.uid == uid)
    page._on_chosen(ground)
    page.side.edit.click()
    settled()
    assert page.canvas.tool is not None


def drag(page: MapPage, qtbot: QtBot, start: QPoint, by: QPoint) -> None:
    """As a hand does it: down, away in steps, up."""
    canvas = page.canvas
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.5, 1.0):
        qtbot.mouseMove(canvas, start + (QPointF(by) * share).toPoint())
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + by)


def now(desk: Desk, record: Record) -> Record:
    found = get_record(desk, record.uid)
    assert found is not None
    return found


def signed_certificate(desk: Desk, site: str, area: Area) -> Saved:
    """One that EOD signed by key, made final."""
    signature = {"signer": desk.person, "role": "ISSUE", "method": "KEY", "at": desk.now()}
    agency = {"name": "Mine Action", "organisation_type": "CLR", "country": "IQ"}
    draft = {
        "site": site,
        "area": area,
        "agency": save_record(desk, "organisation", None, agency).record.uid,
        "not_cleared": "The canal bank.",
        "residual_risk": "Small-arms ammunition in the fill.",
        "paper": keep_drawing(desk, b"a scanned certificate"),
        "cleared_depth_m": Decimal("1.50"),
        "outcome": "CLEARED",
        "valid_from": desk.now(),
        "methods": ("VISUAL",),
        "signatures": (Signature(signature),),
    }
    saved = save_record(desk, "clearance_certificate", None, draft)
    make_final(desk, saved.record.uid)
    return saved


def corner(page: MapPage) -> QPoint:
    return pixel(page, LAT - 5e-4, LON - 5e-4)


def test_a_corner_that_was_dragged_is_saved_with_enter(
    page: MapPage, desk: Desk, qtbot: QtBot, settled: Callable[[], None], site: Saved
) -> None:
    editing(page, site.record.uid, settled)
    assert "4" in page.side.about.text()
    drag(page, qtbot, corner(page), QPoint(-30, 20))
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    settled()
    ring, before = now(desk, site.record).values["boundary"].ring, square().ring
    assert ring[1:] == before[1:]
    assert ring[0].lat < before[0].lat
    assert ring[0].lon < before[0].lon
    assert page.canvas.tool is None
    assert page.side.edit.isVisibleTo(page.side)
    moved = pixel(page, float(ring[0].lat), float(ring[0].lon)) - corner(page)
    assert (moved.x(), moved.y()) == pytest.approx((-30, 20), abs=2)


def test_esc_gives_up_and_leaves_the_record_alone(
    page: MapPage, desk: Desk, qtbot: QtBot, settled: Callable[[], None], site: Saved
) -> None:
    editing(page, site.record.uid, settled)
    assert not page.measure.isEnabled()
    drag(page, qtbot, corner(page), QPoint(-30, 20))
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    settled()
    assert page.canvas.tool is None
    assert now(desk, site.record).values["boundary"] == square()
    assert page.measure.isEnabled()
    assert page.side.open_record.isVisibleTo(page.side)


def test_what_is_being_saved_is_not_given_up_and_is_told_to_everybody(
    page: MapPage, shell: Shell, desk: Desk, qtbot: QtBot, settled: Callable[[], None], site: Saved
) -> None:
    told: list[Changes] = []
    shell.hub.announced.connect(told.append)
    editing(page, site.record.uid, settled)
    drag(page, qtbot, corner(page), QPoint(-30, 20))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Return):
        qtbot.keyClick(page.canvas, key)
    settled()
    assert now(desk, site.record).values["boundary"] != square()
    assert [site.record.uid in one.uids for one in told] == [True]
    assert page.canvas.tool is None


def test_what_crosses_itself_is_not_saved_and_stays_as_it_was_dragged(
    page: MapPage, shell: Shell, desk: Desk, qtbot: QtBot, settled: Callable[[], None], site: Saved
) -> None:
    editing(page, site.record.uid, settled)
    over = pixel(page, LAT + 7e-4, LON + 2e-4) - corner(page)
    drag(page, qtbot, corner(page), over)
    assert "crosses" in page.side.about.text()
    page.side.keep.click()
    settled()
    assert shell.bench is not None
    assert "crosses" in shell.bench.notices.said[-1].sentence
    assert page.canvas.tool is not None
    assert now(desk, site.record).values["boundary"] == square()


def test_a_final_record_asks_for_a_reason_and_keeps_it(
    page: MapPage,
    desk: Desk,
    qtbot: QtBot,
    settled: Callable[[], None],
    site: Saved,
    answers: Answers,
) -> None:
    draft = {"site": site.record.uid, "area_purpose": "TRENCH", "dig_method": "HAND"}
    told = {**draft, "responsible": desk.person, "outline": square(0.0006)}
    area = save_record(desk, "work_area", None, told)
    make_final(desk, area.record.uid)
    page.reload()
    qtbot.waitUntil(lambda: len(page.plan.grounds) == 2, timeout=10_000)
    editing(page, area.record.uid, settled)
    drag(page, qtbot, pixel(page, LAT + 3e-4, LON + 3e-4), QPoint(-30, 30))
    answers.reason = None
    page.side.keep.click()
    settled()
    assert page.canvas.tool is not None
    assert now(desk, area.record).values["outline"] == square(0.0006)
    answers.reason = "Walked along the fence"
    page.side.keep.click()
    settled()
    assert now(desk, area.record).values["outline"] != square(0.0006)
    assert history(desk, area.record.uid)[-1].why == "Walked along the fence"


def test_leaving_the_map_keeps_what_is_being_dragged(
    page: MapPage, qtbot: QtBot, settled: Callable[[], None], site: Saved
) -> None:
    editing(page, site.record.uid, settled)
    drag(page, qtbot, corner(page), QPoint(-30, 20))
    tool = page.canvas.tool
    page.leave()
    assert page.canvas.tool is tool


def test_a_mark_offers_the_area_of_its_record_and_a_grave_without_one_does_not(
    page: MapPage, desk: Desk, shell: Shell, qtbot: QtBot, site: Saved
) -> None:
    draft: dict[str, Any] = {"site": site.record.uid, "position": position(LAT + 1e-4)}
    saved = save_record(desk, "grave", None, draft)
    shell.hub.announce(saved.changes)
    qtbot.waitUntil(lambda: len(page.plan.marks) == 2, timeout=10_000)
    for mark in page.plan.marks:
        page._on_chosen(mark)
        assert page.side.edit.isVisibleTo(page.side) == (mark.kind == "site")


def test_a_signed_certificate_is_not_moved_and_says_which_rule(
    page: MapPage, desk: Desk, shell: Shell, qtbot: QtBot, settled: Callable[[], None], site: Saved
) -> None:
    ring = tuple(Point(at.lat + Decimal("0.0001"), at.lon) for at in square(0.0005).ring)
    certificate = signed_certificate(desk, site.record.uid, Area(ring))
    shell.hub.announce(certificate.changes)
    qtbot.waitUntil(lambda: len(page.plan.grounds) == 2, timeout=10_000)
    editing(page, certificate.record.uid, settled)
    start = pixel(page, float(ring[0].lat), float(ring[0].lon))
    drag(page, qtbot, start, QPoint(-20, 0))
    page.side.keep.click()
    settled()
    assert shell.bench is not None
    assert "was changed after it was signed" in shell.bench.notices.said[-1].sentence
    assert "record a new certificate" in shell.bench.notices.said[-1].hint
    assert now(desk, certificate.record).values["area"] == Area(ring)
    assert page.canvas.tool is not None
