"""What field editors are built with, taken from what every page is handed."""

from __future__ import annotations

from app.ui.fields.base import FieldTools
from app.ui.workbench import Workbench


def tools_of(bench: Workbench, *, issues_number: bool = False) -> FieldTools:
    """The tools of a page's editors; `issues_number` says that the program numbers the kind."""
    return FieldTools(
        say=bench.say,
        icons=bench.icons,
        clock=bench.clock,
        titles=bench.titles,
        shown=bench.shown,
        doors=bench.doors,
        issues_number=issues_number,
    )
