"""The map in the rail; what it is drawn with is loaded when somebody looks at it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.ui.places import MAP, Place
from app.ui.seat import Seat
from app.ui.workbench import Workbench


def map_place(seat: Seat) -> Place:
    """The map of what is recorded at this desk."""
    return Place(MAP, "Map", "map", partial(_map_page, seat), key="F9")


def _map_page(seat: Seat, bench: Workbench) -> QWidget:
    from app.ui.map.page import MapPage  # noqa: PLC0415 - see above

    return MapPage(bench, seat)
