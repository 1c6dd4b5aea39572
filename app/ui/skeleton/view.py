"""The chart with all that stands around it: the marks, the bone that is chosen, and the numbers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.core.wording import isolated
from app.models.remains import RemainsCase
from app.rules.chart import Growth, Slot
from app.rules.marks import Mark, mark_words
from app.rules.scopes import Scope
from app.rules.skeleton import DECIDUOUS, Side
from app.services.individuals import Individuals
from app.ui.jobs import quick
from app.ui.labels import Button, ElidedLabel, FittingLabel, Label, hairline, set_margins
from app.ui.segments import Segments
from app.ui.skeleton.actions import InventoryActions
from app.ui.skeleton.board import InventoryBoard
from app.ui.skeleton.bone import BonePanel
from app.ui.skeleton.canvas import Reading, SkeletonCanvas
from app.ui.skeleton.legend import ORDER, Legend, swatch
from app.ui.skeleton.loose import LooseList
from app.ui.skeleton.numbers import IndividualsView, in_short
from app.ui.skeleton.outlines import drawn
from app.ui.skeleton.words import slot_words
from app.ui.theme import GRID
from app.ui.workbench import Workbench

SIDE_FROM = 860  # px; narrower, only the chart stands here, and what matters most in a line
LEGEND_FROM = 400  # px of height; lower, the chart has the room of the marks
_SIDE = GRID * 44
_NUMBERS_HEIGHT = GRID * 28
_PAUSE_MS = 200
_GROWING = frozenset({"FET", "INF", "CHI"})


class SkeletonView(QWidget):
    """The inventory of one case. `large_asked` asks for a window of its own."""

    large_asked = Signal()

    def __init__(
        self, bench: Workbench, actions: InventoryActions, *, is_large: bool = False
    ) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._actions = actions
        self._has_chosen_growth = False
        self.board = InventoryBoard(bench, actions, self)
        self.canvas = SkeletonCanvas(
            bench.say,
            bench.theme,
            Reading(
                self.board.mark_at,
                lambda slot: len(self.board.elements_at(slot)),
                self.describe,
            ),
        )
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out(is_large=is_large)
        self._connect()
        self.setFocusProxy(self.canvas)

    def show_case(self, case: RemainsCase | None) -> None:
        """Show the inventory of another case, or of none."""
        is_other = case is None or self.board.case is None or case.uid != self.board.case.uid
        self.setEnabled(case is not None)
        self.whose.setText(isolated(case.title) if case is not None else "")
        if is_other:
            self._has_chosen_growth = False
            self.numbers.show_numbers(None)
            self.least.show_words("", "")
        self.board.open(case)

    def describe(self, slot: Slot) -> str:
        """An element and how it is marked, in words."""
        return self._say(
            "{element}: {mark}",
            element=slot_words(self._say, slot),
            mark=mark_words(self._say, self.board.mark_at(slot)),
        )

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self, *, is_large: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head(is_large=is_large))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.canvas, 1)
        self._side = self._make_side()
        row.addWidget(self._side)
        column.addLayout(row, 1)
        column.addWidget(hairline())
        column.addLayout(self._foot())

    def _head(self, *, is_large: bool) -> QHBoxLayout:
        say = self._say
        self.growths = Segments(
            {Growth.ADULT.value: say("Adult"), Growth.CHILD.value: say("Child")}, self
        )
        self.growths.choose(Growth.ADULT.value)
        self.rest = Button(say("Choose the rest"))
        self.rest.setToolTip(
            say("Everything that is not marked yet: Ctrl+A. Of the region: Ctrl+G.")
        )
        menu = QMenu(self.rest)
        menu.addAction(say("Of the whole skeleton (Ctrl+A)"), partial(self._choose_rest, False))  # noqa: FBT003 - bound
        menu.addAction(say("Of this region (Ctrl+G)"), partial(self._choose_rest, True))  # noqa: FBT003 - bound
        self.rest.setMenu(menu)
        self.undo = Button(say("Undo"))
        self.undo.setToolTip("Ctrl+Z")
        self.large = Button(say("Large"))
        self.large.setToolTip(say("Open the chart in a window of its own"))
        self.large.setVisible(not is_large)
        self.whose = ElidedLabel("", "heading")
        self.whose.setVisible(is_large)
        self.typing = Label("", "chosen")
        row = QHBoxLayout()
        set_margins(row, GRID * 2, GRID, GRID * 2, GRID)
        row.setSpacing(GRID)
        for widget in (self.growths, self.rest, self.undo, self.typing):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.whose, 2)
        row.addWidget(self.large)
        return row

    def _make_side(self) -> QWidget:
        self.bone = BonePanel(self._bench, self.board)
        self.loose = LooseList(self._say)
        self.numbers = IndividualsView(self._say)
        self.not_examined = Label("", "small", wraps=True)
        side = QWidget()
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        set_margins(column, GRID, GRID, GRID * 2, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.bone, 1)
        column.addWidget(hairline())
        below = QWidget()
        inner = QVBoxLayout(below)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GRID)
        keys = self._say(
            "Keys: arrows or the code of a bone (FEM, FEML) go there. 1 to 5 mark, 0 unmarks, "
            "Space goes round. Ctrl+A chooses the rest, Ctrl+G the rest of the region, Page Down "
            "the next not examined. + is one more, Enter opens the form, Ctrl+Z undoes."
        )
        self.canvas.setAccessibleDescription(keys)
        self.keys = Label(keys, "small", wraps=True)
        for widget in (self.numbers, self.not_examined, self.loose, self.keys):
            inner.addWidget(widget)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        below.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        scroll.setWidget(below)
        scroll.setMinimumHeight(_NUMBERS_HEIGHT)
        column.addWidget(scroll, 1)
        return side

    def _foot(self) -> QVBoxLayout:
        self.legend = Legend(self._say, self._bench.theme)
        self.trouble = Label("", "problem", wraps=True)
        self.trouble.hide()
        self.least = FittingLabel("chosen")
        self.status = FittingLabel("small")
        self.chosen = FittingLabel()
        lines = QHBoxLayout()
        set_margins(lines, GRID, 0, GRID * 2, GRID // 2)
        lines.setSpacing(GRID * 2)
        lines.addWidget(self.chosen, 3)
        lines.addWidget(self.least, 3)
        lines.addWidget(self.status, 2)
        column = QVBoxLayout()
        set_margins(column, GRID, 0, GRID, 0)
        column.setSpacing(0)
        column.addWidget(self.trouble)
        column.addWidget(self.legend)
        column.addLayout(lines)
        return column

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(event.size().width() >= SIDE_FROM)
        # The keys are the same, and the large window has them all.
        self.legend.setVisible(event.size().height() >= LEGEND_FROM)

    # --- what happens ---------------------------------------------------------------------------

    def _connect(self) -> None:
        self.growths.chosen.connect(self._on_growth)
        self.undo.clicked.connect(self.board.take_back)
        self.undo.clicked.connect(self.canvas.setFocus)
        self.large.clicked.connect(self.large_asked)
        self.legend.chosen.connect(self._on_marked)
        self.loose.chosen.connect(lambda slot: self.canvas.choose((slot,)))
        self.bone.more_asked.connect(self._on_another)
        canvas = self.canvas
        canvas.selected.connect(self._on_selected)
        canvas.marked.connect(self._on_marked)
        canvas.typing.connect(self.typing.setText)
        canvas.opened.connect(self._on_opened)
        canvas.another.connect(self._on_another)
        canvas.undone.connect(self.board.take_back)
        canvas.menu_asked.connect(self._on_menu)
        self.board.changed.connect(self._on_changed)
        self.board.saved.connect(self._pause.start)
        self.board.told.connect(self._on_told)
        self.board.refused.connect(self._on_refused)
        self._pause.timeout.connect(self._count)
        self._on_selected()

    def _choose_rest(self, region: bool) -> None:  # noqa: FBT001 - bound to two entries of a menu
        self.canvas.choose_rest(region)
        self.canvas.setFocus()

    def _on_growth(self, growth: str) -> None:
        self._has_chosen_growth = True
        self.canvas.show_growth(Growth(growth))
        self._on_changed()
        self.canvas.setFocus()

    def _on_selected(self) -> None:
        self.bone.show_slots(self.canvas.selection)
        self._on_refused("")
        self._tell_chosen()

    def _on_marked(self, mark: Mark | None) -> None:
        self._on_refused("")
        slots = self.canvas.selection
        uid = self.bone.uid if len(slots) == 1 else ""
        self.board.mark(slots, mark, uid=uid, age=self._age)

    def _on_another(self) -> None:
        self.board.add(self.canvas.current, Mark.PRESENT, age=self._age)
        self.canvas.setFocus()

    @property
    def _age(self) -> str:
        """What the chart of a child says of a bone; that of an adult leaves it open."""
        return "SUBADULT" if self.canvas.growth is Growth.CHILD else ""

    def _on_opened(self) -> None:
        if not self._side.isVisible():
            self.large_asked.emit()
        else:
            self.bone.enter()

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for mark in ORDER:
            menu.addAction(
                swatch(self._bench.theme, mark),
                mark_words(self._say, mark),
                partial(self._on_marked, mark),
            )
        menu.addSeparator()
        menu.addAction(self._say("One more of this bone"), self._on_another)
        menu.popup(at)

    def _on_changed(self) -> None:
        if self.board.is_loaded and not self._has_chosen_growth:
            self._choose_growth()
        self.canvas.update()
        self.bone.refresh()
        self._tell_chosen()
        self.undo.setEnabled(self.board.can_take_back)
        slots = drawn(self.canvas.growth)
        unmarked = sum(self.board.mark_at(slot) is None for slot in slots)
        self.not_examined.setText(
            self._say(
                "Not examined: {count} of {all} on this chart. Not examined is not absent.",
                count=isolated(unmarked),
                all=isolated(len(slots)),
            )
        )
        self.loose.show_elements(
            {slot: self.describe(slot) for slot in self.board.marks if slot not in slots}
        )

    def _choose_growth(self) -> None:
        """A child's chart where the case or any of its bones says so."""
        self._has_chosen_growth = True
        case = self.board.case
        is_growing = (case is not None and case.preliminary_age in _GROWING) or any(
            element.bone in DECIDUOUS or element.age_band == "SUBADULT"
            for element in self.board.elements
        )
        growth = Growth.CHILD if is_growing else Growth.ADULT
        self.growths.choose(growth.value)
        self.canvas.show_growth(growth)

    def _tell_chosen(self) -> None:
        slots = self.canvas.selection
        words = (
            self.describe(slots[0])
            if len(slots) == 1
            else self._say("{count} chosen", count=isolated(len(slots)))
        )
        self.chosen.show_words("", words)
        self.canvas.setAccessibleName(self._say("Skeleton chart. {chosen}", chosen=words))

    def _on_told(self, words: str) -> None:
        self.status.show_words("", words)

    def _on_refused(self, words: str) -> None:
        """Say what was not written, until something else is chosen or marked."""
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    def _count(self) -> None:
        case = self.board.case
        if case is None:
            return
        self._bench.jobs.read(
            self,
            quick(partial(self._actions.of_case, case.uid)),
            done=partial(self._on_counted, case.uid),
            failed=self._bench.notices.report,
        )

    def _on_counted(self, case: str, told: Individuals) -> None:
        if self.board.case is None or self.board.case.uid != case:
            return
        self.numbers.show_numbers(told)
        widest = next((one for one in told.counts if one.scope is Scope.GRAVE), told.counts[0])
        short = in_short(self._say, widest)
        bone = widest.minimum.bone
        if not bone:
            self.least.show_words(short, short)
            return
        slot = Slot(bone, Side(widest.minimum.side))
        self.least.show_words(
            short,
            self._say("{number}, by {bone}", number=short, bone=slot_words(self._say, slot)),
        )
