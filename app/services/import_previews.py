"""A file before it is brought in: what it holds, and how tables like it were read before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from app.core.errors import AppError
from app.core.files import opened_for_reading, read_bounded
from app.core.jobs import Ticket
from app.crypto.digests import sha256_hex, sha256_of
from app.exchange.contents import Contents, Problems
from app.exchange.features import Problem
from app.exchange.reading import read_contents
from app.exchange.shapefiles import beside
from app.exchange.stated import Stated, UnstatedSystemError
from app.exchange.survey_tables import (
    LIMIT_BYTES,
    Layout,
    Measured,
    guessed,
    measured,
    rows_of,
    text_of,
)
from app.exchange.tables import NoPlacesError
from app.services.desk import Desk
from app.services.import_plans import Survey
from app.services.imports import begun_before

SHOWN_ROWS: Final = 8
SHOWN_CODES: Final = 40


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an instrument: its text, and how it was read before or seems to be laid out."""

    text: str
    survey: Survey
    is_remembered: bool = False

    def rows(self, layout: Layout) -> list[list[str]]:
        """The first lines, cut as the layout says."""
        return [cells for _, cells in rows_of(self.text, layout, SHOWN_ROWS)]

    def codes(self, layout: Layout) -> list[str]:
        """The codes in the file, each once, in the order in which they come."""
        found = dict.fromkeys(
            one.code for one in measured(self.text, layout) if isinstance(one, Measured)
        )
        return [code for code in found if code][:SHOWN_CODES]

    def counted(self, layout: Layout) -> tuple[int, tuple[Problem, ...]]:
        """How many points there are, and what of the table is none."""
        problems, points = Problems(), 0
        for one in measured(self.text, layout):
            if isinstance(one, Problem):
                problems.add(one)
            else:
                points += 1
        return points, problems.listed()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is: places of the world (`contents`), or a table of an instrument.

    `begun` is the kind and the site that it was brought in as before, if it was; `asked` is the
    question which system it is in, where nothing is known before that is answered.
    """

    path: Path
    contents: Contents | None
    table: Table | None
    begun: tuple[str, str] | None
    asked: UnstatedSystemError | None = None


def look_at(desk: Desk, path: Path, stated: Stated | None, ticket: Ticket) -> Preview:
    """What a file holds, before anything is made of it; `stated` is its system, if a person said.

    Raises:
        ImportRefusedError: nothing of it can be trusted.
        FileTroubleError: it cannot be read.
        Cancelled: the person asked to stop.
    """
    contents: Contents | None = None
    table: Table | None = None
    with opened_for_reading(path) as opened:
        begun = begun_before(desk, sha256_of(opened).hex())
        opened.seek(0)
        try:
            contents = read_contents(opened, desk.now().instant, ticket, beside(path), stated)
        except UnstatedSystemError as error:
            return Preview(path, None, None, begun, error)
        except NoPlacesError as error:
            table = _table(desk, path)
            if table is None:
                raise error from None
    return Preview(path, contents, table, begun)


def remember(desk: Desk, text: str, survey: Survey) -> None:
    """Read tables that begin as this one does in the same way from now on.

    The system is asked each time: what is true of the last site may be hundreds of kilometres off.
    """
    known = replace(survey, system="", setup="", accuracy_m=None, accepted_m=None)
    with desk.store.writing() as pen:
        pen.set(_setting(text), msgspec.json.encode(known).decode())


def _table(desk: Desk, path: Path) -> Table | None:
    try:
        text = text_of(read_bounded(path, LIMIT_BYTES))
    except AppError:
        return None
    layout = guessed(text)
    with desk.store.reading() as view:
        known = view.setting(_setting(text))
    if known:
        return Table(text, msgspec.json.decode(known, type=Survey), is_remembered=True)
    if len(layout.columns) < 2:
        return None
    return Table(text, Survey(layout, ""))


def _setting(text: str) -> str:
    """Tables with the same first line, figures left out, are of the same instrument."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    plain = "".join("0" if mark.isdigit() else mark for mark in first[:500])
    while "00" in plain:
        plain = plain.replace("00", "0")
    return f"survey_table/{sha256_hex(plain.encode())[:32]}"
