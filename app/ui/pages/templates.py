"""Templates: what each fills in, in words. They are made from records and forms, not typed here."""

from __future__ import annotations

import json
from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from app.core.wording import embedded, isolated
from app.models.kinds import KIND
from app.models.record import Record
from app.models.templates import Template
from app.ui.labels import Label, set_margins
from app.ui.panels import Extra, Panel
from app.ui.plain_table import Line, PlainTable
from app.ui.tables import styled_table
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class FilledInPanel(Panel):
    """The fields that a template fills in, as a form would show them."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        say = bench.say
        self.model = PlainTable((say("Field"), say("Value")), bench)
        self.table = styled_table(self.model)
        self.table.setAccessibleName(say("What it fills in"))
        about = Label(
            say(
                "A new record begins with these values, in italics until somebody touches them. To "
                "change them, save a record or a form under the same name."
            ),
            "quiet",
            wraps=True,
        )
        words = QVBoxLayout()
        set_margins(words, GRID * 3, GRID, GRID * 3, GRID)
        words.addWidget(about)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(words)

    @override
    def show_record(self, record: Record | None) -> None:
        """Show what another template fills in."""
        lines = self._lines(record) if isinstance(record, Template) else ()
        self.model.set_lines(list(lines))
        self.table.fit_columns()

    def _lines(self, template: Template) -> Iterator[Line]:
        kind = KIND.get(template.template_of or "")
        for row in template.filled_in or ():
            name = row.field or ""
            field = kind.fields.get(name) if kind is not None else None
            try:
                encoded = json.loads(row.value or "null")
            except (ValueError, RecursionError):
                encoded = None
            shown = (
                self._bench.shown.encoded(field, encoded)
                if field is not None and encoded is not None
                else embedded(row.value or "")
            )
            yield Line((self._bench.say(field.label) if field else isolated(name), shown), row)


FILLED_IN = Extra("What it fills in", FilledInPanel)
