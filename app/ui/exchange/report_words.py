"""What a bundle that was read means, in sentences; hazards come first and are set apart."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.wording import Wording, embedded, isolated
from app.models.hazards import Hazard
from app.models.record import Record
from app.services.receiving import ReadReport
from app.ui.custody.refusals import words_of
from app.ui.exchange.actions import Arrival

# A line of nothing but isolated parts has no side of its own.
_RIGHT_TO_LEFT_MARK = "\u200f"
_SHOWN = 12  # flags of one bundle in full; the rest is counted


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the role in which it is set."""

    sentence: str
    role: str = ""


def hazard_words(say: Wording, hazards: tuple[Record, ...]) -> list[str]:
    """One line for each hazard that is new or worse."""
    side = _RIGHT_TO_LEFT_MARK if say.is_right_to_left else ""
    return [
        side
        + say(
            "{hazard}: {status}",
            hazard=isolated(hazard.title),
            status=_status(say, hazard),
        )
        for hazard in hazards
    ]


def _status(say: Wording, hazard: Record) -> str:
    status = hazard.values.get("status")
    return say(Hazard.status.codes.label(str(status))) if status else say("status not stated")


def report_words(say: Wording, arrival: Arrival) -> list[Told]:
    """Everything but the hazards: who signed, what is new, what is missing, what to look at."""
    report = arrival.report
    if report.is_repeat:
        return [
            Told(say("This bundle was already read. Nothing was changed."), "heading"),
            Told(say("It may be deleted from the stick once its receipt has gone back."), "quiet"),
        ]
    told = [
        Told(
            say(
                "Read. The bundle is whole and was signed by the laptop {laptop}.",
                laptop=embedded(report.signer),
            ),
            "heading",
        ),
        Told(_amounts(say, report)),
    ]
    told += [Told(sentence, "warning") for sentence in _missing(say, arrival)]
    told += _conflicts(say, report)
    told += _flags(say, report)
    if report.receipt is not None:
        told.append(
            Told(
                say(
                    "The receipt lies in the outbox of this laptop, as {file}. Bring it back to "
                    "the sender, or write a bundle: it travels in that, too.",
                    file=isolated(report.receipt.name),
                ),
                "quiet",
            )
        )
    return told


def _amounts(say: Wording, report: ReadReport) -> str:
    if not report.lines_new and not report.media_new:
        return say("Everything in it was known here already.")
    return say(
        "New: {lines} entries and {media} photos and documents. Known before: {known} entries.",
        lines=isolated(report.lines_new),
        media=isolated(report.media_new),
        known=isolated(report.lines_known),
    )


def _missing(say: Wording, arrival: Arrival) -> list[str]:
    laptops = dict(arrival.laptops)
    words = [
        say(
            "Entries {first} to {last} of the laptop {laptop} have not arrived: they travel in an "
            "earlier bundle. Ask for it.",
            first=isolated(first),
            last=isolated(last),
            laptop=embedded(laptops.get(journal, journal[:8])),
        )
        for journal, first, last in arrival.report.gaps
    ]
    if arrival.report.media_missing:
        words.append(
            say(
                "Photos and documents that are named in records and have not arrived: {count}.",
                count=isolated(arrival.report.media_missing),
            )
        )
    return words


def _conflicts(say: Wording, report: ReadReport) -> list[Told]:
    if not report.findings_new:
        return []
    count = isolated(len(report.findings_new))
    words = say("Matters for a person to decide or to know: {count}. Open Conflicts.", count=count)
    return [Told(words, "warning")]


def _flags(say: Wording, report: ReadReport) -> list[Told]:
    if not report.flags:
        return []
    count = isolated(len(report.flags))
    told = [
        Told(
            say(
                "Records that do not keep a rule: {count}. They were kept: Conflicts lists them "
                "under “Rules not kept”.",
                count=count,
            ),
            "warning",
        )
    ]
    told += [
        Told(f"{isolated(flag.title)} · {words_of(say, flag.verdict)}", "small")
        for flag in report.flags[:_SHOWN]
    ]
    rest = len(report.flags) - _SHOWN
    if rest > 0:
        told.append(Told(say("and {count} more", count=isolated(rest)), "small"))
    return told
