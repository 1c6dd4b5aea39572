"""Bundles set aside, still sealed: of laptops that are not enrolled, or not believed any more.

Nothing in them is lost. Once headquarters has enrolled the laptop, or has said that it believes
more of its journal, the bundle is read again and leaves the quarantine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.clock import Moment
from app.core.files import sync_folder
from app.services.desk import Desk
from app.services.reading import moment_or_none
from app.store.papers import Parcel

_ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A bundle in quarantine: the file, and what its signer's certificate calls the laptop."""

    path: Path
    sha256: str
    signer: str
    at: Moment | None


def quarantined(desk: Desk) -> list[SetAside]:
    """The bundles in quarantine, oldest first; read them again with `read_bundle`."""
    with desk.store.reading() as view:
        parcels = view.papers.parcels(_ASIDE)
    folder = desk.layout.quarantine
    found = [
        SetAside(folder / item.bundle, item.sha256, item.note, moment_or_none(item.at))
        for item in parcels
    ]
    return [item for item in found if item.path.is_file()]


def keep_aside(desk: Desk, spooled: Path, sha256: str, signer: str) -> None:
    """Put a spooled bundle into quarantine, unless the same one is there already."""
    if any(item.sha256 == sha256 for item in quarantined(desk)):
        return
    spooled.replace(desk.layout.quarantine / spooled.name)
    sync_folder(desk.layout.quarantine)
    with desk.store.writing() as pen:
        pen.papers.note_parcel(Parcel(_ASIDE, spooled.name, sha256, 0, "", str(desk.now()), signer))


def let_go(desk: Desk, sha256: str) -> None:
    """Take a bundle that has been read out of quarantine."""
    for item in quarantined(desk):
        if item.sha256 == sha256:
            with desk.store.writing() as pen:
                pen.papers.forget_parcel(_ASIDE, item.path.name)
            item.path.unlink(missing_ok=True)
