"""The window before the window: a file and a passphrase, a beginning, or the practice operation.

It shows before anything heavy is loaded. Which files were opened is kept nowhere: a laptop that is
taken away tells nobody what was worked on. Files are offered only where they lie in the open folder
that `stores` names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.errors import AppError, Cancelled
from app.core.jobs import Ticket
from app.core.wording import Wording, isolated
from app.ui.flow import FlowLayout
from app.ui.labels import Button, Label
from app.ui.languages import NAMES
from app.ui.theme import GRID
from app.ui.unlock.openers import Openers

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.ui.dialogs import Dialogs
    from app.ui.jobs import JobRunner
    from app.ui.progress import Progress
    from app.ui.unlock.new_headquarters import NewHeadquartersForm
    from app.ui.unlock.new_laptop import NewLaptopForm
    from app.ui.unlock.openers import Begun, NewLaptop
    from app.ui.unlock.sheets import RecoverySheets
    from app.ui.unlock.typed_form import TypedForm

_OFFERED = 4
_SHOWN_BY_MS = 150  # the window is painted and takes keys before anything else is loaded
_SUFFIX = ".athar"
_HEADQUARTERS = "hq.athar"
_BEGINNING_HEIGHT = GRID * 100


class UnlockWindow(QWidget):
    """`opened` carries the desk; `failed` an exception that is no refusal.

    Languages are offered where `on_language` can show the window anew in another one.
    """

    opened = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        say: Wording,
        openers: Openers,
        stores: Sequence[Path] = (),
        dialogs: Dialogs | None = None,
        on_language: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._say = say
        self._openers = openers
        self._dialogs = dialogs
        self._jobs: JobRunner | None = None
        self._is_left = False
        self.path: Path | None = stores[0] if len(stores) == 1 else None
        self.setWindowTitle("Athar")
        self.setProperty("role", "page")
        self.resize(GRID * 90, GRID * 68)
        self._stack = QStackedWidget()
        self._first = self._open_sheet(stores)
        self._stack.addWidget(self._first)
        self.form: NewLaptopForm | None = None
        self.founding: NewHeadquartersForm | None = None
        self.sheets: RecoverySheets | None = None
        self.problem = Label("", "problem", wraps=True)
        self.hint = Label("", "quiet", wraps=True)
        self.progress: Progress | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 6, GRID * 5, GRID * 6, GRID * 4)
        column.setSpacing(GRID)
        column.addWidget(Label("Athar", "title"))
        column.addWidget(Label(say("Records of graves, remains and their custody"), "quiet"))
        column.addSpacing(GRID * 2)
        column.addWidget(self._stack, 1)
        column.addWidget(self.problem)
        column.addWidget(self.hint)
        self.languages: dict[str, Button] = {}
        if on_language is not None:
            column.addLayout(self._language_row(on_language))
        self._tell("")
        self._refresh()
        (self.passphrase if self.path else self.choose).setFocus()
        QTimer.singleShot(_SHOWN_BY_MS, self, self._warm_up)

    # --- the look -------------------------------------------------------------------------------

    def _open_sheet(self, stores: Sequence[Path]) -> QWidget:
        say, sheet = self._say, QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Label(say("File of the operation"), "label"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for store in stores[:_OFFERED]:
            offered = Button(isolated(store.stem))
            offered.clicked.connect(partial(self.use, store))
            row.addWidget(offered)
        self.choose = Button(say("Choose a file"))
        self.choose.clicked.connect(self._on_choose)
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        self.chosen = Label("", wraps=True)
        column.addWidget(self.chosen)
        column.addSpacing(GRID)
        words = Label(say("Passphrase"), "label")
        column.addWidget(words)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(say("Passphrase"))
        self.passphrase.textChanged.connect(self._refresh)
        self.passphrase.returnPressed.connect(self._on_open)
        words.setBuddy(self.passphrase)
        column.addWidget(self.passphrase)
        self.open = Button(say("Open"), role="primary")
        self.open.clicked.connect(self._on_open)
        column.addLayout(_at_the_start(self.open))
        column.addStretch(1)
        self.begin = Button(say("Begin on a new laptop"), role="quiet")
        self.begin.clicked.connect(self._on_begin)
        self.practise = Button(say("Open the practice operation"), role="quiet")
        self.practise.clicked.connect(self._on_practise)
        self.found = Button(say("Begin an operation (headquarters)"), role="quiet")
        self.found.clicked.connect(self._on_found)
        ways = QWidget()
        lines = FlowLayout(ways)
        for way in (self.begin, self.found, self.practise):
            lines.addWidget(way)
        column.addWidget(ways)
        self.found.setVisible(self._openers.new_headquarters is not None)
        self.practise.setVisible(self._openers.practice is not None)
        return sheet

    def _language_row(self, on_language: Callable[[str], None]) -> QHBoxLayout:
        for language, name in NAMES.items():
            button = Button(name, role="quiet")
            button.setEnabled(language != self._say.language)
            button.clicked.connect(partial(on_language, language))
            self.languages[language] = button
        return _at_the_start(*self.languages.values())

    def _beginning(self, title: str, form: TypedForm, act: Callable[[], None]) -> QWidget:
        """The page of a form that begins a store, under its heading."""
        sheet, back = QWidget(), Button(self._say("Go back"))
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Label(title, "heading"))
        column.addWidget(form, 1)
        form.end(back)
        form.changed.connect(self._refresh)
        form.start.clicked.connect(act)
        back.clicked.connect(partial(self._turn_to, self._first))
        return _scrolling(sheet)

    # --- what happens ---------------------------------------------------------------------------

    def use(self, path: Path) -> None:
        """Open this file next."""
        self.path = path
        self._tell("")
        self._refresh()
        self.passphrase.setFocus()

    def close_jobs(self) -> None:
        """Wait for what runs, and begin nothing more by itself."""
        self._is_left = True
        if self._jobs is not None:
            self._jobs.close()

    def _on_begin(self) -> None:
        if self.form is None:
            from app.ui.unlock.new_laptop import NewLaptopForm  # noqa: PLC0415 - few ever need it

            self.form = NewLaptopForm(self._say)
            title = self._say("Begin on a new laptop")
            self._laptop_page = self._beginning(title, self.form, self._on_create)
        self._turn_to(self._laptop_page)

    def _on_found(self) -> None:
        if self.founding is None:
            from app.ui.unlock.new_headquarters import (  # noqa: PLC0415 - one ever needs it
                NewHeadquartersForm,
            )

            self.founding = NewHeadquartersForm(self._say)
            title = self._say("Begin an operation (headquarters)")
            self._founding_page = self._beginning(title, self.founding, self._on_create_hq)
        self._turn_to(self._founding_page)

    def _grow(self) -> None:
        """Make room for the new laptop's fields, as far as the screen has it."""
        most = self.screen().availableGeometry().height() - GRID * 8
        self.resize(self.width(), max(self.height(), min(most, _BEGINNING_HEIGHT)))

    def _turn_to(self, page: QWidget) -> None:
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
            self._grow()
        self._stack.setCurrentWidget(page)
        self._tell("")
        self._refresh()

    def _refresh(self) -> None:
        is_busy = self.progress is not None and self.progress.isVisibleTo(self)
        self.chosen.setText(isolated(self.path) if self.path is not None else "")
        self.open.setEnabled(self.path is not None and bool(self.passphrase.text()) and not is_busy)
        self._stack.setEnabled(not is_busy)
        for form in (self.form, self.founding):
            if form is not None:
                form.refresh(is_busy=is_busy)

    def _tell(self, sentence: str, hint: str = "") -> None:
        for label, words in ((self.problem, sentence), (self.hint, hint)):
            label.setText(words)
            label.setVisible(bool(words))

    def _on_choose(self) -> None:
        path = self._ask().open_file(
            self, self._say("Choose a file"), self._say("Operations (*.athar)")
        )
        if path is not None:
            self.use(path)

    def _on_open(self) -> None:
        if self.path is not None and self.open.isEnabled():
            self._run(partial(_open, self._openers, self.path, self.passphrase.text()))

    def _on_create(self) -> None:
        path = self._ask().save_file(self, self._say("Keep the new file as"), f"field{_SUFFIX}")
        if path is not None and self.form is not None:
            path = path if path.suffix == _SUFFIX else path.with_name(path.name + _SUFFIX)
            self._run(partial(_begin, self._openers, self.form.new_laptop(path)))

    def _on_create_hq(self) -> None:
        from app.ui.jobs import quick  # noqa: PLC0415 - the window comes first

        folder = self._ask().choose_folder(self, self._say("Keep headquarters in this folder"))
        found = self._openers.new_headquarters
        if folder is not None and self.founding is not None and found is not None:
            new = self.founding.new_headquarters(folder / _HEADQUARTERS)
            self._tell("")
            ticket = self._runner().write(
                self,
                quick(partial(found, new)),
                done=partial(self._on_begun, new.passphrase),
                failed=self._on_failed,
            )
            self._watch(ticket)
            self._refresh()

    def _on_begun(self, passphrase: str, begun: Begun) -> None:
        """The store is there, and closed; it opens once the sheets are written down."""
        from app.ui.unlock.paper import put_on_paper  # noqa: PLC0415 - one ever needs it
        from app.ui.unlock.sheets import RecoverySheets  # noqa: PLC0415 - one ever needs it

        self._end()
        self.use(begun.path)
        self.passphrase.setText(passphrase)
        self.sheets = RecoverySheets(self._say, begun.sheets, self._ask(), put_on_paper)
        self.sheets.finished.connect(self._on_written_down)
        self.sheets.failed.connect(self._on_failed)
        self._turn_to(_scrolling(self.sheets))

    def _on_written_down(self) -> None:
        self.sheets = None
        self._turn_to(self._first)
        self._on_open()

    def _on_practise(self) -> None:
        if self._openers.practice is not None:
            self._run(self._openers.practice)

    def _run(self, operation: Callable[[Ticket], Desk]) -> None:
        self._tell("")
        ticket = self._runner().write(self, operation, done=self._on_opened, failed=self._on_failed)
        self._watch(ticket)
        self._refresh()

    def _watch(self, ticket: Ticket) -> None:
        if self.progress is None:
            from app.ui.progress import Progress  # noqa: PLC0415 - the window comes first

            self.progress = Progress(self._say, {})
            self._column.insertWidget(self._column.indexOf(self.hint) + 1, self.progress)
        self.progress.watch(ticket)

    def _end(self) -> None:
        if self.progress is not None:
            self.progress.end()

    def _on_opened(self, desk: Desk) -> None:
        self._end()
        self.passphrase.clear()
        self._refresh()
        self.opened.emit(desk)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self._refresh()
        if isinstance(error, AppError):
            self._tell(*self._say.error(error))
        elif not isinstance(error, Cancelled):
            self.failed.emit(error)
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before sheets are lost that are shown only once."""
        say = self._say
        if self.sheets is not None and not self._ask().confirm(
            self,
            say("The recovery sheets are not written down"),
            say(
                "They are never shown again. Without two of them, nobody opens what was sent to "
                "headquarters once its laptop or its passphrase is lost."
            ),
            say("Close without them"),
        ):
            event.ignore()
            return
        super().closeEvent(event)

    def _ask(self) -> Dialogs:
        if self._dialogs is None:
            from app.ui.dialogs import QtDialogs  # noqa: PLC0415 - the window comes first

            self._dialogs = QtDialogs(self._say)
        return self._dialogs

    def _runner(self) -> JobRunner:
        if self._jobs is None:
            from app.ui.jobs import JobRunner  # noqa: PLC0415 - the window comes first

            self._jobs = JobRunner(self)
        return self._jobs

    def _warm_up(self) -> None:
        if self._openers.warm_up is not None and not self._is_left:
            self._runner().read(
                self,
                partial(_warmed, self._openers.warm_up),
                done=_ignore,
                failed=self._on_failed,
            )


def _at_the_start(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _open(openers: Openers, path: Path, passphrase: str, _ticket: Ticket) -> Desk:
    return openers.open_store(path, passphrase)


def _begin(openers: Openers, new: NewLaptop, _ticket: Ticket) -> Desk:
    return openers.new_laptop(new)


def _scrolling(sheet: QWidget) -> QScrollArea:
    """Hints that wrap make a page higher than it knows: fields keep their height, it scrolls."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(sheet)
    return area


def _warmed(warm_up: Callable[[], None], _ticket: Ticket) -> None:
    warm_up()


def _ignore(_nothing: None) -> None:
    """Warm is warm."""
