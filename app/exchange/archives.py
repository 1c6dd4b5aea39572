"""A look at a zip archive before the library opens it, which reads its whole list of contents."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

from app.exchange.features import ImportRefusedError

LIMIT_MEMBERS: Final = 1_000
LIMIT_LIST: Final = 1_000_000  # bytes of the list of contents

_END = struct.Struct("<4s4H2LH")
_LONGEST_REMARK: Final = 65_535


def require_modest(file: BinaryIO) -> None:
    """Return if the archive's list of contents is of a size that can be read.

    Raises:
        ImportRefusedError: it has no such list, or one that no file of places has.
    """
    size = file.seek(0, 2)
    tail_at = max(0, size - _END.size - _LONGEST_REMARK)
    file.seek(tail_at)
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise ImportRefusedError(
            "The archive breaks off before its end.",
            hint="Nothing was read. Copy it again from where it comes from.",
            reason="damaged",
        )
    _, _, _, _, members, length, _, _ = _END.unpack_from(tail, at)
    if members > LIMIT_MEMBERS or length > LIMIT_LIST:
        raise ImportRefusedError(
            "The archive has more files in it than any archive of places has.",
            hint="Nothing was unpacked. Unpack it and give the file in it that holds the places.",
            reason="too_large",
        )
