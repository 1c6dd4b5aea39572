"""What the rules say of records that came in: stored all the same, and shown (BR-36)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.rules.gates import verdicts_for
from app.rules.roles import roles_of
from app.rules.verdicts import Level, Verdict
from app.services.desk import Desk
from app.services.reading import moment_or_none


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that a record here does not keep."""

    kind: str
    uid: str
    title: str
    verdict: Verdict


def flags_of(desk: Desk, uids: Iterable[str]) -> tuple[Flag, ...]:
    """What stops or warns about these records, as if each were typed here at its own time."""
    found = []
    with desk.store.reading() as view:
        for kind, uid in sorted((k, u) for u, k in view.records.kind_of(uids).items()):
            record = view.records.get(uid, kind)
            if record is None:
                continue
            at = moment_or_none(record.origin.wall) or desk.now()
            roles = roles_of(view.records, record.origin.by, at)
            found += [
                Flag(kind, uid, record.title, verdict)
                for verdict in verdicts_for(kind, record, None, view.records, at, roles)
                if verdict.level is not Level.AUDIT
            ]
    return tuple(found)
