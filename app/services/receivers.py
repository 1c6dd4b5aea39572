"""Whom a bundle is for: headquarters, or an enrolled laptop by the name that people call it."""

from __future__ import annotations

from app.core.errors import AppError
from app.crypto.certificates import subject_name
from app.services.anchors import certificates
from app.services.desk import Desk
from app.sync.signed import replica_of


class SeveralLaptopsError(AppError):
    """More than one laptop goes by the name."""


def receiver_named(desk: Desk, name: str) -> str:
    """The replica of the laptop of that name; any other text is given back as it is.

    Raises:
        SeveralLaptopsError: several laptops that bundles can be sealed for have that name.
    """
    with desk.store.reading() as view:
        found = {
            replica
            for certificate in certificates(view)
            if (replica := replica_of(certificate)) is not None
            and subject_name(certificate).casefold() == name.strip().casefold()
            and view.papers.get("recipient", replica) is not None
        }
    if len(found) > 1:
        raise SeveralLaptopsError(
            "Several laptops are called {name}.",
            hint="Nothing was written. Name the one by its replica, which “athar store info --json”"
            " shows there.",
            name=name,
        )
    return found.pop() if found else name
