"""Printing forms: gathered, laid out, and signed by this laptop."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import AppError
from app.core.ids import is_uid
from app.core.wording import LANGUAGES, wording
from app.crypto.pdf import sign_pdf
from app.models.custody import ITEM_KINDS
from app.models.fields import Sensitivity
from app.models.hazards import Hazard
from app.models.kinds import KIND
from app.models.record import Record
from app.models.sites import Site
from app.models.strata import Context
from app.reports.card_sections import render_card
from app.reports.context_sheet import render_context_sheet
from app.reports.custody_form import render_custody_form
from app.reports.hazard_report import render_hazard_report
from app.reports.site_plan import PAPERS, render_site_plan
from app.reports.site_report import render_site_report
from app.reports.words import Tongues
from app.rules.roles import Act, may
from app.services.custody_sheet import CustodySheet
from app.services.desk import Desk
from app.services.reading import find_number, get_record
from app.services.sheets.card import RecordCard
from app.services.sheets.context_sheet import ContextSheetMaker
from app.services.sheets.hazard_report import HazardReportMaker
from app.services.sheets.site_plan import Sight, site_plan
from app.services.sheets.site_report import SiteReportSheet

FORMS = ("F1", "F3", "F4", "F5", "PLAN", "CARD")
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


def print_form(
    desk: Desk,
    form: str,
    number: str,
    language: str,
    sensitivity: Sensitivity = Sensitivity.C1,
    paper: str = "A4",
) -> Printed:
    """One form of one record, beside English where the language is another one.

    A record without a number of its own is named by its whole identity. `sensitivity` is that of a
    site report, see `print_site_report`; `paper` that of the drawing of a site plan.

    Raises:
        NotPrintableError: no such form, language, paper or record, or two records carry the number.
        NothingToDrawError: a plan is asked for of a site nothing of which has a place.
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
    if form == "F1":
        return print_record(desk, _named(desk, number, PRINTABLE), language)
    if form == "F3":
        context = _named(desk, number, frozenset({Context.kind}))
        return print_context_sheet(desk, context, language)
    if form == "F4":
        site = _named(desk, number, frozenset({Site.kind}))
        return print_site_report(desk, site, language, sensitivity)
    if form == "PLAN":
        site = _named(desk, number, frozenset({Site.kind}))
        return print_site_plan(desk, site, language, paper)
    if form == "F5":
        hazard = _named(desk, number, frozenset({Hazard.kind}))
        return print_hazard_report(desk, hazard, language)
    return print_card(desk, _named(desk, number, frozenset(KIND)), language)


def print_record(desk: Desk, item: Record, language: str) -> Printed:
    """The chain of custody of one item: a case, a find, a sample, a document or a container."""
    say = _tongues(language)
    with desk.store.reading() as view:
        sheet = CustodySheet(desk, view, item, say).form()
    pdf = render_custody_form(sheet, say.left, say.right)
    return _signed(desk, pdf, "F1", item, language)


def print_context_sheet(desk: Desk, context: Record, language: str) -> Printed:
    """The sheet of one context, with what lies around it.

    Raises:
        NotPrintableError: the record is no context.
    """
    if not isinstance(context, Context):
        raise NotPrintableError(
            "{item} is not a context, and only contexts have a context sheet.",
            hint="Name a context by its number, such as SNJ03-CA0147.",
            item=context.number or context.uid[:8],
        )
    say = _tongues(language)
    with desk.store.reading() as view:
        sheet = ContextSheetMaker(desk, view, context, say).sheet()
    pdf = render_context_sheet(sheet, say.left, say.right)
    return _signed(desk, pdf, "F3", context, language)


def print_card(desk: Desk, record: Record, language: str) -> Printed:
    """The card of any record: all that it says, and what became of it."""
    say = _tongues(language)
    with desk.store.reading() as view:
        card = RecordCard(desk, view, record, say).card()
    pdf = render_card(card, say.left, say.right)
    return _signed(desk, pdf, "CARD", record, language)


