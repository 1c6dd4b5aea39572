"""JSON that is signed: one spelling, bounded, and its kind and version inside what is signed.

Keys are sorted by code point, there is no space between tokens, only what JSON forbids is escaped,
and numbers are integers that fit 53 bits. A document that spells the same thing otherwise, or names
a key twice, is refused; keys that this version does not know are allowed.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from app.sync.refusals import BundleRefusedError, Reason

FORMAT = 1
DEPTH_LIMIT = 16
INTEGER_LIMIT = 2**53 - 1
DOCUMENT_LIMIT = 8 << 20

T = TypeVar("T", bound=msgspec.Struct)

_DECODER = msgspec.json.Decoder()
_ENCODER = msgspec.json.Encoder(order="sorted")


class _Preface(msgspec.Struct):
    """What is looked at before anything else, so that a newer document is called newer."""

    format: int
    type: str
    min_reader: int = 0


def encode(document: msgspec.Struct) -> bytes:
    """The bytes that are hashed and signed."""
    return _ENCODER.encode(document)


def decode(data: bytes, kind: type[T], *, limit: int = DOCUMENT_LIMIT) -> T:
    """What a document says.

    Raises:
        BundleRefusedError: too large, spelled otherwise, from a newer version, or of another kind.
    """
    where = kind.__name__
    if len(data) > limit:
        raise BundleRefusedError(Reason.TOO_LARGE, where)
    try:
        plain = _DECODER.decode(data)
        if _ENCODER.encode(plain) != data or not is_bounded(plain):
            raise BundleRefusedError(Reason.MALFORMED, where)
        preface = msgspec.convert(plain, _Preface)
        if (preface.min_reader or preface.format) > FORMAT:
            raise BundleRefusedError(Reason.NEWER_VERSION, where)
        return msgspec.convert(plain, kind)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        raise BundleRefusedError(Reason.MALFORMED, where) from error


def is_bounded(value: object, depth: int = DEPTH_LIMIT) -> bool:
    """Whether decoded JSON is at most `depth` deep and holds only integers of 53 bits."""
    match value:
        case bool() | str() | None:
            return True
        case int():
            return -INTEGER_LIMIT <= value <= INTEGER_LIMIT
        case list():
            return depth > 0 and all(is_bounded(one, depth - 1) for one in value)
        case dict():
            return depth > 0 and all(is_bounded(one, depth - 1) for one in value.values())
        case _:
            return False
