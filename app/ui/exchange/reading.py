"""Read bundle: verified first, then told in plain words, hazards before anything else."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.wording import isolated
from app.services.receiving import StrangerQuarantinedError
from app.sync.names import SUFFIX
from app.ui.exchange.actions import Arrival, ExchangeActions
from app.ui.exchange.panel import ExchangePanel
from app.ui.exchange.report_words import Told, hazard_words, report_words
from app.ui.exchange.words_panel import EightWords
from app.ui.hatched import HatchedPanel
from app.ui.labels import Button, Label
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class ReadPanel(ExchangePanel):
    """One button, and then what the bundle means."""

    def __init__(self, bench: Workbench, actions: ExchangeActions) -> None:
        super().__init__(bench, actions)
        say = self.say
        self.column.addWidget(
            Label(
                say(
                    "A bundle is verified before anything of it is taken in. Nothing here is ever "
                    "overwritten, and reading one twice does no harm."
                ),
                "quiet",
                wraps=True,
            )
        )
        self.choose = Button(
            say("Choose a bundle"), bench.icons("download", "on_accent"), "primary"
        )
        self.choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        self.column.addLayout(row)
        self.finish()

    def read(self, path: Path) -> None:
        """Read this bundle."""
        self.clear_result()
        self.choose.setEnabled(False)
        operation = partial(self.services.read_bundle, path)
        ticket = self.bench.jobs.write(
            self, operation, done=self.show_arrival, failed=partial(self.show_refusal, path=path)
        )
        self.progress.watch(ticket)

    def _on_choose(self) -> None:
        path = self.bench.dialogs.open_file(
            self, self.say("Choose a bundle"), self.say("Bundles (*.athar-bundle)")
        )
        if path is not None:
            self.read(path)

    def show_arrival(self, arrival: Arrival) -> None:
        """Say what the bundle brought."""
        self._end()
        widgets: list[QWidget] = []
        if arrival.hazards:
            widgets.append(self._hazards(arrival))
        widgets += [self._line(told) for told in report_words(self.say, arrival)]
        self.show_result(widgets)
        self.bench.hub.announce(arrival.report.changes)
        self.stood.emit()

    def show_refusal(self, error: Exception, path: Path | None = None) -> None:
        """Say why the bundle was not read; a stranger's eight words are set large."""
        self._end()
        if not isinstance(error, StrangerQuarantinedError):
            self.show_failure(error, path, SUFFIX)
            return
        say = self.say
        self.show_result(
            [
                Label(say(error.message), "problem", wraps=True),
                Label(
                    say(
                        "It is kept here. Telephone the team that sent it and let them read out "
                        "the eight words of their laptop. If they are these, headquarters enrols "
                        "the laptop, and you read the bundle again."
                    ),
                    wraps=True,
                ),
                EightWords(say, str(error.values["words"]).split()),
            ]
        )

    def _end(self) -> None:
        self.progress.end()
        self.choose.setEnabled(True)

    def _line(self, told: Told) -> QWidget:
        """A sentence; what asks for somebody's attention has a sign before it."""
        if told.role != "warning":
            return Label(told.sentence, told.role, wraps=True)
        line, sign = QWidget(), Label()
        sign.setPixmap(self.bench.icons.pixmap("circle-alert", "amber"))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(sign)
        row.addWidget(Label(told.sentence, wraps=True), 1)
        return line

    def _hazards(self, arrival: Arrival) -> QWidget:
        say, panel = self.say, HatchedPanel(self.bench.theme)
        count = len(arrival.hazards)
        title = (
            say("1 hazard is new or worse")
            if count == 1
            else say("Hazards that are new or worse: {count}", count=isolated(count))
        )
        panel.body.addWidget(Label(title, "title"))
        for line in hazard_words(say, arrival.hazards):
            panel.body.addWidget(Label(line, "heading", wraps=True))
        panel.body.addWidget(
            Label(say("Tell everybody on these sites before work goes on."), wraps=True)
        )
        return panel
