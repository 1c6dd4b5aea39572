"""Kill the program in the middle of its work, again and again, and look at what is left.

    python -m tests.crash.kill_rounds --rounds 100

Three kinds of round: while records are saved, while a bundle is written, while one is read. After
each kill nothing that was acknowledged is missing, every store is sound and goes on with the same
journal, every bundle on the stick is whole, and a bundle half read is a smaller set that a second
reading completes. The moments are random and the same in every run; the seed of a failing round is
told. A child is forked, so that a round costs its work and not the program's start.
"""

from __future__ import annotations

import argparse
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.crypto.certificates import from_pem
from app.crypto.sealing import identities_in
from app.services import taking_in
from app.services.checking import check_store
from app.services.desk import Desk
from app.services.operation import close_desk, open_store
from app.services.photos import add_photo
from app.services.reading import get_record
from app.services.receiving import read_bundle
from app.services.recording import save_record
from app.services.sending import write_bundle
from app.sync.reader import Reader, verify_bundle
from app.sync.signed import Anchors
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork, holds

Work = Callable[[Callable[[str], None]], None]


@dataclass(frozen=True)
class Prepared:
    """An operation whose stores are closed, what headquarters holds, and what it should in the end.

    `reading_s` is how long reading the bundle takes on this machine, `writing_s` writing one.
    """

    folder: Path
    bundle: Path
    before: dict[str, object]
    after: dict[str, object]
    writing_s: float
    reading_s: float


def prepare(folder: Path) -> Prepared:
    """A laptop with a day's work and photos, and its bundle, which headquarters has not read."""
    # What is copied back before each round has to be the whole disk, the user's own folder too:
    # else the laptop would notice, and begin a new journal.
    os.environ["XDG_DATA_HOME"] = str(folder / "made" / "user")
    work = Fieldwork(folder / "made").work("case 1", "case 2")
    for number in range(3):
        picture = folder / f"{number}.jpg"
        picture.write_bytes(bytes([255, 216, number]) * 40_000)
        add_photo(work.laptop, picture, {"site": work.known["site"]})
    begun = time.monotonic()
    bundle = work.bundle()
    writing_s = time.monotonic() - begun
    before = _lasting(work.hq)
    work.close()
    template = folder / "template"
    shutil.copytree(work.folder, template)
    with _opened(work.folder / "hq.athar") as hq:
        begun = time.monotonic()
        read_bundle(hq, bundle, is_isolated=False)
        reading_s = time.monotonic() - begun
        after = _lasting(hq)
    return Prepared(template, bundle, before, after, writing_s, reading_s)


def _lasting(desk: Desk) -> dict[str, object]:
    """What a store holds of records and media; sessions come and go."""
    held = holds(desk)
    return {"records": held["records"], "media": held["media"]}


@contextmanager
def _opened(path: Path) -> Iterator[Desk]:
    desk = open_store(path, PASSPHRASE)
    try:
        yield desk
    finally:
        close_desk(desk)


@contextmanager
def _copied(prepared: Prepared) -> Iterator[Path]:
    """The operation as it was before the round; moved there, since a copied disk starts anew."""
    place = prepared.folder.with_name("made")
    shutil.rmtree(place)
    shutil.copytree(prepared.folder, place)
    yield place


