"""The journal: one line of JSON for each thing a person did, hashed onto the line before it.

A line's bytes are kept as written for ever and never encoded again. Lines are counted from 1. A
line of a kind or with members that this version does not know is kept all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from app.core.errors import AppError
from app.crypto.digests import line_hash
from app.models.fields import SAFE_INTEGER, Json

LINE_LIMIT = 256 * 1024
DEPTH_LIMIT = 16
FORMAT = "1.0"
Whole: TypeAlias = Annotated[int, Meta(ge=0, le=SAFE_INTEGER)]
Name: TypeAlias = Annotated[str, Meta(max_length=64)]  # no database indexes text of any length
APPENDING_KINDS = frozenset({"change", "resolve", "append"})


class LineRefusedError(AppError):
    """A journal line cannot be understood."""


class Touch(msgspec.Struct, omit_defaults=True, frozen=True):
    """What a line does to one record.

    `r` the record's uid and `t` its kind; `f` the new values; `p` for each field the hashes of the
    writes replaced, absent where the record is created; `c` the newest lines of the record that the
    author had seen. Hashes are hexadecimal.
    """

    r: Name
    t: str
    f: dict[str, Json] = {}
    p: dict[str, list[str]] = {}
    c: list[str] = []


class Line(msgspec.Struct, omit_defaults=True, frozen=True):
    """A journal line.

    `k` its kind, `a` the format, `by` the person's uid, `lam` the Lamport counter, `wall` the
    laptop's claim of the time, `s` the session's number, `salt` 128 random bits, `why` the reason.
    `journal`, `replica`, `operation` and `continues` belong to `genesis`; `act` (open,
    close) and `seal` (the person's signature over the head before) to `session`. `undoes` is the
    hash of the line that this one takes back. `warned` are the numbers of the rules that warned of
    what the line says: it was saved all the same, and whoever saved it was told.
    """

    k: str
    a: str = ""
    by: str = ""
    lam: Whole = 0
    wall: str = ""
    s: Whole = 0
    salt: str = ""
    m: list[Touch] = []
    why: str = ""
    act: str = ""
    seal: str = ""
    journal: str = ""
    replica: str = ""
    operation: str = ""
    continues: str = ""
    undoes: str = ""
    warned: list[str] = []


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Line)
_REFUSALS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")


def encode_line(line: Line) -> bytes:
    """The bytes that are hashed, signed, stored and sent: UTF-8 JSON, keys sorted, on one line.

    Raises:
        LineRefusedError: longer than 256 KiB.
    """
    data = _ENCODER.encode(line)
    if len(data) > LINE_LIMIT:
        raise LineRefusedError(
            "This record is too long to be written in one piece.",
            hint="Nothing was lost. Shorten the longest text, or attach it as a document.",
        )
    return data


def decode_line(data: bytes) -> Line:
    """What a line says.

    Raises:
        LineRefusedError: it is not such a line.
    """
    line = decode_lines([data])[0]
    if line is None:
        raise LineRefusedError(
            "A journal line cannot be understood by this version.",
            hint="It is kept as it is. A newer version of Athar may read it.",
        )
    return line


def decode_lines(lines: Sequence[bytes]) -> list[Line | None]:
    """What lines say, and nothing for those that this version does not understand."""
    try:
        decoded: list[Line | None] = list(map(_DECODER.decode, lines))
    except _REFUSALS:
        decoded = [_decoded(data) for data in lines]
    for place, data in enumerate(lines):
        if data.count(b"{") + data.count(b"[") > DEPTH_LIMIT or b"\\u0000" in data:
            line = decoded[place]
            if line is None or _is_too_deep(data) or "\0" in "".join(_names_in(line)):
                decoded[place] = None
    return decoded


def _decoded(data: bytes) -> Line | None:
    try:
        return _DECODER.decode(data)
    except _REFUSALS:
        return None


def _is_too_deep(data: bytes) -> bool:
    """Whether lists and objects stand in each other deeper than `DEPTH_LIMIT`."""
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", data)):
        depth += 1 if bracket in b"{[" else -1
        if depth > DEPTH_LIMIT:
            return True
    return False


def _names_in(line: Line) -> Iterator[str]:
    """What has to be plain text for the line to have a place in any table."""
    yield from (line.by, line.wall)
    for touch in line.m:
        yield from (touch.r, touch.t)


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive lines of one journal, the first of them numbered `first`."""

    journal: str
    first: int
    previous_hash: bytes
    lines: Sequence[bytes]

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.first + len(self.lines) - 1

    def hashes(self) -> Iterator[bytes]:
        """Each line's hash, chained from `previous_hash`."""
        previous = self.previous_hash
        for line in self.lines:
            previous = line_hash(previous, line)
            yield previous


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A journal's state at `size` lines: the last line's hash and the RFC 6962 root, both hex."""

    journal: str
    size: int
    head: str
    root: str
