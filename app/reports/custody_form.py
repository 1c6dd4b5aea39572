"""F1, the chain of custody of one item or one container, as a court reads it.

Data in, bytes out: what the form shows is in `custody`, how its sections are set in
`custody_sections` and `transfer_table`, what stands on every page in `page`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

from app.core.errors import AppError
from app.core.wording import Wording, isolated
from app.reports.attachments import Attachment, Binder, Particulars
from app.reports.custody import CustodyForm, Printing
from app.reports.custody_sections import body
from app.reports.fields import Field, field_row
from app.reports.flow import sheets
from app.reports.page import Furniture, Head, Marks
from app.reports.pen import Pen
from app.reports.rows import Row
from app.reports.style import INK, LEFT, SMALL
from app.reports.times import stamp, stamp_utc
from app.reports.words import Tongues
from app.rules.check_characters import with_check

CODE, TEMPLATE_VERSION = "F1", 1
HEAD_SHOWN = 16
FORMS_A_PART = 32


class NothingToPrintError(AppError):
    """A batch without a form."""


def render_custody_form(form: CustodyForm, left: Wording, right: Wording | None = None) -> bytes:
    """The form as a PDF that can be signed: in `left`'s language, and in `right`'s beside it.

    The same form gives the same bytes.

    Raises:
        UnprintableTextError: a text holds half a character.
    """
    return render_custody_forms([form], left, right)


def render_custody_forms(
    forms: Iterable[CustodyForm], left: Wording, right: Wording | None = None
) -> bytes:
    """All forms in one PDF, each with its own pages, its own count of them and its record attached.

    Raises:
        UnprintableTextError: a text holds half a character.
        NothingToPrintError: there is no form.
    """
    file = io.BytesIO()
    write_custody_forms(file, forms, left, right)
    return file.getvalue()


def write_custody_forms(
    file: BinaryIO, forms: Iterable[CustodyForm], left: Wording, right: Wording | None = None
) -> None:
    """The same into a file: a season's forms, of which no more than a few are held at a time.

    Raises:
        UnprintableTextError: a text holds half a character.
        NothingToPrintError: there is no form.
    """
    say = Tongues(left, right)
    main = right or left
    binder, pen, count = Binder(), Pen(is_rtl=main.is_right_to_left), 0
    last: CustodyForm | None = None
    for count, form in enumerate(forms, 1):
        _draw(form, say, pen)
        if form.attachment:
            binder.attach(_attachment(form))
        if count % FORMS_A_PART == 0:
            binder.add(pen.finish())
            pen = Pen(is_rtl=main.is_right_to_left)
        last = form
    if last is None:
        raise NothingToPrintError(
            "There is no form to print.", hint="Choose at least one item, then print again."
        )
    if count % FORMS_A_PART:
        binder.add(pen.finish())
    title = f"{CODE} {last.number}" if count == 1 else CODE
    particulars = Particulars(title, main.language, last.printing.at, main.is_right_to_left)
    binder.finish(particulars, file)


def _draw(form: CustodyForm, say: Tongues, pen: Pen) -> None:
    furniture = Furniture(say, _head(form), _marks(form, say), _foot(form, say))
    pages = sheets(body(form, say), furniture.room)
    stamp = furniture.draw(pen)
    for number, page in enumerate(pages, 1):
        pen.press(stamp)
        furniture.count(pen, number, len(pages))
        page.draw(pen, LEFT, furniture.top, furniture.room)
        pen.end_page()


def _head(form: CustodyForm) -> Head:
    return Head(
        organisation=form.organisation,
        code=CODE,
        version=TEMPLATE_VERSION,
        operation=form.operation,
        site=form.site,
        number=isolated(with_check(form.number)),
        sensitivity=form.sensitivity,
    )


def _marks(form: CustodyForm, say: Tongues) -> Marks:
    disputed = say(
        "DISPUTED. Questions that nobody has decided yet: {count}.",
        count=isolated(len(form.disputes)),
    )
    return Marks(
        hazard=form.hazard,
        withdrawn=form.withdrawn,
        disputed=disputed if form.is_disputed else "",
        is_draft=form.is_draft,
        is_practice=form.is_practice,
    )


def _foot(form: CustodyForm, say: Tongues) -> Row:
    printing = form.printing
    return field_row(
        Field(say("Record head"), isolated(printing.head[:HEAD_SHOWN]), SMALL),
        Field(say("Journal head"), isolated(_journal_head(printing)), SMALL, share=1.2),
        Field(
            say("Printed at"), f"{stamp(printing.at)} = {stamp_utc(printing.at)}", SMALL, share=1.8
        ),
        Field(say("Printed by"), printing.by, SMALL, share=0.9),
        rule=INK,
    )


def _journal_head(printing: Printing) -> str:
    size = f" / {printing.journal_size}" if printing.journal_size else ""
    return printing.journal_head[:HEAD_SHOWN] + size


def _attachment(form: CustodyForm) -> Attachment:
    name = "".join(c if c.isalnum() or c in "-." else "-" for c in form.number)
    return Attachment(f"{name or 'record'}.json", form.attachment, "Record as printed")
