"""The practice folder takes its place whole: it is built aside and then changes places.

Only a folder that says of itself that it is practice is ever replaced, so that a slip of the finger
costs nobody their work.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import AppError
from app.core.files import read_bounded, sync_folder, trouble
from app.core.ids import new_file_stem

SUMMARY = "summary.json"
_LIMIT_BYTES = 8 << 20


class NotPracticeError(AppError):
    """There is something else where the practice was to be made."""


def is_practice(folder: Path) -> bool:
    """Whether a practice operation was made in this folder."""
    try:
        told = json.loads(read_bounded(folder / SUMMARY, _LIMIT_BYTES))
    except (AppError, ValueError):
        return False
    return isinstance(told, dict) and told.get("practice") is True


def require_free(folder: Path) -> None:
    """Refuse a place that holds anything but an earlier practice.

    Raises:
        NotPracticeError: there is a file, or a folder with something else in it.
        FileTroubleError: it cannot be looked into.
    """
    try:
        is_taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise trouble(error) from error
    if is_taken and not is_practice(folder):
        raise NotPracticeError(
            "This folder holds something else than a practice operation.",
            hint="Nothing was changed. Choose a new or empty folder for the practice.",
        )


@contextmanager
def built_aside(folder: Path) -> Generator[Path]:
    """A new folder that takes the name `folder` once it is whole, or is removed.

    Raises:
        NotPracticeError: there is something else already.
        FileTroubleError: it cannot be made or named.
    """
    require_free(folder)
    stem = new_file_stem()
    aside, old = (folder.with_name(f".{folder.name}.{stem}.{end}") for end in ("part", "old"))
    try:
        aside.mkdir(parents=True)
        yield aside
        if folder.exists():
            folder.rename(old)
        aside.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise trouble(error) from error
    finally:
        for left in (aside, old):
            shutil.rmtree(left, ignore_errors=True)
