"""The laptop's keys and the file's key: where they lie, and who can open them.

The database key is random and wrapped once for each person's passphrase. The signing key and the
age identity lie beside the database, sealed under a secret inside it: a stolen file opens nothing,
and a restored backup cannot sign as the laptop it came from.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from app.core.errors import AppError
from app.core.files import read_bounded, write_whole
from app.crypto.certificates import PrivateKey
from app.crypto.keys import load_key
from app.crypto.media import open_medium, seal_medium
from app.crypto.passphrases import Cost, Slot, WrongPassphraseError, new_slot, open_slot
from app.crypto.sealing import Identity, identity_from
from app.store.layout import Layout

SLOTS_LIMIT = 1 << 20
_IDENTITY, _IDENTITY_LIMIT = "identity", 1 << 16


class KeysMissingError(AppError):
    """The file's slots or the laptop's keys are not where they belong."""


def new_slots(layout: Layout, key: bytes, *, person: str, passphrase: str, cost: Cost) -> None:
    """Wrap the database key for its first person."""
    _write_slots(layout, [new_slot(passphrase, key, label=person, cost=cost)])


def open_slots(layout: Layout, passphrase: str, person: str = "") -> tuple[bytes, str]:
    """The database key, and the person whose passphrase this is.

    Raises:
        WrongPassphraseError: it opens no slot.
        KeysMissingError: the slots' file is missing or damaged.
    """
    for slot in _read_slots(layout):
        if person and slot.label != person:
            continue
        try:
            return open_slot(slot, passphrase), slot.label
        except WrongPassphraseError:
            continue
    raise WrongPassphraseError(
        "The passphrase does not open this file.",
        hint="Nothing was changed. Check the keyboard language and Caps Lock, and try again.",
    )


def _read_slots(layout: Layout) -> list[Slot]:
    try:
        data = msgspec.json.decode(read_bounded(layout.slots, SLOTS_LIMIT), type=dict[str, object])
        entries = data["slots"]
        if not isinstance(entries, list):
            raise _missing()
        return [Slot.from_json(entry) for entry in entries if isinstance(entry, dict)]
    except (msgspec.MsgspecError, KeyError, AppError) as error:
        raise _missing() from error


def _write_slots(layout: Layout, slots: Sequence[Slot]) -> None:
    content = {"format": 1, "slots": [slot.to_json() for slot in slots]}
    write_whole(layout.slots, msgspec.json.encode(content))


def _missing() -> KeysMissingError:
    return KeysMissingError(
        "The folder beside the file, which holds its keys, is missing or damaged.",
        hint="Nothing was changed. Copy the file together with the folder of the same name.",
    )


def keep_root_slot(layout: Layout, slot: Slot) -> None:
    """Keep how the operation's root key is opened; only headquarters has this file."""
    write_whole(layout.keys / "root.slot", msgspec.json.encode(slot.to_json()))


def load_root_key(layout: Layout, passphrase: str) -> PrivateKey:
    """The operation's root key.

    Raises:
        WrongPassphraseError: the passphrase does not open it.
        FileTroubleError: it is not here: this is no headquarters.
    """
    data = read_bounded(layout.keys / "root.slot", SLOTS_LIMIT)
    try:
        slot = Slot.from_json(msgspec.json.decode(data, type=dict[str, object]))
    except msgspec.MsgspecError as error:
        raise _missing() from error
    return load_key(layout.keys / "root.key", open_slot(slot, passphrase))


def save_identity(layout: Layout, identity: Identity, secret: bytes) -> None:
    """Keep the age identity that opens bundles, sealed; one that was here before is kept too."""
    sealed = io.BytesIO()
    seal_medium(io.BytesIO(identity.secret.encode()), sealed, secret)
    place = layout.keys / _IDENTITY
    if place.is_file():
        earlier = read_bounded(place, _IDENTITY_LIMIT)
        write_whole(layout.keys / f"{_IDENTITY}-{len(_earlier(layout)) + 1}", earlier)
    write_whole(place, sealed.getvalue())


def load_identity(layout: Layout, secret: bytes) -> Identity:
    """The age identity of this laptop.

    Raises:
        FileTroubleError: it is missing.
        DamagedMediumError: it is damaged, or belongs to another store.
    """
    return _identity_in(layout.keys / _IDENTITY, secret)


def earlier_identities(layout: Layout, secret: bytes) -> tuple[Identity, ...]:
    """The identities this laptop had before it began again; those of another store are no use."""
    found = []
    for place in _earlier(layout):
        with suppress(AppError):
            found.append(_identity_in(place, secret))
    return tuple(found)


def _earlier(layout: Layout) -> list[Path]:
    return sorted(layout.keys.glob(f"{_IDENTITY}-*"))


def _identity_in(place: Path, secret: bytes) -> Identity:
    sealed = io.BytesIO(read_bounded(place, _IDENTITY_LIMIT))
    return identity_from(b"".join(open_medium(sealed, secret)).decode())
