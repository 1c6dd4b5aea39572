"""Slots: one passphrase opens one slot, and no number in a slot can be changed or made ruinous."""

from __future__ import annotations

import json
import resource
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.passphrases import (
    DEFAULT_COST,
    TEST_COST,
    Cost,
    PassphraseError,
    ShortPassphraseError,
    SimplePassphraseError,
    Slot,
    SlotError,
    WeakPassphraseError,
    WrongPassphraseError,
    check_passphrase,
    new_slot,
    open_slot,
)

passphrases = st.text(min_size=8, max_size=40).filter(
    lambda text: not any(problem.blocks for problem in check_passphrase(text))
)
SECRET = bytes(range(32))
SLOT = new_slot("wadi rain lamp", SECRET, label="Zahra", cost=TEST_COST)


@given(passphrases, st.binary(min_size=1, max_size=64), st.text(max_size=50))
def test_its_passphrase_opens_a_slot(passphrase: str, secret: bytes, label: str) -> None:
    slot = new_slot(passphrase, secret, label=label, cost=TEST_COST)
    travelled = Slot.from_json(json.loads(json.dumps(slot.to_json())))
    assert travelled == slot
    assert open_slot(travelled, passphrase) == secret


@given(passphrases)
def test_no_other_passphrase_does(passphrase: str) -> None:
    with pytest.raises(WrongPassphraseError, match="does not open"):
        open_slot(SLOT, passphrase + "x")


def test_a_slot_is_never_made_twice() -> None:
    again = new_slot("wadi rain lamp", SECRET, label="Zahra", cost=TEST_COST)
    assert again.salt != SLOT.salt
    assert again.wrapped != SLOT.wrapped


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_keyboards_that_spell_otherwise_open_it_too(form: str) -> None:
    # "NFD" writes the hamza apart; the ligature is what some Arabic keyboards send for two letters.
    slot = new_slot("أربعة أﻻف ليرة", SECRET, label="", cost=TEST_COST)
    typed = unicodedata.normalize(form, "أربعة أﻻف ليرة")  # type: ignore[arg-type] # one of the four
    assert open_slot(slot, typed) == SECRET


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("label", "Somebody else"),
        ("memory_kib", 16),
        ("passes", 2),
        ("salt", "00" * 16),
        ("nonce", "00" * 12),
        ("wrapped", "00" * 48),
    ],
)
def test_a_changed_slot_does_not_open(name: str, value: object) -> None:
    changed = Slot.from_json(SLOT.to_json() | {name: value})
    with pytest.raises(WrongPassphraseError):
        open_slot(changed, "wadi rain lamp")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", (1 << 20) + 1),
        ("memory_kib", 7),
        ("memory_kib", 0),
        ("memory_kib", -8),
        ("memory_kib", "8"),
        ("memory_kib", 8.0),
        ("memory_kib", True),
        ("memory_kib", None),
        ("passes", 0),
        ("passes", 17),
        ("passes", True),
        ("lanes", True),
        ("lanes", 0),
        ("lanes", 9),
        ("lanes", 2),  # more lanes than 8 KiB are for
        ("kdf", "md5"),
        ("kdf", None),
        ("label", 7),
        ("label", "x" * 201),
        ("salt", "00" * 15),
        ("salt", "zz" * 16),
        ("salt", b"0" * 16),
        ("nonce", ""),
        ("wrapped", "00" * 16),
        ("wrapped", "00" * 81),
    ],
)
def test_a_ruinous_slot_is_refused_unread(name: str, value: object) -> None:
    with pytest.raises(SlotError, match="damaged"):
        Slot.from_json(SLOT.to_json() | {name: value})


@pytest.mark.parametrize("name", SLOT.to_json())
def test_a_slot_with_a_gap_is_refused(name: str) -> None:
    values = SLOT.to_json()
    del values[name]
    with pytest.raises(SlotError):
        Slot.from_json(values)


def test_a_slot_made_long_ago_still_opens() -> None:
    old = {
        "kdf": "argon2id",
        "label": "golden",
        "lanes": 1,
        "memory_kib": 8,
        "nonce": "d1baae8332fb2689116255b0",
        "passes": 1,
        "salt": "0bd5a9dc5dbaba68c542539d04d88029",
        "wrapped": "a307610bdfbdfb10c519a465bba996a63093912060ed3cac"
        "e87c8ee08dfa95d093b15ee893a8a4c4aaf764a78572bbff",
    }
    assert open_slot(Slot.from_json(old), "wadi rain lamp") == SECRET


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ShortPassphraseError),
        ("1234567", ShortPassphraseError),
        ("aaaaaaaaaaaaaaaa", SimplePassphraseError),
        ("abababababab", SimplePassphraseError),
        ("rain lam", WeakPassphraseError),
        ("wadi rain l", WeakPassphraseError),
    ],
)
def test_what_is_said_of_a_new_passphrase(text: str, kind: type[PassphraseError]) -> None:
    (problem,) = check_passphrase(text)
    assert type(problem) is kind
    assert problem.advice
    if problem.blocks:
        with pytest.raises(kind):
            new_slot(text, SECRET, label="", cost=TEST_COST)
    else:
        assert open_slot(new_slot(text, SECRET, label="", cost=TEST_COST), text) == SECRET


def test_a_good_passphrase_is_let_pass() -> None:
    assert check_passphrase("wadi rain lamp") == ()
    assert check_passphrase("چهار کلمه بی‌ربط") == ()


def test_secrets_stay_out_of_sight() -> None:
    assert SLOT.wrapped.hex() not in repr(SLOT)
    assert repr(SLOT.wrapped) not in repr(SLOT)


def test_the_default_is_bearable_and_dear() -> None:
    assert Cost(memory_kib=262_144, passes=3, lanes=2) == DEFAULT_COST
    assert DEFAULT_COST.is_bearable()
    assert TEST_COST.is_bearable()


def test_too_little_memory_is_said() -> None:
    in_use = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (in_use + (100 << 20), before[1]))
    try:
        with pytest.raises(SlotError, match="takes 268 MB of memory"):
            new_slot("wadi rain lamp", SECRET, label="", cost=DEFAULT_COST)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
