"""Fill the disk while a store is opened, records are saved and a bundle is read; then make room.

Run by its test with a folder on a small disk of its own: `python -m tests.crash.full_disk FOLDER`.
The folder holds an operation as `Fieldwork` makes it, with every store closed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from app.core.errors import AppError
from app.services.checking import check_store
from app.services.operation import close_desk, open_store
from app.services.reading import get_record
from app.services.receiving import read_bundle
from app.services.recording import save_record
from tests.journeys.fieldwork import PASSPHRASE, holds

ROOM_BYTES = 200_000


def fill(folder: Path, room_bytes: int) -> Path:
    """Write a file until the disk has no more than this left."""
    film = folder / "film"
    with film.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65_536))
        except OSError:
            file.truncate(max(0, file.tell() - room_bytes))
    return film


def refused_by(work: Callable[[], object]) -> str:
    """The sentence with which something is refused."""
    try:
        work()
    except AppError as error:
        return str(error)
    return ""


def save_until_refused(folder: Path) -> dict[str, object]:
    """Save on a full disk: what was acknowledged stays, what was refused is not there."""
    desk = open_store(folder / "a.athar", PASSPHRASE)
    film = fill(folder, ROOM_BYTES)
    saved: list[str] = []
    text = "a long description " * 500

    def save() -> None:
        for number in range(1_000):
            draft = {"name": f"Site {number}", "location_text": text}
            saved.append(save_record(desk, "site", None, draft).record.uid)

    sentence = refused_by(save)
    with desk.store.reading() as view:
        count = view.records.count("site")
    again = refused_by(save)
    film.unlink()
    after = save_record(desk, "site", None, {"name": "Once there is room"})
    close_desk(desk)
    desk = open_store(folder / "a.athar", PASSPHRASE)
    found = [uid for uid in saved if get_record(desk, uid) is not None]
    told = {
        "sentence": sentence,
        "again": again,
        "saved": len(saved),
        "kept": len(found),
        "count_when_full": count,
        "goes_on": get_record(desk, after.record.uid) is not None,
        "sound": check_store(desk).is_sound,
    }
    close_desk(desk)
    return told


def open_on_a_full_disk(folder: Path) -> dict[str, object]:
    """Open where less and less room is left: refused in a sentence, and opened once there is."""
    sentences = set()
    for room_bytes in (0, 4_096, 16_384):
        film = fill(folder, room_bytes)
        try:
            sentences.add(refused_by(lambda: open_store(folder / "a.athar", PASSPHRASE)))
        finally:
            film.unlink()
    desk = open_store(folder / "a.athar", PASSPHRASE)
    told = {"sentences": sorted(sentences), "sound": check_store(desk).is_sound}
    close_desk(desk)
    return told


def read_on_a_full_disk(folder: Path, bundle: Path) -> dict[str, object]:
    """Read a bundle where there is no room: refused, nothing changed, and read once there is."""
    desk = open_store(folder / "hq.athar", PASSPHRASE)
    before = holds(desk)
    film = fill(folder, 0)
    sentence = refused_by(lambda: read_bundle(desk, bundle, is_isolated=False))
    unchanged = holds(desk) == before
    film.unlink()
    report = read_bundle(desk, bundle, is_isolated=False)
    told = {
        "sentence": sentence,
        "unchanged": unchanged,
        "lines_new": report.lines_new,
        "sound": check_store(desk).is_sound,
    }
    close_desk(desk)
    return told


def main() -> None:
    """Do all and tell in JSON."""
    folder, bundle = Path(sys.argv[1]), Path(sys.argv[2])
    told = {
        "open": open_on_a_full_disk(folder),
        "save": save_until_refused(folder),
        "read": read_on_a_full_disk(folder, bundle),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
