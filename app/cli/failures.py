"""How a command fails: one sentence and a hint on standard error, and never a traceback.

The kind of failure decides, as everywhere: what a person can do something about is told, what is a
defect is kept in a crash file without any record in it, and told without details.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import click

from app.cli.answers import document
from app.cli.session import Session
from app.core.errors import AppError, Cancelled

REFUSED, WRONG_USAGE = 1, 2


def told(error: BaseException, session: Session) -> int:
    """Tell a person, and a program that asked for JSON, what went wrong; the exit status."""
    match error:
        case click.ClickException():
            error.show()
            return WRONG_USAGE
        case AppError():
            sentence, hint = session.say.error(error)
            return _tell(session, reason_of(error), sentence, hint)
        case click.Abort() | Cancelled() | KeyboardInterrupt():
            return _tell(
                session,
                "stopped",
                session.say("Stopped."),
                session.say("What was saved before is kept. The same command can be given again."),
            )
        case BrokenPipeError():
            return REFUSED  # whoever was reading has gone; there is nobody to tell
        case Exception():
            return _tell(session, "defect", *_defect(error, session))
        case _:
            raise error


def reason_of(error: AppError) -> str:
    """One word for programs, the same in every language, such as `wrong_passphrase`."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, str):
        return str(reason)
    name = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _defect(error: Exception, session: Session) -> tuple[str, str]:
    path = _kept(error, session)
    sentence = session.say("The program made a mistake. What was saved before is kept.")
    if path is None:
        return sentence, session.say("Tell your data manager which command you gave.")
    return sentence, session.say(
        "Give the file {file} to your data manager. It holds no records.", file=session.code(path)
    )


def _kept(error: Exception, session: Session) -> Path | None:
    try:
        return session.surroundings().keep_crash(error)
    except Exception:  # noqa: BLE001 - a crash must not cause another
        return None


def _tell(session: Session, reason: str, sentence: str, hint: str) -> int:
    if session.as_json:
        with suppress(OSError):  # it may be the answer itself that could not be written
            click.echo(document({"error": sentence, "hint": hint, "reason": reason}))
    click.echo(sentence, err=True)
    click.echo(hint, err=True)
    return REFUSED
