"""What a sealed file shows to anybody who finds it: how large it is, and for how many keys."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from app.core.files import opened_for_reading, trouble
from app.core.jobs import Ticket
from app.crypto.digests import Sha256
from app.sync.foreign import refuse_foreign
from app.sync.names import FILE_LIMIT
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.stages import Stage
from app.sync.streams import PIECE

_HEADER_LIMIT = 64 << 10
_HEADER_END = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_STANZA = re.compile(rb"^-> ([!-~]+)", re.MULTILINE)


class Inspected(msgspec.Struct, frozen=True):
    """A sealed file from outside. `recipients` are the kinds of keys it is sealed for, in order."""

    bytes: int
    sha256: str
    recipients: tuple[str, ...]


def inspect_bundle(path: Path, ticket: Ticket | None = None) -> Inspected:
    """What can be told of a bundle without a key. It says nothing about who sent it.

    Raises:
        BundleRefusedError: it is not a sealed file, or too large.
        FileTroubleError: it cannot be read.
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    digest, done = Sha256(), 0
    try:
        with opened_for_reading(path) as file:
            data = head = file.read(_HEADER_LIMIT)
            refuse_foreign(head)
            while data:
                ticket.checkpoint(Stage.VERIFYING, done)
                digest.update(data)
                done += len(data)
                if done > FILE_LIMIT:
                    raise BundleRefusedError(Reason.TOO_LARGE, "file")
                data = file.read(PIECE)
    except OSError as error:
        raise trouble(error) from error
    end = _HEADER_END.search(head)
    if end is None:
        raise BundleRefusedError(Reason.DAMAGED, "age header")
    kinds = tuple(kind.decode("ascii") for kind in _STANZA.findall(head[: end.start()]))
    return Inspected(bytes=done, sha256=digest.hexdigest(), recipients=kinds)
