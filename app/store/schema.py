"""The tables: journals as they came, and the projection that people see.

The journal tables are the record itself. All others are derived from them, carry a fingerprint of
the declarations they were derived with, and are dropped and made anew when a field is added: a new
field needs no migration. Hashes are bytes in the journal and hexadecimal in the projection. Text is
ordered by code point in every database, so that lists come in the same order everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    literal_column,
    or_,
)
from sqlalchemy.dialects import registry
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from app.crypto.digests import sha256
from app.models.fields import (
    ChoiceField,
    DayField,
    Field,
    MeasureField,
    MediaField,
    MomentField,
    ReferenceField,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.kinds import KINDS

SCHEMA_VERSION = 1
_PROJECTION = 7  # to be raised when the same lines are to give other rows
ORIGIN = ("origin_id", "origin_line", "origin_lam", "origin_by", "origin_wall", "origin_journal")

_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

kept = MetaData()  # what cannot be made again
derived = MetaData()  # what the journals say

setting = Table(
    "setting",
    kept,
    Column("name", _TEXT, primary_key=True),
    Column("value", _TEXT, nullable=False),
)
journal = Table(
    "journal",
    kept,
    Column("no", Integer, primary_key=True),
    Column("uid", _TEXT, nullable=False, unique=True),
    Column("replica", _TEXT, nullable=False, server_default=""),
    Column("is_own", Boolean, nullable=False),
)
segment = Table(
    "segment",
    kept,
    Column("base", BigInteger, primary_key=True, autoincrement=False),
    Column("journal", Integer, ForeignKey("journal.no"), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    Column("is_compressed", Boolean, nullable=False),
    Column("stored", LargeBinary, nullable=False),
    Index("segment_place", "journal", "first"),
)
checkpoint = Table(
    "checkpoint",
    kept,
    Column("journal", _TEXT, primary_key=True),
    Column("size", BigInteger, primary_key=True),
    Column("head", _TEXT, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
paper = Table(
    "paper",
    kept,
    Column("kind", _TEXT, primary_key=True),
    Column("key", _TEXT, primary_key=True),
    Column("number", BigInteger, nullable=False, server_default="0"),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
medium = Table(
    "medium",
    kept,
    Column("sha256", _TEXT, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("kind", _TEXT, nullable=False),
)
typed = Table(
    "typed",
    kept,
    Column("kind", _TEXT, primary_key=True),
    Column("uid", _TEXT, primary_key=True),
    Column("field", _TEXT, primary_key=True),
    Column("text", _TEXT, nullable=False),
)

flag = Table(
    "flag",
    kept,
    Column("record", _TEXT, primary_key=True),
    Column("kind", _TEXT, primary_key=True),
    Column("rule", _TEXT, primary_key=True),
    Column("field", _TEXT, primary_key=True),
    Column("verdict", _TEXT, nullable=False),
    sqlite_with_rowid=False,
)

touch = Table(
    "touch",
    derived,
    Column("kind", _TEXT, primary_key=True),
    Column("record", _TEXT, primary_key=True),
    Column("line", _TEXT, primary_key=True),
    Column("lam", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("said", _TEXT, nullable=False),
    Index("touch_id", "id"),
    sqlite_with_rowid=False,
)
mention = Table(
    "mention",
    derived,
    Column("target", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("field", _TEXT, nullable=False),
    Column("source", _TEXT, nullable=False),
)


def start(target: ColumnElement[str]) -> ColumnElement[str]:
    """What `mention` is indexed by: few letters find a target as well, and make a small index.

    The numbers stand in the statement itself: an index on an expression is used for that alone.
    """
    return func.substr(target, literal_column("1"), literal_column("8"))


Index("mention_start", start(mention.c.target))
refused_line = Table(
    "refused_line",
    derived,
    Column("record", _TEXT, primary_key=True),
    Column("line", _TEXT, primary_key=True),
    Column("kind", _TEXT, nullable=False),
    Column("id", BigInteger, nullable=False),
    Index("refused_line_id", "id"),
    sqlite_with_rowid=False,
)
missing = Table(
    "missing",
    derived,
    Column("source", _TEXT, primary_key=True),
    Column("kind", _TEXT, primary_key=True),
    Column("field", _TEXT, primary_key=True),
    Column("target", _TEXT, primary_key=True),
    Index("missing_target", "target"),
    sqlite_with_rowid=False,
)
forked = Table("forked", derived, Column("item", _TEXT, primary_key=True), sqlite_with_rowid=False)

parcel = Table(
    "parcel",
    kept,
    Column("direction", _TEXT, primary_key=True),
    Column("bundle", _TEXT, primary_key=True),
    Column("sha256", _TEXT, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("peer", _TEXT, nullable=False),
    Column("at", _TEXT, nullable=False),
    Column("note", _TEXT, nullable=False),
)


def _column(item: Field[Any]) -> Column[Any]:
    if isinstance(item, YesNoField):
        return Column(f"f_{item.name}", Boolean)
    if isinstance(item, WholeField):
        return Column(f"f_{item.name}", BigInteger)
    return Column(f"f_{item.name}", _TEXT)


def holds_json(item: Field[Any]) -> bool:
    """Whether a field's column holds JSON text rather than the plain encoded value."""
    return not isinstance(item, _PLAIN)


