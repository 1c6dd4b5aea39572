"""`athar bundle`: write, look at, verify and read what travels between laptops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.files import FOLDER, INPUT
from app.cli.groups import Group, example
from app.cli.options import store_options
from app.cli.progress import Progress
from app.cli.session import Session
from app.models.hazards import Hazard
from app.services.findings import Finding
from app.services.reading import titles
from app.services.receivers import receiver_named
from app.services.receiving import ReadReport, read_bundle
from app.services.sending import write_bundle
from app.services.verifying import verify_bundle_file
from app.sync.inspection import inspect_bundle
from app.sync.verified import Verified


@click.group(cls=Group)
def command() -> None:
    """Write, look at, verify and read bundles."""


@command.command(epilog=example("athar bundle write /media/stick --store basra-a.athar"))
@click.argument("folder", type=FOLDER)
@click.option(
    "--for",
    "to",
    default="hq",
    show_default=True,
    metavar="WHOM",
    help="Whom to seal it for: hq, or at headquarters the name or replica of a laptop.",
)
@store_options
@answering
def write(
    session: Session, folder: Path, to: str, store: Path | None, passphrase_file: Path | None
) -> Answer:
    """Write into FOLDER what the receiver has not confirmed yet.

    What was written is read back and compared. It is offered again in every bundle until a receipt
    confirms it, so a lost stick loses nothing.
    """
    with desk_at(session, store, passphrase_file) as desk:
        to = receiver_named(desk, to)
        written = write_bundle(desk, folder, to=to, ticket=Progress(session))
    bundles = [
        {
            "file": str(item.path),
            "bundle": item.bundle,
            "number": item.number,
            "sha256": item.sha256,
            "bytes": item.bytes,
            "lines": item.lines,
            "media": item.media,
        }
        for item in written
    ]
    lines = [
        session.say(
            "{file}: {lines} journal lines and {media} photos or documents, read back and whole.",
            file=session.code(item.path),
            lines=session.code(item.lines),
            media=session.code(item.media),
        )
        for item in written
    ]
    return Answer({"for": to, "bundles": bundles}, lines)


@command.command(epilog=example("athar bundle inspect k3v9.athar-bundle"))
@click.argument("file", type=INPUT)
@answering
def inspect(session: Session, file: Path) -> Answer:
    """Say what anybody can see of a bundle without a key."""
    found = inspect_bundle(file, Progress(session))
    return Answer(
        {
            "file": str(file),
            "bytes": found.bytes,
            "sha256": found.sha256,
            "recipients": list(found.recipients),
        },
        [
            session.say(
                "A sealed bundle of {bytes} bytes for {count} keys; SHA-256 {sha256}.",
                bytes=session.code(found.bytes),
                count=session.code(len(found.recipients)),
                sha256=session.code(found.sha256),
            ),
            session.say("Who wrote it shows only to those who can open it."),
        ],
    )


@command.command(
    epilog=example("athar bundle verify k3v9.athar-bundle --identity identity.txt --root root.pem")
)
@click.argument("file", type=INPUT)
@click.option(
    "--identity", type=INPUT, required=True, metavar="FILE", help="The age key file that opens it."
)
@click.option(
    "--root", type=INPUT, required=True, metavar="FILE", help="The operation's root, root.pem."
)
@answering
def verify(session: Session, file: Path, identity: Path, root: Path) -> Answer:
    """Check a bundle with a key and a root alone, taking nothing in.

    For whoever must know that a bundle is whole and whose it is, and has no store: a court's
    expert, or whoever receives sticks.
    """
    verified = verify_bundle_file(file, identity=identity, root=root, ticket=Progress(session))
    return Answer(_verified(file, verified), _verified_lines(session, verified))


def _verified(file: Path, verified: Verified) -> dict[str, object]:
    header = verified.header
    return {
        "file": str(file),
        "verified": True,
        "bundle": header.bundle,
        "number": header.number,
        "operation": header.operation,
        "signer": verified.sender_name,
        "signer_fingerprint": verified.sender_fingerprint,
        "signer_revoked": verified.is_sender_revoked,
        "replica": header.sender,
        "made": header.made,
        "app": header.app,
        "sums_sha256": verified.sums_sha256,
        "lines": verified.lines,
        "segments": [
            {
                "journal": segment.entry.journal,
                "from": segment.entry.first,
                "to": segment.entry.last,
                "head": segment.entry.head,
                "root_checked": segment.is_root_checked,
                "believed_up_to": segment.believed_up_to,
            }
            for segment in verified.segments
        ],
        "media": [
            {"sha256": medium.sha256, "bytes": medium.bytes, "kind": medium.kind}
            for medium in header.media
        ],
        "certificates": verified.certificates,
        "receipts": verified.receipts,
    }


def _verified_lines(session: Session, verified: Verified) -> list[str]:
    say, code = session.say, session.code
    lines = [
        say("Whole, and signed by {signer} of this operation.", signer=code(verified.sender_name)),
        say(
            "Bundle {bundle}, number {number} of its sender, made {made} by its clock.",
            bundle=code(verified.header.bundle),
            number=code(verified.header.number),
            made=code(verified.header.made),
        ),
        say(
            "{lines} journal lines in {segments} segments, {media} photos or documents.",
            lines=code(verified.lines),
            segments=code(len(verified.segments)),
            media=code(len(verified.header.media)),
        ),
    ]
    if verified.is_sender_revoked:
        lines.append(say("Headquarters has revoked this laptop; later lines do not count."))
    return lines


@command.command(epilog=example("athar bundle read k3v9.athar-bundle --store hq.athar"))
@click.argument("file", type=INPUT)
@store_options
@answering
def read(session: Session, file: Path, store: Path | None, passphrase_file: Path | None) -> Answer:
    """Verify a bundle and take in what is new; hazards are told first.

    Nothing is ever overwritten, and reading a bundle twice does no harm. The receipt that is
    written goes back to the sender.
    """
    with desk_at(session, store, passphrase_file) as desk:
        report = read_bundle(desk, file, Progress(session))
        hazards = titles(desk, [Hazard.kind]) if report.hazards else {}
    named = [hazards.get(uid, uid) for uid in report.hazards]
    return Answer(_read(file, report), _read_lines(session, report, named))


def _read(file: Path, report: ReadReport) -> dict[str, object]:
    return {
        "file": str(file),
        "bundle": report.bundle,
        "sha256": report.sha256,
        "signer": report.signer,
        "repeat": report.is_repeat,
        "lines_new": report.lines_new,
        "lines_known": report.lines_known,
        "lines_doubted": report.lines_doubted,
        "media_new": report.media_new,
        "media_missing": report.media_missing,
        "receipts": report.receipts,
        "hazards": list(report.hazards),
        "findings": [_finding(item) for item in report.findings_new],
        "flags": [
            {
                "kind": flag.kind,
                "uid": flag.uid,
                "title": flag.title,
                "rule": flag.verdict.rule,
                "level": flag.verdict.level.value,
                "sentence": flag.verdict.sentence,
            }
            for flag in report.flags
        ],
        "gaps": [
            {"journal": journal, "from": first, "to": last} for journal, first, last in report.gaps
        ],
        "receipt": str(report.receipt) if report.receipt else None,
    }


def _finding(item: Finding) -> dict[str, object]:
    return {
        "code": item.code,
        "kind": item.kind,
        "uid": item.uid,
        "title": item.title,
        "field": item.field,
    }


def _read_lines(session: Session, report: ReadReport, hazards: Sequence[str]) -> list[str]:
    say, code = session.say, session.code
    lines = []
    if report.is_repeat:
        lines.append(say("This bundle was read before; nothing is new."))
    if hazards:
        lines.append(
            say(
                "New or worse hazards: {count}. Read them before anybody goes on working.",
                count=code(len(hazards)),
            )
        )
        lines += [f"  {code(title)}" for title in hazards]
    if not report.is_repeat:
        lines.append(
            say(
                "Signed by {signer}: {new} new journal lines, {known} known, {media} new photos or"
                " documents.",
                signer=code(report.signer),
                new=code(report.lines_new),
                known=code(report.lines_known),
                media=code(report.media_new),
            )
        )
    if report.lines_doubted:
        lines.append(
            say(
                "{count} lines are not believed, because their laptop was revoked; the bundle is"
                " kept in quarantine.",
                count=code(report.lines_doubted),
            )
        )
    if report.gaps:
        lines.append(
            say(
                "Runs of earlier lines that have not arrived: {count}. Ask for the earlier bundle.",
                count=code(len(report.gaps)),
            )
        )
    if report.findings_new:
        lines.append(
            say(
                "Things that a person must decide: {count}. Open Conflicts.",
                count=code(len(report.findings_new)),
            )
        )
        lines += [f"  {code(f'{item.code} {item.title}')}" for item in report.findings_new]
    if report.flags:
        lines.append(
            say(
                "Rules that what came in does not keep: {count}. It is stored and flagged.",
                count=code(len(report.flags)),
            )
        )
    if report.receipt:
        lines.append(say("Give this receipt back to its sender: {file}", file=code(report.receipt)))
    return lines
