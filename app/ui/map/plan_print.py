"""The way from the map to its plan on paper: what is seen, and the maps that lie under it.

The plan is drawn by the pen that draws every form. Only what lies under the records comes from
here, as a picture, because only the window has the maps that a team brought.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.core.wording import embedded
from app.geo.mercator import Viewport
from app.models.record import Record
from app.reports.ground_map import Background, fitted
from app.reports.site_plan import PAPERS
from app.reports.style import Paper
from app.services.printing import Printed, print_site_plan
from app.services.sheets.site_plan import Sight
from app.ui.map.background import Key, TileShelf
from app.ui.map.canvas import MapCanvas
from app.ui.map.layers import Unpacked, unpack
from app.ui.preview.dialog import Choice, PreviewDialog
from app.ui.seat import Seat
from app.ui.workbench import Workbench

DPI: Final = 200
_SCREEN_DPI: Final = 96
_POINTS: Final = 72
_QUALITY: Final = 88


@dataclass(frozen=True, slots=True)
class Under:
    """What lies under the records on one paper; becoming a JPEG takes a while, in any thread."""

    image: QImage
    view: Viewport
    credit: str

    def background(self) -> Background:
        """The picture as the page takes it."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.image.save(buffer, "JPEG", _QUALITY)  # type: ignore[call-overload]  # a str, whatever the stub
        return Background(bytes(buffer.data().data()), self.view, self.credit)


def page_view(view: Viewport, paper: Paper) -> Viewport:
    """What the whole of a page shows in points: more than the drawing on it takes."""
    shown, _ = fitted(view, (paper.room, paper.height / 2))
    return shown.sized(round(paper.room), round(paper.height))


def under_of(canvas: MapCanvas, paper: Paper, credit: str) -> Under | None:
    """What lies under the records around what a canvas shows, if anything does."""
    if not canvas.has_background:
        return None
    view = page_view(canvas.view, paper)
    image = canvas.background_for_paper(_on_screen(view), DPI / _SCREEN_DPI)
    return Under(image, view, credit)


def _on_screen(view: Viewport) -> Viewport:
    """The same in pixels of a screen, in which lines and letters are as large as on one."""
    grown = _SCREEN_DPI / _POINTS
    return replace(
        view,
        resolution=view.resolution / grown,
        width=round(view.width * grown),
        height=round(view.height * grown),
    )


def missing_tiles(canvas: MapCanvas) -> list[tuple[TileShelf, list[Key]]]:
    """The tiles that pages would show and the screen has not needed yet."""
    views = [_on_screen(page_view(canvas.view, paper)) for paper in PAPERS.values()]
    return [
        (shelf, list(dict.fromkeys(key for view in views for key in shelf.missing(view))))
        for shelf in canvas.shelves
    ]


def unpack_all(wanted: list[tuple[TileShelf, list[Key]]]) -> list[tuple[TileShelf, Unpacked]]:
    """Unpack them; safe in any thread."""
    return [(shelf, unpack(shelf.tiles, keys)) for shelf, keys in wanted]


def show_plan_of(
    bench: Workbench, seat: Seat, parent: QWidget, site: Record, canvas: MapCanvas, credit: str
) -> None:
    """Show the plan of a site as it will stand on paper, on one of several papers."""
    dialog = PreviewDialog(bench, choices_of(bench, seat, site, canvas, credit), parent)
    dialog.exec()
    dialog.deleteLater()


def choices_of(
    bench: Workbench, seat: Seat, site: Record, canvas: MapCanvas, credit: str
) -> tuple[Choice, ...]:
    """The plan as the preview shows it, on each paper: what the canvas shows now."""
    say = bench.say
    names = {
        "A4": say("A4, high"),
        "A4-wide": say("A4, wide"),
        "A3": say("A3, high"),
        "A3-wide": say("A3, wide"),
    }
    title = say("Plan of site {item}, confidential", item=embedded(site.title))
    sight = Sight(canvas.view, canvas.hidden_kinds)
    return tuple(
        Choice(
            names[name],
            title,
            partial(_printed, seat, site, name, sight, under_of(canvas, paper, credit)),
        )
        for name, paper in PAPERS.items()
    )


def _printed(
    seat: Seat, site: Record, paper: str, sight: Sight, under: Under | None, language: str
) -> Printed:
    background = under.background() if under is not None else None
    return print_site_plan(seat.desk, site, language, paper, replace(sight, background=background))
