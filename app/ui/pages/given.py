"""Records that nobody begins here: the operation of this file, and the number books of laptops.

Headquarters begins an operation, and there is one; a book is written down as a laptop is enrolled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from app.ui.page import RecordPage


class GivenPage(RecordPage):
    """A list to read, and to complete where the rules let people."""

    @override
    def begin(self, prefilled: Mapping[str, Any] | None = None) -> None:
        """Nothing is begun here."""

    @property
    @override
    def can_begin(self) -> bool:
        return False
