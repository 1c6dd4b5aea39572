"""Files and folders that a command is given.

They are named when they are refused, because a command may be given three of them.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import click
from typing_extensions import override

from app.core.errors import AppError

# Click would call what may not be read wrong usage; here it is refused like anything else.
FILE = click.Path(readable=False, path_type=Path)
"""A file to write."""


class NoSuchFileError(AppError):
    """What a command should read is not there, or no file."""


class NoSuchFolderError(AppError):
    """Where a command should write, there is no folder."""


class InputFile(click.Path):
    """A file to read, or what a shell puts in its place, such as a pipe."""

    def __init__(self) -> None:
        super().__init__(readable=False, path_type=Path)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        return required(Path(os.fsdecode(super().convert(value, param, ctx))))


def required(path: Path) -> Path:
    """The path itself, if something can be read there.

    Raises:
        NoSuchFileError: there is nothing, a folder, or what this user may not read.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise NoSuchFileError(
            "There is no file {file}.", hint="Check the name and try again.", file=path
        ) from error
    if stat.S_ISDIR(mode):
        raise NoSuchFileError(
            "{file} is a folder, not a file.",
            hint="Name the file in it that you mean.",
            file=path,
        )
    if not os.access(path, os.R_OK):
        raise NoSuchFileError(
            "{file} may not be read by this user.",
            hint="Ask whoever owns it, or the administrator of this computer.",
            file=path,
        )
    return path


class OutputFolder(click.Path):
    """A folder to write into; it must be there, for a stick that is not in makes none."""

    def __init__(self) -> None:
        super().__init__(readable=False, path_type=Path)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.is_dir():
            raise NoSuchFolderError(
                "There is no folder {folder}.",
                hint="Check the name, and whether the stick is in.",
                folder=path,
            )
        return path


INPUT, FOLDER = InputFile(), OutputFolder()
