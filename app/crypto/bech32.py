"""Bech32, the spelling of age's keys (BIP 173): so that a key can be made from 32 given bytes.

pyrage takes and gives keys as text only, while recovery sheets hold the bytes behind the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_LENGTH = 6


def encoded(prefix: str, data: bytes) -> str:
    """`data` spelt in lower case after `prefix`."""
    values = _regrouped(data, 8, 5)
    check = _checksum([*_expanded(prefix), *values, *[0] * _CHECK_LENGTH]) ^ 1
    tail = [check >> shift & 31 for shift in range(25, -1, -5)]
    return prefix + "1" + "".join(_LETTERS[value] for value in [*values, *tail])


def decoded(prefix: str, text: str) -> bytes:
    """The bytes spelt by `text`, in upper or lower case but not both.

    Raises:
        ValueError: another prefix, a letter that does not occur, or a checksum that does not fit.
    """
    if text not in {text.lower(), text.upper()}:
        raise ValueError("mixed case")
    found, _, spelt = text.lower().rpartition("1")
    values = [_LETTERS.index(letter) for letter in spelt]
    if found != prefix or len(values) < _CHECK_LENGTH:
        raise ValueError("another prefix, or too short")
    if _checksum([*_expanded(prefix), *values]) != 1:
        raise ValueError("checksum")
    data = bytes(_regrouped(values[:-_CHECK_LENGTH], 5, 8))
    if encoded(prefix, data) != text.lower():
        raise ValueError("bits left over")
    return data


def _regrouped(values: Iterable[int], width: int, new_width: int) -> list[int]:
    """Bits in groups of `width`, regrouped; eight-bit groups drop a rest, narrower ones fill it."""
    held = count = 0
    groups = []
    for value in values:
        held, count = held << width | value, count + width
        while count >= new_width:
            count -= new_width
            groups.append(held >> count)
            held &= (1 << count) - 1
    if count and new_width < width:
        groups.append(held << new_width - count)
    return groups


def _expanded(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _checksum(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check
