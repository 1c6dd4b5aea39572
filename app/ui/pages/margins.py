"""All margin notes of the operation: what is doubtful, and what people noted beside it.

Notes are written where they belong, beside a field; from here one goes there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from app.models.kinds import KIND
from app.models.margins import MarginNote
from app.ui.cells import Rows
from app.ui.page import RecordPage
from app.ui.places import Destination


class MarginPage(RecordPage):
    """A list to read; its main button goes to the field beside which a note stands."""

    @override
    def begin(self, prefilled: Mapping[str, Any] | None = None) -> None:
        """Nothing is begun here: a note is written beside its field."""

    @override
    def _lay_out(self) -> None:
        super()._lay_out()
        self.main.setIcon(self._bench.icons("chevron-right", "on_accent"))
        self.main.setToolTip("")
        self.first.hide()

    @override
    def _connect(self) -> None:
        super()._connect()
        self.table.activated.connect(self._on_main)

    @override
    def _on_read(self, rows: Rows) -> None:
        kinds = {row[-1] for row in rows.stored([MarginNote.subject_kind.name])}
        self._bench.titles.want(sorted(kinds & KIND.keys()))
        super()._on_read(rows)

    @override
    def _on_main(self) -> None:
        note = self._detail.record if self._detail is not None else None
        if isinstance(note, MarginNote) and note.subject and note.subject_kind:
            self.leave()
            field = note.subject_field or ""
            self.opened.emit(Destination(note.subject_kind, note.subject, at_field=field))

    @override
    def _name_main_button(self) -> None:
        self.main.set_word(self._say("Open the record"))
