"""Whose signatures count here: the operation's root and what it has certified."""

from __future__ import annotations

from app.crypto.certificates import Certificate, from_pem
from app.services.desk import Desk
from app.store.store import View
from app.sync.signed import Anchors


def certificates(view: View) -> tuple[Certificate, ...]:
    """Every certificate of the operation that is known here."""
    return tuple(one for paper in view.papers.all_of("certificate") for one in from_pem(paper.body))


def anchors_of(desk: Desk, view: View) -> Anchors:
    """The root, and what it has certified as far as is known here."""
    return Anchors((desk.keys.root,), certificates(view))
