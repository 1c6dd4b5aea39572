"""The windows that open on top of a page; where one is missing, so is the button that opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.geo.area import Area
from app.geo.position import Position
from app.models.custody import CustodyEvent
from app.models.fields import AreaField, PositionField
from app.models.record import Record


@dataclass(frozen=True, slots=True)
class Doors:
    """Windows on top of a page, each optional.

    `position` edits a position and gives the new one; `transfer` opens a custody transfer of the
    items with these uids, and `correct` a correction of a custody event; `print_record` shows the
    form of a record, of one of the `printable` kinds, before it is printed. `attach` asks for a
    file of the purpose named, keeps it, and tells its SHA-256 once it is kept. `navigate` leads to
    a place that is called so; `receiver` tells what the receiver says; `draw` changes an area on
    the map and gives the new one, `corners` one out of a file. `bring_in` records the places of a
    file as records of a kind ("" lets the person choose) at a site, asking for the file where none
    is given; `tie` ties the grid of a site to the world.
    """

    position: Callable[[QWidget, PositionField, Position | None], Position | None] | None = None
    transfer: Callable[[QWidget, tuple[str, ...]], None] | None = None
    correct: Callable[[QWidget, CustodyEvent], None] | None = None
    print_record: Callable[[QWidget, Record], None] | None = None
    attach: Callable[[QWidget, str, Callable[[str], None]], None] | None = None
    navigate: Callable[[QWidget, str, Position], None] | None = None
    receiver: Callable[[QWidget], None] | None = None
    bring_in: Callable[[QWidget, str, str, Path | None], None] | None = None
    tie: Callable[[QWidget, str], None] | None = None
    draw: Callable[[QWidget, AreaField, Area | None], Area | None] | None = None
    corners: Callable[[QWidget, AreaField], Area | None] | None = None
    printable: frozenset[str] = frozenset()
