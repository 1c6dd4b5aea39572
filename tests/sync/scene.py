"""A small operation to send bundles in: a root, two laptops, headquarters, and their journals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from app.core.ids import new_uid
from app.crypto.certificates import Certificate, PrivateKey, fingerprint, issue, new_key, new_root
from app.crypto.digests import GENESIS, sha256_hex
from app.crypto.sealing import Identity, new_identity
from app.models.journal import Line, Segment, Touch, encode_line
from app.sync.checkpoints import checkpoint_of, sign_checkpoint
from app.sync.header import Header, MediumEntry
from app.sync.outgoing import Medium, Outgoing
from app.sync.reader import Reader
from app.sync.segments import packed
from app.sync.signed import Anchors, SignedBytes, Signer
from app.sync.writer import Written, write_bundles

MADE = "2026-11-21T10:02:03.120+03:00"


@dataclass
class Operation:
    """The root, which certifies whoever asks."""

    key: PrivateKey = field(default_factory=new_key)
    root: Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.root = new_root(self.key, operation_name="Practice")

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.root)

    @property
    def signer(self) -> Signer:
        return Signer(self.key, self.root)

    @property
    def anchors(self) -> Anchors:
        return Anchors((self.root,))

    def laptop(self, name: str) -> Laptop:
        key, uid = new_key(), new_uid()
        certificate = issue(
            self.key, self.root, key.public_key(), name=name, role="laptop", uid=uid
        )
        return Laptop(uid, Signer(key, certificate, (self.root,)), self.fingerprint)


@dataclass
class Laptop:
    """A replica with a journal of its own."""

    uid: str
    signer: Signer
    operation: str
    journal: str = field(default_factory=new_uid)
    lines: list[bytes] = field(default_factory=list)
    sent: int = 0
    last_bundle: str = ""

    def __post_init__(self) -> None:
        genesis = Line(
            k="genesis", journal=self.journal, replica=self.uid, operation=self.operation
        )
        self.lines.append(encode_line(genesis))

    def write(self, count: int = 1, note: str = "hello") -> None:
        for _ in range(count):
            number = len(self.lines)
            touch = Touch(r=new_uid(), t="site", f={"note": f"{note} {number}"})
            self.lines.append(
                encode_line(Line(k="change", a="1.0", lam=number, wall=MADE, m=[touch]))
            )

    def segment(self, first: int = 1, last: int | None = None) -> Segment:
        last = last or len(self.lines)
        previous = self.hashes()[first - 2] if first > 1 else GENESIS
        return Segment(self.journal, first, previous, self.lines[first - 1 : last])

    def hashes(self) -> list[bytes]:
        return list(Segment(self.journal, 1, GENESIS, self.lines).hashes())

    def checkpoint(self, size: int | None = None, signer: Signer | None = None) -> SignedBytes:
        state = checkpoint_of(self.journal, self.hashes()[: size or len(self.lines)])
        return sign_checkpoint(state, signer or self.signer)

    def outgoing(self, to: Sequence[str], **changes: object) -> Outgoing:
        """All of the journal, for `to`; anything can be replaced."""
        self.sent += 1
        values: dict[str, object] = {
            "operation": self.operation,
            "sender": self.uid,
            "signer": self.signer,
            "recipients": to,
            "number": self.sent,
            "previous": self.last_bundle,
            "made": MADE,
            "app": "1.0",
            "schema": 1,
            "segments": [packed(self.segment())],
            "checkpoints": {(self.journal, len(self.lines)): self.checkpoint()},
            "certificates": [self.signer.certificate],
        }
        return Outgoing(**(values | changes))  # type: ignore[arg-type] # the table has every kind


@dataclass
class Scene:
    """An operation with one laptop that sends and a headquarters that reads."""

    folder: Path
    operation: Operation = field(default_factory=Operation)
    hq_key: Identity = field(default_factory=new_identity)
    laptop: Laptop = field(init=False)
    hq: Laptop = field(init=False)

    def __post_init__(self) -> None:
        self.laptop = self.operation.laptop("Laptop 7")
        self.hq = self.operation.laptop("Headquarters")

    @property
    def reader(self) -> Reader:
        return Reader((self.hq_key,), self.operation.anchors)

    def outgoing(self, **changes: object) -> Outgoing:
        return self.laptop.outgoing([self.hq_key.recipient], **changes)

    def write(self, **changes: object) -> Path:
        """One bundle of the laptop's whole journal."""
        (written,) = self.write_all(self.outgoing(**changes))
        return written.path

    def write_all(self, outgoing: Outgoing, **options: object) -> list[Written]:
        options.setdefault("local", self.hq_key)
        written = list(write_bundles(self.folder, outgoing, **options))  # type: ignore[arg-type]
        self.laptop.last_bundle = written[-1].bundle
        return written


def medium(data: bytes, kind: str = "image/jpeg", claimed: bytes | None = None) -> Medium:
    """An original, or one that claims to be `claimed`."""
    entry = MediumEntry(sha256_hex(data if claimed is None else claimed), len(data), kind)
    return Medium(entry, lambda: nullcontext(BytesIO(data)))


Change = Callable[[Header], Header]
