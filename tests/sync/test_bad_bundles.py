"""Every way to put a bundle together wrongly has a name here, and the reason it is refused for.

Here is what signs, sums up and contains; `test_bad_contents` has what is inside the members.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.crypto.certificates import issue, new_key, new_root
from app.crypto.digests import sha256_hex
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.signed import Signer
from tests.sync.cases import Cases, Damage, check, check_is_refused
from tests.sync.forge import Forge, raw_header, tar_of, verify_plain
from tests.sync.scene import Scene

CASES = Cases()
refused_as = CASES.refused_as


# --- signatures


@refused_as(Reason.BAD_SIGNATURE)
def sums_altered(forge: Forge, _scene: Scene) -> None:
    forge.put("SHA256SUMS", forge.get("SHA256SUMS").replace(b"a", b"b", 1))


@refused_as(Reason.BAD_SIGNATURE)
def sums_cut_off(forge: Forge, _scene: Scene) -> None:
    forge.put("SHA256SUMS", forge.get("SHA256SUMS").rsplit(b"\n", 2)[0] + b"\n")


@refused_as(Reason.BAD_SIGNATURE)
def signature_empty(forge: Forge, _scene: Scene) -> None:
    forge.put("SHA256SUMS.p7s", b"")


@refused_as(Reason.BAD_SIGNATURE)
def signature_with_something_after_it(forge: Forge, _scene: Scene) -> None:
    forge.put("SHA256SUMS.p7s", forge.get("SHA256SUMS.p7s") + b"\0")


@refused_as(Reason.BAD_SIGNATURE)
def signature_of_something_else(forge: Forge, scene: Scene) -> None:
    forge.put("SHA256SUMS.p7s", scene.laptop.signer.signed(b"something else").signature)


@refused_as(Reason.UNTRUSTED)
def signed_by_a_stranger(forge: Forge, _scene: Scene) -> None:
    key = new_key()
    forge.signer = Signer(key, new_root(key, operation_name="Stranger"))
    forge.resigned()


@refused_as(Reason.UNTRUSTED)
def signed_under_another_root(forge: Forge, scene: Scene) -> None:
    other = Scene(scene.folder).laptop
    forge.signer = other.signer
    forge.resigned()


@refused_as(Reason.UNTRUSTED)
def signed_by_another_laptop(forge: Forge, scene: Scene) -> None:
    forge.signer = scene.hq.signer
    forge.resigned()


@refused_as(Reason.UNTRUSTED)
def signed_by_a_person(forge: Forge, scene: Scene) -> None:
    key, operation = new_key(), scene.operation
    certificate = issue(
        operation.key,
        operation.root,
        key.public_key(),
        name="Registrar",
        role="person",
        uid=scene.laptop.uid,
    )
    forge.signer = Signer(key, certificate, (operation.root,))
    forge.resigned()


@refused_as(Reason.UNTRUSTED)
def signed_by_the_root(forge: Forge, scene: Scene) -> None:
    forge.signer = scene.operation.signer
    forge.resigned()


@refused_as(Reason.TOO_LARGE)
def signature_huge(forge: Forge, _scene: Scene) -> None:
    forge.put("SHA256SUMS.p7s", bytes(65 << 10))


# --- checksums


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "in capitals": bytes.upper,
    "with stars": lambda sums: sums.replace(b"  ", b" *"),
    "with carriage returns": lambda sums: sums.replace(b"\n", b"\r\n"),
    "without the last newline": lambda sums: sums[:-1],
    "with an empty line": lambda sums: sums + b"\n",
    "with a byte order mark": lambda sums: b"\xef\xbb\xbf" + sums,
    "with a byte that is not ASCII": lambda sums: sums + b"\xff",
    "of 70,000 members": lambda sums: sums * (70_000 // sums.count(b"\n")),
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_checksums_have_one_spelling(how: str, forge: Forge, scene: Scene) -> None:
    forge.put("SHA256SUMS", SPELLINGS[how](forge.get("SHA256SUMS")))
    forge.resigned()
    expected = Reason.TOO_LARGE if "70,000" in how else Reason.MALFORMED
    assert check(forge, scene).reason is expected


@refused_as(Reason.MISSING_MEMBER)
def sums_of_nothing(forge: Forge, _scene: Scene) -> None:
    forge.put("SHA256SUMS", b"")
    forge.resigned()


@refused_as(Reason.HASH_MISMATCH)
def medium_altered(forge: Forge, _scene: Scene) -> None:
    (name, *_) = forge.names("media/")
    forge.put(name, forge.get(name)[::-1])


@refused_as(Reason.HASH_MISMATCH)
def segment_altered(forge: Forge, _scene: Scene) -> None:
    (name, *_) = forge.names("journal/")
    forge.put(name, forge.get(name)[:-1] + b"!")


@refused_as(Reason.HASH_MISMATCH)
def header_altered(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header.update(audience="court"))


@refused_as(Reason.HASH_MISMATCH)
def medium_longer(forge: Forge, _scene: Scene) -> None:
    (name, *_) = forge.names("media/")
    forge.put(name, forge.get(name) + b"\0")


# --- members: which, and in which order


@refused_as(Reason.MISSING_MEMBER)
def nothing_at_all(forge: Forge, _scene: Scene) -> None:
    forge.members.clear()


@refused_as(Reason.MISSING_MEMBER)
def only_the_signature(forge: Forge, _scene: Scene) -> None:
    del forge.members[1:]


@refused_as(Reason.MISSING_MEMBER)
def last_medium_missing(forge: Forge, _scene: Scene) -> None:
    forge.members.pop()


@refused_as(Reason.UNEXPECTED_MEMBER)
def first_segment_missing(forge: Forge, _scene: Scene) -> None:
    forge.drop(forge.names("journal/")[0])


@refused_as(Reason.UNEXPECTED_MEMBER)
def member_twice(forge: Forge, _scene: Scene) -> None:
    name, data = forge.members[-1]
    forge.append(name, data)


@refused_as(Reason.UNEXPECTED_MEMBER)
def member_twice_and_announced(forge: Forge, _scene: Scene) -> None:
    name, data = forge.members[-1]
    forge.append(name, data)
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def certificates_twice(forge: Forge, _scene: Scene) -> None:
    forge.insert("revocations.json", "certificates.pem", forge.get("certificates.pem"))
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def receipt_twice(forge: Forge, _scene: Scene) -> None:
    name, signature = forge.names("receipts/")
    place = forge.place(signature) + 1
    forge.members[place:place] = [(name, forge.get(name)), (signature, forge.get(signature))]
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def members_swapped(forge: Forge, _scene: Scene) -> None:
    forge.members[-1], forge.members[-2] = forge.members[-2], forge.members[-1]


@refused_as(Reason.UNEXPECTED_MEMBER)
def media_swapped_and_announced(forge: Forge, _scene: Scene) -> None:
    forge.members[-1], forge.members[-2] = forge.members[-2], forge.members[-1]
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def media_before_lines(forge: Forge, _scene: Scene) -> None:
    forge.members.insert(3, forge.members.pop())
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def sums_before_the_signature(forge: Forge, _scene: Scene) -> None:
    forge.members[:2] = reversed(forge.members[:2])


@refused_as(Reason.MISSING_MEMBER)
def header_missing(forge: Forge, _scene: Scene) -> None:
    forge.drop("bundle.json")
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def header_last(forge: Forge, _scene: Scene) -> None:
    name, data = "bundle.json", forge.get("bundle.json")
    forge.drop(name)
    forge.append(name, data)
    forge.resummed()


@refused_as(Reason.MISSING_MEMBER)
def certificates_missing(forge: Forge, _scene: Scene) -> None:
    forge.drop("certificates.pem")
    forge.resummed()


@refused_as(Reason.MISSING_MEMBER)
def revocations_unsigned(forge: Forge, _scene: Scene) -> None:
    forge.drop("revocations.json.p7s")
    forge.resummed()


@refused_as(Reason.MISSING_MEMBER)
def last_receipt_unsigned(forge: Forge, _scene: Scene) -> None:
    del forge.members[forge.place(forge.names("receipts/")[1]) :]
    forge.edit(lambda header: header.update(media=[]))
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def signature_of_nothing(forge: Forge, _scene: Scene) -> None:
    forge.drop("revocations.json")
    forge.resummed()


@refused_as(Reason.MISSING_MEMBER)
def checkpoint_missing(forge: Forge, _scene: Scene) -> None:
    for name in forge.names("checkpoints/")[:2]:
        forge.drop(name)
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def checkpoint_too_many(forge: Forge, scene: Scene) -> None:
    extra, name = scene.laptop.checkpoint(5), f"checkpoints/{scene.laptop.journal}-5.json"
    before = forge.names("checkpoints/")[2]
    forge.insert(before, name, extra.data)
    forge.insert(before, name + ".p7s", extra.signature)
    forge.resummed()


@refused_as(Reason.MISSING_MEMBER)
def segment_announced_and_missing(forge: Forge, _scene: Scene) -> None:
    forge.drop(forge.names("journal/")[1])
    forge.resummed()


@refused_as(Reason.UNEXPECTED_MEMBER)
def medium_not_announced(forge: Forge, _scene: Scene) -> None:
    forge.append(f"media/{sha256_hex(b'more')}", b"more")
    forge.resummed()


@refused_as(Reason.MISSING_MEMBER)
def medium_announced_and_missing(forge: Forge, _scene: Scene) -> None:
    forge.members.pop()
    forge.resummed()


@refused_as(Reason.HASH_MISMATCH)
def medium_under_another_digest(forge: Forge, _scene: Scene) -> None:
    other = "0" * 64
    forge.rename(forge.names("media/")[0], f"media/{other}")
    forge.edit(lambda header: header["media"][0].update(sha256=other))
    forge.resummed()


@refused_as(Reason.HASH_MISMATCH)
def medium_of_another_size_than_announced(forge: Forge, _scene: Scene) -> None:
    forge.edit(lambda header: header["media"][0].update(bytes=1))
    forge.resummed()


def test_the_bundle_itself_is_not_refused(forge: Forge, scene: Scene) -> None:
    forge.resummed()
    assert verify_plain(forge.plain(), scene.reader).lines == 7


@CASES.each()
def test_is_refused(reason: Reason, damage: Damage, forge: Forge, scene: Scene) -> None:
    check_is_refused(damage, reason, forge, scene)


NAMES = [
    "../../etc/passwd",
    "/etc/passwd",
    "media/../../x",
    "media//" + "0" * 64,
    "C:/x",
    "con.",
    ".hidden",
    "media/" + "0" * 63,
    "media/" + "A" * 64,
    "journal/x/1-2.jsonl.zst",
    "journal/00000000-0000-4000-8000-000000000000/01-2.jsonl.zst",
    "checkpoints/00000000-0000-4000-8000-000000000000-0.json",
    "bundle.json/",
    "notes.txt",
    "ｂundle.json",
    "bundle.json\n",
    "media/\u202egnp.exe",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_none_of_ours_is_refused(name: str, forge: Forge, scene: Scene) -> None:
    forge.append(name, b"x")
    forge.resummed()
    assert check(forge, scene).reason in {Reason.UNEXPECTED_MEMBER, Reason.MALFORMED}


@pytest.mark.parametrize("name", NAMES)
def test_such_a_name_is_refused_even_where_nothing_announces_it(
    name: str, forge: Forge, scene: Scene
) -> None:
    forge.members.insert(2, (name, b"x"))
    assert check(forge, scene).reason in {Reason.UNEXPECTED_MEMBER, Reason.MALFORMED}


# --- the container


HEADERS = {
    "typed as a link": (156, b"2"),
    "typed as a hard link": (156, b"1"),
    "typed as a device": (156, b"3"),
    "typed as a folder": (156, b"5"),
    "typed as pax": (156, b"x"),
    "typed as GNU long name": (156, b"L"),
    "typed as sparse": (156, b"S"),
    "typed the old way": (156, b"\0"),
    "with a link's target": (157, b"/etc/passwd"),
    "with a mode that can run": (100, b"0000755"),
    "with an owner": (108, b"0001750"),
    "with a group": (116, b"0001750"),
    "with a time": (136, b"14000000000"),
    "with a user's name": (265, b"root"),
    "with a group's name": (297, b"root"),
    "with a device number": (329, b"0000001"),
    "with a prefix": (345, b"../.."),
    "with GNU magic": (257, b"ustar  \0"),
    "with a binary size": (124, b"\x80" + bytes(10) + b"\x05"),
    "with a negative size": (124, b"\xff" * 12),
    "with spaces in the size": (124, b"      5\0    "),
    "with something in the reserve": (500, b"x"),
    "with a name and something after its end": (80, b"x"),
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_member_that_is_no_plain_file_is_refused(what: str, forge: Forge, scene: Scene) -> None:
    name, data = forge.members[0]
    place, value = HEADERS[what]
    plain = forge.plain()
    head = raw_header(name.encode(), len(data), field=(place, value))
    with pytest.raises(BundleRefusedError) as caught:
        verify_plain(head + plain[512:], scene.reader)
    assert caught.value.reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "tail",
    [b"", bytes(512), bytes(511), bytes(1023), bytes(1025), bytes(1536), b"x" + bytes(1023)],
    ids=lambda tail: f"{len(tail)} bytes",
)
def test_an_archive_that_ends_otherwise_is_refused(tail: bytes, forge: Forge, scene: Scene) -> None:
    plain = forge.plain()
    with pytest.raises(BundleRefusedError) as caught:
        verify_plain(plain[:-1024] + tail, scene.reader)
    assert caught.value.reason is Reason.MALFORMED


def test_padding_that_is_not_empty_is_refused(forge: Forge, scene: Scene) -> None:
    plain = bytearray(forge.plain())
    plain[-1025] = 1
    with pytest.raises(BundleRefusedError) as caught:
        verify_plain(bytes(plain), scene.reader)
    assert caught.value.reason is Reason.MALFORMED


def test_a_second_archive_behind_the_first_is_refused(forge: Forge, scene: Scene) -> None:
    with pytest.raises(BundleRefusedError):
        verify_plain(forge.plain() * 2, scene.reader)


def test_a_member_of_eight_gigabytes_is_not_waited_for(forge: Forge, scene: Scene) -> None:
    head = raw_header(forge.members[-1][0].encode(), 8**11 - 1)
    plain = tar_of(forge.members[:-1])[:-1024] + head + bytes(4096)
    with pytest.raises(BundleRefusedError) as caught:
        verify_plain(plain, scene.reader)
    assert caught.value.reason is Reason.TOO_LARGE
