"""Taking a bundle apart and putting it together again, wrongly, with a true signature over it."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import copy
from typing import Any

import msgspec

from app.crypto.digests import sha256_hex
from app.sync.reader import Reader, verify_stream
from app.sync.refusals import refusing
from app.sync.signed import Signer
from app.sync.tar import END, TarReader, header, padding
from app.sync.verified import Verified

SIGNATURE, SUMS = "SHA256SUMS.p7s", "SHA256SUMS"


class Forge:
    """The members of a bundle, to be altered and signed anew."""

    def __init__(self, plain: bytes, signer: Signer) -> None:
        self.members = [
            (member.name, b"".join(member.blocks())) for member in TarReader(io.BytesIO(plain))
        ]
        self.signer = signer

    def copied(self) -> Forge:
        other = copy(self)
        other.members = list(self.members)
        return other

    def names(self, beginning: str = "") -> list[str]:
        return [name for name, _ in self.members if name.startswith(beginning)]

    def get(self, name: str) -> bytes:
        return dict(self.members)[name]

    def place(self, name: str) -> int:
        return self.names().index(name)

    def put(self, name: str, data: bytes) -> None:
        self.members[self.place(name)] = name, data

    def rename(self, old: str, new: str) -> None:
        self.members[self.place(old)] = new, self.get(old)

    def drop(self, name: str) -> None:
        del self.members[self.place(name)]

    def insert(self, before: str, name: str, data: bytes) -> None:
        self.members.insert(self.place(before), (name, data))

    def append(self, name: str, data: bytes) -> None:
        self.members.append((name, data))

    def edit(self, change: Callable[[dict[str, Any]], None], name: str = "bundle.json") -> None:
        """Change a JSON document, which is spelled as it must be again."""
        document = msgspec.json.decode(self.get(name))
        change(document)
        self.put(name, msgspec.json.encode(document, order="sorted"))

    def edit_signed(
        self, name: str, signer: Signer, change: Callable[[dict[str, Any]], None]
    ) -> None:
        """Change a document that has a signature of its own, and sign it."""
        self.edit(change, name)
        self.put(name + ".p7s", signer.signed(self.get(name)).signature)

    def resummed(self) -> None:
        """Compute and sign the checksums of the members as they are now."""
        sums = "".join(
            f"{sha256_hex(data)}  {name}\n" for name, data in self.members if name[:6] != "SHA256"
        )
        self.put(SUMS, sums.encode())
        self.resigned()

    def resigned(self) -> None:
        self.put(SIGNATURE, self.signer.signed(self.get(SUMS)).signature)

    def plain(self) -> bytes:
        """The members as a tar."""
        return tar_of(self.members)


def tar_of(members: list[tuple[str, bytes]]) -> bytes:
    """A tar in which even a name that no bundle may hold can stand."""
    pieces = []
    for name, data in members:
        pieces += [raw_header(name.encode(), len(data)), data, bytes(padding(len(data)))]
    return b"".join([*pieces, END])


def raw_header(name: bytes, size: int = 0, **fields: tuple[int, bytes]) -> bytes:
    """A header with any name, and with other bytes at given places; its checksum is right."""
    head = bytearray(header("x", size))
    head[:100] = name.ljust(100, b"\0")
    for place, value in fields.values():
        head[place : place + len(value)] = value
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def verify_plain(plain: bytes, reader: Reader) -> Verified:
    """What a reader makes of a bundle whose seal was already opened."""
    with refusing():
        return verify_stream(io.BytesIO(plain), reader)
