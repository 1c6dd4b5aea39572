"""The preview: the form as it will stand on paper, in the language chosen, to save or to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.files import write_whole
from app.core.wording import LANGUAGES, isolated
from app.services.printing import Printed
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.languages import NAMES
from app.ui.preview.pages import PageColumn
from app.ui.preview.paper import PRINT_DPI, PaperRun, ask_printer
from app.ui.preview.rendering import POINTS_PER_INCH, PagePicture, page_picture, page_sizes
from app.ui.theme import GRID
from app.ui.workbench import Workbench

ZOOMS = (60, 80, 100, 125, 150, 200, 300)  # per cent of the paper's own size
_SCREEN_DPI = 96


@dataclass(frozen=True, slots=True)
class Choice:
    """A form that can be shown: what to call it, its heading, and what makes it in a language."""

    name: str
    title: str
    render: Callable[[str], Printed]


class PreviewDialog(QDialog):
    """Shows one of several forms in one of the languages; another choice renders anew."""

    def __init__(
        self, bench: Workbench, choices: Sequence[Choice], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._say = bench.say
        self._choices = tuple(choices)
        self.choice = self._choices[0]
        self.printed: Printed | None = None
        self.language = bench.say.language
        self._zoom = ZOOMS.index(100)
        self._drawing = 0  # counts what was shown: a picture of what was shown before is dropped
        self._is_drawing = False
        self.resize(GRID * 128, GRID * 90)
        self._build()
        self._show_choice(self.choice)

    # --- the look -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.languages_row, self.languages = self._segments(
            [(language, NAMES[language], partial(self._on_language, language))
             for language in LANGUAGES],
            self.language,
        )  # fmt: skip
        self.forms_row, self.forms = self._segments(
            [(one.name, one.name, partial(self._show_choice, one)) for one in self._choices],
            self.choice.name,
        )
        top = QHBoxLayout()
        top.setSpacing(GRID)
        self.heading = Label("", "heading")
        top.addWidget(self.heading, 1)
        top.addLayout(self.languages_row)
        self.area = PageColumn()
        self.area.setAccessibleName(self._say("Pages"))
        self.area.verticalScrollBar().valueChanged.connect(self._on_scroll)
        self.trouble = Label("", "problem", wraps=True)
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        column.setSpacing(GRID)
        column.addLayout(top)
        if len(self._choices) > 1:
            self.forms_row.addStretch(1)
            column.addLayout(self.forms_row)
        column.addWidget(self.trouble)
        column.addWidget(self.area, 1)
        column.addLayout(self._bottom())

    def _bottom(self) -> QHBoxLayout:
        """Where one is in the form, how large it is shown, and what can be done with it."""
        say, icons = self._say, self._bench.icons
        self.smaller = Button("−", role="quiet")
        self.smaller.setAccessibleName(say("Smaller"))
        self.smaller.setToolTip(say("Smaller"))
        self.larger = Button("+", role="quiet")
        self.larger.setAccessibleName(say("Larger"))
        self.larger.setToolTip(say("Larger"))
        self.zoom = Label("", "quiet")
        self.smaller.clicked.connect(partial(self._on_zoom, -1))
        self.larger.clicked.connect(partial(self._on_zoom, 1))
        self.place = Label("", "quiet")
        self.save = Button(say("Save as PDF"), icons("download", "accent"))
        self.save.clicked.connect(self._on_save)
        self.print = Button(say("Print"), icons("printer", "on_accent"), "primary")
        self.print.clicked.connect(self._on_print)
        bottom = QHBoxLayout()
        bottom.setSpacing(GRID)
        bottom.addWidget(self.place)
        bottom.addSpacing(GRID * 2)
        for widget in (self.smaller, self.zoom, self.larger):
            bottom.addWidget(widget)
        bottom.addStretch(1)
        back = Button(say("Go back"))
        back.clicked.connect(self.reject)
        for button in (back, self.save, self.print):
            bottom.addWidget(button)
        return bottom

    def _segments(
        self, named: Sequence[tuple[str, str, Callable[[], None]]], chosen: str
    ) -> tuple[QHBoxLayout, dict[str, Button]]:
        """Buttons side by side of which one is down: (key, words, what it does)."""
        row = QHBoxLayout()
        row.setSpacing(0)
        group = QButtonGroup(self)
        buttons = {}
        last = len(named) - 1
        for place, (key, words, act) in enumerate(named):
            button = Button(words, role="segment")
            button.setCheckable(True)
            button.setChecked(key == chosen)
            button.setProperty("place", {0: "first", last: "last"}.get(place, "middle"))
            button.clicked.connect(act)
            group.addButton(button)
            row.addWidget(button)
            buttons[key] = button
        return row, buttons

    # --- what happens ---------------------------------------------------------------------------

    def _on_language(self, language: str) -> None:
        self.language = language
        self._lay_out()

    def _show_choice(self, choice: Choice) -> None:
        self.choice = choice
        self.setWindowTitle(choice.title)
        self.heading.setText(choice.title)
        self._lay_out()

    def _lay_out(self) -> None:
        self.printed = None
        self._refresh(self._say("The form is being laid out."))
        self._bench.jobs.read(
            self,
            quick(partial(self.choice.render, self.language)),
            done=partial(self._on_printed, self.choice),
            failed=self._on_failed,
        )

    def _on_printed(self, choice: Choice, printed: Printed) -> None:
        if choice is self.choice and printed.language == self.language:
            self.printed = printed
            self._draw()

    def _draw(self) -> None:
        """Lay out the sheets of the form, then draw those in view."""
        self._drawing += 1
        if self.printed is not None:
            self._bench.jobs.read(
                self,
                quick(partial(page_sizes, self.printed.pdf)),
                done=partial(self._on_sized, self._drawing),
                failed=self._on_failed,
            )

    def _on_sized(self, drawing: int, sizes: list[tuple[float, float]]) -> None:
        if drawing != self._drawing:
            return
        scale = _SCREEN_DPI / POINTS_PER_INCH * ZOOMS[self._zoom] / 100
        pixels = [(round(width * scale), round(height * scale)) for width, height in sizes]
        names = [self._page_of(number, len(sizes)) for number in range(1, len(sizes) + 1)]
        self.area.lay(pixels, names)
        self._refresh("")
        self._draw_next()

    def _draw_next(self) -> None:
        """Draw a page in view that is not drawn yet; one at a time."""
        page = self.area.wanted()
        if self._is_drawing or page is None or self.printed is None:
            return
        self._is_drawing = True
        ratio = self.devicePixelRatioF()
        dpi = _SCREEN_DPI * ZOOMS[self._zoom] / 100 * ratio
        self._bench.jobs.read(
            self,
            quick(partial(page_picture, self.printed.pdf, page, dpi)),
            done=partial(self._on_drawn, self._drawing, page, ratio),
            failed=self._on_failed,
        )

    def _on_drawn(self, drawing: int, page: int, ratio: float, picture: PagePicture) -> None:
        self._is_drawing = False
        if drawing == self._drawing:
            pixmap = QPixmap.fromImage(as_image(picture))
            pixmap.setDevicePixelRatio(ratio)
            self.area.put(page, pixmap)
        self._draw_next()

    def _on_scroll(self) -> None:
        self._show_place()
        self._draw_next()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_next()

    def _on_failed(self, error: Exception) -> None:
        self._is_drawing = False
        self._refresh("")
        self._bench.notices.report(error)
        said = self._bench.notices.said
        if said:
            self.trouble.setText(f"{said[-1].sentence} {said[-1].hint}")
            self.trouble.show()

    def _on_zoom(self, step: int) -> None:
        self._zoom = max(0, min(self._zoom + step, len(ZOOMS) - 1))
        self._refresh("")
        self._draw()

    def _refresh(self, waiting: str) -> None:
        if waiting:
            self.trouble.hide()
        self.zoom.setText(isolated(f"{ZOOMS[self._zoom]} %"))
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom < len(ZOOMS) - 1)
        for button in (self.save, self.print):
            button.setEnabled(self.printed is not None)
        if waiting:
            self.place.setText(waiting)
        else:
            self._show_place()

    def _show_place(self) -> None:
        total = self.area.total
        self.place.setText(self._page_of(self.area.in_view() + 1, total) if total else "")

    def _page_of(self, number: int, total: int) -> str:
        return self._say("Page {number} of {total}", number=isolated(number), total=isolated(total))

    def _on_save(self) -> None:
        if self.printed is None:
            return
        name = f"{self.printed.file_stem}.pdf"
        path = self._bench.dialogs.save_file(self, self._say("Save as PDF"), name)
        if path is not None:
            self._bench.jobs.write(
                self,
                quick(partial(_write, path, self.printed.pdf)),
                done=self._on_saved,
                failed=self._on_failed,
            )

    def _on_saved(self, path: Path) -> None:
        self._bench.notices.tell(self._say("Saved as {file}.", file=isolated(path.name)))

    def _on_print(self) -> None:
        printer = ask_printer(self) if self.printed is not None else None
        if printer is not None and self.printed is not None:
            self._print_page(PaperRun(printer), self.printed.pdf, range(self.area.total))

    def _print_page(self, run: PaperRun, pdf: bytes, pages: range) -> None:
        """Draw the first of these pages for paper; the next one once this one is on it."""
        page = pages[0]
        self.place.setText(self._page_of(page + 1, pages.stop))
        self._bench.jobs.read(
            self,
            quick(partial(page_picture, pdf, page, PRINT_DPI)),
            done=partial(self._on_page_for_paper, run, pdf, pages),
            failed=self._on_failed,
        )

    def _on_page_for_paper(
        self, run: PaperRun, pdf: bytes, pages: range, picture: PagePicture
    ) -> None:
        run.add(as_image(picture))
        if pages[1:]:
            self._print_page(run, pdf, pages[1:])
        else:
            run.finish()
            self._show_place()


def as_image(picture: PagePicture) -> QImage:
    """The same picture for Qt, with bytes of its own."""
    image = QImage(
        picture.data,
        picture.width,
        picture.height,
        picture.stride,
        QImage.Format.Format_RGB32,
    )
    return image.copy()


def _write(path: Path, pdf: bytes) -> Path:
    write_whole(path, pdf, mode=0o644)
    return path
