"""The chart as a tab of a case, and the numbers of its cases as a tab of a grave."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import embedded, isolated
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Grave
from app.services.individuals import CaseCount, Individuals
from app.ui.jobs import quick
from app.ui.labels import Button, Label, hairline
from app.ui.panels import Extra, Panel
from app.ui.skeleton.actions import InventoryActions
from app.ui.skeleton.numbers import IndividualsView
from app.ui.skeleton.view import SkeletonView
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_WHOLE_SCREEN = 0.96


class InventoryDialog(QDialog):
    """The chart in a window of its own, as large as the screen allows."""

    def __init__(
        self,
        bench: Workbench,
        actions: InventoryActions,
        case: RemainsCase,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(bench.say("Skeleton of {case}", case=embedded(case.title)))
        self.resize(self.screen().availableSize() * _WHOLE_SCREEN)
        self.view = SkeletonView(bench, actions, is_large=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.view.show_case(case)
        self.view.canvas.setFocus(Qt.FocusReason.OtherFocusReason)


def open_large(
    bench: Workbench, actions: InventoryActions, case: RemainsCase, parent: QWidget
) -> None:
    """Show the chart of a case in a window of its own until it is closed."""
    dialog = InventoryDialog(bench, actions, case, parent)
    dialog.exec()
    dialog.view.bone.leave()
    dialog.deleteLater()


class SkeletonPanel(Panel):
    """The inventory of the remains on the form."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._actions = bench.actions.inventory
        self.view: SkeletonView | None = None
        self._case: RemainsCase | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @override
    def show_record(self, record: Record | None) -> None:
        self._case = record if isinstance(record, RemainsCase) else None
        if self._actions is None:
            return
        if self.view is None:
            self.view = SkeletonView(self._bench, self._actions)
            self.view.large_asked.connect(self._on_large)
            self._column.addWidget(self.view)
            self.view.show()  # the panel may be in view already
            self.setFocusProxy(self.view)
        self.view.show_case(self._case)

    def _on_large(self) -> None:
        if self._case is not None and self._actions is not None:
            open_large(self._bench, self._actions, self._case, self)


class GraveNumbersPanel(Panel):
    """How many people a grave holds at least, and the cases they are counted from."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._actions = bench.actions.inventory
        self._grave = ""
        self.numbers = IndividualsView(bench.say)
        self.rows: list[Button] = []
        body = QWidget()
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        self._body.setSpacing(GRID)
        self._body.addWidget(self.numbers)
        self._body.addWidget(hairline())
        self._body.addWidget(Label(bench.say("Remains of this grave"), "section"))
        self._cases = QVBoxLayout()
        self._cases.setSpacing(GRID // 2)
        self._body.addLayout(self._cases)
        self._body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    @override
    def show_record(self, record: Record | None) -> None:
        self._grave = record.uid if isinstance(record, Grave) else ""
        self._show(None, ())
        self._count()

    def _count(self) -> None:
        if self._grave and self._actions is not None:
            self._bench.jobs.read(
                self,
                quick(partial(self._actions.of_grave, self._grave)),
                done=partial(self._on_counted, self._grave),
                failed=self._bench.notices.report,
            )

    def _on_counted(self, grave: str, told: tuple[Individuals, tuple[CaseCount, ...]]) -> None:
        if grave == self._grave:
            self._show(*told)

    def _show(self, numbers: Individuals | None, cases: tuple[CaseCount, ...]) -> None:
        self.numbers.show_numbers(numbers)
        for button in self.rows:
            self._cases.removeWidget(button)
            button.deleteLater()
        self.rows = []
        for case in cases:
            words = self._say(
                "{case}: at least {people}",
                case=isolated(case.count.name),
                people=isolated(case.count.minimum.people),
            )
            button = Button(words, role="quiet")
            button.setToolTip(self._say("Open the skeleton chart of this case"))
            button.clicked.connect(partial(self._on_case, case.uid))
            self._cases.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
            self.rows.append(button)

    def _on_case(self, uid: str) -> None:
        self._bench.jobs.read(
            self,
            quick(partial(self._bench.actions.get_record, uid)),
            done=self._on_read,
            failed=self._bench.notices.report,
        )

    def _on_read(self, record: Record | None) -> None:
        if isinstance(record, RemainsCase) and self._actions is not None:
            open_large(self._bench, self._actions, record, self)
            self._count()


SKELETON = Extra("Skeleton", SkeletonPanel)
INDIVIDUALS = Extra("Individuals", GraveNumbersPanel)
