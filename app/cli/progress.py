"""How far a long command is, on standard error and only where somebody watches."""

from __future__ import annotations

import sys
from time import monotonic

import click
from typing_extensions import override

from app.cli.session import Session
from app.core.jobs import Ticket

_EVERY_S = 0.2
_WIDTH = 60


class Progress(Ticket):
    """A ticket that shows its stage on a terminal; Ctrl+C stops the command."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._say = session.say
        self._is_watched = sys.stderr.isatty() and not session.as_json
        self._shown_at = 0.0

    @override
    def checkpoint(self, stage: str, done: int = 0, total: int = 0) -> None:
        super().checkpoint(stage, done, total)
        if self._is_watched and monotonic() - self._shown_at > _EVERY_S:
            self._shown_at = monotonic()
            share = f" {done * 100 // total} %" if total else ""
            click.echo(f"\r{self._say(stage)}{share}".ljust(_WIDTH) + "\r", nl=False, err=True)
