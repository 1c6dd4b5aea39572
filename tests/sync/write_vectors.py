"""Makes the bundles in `vectors/`, once: `python -m tests.sync.write_vectors`.

Files that are there already are left alone. Readers written later, by us or by others, must go on
giving the same answers, so what was once released is never made again.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from app.crypto.certificates import new_key, new_root, to_pem
from app.crypto.sealing import new_identity, opened, seal
from app.sync.frames import compressed
from app.sync.refusals import Reason
from app.sync.signed import Signer
from tests.sync.forge import Forge
from tests.sync.scene import Scene, medium

FOLDER = Path(__file__).parent / "vectors"
ACCEPTED = "accepted"
Change = Callable[[Forge, Scene], None]


def unchanged(_forge: Forge, _scene: Scene) -> None:
    pass


def newer_keys(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header.update(format=7, zeal=["unknown"]))
    forge.resummed()


def flipped(forge: Forge, _scene: Scene) -> None:
    forge.put("SHA256SUMS", forge.get("SHA256SUMS").replace(b"0", b"1", 1))


def by_stranger(forge: Forge, _scene: Scene) -> None:
    key = new_key()
    forge.signer = Signer(key, new_root(key, operation_name="Stranger"))
    forge.resigned()


def newer(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header.update(format=2, min_reader=2))
    forge.resummed()


def other_operation(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header.update(operation="0" * 64))
    forge.resummed()


def forwarded(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header.update(to=["0" * 64]))
    forge.resummed()


def one_less(forge: Forge, _scene: Scene) -> None:
    forge.members.pop()


def one_more(forge: Forge, _scene: Scene) -> None:
    forge.append("notes.txt", b"hello")
    forge.resummed()


def climbing(forge: Forge, _scene: Scene) -> None:
    forge.append("media/../../notes", b"hello")


def other_photo(forge: Forge, _scene: Scene) -> None:
    name, data = forge.members[-1]
    forge.put(name, data[::-1])


def spaced(forge: Forge, _scene: Scene) -> None:
    forge.put("bundle.json", forge.get("bundle.json").replace(b":", b": "))
    forge.resummed()


def reordered(forge: Forge, scene: Scene) -> None:
    name = forge.names("journal/")[0]
    lines = scene.laptop.lines
    forge.put(name, compressed(b"\n".join([lines[0], *reversed(lines[1:])])))
    forge.resummed()


def other_head(forge: Forge, scene: Scene) -> None:
    name = forge.names("checkpoints/")[0]
    forge.edit_signed(name, scene.laptop.signer, lambda one: one.update(root="ab" * 32))
    forge.resummed()


def bomb(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header["segments"][0].update(raw_bytes=60_000_000))
    forge.resummed()


INSIDE: dict[str, tuple[str, str, Change]] = {
    "accepted": (ACCEPTED, "Four lines and a photo.", unchanged),
    "accepted-later-keys": (ACCEPTED, "A later format that version 1 may read.", newer_keys),
    "sums-altered": (Reason.BAD_SIGNATURE, "One digit of SHA256SUMS is another.", flipped),
    "stranger": (Reason.UNTRUSTED, "Signed by a key that no root has certified.", by_stranger),
    "newer": (Reason.NEWER_VERSION, "Its min_reader is 2.", newer),
    "other-operation": (Reason.WRONG_OPERATION, "Names another operation.", other_operation),
    "forwarded": (Reason.NOT_FOR_US, "Sealed for the reader, addressed to others.", forwarded),
    "member-missing": (Reason.MISSING_MEMBER, "The photo is announced, not there.", one_less),
    "member-unknown": (Reason.UNEXPECTED_MEMBER, "Something else is there too.", one_more),
    "name-that-climbs": (Reason.MALFORMED, "A name with two dots.", climbing),
    "photo-altered": (Reason.HASH_MISMATCH, "The photo is not the one signed.", other_photo),
    "header-spelled-otherwise": (Reason.MALFORMED, "Spaces behind the colons.", spaced),
    "lines-reordered": (Reason.CHAIN_BROKEN, "The lines are in another order.", reordered),
    "checkpoint-of-another-tree": (Reason.CHECKPOINT_WRONG, "Another root.", other_head),
    "bomb": (Reason.TOO_LARGE, "A segment of 60 MB in a few hundred bytes.", bomb),
}
"""What is done to a bundle that is accepted, and then sealed again, and what must come of it."""


def outside(bundle: bytes, plain: bytes) -> Iterator[tuple[str, str, str, bytes]]:
    """The same for what is done to the sealed file."""
    somebody = new_identity().recipient
    yield "empty", Reason.EMPTY, "No bytes at all.", b""
    yield "zip", Reason.ZIP, "A zip archive.", b"PK\x05\x06" + bytes(18)
    yield "foreign", Reason.FOREIGN, "Something else.", b"%PDF-1.7\n"
    yield "opened-copy", Reason.OPENED_COPY, "The tar without its seal.", plain
    yield "cut", Reason.DAMAGED, "The last byte is missing.", bundle[:-1]
    yield "byte-more", Reason.DAMAGED, "A byte behind the end.", bundle + b"\0"
    yield "sealed-for-others", Reason.NOT_SEALED_FOR_US, "Another key.", seal(b"x", [somebody])


def main() -> None:
    """Write the vectors that are not there yet."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        scene.laptop.write(3)
        path = scene.write(media=[medium(b"\xff\xd8 a very small photo")])
        bundle = path.read_bytes()
        with path.open("rb") as file, opened(file, [scene.hq_key]) as stream:
            plain = stream.read()
    made = []
    for name, (expect, comment, change) in INSIDE.items():
        forge = Forge(plain, scene.laptop.signer)
        change(forge, scene)
        made.append((name, expect, comment, seal(forge.plain(), [scene.hq_key.recipient])))
    for name, expect, comment, data in [*made, *outside(bundle, plain)]:
        vector = {
            "comment": comment,
            "expect": str(expect),
            "identity": scene.hq_key.secret,
            "root": to_pem([scene.operation.root]).decode("ascii"),
            "bundle": base64.b64encode(data).decode("ascii"),
        }
        target = FOLDER / f"{name}.json"
        if not target.exists():
            target.write_text(json.dumps(vector, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
