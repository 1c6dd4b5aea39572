"""Disks that were copied, and files that came back from a backup."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.services import operation
from app.services.desk import Desk
from app.services.operation import close_desk, open_store
from app.store.layout import Layout
from app.store.mark import Continuity
from tests.journeys.fieldwork import PASSPHRASE


def backup_of(desk: Desk, folder: Path) -> Path:
    """The database alone, as a backup holds it."""
    folder.mkdir(parents=True)
    with desk.store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copyfile(desk.layout.file, folder / desk.layout.file.name))


def restored(desk: Desk, backup: Path) -> Desk:
    """The store closed, put back as it was, and opened again."""
    close_desk(desk)
    shutil.copyfile(backup, desk.layout.file)
    return open_store(desk.layout.file, PASSPHRASE, clock=desk.clock)


def copied(desk: Desk, folder: Path) -> Path:
    """The file with all that belongs to it, in another place."""
    file = backup_of(desk, folder)
    shutil.copytree(desk.layout.folder, Layout(file).folder)
    return file


def twin_of(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy that nothing gave away, open."""
    file = copied(desk, folder)
    with monkeypatch.context() as patch:
        patch.setattr(operation, "continuity", lambda *_: Continuity.SAME)
        return open_store(file, PASSPHRASE, clock=desk.clock)
