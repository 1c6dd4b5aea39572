"""Receipts: what headquarters confirmed, and which bundles nobody has confirmed yet."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout
from typing_extensions import override

from app.core.wording import embedded, isolated
from app.services.parcels import Sent
from app.services.receipts import ReceiptRead
from app.sync.receipts import SUFFIX
from app.ui.exchange.actions import ExchangeActions, Standing
from app.ui.exchange.panel import ExchangePanel
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.plain_table import Line, PlainTable
from app.ui.shown import date_and_time
from app.ui.tables import styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class ReceiptsPanel(ExchangePanel):
    """Reads and writes receipts, and lists the bundles sent."""

    def __init__(self, bench: Workbench, actions: ExchangeActions) -> None:
        super().__init__(bench, actions)
        say = self.say
        self.column.addWidget(
            Label(
                say(
                    "A receipt says what arrived. Until it is read here, everything counts as "
                    "only on this laptop and is sent again."
                ),
                "quiet",
                wraps=True,
            )
        )
        self.read = Button(say("Read a receipt"), bench.icons("inbox", "on_accent"), "primary")
        self.read.clicked.connect(self._on_read)
        self.write = Button(say("Write a receipt for what arrived here"))
        self.write.clicked.connect(self._on_write)
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addWidget(self.read)
        row.addWidget(self.write)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.result)
        self.section(say("Bundles written here"))
        self.model = PlainTable(
            (say("Written"), say("For whom"), say("Entries"), say("Media"), say("Receipt")), bench
        )
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("Bundles written here"))
        self.column.addWidget(self.table, 1)
        self.none = Label(say("No bundle was written yet."), "quiet")
        self.column.addWidget(self.none)
        self.column.addStretch(1)

    @override
    def show_standing(self, standing: Standing) -> None:
        self.model.set_lines([self._line(sent) for sent in standing.sent])
        self.table.fit_columns()
        self.table.setVisible(bool(standing.sent))
        self.none.setVisible(not standing.sent)

    def _line(self, sent: Sent) -> Line:
        say = self.say
        cells = (
            date_and_time(sent.at) if sent.at is not None else "–",
            embedded(sent.to) if sent.to else say("Headquarters"),
            isolated(sent.entries),
            isolated(sent.media),
            say("confirmed") if sent.is_confirmed else say("not confirmed yet"),
        )
        icon, role = ("check", "ink") if sent.is_confirmed else ("circle-alert", "amber")
        return Line(cells, sent.number, icon, role)

    def _on_read(self) -> None:
        path = self.bench.dialogs.open_file(
            self, self.say("Read a receipt"), self.say("Receipts (*.athar-receipt)")
        )
        if path is not None:
            self.bench.jobs.write(
                self,
                quick(partial(self.services.read_receipt, path)),
                done=self._on_receipt,
                failed=partial(self.show_failure, path=path, wanted=SUFFIX),
            )

    def _on_receipt(self, receipt: ReceiptRead) -> None:
        say = self.say
        waiting = receipt.lines_written - receipt.lines_confirmed
        sentences = [
            say(
                "Confirmed: {confirmed} of {written} entries made here, and {media} photos and "
                "documents.",
                confirmed=isolated(receipt.lines_confirmed),
                written=isolated(receipt.lines_written),
                media=isolated(receipt.media_confirmed),
            )
        ]
        if waiting > 0:
            sentences.append(
                say("Entries that go with the next bundle: {count}.", count=isolated(waiting))
            )
        roles = ("heading", "")
        self.show_result(
            [Label(text, role, wraps=True) for text, role in zip(sentences, roles, strict=False)]
        )
        self.stood.emit()

    def _on_write(self) -> None:
        folder = self.bench.dialogs.choose_folder(self, self.say("Write the receipt into"))
        if folder is not None:
            self.bench.jobs.write(
                self,
                quick(partial(self.services.write_receipt, folder)),
                done=lambda path: self.show_result(
                    [
                        Label(self.say("The receipt is written."), "heading"),
                        Label(isolated(path.name), "quiet"),
                    ]
                ),
                failed=self.show_failure,
            )
