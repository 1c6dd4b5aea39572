"""Verifying a bundle in a process of its own.

Most of what looks at a hostile file is somebody else's C or Rust. In a process that may not write
files and may not grow without bound, a bug there costs one refused file and not the window with
everything that is open in it. The two processes speak JSON: nothing that comes back can run.
"""

from __future__ import annotations

import sys
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import NoReturn, TypeAlias

import msgspec
from typing_extensions import override

from app.core.files import FileTroubleError
from app.core.jobs import Ticket
from app.crypto.certificates import from_pem, to_pem
from app.crypto.sealing import identity_from
from app.sync.reader import Reader, verify_bundle
from app.sync.refusals import BundleRefusedError, Reason, StrangerError
from app.sync.signed import Anchors
from app.sync.stages import Stage
from app.sync.trust import Revocations
from app.sync.verified import Verified

MEMORY_LIMIT = 2 << 30
_ANSWER_LIMIT = 64 << 20
_LOOK_EVERY_S = 0.1


class _Question(msgspec.Struct):
    path: str
    secrets: list[str]
    roots: str
    enrolled: str
    owners: dict[str, str]
    revocations: Revocations | None


class _Progress(msgspec.Struct, tag="progress"):
    done: int
    total: int


class _Sound(msgspec.Struct, tag="sound"):
    verified: Verified


class _Refused(msgspec.Struct, tag="refused"):
    reason: Reason
    where: str
    stranger: str = ""


class _Trouble(msgspec.Struct, tag="trouble"):
    message: str
    hint: str


_Answer: TypeAlias = _Progress | _Sound | _Refused | _Trouble
_ANSWER: msgspec.json.Decoder[_Answer] = msgspec.json.Decoder(_Answer)


def verify_isolated(path: Path, reader: Reader, ticket: Ticket | None = None) -> Verified:
    """`verify_bundle`, in a process of its own that is gone when this returns.

    Raises:
        StrangerError: it is sound, but its signer is not certified by the operation.
        BundleRefusedError: anything is not as it must be, or reading it broke the process.
        FileTroubleError: the file cannot be read.
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    ticket.checkpoint(Stage.VERIFYING)
    context = get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    with receiving:
        process = context.Process(target=_work, args=(sending, _asked(path, reader)), daemon=True)
        process.start()
        sending.close()
        try:
            return _answered(receiving, ticket)
        finally:
            process.kill()
            process.join()
            process.close()


def _asked(path: Path, reader: Reader) -> bytes:
    question = _Question(
        path=str(path.absolute()),
        secrets=[identity.secret for identity in reader.identities],
        roots=to_pem(reader.anchors.roots).decode("ascii"),
        enrolled=to_pem(reader.anchors.enrolled).decode("ascii"),
        owners=dict(reader.owners),
        revocations=reader.revocations,
    )
    return msgspec.json.encode(question)


def _answered(receiving: Connection, ticket: Ticket) -> Verified:
    done = total = 0
    while True:
        ticket.checkpoint(Stage.VERIFYING, done, total)
        if not receiving.poll(_LOOK_EVERY_S):
            continue
        match _received(receiving):
            case _Progress() as progress:
                done, total = progress.done, progress.total
            case _Sound() as sound:
                return sound.verified
            case _Refused() as refused:
                _refuse(refused)
            case _Trouble() as trouble:
                raise FileTroubleError(trouble.message, hint=trouble.hint)


def _received(receiving: Connection) -> _Answer:
    try:
        return _ANSWER.decode(receiving.recv_bytes(_ANSWER_LIMIT))
    except (EOFError, OSError, msgspec.MsgspecError) as error:
        raise BundleRefusedError(Reason.UNREAD, "the reading process broke") from error


def _refuse(refused: _Refused) -> NoReturn:
    if refused.stranger:
        (signer,) = from_pem(refused.stranger.encode("ascii"))
        raise StrangerError(signer, refused.where)
    raise BundleRefusedError(refused.reason, refused.where)


class _Telling(Ticket):
    """Tells the other process how far this one is, a few times a second."""

    def __init__(self, sending: Connection) -> None:
        super().__init__()
        self._sending = sending
        self._told_at = 0.0

    @override
    def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
        if monotonic() - self._told_at > _LOOK_EVERY_S:
            self._told_at = monotonic()
            self._sending.send_bytes(msgspec.json.encode(_Progress(done, total)))


def _work(sending: Connection, asked: bytes) -> None:
    """What the other process does: answer one question."""
    _give_up_powers()
    question = msgspec.json.decode(asked, type=_Question)
    reader = Reader(
        identities=tuple(map(identity_from, question.secrets)),
        anchors=Anchors(
            from_pem(question.roots.encode("ascii")), from_pem(question.enrolled.encode("ascii"))
        ),
        owners=question.owners,
        revocations=question.revocations,
    )
    sending.send_bytes(msgspec.json.encode(_answer(Path(question.path), reader, sending)))


def _answer(path: Path, reader: Reader, sending: Connection) -> _Answer:
    try:
        return _Sound(verify_bundle(path, reader, _Telling(sending)))
    except StrangerError as error:
        signer = to_pem([error.signer]).decode("ascii")
        return _Refused(error.reason, error.where, signer)
    except BundleRefusedError as error:
        return _Refused(error.reason, error.where)
    except FileTroubleError as error:
        return _Trouble(error.message, error.hint)


def _give_up_powers() -> None:
    """From here on this process writes no file, leaves no core and grows only so far."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        for limit, value in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_AS, MEMORY_LIMIT),
        ):
            _, highest = resource.getrlimit(limit)
            lower = value if highest == resource.RLIM_INFINITY else min(value, highest)
            resource.setrlimit(limit, (lower, lower))
