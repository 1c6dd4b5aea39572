"""The desk behind a window.

A laptop that is enrolled while its window is open goes on with another certificate. Whatever signs
therefore asks for the desk of now, and only joining an operation puts another one in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.desk import Desk


class Seat:
    """Holds the desk of now."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
