"""What long work with bundles is doing, in words that progress, logs and errors share."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Reported through a ticket; the window says it in the reader's language."""

    COPYING = "copying the file"
    PACKING = "collecting the records"
    WRITING = "writing the bundle"
    REREADING = "reading again what was written"
    VERIFYING = "verifying the bundle"
    READING = "reading the bundle"
    LOOKING_OVER = "looking over what came in"
    JUDGING = "comparing what came in with the rules"
