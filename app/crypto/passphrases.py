"""Slots: a store's random key, wrapped once for each passphrase that may open it.

Argon2id makes every guess cost a second and a quarter of a gigabyte, so a stolen laptop's file does
not fall to a list of likely passphrases. A slot is plain JSON beside the store; whoever changes a
number in it changes the key that comes out, and numbers too large for a laptop are refused unread.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.core.errors import AppError
from app.core.ids import random_bytes

SHORTEST_PASSPHRASE, GOOD_PASSPHRASE = 8, 12  # characters
FEWEST_DIFFERENT_CHARACTERS = 5

_MAX_MEMORY_KIB, _MAX_PASSES, _MAX_LANES = 1 << 20, 16, 8
_MAX_LABEL, _MAX_SECRET_BYTES = 200, 64
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES, _TAG_BYTES = 16, 12, 32, 16
_KDF = "argon2id"


class PassphraseError(AppError):
    """Something to say about a passphrase that is being chosen; `blocks` if it may not be used."""

    blocks: ClassVar[bool] = True


class ShortPassphraseError(PassphraseError):
    """So short that a computer tries them all."""


class SimplePassphraseError(PassphraseError):
    """Long, but of almost nothing."""


class WeakPassphraseError(PassphraseError):
    """Usable, and a longer one would be better."""

    blocks = False


class WrongPassphraseError(AppError):
    """The passphrase is not the slot's."""


class SlotError(AppError):
    """What should be a slot is damaged, or asks for more than a laptop has."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: Argon2id's memory in KiB, passes over it, and lanes side by side."""

    memory_kib: int
    passes: int
    lanes: int

    def is_bearable(self) -> bool:
        """Whether a laptop can pay it; Argon2 itself wants 8 KiB for each lane."""
        return (
            1 <= self.lanes <= _MAX_LANES
            and 1 <= self.passes <= _MAX_PASSES
            and 8 * self.lanes <= self.memory_kib <= _MAX_MEMORY_KIB
        )


DEFAULT_COST = Cost(memory_kib=256 << 10, passes=3, lanes=2)
TEST_COST = Cost(memory_kib=8, passes=1, lanes=1)
"""For tests and the practice operation, which guard nothing."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A secret wrapped under a passphrase; `label` says whose."""

    label: str
    cost: Cost
    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)

    def to_json(self) -> dict[str, str | int]:
        """The slot in plain JSON types."""
        return {
            "label": self.label,
            "kdf": _KDF,
            "memory_kib": self.cost.memory_kib,
            "passes": self.cost.passes,
            "lanes": self.cost.lanes,
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
            "wrapped": self.wrapped.hex(),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> Slot:
        """The slot that `to_json` wrote.

        Raises:
            SlotError: a value is missing, of the wrong kind, or out of bounds.
        """
        try:
            cost = Cost(*(_whole(values[name]) for name in ("memory_kib", "passes", "lanes")))
            salt, nonce, wrapped = (
                bytes.fromhex(_text(values[name])) for name in ("salt", "nonce", "wrapped")
            )
            slot = cls(_text(values["label"]), cost, salt, nonce, wrapped)
            is_sound = values["kdf"] == _KDF and slot._is_sound()
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged() from error
        if not is_sound:
            raise _damaged()
        return slot

    def _is_sound(self) -> bool:
        return (
            self.cost.is_bearable()
            and len(self.label) <= _MAX_LABEL
            and len(self.salt) == _SALT_BYTES
            and len(self.nonce) == _NONCE_BYTES
            and _TAG_BYTES < len(self.wrapped) <= _MAX_SECRET_BYTES + _TAG_BYTES
        )


def check_passphrase(text: str) -> tuple[PassphraseError, ...]:
    """All there is to say against a new passphrase; those that block come first."""
    passphrase = _one_spelling(text)
    problems: list[PassphraseError] = []
    if len(passphrase) < SHORTEST_PASSPHRASE:
        problems.append(
            ShortPassphraseError(
                "The passphrase is shorter than {least} characters.",
                hint="Choose four or five words that do not belong together.",
                least=SHORTEST_PASSPHRASE,
            )
        )
    elif len(set(passphrase)) < FEWEST_DIFFERENT_CHARACTERS:
        problems.append(
            SimplePassphraseError(
                "The passphrase repeats the same few characters.",
                hint="Choose four or five words that do not belong together.",
            )
        )
    elif len(passphrase) < GOOD_PASSPHRASE:
        problems.append(
            WeakPassphraseError(
                "The passphrase is shorter than {good} characters, and may be guessed in time.",
                hint="You can use it. A word or two more would make it safe for years.",
                good=GOOD_PASSPHRASE,
            )
        )
    return tuple(problems)


def new_slot(passphrase: str, secret: bytes, *, label: str, cost: Cost = DEFAULT_COST) -> Slot:
    """Wrap `secret`, of at most 64 bytes, under `passphrase`.

    Raises:
        PassphraseError: the passphrase may not be used.
        SlotError: the laptop has too little free memory.
    """
    for problem in check_passphrase(passphrase):
        if problem.blocks:
            raise problem
    salt, nonce = random_bytes(_SALT_BYTES), random_bytes(_NONCE_BYTES)
    key = _derived(passphrase, salt, cost)
    wrapped = AESGCM(key).encrypt(nonce, secret, _bound(label, cost))
    return Slot(label, cost, salt, nonce, wrapped)


def open_slot(slot: Slot, passphrase: str) -> bytes:
    """The secret in a slot.

    Raises:
        WrongPassphraseError: the passphrase is another.
        SlotError: the laptop has too little free memory.
    """
    key = _derived(passphrase, slot.salt, slot.cost)
    try:
        return AESGCM(key).decrypt(slot.nonce, slot.wrapped, _bound(slot.label, slot.cost))
    except InvalidTag as error:
        raise WrongPassphraseError(
            "The passphrase does not open this file.",
            hint="Check the keyboard's language and the Caps Lock key, then try again.",
        ) from error


def _derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    kdf = Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    try:
        return kdf.derive(_one_spelling(passphrase).encode("utf-8", "surrogatepass"))
    except MemoryError as error:
        raise SlotError(
            "Opening the file takes {needed_mb} MB of memory, and less is free.",
            hint="Close other programs, then try again.",
            needed_mb=cost.memory_kib * 1024 // 1_000_000,
        ) from error


def _one_spelling(passphrase: str) -> str:
    """One spelling for what keyboards of different makes send for the same letters."""
    return unicodedata.normalize("NFKC", passphrase)


def _bound(label: str, cost: Cost) -> bytes:
    return f"athar-slot/1\n{cost.memory_kib} {cost.passes} {cost.lanes}\n{label}".encode()


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _damaged() -> SlotError:
    return SlotError(
        "The part of the file that holds its key is damaged.",
        hint="Nothing was changed. Open the newest backup, or use the recovery words.",
    )
