"""The way from a record to the preview of its forms."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.core.wording import embedded
from app.models.custody import ITEM_KINDS
from app.models.fields import Sensitivity
from app.models.hazards import Hazard
from app.models.record import Record
from app.models.sites import Site
from app.models.strata import Context
from app.services.printing import (
    print_card,
    print_context_sheet,
    print_hazard_report,
    print_record,
    print_site_report,
)
from app.ui.preview.dialog import Choice, PreviewDialog
from app.ui.seat import Seat
from app.ui.workbench import Workbench


def show_form(bench: Workbench, seat: Seat, parent: QWidget, record: Record) -> None:
    """Show a record's forms before one is printed: the one that goes with the thing comes first."""
    dialog = PreviewDialog(bench, tuple(choices_for(bench, seat, record)), parent)
    dialog.exec()
    dialog.deleteLater()


def choices_for(bench: Workbench, seat: Seat, record: Record) -> Iterator[Choice]:
    """What can be printed of a record."""
    say = bench.say
    item = embedded(record.title)
    if record.kind in ITEM_KINDS:
        yield Choice(
            say("Chain of custody"),
            say("Chain of custody of {item}", item=item),
            lambda language: print_record(seat.desk, record, language),
        )
    if isinstance(record, Context):
        yield Choice(
            say("Context sheet"),
            say("Sheet of context {item}", item=item),
            lambda language: print_context_sheet(seat.desk, record, language),
        )
    if isinstance(record, Hazard):
        yield Choice(
            say("Hazard report"),
            say("Report of hazard {item}", item=item),
            lambda language: print_hazard_report(seat.desk, record, language),
        )
    yield Choice(
        say("Record card"),
        say("Card of {item}", item=item),
        lambda language: print_card(seat.desk, record, language),
    )
    if isinstance(record, Site):
        yield Choice(
            say("Site report to pass on"),
            say("Report of site {item}, without exact places and names", item=item),
            lambda language: print_site_report(seat.desk, record, language, Sensitivity.C1),
        )
        yield Choice(
            say("Site report for the file"),
            say("Report of site {item}, confidential", item=item),
            lambda language: print_site_report(seat.desk, record, language, Sensitivity.C2),
        )
