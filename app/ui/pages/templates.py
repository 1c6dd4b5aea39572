"""Templates: what each fills in, in words. They are made from records and forms, not typed here."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from app.models.record import Record
from app.models.templates import Template
from app.ui.labels import Label, set_margins
from app.ui.panels import Extra, Panel
from app.ui.plain_table import Line, PlainTable
from app.ui.tables import styled_table
from app.ui.template_words import told
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
        lines = told(record, self._bench) if isinstance(record, Template) else ()
        self.model.set_lines([Line(words, words) for words in lines])
        self.table.fit_columns()


FILLED_IN = Extra("What it fills in", FilledInPanel)
