"""What can be read and written in one transaction.

A writing transaction keeps the journal line and the rows it changes together, or neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import msgspec
from sqlalchemy import Connection, bindparam, inspect, select, text

from app.core.changes import Changes
from app.core.clock import Moment
from app.core.errors import AppError
from app.core.ids import new_salt, new_uid
from app.crypto.digests import GENESIS
from app.models.fields import Json
from app.models.journal import FORMAT, Line, Segment, Touch, decode_lines, encode_line
from app.models.kinds import KIND
from app.store.comparing import differing_kinds
from app.store.flags import Flags
from app.store.lines import Kept, Lines
from app.store.merging import Change, History, histories
from app.store.notices import Notices
from app.store.papers import Papers
from app.store.projection import Named, Projection, touches_of
from app.store.records import Records
from app.store.schema import create_tables, derived, fingerprint, kept, setting
from app.store.search import Search

_OWN = ("own_journal", "own_no", "own_size", "own_head", "lam", "session", "looked_over", "judged")
_LEAP = 2**32  # a Lamport counter that jumps further is a mistake, and is not followed
_SETTINGS = select(setting).where(setting.c.name.in_(bindparam("names", expanding=True)))
_SET = text(
    "INSERT INTO setting (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


class NoJournalError(AppError):
    """This copy of the operation writes no journal."""


class FixedRecordError(AppError):
    """A record of a kind that never changes once it is written."""


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for one record, encoded; the record is created if it does not exist."""

    kind: str
    uid: str
    fields: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Tip:
    """Where the own journal stands: its uid, size, and the hash of its last line."""

    journal: str
    size: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of another laptop's lines.

    `lines` of them were new; `touched` are the records they name, each once.
    """

    lines: int
    touched: Sequence[Named] = ()

    @property
    def changes(self) -> Changes:
        """The same for views that show such records."""
        return changes_of(self.touched)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Lines up to the local id `upto` that nobody has looked over yet, and what they touch.

    Each record is `touched` once; `arrived` are those among them that another laptop's lines touch
    which no rule has judged, the lines of these local `ids`; `judged` is the one up to which all
    are.
    """

    upto: int
    judged: int
    touched: Sequence[Named]
    arrived: Sequence[Named]
    ids: frozenset[int]


def changes_of(touched: Collection[Named]) -> Changes:
    """Records as what changed."""
    return Changes(frozenset(one.kind for one in touched), frozenset(one.uid for one in touched))


class View:
    """What can be read, all of it as of one instant."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.records = Records(connection)
        self.lines = Lines(connection)
        self.papers = Papers(connection)
        self.search = Search(connection)
        self.notices = Notices(connection, self.records, self.lines)
        self.flags = Flags(connection)

    def setting(self, name: str, default: str = "") -> str:
        """A setting of this store."""
        return self.settings(name)[name] or default

    def settings(self, *names: str) -> dict[str, str]:
        """Several settings, "" where there is none."""
        rows = self._connection.execute(_SETTINGS, {"names": names})
        return dict.fromkeys(names, "") | dict(rows.all())

    @property
    def tip(self) -> Tip:
        """The own journal's end; an empty uid where this store writes none."""
        own = self.settings("own_journal", "own_size", "own_head")
        head = bytes.fromhex(own["own_head"]) or GENESIS
        return Tip(own["own_journal"], int(own["own_size"] or 0), head)

    @property
    def is_readable(self) -> bool:
        """Whether every page of a file can be read; PostgreSQL looks after its own."""
        if self._connection.dialect.name != "sqlite":
            return True
        (said,) = self._connection.exec_driver_sql("PRAGMA quick_check(1)").scalars()
        return bool(said == "ok")

    def waiting(self, limit: int) -> Waiting | None:
        """The next lines, `limit` of them at most, that search, notices and rules wait for."""
        told = self.settings("looked_over", "judged")
        begun, judged = int(told["looked_over"] or 0), int(told["judged"] or 0)
        upto = min(begun + limit, self.lines.last_id())
        if upto == begun:
            return None
        touched: dict[Named, None] = {}
        arrived: dict[Named, None] = {}
        ids: set[int] = set()
        kept = list(self.lines.kept(range(begun + 1, upto + 1)))
        own = self._own_ids(max(begun, judged), {item.journal for item in kept})
        for item, line in zip(kept, decode_lines([item.data for item in kept]), strict=True):
            touches = touches_of(line) if line else ()
            named = dict.fromkeys(Named(one.t, one.r) for one in touches if one.t in KIND)
            touched |= named
            if item.id > judged and item.id not in own:
                arrived |= named
                ids.add(item.id)
        return Waiting(upto, judged, tuple(touched), tuple(arrived), frozenset(ids))

    def changes(
        self, kind: str, uids: Collection[str], fresh: Collection[int]
    ) -> Iterator[tuple[str, list[Change]]]:
        """What lines of these local ids changed of each record, by its uid."""
        for uid, history in histories(self._connection, KIND[kind], uids).items():
            yield uid, list(history.changes(fresh))

    def _own_ids(self, after: int, journals: Collection[str]) -> set[int]:
        """The ids of lines written here; a copy of this store writes in the same journal."""
        tip = self.tip
        if tip.journal not in journals:
            return set()
        ids = (line.id for line in self.lines.backwards(tip.journal, tip.size, tip.head))
        return set(takewhile(lambda line_id: line_id > after, ids))

    def differences(self, other: View) -> list[str]:
        """The kinds of record that another store shows otherwise."""
        return differing_kinds(self._connection, other._connection)


