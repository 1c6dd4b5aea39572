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
from app.reports.custody import CustodyForm
from app.reports.custody_sections import body
from app.reports.press import Cover, Press
from app.reports.words import Tongues
from app.rules.check_characters import with_check

CODE, TEMPLATE_VERSION = "F1", 1


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
    press = Press(Tongues(left, right))
    last: CustodyForm | None = None
    for last in forms:
        press.print(_cover(last), body(last, press.say))
    if last is None:
        raise NothingToPrintError(
            "There is no form to print.", hint="Choose at least one item, then print again."
        )
    title = f"{CODE} {last.number}" if press.count == 1 else CODE
    press.finish(title, last.printing, file)


def _cover(form: CustodyForm) -> Cover:
    return Cover(
        code=CODE,
        version=TEMPLATE_VERSION,
        number=isolated(with_check(form.number)),
        organisation=form.organisation,
        operation=form.operation,
        site=form.site,
        sensitivity=form.sensitivity,
        printing=form.printing,
        hazard=form.hazard,
        withdrawn=form.withdrawn,
        disputes=len(form.disputes),
        is_draft=form.is_draft,
        is_practice=form.is_practice,
        attachment=form.attachment,
        attachment_name=form.number,
    )
