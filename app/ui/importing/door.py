"""The ways from a page to bringing a file in, to the outline in one, and to tying a grid."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.geo.area import Area
from app.models.fields import AreaField
from app.models.hazards import Hazard
from app.ui.importing.actions import imports_at
from app.ui.importing.corners import CornersDialog, See
from app.ui.importing.dialog import ImportDialog
from app.ui.importing.tie import TieDoor
from app.ui.seat import Seat
from app.ui.workbench import Workbench


def bring_in(
    bench: Workbench, seat: Seat, parent: QWidget, kind: str, site: str, path: Path | None
) -> None:
    """Ask for a file, if none is given, and show what it would become: records of a kind."""
    chosen = path or _asked_for(bench, parent, bench.say("Import a file"))
    if chosen is None:
        return
    dialog = ImportDialog(bench, imports_at(seat), site, chosen, parent, kind=kind)
    dialog.exec()
    dialog.deleteLater()


def corners_of(
    bench: Workbench, seat: Seat, parent: QWidget, field: AreaField, see: See
) -> Area | None:
    """The outline in a file that the person chose for a field, and saw on the map; or nothing."""
    path = _asked_for(bench, parent, bench.say("Corners from a file"))
    if path is None:
        return None
    fills = field is Hazard.extent
    dialog = CornersDialog(bench, imports_at(seat), path, see, fills=fills, parent=parent)
    dialog.exec()
    dialog.deleteLater()
    return dialog.area


def _asked_for(bench: Workbench, parent: QWidget, title: str) -> Path | None:
    return bench.dialogs.open_file(
        parent,
        title,
        bench.say(
            "Files of receivers, maps and instruments (*.gpx *.kml *.kmz *.geojson *.json *.gpkg "
            "*.shp *.csv *.txt *.xlsx *.nmea *.log);;All files (*)"
        ),
    )


def tie_grid(bench: Workbench, seat: Seat, parent: QWidget, site: str) -> None:
    """Show what tying the grid of a site would do, and do it where the person agrees."""
    TieDoor(bench, imports_at(seat), parent).open(site)
