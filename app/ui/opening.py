"""What a window is given beside the record pages: the doors that open on top, and the exchange.

Dialogs are loaded when they are first opened: a coordinate, a form or a transfer needs libraries
that the window itself does without.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.geo.area import Area
from app.geo.position import Position
from app.models.custody import CustodyEvent
from app.models.fields import AreaField, PositionField
from app.models.kinds import KIND
from app.models.record import Record
from app.ui.attaching import attach_file
from app.ui.doors import Doors
from app.ui.exchange.actions import exchange_at
from app.ui.exchange.page import exchange_place
from app.ui.map.place import map_place
from app.ui.pages.rail import CONFLICTS, RECORDS, SETTINGS, TODAY
from app.ui.places import Place
from app.ui.seat import Seat
from app.ui.workbench import Workbench

PRINTABLE = frozenset(KIND)


def places_at(seat: Seat, *, is_headquarters: bool) -> tuple[Place, ...]:
    """The rail of a window at this desk."""
    exchange = exchange_place(exchange_at(seat, is_headquarters=is_headquarters))
    return (TODAY, map_place(seat), *RECORDS, exchange, CONFLICTS, SETTINGS)


def doors_at(seat: Seat) -> Callable[[Workbench], Doors]:
    """What opens on top of the pages of a window at this desk."""
    return partial(_doors, seat)


def _doors(seat: Seat, bench: Workbench) -> Doors:
    def position(parent: QWidget, field: PositionField, before: Position | None) -> Position | None:
        from app.ui.position.door import ask_position  # noqa: PLC0415 - see above

        return ask_position(bench, parent, field, before, seat.desk)

    def transfer(parent: QWidget, items: tuple[str, ...]) -> None:
        from app.ui.custody.actions import custody_at  # noqa: PLC0415 - see above
        from app.ui.custody.door import transfer_items  # noqa: PLC0415 - see above

        transfer_items(bench, custody_at(seat), parent, items)

    def correct(parent: QWidget, event: CustodyEvent) -> None:
        from app.ui.custody.actions import custody_at  # noqa: PLC0415 - see above
        from app.ui.custody.door import correct_event  # noqa: PLC0415 - see above

        correct_event(bench, custody_at(seat), parent, event)

    def attach(parent: QWidget, purpose: str, done: Callable[[str], None]) -> None:
        attach_file(bench, parent, purpose, done)

    def print_record(parent: QWidget, record: Record) -> None:
        from app.ui.preview.door import show_form  # noqa: PLC0415 - see above

        show_form(bench, seat, parent, record)

    def navigate(parent: QWidget, name: str, goal: Position) -> None:
        from app.ui.receiver.door import navigate_to  # noqa: PLC0415 - see above

        navigate_to(bench, parent, name, goal)

    def receiver(parent: QWidget) -> None:
        from app.ui.receiver.door import show_receiver  # noqa: PLC0415 - see above

        show_receiver(bench, parent)

    def draw(parent: QWidget, field: AreaField, before: Area | None) -> Area | None:
        from app.services.ground_plan import ground_plan  # noqa: PLC0415 - see above
        from app.ui.map.asking import ask_area  # noqa: PLC0415 - see above

        title = bench.say(field.label)
        return ask_area(bench, lambda: ground_plan(seat.desk), parent, title, before)

    def corners(parent: QWidget, field: AreaField) -> Area | None:
        from app.ui.importing.door import corners_of  # noqa: PLC0415 - see above

        return corners_of(bench, seat, parent, field, lambda over, area: draw(over, field, area))

    return Doors(
        position=position,
        transfer=transfer,
        correct=correct,
        attach=attach,
        print_record=print_record,
        navigate=navigate,
        receiver=receiver,
        bring_in=partial(_bring_in, bench, seat),
        tie=partial(_tie, bench, seat),
        draw=draw,
        corners=corners,
        printable=PRINTABLE,
    )


def _bring_in(
    bench: Workbench, seat: Seat, parent: QWidget, kind: str, site: str, path: Path | None
) -> None:
    from app.ui.importing.door import bring_in  # noqa: PLC0415 - see above

    bring_in(bench, seat, parent, kind, site, path)


def _tie(bench: Workbench, seat: Seat, parent: QWidget, site: str) -> None:
    from app.ui.importing.door import tie_grid  # noqa: PLC0415 - see above

    tie_grid(bench, seat, parent, site)
