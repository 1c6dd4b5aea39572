"""The scene of the practice: three desks, one clock, and what the story calls each record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.models.record import Record
from app.rules.verdicts import Verdict
from app.services.desk import Desk
from app.services.practice.clock import WorkingClock
from app.services.reading import get_record
from app.services.recording import Saved, make_final, save_record


@dataclass
class Scene:
    """What the story knows: uids by the names it gives, and what the rules remarked on the way."""

    clock: WorkingClock
    known: dict[str, str] = field(default_factory=dict)
    remarks: list[Verdict] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """The uid of what the story calls `name`."""
        return self.known[name]

    def save(self, desk: Desk, kind: str, name: str, draft: Mapping[str, Any]) -> Record:
        """Record something new, under all rules, and give it a name in the story."""
        saved = save_record(desk, kind, None, draft)
        return self.note(name, saved)

    def change(self, desk: Desk, name: str, draft: Mapping[str, Any], *, why: str = "") -> Record:
        """Change what was recorded."""
        record = self.record(desk, name)
        return self.note(name, save_record(desk, record.kind, record.uid, draft, why=why))

    def close(self, desk: Desk, name: str) -> Record:
        """Make a record final."""
        return self.note(name, make_final(desk, self[name]))

    def record(self, desk: Desk, name: str) -> Record:
        """What the story calls `name`, as it stands at a desk.

        Raises:
            LookupError: the story is told wrongly: it has not arrived there yet.
        """
        record = get_record(desk, self[name])
        if record is None:
            raise LookupError(name)
        return record

    def note(self, name: str, saved: Saved) -> Record:
        """Remember what was saved and what the rules remarked."""
        self.known[name] = saved.record.uid
        self.remarks += saved.verdicts
        return saved.record
