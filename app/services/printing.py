"""Printing forms: gathered, laid out, and signed by this laptop."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import AppError
from app.core.wording import LANGUAGES, wording
from app.crypto.pdf import sign_pdf
from app.models.custody import ITEM_KINDS
from app.models.record import Record
from app.reports.custody_form import render_custody_form
from app.reports.words import Tongues
from app.services.custody_sheet import CustodySheet
from app.services.desk import Desk
from app.services.reading import find_number

FORMS = ("F1",)
PRINTABLE = frozenset(ITEM_KINDS)


class NotPrintableError(AppError):
    """There is no such form, language or item."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A signed PDF; its file name says the form and nothing else."""

    pdf: bytes
    file_stem: str
    number: str
    language: str


def print_form(desk: Desk, form: str, number: str, language: str) -> Printed:
    """One form of one item, beside English where the language is another one.

    Raises:
        NotPrintableError: no such form, language or item, or two items carry the number.
    """
    if form not in FORMS:
        raise NotPrintableError(
            "There is no form {form}.", hint="Forms that can be printed: {forms}.",
            form=form[:20], forms=", ".join(FORMS),
        )  # fmt: skip
    if language not in LANGUAGES:
        raise NotPrintableError(
            "There is no language {language}.", hint="Choose one of {languages}.",
            language=language[:20], languages=", ".join(LANGUAGES),
        )  # fmt: skip
    return print_record(desk, _item(desk, number), language)


def print_record(desk: Desk, item: Record, language: str) -> Printed:
    """The chain of custody of one item: a case, a find, a sample, a document or a container."""
    say = Tongues(wording("en"), None if language == "en" else wording(language))
    with desk.store.reading() as view:
        sheet = CustodySheet(desk, view, item, say).form()
    pdf = render_custody_form(sheet, say.left, say.right)
    keys = desk.keys
    signed = sign_pdf(
        pdf, keys.key, keys.certificate, (keys.root,), reason="Printed record", at=desk.now()
    )
    return Printed(signed, f"F1-{language}", item.number or item.uid[:8], language)


def _item(desk: Desk, number: str) -> Record:
    found = [item for item in find_number(desk, number) if item.kind in PRINTABLE]
    if not found:
        raise NotPrintableError(
            "No item on this laptop carries the number {number}.",
            hint="Check every character with the label, or read the bundle that has it.",
            number=number[:40],
        )
    if len(found) > 1:
        raise NotPrintableError(
            "Two items carry the number {number}, and headquarters has not decided yet.",
            hint="Open Conflicts, and print the item from its own page.",
            number=number[:40],
        )
    return found[0]
