"""Where the bundles are measured: a headquarters and an enrolled laptop that recorded a season.

Everything is done through the services that window and commands use. The laptop saves record by
record, as a team would, so its journal lies in its store as a season leaves it. That takes minutes,
so the stage is kept for the next run, until a line of the program changes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

import app
from app.core.clock import Moment, SystemClock
from app.crypto.passphrases import TEST_COST
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.enrolment import accept_enrolment, enrol, write_request
from app.services.operation import close_desk, create_headquarters, create_laptop, open_store
from app.services.receiving import read_bundle
from app.services.recording import save_record
from app.services.sending import write_bundle
from app.store.transactions import Edit
from benchmarks.making import Cast, Entry
from benchmarks.season import ROLES, SHELVES

_PROGRAM = Path(app.__file__).parent
_PASSPHRASE = "a bench of records"  # noqa: S105 - guards nothing
_OFFSET_MINUTES = 180
_LINES_AT_ONCE = 500
_BEFORE_THE_SEASON = Moment.parse("2026-01-01T06:00+03:00")

Plan = Callable[[Cast], Iterable[Entry]]


class Stage:
    """A folder with both stores and the season's bundle; `plan` makes up what is recorded."""

    def __init__(self, folder: Path, name: str, plan: Plan) -> None:
        self.folder = folder
        self._name = name
        self._plan = plan
        self.outbox = folder / "stick"
        self.bundle = folder / "season.athar-bundle"
        self._headquarters = folder / "hq" / "hq.athar"
        self._laptop = folder / "laptop" / "laptop.athar"
        self._fresh = folder / "fresh"
        self._cast = folder / "cast.json"
        self._ready = folder / "ready"

    def entries(self) -> list[Entry]:
        """What the laptop recorded."""
        return list(self._plan(msgspec.json.decode(self._cast.read_bytes(), type=Cast)))

    def is_ready(self) -> bool:
        """Whether the same program prepared the same season in the same place before."""
        return self._ready.is_file() and self._ready.read_text("ascii") == self._digest()

    def tidy(self) -> None:
        """Take back what an earlier run saved on the laptop and wrote to the stick."""
        shutil.rmtree(self.outbox)
        self.outbox.mkdir()
        _put_back(self._fresh / "laptop", self._laptop.parent)

    def prepare(self) -> None:
        """Found the operation, record the season, and write its bundle."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.environ["XDG_DATA_HOME"] = str(self.folder / "home")
        for place in (self.outbox, self._headquarters.parent, self._laptop.parent):
            place.mkdir(parents=True)
        headquarters = create_headquarters(
            self._headquarters,
            _beginning("HQ1", "H"),
            operation={"number": "BNC26", "name": "Benchmark", "practice": True},
        ).desk
        laptop = self._enrolled(headquarters)
        self._cast.write_bytes(
            msgspec.json.encode(asdict(_introduced(headquarters, laptop.person)))
        )
        (told,) = write_bundle(headquarters, self.outbox, to=laptop.replica)
        close_desk(headquarters)
        shutil.copytree(self._headquarters.parent, self._fresh / "hq")
        read_bundle(laptop, told.path)
        self._record(laptop)
        (written,) = write_bundle(laptop, self.outbox)
        written.path.rename(self.bundle)
        close_desk(laptop)
        shutil.copytree(self._laptop.parent, self._fresh / "laptop")
        self._ready.write_text(self._digest(), "ascii")

    def laptop(self) -> Desk:
        """The laptop, with its season."""
        return self._opened(self._laptop)

    def headquarters(self) -> Desk:
        """Headquarters as it was before the season's bundle came."""
        _put_back(self._fresh / "hq", self._headquarters.parent)
        return self._opened(self._headquarters)

    def _digest(self) -> str:
        """What the stage depends on: where it is, its size, and every line of the program."""
        digest = sha256(f"{self.folder}/{self._name}".encode())
        for source in sorted([*_PROGRAM.rglob("*.py"), *Path(__file__).parent.glob("*.py")]):
            digest.update(source.read_bytes())
        return digest.hexdigest()

    def _opened(self, path: Path) -> Desk:
        os.environ["XDG_DATA_HOME"] = str(path.parent)  # each laptop has a user of its own
        return open_store(path, _PASSPHRASE)

    def _enrolled(self, headquarters: Desk) -> Desk:
        laptop = create_laptop(self._laptop, _beginning("A1", "A"))
        asked = write_request(laptop, self.outbox)
        answer = enrol(headquarters, asked.path, self.outbox, passphrase=_PASSPHRASE, book="A")
        return accept_enrolment(laptop, answer.path, answer.words)

    def _record(self, laptop: Desk) -> None:
        """Each record is a line of its own; only the flush to the disk is shared by some."""
        entries = self.entries()
        for first in range(0, len(entries), _LINES_AT_ONCE):
            with laptop.store.writing() as pen:
                for entry in entries[first : first + _LINES_AT_ONCE]:
                    edit = Edit(entry.kind, entry.uid, entry.values)
                    pen.append([edit], by=laptop.person, at=entry.at)


def _beginning(name: str, book: str) -> Beginning:
    clock = SystemClock(_OFFSET_MINUTES)
    founder = Founder("بنش", "Bench", name, ("TL",))
    return Beginning(founder, _PASSPHRASE, name, book, cost=TEST_COST, clock=clock)


def _introduced(headquarters: Desk, leader: str) -> Cast:
    """Who works and where things go, as headquarters says it before anybody sets out."""

    def save(kind: str, **draft: Any) -> str:  # noqa: ANN401 - a field's value
        return save_record(headquarters, kind, None, draft).record.uid

    own = save(
        "organisation", number="MGD", name="Mass Graves Directorate", organisation_type="MGD"
    )
    since = {"valid_from": _BEFORE_THE_SEASON, "occurred_at": _BEFORE_THE_SEASON}
    save("role", person=leader, role="TL", **since)
    people = {}
    for role in ROLES:
        people[role] = save(
            "person", number=role, full_name=f"شخص {role}", latin_name=role, organisation=own
        )
        save("role", person=people[role], role=role, **since)
    mortuary = save("storage_facility", number="MLD-B", name="Mortuary", facility_kind="MORTUARY")
    shelves = [save("storage_place", facility=mortuary, path=path) for path in SHELVES]
    return Cast(people, own, mortuary, shelves)


def _put_back(fresh: Path, folder: Path) -> None:
    """Make a folder what it was, file by file in place: a new file would count as a copy."""
    for path in folder.rglob("*"):
        if path.is_file() and not (fresh / path.relative_to(folder)).exists():
            path.unlink()
    for path in fresh.rglob("*"):
        if path.is_file():
            (folder / path.relative_to(fresh)).write_bytes(path.read_bytes())
