"""A window whose rail has the map of a real store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.desk import Desk
from app.ui.map.place import map_place
from app.ui.pages.rail import RECORDS
from app.ui.seat import Seat
from app.ui.shell import Settings, Shell
from tests.ui.conftest import Answers, StoppedClock


@pytest.fixture
def shell(
    make_shell: Callable[..., Shell], actions: object, desk: Desk, tmp_path: Path, answers: Answers
) -> Shell:
    """A shell whose rail has the map of this store."""
    made = make_shell(actions)
    made._places = (map_place(Seat(desk)), *RECORDS)
    made._settings = Settings(tmp_path, StoppedClock(), None, answers)
    return made
