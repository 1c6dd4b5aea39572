"""Whatever file is given to whatever command: one sentence and a hint, at once, nothing changed."""

from __future__ import annotations

import os
import signal
import sqlite3
import zipfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.services.enrolment import inspect_request
from tests.cli.conftest import Athar, House
from tests.journeys.fieldwork import Fieldwork

AT_ONCE_S = 10.0  # alone it is a fraction of a second; a busy machine is slower
WORDS = "one,two,three,four,five,six,seven,eight"
WRONG = (
    "pdf", "png", "zip", "sqlite", "text", "json", "noise", "empty",
    "folder", "pipe", "zero", "missing", "locked", "nowhere", "too long",
)  # fmt: skip

FEW = ("pdf", "folder", "pipe", "missing")  # for commands that ask what another was asked already

# What is typed, with which wrong files in place of FILE; the other words stand for right ones.
COMMANDS = {
    "store info FILE": WRONG,
    "store check FILE": FEW,
    "store request FILE": FEW,
    f"store enrol FILE ANSWER --words {WORDS}": FEW,
    f"store enrol STORE FILE --words {WORDS}": WRONG,
    "hq enrol FILE REQUEST --book B --words REQUESTED": FEW,
    f"hq enrol HQ FILE --book B --words {WORDS}": WRONG,
    "bundle write OUT --store FILE": FEW,
    "bundle inspect FILE": WRONG,
    "bundle verify FILE --identity IDENTITY --root ROOT": FEW,
    "bundle verify BUNDLE --identity FILE --root ROOT": WRONG,
    "bundle verify BUNDLE --identity IDENTITY --root FILE": WRONG,
    "bundle read FILE --store HQ": WRONG,
    "bundle read BUNDLE --store FILE": FEW,
    "receipt read FILE --store STORE": WRONG,
    "receipt read RECEIPT --store FILE": FEW,
    "import FILE --dry-run": WRONG,
    "print F1 --item TST01-01-A0001B --out NEW.pdf --store FILE": FEW,
    "store info STORE --passphrase-file FILE": WRONG,
    "hq enrol HQ REQUEST --book B --words REQUESTED --root-passphrase-file FILE": FEW,
}
WAITS = {"--passphrase-file FILE", "--root-passphrase-file FILE", "--identity FILE"}


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files that are none of ours, by what they are."""
    folder = tmp_path_factory.mktemp("wrong")
    contents = {
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" * 200,
        "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(9_000),
        "text": "ملاحظات من الموقع\n".encode() * 300,
        "json": b'{"type": "athar-receipt", "format": 1}',
        "noise": bytes(range(7, 256)) * 80,
        "empty": b"",
        "locked": b"nobody may read this",
    }
    found = {kind: folder / kind for kind in WRONG}
    for kind, content in contents.items():
        found[kind].write_bytes(content)
    with zipfile.ZipFile(found["zip"], "w") as archive:
        archive.writestr("bundle", b"x" * 5_000)
    with closing(sqlite3.connect(found["sqlite"])) as database:
        database.execute("CREATE TABLE notes (text)")
        database.commit()
    found["folder"].mkdir()
    os.mkfifo(found["pipe"])
    found["locked"].chmod(0)
    found["zero"] = Path("/dev/zero")
    found["nowhere"] = folder / "text" / "below a file"
    found["too long"] = folder / ("x" * 300)
    return found


@contextmanager
def at_once() -> Generator[None]:
    """A command that waits for a pipe, or reads a device to its end, is stopped and fails."""

    def stop(*_: object) -> None:
        raise AssertionError("still at it")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, AT_ONCE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def right(work: Fieldwork, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the other arguments need, by the word that stands for it."""
    return {
        "STORE": str(work.folder / "a.athar"),
        "HQ": str(work.folder / "hq.athar"),
        "BUNDLE": work.known["bundle"],
        "IDENTITY": str(work.identity_file),
        "ROOT": str(work.root_file),
        "OUT": str(tmp_path_factory.mktemp("out")),
        "NEW.pdf": str(tmp_path_factory.mktemp("pdf") / "f1.pdf"),
        "ANSWER": str(next(work.stick.glob("*.athar-enrolment"))),
        "REQUEST": str(next(work.stick.glob("*.athar-request"))),
        "RECEIPT": work.known["receipt"],
    }


