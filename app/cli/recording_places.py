"""Recording the places of a file into a store, and saying what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from app.cli.looked_over import problem_told
from app.cli.one_record import only_one
from app.cli.progress import Progress
from app.cli.session import Session
from app.exchange.contents import Problems
from app.services.desk import Desk
from app.services.import_plans import Plan
from app.services.imports import Imported, import_file
from app.services.reading import find_number
from app.services.recording import NoSuchRecordError


def record_places(
    session: Session, desk: Desk, file: Path, plan: Plan, *, site: str, area_of: str
) -> Imported:
    """Bring a file in as `plan` says, at the site of that code, or as the area of that record.

    Raises:
        AppError: nothing was recorded, and the sentence says why.
    """
    placed = replace(
        plan,
        site=_uid(desk, site, "site") if site else "",
        area_of=_uid(desk, area_of) if area_of else "",
    )
    return import_file(desk, file, placed, Progress(session))


def _uid(desk: Desk, number: str, kind: str = "") -> str:
    """The record of that number.

    Raises:
        NoSuchRecordError: there is none.
        NotOneRecordError: there are several, and nobody may guess whose area a file is.
    """
    found = [one.uid for one in find_number(desk, number) if not kind or one.kind == kind]
    if not found:
        raise NoSuchRecordError(
            "There is no record with the number {number} here.",
            hint="Write its whole number, such as SNJ03 or SNJ03-G01.",
            number=number,
        )
    return only_one(found, number)


def recorded(session: Session, told: Imported) -> list[str]:
    """What became of the places, a line each."""
    say, code = session.say, session.code
    if told.is_repeat:
        return [say("This file was brought in before. Nothing was recorded again.")]
    lines = [
        say(
            "{count} of {total} places recorded; the file is kept, bit for bit.",
            count=code(told.recorded + told.earlier),
            total=code(told.total),
        )
    ]
    lines += [
        say(
            "Check shot at {name}: {residual} m from where it is known to be.",
            name=code(one.name),
            residual=code(one.residual_m),
        )
        for one in told.checked
    ]
    lines += [f"{where}: {what}" for where, what in _otherwise(session, told)]
    lines += [
        say("{what} ({rule}, {count} ×)", what=what, rule=code(rule), count=code(count))
        for rule, what, count in _flags(session, told)
    ]
    return lines


def data_recorded(session: Session, told: Imported) -> dict[str, object]:
    """The same, as `--json` gives it."""
    return {
        "recorded": told.recorded,
        "repeat": told.is_repeat,
        "left": [{"where": where, "what": what} for where, what in _otherwise(session, told)],
        "flags": [
            {"rule": rule, "sentence": what, "count": count}
            for rule, what, count in _flags(session, told)
        ],
    }


def _otherwise(session: Session, told: Imported) -> list[tuple[str, str]]:
    """What became no record, or another than stands in the file: where, and why."""
    problems = Problems()
    for one in (*told.left, *told.changed):
        problems.add(one)
    return [problem_told(session, one) for one in problems.listed()]


def _flags(session: Session, told: Imported) -> Iterator[tuple[str, str, int]]:
    """Each rule that is not kept, what it says of the first place, and of how many it says so."""
    sorts = Counter((flag.verdict.rule, flag.verdict.message) for flag in told.flags)
    first = {(flag.verdict.rule, flag.verdict.message): flag.verdict for flag in told.flags}
    for key, count in sorts.items():
        yield key[0], session.say(first[key].message, **_values(session, first[key].values)), count


def _values(session: Session, values: Mapping[str, object]) -> dict[str, object]:
    return {name: session.code(value) for name, value in values.items()}
