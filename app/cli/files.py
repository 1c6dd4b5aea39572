"""Files and folders that a command is given.

They are named when they are refused, because a command may be given three of them. They are looked
at once all of the command is known to be typed well: a missing option is told before a missing
file.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import click
from typing_extensions import override

from app.core.errors import AppError


class NoSuchFileError(AppError):
    """What a command should read is not there, or no file."""


class NoSuchFolderError(AppError):
    """Where a command should write, there is no folder."""


class _Path(click.Path):
    """Click would call what may not be read wrong usage; here it is refused like anything else."""

    def __init__(self) -> None:
        super().__init__(readable=False, path_type=Path)

    def require(self, path: Path) -> None:
        """Return if a command can do something with the path."""


class InputFile(_Path):
    """A file to read, or what a shell puts in its place, such as a pipe."""

    @override
    def require(self, path: Path) -> None:
        """Return if something can be read there.

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


class OutputFolder(_Path):
    """A folder to write into; it must be there, for a stick that is not in makes none."""

    @override
    def require(self, path: Path) -> None:
        """Return if there is such a folder.

        Raises:
            NoSuchFolderError: there is none.
        """
        try:
            is_there = stat.S_ISDIR(path.stat().st_mode)
        except OSError:
            is_there = False
        if not is_there:
            raise NoSuchFolderError(
                "There is no folder {folder}.",
                hint="Check the name, and whether the stick is in.",
                folder=path,
            )


FILE, INPUT, FOLDER = _Path(), InputFile(), OutputFolder()
"""A file to write, a file to read, and a folder to write into."""


def require_given(context: click.Context) -> None:
    """Return if every file and folder that a command was given is there.

    Raises:
        NoSuchFileError, NoSuchFolderError: the first that is not.
    """
    for parameter in context.command.params:
        given = context.params.get(parameter.name or "")
        if isinstance(parameter.type, _Path) and isinstance(given, Path):
            parameter.type.require(given)
