"""The tables: journals as they came, and the projection that people see.

The journal tables are the record itself. All others are derived from them, carry a fingerprint of
the declarations they were derived with, and are dropped and made anew when a field is added: a new
field needs no migration. Hashes are bytes in the journal and hexadecimal in the projection.
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
    Connection,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
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

kept = MetaData()  # what cannot be made again
derived = MetaData()  # what the journals say

setting = Table(
    "setting",
    kept,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
journal = Table(
    "journal",
    kept,
    Column("no", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("replica", Text, nullable=False, server_default=""),
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
    Column("hashes", LargeBinary, nullable=False),
    Column("is_compressed", Boolean, nullable=False),
    Column("stored", LargeBinary, nullable=False),
    Index("segment_place", "journal", "first"),
)
checkpoint = Table(
    "checkpoint",
    kept,
    Column("journal", Text, primary_key=True),
    Column("size", BigInteger, primary_key=True),
    Column("head", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
paper = Table(
    "paper",
    kept,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("number", BigInteger, nullable=False, server_default="0"),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
medium = Table(
    "medium",
    kept,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
)
typed = Table(
    "typed",
    kept,
    Column("kind", Text, primary_key=True),
    Column("uid", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("text", Text, nullable=False),
)

write = Table(
    "write",
    derived,
    Column("record", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("lam", BigInteger, nullable=False),
    Column("value", Text, nullable=False),
)
superseded = Table(
    "superseded",
    derived,
    Column("record", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("line", Text, primary_key=True),
)
touch = Table(
    "touch",
    derived,
    Column("record", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("fields", Text, nullable=False),
    Column("withdraws", Boolean, nullable=False),
    Column("seen", Text, nullable=False),
)
mention = Table(
    "mention",
    derived,
    Column("target", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    sqlite_with_rowid=False,
)
refused_line = Table(
    "refused_line",
    derived,
    Column("line", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    Column("id", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
)

parcel = Table(
    "parcel",
    kept,
    Column("direction", Text, primary_key=True),
    Column("bundle", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("peer", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),
)


def _column(item: Field[Any]) -> Column[Any]:
    if isinstance(item, YesNoField):
        return Column(f"f_{item.name}", Boolean)
    if isinstance(item, WholeField):
        return Column(f"f_{item.name}", BigInteger)
    return Column(f"f_{item.name}", Text)


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


_LOOKED_UP = frozenset({"number", "site", "grave", "container", "parent", "person", "target"})


def _record_table(kind: type[Any]) -> Table:
    indexed = [
        Index(f"i_{kind.kind}_{name}", f"f_{name}") for name in kind.fields if name in _LOOKED_UP
    ]
    return Table(
        f"r_{kind.kind}",
        derived,
        Column("uid", Text, primary_key=True),
        Column("origin_id", BigInteger),
        Column("origin_line", Text),
        Column("origin_lam", BigInteger),
        Column("origin_by", Text),
        Column("origin_wall", Text),
        Column("origin_journal", Text),
        Column("disputed", Text),
        *(_column(item) for item in kind.fields.values()),
        *indexed,
    )


RECORD_TABLES: Mapping[str, Table] = {kind.kind: _record_table(kind) for kind in KINDS}


@cache
def _statements(metadata: MetaData, dialect_name: str) -> tuple[str, ...]:
    dialect: Dialect = registry.load(dialect_name)()
    made: list[ExecutableDDLElement] = []
    for table in metadata.sorted_tables:
        made += [CreateTable(table), *(CreateIndex(index) for index in table.indexes)]
    return tuple(str(statement.compile(dialect=dialect)) for statement in made)


def create_tables(connection: Connection, metadata: MetaData) -> None:
    """Make the tables; the statements are compiled once, which takes longer than running them."""
    for statement in _statements(metadata, connection.dialect.name):
        connection.exec_driver_sql(statement)


def fingerprint() -> str:
    """A digest of the derived tables' shape; another one means: make the projection anew."""
    shape = [
        [str(table.name), [[str(column.name), str(column.type)] for column in table.columns]]
        for table in derived.sorted_tables
    ]
    return sha256(msgspec.json.encode(["2", shape])).hex()
