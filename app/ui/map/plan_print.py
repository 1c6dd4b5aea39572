"""The way from the map to its plan on paper: what is seen, and the maps that lie under it.

The plan is drawn by the pen that draws every form. Only what lies under the records comes from
here, as a picture, because only the window has the maps that a team brought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QWidget

from app.core.wording import embedded
from app.models.record import Record
from app.reports.ground_map import Background, fitted
from app.reports.site_plan import PAPERS
from app.reports.style import Paper
from app.services.printing import Printed, print_site_plan
from app.services.sheets.site_plan import Sight
from app.ui.map.canvas import MapCanvas
from app.ui.preview.dialog import Choice, PreviewDialog
from app.ui.seat import Seat
from app.ui.workbench import Workbench

DPI: Final = 200
_SCREEN_DPI: Final = 96
_POINTS: Final = 72
_QUALITY: Final = 88


def background_of(canvas: MapCanvas, paper: Paper, credit: str) -> Background | None:
    """What lies under the records around what a canvas shows, for such paper, if anything does.

    The drawing takes less than the page, so it has all of its background.
    """
    if not canvas.has_background:
        return None
    view, _ = fitted(canvas.view, (paper.room, paper.height / 2))
    view = view.sized(round(paper.room), round(paper.height))
    grown = _SCREEN_DPI / _POINTS
    shown = replace(
        view,
        resolution=view.resolution / grown,
        width=round(view.width * grown),
        height=round(view.height * grown),
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = canvas.background_for_paper(shown, DPI / _SCREEN_DPI)
    picture.save(buffer, "JPEG", _QUALITY)  # type: ignore[call-overload]  # a str, whatever the stub
    return Background(bytes(buffer.data().data()), view, credit)


def sights_of(canvas: MapCanvas, credit: str) -> dict[str, Sight]:
    """What a canvas shows, for each paper that a plan may be printed on."""
    return {
        name: Sight(canvas.view, canvas.hidden_kinds, background_of(canvas, paper, credit))
        for name, paper in PAPERS.items()
    }


def show_plan_of(
    bench: Workbench, seat: Seat, parent: QWidget, site: Record, sights: Mapping[str, Sight]
) -> None:
    """Show the plan of a site as it will stand on paper, on one of several papers."""
    dialog = PreviewDialog(bench, choices_of(bench, seat, site, sights), parent)
    dialog.exec()
    dialog.deleteLater()


def choices_of(
    bench: Workbench, seat: Seat, site: Record, sights: Mapping[str, Sight]
) -> tuple[Choice, ...]:
    """The plan as the preview shows it, on each paper."""
    say = bench.say
    names = {
        "A4": say("A4, high"),
        "A4-wide": say("A4, wide"),
        "A3": say("A3, high"),
        "A3-wide": say("A3, wide"),
    }
    title = say("Plan of site {item}, confidential", item=embedded(site.title))
    return tuple(
        Choice(names[paper], title, partial(_printed, seat, site, paper, sight))
        for paper, sight in sights.items()
    )


def _printed(seat: Seat, site: Record, paper: str, sight: Sight, language: str) -> Printed:
    return print_site_plan(seat.desk, site, language, paper, sight)
