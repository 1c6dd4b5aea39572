"""`athar store`: begin a laptop's store, look into it, check it, ask to be enrolled and be it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.files import FILE, FOLDER, INPUT
from app.cli.founders import founder_options
from app.cli.groups import Group, example
from app.cli.options import passphrase_option, root_passphrase_option
from app.cli.passphrases import new_passphrase
from app.cli.progress import Progress
from app.cli.session import Session
from app.core.errors import AppError
from app.services.beginnings import Beginning, Founder, require_free, require_told
from app.services.checking import CheckReport, Word, check_store
from app.services.desk import HEADQUARTERS
from app.services.enrolment import Handed, accept_enrolment, write_request
from app.services.operation import (
    StoreInfo,
    close_desk,
    create_laptop,
    store_info,
)
from app.store.lines import JournalDamagedError
from app.store.store import StoreTroubleError


class StoreUnsoundError(AppError):
    """The check found something wrong."""


@click.group(cls=Group)
def command() -> None:
    """Begin, look into, check and enrol a store."""


def split_words(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    """The eight words as typed, with spaces or commas between them."""
    return tuple(re.split(r"[\s,]+", text.strip())) if text else ()


@command.command(
    "new",
    epilog=example(
        'athar store new basra-a.athar --person "سارة" --latin Sara \\',
        '    --code S1 --laptop "Laptop A" --book A',
    ),
)
@click.argument("file", type=FILE)
@founder_options("TL")
@click.option("--laptop", required=True, metavar="NAME", help="What this laptop is called.")
@click.option(
    "--book",
    required=True,
    metavar="LETTER",
    help="Its number book: one letter that no other laptop of the operation has.",
)
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
    """Begin a laptop's store, and the request to enrol it.

    The store becomes FILE, which ends in .athar; the folder of the same name beside it holds its
    keys and photos and belongs to it. The request is written beside both. Recording can begin at
    once; bundles can be written once headquarters has enrolled the laptop.
    """
    require_told(founder, laptop)
    require_free(file)
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


@command.command(epilog=example("athar store request basra-a.athar --out /media/stick"))
@click.argument("file", type=INPUT)
@click.option("--out", type=FOLDER, metavar="FOLDER", help="Where to write it, if not beside FILE.")
@passphrase_option
@answering
def request(session: Session, file: Path, out: Path | None, passphrase_file: Path | None) -> Answer:
    """Write the request to be enrolled once more.

    It can be carried to headquarters on any stick: its eight words are what proves it.
    """
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


@command.command(epilog=example("athar store info basra-a.athar"))
@click.argument("file", type=INPUT)
@passphrase_option
@root_passphrase_option
@answering
def info(
    session: Session,
    file: Path,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> Answer:
    """Say what FILE is: whose, of which operation, how much is in it.

    A copy of a headquarters certifies itself anew when it is first opened, by the operation's root.
    """
    with desk_at(session, file, passphrase_file, root_passphrase_file) as desk:
        found = store_info(desk)
    say, code = session.say, session.code
    lines = [
        say(
            "Operation {operation}, {laptop}, number book {book}.",
            operation=code(found.operation_code or "—"),
            laptop=code(found.laptop),
            book=code(found.book or "—"),
        ),
        _standing(session, file, found),
        say(
            "{records} records, {lines} journal lines, last line {head}.",
            records=code(sum(found.records.values())),
            lines=code(found.lines),
            head=code(found.head[:16]),
        ),
    ]
    if found.is_practice:
        lines.insert(0, say("PRACTICE: nothing in here is real."))
    if found.came_back:
        lines.append(say(found.came_back))
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
        "came_back": say(found.came_back),
        "records": dict(found.records),
        "lines": found.lines,
        "head": found.head,
        "schema": found.schema_version,
        "app": found.app_version,
    }
    return Answer(data, lines)


def _standing(session: Session, file: Path, found: StoreInfo) -> str:
    if found.role == HEADQUARTERS:
        return session.say("{file} is the headquarters of the operation.", file=session.code(file))
    return (
        session.say("Enrolled by headquarters.")
        if found.is_enrolled
        else session.say("Not enrolled yet.")
    )


@command.command(epilog=example("athar store check basra-a.athar"))
@click.argument("file", type=INPUT)
@passphrase_option
@answering
def check(session: Session, file: Path, passphrase_file: Path | None) -> Answer:
    """Prove that FILE is sound: hashes, records, seals and photos.

    Every hash is computed again, the records are made anew from their journals and compared, the
    seals that people put on their sessions are checked, and every photo and document is opened.
    Nothing is changed.
    """
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
        "seals_unproven": _listed(report.words.unproven),
        "unvouched": _listed(report.words.unvouched),
    }
    lines = [
        session.say(
            "Sound: {lines} lines of {journals} journals, and {media} photos and documents.",
            lines=session.code(report.lines),
            journals=session.code(report.journals),
            media=session.code(report.media),
        )
    ]
    lines += [
        session.say(
            "The seals of {person} on {laptop} cannot be checked before their certificate arrives.",
            person=session.code(word.person),
            laptop=session.code(word.laptop),
        )
        for word in report.words.unproven
    ]
    lines += [
        session.say(
            "{person} has not sealed the last lines on {laptop}: until then only it vouches for"
            " them.",
            person=session.code(word.person),
            laptop=session.code(word.laptop),
        )
        for word in report.words.unvouched
    ]
    return Answer(data, lines)


def _listed(words: Iterable[Word]) -> list[dict[str, str]]:
    return [{"person": word.person, "laptop": word.laptop} for word in words]


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
    if report.words.false:
        return StoreUnsoundError(
            "Sessions bear seals that do not hold: of {people}. Somebody signed in their name, or"
            " altered what they had sealed.",
            hint="Keep the file as it is, and tell headquarters. The people named do not vouch for"
            " these lines.",
            people=", ".join(f"{word.person} ({word.laptop})" for word in report.words.false),
        )
    return StoreUnsoundError(
        "{count} photos or documents are not what was recorded.",
        hint="Copy the originals in again from the camera's card or a backup.",
        count=len(report.media_damaged),
    )


@command.command(
    epilog=example(
        "athar store enrol basra-a.athar k3v9.athar-enrolment \\",
        '    --words "domain bulb diet picture frost result boring finance"',
    )
)
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
    """Join the operation with headquarters' answer.

    ENROLMENT is the file that headquarters gave back. The eight words are read out by headquarters
    in the same call; they are those of the operation's root.
    """
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
