"""Editors need words, icons, titles and a clock, but no store."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.core.wording import wording
from app.ui.actions import Doors
from app.ui.fields.base import FieldTools
from app.ui.hub import Hub
from app.ui.icons import Icons
from app.ui.jobs import JobRunner
from app.ui.looks import Looks
from app.ui.shell import dress
from app.ui.shown import Shown
from app.ui.theme import LIGHT
from app.ui.titles import Titles
from tests.ui.conftest import StoppedClock


@pytest.fixture
def tools(qapp: QApplication) -> Generator[FieldTools]:
    dress(qapp, Looks())
    say, jobs, hub = wording("en"), JobRunner(), Hub()
    titles = Titles(say, lambda _kinds: {}, jobs, hub, _surprise)
    yield FieldTools(
        say=say,
        icons=Icons(LIGHT),
        clock=StoppedClock(),
        titles=titles,
        shown=Shown(say, titles),
        doors=Doors(),
    )
    jobs.close()
    assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight


def _surprise(error: Exception) -> None:
    raise error
