"""Originals: the photos, scans and signatures that records name by the digest of their bytes."""

from __future__ import annotations

from app.store.transactions import View
from app.store.vault import Vault


def wanted_media(vault: Vault, view: View) -> set[str]:
    """Originals that records name and that are not here."""
    return view.records.media_named() - set(vault.digests())
