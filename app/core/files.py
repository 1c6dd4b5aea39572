"""Files written whole or not at all, and read only up to a limit."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.core.errors import AppError


class FileTroubleError(AppError):
    """A file or folder could not be read or written."""


class FileTooLargeError(AppError):
    """A file is larger than anything of its kind may be."""


def write_whole(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write `data` so that `path` holds all of it or what it held before, even after a power cut.

    Raises:
        FileTroubleError: the folder cannot be written to, or the disk is full.
    """
    with writing_whole(path, mode=mode) as file:
        file.write(data)


@contextmanager
def writing_whole(path: Path, *, mode: int = 0o600) -> Generator[BinaryIO]:
    """Open `path` for writing beside itself; it takes its name only when all is on the disk.

    Raises:
        FileTroubleError: the folder cannot be written to, or the disk is full.
    """
    part = part_path(path)
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, mode), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        _forget(part)
        raise trouble(error) from error
    except BaseException:
        _forget(part)
        raise


def _forget(part: Path) -> None:
    with suppress(OSError):  # where nothing can be written, nothing is left to take away
        part.unlink(missing_ok=True)


def part_path(path: Path) -> Path:
    """Where `path` is while it is being written."""
    return path.with_name(path.name + ".part")


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def opened_for_reading(path: Path) -> BinaryIO:
    """The file at `path`. A pipe is refused: it would wait for a writer, perhaps for ever.

    Raises:
        FileTroubleError: it is no file, or cannot be read.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise FileTroubleError("This is a device or a pipe, not a file.", hint="Choose a file.")
        return path.open("rb")
    except OSError as error:
        raise trouble(error) from error


def read_bounded(path: Path, limit_bytes: int, *, may_be_pipe: bool = False) -> bytes:
    """All of a file, if it is no larger than `limit_bytes`.

    Raises:
        FileTroubleError: it cannot be read.
        FileTooLargeError: it is larger.
    """
    try:
        with path.open("rb") if may_be_pipe else opened_for_reading(path) as file:
            data = file.read(limit_bytes + 1)
    except OSError as error:
        raise trouble(error) from error
    if len(data) > limit_bytes:
        raise FileTooLargeError(
            "The file is larger than the {limit} bytes that a file of its kind may have.",
            hint="Check that this is the right file.",
            limit=limit_bytes,
        )
    return data


def require_space(folder: Path, needed_bytes: int) -> None:
    """Refuse before writing what will not fit.

    Raises:
        FileTroubleError: fewer than `needed_bytes` are free.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise trouble(error) from error
    if free < needed_bytes:
        raise FileTroubleError(
            "The disk has {free_mb} MB free, and {needed_mb} MB are needed.",
            hint="Nothing was written. Free some space or choose another disk, then try again.",
            free_mb=free // 1_000_000,
            needed_mb=-(-needed_bytes // 1_000_000),
        )


def require_writable(folder: Path) -> None:
    """Refuse before anything else is done what could not be written into `folder` afterwards.

    Raises:
        FileTroubleError: it is no folder, or nothing can be written there.
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise trouble(error) from error


def trouble(error: OSError) -> FileTroubleError:
    """The sentence for what the operating system refused; never the path: it may tell a place."""
    sentences = {
        errno.ENOSPC: ("The disk is full.", "Free some space or choose another disk."),
        errno.EDQUOT: ("The disk is full.", "Free some space or choose another disk."),
        errno.EROFS: ("The disk is write-protected.", "Choose a folder that can be written to."),
        errno.EACCES: (
            "The folder or file may not be opened by this user.",
            "Choose a folder that you can write to.",
        ),
        errno.ENOENT: ("The file or folder does not exist.", "Check the name and try again."),
        errno.EISDIR: ("This is a folder, not a file.", "Choose a file."),
        errno.ENOTDIR: ("This is a file, not a folder.", "Choose a folder."),
        errno.EEXIST: ("There is already a file of that name.", "Choose another name."),
        errno.EIO: (
            "The disk or stick failed while it was read or written.",
            "Try another stick. What was saved before is kept.",
        ),
    }
    sentence, hint = sentences.get(
        error.errno or 0,
        ("The file could not be read or written.", "Try another folder or another stick."),
    )
    return FileTroubleError(sentence, hint=hint)
