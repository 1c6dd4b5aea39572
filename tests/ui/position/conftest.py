"""A site that is known, two pegs beside its grave, and the dialog for a point of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app.models.survey import SurveyPoint
from app.services.desk import Desk
from app.services.recording import save_record
from app.ui.position.dialog import PositionDialog
from app.ui.position.surroundings import Surroundings, surroundings
from app.ui.workbench import Workbench
from tests.rules.world import HERE, moved, position


@pytest.fixture
def site(desk: Desk) -> str:
    """A site with a reference point, and two control points twenty metres apart, east and west."""
    uid = save_record(desk, "site", None, {"position": position()}).record.uid
    for number, east in (("S01", 0), ("S02", 20)):
        values = {
            "site": uid,
            "number": f"BSR01-{number}",
            "easting_m": Decimal(1000 + east),
            "northing_m": Decimal(1000),
            "reference_system": "local",
            "position": position(moved(HERE, east=east), error="0.05"),
        }
        save_record(desk, "survey_control", None, values)
    return uid


@pytest.fixture
def around(desk: Desk, site: str) -> Surroundings:
    return surroundings(desk, SurveyPoint, None, {"site": site}, "position")


@pytest.fixture
def open_dialog(
    qtbot: QtBot, bench: Workbench, around: Surroundings, settled: Callable[[], None]
) -> Callable[[], PositionDialog]:
    """Opens the dialog for a point of the site, and waits until it knows what is around."""

    def open_it() -> PositionDialog:
        dialog = PositionDialog(bench, "Position", around=around)
        qtbot.addWidget(dialog)
        dialog.show()
        settled()
        return dialog

    return open_it
