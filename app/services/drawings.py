"""Pictures made on this laptop, such as a signature drawn on the screen."""

from __future__ import annotations

from app.services.desk import Desk


def keep_drawing(desk: Desk, png: bytes) -> str:
    """Keep a drawn picture in the vault and enter it in the register; its SHA-256 names it.

    Raises:
        FileTroubleError: the disk is full or cannot be written to.
    """
    medium = desk.vault.add_bytes(png, "image/png")
    with desk.store.writing() as pen:
        pen.papers.note_medium(medium)
    return medium.sha256
