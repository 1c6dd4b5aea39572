"""Number books: one letter for each laptop, given out by headquarters, once and never again."""

from __future__ import annotations

from app.core.clock import Moment
from app.core.ids import new_uid
from app.models.fields import encode_values
from app.models.operations import NumberBook
from app.rules.books import Laptop
from app.store.transactions import Edit, Pen, View


def issue_book(
    pen: Pen, letter: str, replica: str, *, by: str, at: Moment, is_closed: bool = False
) -> None:
    """Headquarters' word that a laptop holds a number book, or held it; told once."""
    known = any(
        (held.values.get("letter"), held.values.get("holder")) == (letter, replica)
        for held in pen.records.all_of(NumberBook.kind)
    )
    if not known:
        values = {"letter": letter, "holder": replica, "opened_at": at, "occurred_at": at}
        if is_closed:
            values["closed_at"] = at
        fields = encode_values(NumberBook.fields, values)
        pen.append([Edit(NumberBook.kind, new_uid(), fields)], by=by, at=at)


def close_books(pen: Pen, replica: str, *, by: str, at: Moment) -> None:
    """Close every book that a laptop holds: it came back from a backup, or is a copy."""
    fields = {"closed_at": at, "closed_because": "The store was restored or copied."}
    edits = [
        Edit(NumberBook.kind, held.uid, encode_values(NumberBook.fields, fields))
        for held in pen.records.all_of(NumberBook.kind)
        if held.values.get("holder") == replica and not held.values.get("closed_at")
    ]
    if edits:
        pen.append(edits, by=by, at=at)


def adopt_book(pen: Pen) -> None:
    """Number from the newest book that headquarters has issued to this laptop."""
    own = pen.setting("replica")
    letters = [
        str(held.values["letter"])
        for held in sorted(
            pen.records.all_of(NumberBook.kind), key=lambda held: str(held.values.get("opened_at"))
        )
        if held.values.get("holder") == own and not held.values.get("closed_at")
    ]
    if letters and letters[-1] != pen.setting("book"):
        pen.set("book", letters[-1])


def this_laptop(view: View) -> Laptop:
    """Where something is written now: this replica and its book, and what it was before."""
    replica = view.setting("replica")
    own = {state.replica for state in view.lines.journals() if state.is_own}
    return Laptop(replica, view.setting("book"), frozenset(own - {replica}))


def laptops(view: View) -> dict[str, Laptop]:
    """Where each journal was written, as far as that is known: by the journal's uid."""
    return {
        state.uid: Laptop(state.replica) for state in view.lines.journals() if state.replica
    }  # fmt: skip


def letters_issued(view: View) -> set[str]:
    """Every letter that was ever given out, as far as is known here."""
    books = view.records.all_of(NumberBook.kind, include_withdrawn=True)
    return {str(held.values.get("letter")) for held in books}
