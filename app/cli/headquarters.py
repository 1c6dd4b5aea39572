"""`athar hq`: begin a headquarters with its operation, and enrol laptops into it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import opened_desk
from app.cli.files import FILE, FOLDER, INPUT
from app.cli.founders import founder_options
from app.cli.groups import Group, example
from app.cli.options import passphrase_option, root_passphrase_option
from app.cli.passphrases import (
    asked,
    given_passphrase,
    given_root_passphrase,
    new_passphrase,
    passphrase_of,
)
from app.cli.session import Session
from app.cli.stores import split_words
from app.core.errors import AppError
from app.crypto.certificates import eight_words, fingerprint
from app.crypto.passphrases import WrongPassphraseError
from app.services.beginnings import (
    Beginning,
    Founder,
    require_book,
    require_free,
    require_told,
)
from app.services.enrolment import WordsDifferError, inspect_request
from app.services.enrolment import enrol as enrol_laptop
from app.services.first_sight import require_store
from app.services.operation import close_desk, create_headquarters
from app.store.layout import SUFFIX
from app.sync.enrolment import EnrolmentRequest

STORE_NAME, ROOT_NAME, LAPTOP = "hq.athar", "root.pem", "Headquarters"


class WordsNeededError(AppError):
    """A laptop is not enrolled before somebody has compared its words."""


@click.group(cls=Group)
def command() -> None:
    """Begin a headquarters and enrol laptops."""


@command.command(
    "new",
    epilog=example(
        'athar hq new headquarters --operation BSR26 --title "Basra recovery" \\',
        '    --person "هدى" --latin Huda --code H1',
    ),
)
@click.argument("place", type=FILE, metavar="FILE|FOLDER")
@click.option(
    "--operation",
    required=True,
    metavar="CODE",
    help="Two to four letters and the year, such as BSR26.",
)
@click.option("--title", required=True, metavar="TEXT", help="What the operation is called.")
@founder_options("HQA", "HQD")
@click.option(
    "--book", default="H", show_default=True, metavar="LETTER", help="Its own number book."
)
@click.option("--practice", is_flag=True, help="An operation to train on; every page says so.")
@passphrase_option
@root_passphrase_option
@answering
def new(  # noqa: PLR0913 - by name, and all of it is what an operation begins with
    session: Session,
    *,
    place: Path,
    operation: str,
    title: str,
    founder: Founder,
    offset_minutes: int,
    book: str,
    practice: bool,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> Answer:
    """Begin an operation: root, headquarters' store, recovery sheets.

    In a FOLDER, which is made if need be, the store is hq.athar; the root certificate, root.pem,
    lies beside it. The three sheets are shown once and kept nowhere. Copy each by hand and keep
    them in three places; any two of them open everything ever sent to headquarters.
    """
    is_folder = place.suffix != SUFFIX
    file = place / STORE_NAME if is_folder else place
    root_file = file.absolute().parent / ROOT_NAME
    record: dict[str, object] = {"number": operation.upper(), "name": title.strip()}
    if practice:
        record["practice"] = True
    require_told(founder, LAPTOP, title)
    require_free(file, root_file)
    headquarters = create_headquarters(
        file,
        Beginning(
            founder=founder,
            passphrase=new_passphrase(session, passphrase_file),
            name=LAPTOP,
            book=book.upper(),
            offset_minutes=offset_minutes,
        ),
        operation=record,
        root_file=root_file,
        root_passphrase=given_root_passphrase(root_passphrase_file),
        makes_folder=is_folder,
    )
    desk = headquarters.desk
    close_desk(desk)
    operation_digest = fingerprint(desk.keys.root)
    words = eight_words(bytes.fromhex(operation_digest))
    data = {
        "store": str(file),
        "root": str(root_file),
        "operation": operation_digest,
        "replica": desk.replica,
        "words": list(words),
        "recovery_sheets": list(headquarters.recovery_sheets),
    }
    return Answer(data, _begun(session, file, root_file, words, headquarters.recovery_sheets))


def _begun(
    session: Session, file: Path, root: Path, words: tuple[str, ...], sheets: tuple[str, ...]
) -> list[str]:
    say, code = session.say, session.code
    lines = [
        say("{file} is the headquarters of the operation.", file=code(file)),
        say("{file} is its root certificate; its eight words are:", file=code(root)),
        "  " + code(" ".join(words)),
        say("Copy these three recovery sheets by hand. They are shown only now:"),
    ]
    for number, sheet in enumerate(sheets, 1):
        lines += ["", say("Sheet {number}", number=code(number)), code(sheet)]
    return lines


@command.command(
    epilog=example(
        "athar hq enrol headquarters/hq.athar k3v9.athar-request --book A \\",
        '    --words "belong exhaust dish order uncover yoga imply blind"',
    ),
)
@click.argument("file", type=INPUT)
@click.argument("request", type=INPUT)
@click.option(
    "--book",
    required=True,
    metavar="LETTER",
    help="The number book that the laptop gets: one letter that no other has.",
)
@click.option(
    "--words",
    default="",
    callback=split_words,
    help="The eight words that the laptop's people read out, in quotes; asked for if left out.",
)
@click.option(
    "--out", type=FOLDER, metavar="FOLDER", help="Where to write the answer, if not beside REQUEST."
)
@passphrase_option
@root_passphrase_option
@answering
def enrol(  # noqa: PLR0913 - by name
    session: Session,
    *,
    file: Path,
    request: Path,
    book: str,
    words: tuple[str, ...],
    out: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> Answer:
    """Certify a laptop, once its eight words were compared by voice.

    FILE is the headquarters' store, REQUEST the file that the laptop wrote. The answer goes back to
    the laptop, and the eight words that are shown with it are read out in the same call.
    """
    require_book(book.upper())
    wanted = inspect_request(request)
    if not words:
        _compare(session, wanted)
    elif tuple(word.casefold() for word in words) != wanted.words():
        raise WordsDifferError(
            "The eight words are not those of this request.",
            hint="Nothing was changed. Ask for the words again, or for the file.",
        )
    require_store(file)
    passphrase = passphrase_of(session, passphrase_file)
    own = given_root_passphrase(root_passphrase_file)
    may_ask = own is None and given_passphrase(passphrase_file) is None
    folder = out or request.absolute().parent
    with opened_desk(file, passphrase, own) as desk, _root_told():
        enrolling = partial(enrol_laptop, desk, request, folder, book=book.upper())
        try:
            handed = enrolling(passphrase=own or passphrase)
        except WrongPassphraseError:
            if not may_ask:
                raise
            handed = enrolling(passphrase=asked(session.say("Passphrase of the operation's root")))
    return Answer(
        {
            "enrolment": str(handed.path),
            "words": list(handed.words),
            "replica": wanted.replica,
            "laptop": wanted.name,
            "book": book.upper(),
        },
        [
            session.say(
                "{laptop} is enrolled with number book {book}.",
                laptop=session.code(wanted.name),
                book=session.code(book.upper()),
            ),
            session.say(
                "Give {file} to the laptop and read these eight words out to its people:",
                file=session.code(handed.path),
            ),
            "  " + session.code(" ".join(handed.words)),
        ],
    )


@contextmanager
def _root_told() -> Generator[None]:
    """Say which of the two passphrases was wrong; the store is open by now."""
    try:
        yield
    except WrongPassphraseError as error:
        raise WrongPassphraseError(
            "The passphrase does not open the operation's root key.",
            hint="The laptop was not enrolled. Give the root's own passphrase with"
            " --root-passphrase-file or ATHAR_ROOT_PASSPHRASE.",
        ) from error


def _compare(session: Session, request: EnrolmentRequest) -> None:
    """Let a person compare the words; without one, nobody is enrolled."""
    name = session.code(request.name)
    click.echo(session.say("The request of {laptop} has these eight words:", laptop=name), err=True)
    click.echo("  " + session.code(" ".join(request.words())), err=True)
    question = session.say("Did the people at the laptop read out these eight words?")
    try:
        agree = click.confirm(question, err=True)
    except click.Abort:
        agree = False
    if not agree:
        raise WordsNeededError(
            "The laptop was not enrolled: its eight words were not confirmed.",
            hint="Call its people, let them read out the words, and give them with --words.",
        )
