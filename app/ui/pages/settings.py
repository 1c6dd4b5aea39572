"""Settings: language, theme, which laptop this is, and whose work the program stands on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.core.errors import AppError
from app.core.resources import resource
from app.core.wording import embedded, isolated
from app.ui.jobs import quick
from app.ui.labels import Label
from app.ui.places import Destination
from app.ui.segments import Segments
from app.ui.theme import GRID
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.status import Status

# Each language by its own name: whoever needs it cannot read the others.
_LANGUAGES = {
    "en": "English",
    "ar": "العربية",
    "ckb": "کوردی",
    "fa": "فارسی",
    "az": "Azərbaycanca",
}
_NOTICE_FOLDERS = ("fonts", "icons")


class SettingsPage(QWidget):
    """One column of sections; every choice takes effect at once."""

    opened = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        say = bench.say
        self.setProperty("role", "page")
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 3)
        self._column.setSpacing(GRID)
        self._column.addWidget(Label(say("Settings"), "title"))
        self.languages = self._choices(say("Language"), _LANGUAGES, bench.say.language, "language")
        themes = {"light": say("Light"), "dark": say("Dark"), "sun": say("Sun (F11)")}
        self.themes = self._choices(say("Theme"), themes, bench.theme.name, "theme")
        self._section(say("This laptop"))
        self.laptop = Label("", wraps=True)
        self._column.addWidget(self.laptop)
        self._section(say("About"))
        self._column.addWidget(
            Label(say("Athar {version}, Apache License 2.0", version=isolated(__version__)))
        )
        self._column.addWidget(
            Label(
                say("Fonts and icons are the work of others, under these licences:"),
                "quiet",
                wraps=True,
            )
        )
        self.licences = QPlainTextEdit()
        self.licences.setReadOnly(True)
        self.licences.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.licences.setMinimumHeight(GRID * 24)
        self.licences.setAccessibleName(say("Licences"))
        self.licences.setPlainText(licence_notices())
        self._column.addWidget(self.licences, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        bench.jobs.read(
            self, quick(bench.actions.status), done=self._on_status, failed=bench.notices.report
        )

    def open(self, destination: Destination) -> None:
        """Settings hold no records."""

    def set_site(self, uid: str) -> None:
        """Settings are the same for every site."""

    def begin(self) -> None:
        """Nothing is recorded here."""

    def leave(self) -> None:
        """Nothing is typed here."""

    def focus_filter(self) -> None:
        """There is nothing to filter."""

    def _section(self, title: str) -> None:
        self._column.addSpacing(GRID * 2)
        self._column.addWidget(Label(title, "section"))

    def _choices(self, title: str, words: dict[str, str], chosen: str, choice: str) -> Segments:
        self._section(title)
        segments = Segments(words)
        segments.choose(chosen)
        segments.chosen.connect(partial(self._on_chosen, choice))
        self._column.addWidget(segments)
        return segments

    def _on_chosen(self, choice: str, name: str) -> None:
        try:
            self._bench.looks.choose(**{choice: name})
        except AppError as error:
            self._bench.notices.report(error)

    def _on_status(self, status: Status) -> None:
        say = self._bench.say
        parts = [
            embedded(status.laptop),
            say("number book {letter}", letter=isolated(status.book or "–")),
            say("enrolled") if status.is_enrolled else say("not enrolled yet"),
        ]
        self.laptop.setText(" · ".join(parts))


def licence_notices() -> str:
    """The licence of every bundled font and icon, as its authors ask."""
    paths = (
        path
        for folder in _NOTICE_FOLDERS
        for path in sorted(resource(folder).glob("*"))
        if path.name.startswith(("LICENSE", "OFL"))
    )
    return "\n\n\n".join(
        f"{path.parent.name}/{path.name}\n\n{path.read_text('utf-8').strip()}" for path in paths
    )


def settings_page(bench: Workbench) -> QWidget:
    """Language, theme and notices."""
    return SettingsPage(bench)