def killed_in(work: Work, delay_s: float) -> list[str]:
    """Run `work` in a child and kill it; what it acknowledged until then, one word each.

    The delay counts from its first word, by which it says that it is ready.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_end(work, writing)
    os.close(writing)
    acknowledged = [os.read(reading, 65_536), *_heard(reading, delay_s)]
    os.kill(child, signal.SIGKILL)
    acknowledged += _heard(reading, None)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"the child failed by itself: {os.WEXITSTATUS(status)}")
    _ready, *words = b"".join(acknowledged).decode().split()
    return words


def _work_and_end(work: Work, writing: int) -> None:
    status = 1

    def acknowledge(word: str) -> None:
        os.write(writing, f"{word}\n".encode())

    try:
        work(acknowledge)
        status = 0
    except BaseException as error:  # noqa: BLE001 - a child ends here, whatever happened
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(status)


def _heard(pipe: int, for_s: float | None) -> list[bytes]:
    """What comes through the pipe until it is closed, or for so long."""
    heard: list[bytes] = []
    until = None if for_s is None else time.monotonic() + for_s
    while True:
        left = None if until is None else until - time.monotonic()
        if left is not None and (left <= 0 or not select.select([pipe], [], [], left)[0]):
            return heard
        data = os.read(pipe, 65_536)
        if not data:
            return heard
        heard.append(data)


def saving(prepared: Prepared, moment: Random) -> str:
    """Kill while records are saved one after another; how many saves were acknowledged."""
    with _copied(prepared) as place:
        store = place / "a.athar"
        with _opened(store) as desk, desk.store.reading() as view:
            journal = view.tip.journal

        def save(acknowledge: Callable[[str], None]) -> None:
            desk = open_store(store, PASSPHRASE)
            acknowledge("ready")
            number = 0
            while True:
                number += 1
                draft = {"name": f"Site {number}", "geo_safe": True}
                saved = save_record(desk, "site", None, draft)
                acknowledge(saved.record.uid)
                save_record(desk, "site", saved.record.uid, {"name": f"Site {number}, seen"})
                acknowledge(f"{saved.record.uid}/{number}")

        acknowledged = killed_in(save, moment.uniform(0, 0.2))
        with _opened(store) as desk:
            for word in acknowledged:
                uid, _, number = word.partition("/")
                record = get_record(desk, uid)
                assert record is not None, f"{word} was acknowledged and is gone"
                if number:
                    assert record.values["name"] == f"Site {number}, seen"
            with desk.store.reading() as view:
                assert view.tip.journal == journal, "a killed laptop must go on with its journal"
            assert check_store(desk).is_sound
            save_record(desk, "site", None, {"name": "Afterwards"})
    return "none saved" if not acknowledged else "some saved"


def writing(prepared: Prepared, moment: Random) -> str:
    """Kill while bundles are written, one after another; what was left on the stick."""
    with _copied(prepared) as place:
        store, stick = place / "a.athar", place / "new stick"
        stick.mkdir()

        def write(acknowledge: Callable[[str], None]) -> None:
            desk = open_store(store, PASSPHRASE)
            acknowledge("ready")
            while True:
                (written,) = write_bundle(desk, stick)
                acknowledge(written.path.name)

        acknowledged = killed_in(write, moment.uniform(0, 2 * prepared.writing_s))
        names = {path.name for path in stick.iterdir()}
        assert set(acknowledged) <= names
        whole = {name for name in names if name.endswith(".athar-bundle")}
        assert all(name.endswith(".athar-bundle.part") for name in names - whole)
        reader = _reader(place)
        for name in whole:
            verify_bundle(stick / name, reader)
        with _opened(store) as desk:
            assert check_store(desk).is_sound
            (written,) = write_bundle(desk, stick)
            verify_bundle(written.path, reader)
    return "half a file under another name" if names - whole else "whole files alone"


def reading(prepared: Prepared, moment: Random) -> str:
    """Kill while headquarters reads a bundle; how much of it had been taken in."""
    with _copied(prepared) as place:
        store = place / "hq.athar"

        def read(acknowledge: Callable[[str], None]) -> None:
            taking_in.LINES_AT_ONCE = 3  # many short transactions, so that some are caught between
            desk = open_store(store, PASSPHRASE)
            acknowledge("ready")
            read_bundle(desk, prepared.bundle, is_isolated=False)
            acknowledge("read")
            signal.pause()

        acknowledged = killed_in(read, moment.uniform(0, 1.2 * prepared.reading_s))
        with _opened(store) as desk:
            assert check_store(desk).is_sound
            state = _lasting(desk)
            if "read" in acknowledged:
                assert state == prepared.after
            _is_a_smaller_set(state, prepared)
            read_bundle(desk, prepared.bundle, is_isolated=False)
            assert _lasting(desk) == prepared.after
            assert check_store(desk).is_sound
    if state == prepared.before:
        return "nothing taken in"
    return "all taken in" if state == prepared.after else "part taken in"


def _is_a_smaller_set(state: dict[str, object], prepared: Prepared) -> None:
    """Nothing but what the bundle holds, and nothing of before is missing."""
    records, before, after = (one["records"] for one in (state, prepared.before, prepared.after))
    assert isinstance(records, dict)
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert before.keys() <= records.keys() <= after.keys()


def _reader(place: Path) -> Reader:
    identities = identities_in((place / "identity.txt").read_text("ascii"))
    return Reader(identities, Anchors(from_pem((place / "root.pem").read_bytes())))


ROUNDS = {"saving": saving, "writing": writing, "reading": reading}


def play(folder: Path, rounds: int, *, seed: int = 0) -> dict[str, dict[str, int]]:
    """So many rounds of each kind; how each kind of round ended, counted."""
    prepared = prepare(folder)
    ends: dict[str, dict[str, int]] = {}
    for name, one_round in ROUNDS.items():
        counted: Counter[str] = Counter()
        for number in range(rounds):
            moment = Random(f"{seed}/{name}/{number}")  # noqa: S311 - the same in every run
            try:
                counted[one_round(prepared, moment)] += 1
            except Exception as error:
                error.add_note(f"{name}, round {number}, seed {seed}")
                raise
        ends[name] = dict(counted)
    return ends


def main() -> None:
    """Play from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=100, help="of each kind")
    parser.add_argument("--seed", type=int, default=0, help="chooses the moments")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ends = play(Path(folder), given.rounds, seed=given.seed)
    for name, counted in ends.items():
        told = ", ".join(f"{count} times {end}" for end, count in sorted(counted.items()))
        sys.stdout.write(f"{name}: killed {given.rounds} times, nothing lost ({told})\n")


if __name__ == "__main__":
    main()
