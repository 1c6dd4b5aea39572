"""Failures that a person can do something about.

Three kinds of failure exist, and the type alone decides which: an `AppError` is told to the
user with a hint, `Cancelled` is silent, anything else is a defect and goes to the crash report.
"""

from __future__ import annotations

from typing_extensions import override


class AppError(Exception):
    """A failure told in one sentence, with what to do about it.

    `message` and `hint` are templates with named `{values}`, so that the sentence can be shown in
    any language; `str(error)` is the English sentence.
    """

    def __init__(self, message: str, *, hint: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.values = values

    @override
    def __str__(self) -> str:
        return self.message.format(**self.values)

    @property
    def advice(self) -> str:
        """The hint in English, with its values filled in."""
        return self.hint.format(**self.values)


class Cancelled(Exception):  # noqa: N818 - not an error: the person asked for it
    """The person stopped the job; nothing is reported."""