@pytest.mark.parametrize(
    ("command", "kind"), [(command, kind) for command, kinds in COMMANDS.items() for kind in kinds]
)
def test_a_wrong_file_is_refused_at_once(
    athar: Athar,
    house: House,
    wrong: dict[str, Path],
    right: dict[str, str],
    command: str,
    kind: str,
) -> None:
    if kind == "pipe" and any(command.endswith(end) or f"{end} " in command for end in WAITS):
        pytest.skip("a secret may come through a pipe, and is waited for")
    if kind == "locked" and os.geteuid() == 0:
        pytest.skip("root may read everything")
    if "REQUESTED" in command:
        right = {**right, "REQUESTED": " ".join(inspect_request(Path(right["REQUEST"])).words())}
    typed = [{**right, "FILE": str(wrong[kind])}.get(word, word) for word in command.split()]
    places = [Path(place) for place in right.values() if place.startswith("/")]
    before = {place: _kept(place) for place in places}
    with at_once():
        done = athar(*typed, "--json")
    assert house.crashes == []
    assert done.status == 1
    sentence, hint = done.err.splitlines()
    assert sentence.endswith("."), sentence
    assert hint.endswith("."), hint
    assert {place: _kept(place) for place in places} == before


@pytest.mark.parametrize(
    ("command", "kind", "sentence"),
    [
        ("bundle read FILE --store HQ", "RECEIPT", "This is a receipt, and"),
        ("bundle read FILE --store HQ", "ANSWER", "This is headquarters' answer to a laptop, and"),
        ("bundle inspect FILE", "REQUEST", "This is a laptop's request to be enrolled, and"),
        ("receipt read FILE --store STORE", "BUNDLE", "This is a bundle, and"),
        ("receipt read FILE --store STORE", "ANSWER", "This is headquarters' answer"),
        ("store enrol STORE FILE --words a", "RECEIPT", "This is a receipt, and"),
        ("hq enrol HQ FILE --book B --words a", "BUNDLE", "This is a bundle, and"),
        ("hq enrol HQ FILE --book B --words a", "ROOT", "This file was not written by Athar."),
        ("store info FILE", "BUNDLE", "This is a bundle, not an Athar store."),
        ("store info FILE", "ROOT", "This file is not an Athar store, or it is damaged."),
    ],
)
def test_a_file_of_another_kind_of_ours_is_called_by_its_name(
    athar: Athar, right: dict[str, str], command: str, kind: str, sentence: str
) -> None:
    typed = [{**right, "FILE": right[kind]}.get(word, word) for word in command.split()]
    done = athar(*typed)
    assert done.status == 1
    assert done.err.startswith(sentence)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("bundle write BUNDLE --store STORE", "There is no folder"),
        ("bundle write OUT/none/yet --store STORE", "There is no folder"),
        ("store request STORE --out BUNDLE", "There is no folder"),
        ("print F1 --item TST01-01-A0001B --out OUT --store STORE", "This is a folder"),
        ("print F1 --item TST01-01-A0001B --out OUT/no/f1.pdf --store STORE", "does not exist"),
        ("practice BUNDLE", ""),
        ("hq new BUNDLE --operation TST26 --title T --person P", ""),
        ("store new BUNDLE --person P --laptop L --book A", "ends in .athar"),
        ("store new OUT/no/a.athar --person P --laptop L --book A", "does not exist"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_refused(
    athar: Athar, house: House, right: dict[str, str], command: str, sentence: str
) -> None:
    typed = [
        next((word.replace(name, right[name]) for name in ("OUT", "BUNDLE", "STORE") if name in word
              and not word.startswith("--")), word)
        for word in command.split()
    ]  # fmt: skip
    kept = Path(right["BUNDLE"]).read_bytes()
    done = athar(*typed)
    assert house.crashes == []
    assert done.status == 1
    assert sentence in done.err
    assert len(done.err.splitlines()) == 2
    assert list(Path(right["OUT"]).iterdir()) == []
    assert Path(right["BUNDLE"]).read_bytes() == kept


def _kept(place: Path) -> object:
    if place.suffix == ".athar":
        return place.exists()  # a session that opened and closed is written into it
    if place.is_dir():
        return sorted(path.name for path in place.iterdir())
    return place.read_bytes() if place.exists() else None
