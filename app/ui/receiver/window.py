"""What the receiver says: whether it can be believed, how strong its satellites are, word by word.

It stays open beside the work; nothing is recorded here.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.core.wording import isolated
from app.ui.jobs import quick
from app.ui.labels import Button, Label, hairline
from app.ui.receiver import sound
from app.ui.receiver.choosing import ReceiverChoice
from app.ui.receiver.said import SaidView
from app.ui.receiver.strengths import Strengths
from app.ui.receiver.words import clock_words, condition_words, doubts_of, standing
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class ReceiverWindow(QDialog):
    """Follows the receiver of the window it was opened from."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._receiver = bench.receiver
        say = self._say = bench.say
        self.setWindowTitle(say("What the receiver says"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(GRID * 130, GRID * 84)
        self.state = Label("", "title", wraps=True)
        self.condition = Label("", wraps=True)
        self.doubts = Label("", "problem", wraps=True)
        self.choice = ReceiverChoice(bench)
        self.strengths = Strengths(say, bench.theme)
        self.said = SaidView(say, bench.theme)
        self.clock = Label("", wraps=True)
        self.try_sound = Button(say("Try the sound"))
        self.try_sound.clicked.connect(self._on_sound)
        self.heard = Label("", "quiet", wraps=True)
        self.names = (
            say("Satellites used"),
            say("Spread of the satellites (HDOP)"),
            say("Sentences"),
            say("with a wrong checksum"),
            say("Messages of ships, passed over"),
            say("Bytes without a sentence"),
            say("Bits a second"),
        )
        self.figures = [Label("–") for _ in self.names]
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        column.setSpacing(GRID)
        for label in (self.state, self.condition, self.doubts):
            column.addWidget(label)
        column.addSpacing(GRID)
        column.addWidget(self.choice)
        column.addWidget(hairline())
        body = QHBoxLayout()
        body.setSpacing(GRID * 4)
        body.addLayout(self._left(), 2)
        body.addLayout(self._right(), 3)
        column.addLayout(body, 1)
        self._receiver.changed.connect(self.refresh)
        self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.choice.look()

    def refresh(self) -> None:
        """Show how the receiver stands now."""
        say, receiver = self._say, self._receiver
        now = standing(receiver, say)
        self.state.setText(now.long)
        font = self.state.font()
        font.setStrikeOut(now.is_old)
        self.state.setFont(font)
        self.condition.setText(condition_words(receiver, say))
        doubts = doubts_of(receiver, say)
        self.doubts.setText("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))
        self.choice.refresh()
        last, report = receiver.last, receiver.report
        fix = last.fix if last is not None else None
        told = (
            fix.satellites if fix else None,
            fix.hdop if fix else None,
            *(
                (report.sentences, report.wrong_sums, report.ships, report.passed_over, report.rate)
                if report is not None
                else (None,) * 5
            ),
        )
        for label, value in zip(self.figures, told, strict=True):
            is_count = isinstance(value, int)
            text = "–" if value is None else f"{value:,}" if is_count else f"{value}"
            label.setText(isolated(text))
        self.strengths.show_strengths(fix.strengths if fix is not None else ())
        self.clock.setText(clock_words(last.ahead_s, say) if last is not None else "–")
        self.said.show_lines(report.lines if report is not None else ())

    def _left(self) -> QVBoxLayout:
        say = self._say
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addWidget(Label(say("Satellites, and how strong each is (dB-Hz)"), "section"))
        column.addWidget(self.strengths)
        column.addSpacing(GRID)
        column.addWidget(Label(say("Counts since it was connected"), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 3)
        grid.setVerticalSpacing(GRID)
        for row, (name, figure) in enumerate(zip(self.names, self.figures, strict=True)):
            grid.addWidget(Label(name, "label"), row, 0)
            grid.addWidget(figure, row, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addSpacing(GRID)
        column.addWidget(Label(say("Clock"), "section"))
        column.addWidget(self.clock)
        column.addStretch(1)
        return column

    def _on_sound(self) -> None:
        self.try_sound.setEnabled(False)
        self._bench.jobs.read(
            self,
            quick(partial(sound.play, sound.INSIDE)),
            done=self._on_played,
            failed=self._on_not_played,
        )

    def _on_played(self, _played: None) -> None:
        self.try_sound.setEnabled(True)
        self.heard.setText(self._say("It was played. If nobody heard it, turn the loudspeaker up."))

    def _on_not_played(self, error: Exception) -> None:
        self.try_sound.setEnabled(True)
        if isinstance(error, sound.NoSoundError):
            self.heard.setText(" ".join(self._say.error(error)))
        else:
            self._bench.notices.report(error)

    def _right(self) -> QVBoxLayout:
        say = self._say
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addWidget(Label(say("Its own sentences"), "section"))
        column.addWidget(self.said, 1)
        column.addSpacing(GRID)
        column.addWidget(Label(say("Sound of the hazard warning"), "section"))
        trial = QHBoxLayout()
        trial.setSpacing(GRID * 2)
        trial.addWidget(self.try_sound)
        trial.addWidget(self.heard, 1)
        column.addLayout(trial)
        return column
