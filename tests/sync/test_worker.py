"""A process of its own says the same, and its death is one refused file."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from typing_extensions import override

from app.core.errors import Cancelled
from app.core.files import FileTroubleError
from app.core.jobs import Ticket
from app.sync import worker
from app.sync.reader import verify_bundle
from app.sync.refusals import BundleRefusedError, Reason, StrangerError
from app.sync.trust import Revocations
from app.sync.worker import verify_isolated
from tests.sync.scene import Operation, Scene


@pytest.mark.slow
def test_a_good_bundle_is_the_same_there_and_here(scene: Scene, full_bundle: Path) -> None:
    known = Revocations(operation=scene.operation.fingerprint, version=2, entries=())
    reader = replace(
        scene.reader, owners={scene.laptop.journal: scene.laptop.uid}, revocations=known
    )
    assert verify_isolated(full_bundle, reader) == verify_bundle(full_bundle, reader)


@pytest.mark.slow
def test_refusals_strangers_and_trouble_come_across(
    scene: Scene, full_bundle: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.athar-bundle"
    cut.write_bytes(full_bundle.read_bytes()[:-1])
    with pytest.raises(BundleRefusedError) as caught:
        verify_isolated(cut, scene.reader)
    assert caught.value.reason is Reason.DAMAGED
    with pytest.raises(FileTroubleError, match="does not exist"):
        verify_isolated(tmp_path / "nothing", scene.reader)
    with pytest.raises(StrangerError) as stranger:
        verify_isolated(full_bundle, replace(scene.reader, anchors=Operation().anchors))
    assert stranger.value.signer == scene.laptop.signer.certificate


def test_a_question_is_answered(
    scene: Scene, full_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process's part, in this one, which must not lose its powers."""
    monkeypatch.setattr(worker, "_give_up_powers", lambda: None)
    monkeypatch.setattr(worker, "_LOOK_EVERY_S", 0.0)
    strangers = replace(scene.reader, anchors=Operation().anchors)
    cut = tmp_path / "cut"
    cut.write_bytes(full_bundle.read_bytes()[:-1])
    for path, reader, expected in (
        (full_bundle, scene.reader, verify_bundle(full_bundle, scene.reader)),
        (full_bundle, strangers, StrangerError),
        (cut, scene.reader, BundleRefusedError),
        (tmp_path / "nothing", scene.reader, FileTroubleError),
    ):
        receiving, sending = Pipe(duplex=False)
        with receiving, sending:
            worker._work(sending, worker._asked(path, reader))
            if isinstance(expected, type):
                with pytest.raises(expected):
                    worker._answered(receiving, Ticket())
            else:
                assert worker._answered(receiving, Ticket()) == expected


def die(_sending: Connection, _asked: bytes) -> None:
    os.abort()


def babble(sending: Connection, _asked: bytes) -> None:
    sending.send_bytes(b'{"type":"sound","verified":{}}')


def hang(sending: Connection, _asked: bytes) -> None:
    sending.send_bytes(b'{"type":"progress","done":1,"total":2}')
    sending.recv_bytes()


def write_a_file(_sending: Connection, asked: bytes) -> None:
    worker._give_up_powers()
    Path(json.loads(asked)["path"]).with_suffix(".leak").write_bytes(b"secret")


@pytest.mark.slow
@pytest.mark.parametrize("work", [die, babble, write_a_file])
def test_a_process_that_breaks_is_a_refused_file(
    work: object, scene: Scene, full_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_work", work)
    with pytest.raises(BundleRefusedError) as caught:
        verify_isolated(full_bundle, scene.reader)
    assert caught.value.reason is Reason.UNREAD
    leak = full_bundle.with_suffix(".leak")
    assert not leak.exists() or leak.read_bytes() == b""


@pytest.mark.slow
def test_a_process_that_hangs_is_ended_when_asked(
    scene: Scene, full_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(Ticket):
        @override
        def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
            if done:
                self.cancel()
            super().checkpoint(stage, done, total)

    monkeypatch.setattr(worker, "_work", hang)
    with pytest.raises(Cancelled):
        verify_isolated(full_bundle, scene.reader, Impatient())
