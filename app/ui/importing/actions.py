"""What the window asks of the services to bring files in, bound to the desk of now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.jobs import Ticket
from app.exchange.stated import Pair, Stated
from app.geo.local_grid import Tie
from app.models.record import Record
from app.services.import_outlines import Outlines, outlines_of
from app.services.import_plans import Plan, Survey
from app.services.import_previews import Preview, look_at, remember
from app.services.import_systems import Whereabouts, whereabouts
from app.services.imports import Imported, import_file
from app.services.local_grids import Tying, look_at_tie, tie_grid
from app.services.reading import list_records
from app.ui.seat import Seat


@dataclass(frozen=True, slots=True)
class ImportActions:
    """The services, each already bound to the desk."""

    look_at: Callable[[Path, Stated | None, Ticket], Preview]
    outlines: Callable[[Path, Stated | None, bool, Ticket], Outlines]
    whereabouts: Callable[[Pair, str], list[Whereabouts]]
    bring_in: Callable[[Path, Plan, Ticket], Imported]
    remember: Callable[[str, Survey], None]
    records: Callable[[str], list[Record]]
    look_at_tie: Callable[[str], Tie]
    tie: Callable[[str, Ticket], Tying]


def imports_at(seat: Seat) -> ImportActions:
    """The services as the person at this desk uses them."""
    return ImportActions(
        look_at=lambda path, stated, ticket: look_at(seat.desk, path, stated, ticket),
        outlines=lambda path, stated, fills, ticket: outlines_of(
            path, seat.desk.now().instant, stated, ticket, fills=fills
        ),
        whereabouts=lambda first, site: whereabouts(seat.desk, first, site),
        bring_in=lambda path, plan, ticket: import_file(seat.desk, path, plan, ticket),
        remember=lambda text, survey: remember(seat.desk, text, survey),
        records=lambda kind: list_records(seat.desk, kind),
        look_at_tie=lambda site: look_at_tie(seat.desk, site),
        tie=lambda site, ticket: tie_grid(seat.desk, site, ticket),
    )