def print_site_report(
    desk: Desk, site: Record, language: str, sensitivity: Sensitivity = Sensitivity.C1
) -> Printed:
    """The report of a site, with every override ever written for it.

    To be passed on (C1) it shows places as a square of ten kilometres and people as codes; for the
    file (C2) it shows exact positions, names, and the way there.

    Raises:
        NotPrintableError: the record is no site; exact places are not for who prints it.
    """
    if not isinstance(site, Site):
        raise NotPrintableError(
            "{item} is not a site, and only sites have a site report.",
            hint="Name a site by its code, such as SNJ03.",
            item=site.number or site.uid[:8],
        )
    if sensitivity >= Sensitivity.C2:
        _require_places(desk)
    say = _tongues(language)
    with desk.store.reading() as view:
        report = SiteReportSheet(desk, view, site, say, sensitivity).report()
    pdf = render_site_report(report, say.left, say.right)
    return _signed(desk, pdf, "F4", site, language)


def print_site_plan(
    desk: Desk, site: Record, language: str, paper: str = "A4", sight: Sight | None = None
) -> Printed:
    """The plan of a site on one of `PAPERS`, and after it in words what is hatched on it.

    Raises:
        NotPrintableError: the record is no site, there is no such paper, or exact places are not
            for who prints it.
        NothingToDrawError: nothing of the site has a place.
    """
    if not isinstance(site, Site):
        raise NotPrintableError(
            "{item} is not a site, and only sites have a site plan.",
            hint="Name a site by its code, such as SNJ03.",
            item=site.number or site.uid[:8],
        )
    if paper not in PAPERS:
        raise NotPrintableError(
            "There is no paper {paper}.", hint="Choose one of {papers}.",
            paper=paper[:20], papers=", ".join(PAPERS),
        )  # fmt: skip
    _require_places(desk)
    say = _tongues(language)
    with desk.store.reading() as view:
        plan = site_plan(desk, view, site, say, PAPERS[paper], sight or Sight())
    pdf = render_site_plan(plan, say.left, say.right)
    return _signed(desk, pdf, "PLAN", site, language)


def _require_places(desk: Desk) -> None:
    with desk.store.reading() as view:
        if may(Act.SEE_COORDINATES, view.records, desk.person, desk.now()):
            return
    raise NotPrintableError(
        "This print shows exact places, and those are not for your role.",
        hint="Print the site report to pass on, or let the team leader print this.",
    )


def print_hazard_report(desk: Desk, hazard: Record, language: str) -> Printed:
    """The report of one hazard: nine lines, then the hazard area.

    Raises:
        NotPrintableError: the record is no hazard.
    """
    if not isinstance(hazard, Hazard):
        raise NotPrintableError(
            "{item} is not a hazard, and only hazards have a hazard report.",
            hint="Name a hazard by its number, such as SNJ03-HA005.",
            item=hazard.number or hazard.uid[:8],
        )
    say = _tongues(language)
    with desk.store.reading() as view:
        report = HazardReportMaker(desk, view, hazard, say).report()
    pdf = render_hazard_report(report, say.left, say.right)
    return _signed(desk, pdf, "F5", hazard, language)


def _tongues(language: str) -> Tongues:
    return Tongues(wording("en"), None if language == "en" else wording(language))


def _signed(desk: Desk, pdf: bytes, form: str, record: Record, language: str) -> Printed:
    keys = desk.keys
    signed = sign_pdf(
        pdf, keys.key, keys.certificate, (keys.root,), reason="Printed record", at=desk.now()
    )
    return Printed(signed, f"{form}-{language}", record.number or record.uid[:8], language)


def _named(desk: Desk, number: str, kinds: frozenset[str]) -> Record:
    by_uid = get_record(desk, number.strip()) if is_uid(number.strip()) else None
    found = [by_uid] if by_uid is not None else find_number(desk, number)
    found = [record for record in found if record.kind in kinds]
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
