"""The window that brings a file in: looked over first, recorded once it is said as what."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.geo.position import AccuracyKind, Method, Position
from app.models.sites import Site
from app.models.survey import SurveyControl, SurveyPoint
from app.services.desk import Desk
from app.services.reading import list_records
from app.services.recording import save_record
from app.ui.actions import Actions
from app.ui.doors import Doors
from app.ui.importing.actions import imports_at
from app.ui.importing.dialog import ImportDialog
from app.ui.importing.tie import tie_lines
from app.ui.labels import Label
from app.ui.pages.survey import PlacesPage
from app.ui.seat import Seat
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.exchange.forms import GPX, KML

Settled = Callable[[], None]
TABLE = "Pt;E;N;H;Code\n1;1005,000;1010,000;9,500;CUT\n2;1006,000;1011,000;9,400;xyz\n"


@pytest.fixture
def site(desk: Desk) -> str:
    draft = {"number": "TST01", "name": "Canal", "geo_safe": True}
    return save_record(desk, "site", None, draft).record.uid


@pytest.fixture
def opened(
    qtbot: QtBot, bench: Workbench, desk: Desk, site: str, settled: Settled, tmp_path: Path
) -> Callable[..., ImportDialog]:
    parents: list[QWidget] = []

    def open_file(data: str, name: str = "given.gpx", at: str = site) -> ImportDialog:
        path = tmp_path / name
        path.write_text(data, "utf-8")
        parents.append(QWidget())
        qtbot.addWidget(parents[-1])
        dialog = ImportDialog(bench, imports_at(Seat(desk)), at, path, parents[-1])
        dialog.show()
        settled()
        return dialog

    return open_file


def said(dialog: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(
        label.text() for label in dialog.findChildren(Label) if not label.isHidden()
    ).translate(dict.fromkeys(range(0x2066, 0x206A)))


def test_what_the_file_holds_is_shown_before_anything_is_recorded(
    opened: Callable[..., ImportDialog], desk: Desk
) -> None:
    dialog = opened(KML)
    assert "Points: 1 · Lines on the ground: 1 · Areas: 1" in said(dialog)
    assert dialog.area_of is not None
    assert dialog.action.isEnabled()
    assert not list_records(desk, SurveyPoint.kind)
    assert not list_records(desk, "document")


def test_recording_says_what_became_of_it_and_stays(
    opened: Callable[..., ImportDialog], desk: Desk, settled: Settled, bench: Workbench
) -> None:
    dialog = opened(KML)
    dialog.action.click()
    settled()
    words = said(dialog)
    assert "1 of 1 places recorded; the file is kept, bit for bit." in words
    assert "feature 2, way: Ways are kept in the original only." in words
    assert "This position has no accuracy, so it counts as unknown. (BR-28, 1 ×)" in words
    assert dialog.isVisible()
    assert dialog.action.isHidden()
    assert len(list_records(desk, SurveyPoint.kind)) == 1
    assert bench.notices.said[-1].sentence


def test_without_a_site_the_button_waits(opened: Callable[..., ImportDialog]) -> None:
    dialog = opened(GPX, at="")
    assert not dialog.action.isEnabled()
    assert "Choose the site where these places lie." in said(dialog)
    dialog.kind.set_chosen("site")
    dialog.kind.picked.emit()
    assert dialog.action.isEnabled()


def test_the_same_file_again_says_so(
    opened: Callable[..., ImportDialog], desk: Desk, settled: Settled
) -> None:
    opened(GPX).action.click()
    settled()
    dialog = opened(GPX)
    assert "This file was brought in before." in said(dialog)
    dialog.action.click()
    settled()
    assert "Nothing was recorded again." in said(dialog)
    assert len(list_records(desk, SurveyPoint.kind)) == 1


@pytest.mark.parametrize("data", ["", "hello", "<gpx><wpt"])
def test_a_file_that_is_refused_is_a_sentence(
    opened: Callable[..., ImportDialog], data: str
) -> None:
    dialog = opened(data)
    assert said(dialog).count("\n") >= 2
    assert dialog.back.isEnabled()


def test_a_table_is_mapped_and_its_system_is_never_guessed(
    opened: Callable[..., ImportDialog], desk: Desk, settled: Settled
) -> None:
    dialog = opened(TABLE, "points.csv")
    table = dialog.table
    assert table is not None
    assert [one.chosen() for one in table.columns] == [
        "number", "easting", "northing", "height", "code",
    ]  # fmt: skip
    assert not dialog.action.isEnabled()
    assert "Choose the system of the figures. It is never guessed." in said(dialog)
    table.system.set_chosen("LOCAL")
    table.system.picked.emit()
    assert dialog.action.isEnabled()
    table.columns[1].set_chosen("")
    table.columns[1].picked.emit()
    assert not dialog.action.isEnabled()
    table.columns[1].set_chosen("easting")
    table.columns[1].picked.emit()
    dialog.action.click()
    settled()
    points = list_records(desk, SurveyPoint.kind)
    assert {one.values["easting_m"] for one in points} == {Decimal(1005), Decimal(1006)}
    assert "2 of 2 places recorded" in said(dialog)


def test_the_mapping_is_remembered_but_not_the_system(
    opened: Callable[..., ImportDialog], settled: Settled
) -> None:
    dialog = opened(TABLE, "points.csv")
    table = dialog.table
    assert table is not None
    swapped = ["number", "northing", "easting", "height", "code"]
    for picker, role in zip(table.columns, swapped, strict=True):
        picker.set_chosen(role)
    table.columns[0].picked.emit()
    table.system.set_chosen("LOCAL")
    table.system.picked.emit()
    dialog.action.click()
    settled()
    again = opened(TABLE + "3;1007,000;1011,000;9,400;xyz\n", "next.csv").table
    assert again is not None
    assert [one.chosen() for one in again.columns] == swapped
    assert again.system.chosen() == ""


# --- from the page -------------------------------------------------------------------------------


def test_files_are_chosen_or_dropped_on_the_list(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions, tmp_path: Path
) -> None:
    asked: list[tuple[str, str, Path | None]] = []
    doors = Doors(bring_in=lambda _parent, *told: asked.append(told))
    page = PlacesPage(Site, make_shell(actions, doors).prepare())
    qtbot.addWidget(page)
    page.bring_in.click()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.gpx"))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.dropEvent(drop)
    assert asked == [("site", "", None), ("site", "", tmp_path / "a.gpx")]


def test_a_tie_says_what_remains_at_each_mark(bench: Workbench, desk: Desk, site: str) -> None:
    for number, (east, lon) in enumerate((("1000", "47.993000"), ("1101", "47.994042")), start=1):
        save_record(
            desk,
            SurveyControl.kind,
            None,
            {
                "site": site,
                "number": f"TST01-S{number:02}",
                "easting_m": Decimal(east),
                "northing_m": Decimal(1000),
                "position": Position(
                    lat=Decimal("30.533262"),
                    lon=Decimal(lon),
                    method=Method.RTK,
                    accuracy_m=Decimal("0.05"),
                    accuracy_kind=AccuracyKind.P95,
                ),
            },
        )
    tie = imports_at(Seat(desk)).look_at_tie(site)
    lines = tie_lines(bench, tie)
    assert "TST01-S01" in lines[0]
    assert str(tie.residuals_m[0]) in lines[0]
    assert any("Two marks show no mistake in their turn" in line for line in lines)
