"""The options that say who begins a store: the same for a laptop and for headquarters."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

import click

from app.services.beginnings import Founder

C = TypeVar("C", bound=Callable[..., Any])


def founder_options(*usual_roles: str) -> Callable[[C], C]:
    """The options that say who begins a store; they become `founder` and `offset_minutes`."""
    return partial(_founder_options, usual_roles)


def _founder_options(usual_roles: tuple[str, ...], given: C) -> C:
    @wraps(given)
    def founding(
        *args: Any,  # noqa: ANN401 - whatever the command takes
        person: str,
        latin: str | None,
        code: str,
        roles: tuple[str, ...],
        **options: Any,  # noqa: ANN401 - whatever the command takes
    ) -> Any:  # noqa: ANN401 - whatever the command gives
        founder = Founder(
            person.strip(),
            (latin or person).strip(),
            code.upper(),
            tuple(role.upper() for role in roles),
        )
        return given(*args, founder=founder, **options)

    decorated: Any = founding
    for option in (
        click.option(
            "--utc-offset",
            "offset_minutes",
            default="+03:00",
            show_default=True,
            metavar="±HH:MM",
            callback=_minutes,
            help="What the clocks on site show, against UTC.",
        ),
        click.option(
            "--role",
            "roles",
            multiple=True,
            default=usual_roles,
            show_default=True,
            metavar="CODE",
            help="A role that the person holds; may be given several times. TL leads a team, EOD"
            " clears explosives, FA is the anthropologist, HQD keeps the data at headquarters and"
            " HQA approves there; docs/command-line.md lists all.",
        ),
        click.option(
            "--code",
            default="P1",
            show_default=True,
            metavar="CODE",
            help="Stands for the person on forms: up to six capital letters and digits.",
        ),
        click.option("--latin", metavar="NAME", help="The same name in Latin letters."),
        click.option(
            "--person",
            required=True,
            metavar="NAME",
            help="Who works here, as the person writes it.",
        ),
    ):
        decorated = option(decorated)
    return cast("C", decorated)


def _minutes(_context: click.Context, _option: click.Parameter, text: str) -> int:
    shape = re.fullmatch(r"([+-])(\d{2}):([0-5]\d)", text)
    if shape is None or int(shape[2]) > 14:
        raise click.BadParameter("write it as +03:00")
    minutes = int(shape[2]) * 60 + int(shape[3])
    return -minutes if shape[1] == "-" else minutes
