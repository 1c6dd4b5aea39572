"""A file taken for another kind: what it is by its name, and where in the window it belongs."""

from __future__ import annotations

from pathlib import Path

from app.core.wording import Wording, isolated
from app.sync.enrolment import REQUEST_SUFFIX, RESPONSE_SUFFIX
from app.sync.names import SUFFIX as BUNDLE_SUFFIX
from app.sync.receipts import SUFFIX as RECEIPT_SUFFIX

STORE_SUFFIX = ".athar"


def where_it_belongs(say: Wording, path: Path, wanted: str) -> str:
    """What to do with a file that was refused as one ending in `wanted`; "" if it is named so."""
    suffix = path.suffix.lower()
    if suffix == wanted:
        return ""
    known = {
        BUNDLE_SUFFIX: say("By its name this is a bundle: read it under “Read bundle”."),
        RECEIPT_SUFFIX: say("By its name this is a receipt: read it under “Receipts”."),
        RESPONSE_SUFFIX: say(
            "By its name this is headquarters' answer to a laptop: the laptop reads it under "
            "“Joining”."
        ),
        REQUEST_SUFFIX: say(
            "By its name this is a laptop's request: headquarters answers it under “Enrolling”."
        ),
        STORE_SUFFIX: say(
            "By its name this is the file of an operation: open it when the program starts."
        ),
    }
    return known.get(suffix) or say(
        "The file to choose here ends in {suffix}.", suffix=isolated(wanted)
    )
