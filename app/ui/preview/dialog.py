"""The preview: the form as it will stand on paper, in the language chosen, to save or to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.files import write_whole
from app.core.wording import LANGUAGES, isolated
from app.services.printing import Printed
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.languages import NAMES
from app.ui.preview.paper import PRINT_DPI, ask_printer, print_pages
from app.ui.preview.rendering import PagePicture, page_pictures
from app.ui.theme import GRID
from app.ui.workbench import Workbench

ZOOMS = (60, 80, 100, 125, 150, 200, 300)  # per cent of the paper's own size
_SCREEN_DPI = 96
_GAP = GRID * 2


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
        self._page_labels: list[QLabel] = []
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
        self._paper = QWidget()
        self._pages = QVBoxLayout(self._paper)
        self._pages.setSpacing(_GAP)
        self._pages.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self._paper)
        self.area.setAccessibleName(self._say("Pages"))
        self.area.verticalScrollBar().valueChanged.connect(self._show_place)
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
        if self.printed is None:
            return
        ratio = self.devicePixelRatioF()
        dpi = _SCREEN_DPI * ZOOMS[self._zoom] / 100 * ratio
        self._bench.jobs.read(
            self,
            quick(partial(page_pictures, self.printed.pdf, dpi)),
            done=partial(self._on_drawn, ratio),
            failed=self._on_failed,
        )

    def _on_drawn(self, ratio: float, pictures: list[PagePicture]) -> None:
        for label in self._page_labels:
            label.hide()
            label.deleteLater()
        self._page_labels = []
        for number, picture in enumerate(pictures, 1):
            pixmap = QPixmap.fromImage(as_image(picture))
            pixmap.setDevicePixelRatio(ratio)
            label = QLabel()
            label.setPixmap(pixmap)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setAccessibleName(self._page_of(number, len(pictures)))
            self._pages.addWidget(label)
            self._page_labels.append(label)
        self._refresh("")

    def _on_failed(self, error: Exception) -> None:
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
        total = len(self._page_labels)
        if not total:
            self.place.setText("")
            return
        middle = self.area.verticalScrollBar().value() + self.area.viewport().height() // 2
        page = self._page_labels[0].sizeHint().height() + _GAP
        self.place.setText(self._page_of(min(max(middle // page, 0) + 1, total), total))

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
            self._bench.jobs.read(
                self,
                quick(partial(page_pictures, self.printed.pdf, PRINT_DPI)),
                done=lambda pictures: print_pages(printer, [as_image(item) for item in pictures]),
                failed=self._on_failed,
            )


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
