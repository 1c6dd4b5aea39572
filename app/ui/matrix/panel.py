"""The Harris matrix beside a context, a grave or a site."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.models.record import Record
from app.models.strata import Context, ContextRelation
from app.ui.flow import FlowLayout
from app.ui.hatched import HatchedPanel
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.matrix.canvas import MatrixCanvas
from app.ui.matrix.material import Material, Scope, gathered, scope_of
from app.ui.matrix.painting import Painting, words_of
from app.ui.matrix.relation import RelationForm
from app.ui.panels import Panel
from app.ui.places import MATRIX, RECORD, Destination
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_KINDS = frozenset({Context.kind, ContextRelation.kind, "grave", "site"})
_STEP = 1.25


class MatrixPanel(Panel):
    """The picture, what it says of the context chosen, and a way to add to it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._say = bench.say
        self._record: Record | None = None
        self._scope = Scope()
        self._shown: Scope | None = None
        self._material: Material | None = None
        self._is_stale = True
        say = self._say
        self.alarm = HatchedPanel(bench.theme)
        self.alarm_words = Label("", wraps=True)
        self.alarm.body.addWidget(Label(say("Relations contradict each other"), "heading"))
        self.alarm.body.addWidget(self.alarm_words)
        self.alarm.hide()
        self.canvas = MatrixCanvas(bench.theme, say("Harris matrix"))
        self.words = Label("", wraps=True)
        self.legend = Label(
            say("Dashed: follows from other relations. Dotted: abuts or contains."), "small"
        )
        self.legend.hide()
        self.nothing = Label(
            say("No context is recorded here yet. Each one stands in this picture at once."),
            "quiet",
            wraps=True,
        )
        self.nothing.hide()
        self.relation: RelationForm | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID * 2)
        self._column.setSpacing(GRID)
        self._column.addWidget(self._tools())
        self._column.addWidget(self.alarm)
        self._column.addWidget(self.nothing)
        self._column.addWidget(self.canvas, 1)
        self._column.addWidget(self.legend)
        self._column.addWidget(self.words)
        self.canvas.chosen.connect(self._on_chosen)
        self.canvas.asked.connect(self._on_asked)
        bench.hub.changed.connect(self._on_changed)
        self.setFocusProxy(self.canvas)

    def _tools(self) -> QWidget:
        say, icons = self._say, self._bench.icons
        self.all = Button(say("All relations"), role="quiet")
        self.all.setCheckable(True)
        self.all.setToolTip(say("Show relations as well that follow from others"))
        self.smaller, self.larger = Button("−", role="quiet"), Button("+", role="quiet")
        for button, word in ((self.smaller, say("Smaller")), (self.larger, say("Larger"))):
            button.setAccessibleName(word)
            button.setToolTip(word)
        self.whole = Button(say("Whole picture"), role="quiet")
        self.add = Button(say("Add a relation"), icons("plus", "accent"))
        self.all.toggled.connect(self._on_all)
        self.smaller.clicked.connect(partial(self._on_zoom, 1 / _STEP))
        self.larger.clicked.connect(partial(self._on_zoom, _STEP))
        self.whole.clicked.connect(self.canvas.fit)
        self.add.clicked.connect(self.begin_relation)
        tools = QWidget(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        tools.setSizePolicy(policy)
        line = FlowLayout(tools)
        for button in (self.add, self.smaller, self.larger, self.whole, self.all):
            line.addWidget(button)
        return tools

    # --- what is asked --------------------------------------------------------------------------

    @override
    def show_record(self, record: Record | None) -> None:
        """Show the matrix around a record; the picture stays if it is the same one."""
        self._record = record
        self._scope = scope_of(record)
        if self._scope == self._shown and not self._is_stale:
            self._choose_own()
        else:
            self._read()

    def begin_relation(self) -> None:
        """Open the form for one relation more, with the context that is chosen."""
        if self.relation is None:
            self.relation = RelationForm(self._bench)
            self.relation.left.connect(self.end_relation)
            self._column.addWidget(self.relation)
        self.relation.show()
        site = self._scope.uid if self._scope.kind == "site" else ""
        if self._record is not None and self._scope.kind != "site":
            site = str(self._record.values.get("site") or "")
        self.relation.begin(self.canvas.uid, site)
        self.add.setEnabled(False)
        self.words.hide()
        self.relation.setFocus()

    def end_relation(self) -> None:
        """Put the form away; what was chosen in it stays there."""
        if self.relation is not None:
            self.relation.hide()
        self.add.setEnabled(True)
        self.words.show()
        self.canvas.setFocus()

    # --- what happens ---------------------------------------------------------------------------

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale and self._record is not None:
            self._read()

    def _read(self) -> None:
        scope, shows_all = self._scope, self.all.isChecked()
        self._is_stale = False
        self._bench.jobs.read(
            self,
            quick(partial(gathered, self._bench.actions, scope, shows_all=shows_all)),
            done=partial(self._on_read, scope),
            failed=self._bench.notices.report,
        )

    def _on_read(self, scope: Scope, material: Material) -> None:
        if scope != self._scope:
            return
        self._material = material
        keeps_view, self._shown = scope == self._shown, scope
        picture = material.picture
        painting = Painting(material, self._say, self._bench.theme, self.font())
        if not keeps_view and isinstance(self._record, Context):
            self.canvas.uid = self._record.uid
        self.canvas.show_picture(picture.matrix, painting, keeps_view=keeps_view)
        self._choose_own()
        circles = [
            self._say(
                "These contexts are later than themselves: {contexts}.",
                contexts=isolated(
                    " > ".join(picture.strata[uid].number for uid in (*circle, circle[0]))
                ),
            )
            for circle in picture.matrix.circles
        ]
        self.alarm_words.setText("\n".join(circles))
        self.alarm.setVisible(bool(circles))
        self.nothing.setVisible(not picture.strata)
        self.canvas.setVisible(bool(picture.strata))
        self.words.setVisible(bool(picture.strata) and not self._is_adding())

    def _choose_own(self) -> None:
        own = self._record.uid if isinstance(self._record, Context) else self.canvas.uid
        self.canvas.choose(own)
        self._tell()

    def _tell(self) -> None:
        """Say in words what the picture shows of the context chosen."""
        uid = self.canvas.uid
        if self._material is None or uid not in self._material.picture.strata:
            hint = self._say(
                "Arrow keys: up is later, down is earlier. Plus, minus and 0 change the size; "
                "Enter opens the record."
            )
            self.words.setText(hint)
            self.canvas.setAccessibleDescription(hint)
            return
        picture = self._material.picture
        number = isolated(picture.strata[uid].number)
        told = words_of(picture.seen_from(uid), self._say)
        words = (
            f"{number}  {told}" if told else self._say("{number}: not yet placed", number=number)
        )
        # Qt reads a line by its first letter, which is that of the number.
        self.words.setText(f"\u200f{words}" if self._say.is_right_to_left else words)
        self.canvas.setAccessibleDescription(words)

    def _on_chosen(self, uid: str) -> None:
        self._tell()
        if self.relation is not None and self._is_adding():
            self.relation.pick(uid)
        elif isinstance(self._record, Context) and uid != self._record.uid and self._is_here(uid):
            self.opened.emit(Destination(Context.kind, uid, part=MATRIX))

    def _on_asked(self, uid: str) -> None:
        if self._is_here(uid):
            self.opened.emit(Destination(Context.kind, uid, part=RECORD))

    def _is_adding(self) -> bool:
        return self.relation is not None and not self.relation.isHidden()

    def _is_here(self, uid: str) -> bool:
        return self._material is not None and self._material.picture.strata[uid].is_here

    def _on_all(self) -> None:
        self.legend.setVisible(self.all.isChecked())
        self._read()

    def _on_zoom(self, factor: float) -> None:
        self.canvas.zoom(factor)

    def _on_changed(self, kind: str) -> None:
        if kind in _KINDS:
            self._is_stale = True
            if self.isVisible() and self._record is not None:
                self._read()
