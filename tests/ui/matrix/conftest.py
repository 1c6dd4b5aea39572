"""A grave in a real store: topsoil, its fill, two skeletons, the cut, and one not placed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.core.ids import new_uid
from app.models.fields import encode_values
from app.models.kinds import KIND
from app.services.desk import Desk
from app.services.recording import save_record
from app.store.transactions import Edit

_RELATIONS = (
    ("topsoil", "ABOVE", "fill"),
    ("fill", "ABOVE", "one"),
    ("fill", "FILLS", "cut"),
    ("one", "ABOVE", "two"),
    ("two", "ABOVE", "cut"),
)
_KINDS = {"topsoil": "LAYER", "fill": "FILL", "one": "SKEL", "two": "SKEL", "cut": "CUT",
          "alone": "LAYER"}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """The uids of what was recorded, by name."""

    desk: Desk
    site: str
    grave: str
    of: dict[str, str]

    def arrive(self, later: str, relation: str, earlier: str) -> None:
        """A relation as a bundle brings it: no rule is asked."""
        told = {"context": self.of[later], "relation": relation, "other_context": self.of[earlier]}
        kind = KIND["context_relation"]
        with self.desk.store.writing() as pen:
            edit = Edit(kind.kind, new_uid(), encode_values(kind.fields, told))
            pen.append([edit], by=self.desk.person, at=self.desk.now())


@pytest.fixture
def ground(desk: Desk) -> Ground:
    site = save_record(desk, "site", None, {"number": "SNJ03", "name": "Practice"}).record.uid
    grave = save_record(desk, "grave", None, {"site": site, "number": "SNJ03-G01"}).record.uid
    of = {}
    for name, kind in _KINDS.items():
        draft = {"site": site, "context_kind": kind}
        if name not in {"topsoil", "alone"}:
            draft["grave"] = grave
        of[name] = save_record(desk, "context", None, draft).record.uid
    for later, relation, earlier in _RELATIONS:
        draft = {"site": site, "context": of[later], "relation": relation}
        save_record(desk, "context_relation", None, {**draft, "other_context": of[earlier]})
    return Ground(desk, site, grave, of)
