"""Sentences of a receiver, taken out of whatever else comes down the line.

A capture holds sentences (NMEA 0183), the receiver's own binary messages, time stamps of a logger,
ships' beacons and torn lines. A sentence is what begins with `$`, is plain text and, where it has a
checksum, keeps it. What a sentence means is not known here; pynmea2 knows the order of its fields.
Values are taken as written: pynmea2's own conversions turn a position without a hemisphere into the
equator, and decimals into floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import reduce
from operator import xor
from typing import Final

import pynmea2

LONGEST: Final = 1024  # the standard allows 82; receivers with many systems write some 400
SUPPORTED: Final = frozenset({"GGA", "GLL", "GNS", "GSA", "GST", "GSV", "RMC", "VTG", "ZDA"})

_FIELDS: Final = {
    kind: tuple(entry[1] for entry in pynmea2.TalkerSentence.sentence_types[kind].fields)
    for kind in SUPPORTED
}
_FRAME = re.compile(
    rb"([$!])([A-Z][A-Z0-9]{2,9}(?:,[\x20\x22\x23\x25-\x29\x2b-\x7e]{0,1000}|(?=\*)))"
    rb"(?:\*([0-9A-Fa-f]{2}))?"
)


class Sum(Enum):
    """What the checksum of a sentence says."""

    RIGHT = auto()
    WRONG = auto()
    NONE = auto()


@dataclass(slots=True)
class Sentence:
    """One sentence: `raw` exactly as it came, `$` to checksum; `kind` is `GGA` of any talker.

    `kind` is "" for what a manufacturer added, and for sentences that say nothing of a position.
    """

    raw: str
    talker: str
    kind: str
    sum: Sum
    values: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, name: str) -> str:
        """A field by pynmea2's name for it, as written; "" if it is empty or not there."""
        return self.values.get(name, "").strip()


@dataclass(slots=True)
class Framing:
    """Cuts bytes into sentences, however they are cut into blocks; counts what it passes over."""

    ais: int = 0
    _rest: bytes = b""

    def feed(self, block: bytes) -> Iterator[Sentence]:
        """The sentences that `block` completes."""
        lines = re.split(rb"[\r\n]+", self._rest + block)
        self._rest = lines.pop()
        if len(self._rest) > LONGEST:
            lines.append(self._rest[:-LONGEST])
            self._rest = self._rest[-LONGEST:]
        for line in lines:
            yield from self._framed(line)

    def end(self) -> Iterator[Sentence]:
        """The sentence that no line end followed."""
        yield from self._framed(self._rest)
        self._rest = b""

    def _framed(self, line: bytes) -> Iterator[Sentence]:
        if b"$" not in line and b"!" not in line:
            return
        for mark, body, checksum in _FRAME.findall(line):
            if mark == b"!":
                self.ais += 1
            else:
                yield _sentence(body, checksum)


def sentences(blocks: Iterable[bytes]) -> Iterator[Sentence]:
    """All sentences in a stream of bytes."""
    framing = Framing()
    for block in blocks:
        yield from framing.feed(block)
    yield from framing.end()


def datum_of(sentence: Sentence) -> str | None:
    """The reference system that a receiver says it writes in (DTM, Garmin's PGRMM); None mostly.

    A receiver set to the datum of an old map says so in no other sentence, and is hundreds of
    metres off.
    """
    address, _, told = sentence.raw.partition("*")[0].partition(",")
    if sentence.sum is Sum.RIGHT and (address == "$PGRMM" or address[3:] == "DTM"):
        return told.partition(",")[0].strip() or None
    return None


def has_sentence(block: bytes) -> bool:
    """Whether a receiver wrote this: a sentence keeps its checksum, or is one of a position."""
    return any(
        one.sum is Sum.RIGHT or one.kind in {"GGA", "RMC", "GLL"} for one in sentences([block])
    )


def _sentence(body: bytes, checksum: bytes) -> Sentence:
    text = body.decode("ascii")
    raw = f"${text}*{checksum.decode('ascii')}" if checksum else f"${text}"
    address = text.partition(",")[0]
    is_of_talker = len(address) == 5 and not address.startswith("P")
    talker, kind = (address[:2], address[2:]) if is_of_talker else ("P", "")
    kept = _kept(body, checksum)
    if kind not in SUPPORTED or kept is Sum.WRONG or "," not in text:
        return Sentence(raw, talker, kind if kind in SUPPORTED else "", kept)
    values = dict(zip(_FIELDS[kind], text.split(",")[1:], strict=False))
    return Sentence(raw, talker, kind, kept, values)


def _kept(body: bytes, checksum: bytes) -> Sum:
    if not checksum:
        return Sum.NONE
    return Sum.RIGHT if reduce(xor, body) == int(checksum, 16) else Sum.WRONG
