"""A file that belongs to a field, such as the scan of a certificate; it is kept bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.services.recording import Saved
from app.ui.jobs import quick
from app.ui.workbench import Workbench


def attach_file(
    bench: Workbench, parent: QWidget, purpose: str, done: Callable[[str], None]
) -> None:
    """Ask for a file and keep it, bit for bit; `done` gets its SHA-256 once it is on the disk."""
    path = bench.dialogs.open_file(
        parent, purpose, bench.say("Pictures and PDF (*.jpg *.jpeg *.png *.pdf)")
    )
    if path is None:
        return

    def kept(saved: Saved) -> None:
        bench.hub.announce(saved.changes)
        done(str(saved.record.values.get("file", "")))

    draft = {"view_type": "DOC", "caption": purpose}
    bench.jobs.write(
        parent,
        quick(partial(bench.actions.add_photo, path, draft)),
        done=kept,
        failed=bench.notices.report,
    )
