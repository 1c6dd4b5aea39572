"""What the rules said of records when they came: kept, for evidence is never refused (BR-36)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from app.store.schema import flag

_PUT = text(
    "INSERT INTO flag (record, rule, field, kind, verdict)"
    " VALUES (:record, :rule, :field, :kind, :verdict)"
    " ON CONFLICT (record, kind, rule, field) DO UPDATE SET verdict = excluded.verdict"
)


@dataclass(frozen=True, slots=True)
class StoredFlag:
    """That `record` did not keep `rule`; `verdict` is the rule's own word, as JSON."""

    record: str
    kind: str
    rule: str
    field: str
    verdict: str


class Flags:
    """The flags, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, flags: Iterable[StoredFlag]) -> None:
        """Keep these; what a rule says anew of the same field replaces what it said."""
        rows = [{name: getattr(one, name) for name in one.__slots__} for one in flags]
        if rows:
            self._connection.execute(_PUT, rows)

    def of_rule(self, rule: str) -> list[tuple[str, str]]:
        """(kind, uid) of the records that did not keep a rule."""
        query = select(flag.c.kind, flag.c.record).where(flag.c.rule == rule)
        rows = self._connection.execute(query.order_by(flag.c.kind, flag.c.record).distinct())
        return [(row.kind, row.record) for row in rows]

    def all(self) -> list[StoredFlag]:
        """Every flag, those of one record together."""
        columns = (flag.c[name] for name in StoredFlag.__slots__)
        query = select(*columns).order_by(flag.c.kind, flag.c.record, flag.c.rule, flag.c.field)
        return [StoredFlag(*row) for row in self._connection.execute(query)]
