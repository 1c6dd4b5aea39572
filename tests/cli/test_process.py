"""The command as a process of its own: its exit status, a full disk, a folder that is read-only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.fieldwork import PASSPHRASE, Fieldwork
from tests.spaces import in_a_space_of_its_own

ATHAR = (sys.executable, "-m", "app")
ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, "ATHAR_PASSPHRASE": PASSPHRASE},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_answers_in_a_process_of_its_own(work: Fieldwork) -> None:
    done = run(
        *ATHAR, "bundle", "verify", work.known["bundle"],
        "--identity", work.identity_file, "--root", work.root_file, "--json",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["verified"] is True


def test_the_exit_status_tells_refused_from_wrong(work: Fieldwork) -> None:
    refused = run(*ATHAR, "bundle", "inspect", work.root_file)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[0] == "This file was not written by Athar."
    wrong = run(*ATHAR, "bundle", "inspect")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr + refused.stderr


def asked(*words: str, out: int, **settings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*ATHAR, *words], cwd=ROOT, env=os.environ | settings, stdout=out, stderr=subprocess.PIPE,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("words", [("rules",), ("rules", "--json"), ("position", "30 47")])
def test_a_full_disk_under_the_answer_is_said_in_a_sentence(words: tuple[str, ...]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    done = asked(*words, out=full)
    os.close(full)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[0] == "The disk is full."
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1256", "utf-8"])
@pytest.mark.parametrize("words", [("position", "Gədəbəy Füzuli"), ("mni", "Füzuli.csv")])
def test_json_is_the_same_however_the_terminal_writes(
    words: tuple[str, str], encoding: str
) -> None:
    done = asked(*words, "--json", out=subprocess.PIPE, PYTHONIOENCODING=encoding)
    assert "Füzuli" in str(json.loads(done.stdout.decode()))


@pytest.mark.parametrize("typed", ["", f"{PASSPHRASE}\n"])
def test_without_a_terminal_nobody_is_asked_for_a_passphrase(work: Fieldwork, typed: str) -> None:
    """What would be typed there could be seen, of which Python warns in words of its own."""
    done = subprocess.run(
        [*ATHAR, "store", "info", str(work.folder / "a.athar")],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "ATHAR_PASSPHRASE"},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    sentence, hint = done.stderr.splitlines()
    assert sentence == "No passphrase was given."
    assert "--passphrase-file" in hint
    assert "ATHAR_PASSPHRASE" in hint


def test_no_command_but_the_window_loads_qt(work: Fieldwork, tmp_path: Path) -> None:
    """Not even a crash does: a server at headquarters has no screen and may lack its libraries."""
    store, bundle = work.folder / "a.athar", work.known["bundle"]
    defect = tmp_path / "defect.athar"
    defect.write_bytes(b"x")
    commands: list[list[str | Path]] = [
        ["--help"],
        ["store", "info", store],
        ["store", "request", store, "--out", tmp_path],
        ["bundle", "inspect", bundle],
        ["bundle", "read", bundle, "--store", work.folder / "hq.athar"],
        ["print", "F1", "--item", "TST01-01-A0001B", "--out", tmp_path / "f1.pdf",
         "--store", store],
        ["store", "info", defect],
    ]  # fmt: skip
    giving = (
        "import json, sys\n"
        "from app.__main__ import surroundings\n"
        "from app.cli.program import run\n"
        "import app.cli.desks as desks\n"
        "def status(command):\n"
        "    if command[-1].endswith('defect.athar'):\n"
        "        desks.require_store = lambda _: 1 / 0\n"
        "    return run(command, surroundings)\n"
        "ended = [status(command) for command in json.loads(sys.argv[1])]\n"
        "qt = sorted(name for name in sys.modules if name.startswith(('PySide6', 'shiboken6')))\n"
        "print(json.dumps([ended, qt]))\n"
    )
    typed = json.dumps([[str(part) for part in command] for command in commands])
    done = run("env", f"XDG_DATA_HOME={tmp_path}", sys.executable, "-c", giving, typed)
    assert json.loads(done.stdout.splitlines()[-1]) == [[0] * 6 + [1], []]
    (crash,) = (tmp_path / "athar" / "crashes").iterdir()
    text = crash.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "without Qt" in text


def test_what_this_user_may_not_open_is_refused_as_anything_else(
    work: Fieldwork, tmp_path: Path
) -> None:
    locked = tmp_path / "locked"
    locked.write_text("nobody may read this")
    locked.chmod(0)
    closed = Path(shutil.copytree(work.folder, tmp_path / "closed"))
    (closed / "a.files").chmod(0)
    asked = {
        ("bundle", "inspect", locked): f"{locked} may not be read by this user.",
        ("store", "info", closed / "a.athar"): "The folder or file may not be opened by this user.",
    }
    try:
        for command, sentence in asked.items():
            done = run(*_ordinary(), *ATHAR, *command)
            assert (done.returncode, done.stdout) == (1, "")
            assert done.stderr.splitlines()[0] == sentence
    finally:
        (closed / "a.files").chmod(0o700)


def _ordinary() -> tuple[str, ...]:
    """For root, who may open everything, a process that may not."""
    if os.geteuid() != 0:
        return ()
    powerless = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if shutil.which("setpriv") is None or run(*powerless, "true").returncode != 0:
        pytest.skip("root cannot give up its powers here")
    return powerless


def test_a_read_only_folder_is_told_and_left_alone(work: Fieldwork) -> None:
    before = (work.folder / "a.athar").read_bytes()
    space = in_a_space_of_its_own(
        f"mount --bind '{work.folder}' '{work.folder}'",
        f"mount -o remount,bind,ro '{work.folder}'",
    )
    done = run(*space, *ATHAR, "store", "info", work.folder / "a.athar")
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        ["The folder is write-protected.", "Choose a folder that you can write to."],
    )
    done = run(*space, *ATHAR, "hq", "new", work.folder / "new", "--operation", "TST26",
               "--title", "T", "--person", "P")  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "The disk is write-protected.")
    done = run(*space, *ATHAR, "store", "new", work.folder / "new.athar", "--person", "P",
               "--laptop", "L", "--book", "B")  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "The folder is write-protected.")
    assert (work.folder / "a.athar").read_bytes() == before


def test_a_stick_that_is_full_gets_no_bundle(work: Fieldwork, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    space = in_a_space_of_its_own(
        f"mount -t tmpfs -o size=16k none '{stick}'",
        f"dd if=/dev/zero of='{stick}/film' bs=1k count=12 2>/dev/null",
    )
    list_stick = ("sh", "-c", f'"$@"; status=$?; ls {stick}; exit $status', "sh")
    done = run(
        *space, *list_stick, *ATHAR, "bundle", "write", stick, "--store", work.folder / "a.athar"
    )
    assert (done.returncode, done.stdout.split()) == (1, ["film"])
    sentence, hint = done.stderr.splitlines()
    assert sentence.startswith("The disk has 0 MB free, and 1 MB are needed.")
    assert hint.startswith("Nothing was written.")


def test_a_stick_that_fills_up_meanwhile_keeps_nothing_half_written(
    work: Fieldwork, tmp_path: Path
) -> None:
    """The room is there when it is looked for, and gone when it is needed."""
    stick = tmp_path / "stick"
    stick.mkdir()
    space = in_a_space_of_its_own(f"mount -t tmpfs -o size=4k,nr_inodes=8 none '{stick}'")
    believing = (
        "import app.sync.writer as writer, sys\n"
        "writer.require_space = lambda *_: None\n"
        "from app.__main__ import main\n"
        "main()\n"
    )
    done = run(
        *space, "sh", "-c", f'"$@"; status=$?; ls {stick}; exit $status', "sh",
        sys.executable, "-c", believing,
        "bundle", "write", stick, "--store", work.folder / "a.athar",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "The disk is full."


def test_looking_a_file_over_loads_no_database(tmp_path: Path) -> None:
    track = tmp_path / "track.gpx"
    track.write_text("no track")
    looking = (
        "import sys\n"
        "from app.__main__ import surroundings\n"
        "from app.cli.program import run\n"
        "status = run(['import', sys.argv[1], '--dry-run'], surroundings)\n"
        "print(status, 'sqlalchemy' in sys.modules)\n"
    )
    done = run(sys.executable, "-c", looking, str(track))
    assert done.stdout.splitlines()[-1] == "1 False"
