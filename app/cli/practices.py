"""`athar practice`: an invented operation to train on, made through everything that is real."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from app.cli.answers import Answer, json_option, show
from app.cli.files import FILE
from app.cli.groups import example
from app.cli.progress import Progress
from app.cli.screen import PLATFORM, has_screen, require_screen
from app.cli.session import Session
from app.services.practice.folders import is_practice
from app.services.practice.founding import PASSPHRASE, STORE_NAME
from app.services.practice.journey import Grab, perform


@click.command("practice", epilog=example("athar practice build/practice --window"))
@click.argument("folder", type=FILE)
@click.option(
    "--window",
    is_flag=True,
    help="Open the window on it; a practice that is there already is kept as it was left.",
)
@json_option
@click.pass_obj
def command(session: Session, *, folder: Path, window: bool) -> int:
    """Make the practice operation, with nothing but invented data.

    FOLDER then holds two laptops, headquarters, bundles and forms. All of it is invented, and
    everything says so. The passphrase of its three stores is practice-practice. An earlier practice
    in FOLDER is replaced, and nothing else ever is.
    """
    if window:
        require_screen()
    store = folder / "field-a" / STORE_NAME
    if not (window and is_practice(folder)):
        summary = perform(folder, grab=_camera(session), ticket=Progress(session))
        lines = _lines(session, folder, summary)
        show(session, Answer({"folder": str(folder), **summary}, lines))
    if not window:
        return 0
    return session.surroundings().open_window(store, PASSPHRASE, session.language)


def _camera(session: Session) -> Grab | None:
    """What takes pictures of the pages, where no window would flicker over somebody's screen."""
    if has_screen():
        return None
    os.environ.setdefault(PLATFORM, "offscreen")
    return session.surroundings().grab_screens


def _lines(session: Session, folder: Path, summary: Mapping[str, Any]) -> list[str]:
    """What was done, in ten lines."""
    say, code = session.say, session.code
    counts = summary["counts"]
    conflict = summary["conflicts"][0]
    return [
        say(
            "PRACTICE: all in {folder} is invented. The passphrase is {passphrase}.",
            folder=code(folder),
            passphrase=code(PASSPHRASE),
        ),
        say(
            "Operation {operation}: {sites} sites, {graves} graves, {hazards} hazards,"
            " {certificates} certificate of clearance.",
            operation=code(summary["operation"]["code"]),
            sites=code(counts["site"]),
            graves=code(counts["grave"]),
            hazards=code(counts["hazard"]),
            certificates=code(counts["clearance_certificate"]),
        ),
        say(
            "{cases} cases in {containers} containers, {events} custody events, {photos} photos.",
            cases=code(counts["remains_case"]),
            containers=code(counts["container"]),
            events=code(counts["custody_event"]),
            photos=code(counts["photo"]),
        ),
        say(
            "Digging on uncleared ground was stopped by {rule}; {roles} may override together.",
            rule=code(summary["stopped"]["rule"]),
            roles=code(", ".join(summary["stopped"]["override_by"])),
        ),
        say(
            "{count} bundles travelled to headquarters, were verified and read: {folder}",
            count=code(len(summary["bundles"])),
            folder=code(folder / "bundles"),
        ),
        say(
            "Its receipts confirm {lines} journal lines; reading a bundle again added {again}.",
            lines=code(sum(item["lines_confirmed"] for item in summary["receipts"])),
            again=code(summary["repeat"]["lines_new"]),
        ),
        say(
            "One conflict waits for a decision: {record}, {values}.",
            record=code(conflict["title"]),
            values=" / ".join(
                code(f"{value['laptop']}: {value['value']}") for value in conflict["values"]
            ),
        ),
        say(
            "{count} forms in five languages, each signed and verified: {folder}",
            count=code(len(summary["forms"])),
            folder=code(folder / "forms"),
        ),
        say(
            "{count} pictures of the pages: {folder}",
            count=code(len(summary["screens"])),
            folder=code(folder / "screens"),
        )
        if summary["screens"]
        else say("No pictures of the pages were taken, because there is a screen to look at."),
        (
            say("All of it was verified: {file}", file=code(folder / "summary.json"))
            if summary["verified"]
            else say("Not all of it could be verified: {file}", file=code(folder / "summary.json"))
        ),
    ]
