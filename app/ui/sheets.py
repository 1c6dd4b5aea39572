"""A record on its way to the store.

The first field saved creates the record, and the next may be left before that has happened. Writes
run one after the other in the writer's thread, so the uid is kept here, where only that thread
looks at it; nothing in this module knows a widget.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.errors import AppError
from app.ui.actions import Actions

if TYPE_CHECKING:
    from app.services.recording import Saved


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field left by the person: its value, and its text should the value be refused.

    `whole` is every value of the form: what a record is created with.
    """

    field: str
    value: object
    text: str
    whole: Mapping[str, Any]
    why: str = ""


class Sheet:
    """One record of a kind being written, created or not."""

    def __init__(self, actions: Actions, kind: str, uid: str | None) -> None:
        self._actions = actions
        self._kind = kind
        self.uid = uid

    def save(self, leaf: Leaf) -> Saved:
        """Save one field, or create the record from all of them.

        Raises:
            AppError: refused; the text is kept.
        """
        uid = self.uid
        draft = leaf.whole if uid is None else {leaf.field: leaf.value}
        try:
            saved = self._actions.save_record(self._kind, uid, draft, why=leaf.why)
        except AppError:
            self.keep({leaf.field: leaf.text})
            raise
        if uid is None:
            self._move_kept(saved.record.uid, saved_fields=draft)
        else:
            self._forget([leaf.field])
        return saved

    def keep(self, texts: Mapping[str, str]) -> None:
        """Keep what was typed and cannot be saved; empty text forgets what was kept."""
        if self._actions.keep_draft is not None:
            for field, text in texts.items():
                self._actions.keep_draft(self._kind, self.uid or "", field, text)

    def kept(self) -> dict[str, str]:
        """What was kept of this record, as text by field."""
        if self._actions.kept_drafts is None:
            return {}
        return self._actions.kept_drafts(self._kind, self.uid or "")

    def discard(self) -> None:
        """Forget what was kept."""
        self._forget(self.kept())

    def _move_kept(self, uid: str, *, saved_fields: Collection[str]) -> None:
        """What was kept of the record before it existed belongs to it now."""
        kept = self.kept()
        self._forget([*kept, *saved_fields])
        self.uid = uid
        self.keep({field: text for field, text in kept.items() if field not in saved_fields})

    def _forget(self, fields: Iterable[str]) -> None:
        self.keep(dict.fromkeys(fields, ""))
