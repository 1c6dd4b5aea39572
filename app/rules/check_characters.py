"""The check character printed after a human number, which catches a slip of hand or eye.

ISO 7064 MOD 37,36 over the digits and letters of the number; hyphens and slashes do not count. One
wrong character is always caught, two neighbours changed round nearly always.
"""

from __future__ import annotations

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
_MODULUS = 36


def check_character(number: str) -> str:
    """The character that belongs to `number`: a digit or a capital, I, O and Q among them."""
    rest = _MODULUS
    for character in number.upper():
        if (value := _VALUES.get(character)) is not None:
            rest = ((rest + value) % _MODULUS or _MODULUS) * 2 % (_MODULUS + 1)
    return _CHARACTERS[(1 - rest) % _MODULUS]


def with_check(number: str) -> str:
    """`number` as it is printed: `SNJ03-01-A0003B` with a dot and its check character."""
    return f"{number}.{check_character(number)}"
