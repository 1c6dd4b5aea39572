"""The command as a person gives it: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from typing_extensions import override

from app.cli import passphrases
from app.cli.failures import WRONG_USAGE
from app.cli.program import COMMANDS, run
from app.services.desk import Desk
from app.services.operation import close_desk
from app.services.receipts import write_receipt
from tests.cli.page import keys, sections
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork


@dataclass
class House:
    """Stands in for what is around the commands, and remembers what was asked of it."""

    opened: list[tuple[Path | None, str | None, str | None]] = field(default_factory=list)
    crashes: list[BaseException] = field(default_factory=list)
    pictured: list[tuple[Sequence[str], Sequence[str]]] = field(default_factory=list)
    folder: Path = Path()

    def open_window(self, store: Path | None, passphrase: str | None, language: str | None) -> int:
        self.opened.append((store, passphrase, language))
        return 0

    def grab_screens(
        self, desk: Desk, folder: Path, languages: Sequence[str], themes: Sequence[str]
    ) -> list[Path]:
        self.pictured.append((languages, themes))
        path = folder / f"{desk.replica}.png"
        path.write_bytes(b"\x89PNG")
        return [path]

    def keep_crash(self, error: BaseException) -> Path | None:
        self.crashes.append(error)
        return self.folder / "crash-1.txt"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        told = json.loads(self.out)
        assert isinstance(told, dict)
        return told


class Whole(click.Command):
    """The whole program behind click's runner, which gives it a terminal of its own."""

    def __init__(self, house: House) -> None:
        super().__init__("athar")
        self._house = house

    @override
    def main(self, args: Sequence[str] | None = None, *_: Any, **__: Any) -> Any:
        sys.exit(run(args or (), lambda: self._house))


Athar = Callable[..., Done]
FAILURE = {"error", "hint", "reason"}
INTO_A_STORE = {"import": {"recorded", "repeat", "left", "flags"}}
OF_ONE_TEXT = {"position": {"original"}}  # what a refusal has besides


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(folder=tmp_path)


@pytest.fixture
def athar(house: House, monkeypatch: pytest.MonkeyPatch) -> Athar:
    """Give a command; the passphrase is in the environment unless `opened_by` is None."""
    monkeypatch.delenv("ATHAR_STORE", raising=False)
    monkeypatch.setattr(passphrases, "is_anybody_there", lambda: True)  # click's runner types

    def give(*arguments: str | Path, typed: str = "", opened_by: str | None = PASSPHRASE) -> Done:
        result = CliRunner().invoke(
            Whole(house),
            [str(argument) for argument in arguments],
            input=typed,
            env={"ATHAR_PASSPHRASE": opened_by},
        )
        done = Done(result.exit_code, result.stdout, result.stderr)
        if "--json" in arguments:
            _require_promised(arguments, done)
        return done

    return give


def _require_promised(arguments: Sequence[str | Path], done: Done) -> None:
    if done.status == WRONG_USAGE:
        assert done.out == ""
        return
    name = _name(arguments)
    promised = keys(name) if done.status == 0 else FAILURE | OF_ONE_TEXT.get(name, set())
    if done.status == 0 and "--store" in arguments and "--dry-run" not in arguments:
        promised = promised | INTO_A_STORE.get(name, set())
    assert set(done.data) == promised, "docs/command-line.md promises other keys"


def _name(arguments: Sequence[str | Path]) -> str:
    """The command among what was typed: `store info`."""
    words = [str(argument) for argument in arguments]
    place = next(place for place, word in enumerate(words) if word in COMMANDS)
    pair = " ".join(words[place : place + 2])
    return pair if pair in sections() else words[place]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Fieldwork:
    """A day's work on a laptop, its bundle on the stick, and every store closed."""
    fieldwork = Fieldwork(tmp_path_factory.mktemp("work")).work()
    fieldwork.known["bundle"] = str(fieldwork.bundle())
    fieldwork.known["receipt"] = str(write_receipt(fieldwork.hq, fieldwork.stick))
    for desk in (*fieldwork.laptops.values(), fieldwork.hq):
        close_desk(desk)
    return fieldwork
