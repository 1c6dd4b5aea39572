"""Files that do not say their system: asked about in the window, and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.geo.area import Area
from app.geo.position import Method, Position
from app.models.clearance import ClearanceCertificate
from app.models.fields import AreaField
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.sites import Site
from app.models.survey import SurveyPoint
from app.services.desk import Desk
from app.services.reading import list_records
from app.services.recording import save_record
from app.ui.actions import Actions
from app.ui.clearance.pages import HazardPage
from app.ui.doors import Doors
from app.ui.importing.actions import imports_at
from app.ui.importing.corners import CornersDialog
from app.ui.importing.dialog import ImportDialog
from app.ui.importing.system_panel import SystemPanel
from app.ui.labels import Button
from app.ui.map.page import MapPage
from app.ui.page import RecordPage
from app.ui.pages.survey import PlacesPage
from app.ui.seat import Seat
from app.ui.shell import Shell
from app.ui.tables import select_row
from app.ui.workbench import Workbench
from tests.exchange.forms import point, polygon, shp
from tests.services.test_import_areas import AFAR, HOLE, OUTLINE, kml
from tests.ui.importing.test_dialog import said

Settled = Callable[[], None]
METRES = shp(point(543210.5, 3412345.25))


@pytest.fixture
def site(desk: Desk) -> str:
    draft = {
        "number": "TST01",
        "name": "Canal",
        "geo_safe": True,
        "position": Position(lat=Decimal("30.846"), lon=Decimal("45.4489"), method=Method.MAP),
    }
    return save_record(desk, "site", None, draft).record.uid


@pytest.fixture
def opened(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: str, settled: Settled, tmp_path: Path
) -> Callable[[bytes], ImportDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)

    def open_file(data: bytes) -> ImportDialog:
        path = tmp_path / "graves.shp"
        path.write_bytes(data)
        dialog = ImportDialog(bench, imports_at(Seat(desk)), site, path, parent)
        dialog.show()
        settled()
        return dialog

    return open_file


def choose(panel: SystemPanel | None, system: str) -> SystemPanel:
    assert panel is not None
    systems = [line.key for line in panel.model.lines]
    select_row(panel.table, systems.index(system))
    return panel


def test_each_system_is_told_with_where_the_first_place_would_lie(
    opened: Callable[[bytes], ImportDialog],
) -> None:
    dialog = opened(METRES)
    assert "its .prj file is missing" in said(dialog)
    assert dialog.action.isHidden()
    panel = dialog.system
    assert panel is not None
    nearest = panel.model.lines[0]
    assert nearest.key == "EPSG:3392"
    assert any("30.84602° N, 45.44889° E" in cell for cell in nearest.cells)
    assert any("TST01" in cell for cell in nearest.cells)
    assert not panel.go_on.isEnabled()


def test_a_file_is_read_in_the_system_that_is_chosen_and_in_another_if_that_was_wrong(
    opened: Callable[[bytes], ImportDialog], desk: Desk, settled: Settled
) -> None:
    dialog = opened(METRES)
    choose(dialog.system, "EPSG:32638").go_on.click()
    settled()
    assert "A person said that it is in EPSG:32638." in said(dialog)
    dialog.again.click()
    settled()
    choose(dialog.system, "EPSG:3392").go_on.click()
    settled()
    dialog.action.click()
    settled()
    (record,) = list_records(desk, SurveyPoint.kind)
    assert record.values["position"].source_system == "EPSG:3392"


def test_what_nobody_published_has_to_be_accepted_in_metres(
    opened: Callable[[bytes], ImportDialog],
) -> None:
    panel = choose(opened(METRES).system, "EPSG:23038")
    assert not panel.accepting.isHidden()
    assert not panel.go_on.isEnabled()
    panel.accepted.setText("٥٠")
    assert panel.go_on.isEnabled()
    stated = panel.stated()
    assert stated is not None
    assert (stated.system, stated.accepted_m) == ("EPSG:23038", Decimal(50))


def test_figures_of_no_system_are_said_to_be_so(opened: Callable[[bytes], ImportDialog]) -> None:
    dialog = opened(shp(point(9e9, 9e9)))
    assert "In no system that is known here" in said(dialog)


# --- corners of one area -------------------------------------------------------------------------


@pytest.fixture
def corners(
    qtbot: QtBot, bench: Workbench, desk: Desk, settled: Settled, tmp_path: Path
) -> Callable[..., CornersDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)

    def open_file(data: bytes, *, fills: bool = False) -> CornersDialog:
        path = tmp_path / "given.shp"
        path.write_bytes(data)
        actions = imports_at(Seat(desk))
        dialog = CornersDialog(bench, actions, path, _seen, fills=fills, parent=parent)
        dialog.show()
        settled()
        return dialog

    return open_file


def _seen(_over: QWidget, area: Area) -> Area:
    return area


@pytest.mark.parametrize("fills", [True, False])
def test_an_outline_is_chosen_and_one_with_holes_only_for_a_hazard(
    corners: Callable[..., CornersDialog], *, fills: bool
) -> None:
    dialog = corners(kml([[OUTLINE, HOLE], [AFAR]]), fills=fills)
    assert len(dialog.model.lines) == 2
    select_row(dialog.table, 0)
    assert dialog.action.isEnabled() == fills
    assert "holes" in said(dialog)
    select_row(dialog.table, 1)
    dialog.action.click()
    assert dialog.area is not None
    assert len(dialog.area.ring) == len(AFAR)


def test_points_in_their_order_are_an_outline(corners: Callable[..., CornersDialog]) -> None:
    dialog = corners(b"lat,lon\n30.5,47.7\n30.5,47.8\n30.6,47.8\n")
    dialog.action.click()
    assert dialog.area is not None
    assert len(dialog.area.ring) == 3


def test_corners_in_an_unsaid_system_are_asked_about(
    corners: Callable[..., CornersDialog], site: str, settled: Settled
) -> None:
    ring = [(543210.0, 3412345.0), (543210.0, 3412445.0), (543310.0, 3412445.0)]
    dialog = corners(shp(polygon([*ring, ring[0]])))
    choose(dialog.system, "EPSG:32638").go_on.click()
    settled()
    dialog.action.click()
    assert site
    assert dialog.area is not None


@pytest.mark.parametrize("data", [b"", b"lat,lon\n30.5,47.8\n", bytes(range(256)) * 9])
def test_a_file_without_an_outline_is_a_sentence(
    corners: Callable[..., CornersDialog], data: bytes
) -> None:
    dialog = corners(data)
    assert not dialog.told.isHidden()
    assert not dialog.action.isEnabled()


def test_the_field_of_an_area_takes_what_came_out_of_a_file(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions, settled: Settled
) -> None:
    asked: list[AreaField] = []
    found = Area.from_json({"ring": [["30.5", "47.7"], ["30.5", "47.8"], ["30.6", "47.8"]]})

    def take(_parent: QWidget, field: AreaField) -> Area:
        asked.append(field)
        return found

    shell = make_shell(actions, Doors(corners=take))
    page = RecordPage(ClearanceCertificate, shell.prepare())
    qtbot.addWidget(page)
    page.begin()
    settled()
    editor = page.detail.form.editors["area"]
    (button,) = [one for one in editor.findChildren(Button) if "From a file" in one.text()]
    button.click()
    assert asked == [ClearanceCertificate.area]
    assert editor.value() == found


@pytest.mark.parametrize("kind", [Hazard, Site])
def test_files_are_brought_in_where_their_places_will_be_listed(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions, kind: type[Record]
) -> None:
    asked: list[str] = []
    doors = Doors(bring_in=lambda _parent, named, *_: asked.append(named))
    page = (HazardPage if kind is Hazard else PlacesPage)(
        kind, make_shell(actions, doors).prepare()
    )
    qtbot.addWidget(page)
    page.bring_in.click()
    assert asked == [kind.kind]


def test_files_are_brought_in_from_the_map(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions, desk: Desk
) -> None:
    asked: list[tuple[str, str, Path | None]] = []
    doors = Doors(bring_in=lambda _parent, *told: asked.append(told))
    page = MapPage(make_shell(actions, doors).prepare(), Seat(desk))
    qtbot.addWidget(page)
    page.bring_in.click()
    assert asked == [("", "", None)]
