"""The preview against a real form: pages, zoom, languages, saving, and what cannot be shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfWriter
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from app.core.errors import AppError
from app.core.ids import new_uid
from app.models.kinds import KIND
from app.models.record import Record
from app.services.desk import Desk
from app.services.printing import Printed, print_card, print_record
from app.services.reading import get_record
from app.services.recording import save_record
from app.ui.opening import doors_at
from app.ui.preview.dialog import Choice, PreviewDialog, as_image
from app.ui.preview.door import choices_for
from app.ui.preview.pages import KEPT
from app.ui.preview.paper import print_pages
from app.ui.preview.rendering import UnreadablePdfError, page_pictures, page_sizes
from app.ui.seat import Seat
from app.ui.workbench import Workbench
from tests.ui.conftest import Answers

Settled = Callable[[], None]


class RefusedError(AppError):
    """The form cannot be made."""


@pytest.fixture
def bag(desk: Desk) -> Record:
    site = save_record(desk, "site", None, {"number": "SNJ03", "name": "Old canal"}).record
    draft = {"site": site.uid, "container_kind": "BODY_BAG"}
    return save_record(desk, "container", None, draft).record


@pytest.fixture
def dialog(
    qtbot: QtBot, bench: Workbench, desk: Desk, bag: Record, settled: Settled
) -> PreviewDialog:
    choices = (
        Choice("Chain of custody", "Chain of custody of it", partial(print_record, desk, bag)),
        Choice("Record card", "Card of it", partial(print_card, desk, bag)),
    )
    made = PreviewDialog(bench, choices)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def test_the_form_is_shown_page_by_page(dialog: PreviewDialog) -> None:
    assert dialog.printed is not None
    assert dialog.place.text().startswith("Page \u20661\u2069 of ")
    pages = page_pictures(dialog.printed.pdf, 72)
    assert dialog.place.text().endswith(f"\u2066{len(pages)}\u2069")
    assert (pages[0].width, pages[0].height) == pytest.approx((595, 842), abs=2)


def test_a_page_is_not_blank_and_not_swapped_in_colour(dialog: PreviewDialog) -> None:
    assert dialog.printed is not None
    picture = as_image(page_pictures(dialog.printed.pdf, 40)[0])
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert "#" + "f" * 6 in colours
    assert len(colours) > 5


def printed(dialog: PreviewDialog) -> Printed:
    """What is shown."""
    assert dialog.printed is not None
    return dialog.printed


def width(dialog: PreviewDialog) -> int:
    """How much room the pages want, from side to side."""
    paper = dialog.area.widget()
    assert paper is not None
    return paper.sizeHint().width()


def test_zoom_draws_larger_pages(qtbot: QtBot, dialog: PreviewDialog, settled: Settled) -> None:
    qtbot.waitUntil(lambda: width(dialog) > 700)
    before = width(dialog)
    qtbot.mouseClick(dialog.larger, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: width(dialog) > before)
    for _ in range(9):
        qtbot.mouseClick(dialog.smaller, Qt.MouseButton.LeftButton)
    assert not dialog.smaller.isEnabled()
    qtbot.waitUntil(lambda: width(dialog) < before)
    settled()


def test_another_language_is_another_form(
    qtbot: QtBot, dialog: PreviewDialog, settled: Settled
) -> None:
    english = printed(dialog)
    qtbot.mouseClick(dialog.languages["ar"], Qt.MouseButton.LeftButton)
    assert not dialog.save.isEnabled()
    settled()
    assert dialog.save.isEnabled()
    assert printed(dialog).language == "ar"
    assert printed(dialog).pdf != english.pdf


def test_another_form_of_the_same_record_is_shown_in_the_same_language(
    qtbot: QtBot, dialog: PreviewDialog, settled: Settled
) -> None:
    qtbot.mouseClick(dialog.languages["ar"], Qt.MouseButton.LeftButton)
    settled()
    custody = printed(dialog)
    qtbot.mouseClick(dialog.forms["Record card"], Qt.MouseButton.LeftButton)
    assert not dialog.save.isEnabled()
    settled()
    card = printed(dialog)
    assert (card.language, card.file_stem) == ("ar", "CARD-ar")
    assert card.pdf != custody.pdf
    assert dialog.heading.text() == dialog.windowTitle() == "Card of it"


def test_a_form_that_was_left_before_it_was_ready_is_not_shown(
    qtbot: QtBot, dialog: PreviewDialog, settled: Settled
) -> None:
    for name in ("Record card", "Chain of custody"):
        qtbot.mouseClick(dialog.forms[name], Qt.MouseButton.LeftButton)
    settled()
    assert printed(dialog).file_stem == "F1-en"


def test_whatever_can_be_recorded_can_be_printed(bench: Workbench, desk: Desk) -> None:
    doors = doors_at(Seat(desk))(bench)
    assert doors.print_record is not None
    assert doors.printable == set(KIND)
    for kind in KIND.values():
        names = [one.name for one in choices_for(bench, Seat(desk), kind(new_uid(), {}))]
        assert "Record card" in names


def test_every_record_has_its_card_and_a_site_its_reports(
    bench: Workbench, desk: Desk, bag: Record
) -> None:
    seat = Seat(desk)
    site = get_record(desk, bag.values["site"])
    assert site is not None
    assert [one.name for one in choices_for(bench, seat, bag)] == [
        "Chain of custody",
        "Record card",
    ]
    reports = list(choices_for(bench, seat, site))
    assert [one.name for one in reports] == [
        "Record card",
        "Site report to pass on",
        "Site report for the file",
    ]
    assert [one.render("en").file_stem for one in reports] == ["CARD-en", "F4-en", "F4-en"]


def test_what_is_shown_is_what_is_saved(
    qtbot: QtBot, dialog: PreviewDialog, answers: Answers, tmp_path: Path, settled: Settled
) -> None:
    answers.files = [tmp_path / "form.pdf"]
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    settled()
    assert dialog.printed is not None
    assert (tmp_path / "form.pdf").read_bytes() == dialog.printed.pdf


def test_it_goes_to_paper_page_by_page(qapp: object, dialog: PreviewDialog, tmp_path: Path) -> None:
    assert dialog.printed is not None
    pages = [as_image(item) for item in page_pictures(dialog.printed.pdf, 60)]
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    print_pages(printer, pages)
    printed = page_pictures((tmp_path / "paper.pdf").read_bytes(), 30)
    assert len(printed) == len(pages)


def test_of_a_long_form_only_pages_in_view_are_held(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> None:
    pdf = PdfWriter()
    for _ in range(60):
        pdf.add_blank_page(595, 842)
    file = io.BytesIO()
    pdf.write(file)
    form = Printed(file.getvalue(), "F4-en", "SNJ03", "en")
    dialog = PreviewDialog(bench, (Choice("Report", "Report", lambda _: form),))
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    assert dialog.area.total == 60
    assert dialog.area.drawn == {0, 1}
    bar = dialog.area.verticalScrollBar()
    for step in range(0, bar.maximum(), 900):
        bar.setValue(step)
        settled()
        assert dialog.area.in_view() in dialog.area.drawn
    bar.setValue(bar.maximum())
    settled()
    assert dialog.place.text() == "Page \u206660\u2069 of \u206660\u2069"
    assert 59 in dialog.area.drawn
    assert len(dialog.area.drawn) <= KEPT


def test_the_dialog_puts_page_after_page_on_paper(
    qtbot: QtBot,
    dialog: PreviewDialog,
    settled: Settled,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setResolution(60)
    monkeypatch.setattr("app.ui.preview.dialog.ask_printer", lambda _: printer)
    qtbot.mouseClick(dialog.forms["Record card"], Qt.MouseButton.LeftButton)
    settled()
    qtbot.mouseClick(dialog.print, Qt.MouseButton.LeftButton)
    settled()
    pages = page_sizes((tmp_path / "paper.pdf").read_bytes())
    assert len(pages) == dialog.area.total == len(page_sizes(printed(dialog).pdf))


def test_a_refusal_is_said_and_nothing_can_be_saved(
    qtbot: QtBot, bench: Workbench, settled: Settled
) -> None:
    def refuse(_language: str) -> Printed:
        raise RefusedError("The form is not there.", hint="Install it.")

    dialog = PreviewDialog(bench, (Choice("Chain of custody", "Chain of custody", refuse),))
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    assert "not there" in dialog.trouble.text()
    assert not dialog.save.isEnabled()
    assert not dialog.print.isEnabled()


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePdfError):
        page_pictures(data, 72)