class Pen(View):
    """What can be written in one transaction."""

    def set(self, name: str, value: str) -> None:
        """Keep a setting of this store."""
        self.set_all({name: value})

    def set_all(self, values: Mapping[str, str]) -> None:
        """Keep several settings."""
        rows = [{"name": name, "value": value} for name, value in values.items()]
        self._connection.execute(_SET, rows)

    def create_tables(self) -> None:
        """Make all tables in an empty database."""
        create_tables(self._connection, kept)
        create_tables(self._connection, derived)
        self.search.create()

    def begin_journal(self, *, replica: str, operation: str, by: str, at: Moment) -> str:
        """Start a journal of this laptop's own; an earlier one is named and left as it is."""
        earlier = self.tip
        uid = new_uid()
        no = self.lines.journal_no(uid, replica=replica, is_own=True)
        self.set_all({"own_journal": uid, "own_no": str(no), "own_size": "0", "own_head": ""})
        self._write(
            Line(
                k="genesis",
                by=by,
                wall=str(at),
                journal=uid,
                replica=replica,
                operation=operation,
                continues=f"{earlier.journal}/{earlier.size}" if earlier.journal else "",
            )
        )
        return uid

    def append(  # noqa: PLR0913 - by name, and all of it is what a line says
        self,
        edits: Sequence[Edit],
        *,
        by: str,
        at: Moment,
        resolves: bool = False,
        why: str = "",
        undoes: str = "",
        warned: Collection[str] = (),
    ) -> Changes:
        """Write one line: everything that one person's one action changed.

        `undoes` is the hash of the line that it takes back, `warned` the rules that warned of it.

        Raises:
            FixedRecordError: a record of an append-only kind would change.
            LineRefusedError: longer than a line may be.
        """
        appends = all(KIND[edit.kind].is_append_only for edit in edits)
        kind = "resolve" if resolves else "append" if appends else "change"
        known = {
            of_kind: histories(
                self._connection, KIND[of_kind], [one.uid for one in edits if one.kind == of_kind]
            )
            for of_kind in dict.fromkeys(edit.kind for edit in edits)
        }
        touches = [_touch(edit, known[edit.kind][edit.uid]) for edit in edits]
        rules = sorted(set(warned))
        return self._write(
            Line(k=kind, by=by, wall=str(at), m=touches, why=why, undoes=undoes, warned=rules)
        )

    def note_session(self, act: str, *, by: str, at: Moment, seal: str = "") -> None:
        """Write that a person began (`open`) or ended (`close`) working here."""
        if act == "open":
            self.set("session", str(int(self.setting("session", "0")) + 1))
        self._write(Line(k="session", by=by, wall=str(at), act=act, seal=seal))

    def accept(
        self, incoming: Segment, *, replica: str = "", stored: bytes | None = None
    ) -> Accepted:
        """Add another laptop's lines; those held already change nothing."""
        added = self.lines.add(incoming, replica=replica, stored=stored)
        applied = Projection(self._connection).apply(added)
        self.records.forget()
        lam = int(self.setting("lam", "0"))
        if lam < applied.highest < lam + _LEAP:
            self.set("lam", str(applied.highest))
        return Accepted(len(added), applied.touched)

    def look_over(self, touched: Iterable[Named]) -> None:
        """Let search and notices know of records that are new or changed."""
        uids: dict[str, list[str]] = defaultdict(list)
        for kind, uid in touched:
            uids[kind].append(uid)
        changed = [one for kind, some in uids.items() for one in self.records.some_of(kind, some)]
        self.search.put(changed)
        self.notices.refresh(changed)

    def looked_over(self, waiting: Waiting) -> None:
        """Note that lines wait no longer."""
        judged = max(waiting.judged, waiting.upto)
        self.set_all({"looked_over": str(waiting.upto), "judged": str(judged)})

    def rebuild(self) -> None:
        """Make the whole projection anew from the journals; all of it then waits."""
        if self.setting("fingerprint") == fingerprint():
            for table in derived.sorted_tables:
                self._connection.execute(table.delete())
            self.search.clear()
        else:
            self._drop_derived()
            create_tables(self._connection, derived)
            self.search.create()
        self.project(self.lines.all_kept())
        self.set_all({"looked_over": "0", "fingerprint": fingerprint()})

    def project(self, batches: Iterable[Sequence[Kept]]) -> None:
        """Add lines to the projection that the journal tables of another store may hold."""
        projection = Projection(self._connection)
        for lines in batches:
            projection.apply(lines)
        self.records.forget()

    def _drop_derived(self) -> None:
        self.search.drop()
        for name in inspect(self._connection).get_table_names():
            if name.startswith("r_") or name in derived.tables:
                self._connection.exec_driver_sql(f"DROP TABLE {name}")

    def _write(self, line: Line) -> Changes:
        own = self.settings(*_OWN)
        if not own["own_journal"]:
            raise NoJournalError(
                "This copy of the operation has no journal of its own.",
                hint="Enrol this laptop first. Everything can still be read.",
            )
        lam, number = int(own["lam"] or 0) + 1, int(own["own_size"]) + 1
        previous = bytes.fromhex(own["own_head"]) or GENESIS
        whole = msgspec.structs.replace(
            line, a=FORMAT, lam=lam, s=int(own["session"] or 0), salt=new_salt()
        )
        added = self.lines.append(
            int(own["own_no"]), own["own_journal"], number, previous, encode_line(whole)
        )
        applied = Projection(self._connection).apply([added])
        self.records.forget()
        noted = {"lam": str(lam), "own_size": str(number), "own_head": added.hash.hex()}
        if int(own["looked_over"] or 0) == added.id - 1:
            self.look_over(applied.touched)
            noted["looked_over"] = str(added.id)
        if int(own["judged"] or 0) == added.id - 1:
            noted["judged"] = str(added.id)
        self.set_all(noted)
        return changes_of(applied.touched)


def _touch(edit: Edit, history: History) -> Touch:
    """What an edit says of a record, and which of its lines it replaces."""
    newest = history.newest
    if not newest:
        given = {name: value for name, value in edit.fields.items() if value is not None}
        return Touch(r=edit.uid, t=edit.kind, f=given)
    if KIND[edit.kind].is_append_only:
        raise FixedRecordError(
            "What is recorded here is never changed.",
            hint="Record a new event that supersedes this one, with the reason and another's "
            "approval.",
        )
    replaced = {
        name: [head.line for head in heads]
        for name in edit.fields
        if (heads := history.settled(name).heads)
    }
    return Touch(r=edit.uid, t=edit.kind, f=dict(edit.fields), p=replaced, c=newest)
