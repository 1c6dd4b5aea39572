"""The tape's side of the position dialog: two known points, what was measured, and a sketch.

Inside a grave no receiver tells two bodies apart; a tape from two pegs does. What the next point of
the same site shares with this one is kept: the pegs, the tape, the way of measuring.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.errors import AppError
from app.core.wording import isolated
from app.geo.formats import format_degrees, format_mgrs
from app.geo.taping import Known, Side, Taped
from app.ui.jobs import quick
from app.ui.labelled import labelled
from app.ui.labels import Label
from app.ui.pickers import Option, Picker
from app.ui.position.circle import metres
from app.ui.position.surroundings import Surroundings
from app.ui.position.taped import (
    TYPED,
    Entered,
    EnteredPoint,
    How,
    TapeLackError,
    begun_with,
    work_out,
)
from app.ui.position.triangle import Triangle
from app.ui.position.way import Offer, WayIn, nothing
from app.ui.segments import Segments
from app.ui.theme import GRID, TARGET
from app.ui.workbench import Workbench

_PAUSE_MS = 150


class PointFields(QWidget):
    """A known point: a control point of the site, or a position that is typed with its error."""

    changed = Signal()

    def __init__(self, bench: Workbench, label: str) -> None:
        super().__init__()
        self._say = say = bench.say
        self._points: tuple[Known, ...] = ()
        self.which = Picker()
        self.which.set_placeholder(say("Choose"))
        self.text = QLineEdit()
        self.text.setMaxLength(100)
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.setPlaceholderText("30.5083 N 47.7804 E")
        self.text.setAccessibleName(f"{label}: {say('Its position, as you read it')}")
        self.error = _figure_box()
        self.error.setAccessibleName(f"{label}: {say('How far it may be off, in metres')}")
        self.error.setToolTip(say("How far it may be off, in metres"))
        self.plus = Label("±")
        self.worth = Label("", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(labelled(label, self.which), 3)
        parts = ((self.text, 4), (self.plus, 0), (self.error, 1), (self.worth, 5))
        for widget, stretch in parts:
            widget.setMinimumHeight(TARGET)
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignBottom)
        self.which.picked.connect(self._on_changed)
        self.which.currentTextChanged.connect(self._on_changed)
        self.text.textChanged.connect(self.changed)
        self.error.textChanged.connect(self.changed)
        self.offer_points(())

    def offer_points(self, points: tuple[Known, ...]) -> None:
        """Offer these control points, and typing after them."""
        self._points = points
        options = [Option(point.name, point.name) for point in points]
        self.which.set_options([*options, Option(TYPED, self._say("A typed point"))])
        self._on_changed()

    def entered(self) -> EnteredPoint:
        """What stands here."""
        return EnteredPoint(self.which.chosen(), self.text.text(), self.error.text())

    def show_entered(self, entered: EnteredPoint) -> None:
        """Begin with what was entered before; a point that is not there any more is left out."""
        self.text.setText(entered.text)
        self.error.setText(entered.error)
        if self.which.offers(entered.chosen):
            self.which.set_chosen(entered.chosen)
        self._on_changed()

    def _on_changed(self) -> None:
        chosen = self.which.chosen()
        for widget in (self.text, self.plus, self.error):
            widget.setVisible(chosen == TYPED)
        self.worth.setVisible(chosen != TYPED)
        known = next((point for point in self._points if point.name == chosen), None)
        self.worth.setText("" if known is None else self._worth(known))
        self.changed.emit()

    def _worth(self, known: Known) -> str:
        error_m = known.position.error_95_m()
        if error_m is None:
            return self._say("accuracy not known")
        return isolated(f"± {metres(float(error_m))}")


class TapeSide(WayIn):
    """Reads what was measured, and draws it."""

    def __init__(self, bench: Workbench, around: Surroundings | None) -> None:
        super().__init__()
        self._bench = bench
        self._around = around
        say = self._say = bench.say
        self._points: tuple[Known, ...] = ()
        self._answer: Taped | AppError | None = None
        self.first = PointFields(bench, say("First point"))
        self.second = PointFields(bench, say("Second point"))
        self.tape = _figure_box()
        self.between = _figure_box()
        self.how = Segments(
            {
                How.DISTANCES: say("Two distances"),
                How.OFFSET: say("Along and aside"),
                How.GRID: say("Grid of the site"),
            }
        )
        self.how.choose(How.DISTANCES)
        self.one, self.other = _figure_box(), _figure_box()
        self._one_box, self._other_box = labelled("", self.one), labelled("", self.other)
        hands = {Side.LEFT: say("on the left"), Side.RIGHT: say("on the right")}
        # The left stands at the left, in whatever direction one reads.
        names = reversed(hands) if say.is_right_to_left else hands
        self.sides = Segments({side: hands[side] for side in names})
        self._sides_box = labelled(
            say("Walking from the first point to the second, it lies"), self.sides
        )
        self.triangle = Triangle(say, bench.theme)
        self.degrees = Label("", "figure-small")
        self.mgrs = Label("")
        self.error = Label("", wraps=True)
        self.doubts = Label("", "warning", wraps=True)
        self.refusal = Label("", "problem", wraps=True)
        for figures in (self.degrees, self.mgrs):
            figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self._lay_out()
        self._connect()
        self._on_how()
        self._show(None)
        self._look_around()

    @override
    def begin(self) -> None:
        is_begun = bool(self.first.which.chosen() and self.second.which.chosen())
        (self.one if is_begun else self.first.which).setFocus()

    def entered(self) -> Entered:
        """Everything as it stands in the boxes."""
        side = self.sides.key()
        return Entered(
            self.first.entered(),
            self.second.entered(),
            self.tape.text(),
            self.between.text(),
            How(self.how.key()),
            self.one.text(),
            self.other.text(),
            Side(side) if side else None,
        )

    def show_entered(self, entered: Entered) -> None:
        """Fill the boxes."""
        self.first.show_entered(entered.first)
        self.second.show_entered(entered.second)
        for box, text in (
            (self.tape, entered.tape),
            (self.between, entered.between),
            (self.one, entered.one),
            (self.other, entered.other),
        ):
            box.setText(text)
        self.how.choose(entered.how)
        if entered.side is not None:
            self.sides.choose(entered.side)
        self._on_how()

    @override
    def offer(self) -> Offer:
        if isinstance(self._answer, Taped):
            return Offer(self._answer.position)
        lack = self._answer if isinstance(self._answer, TapeLackError) else None
        return Offer(None, " ".join(self._say.error(lack)) if lack is not None else "")

    def read(self) -> None:
        """Work out what stands in the boxes now."""
        entered = self.entered()
        self._bench.jobs.read(
            self,
            quick(partial(_answer, entered, self._points)),
            done=partial(self._on_answer, entered),
            failed=self._bench.notices.report,
        )

    @override
    def keep(self) -> None:
        if self._around is not None and self._around.keep_tape is not None:
            self._bench.jobs.write(
                self._bench.receiver,  # this dialog is gone by then
                quick(partial(self._around.keep_tape, self.entered().kept())),
                done=nothing,
                failed=self._bench.notices.report,
            )

    # --- the look -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        say = self._say
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self.first)
        left.addWidget(self.second)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID)
        tape = labelled(say("The tape may be off by, in metres"), self.tape)
        between = labelled(say("From point to point by tape, if measured"), self.between)
        grid.addWidget(tape, 0, 0)
        grid.addWidget(between, 0, 1)
        grid.addWidget(self.how, 1, 0, 1, 2)
        grid.addWidget(self._one_box, 2, 0)
        grid.addWidget(self._other_box, 2, 1)
        grid.addWidget(self._sides_box, 3, 0, 1, 2)
        left.addLayout(grid)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(GRID // 2)
        right.addWidget(self.triangle, 1)
        for label in (self.degrees, self.mgrs, self.error, self.doubts, self.refusal):
            right.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID * 4)
        row.addLayout(left, 3)
        row.addLayout(right, 2)

    def _connect(self) -> None:
        self.first.changed.connect(self._on_entered)
        self.second.changed.connect(self._on_entered)
        for box in (self.tape, self.between, self.one, self.other):
            box.textChanged.connect(self._on_entered)
        self.how.chosen.connect(self._on_how)
        self.sides.chosen.connect(self._on_entered)

    # --- what happens ---------------------------------------------------------------------------

    def _look_around(self) -> None:
        around = self._around
        if around is None:
            return
        self._bench.jobs.read(
            self,
            quick(partial(_known_around, around)),
            done=self._on_known,
            failed=self._bench.notices.report,
        )

    def _on_known(self, known: tuple[tuple[Known, ...], Mapping[str, str]]) -> None:
        self._points, kept = known
        is_untouched = self.entered() == Entered()
        for fields in (self.first, self.second):
            fields.offer_points(self._points)
        if is_untouched:
            self.show_entered(begun_with(kept))

    def _on_how(self) -> None:
        say, how = self._say, How(self.how.key())
        one, other = {
            How.DISTANCES: (
                say("From the first point, in metres"),
                say("From the second point, in metres"),
            ),
            How.OFFSET: (say("Along, from the first point, in metres"), say("Aside, in metres")),
            How.GRID: (say("Easting"), say("Northing")),
        }[how]
        for box, edit, words in (
            (self._one_box, self.one, one),
            (self._other_box, self.other, other),
        ):
            edit.setAccessibleName(words)
            for label in box.findChildren(Label):
                label.setText(words)
        self._sides_box.setVisible(how is not How.GRID)
        self._on_entered()

    def _on_entered(self) -> None:
        self._answer = None
        self.changed.emit()
        self._pause.start()

    def _on_answer(self, entered: Entered, answer: Taped | AppError) -> None:
        if entered == self.entered():
            self._show(answer)

    def _show(self, answer: Taped | AppError | None) -> None:
        say = self._say
        self._answer = answer
        taped = answer if isinstance(answer, Taped) else None
        self.triangle.show_taped(taped)
        place = taped.position if taped is not None else None
        self.degrees.setText(isolated(format_degrees(place, 7)) if place else "")
        self.mgrs.setText(isolated(format_mgrs(place, spaced=True)) if place else "")
        self.error.setText(self._error_words(taped) if taped is not None else "")
        doubts = taped.doubts if taped is not None else ()
        self.doubts.setText("\n".join(" ".join(say.error(doubt)) for doubt in doubts))
        self.doubts.setVisible(bool(doubts))
        is_refused = isinstance(answer, AppError) and not isinstance(answer, TapeLackError)
        self.refusal.setText(" ".join(say.error(answer)) if isinstance(answer, AppError) else "")
        self.refusal.setVisible(is_refused)
        self.changed.emit()

    def _error_words(self, taped: Taped) -> str:
        error_m = taped.position.error_95_m()
        measured = isolated(metres(float(taped.measured_m)))
        if error_m is None or taped.points_m is None:
            return self._say(
                "How far it may be off is not known, for it is not known of the points; the "
                "measuring adds {measured}.",
                measured=measured,
            )
        return self._say(
            "It may be off by {error}: {measured} by the measuring, {points} by the points.",
            error=isolated(metres(float(error_m))),
            measured=measured,
            points=isolated(metres(float(taped.points_m))),
        )


def _figure_box() -> QLineEdit:
    box = QLineEdit()
    box.setMaxLength(20)
    box.setMinimumWidth(GRID * 8)
    box.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return box


def _answer(entered: Entered, points: tuple[Known, ...]) -> Taped | AppError:
    try:
        return work_out(entered, points)
    except AppError as error:
        return error


def _known_around(around: Surroundings) -> tuple[tuple[Known, ...], Mapping[str, str]]:
    return around.known_points(), around.kept_tape()
