"""Recovery sheets: any two of three papers with English words give back what they were made from.

The shares are SLIP-39's, so that other programs can read them, and three people keep them in three
places. One sheet alone says nothing at all. A word is known by its first four letters.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORDLIST

from app.core.errors import AppError
from app.crypto import bech32
from app.crypto.sealing import Identity, identity_from

SHEETS, NEEDED = 3, 2

_AGE_PREFIX = "age-secret-key-"
_SEED_BYTES = 32
_WORD_STARTS = {word[:4]: word for word in WORDLIST}
_MIN_WORDS, _MAX_WORDS = 20, 33  # for secrets of 16 to 32 bytes


class RecoveryError(AppError):
    """Sheets that do not give the secret back."""


def split(secret: bytes) -> tuple[str, str, str]:
    """Three sheets of words, any two of which give back `secret`: 16, 18 … 32 bytes."""
    ((first, second, third),) = generate_mnemonics(
        1,
        [(NEEDED, SHEETS)],
        secret,
        iteration_exponent=0,  # the slowest stretching of no passphrase is still no passphrase
    )
    return first, second, third


def combine(sheets: Sequence[str]) -> bytes:
    """The secret that two or three sheets were made from.

    Raises:
        RecoveryError: a sheet has a mistake, is given twice, or belongs to other sheets.
    """
    shares = [_share(number, sheet) for number, sheet in enumerate(sheets, start=1)]
    if len({share.index for share in shares}) < max(NEEDED, len(shares)):
        raise RecoveryError(
            "Two different sheets are needed.",
            hint="Type the words of a second sheet, which another person keeps.",
        )
    try:
        secrets = {
            combine_mnemonics([one.mnemonic() for one in pair])
            for pair in itertools.combinations(shares, NEEDED)
        }
    except MnemonicError as error:
        raise _unrelated() from error
    if len(secrets) != 1:
        raise _unrelated()
    return bytes(secrets.pop())


def split_identity(identity: Identity) -> tuple[str, str, str]:
    """Three sheets for the secret key that opens what is sealed for recovery."""
    return split(bech32.decoded(_AGE_PREFIX, identity.secret))


def combine_identity(sheets: Sequence[str]) -> Identity:
    """The key pair that `split_identity` split.

    Raises:
        RecoveryError: as for `combine`, or the sheets are of something else.
    """
    seed = combine(sheets)
    if len(seed) != _SEED_BYTES:
        raise _unrelated()
    return identity_from(bech32.encoded(_AGE_PREFIX, seed).upper())


def _share(number: int, sheet: str) -> Share:
    words = []
    for place, typed in enumerate(sheet.casefold().split(), start=1):
        word = _WORD_STARTS.get(typed[:4])
        if word is None:
            raise RecoveryError(
                "Sheet {sheet}: word {place} is not a word of the list.",
                hint="Compare it with the paper letter by letter.",
                sheet=number,
                place=place,
            )
        words.append(word)
    if not _MIN_WORDS <= len(words) <= _MAX_WORDS:
        raise RecoveryError(
            "Sheet {sheet} has {count} words, which is too few or too many.",
            hint="Type all words of the sheet, in their order.",
            sheet=number,
            count=len(words),
        )
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise RecoveryError(
            "Sheet {sheet} has a mistake: a word is wrong, missing or in the wrong place.",
            hint="Compare it with the paper word by word.",
            sheet=number,
        ) from error
    if (share.group_count, share.member_threshold, share.iteration_exponent) != (1, NEEDED, 0):
        raise _unrelated()
    return share


def _unrelated() -> RecoveryError:
    return RecoveryError(
        "These sheets do not belong together.",
        hint="Take two sheets that were written on the same day for the same operation.",
    )
