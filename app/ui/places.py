"""Where one can go in the window: the places of the rail, and single records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from app.ui.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Destination:
    """A record to open, or, without a uid, a new record of a kind that begins with `prefilled`.

    With `place`, the place of that name is meant, whatever is of that kind elsewhere; with `part`,
    the tab of the record that has this name, such as "Custody", where the record has one; with
    `at_field`, the margin of that field.
    """

    kind: str
    uid: str = ""
    prefilled: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    part: str = ""
    at_field: str = ""


CUSTODY = "Custody"  # the part of an item's record that tells who held it
RECORD = "Record"  # the part that every record has: its form
MATRIX = "Harris matrix"  # the part of a context's, grave's or site's record that is a picture
MAP = "map"  # the place that shows where records lie
WRITE_BUNDLE = Destination("bundle", place="exchange")
RECEIPTS = Destination("receipt", place="exchange")


class Page(Protocol):
    """What the window asks of every page; all but `opened` are called by the window."""

    opened: SignalInstance

    def open(self, destination: Destination) -> None:
        """Show a record of one of the page's kinds."""
        ...

    def set_site(self, uid: str) -> None:
        """Show what belongs to a site; "" is the whole operation."""
        ...

    def begin(self) -> None:
        """Begin a new record, where the page has records."""
        ...

    def leave(self) -> None:
        """Settle what is being typed: the page is about to be hidden or closed."""
        ...

    def focus_filter(self) -> None:
        """Put the cursor into the page's filter."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail: its word, its icon, the kinds of record found there, and its page.

    `make` builds the page when it is first visited. `key` is the function key that leads there.
    """

    name: str
    word: str
    icon: str
    make: Callable[[Workbench], QWidget]
    kinds: tuple[str, ...] = ()
    key: str = ""
    is_hq_only: bool = False
