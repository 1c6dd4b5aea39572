"""The whole journey of the practice operation: tell the story, prove it, and lay it down."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.core.files import write_whole
from app.core.jobs import Ticket
from app.services.desk import Desk
from app.services.operation import close_desk
from app.services.practice.folders import SUMMARY, built_aside
from app.services.practice.proof import print_forms, summary_of
from app.services.practice.story import tell

Grab = Callable[[Desk, Path, Sequence[str], Sequence[str]], Sequence[Path]]
"""Makes pictures of the window at a desk, in a folder, for each of some languages and themes."""

PICTURED = ("en", "ar")


def perform(
    folder: Path, *, grab: Grab | None = None, ticket: Ticket | None = None
) -> Mapping[str, object]:
    """Make the practice operation in `folder`, whole or not at all; what its summary says.

    An earlier practice in that folder is replaced. `grab` is left out where there is a screen.

    Raises:
        NotPracticeError: the folder holds something else.
        FileTroubleError: it cannot be written, or the disk is full.
        Cancelled: the person asked to stop; an earlier practice is still there.
    """
    ticket = ticket or Ticket()
    with built_aside(folder.absolute()) as aside:
        card = aside / "camera cards"
        told = tell(aside, card, ticket)
        desks = told.desks
        try:
            ticket.checkpoint("forms are printed in five languages")
            forms = print_forms(told.scene, desks.hq, aside / "forms")
            ticket.checkpoint("pictures of the pages are taken")
            screens = _pictures(grab, desks.a, desks.hq, aside / "screens")
            ticket.checkpoint("everything is checked")
            summary = summary_of(told, forms, screens)
        finally:
            for desk in (desks.a, desks.b, desks.hq):
                close_desk(desk)
        shutil.rmtree(card)
        write_whole(aside / SUMMARY, _as_text(summary), mode=0o644)
    return summary


def _pictures(grab: Grab | None, field: Desk, hq: Desk, folder: Path) -> list[Path]:
    if grab is None:
        return []
    folder.mkdir()
    return [
        *grab(field, folder, PICTURED, ("light", "dark")),
        *grab(hq, folder, PICTURED[:1], ("light",)),
    ]


def _as_text(summary: Mapping[str, object]) -> bytes:
    return (json.dumps(summary, ensure_ascii=False, indent=2) + "\n").encode()
