"""In which reference system is this file? Asked with where its first place would lie in each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.letters import ascii_digits
from app.core.wording import embedded, isolated
from app.exchange.stated import Stated, UnstatedSystemError
from app.geo.conversion import MAX_ACCEPTED_M
from app.geo.formats import format_degrees
from app.geo.position import UNKNOWN_SYSTEM_M
from app.services.import_systems import Whereabouts
from app.ui.labels import Button, Label
from app.ui.plain_table import Line, PlainTable
from app.ui.position.circle import metres
from app.ui.tables import styled_table
from app.ui.theme import GRID, ROW, TARGET
from app.ui.workbench import Workbench

_ROWS = 6


class SystemPanel(QWidget):
    """Shows each system with what it would make of the file; `answered` carries a `Stated`."""

    answered = Signal(object)

    def __init__(
        self, bench: Workbench, asked: UnstatedSystemError, found: Sequence[Whereabouts]
    ) -> None:
        super().__init__()
        self._bench, self._say = bench, bench.say
        self._found = list(found)
        self._lay_out(asked)
        self._judge()

    def stated(self) -> Stated | None:
        """The system that is chosen; None while none is, or while it has still to be accepted."""
        chosen = self._chosen()
        accepted_m = self._accepted()
        if chosen is None or (chosen.offer.is_unsure and accepted_m is None):
            return None
        return Stated(chosen.offer.system, accepted_m if chosen.offer.is_unsure else None)

    # --- the look --------------------------------------------------------------------------------

    def _lay_out(self, asked: UnstatedSystemError) -> None:
        say = self._say
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(Label(say.error(asked)[0], "problem", wraps=True))
        column.addWidget(
            Label(
                say(
                    "Ask whoever made it. Below is where its first place would lie in each system "
                    "that it can be in: what looks right may still be hundreds of metres off."
                )
                if self._found
                else say(
                    "In no system that is known here do its figures name a place. Ask whoever made "
                    "it for the same in WGS 84."
                ),
                wraps=True,
            )
        )
        headings = (
            "EPSG",
            say("System"),
            say("Its first place"),
            say("From the site"),
            say("Off by"),
        )
        self.model = PlainTable(headings, self._bench)
        self.model.set_lines([self._line(one) for one in self._found])
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("System of the figures"))
        self.table.setMinimumHeight(ROW * (min(len(self._found), _ROWS) + 1) + GRID)
        self.table.setVisible(bool(self._found))
        self.table.fit_columns()
        self.table.selectionModel().selectionChanged.connect(self._judge)
        column.addWidget(self.table, 1)
        self.accepting = QWidget(self)
        row = QHBoxLayout(self.accepting)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID * 2)
        words = say("Nobody published how far off that is. By how many metres may it be?")
        self.accepted = QLineEdit()
        self.accepted.setMinimumHeight(TARGET)
        self.accepted.setMaximumWidth(GRID * 14)
        self.accepted.setAccessibleName(words)
        self.accepted.textChanged.connect(self._judge)
        row.addWidget(Label(words, "label", wraps=True), 1)
        row.addWidget(self.accepted)
        column.addWidget(self.accepting)
        foot = QHBoxLayout()
        self.go_on = Button(say("Read it in this system"), role="primary")
        self.go_on.clicked.connect(self._on_go_on)
        self.go_on.setVisible(bool(self._found))
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        column.addLayout(foot)

    def _line(self, one: Whereabouts) -> Line:
        say, offer = self._say, one.offer
        code, name = offer.system.removeprefix("EPSG:"), isolated(offer.name)
        off = isolated(f"{offer.first.operation_accuracy_m or 0} m")
        if offer.is_unsure:
            off = say("unknown")
        elif not offer.name:
            code, name, off = "–", say("Not known; degrees"), isolated(f"{UNKNOWN_SYSTEM_M} m +")
        away = "–"
        if one.away_m is not None:
            away = say(
                "{distance} from {site}",
                distance=isolated(metres(one.away_m)),
                site=embedded(one.site),
            )
        return Line(
            (isolated(code), name, isolated(format_degrees(offer.first, 5)), away, off),
            offer.system,
        )

    # --- what happens ----------------------------------------------------------------------------

    def _chosen(self) -> Whereabouts | None:
        rows = self.table.selectionModel().selectedRows()
        return self._found[rows[0].row()] if rows else None

    def _accepted(self) -> Decimal | None:
        try:
            accepted_m = Decimal(ascii_digits(self.accepted.text().strip()).replace(",", "."))
        except InvalidOperation:
            return None
        return accepted_m if accepted_m.is_finite() and 0 < accepted_m <= MAX_ACCEPTED_M else None

    def _judge(self) -> None:
        chosen = self._chosen()
        self.accepting.setVisible(chosen is not None and chosen.offer.is_unsure)
        self.go_on.setEnabled(self.stated() is not None)

    def _on_go_on(self) -> None:
        stated = self.stated()
        if stated is not None:
            self.answered.emit(stated)
