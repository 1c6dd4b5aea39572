"""`athar store`: begin a laptop's store, look into it, check it, ask to be enrolled and be it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at, passphrase_option
from app.cli.files import FILE, INPUT
from app.cli.passphrases import new_passphrase
from app.cli.progress import Progress
from app.cli.session import Session
from app.core.errors import AppError
from app.services.beginnings import begun_in, require_told
from app.services.checking import CheckReport, check_store
from app.services.enrolment import Handed, accept_enrolment, write_request
from app.services.operation import Beginning, Founder, close_desk, create_laptop, store_info
from app.store.lines import JournalDamagedError
from app.store.store import StoreTroubleError

C = TypeVar("C", bound=Callable[..., Any])


class StoreUnsoundError(AppError):
    """The check found something wrong."""


@click.group()
def command() -> None:
    """Begin, look into, check and enrol a store."""


def founder_options(given: C) -> C:
    """The options that say who begins a store; they become `founder` and `offset_minutes`."""

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
            callback=_minutes,
            help="What the clocks on site show, against UTC.",
        ),
        click.option(
            "--role",
            "roles",
            multiple=True,
            default=("TL",),
            show_default=True,
            help="A role that the person holds, such as TL or EOD; may be given several times.",
        ),
        click.option("--code", default="P1", show_default=True, help="The person's code on forms."),
        click.option("--latin", metavar="NAME", help="The same name in Latin letters."),
        click.option("--person", required=True, metavar="NAME", help="Who works here, as written."),
    ):
        decorated = option(decorated)
    return cast("C", decorated)


def _minutes(_context: click.Context, _option: click.Parameter, text: str) -> int:
    shape = re.fullmatch(r"([+-])(\d{2}):([0-5]\d)", text)
    if shape is None or int(shape[2]) > 14:
        raise click.BadParameter("write it as +03:00")
    minutes = int(shape[2]) * 60 + int(shape[3])
    return -minutes if shape[1] == "-" else minutes


def split_words(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    """The eight words as typed, with spaces or commas between them."""
    return tuple(re.split(r"[\s,]+", text.strip())) if text else ()


@command.command("new")
@click.argument("file", type=FILE)
@founder_options
@click.option("--laptop", required=True, metavar="NAME", help="What this laptop is called.")
@click.option("--book", required=True, metavar="LETTER", help="Its number book, one letter.")
@passphrase_option
@answering
def new(  # noqa: PLR0913 - by name, and all of it is what a laptop begins with
    session: Session,
    *,
    file: Path,
    founder: Founder,
    offset_minutes: int,
    laptop: str,
    book: str,
    passphrase_file: Path | None,
) -> Answer:
    """Begin a laptop's store in FILE, and write its request to be enrolled beside it.

    Recording can begin at once; bundles can be written once headquarters has enrolled the laptop.
    """
    require_told(founder, laptop)
    with begun_in(file):
        desk = create_laptop(
            file,
            Beginning(
                founder=founder,
                passphrase=new_passphrase(session, passphrase_file),
                name=laptop,
                book=book.upper(),
                offset_minutes=offset_minutes,
            ),
        )
    try:
        request = write_request(desk, file.absolute().parent)
        return Answer(
            {"store": str(file), "replica": desk.replica, "book": book.upper(), **_handed(request)},
            [
                session.say("{file} is ready for recording.", file=session.code(file)),
                *_told(session, request),
            ],
        )
    finally:
        close_desk(desk)


@command.command()
@click.argument("file", type=INPUT)
@click.option("--out", type=FILE, metavar="FOLDER", help="Where to write it, if not beside FILE.")
@passphrase_option
@answering
def request(session: Session, file: Path, out: Path | None, passphrase_file: Path | None) -> Answer:
    """Write the request to be enrolled once more."""
    with desk_at(session, file, passphrase_file) as desk:
        handed = write_request(desk, out or file.absolute().parent)
    return Answer({"store": str(file), **_handed(handed)}, _told(session, handed))


def _handed(request: Handed) -> dict[str, object]:
    return {"request": str(request.path), "words": list(request.words)}


def _told(session: Session, request: Handed) -> list[str]:
    return [
        session.say(
            "Take {file} to headquarters and read these eight words out to them:",
            file=session.code(request.path),
        ),
        "  " + session.code(" ".join(request.words)),
    ]


@command.command()
@click.argument("file", type=INPUT)
@passphrase_option
@answering
def info(session: Session, file: Path, passphrase_file: Path | None) -> Answer:
    """Say what FILE is: whose, of which operation, and how much is in it."""
    with desk_at(session, file, passphrase_file) as desk:
        found = store_info(desk)
    say, code = session.say, session.code
    lines = [
        say(
            "Operation {operation}, {laptop}, number book {book}.",
            operation=code(found.operation_code or "—"),
            laptop=code(found.laptop),
            book=code(found.book or "—"),
        ),
        say("Enrolled by headquarters.") if found.is_enrolled else say("Not enrolled yet."),
        say(
            "{records} records, {lines} journal lines, last line {head}.",
            records=code(sum(found.records.values())),
            lines=code(found.lines),
            head=code(found.head[:16]),
        ),
    ]
    if found.is_practice:
        lines.insert(0, say("PRACTICE: nothing in here is real."))
    data = {
        "store": str(file),
        "role": found.role,
        "operation": found.operation,
        "operation_code": found.operation_code,
        "replica": found.replica,
        "laptop": found.laptop,
        "book": found.book,
        "enrolled": found.is_enrolled,
        "practice": found.is_practice,
        "records": dict(found.records),
        "lines": found.lines,
        "head": found.head,
        "schema": found.schema_version,
        "app": found.app_version,
    }
    return Answer(data, lines)


@command.command()
@click.argument("file", type=INPUT)
@passphrase_option
@answering
def check(session: Session, file: Path, passphrase_file: Path | None) -> Answer:
    """Compute every hash of FILE again, and compare the records with their journals."""
    with desk_at(session, file, passphrase_file) as desk:
        try:
            report = check_store(desk, Progress(session))
        except (StoreTroubleError, JournalDamagedError) as error:
            raise StoreUnsoundError(
                "The file could not be read to its end: it is damaged, or the disk fails.",
                hint="Copy the file and its folder to another disk, and check the copy. If that"
                " fails too, go on with the newest backup, and tell headquarters.",
            ) from error
    if not report.is_sound:
        raise _unsound(report)
    data = {
        "store": str(file),
        "sound": True,
        "journals": report.journals,
        "lines": report.lines,
        "media": report.media,
        "media_missing": list(report.media_missing),
    }
    return Answer(
        data,
        [
            session.say(
                "Sound: {lines} lines of {journals} journals, and {media} photos and documents.",
                lines=session.code(report.lines),
                journals=session.code(report.journals),
                media=session.code(report.media),
            )
        ],
    )


def _unsound(report: CheckReport) -> StoreUnsoundError:
    if not report.is_journal_whole:
        return StoreUnsoundError(
            "The journal in this file is not what was written: a line or a link was altered.",
            hint="Keep the file as it is, go on with the newest backup, and tell headquarters.",
        )
    if report.tables_differing:
        return StoreUnsoundError(
            "Records differ from their journal in: {kinds}.",
            hint="Keep the file as it is, go on with the newest backup, and tell headquarters.",
            kinds=", ".join(report.tables_differing),
        )
    return StoreUnsoundError(
        "{count} photos or documents are not what was recorded.",
        hint="Copy the originals in again from the camera's card or a backup.",
        count=len(report.media_damaged),
    )


@command.command()
@click.argument("file", type=INPUT)
@click.argument("enrolment", type=INPUT)
@click.option(
    "--words",
    required=True,
    callback=split_words,
    help="The eight words that headquarters read out, in quotes.",
)
@passphrase_option
@answering
def enrol(
    session: Session,
    file: Path,
    enrolment: Path,
    words: tuple[str, ...],
    passphrase_file: Path | None,
) -> Answer:
    """Join the operation with headquarters' answer, the file ENROLMENT."""
    with desk_at(session, file, passphrase_file) as desk:
        found = store_info(accept_enrolment(desk, enrolment, words))
    return Answer(
        {
            "store": str(file),
            "operation": found.operation,
            "replica": found.replica,
            "enrolled": found.is_enrolled,
        },
        [session.say("Enrolled. Bundles can be written to headquarters from now on.")],
    )
