"""One record by its number: nothing is done to one of several that answer to it."""

from __future__ import annotations

from collections.abc import Collection

from app.core.errors import AppError


class NotOneRecordError(AppError):
    """What was typed does not name one record alone."""


def only_one(uids: Collection[str], number: str) -> str:
    """The one of these that answer to a number.

    Raises:
        NotOneRecordError: they are more than one, or none.
    """
    if len(uids) == 1:
        return next(iter(uids))
    raise NotOneRecordError(
        "{count} records answer to {number}.",
        hint="“athar item {number}” shows them. Give the whole identity of the one you mean.",
        count=len(uids),
        number=number,
    )
