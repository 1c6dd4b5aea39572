"""How a command answers: in sentences on the terminal, or as one JSON document for programs."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from app.cli.files import require_given
from app.cli.session import Session
from app.core.errors import AppError
from app.core.files import trouble

P = ParamSpec("P")
C = TypeVar("C", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Answer:
    """The same answer twice: `data` with the keys of docs/command-line.md, `lines` for people."""

    data: Mapping[str, object]
    lines: Sequence[str]


class UnheardError(AppError):
    """There is nowhere to write an answer."""


def show(session: Session, answer: Answer) -> None:
    """Print an answer in the form that was asked for."""
    for line in (document(answer.data),) if session.as_json else answer.lines:
        put(line)


def put(line: str) -> None:
    """Print a line of an answer.

    Raises:
        FileTroubleError: it could not be written, as on a full disk.
        UnheardError: standard output is closed.
    """
    if sys.stdout is None:
        raise UnheardError(
            "The answer could not be written: standard output is closed.",
            hint="What was asked for has been done. Give the command a terminal, a pipe or a file "
            "to answer to.",
        )
    try:
        click.echo(line)
    except BrokenPipeError:
        raise
    except OSError as error:
        _write_no_more()
        raise trouble(error) from error


def _write_no_more() -> None:
    """Let Python drop what waits to be written: as it ends it would try again, and fail."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def document(data: Mapping[str, object], indent: int | None = 2) -> str:
    """`data` as JSON, which is UTF-8 or nothing but ASCII, whatever standard output writes."""
    encoding = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name
    return json.dumps(data, ensure_ascii=encoding != "utf-8", indent=indent)


def json_option(command: C) -> C:
    """The option that asks for JSON; the session remembers it, for failures too."""
    return click.option(
        "--json",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_remember_json,
        help="Answer with one JSON document on standard output.",
    )(command)


def answering(command: Callable[Concatenate[Session, P], Answer]) -> Callable[P, None]:
    """Print what a command answers, give it `--json`, and see that its files are there."""

    @wraps(command)
    def printing(session: Session, /, *args: P.args, **options: P.kwargs) -> None:
        require_given(click.get_current_context())
        show(session, command(session, *args, **options))

    return json_option(click.pass_obj(printing))


def _remember_json(context: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    context.ensure_object(Session).as_json |= value
