"""The ways from a page to bringing a file in and to tying a grid."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.ui.importing.actions import imports_at
from app.ui.importing.dialog import ImportDialog
from app.ui.importing.tie import TieDoor
from app.ui.seat import Seat
from app.ui.workbench import Workbench


def bring_in(bench: Workbench, seat: Seat, parent: QWidget, site: str, path: Path | None) -> None:
    """Ask for a file, if none is given, and show what it would become."""
    chosen = path or bench.dialogs.open_file(
        parent,
        bench.say("Import a file"),
        bench.say(
            "Files of receivers, maps and instruments (*.gpx *.kml *.kmz *.geojson *.json *.gpkg "
            "*.shp *.csv *.txt *.xlsx *.nmea *.log);;All files (*)"
        ),
    )
    if chosen is None:
        return
    dialog = ImportDialog(bench, imports_at(seat), site, chosen, parent)
    dialog.exec()
    dialog.deleteLater()


def tie_grid(bench: Workbench, seat: Seat, parent: QWidget, site: str) -> None:
    """Show what tying the grid of a site would do, and do it where the person agrees."""
    TieDoor(bench, imports_at(seat), parent).open(site)
