"""Just enough DER to write a signature, and to refuse what is not strictly DER before parsing it.

Every DER value is a tag, a length and that many bytes (ITU-T X.690). Parsers of the world forgive
second spellings of the same value; a signed format must not have any.
"""

from __future__ import annotations

SEQUENCE, SET = 0x30, 0x31
OCTET_STRING, NULL, OBJECT_IDENTIFIER, INTEGER = 0x04, 0x05, 0x06, 0x02
MAX_DEPTH = 32

_CONSTRUCTED, _MULTI_BYTE_TAG, _LONG_LENGTH = 0x20, 0x1F, 0x80


def encoded(tag: int, *parts: bytes) -> bytes:
    """One value of the given tag, its contents joined from `parts`."""
    contents = b"".join(parts)
    size = len(contents)
    if size < _LONG_LENGTH:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_LENGTH | len(length))) + length + contents


def sequence(*parts: bytes) -> bytes:
    """Encoded values in their order."""
    return encoded(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    """Encoded values without an order, so in the order of their bytes (X.690 section 11.6)."""
    return encoded(SET, *sorted(parts))


def integer(number: int) -> bytes:
    """A whole number."""
    return encoded(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def object_identifier(dotted: str) -> bytes:
    """A name from the world's tree of names, such as `1.2.840.113549.1.7.1`."""
    first, second, *rest = map(int, dotted.split("."))
    return encoded(OBJECT_IDENTIFIER, *map(_base_128, [first * 40 + second, *rest]))


def is_strict(data: bytes) -> bool:
    """Whether `data` is exactly one value, with the shortest lengths and no deeper than 32."""
    return _end_of_value(data, 0, len(data), MAX_DEPTH) == len(data)


def without_padding(data: bytes) -> bytes:
    """The first value in `data`, if nothing but zeros follows it; otherwise `data` as it is."""
    end = _end_of_value(data, 0, len(data), MAX_DEPTH)
    return data if end < 0 or any(data[end:]) else data[:end]


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))


def _end_of_value(data: bytes, start: int, limit: int, depth: int) -> int:
    """Where the value at `start` ends, or -1 if it is not DER or would reach past `limit`."""
    if start + 2 > limit or depth == 0 or data[start] & _MULTI_BYTE_TAG == _MULTI_BYTE_TAG:
        return -1
    is_constructed, size, inside = data[start] & _CONSTRUCTED, data[start + 1], start + 2
    if size >= _LONG_LENGTH:
        length = data[inside : inside + size - _LONG_LENGTH]
        inside += len(length)
        size = int.from_bytes(length, "big")
        if size < _LONG_LENGTH or length[0] == 0:  # indefinite, or longer than need be
            return -1
    end = inside + size
    if end > limit:
        return -1
    while is_constructed and inside < end:
        inside = _end_of_value(data, inside, end, depth - 1)
        if inside < 0:
            return -1
    return end
