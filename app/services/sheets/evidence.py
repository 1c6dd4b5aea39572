"""What pins a print to the journal: the lines that its item came from, and one hash over them.

The *record head* is the SHA-256 of the hashes of every journal line that made the item's record or
one of its custody events: 64 hexadecimal digits each, sorted, each followed by a newline. A line's
hash stands for all lines before it in its journal; so had one been changed, left out or put in,
the head would be another. It is the same on every laptop that holds the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.crypto.digests import sha256_hex
from app.models.fields import encode_values
from app.models.record import Record
from app.rules.eyes import Eyes
from app.rules.holding import CustodyState
from app.store.transactions import View

FORMAT = 1


def lines_behind(view: View, item: Record, state: CustodyState) -> list[str]:
    """The hashes of the journal lines behind an item and its custody, sorted."""
    hashes = set(own_lines(view, item))
    hashes |= {event.origin.line for event in state.events if event.origin.line}
    return sorted(hashes)


def record_head(lines: Sequence[str]) -> str:
    """The hash over all of them."""
    return sha256_hex("".join(f"{line}\n" for line in sorted(lines)).encode("ascii"))


def own_lines(view: View, record: Record) -> list[str]:
    """The hashes of the journal lines behind one record, sorted."""
    kept = view.lines.kept(view.records.line_ids(record.uid, record.kind))
    return sorted(one.hash.hex() for one in kept)


def attachment(records: Iterable[Record], lines: Sequence[str], eyes: Eyes | None = None) -> bytes:
    """Records as JSON, with the lines that the record head is made of.

    Names and documents of the dead (C3) are withheld: whoever holds the form may not see them. So
    are exact places, if they are not for the `eyes` of whoever prints it.
    """
    holder = Eyes(strict=False, places=eyes is None or eyes.places)
    told = {
        "format": FORMAT,
        "head": record_head(lines),
        "lines": lines,
        "records": [_told(record, holder) for record in records],
    }
    return msgspec.json.encode(told, order="sorted")


def _told(record: Record, eyes: Eyes) -> dict[str, Any]:
    fields = type(record).fields
    withheld = {name for name in record.values if not eyes.see(record, fields[name])}
    shown = {name: value for name, value in record.values.items() if name not in withheld}
    return {
        "kind": record.kind,
        "uid": record.uid,
        "line": record.origin.line,
        "journal": record.origin.journal,
        "by": record.origin.by,
        "written": record.origin.wall,
        "fields": encode_values(fields, shown),
        "withheld": sorted(withheld),
    }
