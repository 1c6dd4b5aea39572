"""What an enrolled laptop may have signed and is refused all the same, each with its reason.

Everything here is sealed, summed up and signed as it must be: the signature says who is to blame,
not that what they signed is in order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import zstandard

from app.core.ids import new_uid
from app.crypto.certificates import new_key, new_root, to_pem
from app.crypto.digests import GENESIS, line_hash
from app.sync.frames import compressed
from app.sync.refusals import Reason
from app.sync.trust import Revocations, sign_revocations
from tests.sync.cases import Cases, Damage, check, check_is_refused
from tests.sync.forge import Forge
from tests.sync.scene import Scene

CASES = Cases()
refused_as = CASES.refused_as


# --- the header


@refused_as(Reason.MALFORMED)
def header_no_json(forge: Forge, _scene: Scene) -> None:
    forge.put("bundle.json", b"hello")
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_spelled_with_spaces(forge: Forge, _scene: Scene) -> None:
    forge.put("bundle.json", forge.get("bundle.json").replace(b":", b": "))
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_with_a_key_twice(forge: Forge, _scene: Scene) -> None:
    forge.put("bundle.json", forge.get("bundle.json").replace(b'{"app"', b'{"app":"0","app"', 1))
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_unsorted(forge: Forge, _scene: Scene) -> None:
    values = msgspec.json.decode(forge.get("bundle.json"))
    forge.put("bundle.json", msgspec.json.encode(dict(reversed(values.items()))))
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_very_deep(forge: Forge, _scene: Scene) -> None:
    deep = b"[" * 17 + b"]" * 17
    forge.put("bundle.json", forge.get("bundle.json")[:-1] + b',"zz":' + deep + b"}")
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_deep_enough_to_break_a_parser(forge: Forge, _scene: Scene) -> None:
    forge.put("bundle.json", b"[" * 1_000_000)
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_not_utf_8(forge: Forge, _scene: Scene) -> None:
    forge.put("bundle.json", forge.get("bundle.json").replace(b'"app":"', b'"app":"\xff', 1))
    forge.resummed()


@refused_as(Reason.TOO_LARGE)
def header_huge(forge: Forge, _scene: Scene) -> None:
    forge.put("bundle.json", b'{"a":"' + b"a" * (8 << 20) + b'"}')
    forge.resummed()


HEADERS: dict[str, tuple[Reason, dict[str, object]]] = {
    "of another operation": (Reason.WRONG_OPERATION, {"operation": "0" * 64}),
    "for somebody else": (Reason.NOT_FOR_US, {"to": ["0" * 64]}),
    "for nobody": (Reason.MALFORMED, {"to": []}),
    "from somebody else": (Reason.UNTRUSTED, {"from": new_uid()}),
    "from a newer version": (Reason.NEWER_VERSION, {"format": 2, "min_reader": 2}),
    "of another type": (Reason.MALFORMED, {"type": "athar-receipt"}),
    "of format none": (Reason.MALFORMED, {"format": 0}),
    "with a float": (Reason.MALFORMED, {"mood": 0.5}),
    "with a huge integer": (Reason.MALFORMED, {"mood": 2**53}),
    "with a negative number": (Reason.MALFORMED, {"number": -1}),
    "with a bundle id too short": (Reason.MALFORMED, {"bundle": "ab"}),
    "with a digest and a newline": (Reason.MALFORMED, {"operation": "0" * 64 + "\n"}),
    "with a uid in capitals": (Reason.MALFORMED, {"from": new_uid().upper()}),
    "with text for a list": (Reason.MALFORMED, {"segments": "none"}),
    "with nothing for a list": (Reason.MALFORMED, {"media": None}),
    "with too long a text": (Reason.MALFORMED, {"audience": "x" * 201}),
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_header_is_refused(what: str, forge: Forge, scene: Scene) -> None:
    reason, values = HEADERS[what]
    forge.edit(lambda header: header.update(values))
    forge.resummed()
    assert check(forge, scene).reason is reason


@refused_as(Reason.MALFORMED)
def header_for_somebody_twice(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header.update(to=header["to"] * 2))
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_with_ranges_backwards(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header["have"][0].update(ranges=[[5, 3]]))
    forge.resummed()


@refused_as(Reason.MALFORMED)
def header_without_a_key(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header.pop("number"))
    forge.resummed()


# --- certificates


@refused_as(Reason.UNTRUSTED)
def certificate_of_a_stranger(forge: Forge, _scene: Scene) -> None:
    key = new_key()
    stranger = to_pem([new_root(key, operation_name="Stranger")])
    forge.put("certificates.pem", forge.get("certificates.pem") + stranger)
    forge.resummed()


@refused_as(Reason.MALFORMED)
def certificates_with_remarks(forge: Forge, _scene: Scene) -> None:
    forge.put("certificates.pem", b"# ours\n" + forge.get("certificates.pem"))
    forge.resummed()


@refused_as(Reason.MALFORMED)
def certificates_damaged(forge: Forge, _scene: Scene) -> None:
    forge.put("certificates.pem", forge.get("certificates.pem").replace(b"A", b"!", 1))
    forge.resummed()


# --- revocations


@refused_as(Reason.UNTRUSTED)
def revocations_signed_by_a_laptop(forge: Forge, scene: Scene) -> None:
    forge.edit_signed("revocations.json", scene.laptop.signer, lambda _: None)
    forge.resummed()


@refused_as(Reason.BAD_SIGNATURE)
def revocations_altered(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda statement: statement.update(version=9), "revocations.json")
    forge.resummed()


@refused_as(Reason.WRONG_OPERATION)
def revocations_of_another_operation(forge: Forge, scene: Scene) -> None:
    signed = sign_revocations(
        Revocations(operation="0" * 64, version=9, entries=()), scene.operation.signer
    )
    forge.put("revocations.json", signed.data)
    forge.put("revocations.json.p7s", signed.signature)
    forge.resummed()


@refused_as(Reason.MALFORMED)
def revocation_without_a_head(forge: Forge, scene: Scene) -> None:
    entry = {
        "journal": scene.laptop.journal,
        "reason": "lost",
        "replica": scene.laptop.uid,
        "up_to_head": "",
        "up_to_size": 3,
    }
    forge.edit_signed(
        "revocations.json", scene.operation.signer, lambda one: one.update(entries=[entry])
    )
    forge.resummed()


# --- journals


ENTRIES: dict[str, tuple[Reason, int, dict[str, object]]] = {
    "does not begin with nothing": (Reason.CHAIN_BROKEN, 0, {"previous_hash": "ab" * 32}),
    "does not join the first": (Reason.CHAIN_BROKEN, 1, {"previous_hash": "ab" * 32}),
    "has another head": (Reason.CHECKPOINT_WRONG, 1, {"head": "ab" * 32}),
    "has fewer lines": (Reason.MALFORMED, 0, {"lines": 3}),
    "has no lines": (Reason.MALFORMED, 0, {"lines": 0}),
    "has fewer bytes": (Reason.MALFORMED, 0, {"raw_bytes": 5}),
    "is a bomb": (Reason.TOO_LARGE, 0, {"raw_bytes": 64 << 20}),
    "is larger than any": (Reason.MALFORMED, 0, {"raw_bytes": (64 << 20) + 1}),
    "comes before the one before it": (Reason.MALFORMED, 1, {"from": 4, "lines": 4}),
}


@pytest.mark.parametrize("what", ENTRIES)
def test_a_segment_that(what: str, forge: Forge, scene: Scene) -> None:
    reason, place, values = ENTRIES[what]
    forge.edit(lambda header: header["segments"][place].update(values))
    forge.resummed()
    assert check(forge, scene).reason is reason


def lines_damage(change: Callable[[list[bytes]], list[bytes]], *, is_consistent: bool) -> Damage:
    """Other lines in the first segment; with `is_consistent`, as if they had always been there."""

    def damage(forge: Forge, scene: Scene) -> None:
        name = forge.names("journal/")[0]
        raw = zstandard.ZstdDecompressor().decompress(forge.get(name))
        lines = change(raw.split(b"\n"))
        raw = b"\n".join(lines)
        forge.put(name, compressed(raw))
        head = GENESIS
        for line in lines:
            head = line_hash(head, line)

        def edit(header: dict[str, Any]) -> None:
            header["segments"][0]["raw_bytes"] = len(raw)
            if is_consistent:
                header["segments"][0]["head"] = head.hex()
                header["segments"][1]["previous_hash"] = head.hex()

        forge.edit(edit)
        forge.resummed()

    return damage


LINES: dict[str, tuple[Reason, Callable[[list[bytes]], list[bytes]]]] = {
    "one missing": (Reason.CHAIN_BROKEN, lambda some: some[:-1]),
    "one more": (Reason.CHAIN_BROKEN, lambda some: [*some, b"{}"]),
    "in another order": (Reason.CHAIN_BROKEN, lambda some: some[::-1]),
    "with a carriage return": (Reason.CHAIN_BROKEN, lambda some: [*some[:-1], some[-1] + b"\r"]),
    "ending with a newline": (Reason.MALFORMED, lambda some: [*some, b""]),
    "beginning with a newline": (Reason.MALFORMED, lambda some: [b"", *some]),
    "one too long": (Reason.TOO_LARGE, lambda some: [*some, b"x" * (256 * 1024 + 1)]),
    "one too long and cut": (Reason.TOO_LARGE, lambda some: [b"x" * (256 * 1024 + 1), *some]),
}


@pytest.mark.parametrize("what", LINES)
def test_other_lines_than_announced(what: str, forge: Forge, scene: Scene) -> None:
    reason, change = LINES[what]
    lines_damage(change, is_consistent=False)(forge, scene)
    assert check(forge, scene).reason is reason


def test_other_lines_as_if_they_had_always_been_there(forge: Forge, scene: Scene) -> None:
    lines_damage(lambda some: [*some[:-1], b'{"k":"change"}'], is_consistent=True)(forge, scene)
    assert check(forge, scene).reason is Reason.CHECKPOINT_WRONG


CHECKPOINTS: dict[str, tuple[Reason, dict[str, object]]] = {
    "with another head": (Reason.CHECKPOINT_WRONG, {"head": "ab" * 32}),
    "with another root": (Reason.CHECKPOINT_WRONG, {"root": "ab" * 32}),
    "at another size": (Reason.CHECKPOINT_WRONG, {"size": 5}),
    "of another journal": (Reason.CHECKPOINT_WRONG, {"journal": new_uid()}),
    "of nothing": (Reason.MALFORMED, {"size": 0}),
    "that is a receipt": (Reason.MALFORMED, {"type": "athar-receipt"}),
    "from a newer version": (Reason.NEWER_VERSION, {"format": 2}),
    "that is long": (Reason.TOO_LARGE, {"note": "x" * 4096}),
}


@pytest.mark.parametrize("what", CHECKPOINTS)
def test_a_checkpoint(what: str, forge: Forge, scene: Scene) -> None:
    reason, values = CHECKPOINTS[what]
    name = forge.names("checkpoints/")[0]
    forge.edit_signed(name, scene.laptop.signer, lambda one: one.update(values))
    forge.resummed()
    assert check(forge, scene).reason is reason


@refused_as(Reason.CHECKPOINT_WRONG)
def checkpoint_signed_by_another_laptop(forge: Forge, scene: Scene) -> None:
    forge.edit_signed(forge.names("checkpoints/")[2], scene.hq.signer, lambda _: None)
    forge.resummed()


@refused_as(Reason.BAD_SIGNATURE)
def checkpoint_with_the_signature_of_another(forge: Forge, _scene: Scene) -> None:
    names = forge.names("checkpoints/")
    forge.put(names[1], forge.get(names[3]))
    forge.resummed()


@refused_as(Reason.UNTRUSTED)
def checkpoint_signed_by_the_root(forge: Forge, scene: Scene) -> None:
    forge.edit_signed(forge.names("checkpoints/")[0], scene.operation.signer, lambda _: None)
    forge.resummed()


# --- receipts


HOLDING = {"head": "0" * 64, "journal": new_uid(), "level": 1, "ranges": [[1, 3]]}
RECEIPTS: dict[str, tuple[Reason, dict[str, object]]] = {
    "given by somebody else": (Reason.UNTRUSTED, {"issuer": new_uid()}),
    "of another operation": (Reason.WRONG_OPERATION, {"operation": "0" * 64}),
    "under another number": (Reason.MALFORMED, {"number": 4}),
    "with ranges that touch": (
        Reason.MALFORMED,
        {"journals": [HOLDING | {"ranges": [[1, 3], [4, 5]]}]},
    ),
    "with a range of nothing": (Reason.MALFORMED, {"journals": [HOLDING | {"ranges": [[3, 2]]}]}),
    "of an unknown level": (Reason.MALFORMED, {"journals": [HOLDING | {"level": 3}]}),
}


@pytest.mark.parametrize("what", RECEIPTS)
def test_a_receipt(what: str, forge: Forge, scene: Scene) -> None:
    reason, values = RECEIPTS[what]
    name = forge.names("receipts/")[0]
    forge.edit_signed(name, scene.laptop.signer, lambda one: one.update(values))
    forge.resummed()
    assert check(forge, scene).reason is reason


@CASES.each()
def test_is_refused(reason: Reason, damage: Damage, forge: Forge, scene: Scene) -> None:
    check_is_refused(damage, reason, forge, scene)