_PLAIN = (
    TextField,
    ChoiceField,
    DayField,
    MeasureField,
    MediaField,
    MomentField,
    ReferenceField,
    WholeField,
    YesNoField,
)


_LOOKED_UP = frozenset(
    {"number", "container", "parent", "person", "subject", "subject_kind", "supersedes"}
)


def _record_table(kind: type[Any]) -> Table:
    table = Table(
        f"r_{kind.kind}",
        derived,
        Column("uid", _TEXT, primary_key=True),
        Column("origin_id", BigInteger),
        Column("origin_line", _TEXT),
        Column("origin_lam", BigInteger),
        Column("origin_by", _TEXT),
        Column("origin_wall", _TEXT),
        Column("origin_journal", _TEXT),
        Column("disputed", _TEXT),
        Column("parallel", _TEXT),
        Column("amended", Boolean),
        *(_column(item) for item in kind.fields.values()),
    )
    for name in _LOOKED_UP & kind.fields.keys():
        column = table.c[f"f_{name}"]
        filled = column.is_not(None)
        Index(
            f"i_{kind.kind}_{name}",
            column,
            sqlite_where=filled,
            postgresql_where=filled,
            postgresql_using="hash",  # the other kind takes 2,700 bytes and not a letter more
        )
    Index(f"i_{kind.kind}_origin", table.c.origin_id)
    is_open = is_unsettled(table)
    Index(f"i_{kind.kind}_open", table.c.uid, sqlite_where=is_open, postgresql_where=is_open)
    return table


def is_unsettled(table: Table) -> ColumnElement[bool]:
    """Whether people worked on a record without seeing each other; few rows, and indexed."""
    return or_(table.c.disputed.is_not(None), table.c.parallel.is_not(None))


RECORD_TABLES: Mapping[str, Table] = {kind.kind: _record_table(kind) for kind in KINDS}


@cache
def _statements(metadata: MetaData, dialect_name: str) -> tuple[str, ...]:
    dialect: Dialect = registry.load(dialect_name)()
    made: list[ExecutableDDLElement] = []
    for table in metadata.sorted_tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [CreateTable(table), *(CreateIndex(index) for index in indexes)]
    return tuple(str(statement.compile(dialect=dialect)) for statement in made)


def create_tables(connection: Connection, metadata: MetaData) -> None:
    """Make the tables; the statements are compiled once, which takes longer than running them."""
    for statement in _statements(metadata, connection.dialect.name):
        connection.exec_driver_sql(statement)


def fingerprint() -> str:
    """A digest of how the projection is made; another one means: make it anew."""
    merging = [_merging(kind.kind, item) for kind in KINDS for item in kind.fields.values()]
    made = [_PROJECTION, merging, *_statements(derived, "sqlite")]
    return sha256(msgspec.json.encode(made)).hex()


def _merging(kind: str, item: Field[Any]) -> tuple[str, ...]:
    """By what a field's value is chosen where people said different things."""
    order = item.severest_last if isinstance(item, ChoiceField) else ()
    return (kind, item.name, item.merge.value, *order)
