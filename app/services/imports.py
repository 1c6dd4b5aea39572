"""Bringing in the files of other programs: the original is kept bit for bit, then its places.

What an import brings is evidence, as what a bundle brings: rules do not stop it, they flag it
(BR-36). Every place becomes a record or is listed with the reason why not. A file is known by the
digest of its bytes, so that the same one again adds nothing, and one that was stopped goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from app.core.changes import Changes
from app.core.errors import Cancelled
from app.core.ids import new_uid
from app.core.jobs import Ticket
from app.exchange.features import Problem
from app.models.documents import Document
from app.models.fields import Json, encode_values
from app.models.kinds import KIND
from app.models.record import Record, State
from app.models.survey import CheckShot, SurveyControl, SurveyPoint
from app.rules.gates import Arrival, flags_for
from app.services.desk import Desk
from app.services.flags import Flag, stored_flags
from app.services.import_plans import (
    AREAS,
    HOLES,
    AreaDraft,
    Draft,
    Made,
    Plan,
    may_be_filled,
)
from app.services.import_reading import Checked, CheckedMark, ImportPlanError, read_made
from app.services.margins import note_beside
from app.services.numbering import give_number, give_numbers
from app.services.recording import DraftRejectedError, save_record
from app.store.mark import set_mark
from app.store.transactions import Edit, Pen

_BATCH: Final = 300
_JUDGED: Final = 3_000  # rules compare each place with all others of its site
_LINE: Final = 160_000  # bytes of values in a line, which may have 256 KiB in all
_MOST_SUBJECTS: Final = 1_000
_NAMED_BY_FILE: Final = frozenset({SurveyPoint.kind})


@dataclass(frozen=True, slots=True)
class Imported:
    """What bringing a file in did.

    `recorded` records are new, `earlier` were there from before, of `total` in all; `left` is what
    became none, with why, and `changed` what was recorded otherwise than it stands in the file.
    `is_repeat` says that the file had been brought in before; `is_whole`,
    that nothing more is to be done.
    """

    format: str
    sha256: str
    document: str
    kind: str
    recorded: int = 0
    earlier: int = 0
    total: int = 0
    is_repeat: bool = False
    is_whole: bool = True
    left: tuple[Problem, ...] = ()
    changed: tuple[Problem, ...] = ()
    flags: tuple[Flag, ...] = ()
    checked: tuple[CheckedMark, ...] = ()
    changes: Changes = field(default_factory=Changes)


class _Progress(msgspec.Struct):
    """How far a file was brought in: kept in the store, in the transaction of what it counts."""

    document: str
    kind: str
    site: str
    system: str = ""
    done: int = 0
    recorded: int = 0
    is_done: bool = False


def import_file(desk: Desk, path: Path, plan: Plan, ticket: Ticket | None = None) -> Imported:
    """Keep a file and record its places as the plan says; going on where it was stopped.

    Raises:
        ImportRefusedError: nothing of the file can be trusted; nothing was kept.
        ImportPlanError: the plan does not fit; nothing was kept.
        FileTroubleError: the file cannot be read, or the disk is full.
    """
    ticket = ticket or Ticket()
    _require_site(desk, plan)
    form, made, checked = read_made(desk, path, plan, ticket)
    medium = desk.vault.add_file(path)
    with desk.store.writing() as pen:
        pen.papers.note_medium(medium)
        progress = _progress(pen, medium.sha256)
        if progress is None or (progress.is_done and not progress.done):  # or an area alone
            progress = _Progress(_keep_document(desk, pen, path, medium.sha256, plan),
                                 plan.kind, plan.site, _system(plan))  # fmt: skip
            _note(pen, medium.sha256, progress)
    run = _Run(desk, path.name, medium.sha256, plan, progress, form)
    if progress.is_done and not plan.area_of:
        return run.told(made, is_repeat=True)
    if not progress.is_done and (progress.kind, progress.site, progress.system) != (
        plan.kind,
        plan.site,
        _system(plan),
    ):
        raise ImportPlanError(
            "This file was begun as other records, and stopped.",
            hint="Choose the same kind of record, the same site and the same reference system as "
            "before, and it goes on.",
        )
    run.note_checks(checked)
    run.write(made, ticket)
    return run.told(made, checked=tuple(one for _, one in checked))


def begun_before(desk: Desk, sha256: str) -> tuple[str, str] | None:
    """The kind and the site that a file was brought in as, by the digest of its bytes."""
    with desk.store.reading() as view:
        told = view.setting(_setting(sha256))
    known = msgspec.json.decode(told, type=_Progress) if told else None
    return (known.kind, known.site) if known else None


# --- writing it down -----------------------------------------------------------------------------


class _Run:
    """One file on its way into the store."""

    def __init__(
        self, desk: Desk, name: str, sha256: str, plan: Plan, progress: _Progress, form: str
    ) -> None:
        self._desk, self._sha256, self._plan, self._form = desk, sha256, plan, form
        self._why = " · ".join(filter(None, (name[:200], f"SHA-256 {sha256}", _system(plan))))
        self._progress = progress
        self._earlier = progress.recorded
        self._flags: list[Flag] = []
        self._left: list[Problem] = []
        self._filled: list[Problem] = []
        self._uids: list[str] = []
        self._unjudged: list[str] = []
        self._changed = Changes()

    def write(self, made: Sequence[Made], ticket: Ticket) -> None:
        """Record what was not recorded yet; who asks to stop keeps what was written by then."""
        drafts = [one for one in made if isinstance(one, Draft)]
        self._take_up()
        try:
            while self._progress.done < len(drafts):
                ticket.checkpoint("Recording the places", self._progress.done, len(drafts))
                self._write_some(drafts[self._progress.done :][:_BATCH])
                if len(self._unjudged) >= _JUDGED:
                    self._judge()
        except Cancelled:
            return
        finally:
            self._judge()
            self._name_subjects()
            set_mark(self._desk.store, self._desk.layout)
        self._left += [
            problem
            for one in made
            if isinstance(one, AreaDraft) and (problem := self._save_area(one)) is not None
        ]
        self._name_subjects()
        with self._desk.store.writing() as pen:
            self._progress.is_done = True
            _note(pen, self._sha256, self._progress)
        set_mark(self._desk.store, self._desk.layout)

    def note_checks(self, checked: Checked) -> None:
        """Write each check shot down at its control point, once."""
        if self._progress.done:
            return
        for control, mark in checked:
            shot = CheckShot({"at": self._desk.now(), "residual_m": mark.residual_m})
            shots = (*(control.check_shots or ()), shot)
            with self._desk.store.writing() as pen:
                values = encode_values(SurveyControl.fields, {"check_shots": shots})
                self._append(pen, [Edit(control.kind, control.uid, values)])

    def told(
        self,
        made: Sequence[Made],
        *,
        checked: tuple[CheckedMark, ...] = (),
        is_repeat: bool = False,
    ) -> Imported:
        """How it went."""
        drafts = sum(isinstance(one, Draft) for one in made)
        left = [one for one in made if isinstance(one, Problem)]
        return Imported(
            self._form,
            self._sha256,
            self._progress.document,
            self._progress.kind,
            recorded=self._progress.recorded - self._earlier,
            earlier=self._earlier,
            total=drafts,
            is_repeat=is_repeat,
            is_whole=self._progress.is_done,
            left=(*left, *self._left),
            changed=tuple(self._filled),
            flags=tuple(self._flags),
            checked=checked,
            changes=self._changed,
        )

    def _write_some(self, drafts: Sequence[Draft]) -> None:
        with self._desk.store.writing() as pen:
            records = self._numbered(pen, _fitting([self._record(draft) for draft in drafts]))
            self._append(pen, [Edit(one.kind, one.uid, _encoded(one)) for one in records])
            self._progress.done += len(records)
            self._progress.recorded += len(records)
            _note(pen, self._sha256, self._progress)
        self._uids += [record.uid for record in records]
        self._unjudged += [record.uid for record in records]
        for draft, record in zip(drafts, records, strict=False):
            self._note_holes(draft, record)

    def _note_holes(self, draft: Draft | AreaDraft, record: Record) -> None:
        """Say beside an area, and in the end, that it is larger than in the file."""
        if not draft.holes:
            return
        what = "Holes that the file leaves in this hazard are recorded as part of it: {holes}."
        values = {**draft.where.values, "holes": draft.holes}
        self._filled.append(Problem(draft.where.where, what, values))
        noted = note_beside(
            self._desk, record.uid, AREAS[record.kind], certainty="SEEN_OTHERWISE",
            text=self._plan.of_holes,
        )  # fmt: skip
        self._changed |= noted.changes

    def _record(self, draft: Draft) -> Record:
        kind = KIND[self._plan.kind]
        values = {**draft.values, "state": State.DRAFT.value}
        if kind.kind in _NAMED_BY_FILE:
            values["raw_file"] = self._sha256
        return kind(new_uid(), values)

    def _numbered(self, pen: Pen, records: Sequence[Record]) -> list[Record]:
        numbers = give_numbers(pen, records)
        return [
            record.with_values({"number": number}) if number else record
            for record, number in zip(records, numbers, strict=True)
        ]

    def _take_up(self) -> None:
        """Judge again what was recorded before the power was cut, which may have come between."""
        if self._progress.done and self._plan.kind in _NAMED_BY_FILE:
            with self._desk.store.reading() as view:
                before = view.records.holding(self._plan.kind, "raw_file", self._sha256)
            self._unjudged = [record.uid for record in before]

    def _judge(self) -> None:
        """Keep as flags what rules say of the records written, many at once."""
        kind, uids, self._unjudged = self._plan.kind, self._unjudged, []
        if not uids:
            return
        now, author = self._desk.now(), self._desk.person
        with self._desk.store.reading() as view:
            records = {one.uid: one for one in view.records.some_of(kind, uids)}
            arrivals = [Arrival(one, None, author, now) for one in records.values()]
            found = [
                Flag(kind, uid, records[uid].title, verdict)
                for uid, verdicts in flags_for(arrivals, view.records).items()
                for verdict in verdicts
            ]
        with self._desk.store.writing() as pen:
            pen.flags.put(stored_flags(found))
        self._flags += found

    def _save_area(self, draft: AreaDraft) -> Problem | None:
        uid = self._plan.area_of
        with self._desk.store.reading() as view:
            record = view.records.get(uid)
        if record is None or record.kind not in AREAS:
            what = "The record that this area was chosen for is not here."
            return Problem(draft.where.where, what, draft.where.values)
        if draft.holes and not may_be_filled(record.kind):
            return Problem(draft.where.where, HOLES, draft.where.values)
        values = {AREAS[record.kind]: draft.area}
        try:
            saved = save_record(self._desk, record.kind, uid, values, why=self._why)
        except DraftRejectedError as error:
            told = {**error.values, **draft.where.values}
            return Problem(draft.where.where, error.message, told)
        self._changed |= saved.changes
        self._note_holes(draft, saved.record)
        return None

    def _name_subjects(self) -> None:
        """Let the document name what it became, where that does not name the file by itself."""
        if self._plan.kind in _NAMED_BY_FILE or not self._uids:
            return
        with self._desk.store.writing() as pen:
            document = pen.records.get(self._progress.document, Document.kind)
            before = document.values.get("subjects") or () if document else ()
            named = (*before, *self._uids)[:_MOST_SUBJECTS]
            values = encode_values(Document.fields, {"subjects": named})
            self._append(pen, [Edit(Document.kind, self._progress.document, values)])

    def _append(self, pen: Pen, edits: Sequence[Edit]) -> None:
        changes = pen.append(edits, by=self._desk.person, at=self._desk.now(), why=self._why)
        self._changed |= changes


def _encoded(record: Record) -> dict[str, Json]:
    return dict(encode_values(type(record).fields, record.values))


def _fitting(records: Sequence[Record]) -> list[Record]:
    """As many of the first as one line of the journal has room for."""
    size, fitting = 0, list[Record]()
    for record in records:
        size += len(msgspec.json.encode(_encoded(record)))
        if size > _LINE and fitting:
            break
        fitting.append(record)
    return fitting


def _keep_document(desk: Desk, pen: Pen, path: Path, sha256: str, plan: Plan) -> str:
    known = pen.records.holding(Document.kind, "file", sha256)
    mine = next((one for one in known if one.values.get("document_type") == "DATA"), None)
    if mine is not None:
        return mine.uid
    now = desk.now()
    record: Record = Document(
        new_uid(),
        {
            "occurred_at": now,
            "document_type": "DATA",
            "name": path.name[:200],
            "file": sha256,
            "state": State.DRAFT.value,
            **({"site": plan.site} if plan.site else {}),
        },
    )
    if number := give_number(pen, record):
        record = record.with_values({"number": number})
    encoded = encode_values(Document.fields, record.values)
    pen.append([Edit(Document.kind, record.uid, encoded)], by=desk.person, at=now, why=path.name)
    return record.uid


def _progress(pen: Pen, sha256: str) -> _Progress | None:
    """How far the file was brought in here, or on another laptop whose records came in a bundle."""
    told = pen.setting(_setting(sha256))
    if told:
        return msgspec.json.decode(told, type=_Progress)
    for document in pen.records.holding(Document.kind, "file", sha256):
        points = pen.records.holding(SurveyPoint.kind, "raw_file", sha256)
        count = len(points) or len(document.values.get("subjects") or ())
        if document.values.get("document_type") == "DATA" and count:
            site = str(document.values.get("site") or "")
            kind = SurveyPoint.kind if points else ""
            return _Progress(document.uid, kind, site, done=count, recorded=count, is_done=True)
    return None


def _note(pen: Pen, sha256: str, progress: _Progress) -> None:
    pen.set(_setting(sha256), msgspec.json.encode(progress).decode())


def _setting(sha256: str) -> str:
    return f"import/{sha256}"


def _system(plan: Plan) -> str:
    return plan.stated.system if plan.stated else ""


def _require_site(desk: Desk, plan: Plan) -> None:
    if plan.kind == "site":
        return
    with desk.store.reading() as view:
        if plan.site and view.records.get(plan.site, "site") is not None:
            return
    raise ImportPlanError(
        "It is not said at which site these places lie.",
        hint="Choose the site. Record it first if it is not there yet.",
    )
