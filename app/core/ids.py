"""Identifiers that no two laptops ever share, and secrets nobody can guess."""

from __future__ import annotations

import base64
import re
import secrets
import uuid

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_uid() -> str:
    """A record's identity: a random UUID, 36 lower-case characters."""
    return str(uuid.uuid4())


def is_uid(text: str) -> bool:
    """Whether `text` is spelled exactly as `new_uid` spells."""
    return _UID.fullmatch(text) is not None


def new_salt() -> str:
    """128 random bits that keep a withheld journal line from being guessed, 22 characters."""
    return secrets.token_urlsafe(16)


def new_file_stem() -> str:
    """A file name that says nothing: 16 random base32 characters."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def random_bytes(count: int) -> bytes:
    """`count` bytes from the system's source of randomness."""
    return secrets.token_bytes(count)
